//! SR606: a store is kept that is not restored.

use crate::diagnostic::Finding;
use crate::model::Model;

rule! {
    /// `keep store` names a store that no `restore` covers. Nothing is kept, because nothing of
    /// it is overwritten.
    ///
    /// **Why:** somebody relies on the copy, or on the store being restored; one of the two is
    /// wrong (concluded).
    ///
    /// **Instead:** restore the store, or delete the entry.
    ///
    /// ```restore fails two
    ///   restore store orders-store from nightly
    ///   keep store audit-store to "/keep/audit"
    /// # ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SR606
    /// ```
    ///
    /// ```restore passes
    ///   keep store orders-store to "/keep/orders"
    /// ```
    keep_of_unrestored, "SR606", Warning, since "0.1.0", hazards [],
    "a store is kept that is not restored"
}

pub(super) fn check(model: &Model, findings: &mut Vec<Finding>) {
    for (id, to) in model.keep_stores.iter().filter(|(id, _)| model.target(*id).is_none()) {
        let store = model.store(*id);
        findings.push(
            RULE.at(to.span, format!("store `{}` is kept and not restored", store.name))
                .other(store.span, "the store is described here")
                .help("restore it, or delete this entry"),
        );
    }
}
