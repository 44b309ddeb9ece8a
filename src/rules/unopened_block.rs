//! SR107: a closing brace closes nothing.

rule! {
    /// There is a `}` more than there are `{`.
    ///
    /// **Why:** a `}` too early ends a block too early. What follows would stand in the wrong
    /// block.
    ///
    /// **Instead:** delete the `}`, or add the `{` that it belongs to.
    ///
    /// ```restore fails
    /// plan orders-bus {
    ///   ticket "CHG0041234" }
    /// }
    /// #^ SR107
    /// ```
    ///
    /// ```restore passes
    ///   ticket "CHG0041234"
    /// ```
    unopened_block, "SR107", Error, since "0.1.0", hazards [],
    "a closing brace closes nothing"
}
