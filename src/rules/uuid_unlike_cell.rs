//! SR804: an engine's uuid is not the one in the configuration.

use super::{both, origin};
use crate::diagnostic::Finding;
use crate::inventory::Inventory;
use crate::model::Model;

rule! {
    /// The plan pins another uuid than the one that the engine has in the configuration.
    ///
    /// **Why:** the engine's uuid stands in the configuration and in the table SIBOWNER; where they
    /// differ the engine does not start (CWSIS1535, documented by the vendor). An engine that was
    /// deleted and created again has the same name and another uuid (concluded): then this backup is
    /// not of the time of the plan. Hazards H5 and H7.
    ///
    /// **Instead:** find out which one the tables hold. If it is that of the configuration, write it
    /// into the plan, or leave the line out: `compile --backup` pins it.
    ///
    /// Compared with the cell of the standard plan:
    ///
    /// ```restore fails
    ///   engine "Node01.server1-OrdersBus" {
    ///     bus    OrdersBus
    ///     member Node01/server1
    ///     store  orders-store
    ///     uuid   3F1A9C7E52B0D865
    /// #          ^^^^^^^^^^^^^^^^ SR804
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
    uuid_unlike_cell, "SR804", Error, since "0.1.0", hazards ["H5", "H7"],
    "an engine's uuid is not the one in the configuration"
}

pub(super) fn check(model: &Model, cell: &Inventory, findings: &mut Vec<Finding>) {
    for (engine, known) in both(model, cell) {
        let (Some(uuid), Some(other)) = (&engine.uuid, &known.uuid) else { continue };
        if uuid.value != *other {
            let message = format!("engine `{}` has another uuid", engine.name);
            findings.push(
                RULE.at(uuid.span, message)
                    .label(format!("{} says `{other}`", origin(cell)))
                    .help("find out which of the two the table SIBOWNER holds"),
            );
        }
    }
}
