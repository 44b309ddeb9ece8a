//! SR206: a waiver accepts nothing.

use crate::diagnostic::Finding;
use crate::model::{Database, Model};
use std::collections::BTreeSet;

rule! {
    /// An `accept rollback of` names a store that does not go back in time against its will: it
    /// is restored itself, or it shares no database with a restored store.
    ///
    /// **Why:** a waiver is printed on page one of the runbook and somebody answers for it. One
    /// that covers nothing hides those that do, and often names the wrong store. Hazard H8.
    ///
    /// **Instead:** delete it, or name the store that is meant.
    ///
    /// ```restore fails
    ///   accept rollback of orders-store because "agreed with the application owner"
    /// # ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SR206
    /// ```
    ///
    /// ```restore fails
    ///   store orders-store {
    ///     db2 on "db01.example.com" { database ORDERSDB  schema IBMWSSIB  instance db2inst1 }
    ///   }
    ///   store audit-store {
    ///     db2 on "db02.example.com" { database ORDERSDB  schema IBMWSSIB  instance db2inst1 }
    ///   }
    ///   accept rollback of audit-store because "agreed"
    /// # ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SR206
    /// ```
    ///
    /// ```restore passes
    ///   accept rollback of "the billing tables in ORDERSDB" because "agreed with the application owner"
    /// ```
    idle_accept, "SR206", Warning, since "0.1.0", hazards ["H8"],
    "a waiver accepts nothing"
}

pub(super) fn check(model: &Model, findings: &mut Vec<Finding>) {
    if model.accepts.is_empty() {
        return;
    }
    let restored: BTreeSet<Database> =
        model.restored_stores().into_iter().map(|id| model.store(id).database()).collect();
    for accept in &model.accepts {
        let Some(id) = accept.store else { continue };
        let store = model.store(id);
        if let Some(target) = model.target(id) {
            findings.push(
                RULE.at(accept.span, format!("store `{}` is restored itself", store.name))
                    .other(model.restores[target.restore].span, "restored here")
                    .help("delete this waiver"),
            );
        } else if store.kind.is_some() && !restored.contains(&store.database()) {
            findings.push(
                RULE.at(accept.span, format!("store `{}` is not rolled back", store.name))
                    .other(store.span, "it shares no database with a store that is restored")
                    .help("delete this waiver, or name the store that is meant"),
            );
        }
    }
}
