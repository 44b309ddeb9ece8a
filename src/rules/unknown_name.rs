//! SR202: a name refers to nothing in the plan.

rule! {
    /// A name refers to nothing in the plan.
    unknown_name, "SR202", Error, since "0.1.0", hazards [],
    "a name refers to nothing in the plan"
}
