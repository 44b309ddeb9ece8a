//! SR817: the configuration does not say everything.

use super::{one_line, origin};
use crate::diagnostic::Finding;
use crate::inventory::Inventory;
use crate::model::Model;

rule! {
    /// What the plan is compared with does not know the whole cell: the archive is that of a node, or
    /// a document is missing in it.
    ///
    /// **Why:** what is not known is not compared, so that the plan may be wrong without a finding. In
    /// a cell only the archive of the deployment manager can be restored (documented by the vendor).
    /// Hazard H10.
    ///
    /// **Instead:** take the archive that backupConfig wrote on the deployment manager.
    ///
    /// Compared with an archive that lacks a document:
    ///
    /// ```restore fails
    ///   cell ProdCell {
    /// # ^^^^^^^^^^^^^ SR817
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
    /// ```restore passes two
    ///   restore all from nightly
    /// ```
    cell_known_in_part, "SR817", Warning, since "0.1.0", hazards ["H10"],
    "the configuration does not say everything"
}

pub(super) fn check(model: &Model, cell: &Inventory, findings: &mut Vec<Finding>) {
    for gap in &cell.gaps {
        let message = format!("{}: {}", origin(cell), phrase(gap));
        findings.push(RULE.at(model.cell.span, message).help("what is not known is not compared"));
    }
}

/// The phrase with the names in it in backquotes, unless one of the names holds a backquote.
fn phrase(gap: &str) -> String {
    match gap.matches('`').count() % 2 {
        0 => gap.chars().map(|c| if c.is_control() { ' ' } else { c }).collect(),
        _ => one_line(gap),
    }
}
