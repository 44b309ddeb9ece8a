//! SR802: the cell has nothing of that name.

use super::{nearest, origin};
use crate::diagnostic::{Finding, closest};
use crate::inventory::Inventory;
use crate::model::Model;

rule! {
    /// The plan names a node, a server, a cluster or a bus that the configuration does not have.
    ///
    /// **Why:** the scripts look for it by this name and stop when it is not there, in the middle of
    /// the change (concluded). A name that was spelt wrong is better found now.
    ///
    /// **Instead:** correct the spelling; the help line names the nearest that the cell has.
    ///
    /// Compared with the cell of the standard plan:
    ///
    /// ```restore fails
    ///   engine "Node01.server1-OrdersBus" {
    ///     bus    OrderBus
    /// #          ^^^^^^^^ SR802
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
    not_in_cell, "SR802", Error, since "0.1.0", hazards [],
    "the cell has nothing of that name"
}

pub(super) fn check(model: &Model, cell: &Inventory, findings: &mut Vec<Finding>) {
    let mut missing = |what: &str, name: &str, span, near: Option<&str>| {
        let message = format!("{} has no {what} `{name}`", origin(cell));
        findings.push(nearest(RULE.at(span, message), near));
    };
    for node in &model.cell.nodes {
        if cell.node(&node.name).is_none() {
            let names = cell.nodes.iter().map(|node| node.name.as_str());
            missing("node", &node.name, node.span, closest(&node.name, names));
        }
    }
    for server in &model.cell.servers {
        let Some(node) = cell.node(&model.cell.node(server.node).name) else { continue };
        if node.servers.iter().all(|other| other.name != server.name) {
            let names = node.servers.iter().map(|server| server.name.as_str());
            let what = format!("server on node `{}` of the name", node.name);
            missing(&what, &server.name, server.span, closest(&server.name, names));
        }
    }
    for cluster in &model.cell.clusters {
        if cell.cluster(&cluster.name).is_none() {
            let names = cell.clusters.iter().map(|cluster| cluster.name.as_str());
            missing("cluster", &cluster.name, cluster.span, closest(&cluster.name, names));
        }
    }
    for engine in model.engines.iter().filter(|engine| !engine.bus.is_empty()) {
        if !knows_bus(cell, &engine.bus) {
            let names = cell.buses.iter().map(|bus| bus.name.as_str());
            missing("bus", &engine.bus, engine.bus_span, closest(&engine.bus, names));
        }
    }
}

/// Whether the cell has such a bus, by its own document or by that of an engine.
pub(super) fn knows_bus(cell: &Inventory, name: &str) -> bool {
    cell.bus(name).is_some()
        || cell.engines.iter().any(|engine| engine.bus.as_deref() == Some(name))
}
