//! SR113: a block lacks an entry it needs.

rule! {
    /// A block lacks an entry it needs.
    missing_entry, "SR113", Error, since "0.1.0", hazards [],
    "a block lacks an entry it needs"
}
