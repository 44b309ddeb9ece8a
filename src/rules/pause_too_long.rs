//! SR705: the pause between two looks is longer than a limit.

use crate::diagnostic::Finding;
use crate::model::Model;

rule! {
    /// `poll` is longer than one of the other limits.
    ///
    /// **Why:** the scripts look, pause, and look again until the limit is reached. With a pause that
    /// is longer, they wait beyond the limit and look only twice (concluded). Hazard H13.
    ///
    /// **Instead:** write a shorter pause, or leave it out for the default of 10 seconds.
    ///
    /// ```restore fails
    ///   limits {
    ///     stop 5m
    ///     poll 10m
    /// #   ^^^^^^^^ SR705
    ///   }
    /// ```
    ///
    /// ```restore passes
    ///   limits {
    ///     stop 5m
    ///     poll 10s
    ///   }
    /// ```
    pause_too_long, "SR705", Warning, since "0.1.0", hazards ["H13"],
    "the pause between two looks is longer than a limit"
}

pub(super) fn check(model: &Model, findings: &mut Vec<Finding>) {
    let limits = &model.limits;
    let others = [
        ("stop", limits.stop),
        ("force", limits.force),
        ("server-stop", limits.server_stop),
        ("start", limits.start),
        ("server-start", limits.server_start),
        ("sync", limits.sync),
        ("recovery", limits.recovery),
    ];
    let Some((name, _)) = others.into_iter().find(|(_, limit)| limits.poll > *limit) else {
        return;
    };
    // The plan may have shortened a limit and not said a pause.
    if let Some(span) = limits.poll_span {
        let message = format!("the pause is longer than the limit `{name}`");
        findings.push(RULE.at(span, message).help("write a shorter pause, such as `poll 10s`"));
    }
}
