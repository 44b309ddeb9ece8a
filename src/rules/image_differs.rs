//! SR306: two stores of one database name different images.

use crate::diagnostic::Finding;
use crate::model::{Database, Model, StoreBackup, StoreId};
use std::collections::BTreeMap;

rule! {
    /// Two stores that are restored are in one database, and their backups name different places,
    /// time stamps or logs.
    ///
    /// **Why:** the database is restored as a whole, once. Two images would be restored one over
    /// the other, and the first store would silently be at the second's time (concluded). Hazard
    /// H8.
    ///
    /// **Instead:** name the same image for both. To take two stores back to different times,
    /// restore them with `command` and scripts that restore one schema.
    ///
    /// ```restore fails two
    ///   store orders-store {
    ///     db2 on "db01.example.com" { database SIBDB  schema ORDERS  instance db2inst1 }
    ///   }
    ///   store audit-store {
    ///     db2 on "db01.example.com" { database SIBDB  schema AUDIT  instance db2inst1 }
    ///   }
    ///   backup nightly {
    ///     taken  2010-11-10T02:00:00-06:00
    ///     config "/backup/20101110/Dmgr01.zip"
    ///     store  orders-store "/backup/20101110" timestamp 20101110020030
    ///     store  audit-store  "/backup/20101110" timestamp 20101110020330
    /// #   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SR306
    ///   }
    /// ```
    ///
    /// ```restore passes two
    ///   store orders-store {
    ///     db2 on "db01.example.com" { database SIBDB  schema ORDERS  instance db2inst1 }
    ///   }
    ///   store audit-store {
    ///     db2 on "db01.example.com" { database SIBDB  schema AUDIT  instance db2inst1 }
    ///   }
    ///   backup nightly {
    ///     taken  2010-11-10T02:00:00-06:00
    ///     config "/backup/20101110/Dmgr01.zip"
    ///     store  orders-store "/backup/20101110" timestamp 20101110020030
    ///     store  audit-store  "/backup/20101110" timestamp 20101110020030
    ///   }
    /// ```
    image_differs, "SR306", Error, since "0.1.0", hazards ["H8"],
    "two stores of one database name different images"
}

pub(super) fn check(model: &Model, findings: &mut Vec<Finding>) {
    let mut first: BTreeMap<Database, (StoreId, &StoreBackup)> = BTreeMap::new();
    for id in model.restored_stores() {
        let store = model.store(id);
        let Some((_, held)) = model.backup_of(id).filter(|_| store.kind.is_some()) else {
            continue;
        };
        let database = store.database();
        let Some((other, image)) = first.get(&database) else {
            first.insert(database, (id, held));
            continue;
        };
        if differ(image, held) {
            let other = &model.store(*other).name;
            let message = format!("stores `{other}` and `{}` name different images", store.name);
            findings.push(
                RULE.at(held.span, message)
                    .label(format!("both stores are in {}", database.identity))
                    .other(image.span, format!("the image for `{other}`"))
                    .help("name one image for both: the whole database is restored once"),
            );
        }
    }
}

fn differ(a: &StoreBackup, b: &StoreBackup) -> bool {
    a.path != b.path || a.timestamp != b.timestamp || a.online != b.online || a.logs != b.logs
}
