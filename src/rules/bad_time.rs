//! SR116: a time is not RFC 3339 with a zone.

rule! {
    /// A time is not rfc 3339 with a zone.
    bad_time, "SR116", Error, since "0.1.0", hazards ["H22"],
    "a time is not RFC 3339 with a zone"
}
