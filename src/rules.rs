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
