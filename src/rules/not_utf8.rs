//! SR102: the plan file is not UTF-8 text.

rule! {
    /// The plan file is not utf-8 text.
    not_utf8, "SR102", Error, since "0.1.0", hazards [],
    "the plan file is not UTF-8 text"
}
