//! SR403: a hook or an order names a step that the plan does not have.

rule! {
    /// A hook or an order names a step that the plan does not have.
    hook_without_step, "SR403", Error, since "0.1.0", hazards [],
    "a hook or an order names a step that the plan does not have"
}
