//! SR809: an engine's messages are in another place.

use super::{both, one_line, origin};
use crate::diagnostic::Finding;
use crate::inventory::{DataSource, FileStore, Inventory, Store, has_variable};
use crate::model::{Model, StoreKind};

rule! {
    /// The configuration has an engine's tables in another database, or its files in another folder,
    /// than the plan.
    ///
    /// **Why:** the scripts overwrite what the plan names. The wrong database is lost, and the engine
    /// flush-starts on the one that was not restored (concluded). Hazards H7 and H8.
    ///
    /// **Instead:** write the name that the configuration says. DB2, Oracle and SQL Server hold names
    /// without regard to case, and so they are compared.
    ///
    /// Compared with the cell of the standard plan:
    ///
    /// ```restore fails
    ///   store orders-store {
    ///     db2 on "db01.example.com" { database ORDERDB  schema IBMWSSIB  instance db2inst1 }
    /// #   ^^^ SR809
    ///   }
    /// ```
    ///
    /// ```restore passes
    ///   store orders-store {
    ///     db2 on "db01.example.com" { database ordersdb  schema IBMWSSIB  instance db2inst1 }
    ///   }
    /// ```
    database_unlike_cell, "SR809", Error, since "0.1.0", hazards ["H7", "H8"],
    "an engine's messages are in another place"
}

/// A keyword, what the plan says, and what the configuration says.
type Pair<'a> = (&'static str, &'a str, Option<&'a str>);

/// What of a store is compared to the letter.
fn pairs<'a>(kind: &'a StoreKind, known: &'a Store) -> Vec<Pair<'a>> {
    match (kind, known) {
        (StoreKind::File { log, permanent, temporary }, Store::File(files)) => {
            let FileStore { log: a, permanent: b, temporary: c } = files;
            vec![
                ("log", log, a.as_deref()),
                ("permanent", permanent, b.as_deref()),
                ("temporary", temporary, c.as_deref()),
            ]
        }
        (kind, Store::Data(store)) => {
            store.source.as_ref().map(|source| of_database(kind, source)).unwrap_or_default()
        }
        _ => Vec::new(),
    }
}

fn of_database<'a>(kind: &'a StoreKind, source: &'a DataSource) -> Vec<Pair<'a>> {
    let database = source.database.as_deref();
    match kind {
        StoreKind::Db2 { database: said, .. }
        | StoreKind::SqlServer { database: said, .. }
        | StoreKind::Sybase { database: said, .. }
        | StoreKind::Derby { database: said, .. } => vec![("database", said, database)],
        StoreKind::Oracle { sid, .. } => vec![("sid", sid, database)],
        StoreKind::Informix { server, database: said } => {
            vec![("database", said, database), ("server", server, source.server.as_deref())]
        }
        StoreKind::File { .. } | StoreKind::Command { .. } => Vec::new(),
    }
}

pub(super) fn check(model: &Model, cell: &Inventory, findings: &mut Vec<Finding>) {
    for (engine, known) in both(model, cell) {
        let Some(store) = engine.store.map(|id| model.store(id)) else { continue };
        let (Some(kind), Some(known)) = (&store.kind, &known.store) else { continue };
        if super::store_unlike_cell::known_kind(known) != Some(kind.word()) {
            continue;
        }
        let any_case = matches!(
            kind,
            StoreKind::Db2 { .. } | StoreKind::Oracle { .. } | StoreKind::SqlServer { .. }
        );
        for (key, said, known) in pairs(kind, known) {
            let Some(known) = known.filter(|known| !said.is_empty() && !has_variable(known)) else {
                continue;
            };
            let known = if known.len() > 1 { known.trim_end_matches('/') } else { known };
            if said == known || (any_case && said.eq_ignore_ascii_case(known)) {
                continue;
            }
            let known = one_line(known);
            let message = format!("engine `{}` has the {key} `{known}`, not `{said}`", engine.name);
            findings.push(
                RULE.at(store.kind_span, message)
                    .label(format!("{} says `{known}`", origin(cell)))
                    .help(format!("compare `{key}` with the configuration of the engine")),
            );
        }
    }
}
