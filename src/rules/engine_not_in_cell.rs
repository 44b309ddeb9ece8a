//! SR803: the cell has no messaging engine of that name.

use super::{nearest, origin};
use crate::diagnostic::{Finding, closest};
use crate::inventory::Inventory;
use crate::model::Model;

rule! {
    /// The plan describes a messaging engine that the configuration does not have.
    ///
    /// **Why:** the name may be spelt wrong. Or the backup is older than the engine: restoring it
    /// takes the engine out of the configuration, and its store is nobody's afterwards (concluded:
    /// restoreConfig replaces the whole configuration). Hazard H7.
    ///
    /// **Instead:** write the name as the admin console shows it, or take a backup in which the
    /// engine is.
    ///
    /// Compared with the cell of the standard plan:
    ///
    /// ```restore fails
    ///   engine "Node01.server2-OrdersBus" {
    /// # ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SR803
    ///     bus    OrdersBus
    ///     member Node01/server1
    ///     store  orders-store
    ///     uuid   3F1A9C7E52B0D864
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
    engine_not_in_cell, "SR803", Error, since "0.1.0", hazards ["H7"],
    "the cell has no messaging engine of that name"
}

pub(super) fn check(model: &Model, cell: &Inventory, findings: &mut Vec<Finding>) {
    for engine in model.engines.iter().filter(|engine| !engine.name.is_empty()) {
        if cell.engine(&engine.name).is_none() {
            let names = cell.engines.iter().map(|engine| engine.name.as_str());
            let message = format!("{} has no engine `{}`", origin(cell), engine.name);
            findings.push(nearest(RULE.at(engine.span, message), closest(&engine.name, names)));
        }
    }
}
