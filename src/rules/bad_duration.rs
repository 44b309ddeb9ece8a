//! SR117: a duration is not a number of seconds, minutes or hours.

rule! {
    /// A duration is not a number of seconds, minutes or hours.
    bad_duration, "SR117", Error, since "0.1.0", hazards [],
    "a duration is not a number of seconds, minutes or hours"
}
