//! SR302: stores are restored without the configuration of the same time.

use crate::diagnostic::Finding;
use crate::model::Model;

rule! {
    /// The backup that a `restore` takes from has no `config`, and the `restore` does not say
    /// `without config because "…"`.
    ///
    /// **Why:** documented by the vendor: configuration and stores are restored together.
    /// Destinations that were made or deleted since the backup exist on one side only; messages
    /// of a destination that the configuration does not know are deleted when the server
    /// restarts, and an engine that was made anew has another uuid (CWSIS1535). Hazard H7.
    ///
    /// **Instead:** add the configuration archive of the same time. If the configuration has
    /// certainly not changed since the backup, say so with a reason; it is printed on page one of
    /// the runbook.
    ///
    /// ```restore fails
    ///   backup nightly {
    ///     taken  2010-11-10T02:00:00-06:00
    ///     store  orders-store "/backup/20101110" timestamp 20101110020030
    ///   }
    ///   restore all from nightly
    /// # ^^^^^^^^^^^^^^^^^^^^^^^^ SR302
    /// ```
    ///
    /// ```restore passes
    ///   backup nightly {
    ///     taken  2010-11-10T02:00:00-06:00
    ///     store  orders-store "/backup/20101110" timestamp 20101110020030
    ///   }
    ///   restore all from nightly without config because "no change since CHG0040001 of October"
    /// ```
    config_without_backup, "SR302", Error, since "0.1.0", hazards ["H7"],
    "stores are restored without the configuration of the same time"
}

pub(super) fn check(model: &Model, findings: &mut Vec<Finding>) {
    for restore in model.restores.iter().filter(|restore| restore.without_config.is_none()) {
        let Some(backup) = restore.backup.and_then(|at| model.backups.get(at)) else { continue };
        if backup.config.is_none() {
            findings.push(
                RULE.at(restore.span, format!("backup `{}` has no configuration", backup.name))
                    .other(backup.span, "the backup is described here")
                    .help("add `config \"/path/file.zip\"`, or restore `without config because \"…\"`"),
            );
        }
    }
}
