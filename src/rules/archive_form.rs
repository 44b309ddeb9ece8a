//! SR313: the configuration archive is no `.zip` file.

use super::used_backups;
use crate::diagnostic::Finding;
use crate::model::Model;

rule! {
    /// The path after `config` does not end in `.zip`.
    ///
    /// **Why:** backupConfig writes a zip file, and restoreConfig reads one (documented by the
    /// vendor). A folder, or an archive that was packed again, cannot be restored. Hazard H7.
    ///
    /// **Instead:** name the file that backupConfig wrote.
    ///
    /// ```restore fails
    ///   backup nightly {
    ///     taken  2010-11-10T02:00:00-06:00
    ///     config "/backup/20101110/Dmgr01.tar.gz"
    /// #   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SR313
    ///     store  orders-store "/backup/20101110" timestamp 20101110020030
    ///   }
    /// ```
    ///
    /// ```restore passes
    ///   backup nightly {
    ///     taken  2010-11-10T02:00:00-06:00
    ///     config "/backup/20101110/Dmgr01.zip"
    ///     store  orders-store "/backup/20101110" timestamp 20101110020030
    ///   }
    /// ```
    archive_form, "SR313", Warning, since "0.1.0", hazards ["H7"],
    "the configuration archive is no `.zip` file"
}

pub(super) fn check(model: &Model, findings: &mut Vec<Finding>) {
    let configs = used_backups(model).filter_map(|backup| backup.config.as_ref());
    for config in configs.filter(|config| !config.path.is_empty()) {
        if !config.path.to_ascii_lowercase().ends_with(".zip") {
            findings.push(
                RULE.at(config.span, format!("`{}` does not end in `.zip`", config.path))
                    .help("name the file that backupConfig wrote"),
            );
        }
    }
}
