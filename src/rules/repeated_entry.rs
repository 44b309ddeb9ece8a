//! SR114: an entry stands twice where one is meant.

rule! {
    /// An entry that a block can have once stands in it twice.
    ///
    /// **Why:** with two times or two folders, the reader of the plan and the compiler may each
    /// believe another one (concluded).
    ///
    /// **Instead:** delete the wrong one.
    ///
    /// ```restore fails
    ///   engine "Node01.server1-OrdersBus" {
    ///     bus    OrdersBus
    ///     bus    BillingBus
    /// #   ^^^^^^^^^^^^^^^^^ SR114
    ///     member Node01/server1
    ///     store  orders-store
    ///   }
    /// ```
    ///
    /// ```restore fails
    ///   keep config to "/keep/before"
    ///   keep config to "/keep/config"
    /// # ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SR114
    /// ```
    ///
    /// ```restore fails
    ///   limits {
    ///     stop 5m
    ///     stop 10m
    /// #   ^^^^^^^^ SR114
    ///   }
    /// ```
    ///
    /// ```restore passes
    ///   keep config to "/keep/config"
    /// ```
    repeated_entry, "SR114", Error, since "0.1.0", hazards [],
    "an entry stands twice where one is meant"
}
