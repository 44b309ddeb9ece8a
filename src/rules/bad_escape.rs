//! SR105: a backslash escape is not known.

rule! {
    /// A backslash escape is not known.
    bad_escape, "SR105", Error, since "0.1.0", hazards [],
    "a backslash escape is not known"
}
