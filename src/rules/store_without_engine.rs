//! SR407: a store is restored that no engine of the plan uses.

use crate::diagnostic::Finding;
use crate::model::{Model, What};

rule! {
    /// A `restore store` names a store, and no engine of the plan uses it.
    ///
    /// **Why:** the engine that uses it in the cell would not be held, not be stopped and not be
    /// started in Restart after restore mode: its next start would be a normal one. Hazards H2
    /// and H3.
    ///
    /// **Instead:** describe the engine that uses the store.
    ///
    /// ```restore fails two
    ///   engine "Node01.server1-OrdersBus" {
    ///     bus    OrdersBus
    ///     member Node01/server1
    ///     store  orders-store
    ///   }
    ///   restore all from nightly
    ///   restore store audit-store from nightly
    /// # ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SR407
    /// ```
    ///
    /// ```restore passes
    ///   restore store orders-store from nightly
    /// ```
    store_without_engine, "SR407", Error, since "0.1.0", hazards ["H2", "H3"],
    "a store is restored that no engine of the plan uses"
}

pub(super) fn check(model: &Model, findings: &mut Vec<Finding>) {
    let mut used = vec![false; model.stores.len()];
    for store in model.engines.iter().filter_map(|engine| engine.store) {
        used[store.0] = true;
    }
    for restore in &model.restores {
        let What::Store(id) = restore.what else { continue };
        if !used[id.0] {
            let store = model.store(id);
            let message = format!("no engine uses store `{}`, which is restored", store.name);
            findings.push(
                RULE.at(restore.span, message)
                    .other(store.span, "the store is described here")
                    .help("describe its engine, so that it is held, stopped and flush-started"),
            );
        }
    }
}
