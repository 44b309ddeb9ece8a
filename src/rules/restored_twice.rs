//! SR406: a store is restored by two entries.

use crate::diagnostic::Finding;
use crate::model::{Model, StoreId, What};
use std::collections::BTreeMap;

rule! {
    /// Two `restore` entries cover the same store, and neither is more precise than the other.
    /// `restore engine` and `restore store` are more precise than `restore all`, and take
    /// precedence over it.
    ///
    /// **Why:** a store is restored once, from one backup; a second one would undo the first
    /// after nobody knows which of the two was meant. Hazards H3 and H7.
    ///
    /// **Instead:** delete one.
    ///
    /// ```restore fails
    ///   restore all from nightly
    ///   restore store orders-store from nightly
    ///   restore engine "Node01.server1-OrdersBus" from nightly
    /// # ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SR406
    /// ```
    ///
    /// ```restore passes
    ///   restore all from nightly
    ///   restore store orders-store from nightly
    /// ```
    restored_twice, "SR406", Error, since "0.1.0", hazards ["H3", "H7"],
    "a store is restored by two entries"
}

pub(super) fn check(model: &Model, findings: &mut Vec<Finding>) {
    let mut first: BTreeMap<Option<StoreId>, usize> = BTreeMap::new();
    for (at, restore) in model.restores.iter().enumerate() {
        // `None` stands for every store.
        let store = match restore.what {
            What::All => None,
            What::Store(id) => Some(id),
            What::Engine(id) => match model.engine(id).store {
                Some(id) => Some(id),
                None => continue,
            },
        };
        let Some(other) = first.get(&store).map(|at| &model.restores[*at]) else {
            first.insert(store, at);
            continue;
        };
        let what = store.map_or_else(
            || "everything".to_owned(),
            |id| format!("store `{}`", model.store(id).name),
        );
        findings.push(
            RULE.at(restore.span, format!("{what} is restored twice"))
                .other(other.span, "first here")
                .help("delete one"),
        );
    }
}
