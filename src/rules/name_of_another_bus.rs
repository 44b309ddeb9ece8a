//! SR208: an engine's name ends in another bus.

use crate::diagnostic::Finding;
use crate::model::Model;

rule! {
    /// An engine is named as WebSphere names engines, and its name does not end in the bus that the
    /// plan says.
    ///
    /// **Why:** WebSphere names an engine after its node, server and bus, or its cluster, number and
    /// bus. A name that ends otherwise is often a line copied from another engine. The scripts look for
    /// name and bus together and would close the gate. Hazard H18.
    ///
    /// **Instead:** correct the name or the bus.
    ///
    /// ```restore fails
    ///   engine "Node01.server1-OrdersBus" {
    ///     bus    BillingBus
    /// #          ^^^^^^^^^^ SR208
    ///     member Node01/server1
    ///     store  orders-store
    ///     uuid   0123456789ABCDEF
    ///   }
    /// ```
    ///
    /// ```restore passes
    ///   engine "Node01.server1-OrdersBus" {
    ///     bus    OrdersBus
    ///     member Node01/server1
    ///     store  orders-store
    ///     uuid   0123456789ABCDEF
    ///   }
    /// ```
    name_of_another_bus, "SR208", Warning, since "0.1.0", hazards ["H18"],
    "an engine's name ends in another bus"
}

pub(super) fn check(model: &Model, findings: &mut Vec<Finding>) {
    for engine in &model.engines {
        if !engine.bus.is_empty() && !engine.name.ends_with(&format!("-{}", engine.bus)) {
            let message =
                format!("engine `{}` is not named after bus `{}`", engine.name, engine.bus);
            findings.push(
                RULE.at(engine.bus_span, message)
                    .other(engine.span, "WebSphere's own names end in the bus")
                    .help("correct the name or the bus, unless the engine was really named so"),
            );
        }
    }
}
