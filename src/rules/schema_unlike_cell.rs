//! SR810: an engine's tables are in another schema.

use super::{both, one_line, origin};
use crate::diagnostic::Finding;
use crate::inventory::{Inventory, Store, has_variable};
use crate::model::Model;

rule! {
    /// The configuration has an engine's tables in another schema than the plan.
    ///
    /// **Why:** a data store's schema is used by one engine only (documented by the vendor), and
    /// several engines share a database by it. The scripts would restore or examine the tables of
    /// another engine. Hazards H7 and H8.
    ///
    /// **Instead:** write the schema that the configuration says. It is compared without regard to
    /// case; where the configuration names none, nothing is compared.
    ///
    /// Compared with the cell of the standard plan:
    ///
    /// ```restore fails
    ///   store orders-store {
    ///     db2 on "db01.example.com" { database ORDERSDB  schema ORDERS  instance db2inst1 }
    /// #   ^^^ SR810
    ///   }
    /// ```
    ///
    /// ```restore passes
    ///   store orders-store {
    ///     db2 on "db01.example.com" { database ORDERSDB  schema IBMWSSIB  instance db2inst1 }
    ///   }
    /// ```
    schema_unlike_cell, "SR810", Error, since "0.1.0", hazards ["H7", "H8"],
    "an engine's tables are in another schema"
}

pub(super) fn check(model: &Model, cell: &Inventory, findings: &mut Vec<Finding>) {
    for (engine, known) in both(model, cell) {
        let Some(store) = engine.store.map(|id| model.store(id)) else { continue };
        let Some(Store::Data(known)) = &known.store else { continue };
        let Some(schema) = known.schema.as_deref().filter(|schema| !has_variable(schema)) else {
            continue;
        };
        if store.schema.is_empty() || store.schema.eq_ignore_ascii_case(schema) {
            continue;
        }
        let schema = one_line(schema);
        let message =
            format!("engine `{}` has the schema `{schema}`, not `{}`", engine.name, store.schema);
        findings.push(
            RULE.at(store.kind_span, message)
                .label(format!("{} says `{schema}`", origin(cell)))
                .help(format!("write `schema {schema}`")),
        );
    }
}
