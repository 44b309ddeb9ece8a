//! SR403: a hook or an order names a step that the plan does not have.

rule! {
    /// A `before PHASE of X`, an `after PHASE of X` or a side of an order names a phase that does
    /// nothing with this thing: a store has no flush start, and an engine that is not restored
    /// has no verification.
    ///
    /// **Why:** the hook would have no place in the order, and its instruction would be lost
    /// without a word.
    ///
    /// **Instead:** name the engine where an engine's phase is meant and the store where a
    /// store's is, or leave out `of X` to mean the whole phase.
    ///
    /// ```restore fails
    ///   before flush-start of orders-store manual "Tell the application owner" by websphere
    /// # ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SR403
    /// ```
    ///
    /// ```restore passes
    ///   before flush-start of "Node01.server1-OrdersBus" manual "Tell the application owner" by websphere
    /// ```
    hook_without_step, "SR403", Error, since "0.1.0", hazards [],
    "a hook or an order names a step that the plan does not have"
}
