//! SR702: a value holds a password.

rule! {
    /// A value holds a password.
    secret_value, "SR702", Error, since "0.1.0", hazards ["H16"],
    "a value holds a password"
}
