//! SR114: an entry stands twice where one is meant.

rule! {
    /// An entry stands twice where one is meant.
    repeated_entry, "SR114", Error, since "0.1.0", hazards [],
    "an entry stands twice where one is meant"
}
