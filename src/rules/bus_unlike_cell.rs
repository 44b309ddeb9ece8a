//! SR805: an engine belongs to another bus.

use super::not_in_cell::knows_bus;
use super::{both, one_line, origin};
use crate::diagnostic::Finding;
use crate::inventory::Inventory;
use crate::model::Model;

rule! {
    /// The configuration has the engine on another bus than the plan.
    ///
    /// **Why:** the scripts compare the bus before they touch an engine, and stop when it is another
    /// one (concluded). A wrong bus in the plan often means a wrong engine.
    ///
    /// **Instead:** write the bus that the configuration says.
    ///
    /// Compared with the cell of the standard plan:
    ///
    /// ```restore fails two
    ///   engine "Node01.server1-OrdersBus" {
    ///     bus    AuditBus
    /// #          ^^^^^^^^ SR805
    ///     member Node01/server1
    ///     store  orders-store
    ///     uuid   3F1A9C7E52B0D864
    ///   }
    ///   engine "Node01.server1-AuditBus" {
    ///     bus    AuditBus
    ///     member Node01/server1
    ///     store  audit-store
    ///     uuid   7B20E4D18C93F5A6
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
    bus_unlike_cell, "SR805", Error, since "0.1.0", hazards [],
    "an engine belongs to another bus"
}

pub(super) fn check(model: &Model, cell: &Inventory, findings: &mut Vec<Finding>) {
    for (engine, known) in both(model, cell) {
        let Some(bus) = &known.bus else { continue };
        // A bus that the cell does not have at all has its finding already.
        if !engine.bus.is_empty() && engine.bus != *bus && knows_bus(cell, &engine.bus) {
            let bus = one_line(bus);
            let message = format!("engine `{}` belongs to another bus", engine.name);
            findings.push(
                RULE.at(engine.bus_span, message)
                    .label(format!("{} says `{bus}`", origin(cell)))
                    .help(format!("write `bus {bus}`")),
            );
        }
    }
}
