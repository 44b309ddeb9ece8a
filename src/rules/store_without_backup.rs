//! SR301: a store is to be restored from a backup that does not hold it.

use super::some_of;
use crate::diagnostic::Finding;
use crate::model::Model;
use std::collections::BTreeMap;

rule! {
    /// A `restore` covers a store, and the backup that it takes from has nothing of that store.
    ///
    /// **Why:** documented by the vendor: if a store is backed up, the configuration must be
    /// backed up and restored at the same time. A configuration that is restored without its
    /// store makes an engine that meets messages for destinations it does not know, and deletes
    /// them. Hazard H7.
    ///
    /// **Instead:** add the store to the backup, or restore only the engines and stores that the
    /// backup holds, with `restore engine … from …`.
    ///
    /// ```restore fails
    ///   backup nightly {
    ///     taken  2010-11-10T02:00:00-06:00
    ///     config "/backup/20101110/Dmgr01.zip"
    ///   }
    ///   restore all from nightly
    /// # ^^^^^^^^^^^^^^^^^^^^^^^^ SR301
    /// ```
    ///
    /// ```restore fails two
    ///   backup nightly {
    ///     taken  2010-11-10T02:00:00-06:00
    ///     config "/backup/20101110/Dmgr01.zip"
    ///   }
    ///   restore all from nightly
    /// # ^^^^^^^^^^^^^^^^^^^^^^^^ SR301
    /// ```
    ///
    /// ```restore passes
    ///   backup nightly {
    ///     taken  2010-11-10T02:00:00-06:00
    ///     config "/backup/20101110/Dmgr01.zip"
    ///     store  orders-store "/backup/20101110" timestamp 20101110020030
    ///   }
    ///   restore all from nightly
    /// ```
    store_without_backup, "SR301", Error, since "0.1.0", hazards ["H7"],
    "a store is to be restored from a backup that does not hold it"
}

/// One finding for each `restore`, however many stores its backup lacks.
pub(super) fn check(model: &Model, findings: &mut Vec<Finding>) {
    let mut lacking: BTreeMap<usize, Vec<&str>> = BTreeMap::new();
    for (id, store) in model.store_ids() {
        let Some(target) = model.target(id) else { continue };
        if target.backup.is_some() && target.store_backup.is_none() {
            lacking.entry(target.restore).or_default().push(&store.name);
        }
    }
    for (restore, stores) in lacking {
        let restore = &model.restores[restore];
        let Some(backup) = restore.backup.and_then(|at| model.backups.get(at)) else { continue };
        let what = if stores.len() == 1 { "store" } else { "stores" };
        let message = format!("backup `{}` does not hold {what} {}", backup.name, some_of(&stores));
        findings.push(
            RULE.at(restore.span, message).other(backup.span, "the backup is described here").help(
                format!("add `store {} \"/path\"` to it, or restore only what it holds", stores[0]),
            ),
        );
    }
}
