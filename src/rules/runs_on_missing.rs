//! SR501: a cluster engine has no member chosen for the flush start.

rule! {
    /// A cluster engine has no member chosen for the flush start.
    runs_on_missing, "SR501", Error, since "0.1.0", hazards ["H9"],
    "a cluster engine has no member chosen for the flush start"
}
