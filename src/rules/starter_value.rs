//! SR209: a value of the starter plan is still there.

rule! {
    /// A value is the one that `sibrestore init` prints and marks with REPLACE: a ticket, a name, a
    /// host, a time or a checksum that exists in no real cell. A uuid of one digit alone is
    /// reported too.
    ///
    /// **Why:** the starter plan is complete, so a value that was overlooked is a plan without an
    /// error. Phase 0 would look for it on the day (concluded).
    ///
    /// **Instead:** replace it. Values that are the same in most cells, such as port 8879, are
    /// marked with CHECK there and are not reported.
    ///
    /// ```restore fails
    ///   ticket "CHG0000000"
    /// #        ^^^^^^^^^^^^ SR209
    /// ```
    ///
    /// ```restore passes
    ///   ticket "CHG0041234"
    /// ```
    starter_value, "SR209", Warning, since "0.1.0", hazards [],
    "a value of the starter plan is still there"
}
