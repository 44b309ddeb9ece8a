//! SR605: an engine's uuid is not pinned.

use crate::diagnostic::Finding;
use crate::model::{Engine, Model};

rule! {
    /// An engine that is restored with a data store has no `uuid` in the plan.
    ///
    /// **Why:** the engine's uuid stands in the configuration and in the table SIBOWNER. If they
    /// differ the engine does not start (CWSIS1535, documented by the vendor): the tables are
    /// another engine's, or configuration and store are not of one time. With a pinned uuid the
    /// scripts compare; without one they print the row and a person has to look. Hazards H5 and
    /// H7.
    ///
    /// **Instead:** add `uuid` with the 16 digits that the log shows as ME_UUID, or that
    /// `sib-engines.xml` holds.
    ///
    /// ```restore fails
    ///   engine "Node01.server1-OrdersBus" {
    /// # ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SR605
    ///     bus    OrdersBus
    ///     member Node01/server1
    ///     store  orders-store
    ///   }
    /// ```
    ///
    /// ```restore passes
    ///   engine "Node01.server1-OrdersBus" {
    ///     bus    OrdersBus
    ///     member Node01/server1
    ///     store  orders-store
    ///     uuid   3F1A9C7E52B0D864
    ///   }
    /// ```
    uuid_not_pinned, "SR605", Warning, since "0.1.0", hazards ["H5", "H7"],
    "an engine's uuid is not pinned"
}

/// One finding, at the first such engine: a thousand of the same would hide the others.
pub(super) fn check(model: &Model, findings: &mut Vec<Finding>) {
    let engines = model.restored_engines();
    let in_tables =
        |engine: &&Engine| engine.store.is_some_and(|store| model.store(store).is_data_store());
    let mut open =
        engines.iter().map(|id| model.engine(*id)).filter(in_tables).filter(|e| e.uuid.is_none());
    let Some(engine) = open.next() else { return };
    let message = match open.count() {
        0 => format!("engine `{}` has no `uuid`", engine.name),
        more => format!("engine `{}` and {more} more have no `uuid`", engine.name),
    };
    findings.push(
        RULE.at(engine.span, message).help(
            "add `uuid` so that the scripts prove that the restored tables are this engine's",
        ),
    );
}
