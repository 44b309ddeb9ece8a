//! SR112: an entry lacks a part.

rule! {
    /// An entry lacks a part.
    incomplete_entry, "SR112", Error, since "0.1.0", hazards [],
    "an entry lacks a part"
}
