//! SR111: an entry is not one of its block.

rule! {
    /// An entry is not one of its block.
    unknown_entry, "SR111", Error, since "0.1.0", hazards [],
    "an entry is not one of its block"
}
