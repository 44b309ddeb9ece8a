//! SR207: two engines have the same uuid.

use crate::diagnostic::Finding;
use crate::model::Model;
use std::collections::BTreeMap;

rule! {
    /// Two engines of the plan have the same `uuid`.
    ///
    /// **Why:** the uuid tells whose tables are in a store. With one uuid for two engines the scripts
    /// would prove the wrong thing. Hazard H5.
    ///
    /// **Instead:** read each engine's own uuid from the configuration.
    ///
    /// ```restore fails two
    ///   engine "Node01.server1-OrdersBus" {
    ///     bus    OrdersBus
    ///     member Node01/server1
    ///     store  orders-store
    ///     uuid   0123456789ABCDEF
    ///   }
    ///   engine "Node01.server1-BillingBus" {
    ///     bus    BillingBus
    ///     member Node01/server1
    ///     store  audit-store
    ///     uuid   0123456789ABCDEF
    /// #          ^^^^^^^^^^^^^^^^ SR207
    ///   }
    /// ```
    ///
    /// ```restore passes two
    ///   engine "Node01.server1-OrdersBus" {
    ///     bus    OrdersBus
    ///     member Node01/server1
    ///     store  orders-store
    ///     uuid   0123456789ABCDEF
    ///   }
    ///   engine "Node01.server1-BillingBus" {
    ///     bus    BillingBus
    ///     member Node01/server1
    ///     store  audit-store
    ///     uuid   0123456789ABCDE0
    ///   }
    /// ```
    shared_uuid, "SR207", Error, since "0.1.0", hazards ["H5"],
    "two engines have the same uuid"
}

pub(super) fn check(model: &Model, findings: &mut Vec<Finding>) {
    let mut seen = BTreeMap::new();
    for engine in &model.engines {
        let Some(uuid) = &engine.uuid else { continue };
        if let Some((first, name)) = seen.insert(&uuid.value, (uuid.span, &engine.name)) {
            let message = format!("engines `{name}` and `{}` have the same uuid", engine.name);
            findings.push(
                RULE.at(uuid.span, message)
                    .other(first, format!("the uuid of `{name}`"))
                    .help("read each engine's own uuid from the configuration"),
            );
        }
    }
}
