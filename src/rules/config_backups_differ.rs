//! SR312: two restores bring different configurations.

use super::used_backups;
use crate::diagnostic::Finding;
use crate::model::Model;

rule! {
    /// Two `restore` entries take from different backups, and each of these has a configuration
    /// archive of its own.
    ///
    /// **Why:** a cell has one configuration; the second archive would replace the first, and the
    /// first one's stores would meet a configuration of another time (concluded). Hazard H7.
    ///
    /// **Instead:** restore from one backup, or make a plan for each.
    ///
    /// ```restore fails two
    ///   backup nightly {
    ///     taken  2010-11-10T02:00:00-06:00
    ///     config "/backup/20101110/Dmgr01.zip"
    ///     store  orders-store "/backup/20101110" timestamp 20101110020030
    ///   }
    ///   backup weekly {
    ///     taken  2010-11-07T02:00:00-06:00
    ///     config "/backup/20101107/Dmgr01.zip"
    /// #   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SR312
    ///     store  audit-store  "/backup/20101107" timestamp 20101107020030
    ///   }
    ///   restore store orders-store from nightly
    ///   restore store audit-store  from weekly
    /// ```
    ///
    /// ```restore passes
    ///   restore engine "Node01.server1-OrdersBus" from nightly
    /// ```
    config_backups_differ, "SR312", Error, since "0.1.0", hazards ["H7"],
    "two restores bring different configurations"
}

pub(super) fn check(model: &Model, findings: &mut Vec<Finding>) {
    if model.restores.iter().any(|restore| restore.without_config.is_some()) {
        // Waivers on some entries only have a rule of their own.
        return;
    }
    let mut configs =
        used_backups(model).filter_map(|backup| Some((backup, backup.config.as_ref()?)));
    let Some((first, archive)) = configs.next() else { return };
    for (backup, other) in configs.filter(|(_, other)| other.path != archive.path) {
        let message = format!(
            "backups `{}` and `{}` bring different configurations",
            first.name, backup.name
        );
        findings.push(
            RULE.at(other.span, message)
                .other(archive.span, "the other archive")
                .help("restore from one backup, or make a plan for each"),
        );
    }
}
