//! SR816: an engine that is not in the plan goes back in time.

use super::{one_line, origin};
use crate::diagnostic::Finding;
use crate::inventory::{DataStore, DatabaseKind, Inventory, Store};
use crate::model::{Model, StoreKind};

rule! {
    /// The cell has an engine that the plan does not describe, and its tables are in a database that
    /// is restored.
    ///
    /// **Why:** the restore of the database takes its messages back in time too, and it starts in
    /// normal mode on them (concluded). Hazard H8.
    ///
    /// **Instead:** describe the engine and its store, so that it is held, stopped and
    /// flush-started with the others.
    ///
    /// Compared with a cell that has an engine of `AuditBus` in the same database:
    ///
    /// ```restore fails
    ///   store orders-store {
    /// # ^^^^^^^^^^^^^^^^^^ SR816
    ///     db2 on "db01.example.com" { database ORDERSDB  schema IBMWSSIB  instance db2inst1 }
    ///   }
    /// ```
    ///
    /// ```restore passes two
    ///   restore all from nightly
    /// ```
    engine_left_out, "SR816", Warning, since "0.1.0", hazards ["H8"],
    "an engine that is not in the plan goes back in time"
}

pub(super) fn check(model: &Model, cell: &Inventory, findings: &mut Vec<Finding>) {
    let in_plan = |name: &str| model.engines.iter().any(|engine| engine.name == name);
    for other in cell.engines.iter().filter(|engine| !in_plan(&engine.name)) {
        let Some(Store::Data(theirs)) = &other.store else { continue };
        let restored = model.restored_stores().into_iter().map(|id| model.store(id));
        let Some(store) = restored.into_iter().find(|ours| is_one(ours, theirs)) else { continue };
        // A store that no engine uses may stand for it, with a waiver.
        let waivers = model.accepts.iter().filter_map(|accept| accept.store);
        let schema = theirs.schema.as_deref().unwrap_or("");
        let is_theirs = |id| {
            let store: &crate::model::Store = model.store(id);
            is_one(store, theirs) && store.schema.eq_ignore_ascii_case(schema)
        };
        if !waivers.into_iter().any(is_theirs) {
            let name = one_line(&other.name);
            let message = format!("engine `{name}` goes back in time with store `{}`", store.name);
            findings.push(
                RULE.at(store.span, message)
                    .label(format!("{} has it in the same database", origin(cell)))
                    .help("describe the engine and its store too"),
            );
        }
    }
}

/// Whether a data store of the cell is in what is restored with a store of the plan: an Informix
/// instance, or the database of any other kind; of Oracle only one schema is restored.
fn is_one(ours: &crate::model::Store, theirs: &DataStore) -> bool {
    let (Some(kind), Some(source)) = (&ours.kind, &theirs.source) else { return false };
    if source.kind.map(DatabaseKind::word) != Some(kind.word()) {
        return false;
    }
    let (said, known) = match kind {
        StoreKind::Db2 { database, .. }
        | StoreKind::SqlServer { database, .. }
        | StoreKind::Sybase { database, .. }
        | StoreKind::Derby { database, .. } => (database, &source.database),
        StoreKind::Informix { server, .. } => (server, &source.server),
        StoreKind::Oracle { .. } | StoreKind::File { .. } | StoreKind::Command { .. } => {
            return false;
        }
    };
    let same = |known: &String| known.eq_ignore_ascii_case(said);
    let host = source.host.as_deref().is_none_or(|host| host.eq_ignore_ascii_case(&ours.host));
    known.as_ref().is_some_and(same) && host
}
