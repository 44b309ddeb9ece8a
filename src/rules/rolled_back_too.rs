//! SR603: another store goes back in time without being restored.

use crate::diagnostic::Finding;
use crate::model::{Database, Engine, Model, StoreId};
use std::collections::{BTreeMap, BTreeSet};

rule! {
    /// A store that is not restored is in the same database as one that is. The database is
    /// restored as a whole, and the store goes back with it.
    ///
    /// **Why:** data stores share a database in different schemas (documented by the vendor); the
    /// restore of the database takes them all back. Its engine would start in normal mode on a
    /// store of the past, and messages would be lost or repeated (concluded). Hazard H8.
    ///
    /// **Instead:** restore that store too, so that its engine is held, stopped and
    /// flush-started. If no engine uses it, say `accept rollback of … because "…"`; the reason is
    /// printed on page one of the runbook.
    ///
    /// ```restore fails two
    ///   store orders-store {
    ///     db2 on "db01.example.com" { database SIBDB  schema ORDERS  instance db2inst1 }
    ///   }
    ///   store audit-store {
    /// # ^^^^^^^^^^^^^^^^^ SR603
    ///     db2 on "db01.example.com" { database SIBDB  schema AUDIT  instance db2inst1 }
    ///   }
    ///   restore engine "Node01.server1-OrdersBus" from nightly
    /// ```
    ///
    /// Data Pump restores one schema of an Oracle instance, so a second store in it stays where
    /// it is; an Informix restore takes the whole instance, so another database of it goes back
    /// too.
    ///
    /// ```restore fails
    ///   store orders-store {
    ///     informix on "db01.example.com" { server ifx1  database ORDERSDB  schema IBMWSSIB }
    ///   }
    ///   store audit-store {
    /// # ^^^^^^^^^^^^^^^^^ SR603
    ///     informix on "db01.example.com" { server ifx1  database AUDITDB  schema IBMWSSIB }
    ///   }
    ///   backup nightly {
    ///     taken  2010-11-10T02:00:00-06:00
    ///     config "/backup/20101110/Dmgr01.zip"
    ///     store  orders-store "/backup/20101110/level0"
    ///   }
    /// ```
    ///
    /// ```restore passes
    ///   store orders-store {
    ///     oracle on "db01.example.com" { sid ORCL  schema ORDERS  directory DUMPS }
    ///   }
    ///   store audit-store {
    ///     oracle on "db01.example.com" { sid ORCL  schema AUDIT  directory DUMPS }
    ///   }
    ///   backup nightly {
    ///     taken  2010-11-10T02:00:00-06:00
    ///     config "/backup/20101110/Dmgr01.zip"
    ///     store  orders-store "orders.dmp"
    ///   }
    /// ```
    ///
    /// ```restore passes
    ///   store orders-store {
    ///     db2 on "db01.example.com" { database SIBDB  schema ORDERS  instance db2inst1 }
    ///   }
    ///   store old-store {
    ///     db2 on "db01.example.com" { database SIBDB  schema OLDSIB  instance db2inst1 }
    ///   }
    ///   restore all from nightly
    ///   accept rollback of old-store because "its engine was deleted in 2009"
    /// ```
    rolled_back_too, "SR603", Error, since "0.1.0", hazards ["H8"],
    "another store goes back in time without being restored"
}

pub(super) fn check(model: &Model, findings: &mut Vec<Finding>) {
    let mut restored: BTreeMap<Database, StoreId> = BTreeMap::new();
    for id in model.restored_stores() {
        restored.entry(model.store(id).database()).or_insert(id);
    }
    let accepted: BTreeSet<StoreId> =
        model.accepts.iter().filter_map(|accept| accept.store).collect();
    let users: BTreeMap<StoreId, &Engine> =
        model.engines.iter().filter_map(|engine| Some((engine.store?, engine))).collect();
    for (id, store) in model.store_ids() {
        if model.target(id).is_some() || store.kind.is_none() || accepted.contains(&id) {
            continue;
        }
        let Some(other) = restored.get(&store.database()) else { continue };
        let other = model.store(*other);
        let message = format!("store `{}` goes back in time with `{}`", store.name, other.name);
        findings.push(
            RULE.at(store.span, message)
                .label(format!("in the same {}", store.database().identity))
                .other(other.span, "this store is restored, and its database as a whole")
                .help(match users.get(&id) {
                    Some(engine) => format!("restore its engine `{}` too", engine.name),
                    None => format!(
                        "restore it too, or write `accept rollback of {} because \"…\"`",
                        store.name
                    ),
                }),
        );
    }
}
