//! SR113: a block lacks an entry it needs.

rule! {
    /// A block has everything but one entry that it cannot do without.
    ///
    /// **Why:** there is no safe default for where an engine runs or when a backup was taken.
    ///
    /// **Instead:** add the entry, as the help line shows.
    ///
    /// ```restore fails
    ///   engine "Node01.server1-OrdersBus" {
    /// # ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SR113
    ///     bus    OrdersBus
    ///     store  orders-store
    ///   }
    /// ```
    ///
    /// ```restore passes
    ///   engine "Node01.server1-OrdersBus" {
    ///     bus    OrdersBus
    ///     member Node01/server1
    ///     store  orders-store
    ///   }
    /// ```
    missing_entry, "SR113", Error, since "0.1.0", hazards [],
    "a block lacks an entry it needs"
}
