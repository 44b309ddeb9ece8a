//! SR611: two places of a file store cannot be told apart.

use crate::diagnostic::Finding;
use crate::model::{Model, StoreKind};

rule! {
    /// Two different places of one file store have the same last name, or one lies in the other.
    ///
    /// **Why:** in the backup each place has its last name and no more, so two of one name cannot be
    /// told apart, and the scripts refuse them. Each place is put in by renaming; one inside another
    /// would be moved away with it (concluded). Hazard H5.
    ///
    /// **Instead:** correct the places. Log file and permanent store may be in one folder: write the
    /// same path then.
    ///
    /// ```restore fails
    ///   store orders-store {
    ///     file on "was01.example.com" { log "/fs1/sib"  permanent "/fs2/sib"  temporary "/fs3/tmp" }
    /// #   ^^^^ SR611
    ///   }
    ///   backup nightly {
    ///     taken  2010-11-10T02:00:00-06:00
    ///     config "/backup/20101110/Dmgr01.zip"
    ///     store  orders-store "/backup/20101110/orders"
    ///   }
    /// ```
    ///
    /// ```restore passes
    ///   store orders-store {
    ///     file on "was01.example.com" { log "/fs1/log"  permanent "/fs2/sib"  temporary "/fs2/sib" }
    ///   }
    ///   backup nightly {
    ///     taken  2010-11-10T02:00:00-06:00
    ///     config "/backup/20101110/Dmgr01.zip"
    ///     store  orders-store "/backup/20101110/orders"
    ///   }
    /// ```
    places_alike, "SR611", Error, since "0.1.0", hazards ["H5"],
    "two places of a file store cannot be told apart"
}

pub(super) fn check(model: &Model, findings: &mut Vec<Finding>) {
    for store in &model.stores {
        let Some(StoreKind::File { log, permanent, temporary }) = &store.kind else { continue };
        let pairs = [(log, permanent), (log, temporary), (permanent, temporary)];
        let Some((a, b)) = pairs.into_iter().find(|(a, b)| collide(a, b)) else { continue };
        let how = match last_name(a) == last_name(b) {
            true => "have the same last name",
            false => "lie in one another",
        };
        let message = format!("`{a}` and `{b}` of store `{}` {how}", store.name);
        findings.push(
            RULE.at(store.kind_span, message)
                .help("write places that differ in their last name and lie side by side"),
        );
    }
}

fn collide(a: &str, b: &str) -> bool {
    let lies_in = |a: &str, b: &str| a.strip_prefix(b).is_some_and(|rest| rest.starts_with('/'));
    let known = !a.is_empty() && !b.is_empty() && a != b;
    known && (last_name(a) == last_name(b) || lies_in(a, b) || lies_in(b, a))
}

/// What `basename` makes of a path.
fn last_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}
