//! SR109: the file holds no plan.

rule! {
    /// The file holds no plan.
    no_plan, "SR109", Error, since "0.1.0", hazards [],
    "the file holds no plan"
}
