//! SR604: this kind of store cannot be kept before it is overwritten.

use crate::diagnostic::Finding;
use crate::model::{Model, StoreKind};

rule! {
    /// `keep store` names a store of a kind for which the bundle has no documented way to keep
    /// it.
    ///
    /// **Why:** a copy that is made in a way nobody has documented gives a false sense of a way
    /// back. Keeping is supported for `db2`, `derby` and `file`, and for `command` with a script
    /// of its own.
    ///
    /// **Instead:** delete the entry, and let the database administrator take a backup with a
    /// hook: `before restore-store of … manual "…" by dba`. The restore is then called a point of
    /// no return.
    ///
    /// ```restore fails
    ///   store orders-store {
    ///     informix on "db01.example.com" { server ifx1  database ORDERSDB  schema IBMWSSIB }
    ///   }
    ///   backup nightly {
    ///     taken  2010-11-10T02:00:00-06:00
    ///     config "/backup/20101110/Dmgr01.zip"
    ///     store  orders-store "/backup/20101110/level0"
    ///   }
    ///   keep store orders-store to "/keep/orders"
    /// # ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SR604
    /// ```
    ///
    /// ```restore fails
    ///   store orders-store {
    ///     command on "db01.example.com" { restore "/site/restore.sh"  verify "/site/verify.sh" }
    ///   }
    ///   backup nightly {
    ///     taken  2010-11-10T02:00:00-06:00
    ///     config "/backup/20101110/Dmgr01.zip"
    ///     store  orders-store "/backup/20101110/orders"
    ///   }
    ///   keep store orders-store to "/keep/orders"
    /// # ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SR604
    /// ```
    ///
    /// ```restore passes
    ///   keep store orders-store to "/keep/orders"
    /// ```
    keep_unsupported, "SR604", Error, since "0.1.0", hazards [],
    "this kind of store cannot be kept before it is overwritten"
}

pub(super) fn check(model: &Model, findings: &mut Vec<Finding>) {
    for (id, to) in &model.keep_stores {
        let store = model.store(*id);
        let Some(kind) = &store.kind else { continue };
        let (why, help) = match kind {
            StoreKind::Db2 { .. } | StoreKind::Derby { .. } | StoreKind::File { .. } => continue,
            StoreKind::Command { keep, .. } if !keep.is_empty() => continue,
            StoreKind::Command { .. } => (
                format!("store `{}` has no script that keeps it", store.name),
                "add `keep \"/script\"` to the store, or delete this entry",
            ),
            _ => (
                format!("the bundle cannot keep a store of kind `{}`", kind.word()),
                "delete this entry, and have the store backed up by a `manual` hook",
            ),
        };
        findings
            .push(RULE.at(to.span, why).other(store.kind_span, "the kind is said here").help(help));
    }
}
