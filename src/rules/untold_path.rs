//! SR316: a path cannot be told to this database.

use crate::diagnostic::Finding;
use crate::model::{Model, StoreId, StoreKind};
use crate::source::Span;

rule! {
    /// A path stands in a command of the database, and holds a character that such a command
    /// cannot carry: a space, a quote, a dollar sign.
    ///
    /// **Why:** the path becomes part of a statement that the database reads by its own rules,
    /// and there is no quoting that all of its releases agree on. Hazard H18.
    ///
    /// **Instead:** put the backup where the path has letters, digits and `_ . / : @ + = , -`
    /// only; a link will do.
    ///
    /// ```restore fails
    ///   backup nightly {
    ///     taken  2010-11-10T02:00:00-06:00
    ///     config "/backup/20101110/Dmgr01.zip"
    ///     store  orders-store "/backup/10 November" timestamp 20101110020030
    /// #   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SR316
    ///   }
    /// ```
    ///
    /// ```restore passes
    ///   backup nightly {
    ///     taken  2010-11-10T02:00:00-06:00
    ///     config "/backup/20101110/Dmgr01.zip"
    ///     store  orders-store "/backup/20101110" timestamp 20101110020030
    ///   }
    /// ```
    untold_path, "SR316", Error, since "0.1.0", hazards ["H18"],
    "a path cannot be told to this database"
}

pub(super) fn check(model: &Model, findings: &mut Vec<Finding>) {
    for id in model.restored_stores() {
        if let Some((_, held)) = model.backup_of(id) {
            for path in [&held.path, &held.logs] {
                look(model, id, path, held.span, findings);
            }
        }
    }
    for (id, kept) in &model.keep_stores {
        look(model, *id, &kept.value, kept.span, findings);
    }
}

fn look(model: &Model, id: StoreId, path: &str, span: Span, findings: &mut Vec<Finding>) {
    let store = model.store(id);
    let is_told = |c: char| match &store.kind {
        Some(StoreKind::File { .. } | StoreKind::Command { .. }) | None => true,
        Some(StoreKind::Derby { .. }) => !"';\"".contains(c),
        Some(_) => c.is_ascii_alphanumeric() || "_./:@+=,-".contains(c),
    };
    if let Some(c) = path.chars().find(|c| !is_told(*c)) {
        let kind = store.kind.as_ref().map_or("", |kind| kind.word());
        let message = format!("`{path}` holds `{c}`, which a command of `{kind}` cannot carry");
        let help = "use a path of letters, digits and `_ . / : @ + = , -`";
        findings.push(RULE.at(span, message).help(help));
    }
}
