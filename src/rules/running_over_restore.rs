//! SR607: a waiver leaves an engine running on a database that is restored.

use crate::diagnostic::Finding;
use crate::model::{Database, Engine, Model, StoreId};
use std::collections::{BTreeMap, BTreeSet};

rule! {
    /// `accept rollback of` names a store that an engine of the plan uses, and that engine is not
    /// restored.
    ///
    /// **Why:** the database goes back under a running engine. An engine that loses its database
    /// makes the high availability manager stop its server, and a node agent may start it again
    /// (documented by the vendor); it then starts in normal mode on a store of the past. A reason
    /// does not change that. Hazards H2, H6 and H8.
    ///
    /// **Instead:** restore this engine too. `accept rollback` is for what no engine uses: tables
    /// of applications, stores of engines that are gone.
    ///
    /// ```restore fails two
    ///   store orders-store {
    ///     db2 on "db01.example.com" { database SIBDB  schema ORDERS  instance db2inst1 }
    ///   }
    ///   store audit-store {
    ///     db2 on "db01.example.com" { database SIBDB  schema AUDIT  instance db2inst1 }
    ///   }
    ///   restore engine "Node01.server1-OrdersBus" from nightly
    ///   accept rollback of audit-store because "its messages do not matter"
    /// # ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SR607
    /// ```
    ///
    /// ```restore passes
    ///   store orders-store {
    ///     db2 on "db01.example.com" { database SIBDB  schema ORDERS  instance db2inst1 }
    ///   }
    ///   store old-store {
    ///     db2 on "db01.example.com" { database SIBDB  schema OLDSIB  instance db2inst1 }
    ///   }
    ///   accept rollback of old-store because "its engine was deleted in 2009"
    /// ```
    running_over_restore, "SR607", Error, since "0.1.0", hazards ["H2", "H6", "H8"],
    "a waiver leaves an engine running on a database that is restored"
}

pub(super) fn check(model: &Model, findings: &mut Vec<Finding>) {
    if model.accepts.is_empty() {
        return;
    }
    let restored: BTreeSet<Database> =
        model.restored_stores().into_iter().map(|id| model.store(id).database()).collect();
    let users: BTreeMap<StoreId, &Engine> =
        model.engines.iter().filter_map(|engine| Some((engine.store?, engine))).collect();
    for accept in &model.accepts {
        let Some(id) = accept.store.filter(|id| model.target(*id).is_none()) else { continue };
        let store = model.store(id);
        let Some(engine) = users.get(&id).filter(|_| restored.contains(&store.database())) else {
            continue;
        };
        let message =
            format!("store `{}` would go back under engine `{}`", store.name, engine.name);
        findings.push(
            RULE.at(accept.span, message)
                .other(engine.span, "this engine is not restored")
                .help("restore the engine too, so that it is held, stopped and flush-started"),
        );
    }
}
