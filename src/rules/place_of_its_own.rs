//! SR608: a backup or a kept copy is in the place that is restored.

use crate::diagnostic::Finding;
use crate::model::{Model, StoreId, StoreKind};
use crate::source::Span;

rule! {
    /// The backup of a file store or a Derby database, or the folder in which it is kept, is the live
    /// place, inside it, or around it.
    ///
    /// **Why:** the live place is moved away or deleted before the backup is copied in. A backup inside
    /// it would go with it, and a backup that *is* it would be restored onto itself and called a
    /// success. Hazard H5.
    ///
    /// **Instead:** name the place of the backup, outside the store.
    ///
    /// ```restore fails
    ///   store orders-store {
    ///     derby on "db01.example.com" { database "/var/derby/Orders" schema IBMWSSIB }
    ///   }
    ///   backup nightly {
    ///     taken  2010-11-10T02:00:00-06:00
    ///     config "/backup/20101110/Dmgr01.zip"
    ///     store  orders-store "/var/derby/Orders"
    /// #   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SR608
    ///   }
    /// ```
    ///
    /// ```restore passes
    ///   store orders-store {
    ///     derby on "db01.example.com" { database "/var/derby/Orders" schema IBMWSSIB }
    ///   }
    ///   backup nightly {
    ///     taken  2010-11-10T02:00:00-06:00
    ///     config "/backup/20101110/Dmgr01.zip"
    ///     store  orders-store "/backup/20101110/Orders"
    ///   }
    /// ```
    place_of_its_own, "SR608", Error, since "0.1.0", hazards ["H5"],
    "a backup or a kept copy is in the place that is restored"
}

pub(super) fn check(model: &Model, findings: &mut Vec<Finding>) {
    for id in model.restored_stores() {
        if let Some((_, held)) = model.backup_of(id) {
            look(model, id, &held.path, held.span, findings);
        }
    }
    for (id, kept) in &model.keep_stores {
        look(model, *id, &kept.value, kept.span, findings);
    }
}

fn look(model: &Model, id: StoreId, path: &str, span: Span, findings: &mut Vec<Finding>) {
    let store = model.store(id);
    let live: Vec<&String> = match &store.kind {
        Some(StoreKind::Derby { database, .. }) => vec![database],
        Some(StoreKind::File { log, permanent, temporary }) => vec![log, permanent, temporary],
        _ => Vec::new(),
    };
    if let Some(place) = live.into_iter().find(|place| overlap(place, path)) {
        let message = format!("`{path}` and the live `{place}` of store `{}` overlap", store.name);
        findings.push(
            RULE.at(span, message)
                .other(store.kind_span, "the live place is described here")
                .help("name a place outside the store"),
        );
    }
}

/// Whether one path is the other, or is inside it.
fn overlap(a: &str, b: &str) -> bool {
    let (a, b) = (format!("{}/", a.trim_end_matches('/')), format!("{}/", b.trim_end_matches('/')));
    a.starts_with(&b) || b.starts_with(&a)
}
