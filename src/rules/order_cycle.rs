//! SR402: the plan's own orders contradict one another.

rule! {
    /// Two or more `… before …` entries of the plan, each possible alone, wait for one another.
    ///
    /// **Why:** no step of the circle could ever be the first.
    ///
    /// **Instead:** delete one of the entries that the finding names.
    ///
    /// ```restore fails two
    ///   restore all from nightly
    ///   restore orders-store before restore audit-store
    ///   restore audit-store before restore orders-store
    /// # ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SR402
    /// ```
    ///
    /// ```restore passes two
    ///   restore all from nightly
    ///   restore orders-store before restore audit-store
    /// ```
    order_cycle, "SR402", Error, since "0.1.0", hazards [],
    "the plan's own orders contradict one another"
}
