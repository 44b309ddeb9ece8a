//! SR104: a string has no closing quote.

rule! {
    /// A string begins with `"` and has no second `"` on its line.
    ///
    /// **Why:** a string that goes on over the line would swallow the entries below it; they
    /// would be missing from the plan without a word (concluded).
    ///
    /// **Instead:** end the string on its own line. A quote inside it is written `\"`.
    ///
    /// ```restore fails
    ///   summary "OrdersBus after the SAN failure
    /// #         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SR104
    /// ```
    ///
    /// ```restore passes
    ///   summary "OrdersBus after the \"big\" SAN failure"
    /// ```
    unclosed_string, "SR104", Error, since "0.1.0", hazards [],
    "a string has no closing quote"
}
