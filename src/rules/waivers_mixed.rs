//! SR311: some restores keep the configuration and others replace it.

use crate::diagnostic::Finding;
use crate::model::Model;

rule! {
    /// One `restore` says `without config`, another restores the configuration.
    ///
    /// **Why:** a cell has one configuration. If it is restored for one engine it is restored for
    /// all, also for those whose waiver says that it stays as it is (concluded). Hazard H7.
    ///
    /// **Instead:** restore it for all, or for none.
    ///
    /// ```restore fails two
    ///   restore store orders-store from nightly
    ///   restore store audit-store from nightly without config because "no change since October"
    /// #                                                               ^^^^^^^^^^^^^^^^^^^^^^^^^ SR311
    /// ```
    ///
    /// ```restore passes
    ///   restore all from nightly without config because "no change since October"
    /// ```
    waivers_mixed, "SR311", Error, since "0.1.0", hazards ["H7"],
    "some restores keep the configuration and others replace it"
}

pub(super) fn check(model: &Model, findings: &mut Vec<Finding>) {
    let Some(with) = model.restores.iter().find(|restore| restore.without_config.is_none()) else {
        return;
    };
    if let Some(reason) = model.restores.iter().find_map(|restore| restore.without_config.as_ref())
    {
        findings.push(
            RULE.at(reason.span, "the configuration cannot stay and be restored in one plan")
                .label("here it stays")
                .other(with.span, "here it is restored")
                .help("restore it for all, or write `without config` on every `restore`"),
        );
    }
}
