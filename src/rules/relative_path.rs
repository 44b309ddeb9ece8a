//! SR204: a path is not absolute.

rule! {
    /// A path is not absolute.
    relative_path, "SR204", Error, since "0.1.0", hazards [],
    "a path is not absolute"
}
