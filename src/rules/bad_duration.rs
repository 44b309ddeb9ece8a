//! SR117: a duration is not a number of seconds, minutes or hours.

rule! {
    /// A limit is not a whole number followed by `s`, `m` or `h`, from one second to one day.
    ///
    /// **Why:** every wait in the scripts is bounded. A limit without a unit could be seconds or
    /// minutes.
    ///
    /// **Instead:** write `90s`, `5m` or `2h`.
    ///
    /// ```restore fails
    ///   limits {
    ///     stop 300
    /// #        ^^^ SR117
    ///   }
    /// ```
    ///
    /// ```restore passes
    ///   limits {
    ///     stop 300s
    ///   }
    /// ```
    bad_duration, "SR117", Error, since "0.1.0", hazards [],
    "a duration is not a number of seconds, minutes or hours"
}
