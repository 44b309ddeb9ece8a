//! SR205: a store, backup or cluster is described and never used.

use crate::diagnostic::Finding;
use crate::model::{Member, Model, What};

rule! {
    /// Nothing in the plan uses a store, backup or cluster that it describes: no engine uses the
    /// store and no `restore` names it, no `restore` takes from the backup, no engine belongs to
    /// the cluster.
    ///
    /// **Why:** often the line that should have used it is missing, or names something else
    /// (concluded).
    ///
    /// **Instead:** use it, or delete it.
    ///
    /// ```restore fails
    ///   backup nightly {
    ///     taken  2010-11-10T02:00:00-06:00
    ///     config "/backup/20101110/Dmgr01.zip"
    ///     store  orders-store "/backup/20101110" timestamp 20101110020030
    ///   }
    ///   backup weekly {
    /// # ^^^^^^^^^^^^^ SR205
    ///     taken  2010-11-07T02:00:00-06:00
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
    unused_thing, "SR205", Warning, since "0.1.0", hazards [],
    "a store, backup or cluster is described and never used"
}

pub(super) fn check(model: &Model, findings: &mut Vec<Finding>) {
    let mut stores = vec![false; model.stores.len()];
    let mut clusters = vec![false; model.cell.clusters.len()];
    let mut backups = vec![false; model.backups.len()];
    for engine in &model.engines {
        if let Some(store) = engine.store {
            stores[store.0] = true;
        }
        if let Some(Member::Cluster { cluster, .. }) = engine.member {
            clusters[cluster.0] = true;
        }
    }
    for restore in &model.restores {
        if let What::Store(store) = restore.what {
            stores[store.0] = true;
        }
        if let Some(backup) = restore.backup {
            backups[backup] = true;
        }
    }
    // A store that somebody accepts to lose messages of is described for that alone.
    for store in model.accepts.iter().filter_map(|accept| accept.store) {
        stores[store.0] = true;
    }
    let mut unused = |used: bool, span, message: String, help: &str| {
        if !used {
            findings.push(RULE.at(span, message).help(help));
        }
    };
    for (used, cluster) in clusters.into_iter().zip(&model.cell.clusters) {
        let message = format!("no engine belongs to cluster `{}`", cluster.name);
        unused(used, cluster.span, message, "describe its engine, or delete the cluster");
    }
    for (used, store) in stores.into_iter().zip(&model.stores) {
        let message = format!("no engine uses store `{}`", store.name);
        unused(used, store.span, message, "name it in its engine, or delete it");
    }
    for (used, backup) in backups.into_iter().zip(&model.backups) {
        let message = format!("nothing is restored from backup `{}`", backup.name);
        unused(used, backup.span, message, "restore from it, or delete it");
    }
}
