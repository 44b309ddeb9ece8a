//! SR106: a block has no closing brace.

rule! {
    /// A block has no closing brace.
    unclosed_block, "SR106", Error, since "0.1.0", hazards [],
    "a block has no closing brace"
}
