//! SR303: a store's backup is not of the same time as the configuration.

use super::{SAME_TIME, apart};
use crate::diagnostic::Finding;
use crate::model::Model;

rule! {
    /// The store's backup has a `taken` of its own, more than five minutes from that of the whole
    /// backup.
    ///
    /// **Why:** documented by the vendor: the configuration and the stores of several servers are
    /// backed up at the same time, or messages can be lost or duplicated. Five minutes is the
    /// compiler's measure of "the same time", not the vendor's. Hazard H7.
    ///
    /// **Instead:** take backups of one time. If the store's backup is the only one there is,
    /// restore it `without config because "…"`.
    ///
    /// ```restore fails
    ///   backup nightly {
    ///     taken  2010-11-10T02:00:00-06:00
    ///     config "/backup/20101110/Dmgr01.zip"
    ///     store  orders-store "/backup/20101110" timestamp 20101109140030
    ///            taken 2010-11-09T14:00:00-06:00
    /// #                ^^^^^^^^^^^^^^^^^^^^^^^^^ SR303
    ///   }
    /// ```
    ///
    /// ```restore passes
    ///   backup nightly {
    ///     taken  2010-11-10T02:00:00-06:00
    ///     store  orders-store "/backup/20101110" timestamp 20101109140030
    ///            taken 2010-11-09T14:00:00-06:00
    ///   }
    ///   restore all from nightly without config because "no change since October"
    /// ```
    ///
    /// ```restore passes
    ///   backup nightly {
    ///     taken  2010-11-10T02:00:00-06:00
    ///     config "/backup/20101110/Dmgr01.zip"
    ///     store  orders-store "/backup/20101110" timestamp 20101110020230
    ///            taken 2010-11-10T02:02:00-06:00
    ///   }
    /// ```
    backups_apart, "SR303", Error, since "0.1.0", hazards ["H7"],
    "a store's backup is not of the same time as the configuration"
}

pub(super) fn check(model: &Model, findings: &mut Vec<Finding>) {
    for id in model.restored_stores() {
        let Some((backup, held)) = model.backup_of(id) else { continue };
        let waived = model
            .target(id)
            .is_some_and(|target| model.restores[target.restore].without_config.is_some());
        let (Some(whole), Some(own)) = (&backup.taken, &held.taken) else { continue };
        let seconds = own.value.seconds.abs_diff(whole.value.seconds);
        if seconds <= SAME_TIME || waived {
            continue;
        }
        let order = if own.value.seconds < whole.value.seconds { "before" } else { "after" };
        let message = format!(
            "store `{}` was backed up {} {order} backup `{}`",
            model.store(id).name,
            apart(seconds),
            backup.name
        );
        findings.push(
            RULE.at(own.span, message)
                .other(whole.span, "the configuration is of this time")
                .help("take backups of one time, or restore `without config because \"…\"`"),
        );
    }
}
