//! SR202: a name refers to nothing in the plan.

rule! {
    /// An entry names a store, engine, backup, server or cluster that the plan does not describe.
    ///
    /// **Why:** the scripts can only reach what the plan describes, and a name that is spelt
    /// wrong must not become a thing that is left out.
    ///
    /// **Instead:** correct the spelling (the help line names the nearest), or describe the
    /// thing.
    ///
    /// ```restore fails
    ///   restore all from nigthly
    /// #                  ^^^^^^^ SR202
    /// ```
    ///
    /// ```restore passes
    ///   restore all from nightly
    /// ```
    unknown_name, "SR202", Error, since "0.1.0", hazards [],
    "a name refers to nothing in the plan"
}
