//! SR601: an entry does not belong to this kind of store.

rule! {
    /// An entry does not belong to this kind of store.
    kind_entry, "SR601", Error, since "0.1.0", hazards [],
    "an entry does not belong to this kind of store"
}
