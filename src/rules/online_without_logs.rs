//! SR309: an online DB2 image has no logs.

use crate::diagnostic::Finding;
use crate::model::{Model, StoreKind};

rule! {
    /// The backup of a DB2 store was taken `online`, and the plan does not say where its logs
    /// are.
    ///
    /// **Why:** documented by the vendor: an online image cannot be restored without rolling
    /// forward, and the roll forward needs the logs that were written during the backup. Without
    /// them the database stays in roll-forward pending (SQL1117N) and no engine starts. Hazard
    /// H7.
    ///
    /// **Instead:** add `logs "/folder"`.
    ///
    /// ```restore fails
    ///   backup nightly {
    ///     taken  2010-11-10T02:00:00-06:00
    ///     config "/backup/20101110/Dmgr01.zip"
    ///     store  orders-store "/backup/20101110" timestamp 20101110020030 online
    /// #                                                                   ^^^^^^ SR309
    ///   }
    /// ```
    ///
    /// ```restore passes
    ///   backup nightly {
    ///     taken  2010-11-10T02:00:00-06:00
    ///     config "/backup/20101110/Dmgr01.zip"
    ///     store  orders-store "/backup/20101110" timestamp 20101110020030 online logs "/backup/logs"
    ///   }
    /// ```
    online_without_logs, "SR309", Error, since "0.1.0", hazards ["H7"],
    "an online DB2 image has no logs"
}

pub(super) fn check(model: &Model, findings: &mut Vec<Finding>) {
    for id in model.restored_stores() {
        let store = model.store(id);
        let Some((_, held)) = model.backup_of(id) else { continue };
        let is_db2 = matches!(store.kind, Some(StoreKind::Db2 { .. }));
        if is_db2 && held.online && held.logs.is_empty() {
            let message = format!("the online image of store `{}` has no logs", store.name);
            findings.push(
                RULE.at(held.online_span, message)
                    .help("write `online logs \"/folder\"` with the folder of its logs"),
            );
        }
    }
}
