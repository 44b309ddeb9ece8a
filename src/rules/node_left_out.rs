//! SR815: a node of the cell is not in the plan.

use super::{one_line, origin, some_of};
use crate::diagnostic::Finding;
use crate::inventory::Inventory;
use crate::model::Model;

rule! {
    /// The cell has a node with a node agent that the plan does not describe, and the configuration
    /// is restored.
    ///
    /// **Why:** the agents of the plan's nodes are stopped while the configuration is replaced. One
    /// that runs on pulls the restored configuration in the middle of the change, with the initial
    /// state of the backup (concluded). Hazard H2.
    ///
    /// **Instead:** describe every node that has a node agent, or see that the agent is down.
    ///
    /// Compared with a cell that has the node `Node02` too:
    ///
    /// ```restore fails
    ///   cell ProdCell {
    /// # ^^^^^^^^^^^^^ SR815
    ///     deployment-manager on "dmgr01.example.com" {
    ///       profile "/opt/IBM/WebSphere/AppServer/profiles/Dmgr01"
    ///       soap    8879
    ///     }
    ///     node Node01 on "was01.example.com" {
    ///       profile "/opt/IBM/WebSphere/AppServer/profiles/AppSrv01"
    ///       server  server1
    ///     }
    ///   }
    /// ```
    ///
    /// ```restore passes cluster
    ///   restore all from nightly
    /// ```
    node_left_out, "SR815", Warning, since "0.1.0", hazards ["H2"],
    "a node of the cell is not in the plan"
}

pub(super) fn check(model: &Model, cell: &Inventory, findings: &mut Vec<Finding>) {
    if model.config_backup().is_none() {
        return;
    }
    let is_in_plan = |name: &str| model.cell.nodes.iter().any(|node| node.name == name);
    let agents = cell.nodes.iter().filter(|node| node.has_agent);
    let left_out = agents.map(|node| &node.name).filter(|name| !is_in_plan(name));
    let names: Vec<String> = left_out.map(|name| one_line(name)).collect();
    if !names.is_empty() {
        let names = some_of(&names.iter().map(String::as_str).collect::<Vec<_>>());
        let message = format!("the plan does not describe {names} of cell `{}`", model.cell.name);
        findings.push(
            RULE.at(model.cell.span, message)
                .label(format!("{} has node agents there", origin(cell)))
                .help("describe every node that has a node agent"),
        );
    }
}
