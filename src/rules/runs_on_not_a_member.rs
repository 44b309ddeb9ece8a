//! SR502: the chosen server is not a member of the engine's cluster.

rule! {
    /// The chosen server is not a member of the engine's cluster.
    runs_on_not_a_member, "SR502", Error, since "0.1.0", hazards ["H9"],
    "the chosen server is not a member of the engine's cluster"
}
