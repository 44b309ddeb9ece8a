//! SR808: an engine has a message store of another kind.

use super::{both, origin};
use crate::diagnostic::Finding;
use crate::inventory::{Inventory, Store};
use crate::model::{Model, StoreKind};

rule! {
    /// The configuration has the engine's messages in another kind of store than the plan.
    ///
    /// **Why:** the scripts would restore something that the engine does not use, and the flush start
    /// would run on the store that nobody restored (concluded). Hazard H7.
    ///
    /// **Instead:** describe the store that the configuration names. A store of kind `command` is the
    /// site's own and is not compared.
    ///
    /// Compared with the cell of the standard plan:
    ///
    /// ```restore fails
    ///   store orders-store {
    ///     derby on "was01.example.com" { database "/databases/Orders"  schema IBMWSSIB }
    /// #   ^^^^^ SR808
    ///   }
    /// ```
    ///
    /// ```restore passes
    ///   store orders-store {
    ///     db2 on "db01.example.com" { database ORDERSDB  schema IBMWSSIB  instance db2inst1 }
    ///   }
    /// ```
    store_unlike_cell, "SR808", Error, since "0.1.0", hazards ["H7"],
    "an engine has a message store of another kind"
}

/// The keyword of what the configuration says; `None` where it does not say it.
pub(super) fn known_kind(store: &Store) -> Option<&'static str> {
    match store {
        Store::File(_) => Some("file"),
        Store::Data(store) => Some(store.source.as_ref()?.kind?.word()),
    }
}

pub(super) fn check(model: &Model, cell: &Inventory, findings: &mut Vec<Finding>) {
    for (engine, known) in both(model, cell) {
        let Some(store) = engine.store.map(|id| model.store(id)) else { continue };
        let (Some(kind), Some(known)) = (&store.kind, &known.store) else { continue };
        if matches!(kind, StoreKind::Command { .. }) {
            continue;
        }
        let is_data = matches!(known, Store::Data(_));
        let said = match known_kind(known) {
            Some(word) if word != kind.word() => format!("a store of kind `{word}`"),
            // It has tables somewhere; where, the configuration does not say.
            None if is_data && !store.is_data_store() => "a data store".to_owned(),
            _ => continue,
        };
        let message = format!("engine `{}` has {said}", engine.name);
        findings.push(
            RULE.at(store.kind_span, message)
                .label(format!("as {} says", origin(cell)))
                .other(engine.store_span, "the engine uses this store")
                .help("describe the store that the configuration names"),
        );
    }
}
