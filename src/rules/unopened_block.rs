//! SR107: a closing brace closes nothing.

rule! {
    /// A closing brace closes nothing.
    unopened_block, "SR107", Error, since "0.1.0", hazards [],
    "a closing brace closes nothing"
}
