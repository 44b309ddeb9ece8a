//! SR801: the configuration is that of another cell.

use super::{one_line, origin};
use crate::diagnostic::Finding;
use crate::inventory::Inventory;
use crate::model::Model;

rule! {
    /// `--backup` or `--cell` names the configuration of a cell that is not the one of the plan.
    ///
    /// **Why:** restoreConfig replaces the whole configuration; that of another cell does not belong
    /// there (documented by the vendor: same release and fix level only; that the cell has to be the
    /// same is concluded). Nothing else is compared, because every name would differ. Hazard H20.
    ///
    /// **Instead:** name the archive of this cell, or correct the cell's name.
    ///
    /// Compared with the cell of the standard plan:
    ///
    /// ```restore fails
    ///   cell TestCell {
    /// # ^^^^^^^^^^^^^ SR801
    ///     node Node01 on "was01.example.com" {
    ///       profile "/opt/IBM/WebSphere/AppServer/profiles/AppSrv01"
    ///       server  server1 { soap 8880 }
    ///     }
    ///   }
    /// ```
    ///
    /// ```restore passes base
    ///   cell ProdCell {
    ///     node Node01 on "was01.example.com" {
    ///       profile "/opt/IBM/WebSphere/AppServer/profiles/AppSrv01"
    ///       server  server1 { soap 8880 }
    ///     }
    ///   }
    /// ```
    another_cell, "SR801", Error, since "0.1.0", hazards ["H20"],
    "the configuration is that of another cell"
}

/// Whether the two are of one cell, as far as both say it.
pub(crate) fn is_same(model: &Model, cell: &Inventory) -> bool {
    model.cell.name.is_empty() || cell.cell.is_empty() || model.cell.name == cell.cell
}

pub(super) fn check(model: &Model, cell: &Inventory, findings: &mut Vec<Finding>) {
    if !is_same(model, cell) {
        let message = format!("the plan is about cell `{}`", model.cell.name);
        let label = format!("{} is of cell `{}`", origin(cell), one_line(&cell.cell));
        findings.push(
            RULE.at(model.cell.span, message)
                .label(label)
                .help("name the archive or snapshot of this cell, or correct the name"),
        );
    }
}
