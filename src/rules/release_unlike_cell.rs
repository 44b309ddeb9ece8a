//! SR812: the configuration is of another release.

use super::{one_line, origin};
use crate::diagnostic::Finding;
use crate::inventory::Inventory;
use crate::model::{Model, Release};

rule! {
    /// The configuration was written by another release than the plan says.
    ///
    /// **Why:** restoreConfig needs the same release and the same fix level (documented by the
    /// vendor). Hazard H20.
    ///
    /// **Instead:** name the archive that this release wrote, or correct `websphere`. Releases are
    /// compared as far as both sides say them.
    ///
    /// Compared with the cell of the standard plan:
    ///
    /// ```restore fails base
    ///   cell ProdCell {
    ///     websphere 9.0.5
    /// #             ^^^^^ SR812
    ///     node Node01 on "was01.example.com" {
    ///       profile "/opt/IBM/WebSphere/AppServer/profiles/AppSrv01"
    ///       server  server1 { soap 8880 }
    ///     }
    ///   }
    /// ```
    ///
    /// ```restore passes base
    ///   cell ProdCell {
    ///     websphere 8.5.5.16
    ///     node Node01 on "was01.example.com" {
    ///       profile "/opt/IBM/WebSphere/AppServer/profiles/AppSrv01"
    ///       server  server1 { soap 8880 }
    ///     }
    ///   }
    /// ```
    release_unlike_cell, "SR812", Error, since "0.1.0", hazards ["H20"],
    "the configuration is of another release"
}

pub(super) fn check(model: &Model, cell: &Inventory, findings: &mut Vec<Finding>) {
    let Some(said) = &model.cell.release else { return };
    let Some(known) = cell.release().and_then(Release::parse) else { return };
    if !said.value.agrees(&known) {
        let known = one_line(&known.to_string());
        let message = format!("{} is of release `{known}`, not `{}`", origin(cell), said.value);
        findings.push(
            RULE.at(said.span, message)
                .help("name the archive that this release wrote, or correct the release"),
        );
    }
}
