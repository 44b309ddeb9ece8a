//! SR305: a backup is of another cell.

use super::used_backups;
use crate::diagnostic::Finding;
use crate::model::Model;

rule! {
    /// The backup says of which cell it was taken, and the plan's cell has another name.
    ///
    /// **Why:** restoreConfig replaces the whole configuration. The archive of another cell
    /// brings that cell's nodes, hosts and ports (concluded from what restoreConfig is documented
    /// to do). Hazard H20.
    ///
    /// **Instead:** take the backup of this cell.
    ///
    /// ```restore fails
    ///   backup nightly {
    ///     taken  2010-11-10T02:00:00-06:00
    ///     cell   TestCell
    /// #          ^^^^^^^^ SR305
    ///     config "/backup/20101110/Dmgr01.zip"
    ///     store  orders-store "/backup/20101110" timestamp 20101110020030
    ///   }
    /// ```
    ///
    /// ```restore passes
    ///   backup nightly {
    ///     taken  2010-11-10T02:00:00-06:00
    ///     cell   ProdCell
    ///     config "/backup/20101110/Dmgr01.zip"
    ///     store  orders-store "/backup/20101110" timestamp 20101110020030
    ///   }
    /// ```
    cell_differs, "SR305", Error, since "0.1.0", hazards ["H20"],
    "a backup is of another cell"
}

pub(super) fn check(model: &Model, findings: &mut Vec<Finding>) {
    for backup in used_backups(model) {
        let Some(cell) = backup.cell.as_ref().filter(|cell| cell.value != model.cell.name) else {
            continue;
        };
        let message = format!(
            "backup `{}` is of cell `{}`, the plan is for `{}`",
            backup.name, cell.value, model.cell.name
        );
        findings.push(
            RULE.at(cell.span, message)
                .other(model.cell.span, "the plan's cell")
                .help("take the backup of this cell, or correct its name"),
        );
    }
}
