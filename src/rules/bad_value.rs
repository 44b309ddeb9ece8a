//! SR115: a value does not have the form its entry needs.

rule! {
    /// A value does not have the form its entry needs.
    bad_value, "SR115", Error, since "0.1.0", hazards [],
    "a value does not have the form its entry needs"
}
