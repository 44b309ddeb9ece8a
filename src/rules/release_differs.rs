//! SR304: a backup is of another release than the cell.

use super::used_backups;
use crate::diagnostic::Finding;
use crate::model::Model;

rule! {
    /// The backup says with which release it was taken, and the cell runs another one. The two
    /// are compared as far as both are written: `8.5.5` agrees with `8.5.5.12`.
    ///
    /// **Why:** documented by the vendor: restore only to the same release and fix level as the
    /// backup. Hazard H20.
    ///
    /// **Instead:** bring the cell to the backup's release first, or take a backup of this
    /// release. If the plan is wrong, correct the release in it.
    ///
    /// ```restore fails
    ///   backup nightly {
    ///     taken     2010-11-10T02:00:00-06:00
    ///     websphere 8.0.0
    /// #             ^^^^^ SR304
    ///     config    "/backup/20101110/Dmgr01.zip"
    ///     store     orders-store "/backup/20101110" timestamp 20101110020030
    ///   }
    /// ```
    ///
    /// ```restore passes
    ///   backup nightly {
    ///     taken     2010-11-10T02:00:00-06:00
    ///     websphere 8.5.5.12
    ///     config    "/backup/20101110/Dmgr01.zip"
    ///     store     orders-store "/backup/20101110" timestamp 20101110020030
    ///   }
    /// ```
    release_differs, "SR304", Error, since "0.1.0", hazards ["H20"],
    "a backup is of another release than the cell"
}

pub(super) fn check(model: &Model, findings: &mut Vec<Finding>) {
    let Some(cell) = &model.cell.release else { return };
    for backup in used_backups(model) {
        let Some(release) = backup.release.as_ref().filter(|own| !own.value.agrees(&cell.value))
        else {
            continue;
        };
        let message = format!(
            "backup `{}` is of release {}, the cell is {}",
            backup.name, release.value, cell.value
        );
        findings.push(
            RULE.at(release.span, message)
                .other(cell.span, "the cell's release")
                .help("restore only to the release and fix level of the backup"),
        );
    }
}
