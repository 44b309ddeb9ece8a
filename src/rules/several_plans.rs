//! SR110: the file holds more than one plan.

rule! {
    /// The file holds more than one plan.
    several_plans, "SR110", Error, since "0.1.0", hazards [],
    "the file holds more than one plan"
}
