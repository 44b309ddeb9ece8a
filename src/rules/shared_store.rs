//! SR602: two engines have one store.

use super::place_of_its_own::around;
use crate::diagnostic::Finding;
use crate::model::{Engine, Model, Store, StoreId, StoreKind};
use std::collections::BTreeMap;

rule! {
    /// Two engines name the same store, or two stores are the same tables or files: one schema of
    /// one database, or one folder of a file store.
    ///
    /// **Why:** documented by the vendor: each engine has a data store of its own, and several
    /// may share a database only in different schemas. The table SIBOWNER gives one engine the
    /// exclusive right to the tables; the second would not start (CWSIS1519 or CWSIS1535). Most
    /// often an entry was copied and not changed (concluded). Hazards H5 and H8.
    ///
    /// **Instead:** give each engine its store, and each store its schema or folder, as the
    /// administrative console shows them.
    ///
    /// ```restore fails
    ///   engine "Node01.server1-OrdersBus" {
    ///     bus    OrdersBus
    ///     member Node01/server1
    ///     store  orders-store
    ///   }
    ///   engine "Node01.server1-AuditBus" {
    ///     bus    AuditBus
    ///     member Node01/server1
    ///     store  orders-store
    /// #          ^^^^^^^^^^^^ SR602
    ///   }
    /// ```
    ///
    /// ```restore fails two
    ///   store orders-store {
    ///     db2 on "db01.example.com" { database SIBDB  schema IBMWSSIB  instance db2inst1 }
    ///   }
    ///   store audit-store {
    /// # ^^^^^^^^^^^^^^^^^ SR602
    ///     db2 on "db01.example.com" { database SIBDB  schema IBMWSSIB  instance db2inst1 }
    ///   }
    ///   backup nightly {
    ///     taken  2010-11-10T02:00:00-06:00
    ///     config "/backup/20101110/Dmgr01.zip"
    ///     store  orders-store "/backup/20101110" timestamp 20101110020030
    ///     store  audit-store  "/backup/20101110" timestamp 20101110020030
    ///   }
    /// ```
    ///
    /// ```restore fails
    ///   store orders-store {
    ///     file on "was01.example.com" { log "/sib/o/log"  permanent "/sib/store"  temporary "/sib/o/tmp" }
    ///   }
    ///   store audit-store {
    /// # ^^^^^^^^^^^^^^^^^ SR602
    ///     file on "was01.example.com" { log "/sib/a/log"  permanent "/sib/store"  temporary "/sib/a/tmp" }
    ///   }
    ///   backup nightly {
    ///     taken  2010-11-10T02:00:00-06:00
    ///     config "/backup/20101110/Dmgr01.zip"
    ///     store  orders-store "/backup/20101110/orders"
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
    shared_store, "SR602", Error, since "0.1.0", hazards ["H5", "H8"],
    "two engines have one store"
}

pub(super) fn check(model: &Model, findings: &mut Vec<Finding>) {
    let mut engines: BTreeMap<StoreId, &Engine> = BTreeMap::new();
    for engine in &model.engines {
        let Some(id) = engine.store else { continue };
        if let Some(other) = engines.insert(id, engine) {
            let message = format!(
                "engines `{}` and `{}` have one store, `{}`",
                other.name,
                engine.name,
                model.store(id).name
            );
            findings.push(
                RULE.at(engine.store_span, message)
                    .other(other.store_span, "the other engine's store")
                    .help("give each engine a store of its own"),
            );
        }
    }
    let mut places: BTreeMap<String, &Store> = BTreeMap::new();
    for store in &model.stores {
        let taken = places_of(store);
        if let Some((place, other)) = taken.iter().find_map(|place| places.get_key_value(place)) {
            let message = format!("stores `{}` and `{}` are the same", other.name, store.name);
            findings.push(
                RULE.at(store.span, message)
                    .label(format!("both are {place}"))
                    .other(other.span, "the other store")
                    .help("describe one store, or correct its schema or folder"),
            );
            continue;
        }
        places.extend(taken.into_iter().map(|place| (place, store)));
    }
    within_another(model, findings);
}

/// Stores of which one lies in the folder of the other, which is moved away with it.
fn within_another(model: &Model, findings: &mut Vec<Finding>) {
    let live: BTreeMap<(&str, &str), &Store> = model
        .stores
        .iter()
        .flat_map(|store| {
            store.live_places().into_iter().map(move |at| ((&*store.host, at), store))
        })
        .collect();
    for store in &model.stores {
        let places = store.live_places();
        let found = places.iter().find_map(|place| {
            let mut folders = around(place).skip(1);
            let other = folders.find_map(|folder| live.get(&(&*store.host, folder)))?;
            (other.name != store.name).then_some((place, other))
        });
        let Some((place, other)) = found else { continue };
        let message = format!("store `{}` lies in store `{}`", store.name, other.name);
        findings.push(
            RULE.at(store.span, message)
                .label(format!("`{place}` is in a folder of the other"))
                .other(other.span, "the other store")
                .help("give each store a folder of its own"),
        );
    }
}

/// The tables or folders of a store, for people and for comparison.
fn places_of(store: &Store) -> Vec<String> {
    let host = &store.host;
    let schema = &store.schema;
    match &store.kind {
        None | Some(StoreKind::Command { .. }) => Vec::new(),
        Some(StoreKind::File { .. }) => {
            let places = store.live_places();
            places.into_iter().map(|place| format!("the folder {place} on {host}")).collect()
        }
        // The schema is part of the identity of what Data Pump restores.
        Some(StoreKind::Oracle { .. }) => vec![format!("{} on {host}", store.database().identity)],
        Some(StoreKind::Db2 { .. } | StoreKind::Derby { .. }) => {
            let schema = schema.to_ascii_uppercase();
            vec![format!("schema {schema} of {} on {host}", store.database().identity)]
        }
        Some(StoreKind::Informix { database, .. }) => {
            let instance = store.database().identity;
            vec![format!("schema {schema} of database {database}, {instance}, on {host}")]
        }
        Some(_) => vec![format!("schema {schema} of {} on {host}", store.database().identity)],
    }
}
