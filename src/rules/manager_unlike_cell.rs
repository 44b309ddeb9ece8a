//! SR813: a cell has a deployment manager that the plan lacks, or the other way round.

use super::origin;
use crate::diagnostic::Finding;
use crate::inventory::Inventory;
use crate::model::Model;

rule! {
    /// The configuration is that of a cell with a deployment manager and the plan has none, or the
    /// other way round.
    ///
    /// **Why:** the two are restored in different ways: with a deployment manager its profile is, and
    /// the nodes are synchronised (documented by the vendor: back up and restore at the deployment
    /// manager). Hazards H10 and H12.
    ///
    /// **Instead:** describe the deployment manager, or delete the entry.
    ///
    /// Compared with the cell of the standard plan:
    ///
    /// ```restore fails
    ///   cell ProdCell {
    /// # ^^^^^^^^^^^^^ SR813
    ///     node Node01 on "was01.example.com" {
    ///       profile "/opt/IBM/WebSphere/AppServer/profiles/AppSrv01"
    ///       server  server1 { soap 8880 }
    ///     }
    ///   }
    /// ```
    ///
    /// ```restore passes
    ///   restore all from nightly
    /// ```
    manager_unlike_cell, "SR813", Error, since "0.1.0", hazards ["H10", "H12"],
    "a cell has a deployment manager that the plan lacks, or the other way round"
}

pub(super) fn check(model: &Model, cell: &Inventory, findings: &mut Vec<Finding>) {
    // The archive of a node may not know its deployment manager; its agents show that there is one.
    let known = cell.manager.is_some() || cell.nodes.iter().any(|node| node.has_agent);
    let (span, message, help) = match (&model.cell.manager, known) {
        (None, true) => (
            model.cell.span,
            format!("cell `{}` has a deployment manager", model.cell.name),
            "add `deployment-manager on \"host\" { … }`",
        ),
        (Some(manager), false) => (
            manager.span,
            format!("cell `{}` has no deployment manager", model.cell.name),
            "delete this entry",
        ),
        _ => return,
    };
    findings.push(RULE.at(span, message).label(format!("as {} says", origin(cell))).help(help));
}
