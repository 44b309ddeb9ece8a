//! SR104: a string has no closing quote.

rule! {
    /// A string has no closing quote.
    unclosed_string, "SR104", Error, since "0.1.0", hazards [],
    "a string has no closing quote"
}
