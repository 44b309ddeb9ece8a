//! SR310: `timestamp` or `online` has no effect on this kind of store.

use crate::diagnostic::Finding;
use crate::model::{Model, StoreKind};

rule! {
    /// A backup has `timestamp` or `online`, and its store is not DB2.
    ///
    /// **Why:** only DB2 finds an image by a time stamp and needs a roll forward after an online
    /// backup. For other kinds nothing is done with it, and the reader of the plan may believe
    /// that it is.
    ///
    /// **Instead:** delete it. The file or folder alone says which backup is meant.
    ///
    /// ```restore fails
    ///   store orders-store {
    ///     sqlserver on "db01.example.com" { database ORDERSDB  schema IBMWSSIB }
    ///   }
    ///   backup nightly {
    ///     taken  2010-11-10T02:00:00-06:00
    ///     config "/backup/20101110/Dmgr01.zip"
    ///     store  orders-store "/backup/20101110/orders.bak" online
    /// #                                                     ^^^^^^ SR310
    ///   }
    /// ```
    ///
    /// ```restore passes
    ///   store orders-store {
    ///     sqlserver on "db01.example.com" { database ORDERSDB  schema IBMWSSIB }
    ///   }
    ///   backup nightly {
    ///     taken  2010-11-10T02:00:00-06:00
    ///     config "/backup/20101110/Dmgr01.zip"
    ///     store  orders-store "/backup/20101110/orders.bak"
    ///   }
    /// ```
    clause_without_effect, "SR310", Warning, since "0.1.0", hazards [],
    "`timestamp` or `online` has no effect on this kind of store"
}

pub(super) fn check(model: &Model, findings: &mut Vec<Finding>) {
    for held in model.backups.iter().flat_map(|backup| &backup.stores) {
        let store = model.store(held.store);
        let Some(kind) = store.kind.as_ref().filter(|kind| !matches!(kind, StoreKind::Db2 { .. }))
        else {
            continue;
        };
        for (clause, span, there) in [
            ("timestamp", held.timestamp_span, !held.timestamp.is_empty()),
            ("online", held.online_span, held.online),
        ] {
            if there {
                let message =
                    format!("`{clause}` has no effect on a store of kind `{}`", kind.word());
                findings.push(
                    RULE.at(span, message)
                        .other(store.kind_span, "the kind is said here")
                        .help("delete it"),
                );
            }
        }
    }
}
