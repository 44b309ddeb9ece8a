//! SR308: a DB2 image has no time stamp.

use crate::diagnostic::Finding;
use crate::model::{Model, StoreKind};

rule! {
    /// The backup of a DB2 store does not say the time stamp of the image.
    ///
    /// **Why:** a folder can hold many images of one database. Which one is restored would depend
    /// on what happens to lie there on the day; `TAKEN AT` chooses one (documented by the
    /// vendor). Hazard H7.
    ///
    /// **Instead:** add `timestamp` with the 14 digits in the name of the image's file, which is of
    /// the form `ORDERSDB.0.db2inst1.DBPART000.20101110020030.001` (general knowledge).
    ///
    /// ```restore fails
    ///   backup nightly {
    ///     taken  2010-11-10T02:00:00-06:00
    ///     config "/backup/20101110/Dmgr01.zip"
    ///     store  orders-store "/backup/20101110"
    /// #   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SR308
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
    timestamp_missing, "SR308", Error, since "0.1.0", hazards ["H7"],
    "a DB2 image has no time stamp"
}

pub(super) fn check(model: &Model, findings: &mut Vec<Finding>) {
    for id in model.restored_stores() {
        let store = model.store(id);
        let Some((_, held)) = model.backup_of(id) else { continue };
        if matches!(store.kind, Some(StoreKind::Db2 { .. })) && held.timestamp.is_empty() {
            findings.push(
                RULE.at(
                    held.span,
                    format!("the image of store `{}` has no time stamp", store.name),
                )
                .other(store.kind_span, "DB2 finds an image by its time stamp")
                .help("add `timestamp` and the 14 digits in the name of the image"),
            );
        }
    }
}
