//! All rules, one file each; the list is in order of code.
//!
//! `syntax` and `model` may *name* a rule that they raise while reading; they never run one.
//! Adding a rule costs one file and one line here.

/// Declares a rule: its doc comment is at once rustdoc, `explain`, and `docs/rules.md`.
macro_rules! rule {
    (
        $(#[doc = $doc:expr])*
        $name:ident, $code:literal, $severity:ident, since $since:literal,
        hazards [$($hazard:literal),*],
        $summary:literal
    ) => {
        $(#[doc = $doc])*
        pub static RULE: crate::diagnostic::Rule = crate::diagnostic::Rule {
            code: $code,
            name: stringify!($name),
            summary: $summary,
            severity: crate::diagnostic::Severity::$severity,
            since: $since,
            hazards: &[$($hazard),*],
            page: concat!($($doc, "\n"),*),
        };
    };
}

pub mod bad_duration;
pub mod bad_escape;
pub mod bad_time;
pub mod bad_value;
pub mod duplicate_name;
pub mod forbidden_character;
pub mod forbidden_name;
pub mod hook_without_step;
pub mod incomplete_entry;
pub mod kind_entry;
pub mod missing_entry;
pub mod no_plan;
pub mod not_utf8;
pub mod order_contradicts;
pub mod order_cycle;
pub mod plan_too_large;
pub mod relative_path;
pub mod repeated_entry;
pub mod runs_on_missing;
pub mod runs_on_not_a_member;
pub mod secret_key;
pub mod secret_value;
pub mod several_plans;
pub mod too_deep;
pub mod unclosed_block;
pub mod unclosed_string;
pub mod unknown_entry;
pub mod unknown_name;
pub mod unopened_block;

/// Stub.
pub struct Entry {
    /// r
    pub rule: &'static crate::diagnostic::Rule,
}
/// Stub.
pub static ALL: &[Entry] = &[];
/// Stub until the rules land.
pub fn check_after(
    _model: &crate::model::Model,
    _f: &[crate::diagnostic::Finding],
) -> Vec<crate::diagnostic::Finding> {
    Vec::new()
}
/// Stub.
pub fn find(_: &str) -> Option<&'static crate::diagnostic::Rule> {
    None
}
