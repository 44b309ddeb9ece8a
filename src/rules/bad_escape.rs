//! SR105: a backslash escape is not known.

rule! {
    /// A string holds a backslash and a character that form no escape. The escapes are `\"`,
    /// `\\`, `\$`, `\n` and `\t`.
    ///
    /// **Why:** a backslash that is dropped or kept by guess changes a path or a name. Most often
    /// this is a path from Windows written with single backslashes (concluded). Hazard H18.
    ///
    /// **Instead:** write `\\` for a backslash.
    ///
    /// ```restore fails
    ///   summary "see \\fileserver\reports"
    /// #                          ^^ SR105
    /// ```
    ///
    /// ```restore passes
    ///   summary "see \\\\fileserver\\reports"
    /// ```
    bad_escape, "SR105", Error, since "0.1.0", hazards ["H18"],
    "a backslash escape is not known"
}
