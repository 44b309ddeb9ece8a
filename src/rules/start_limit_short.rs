//! SR703: the limit for a start is shorter than a start may take.

use crate::diagnostic::Finding;
use crate::model::Model;

rule! {
    /// `limits { start … }` is less than 16 minutes.
    ///
    /// **Why:** documented by the vendor: an engine waits up to 15 minutes for its database
    /// before its start fails. A script that gives up earlier leaves a start behind that still
    /// goes on, and the next attempt would be a second one. Hazard H13.
    ///
    /// **Instead:** leave `start` at its default of 20 minutes, or give it at least 16.
    ///
    /// ```restore fails
    ///   limits {
    ///     start 5m
    /// #   ^^^^^^^^ SR703
    ///   }
    /// ```
    ///
    /// ```restore passes
    ///   limits {
    ///     start 30m
    ///   }
    /// ```
    start_limit_short, "SR703", Warning, since "0.1.0", hazards ["H13"],
    "the limit for a start is shorter than a start may take"
}

/// The engine's own wait for its database, and a minute for everything else.
const SHORTEST: u32 = 16 * 60;

pub(super) fn check(model: &Model, findings: &mut Vec<Finding>) {
    if model.limits.start < SHORTEST {
        findings.push(
            RULE.at(model.limits.start_span, "a start may take longer than this limit")
                .label("an engine waits 15 minutes for its database")
                .help("write at least `16m`, or leave it out for the default of 20 minutes"),
        );
    }
}
