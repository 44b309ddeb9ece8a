//! SR101: the plan file is too large.

rule! {
    /// The plan file is too large.
    plan_too_large, "SR101", Error, since "0.1.0", hazards [],
    "the plan file is too large"
}
