//! SR106: a block has no closing brace.

rule! {
    /// A block begins with `{` and the plan ends before its `}`.
    ///
    /// **Why:** from the missing brace on, every entry stands in the wrong block, and every
    /// further message would be wrong; so reading stops here.
    ///
    /// **Instead:** add the `}`. The second label points at a block whose `}` stands further left
    /// than the block itself: that one has probably taken its neighbour's.
    ///
    /// ```restore fails
    /// plan orders-bus {
    /// #               ^ SR106
    ///   engine "Node01.server1-OrdersBus" {
    ///     bus   OrdersBus
    ///     store orders-store
    ///
    ///   restore all from nightly
    /// }
    /// ```
    ///
    /// ```restore passes
    ///   engine "Node01.server1-OrdersBus" {
    ///     bus    OrdersBus
    ///     member Node01/server1
    ///     store  orders-store
    ///     uuid   3F1A9C7E52B0D864
    ///   }
    /// ```
    unclosed_block, "SR106", Error, since "0.1.0", hazards [],
    "a block has no closing brace"
}
