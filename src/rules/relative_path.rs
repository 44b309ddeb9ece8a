//! SR204: a path is not absolute.

rule! {
    /// A path does not begin with `/`.
    ///
    /// **Why:** a script is started from a folder that nobody has agreed on, by hand or by a
    /// scheduler. A relative path would be looked for there (concluded).
    ///
    /// **Instead:** write the whole path.
    ///
    /// ```restore fails
    ///   keep config to "keep/config"
    /// #                ^^^^^^^^^^^^^ SR204
    /// ```
    ///
    /// ```restore passes
    ///   keep config to "/keep/config"
    /// ```
    relative_path, "SR204", Error, since "0.1.0", hazards [],
    "a path is not absolute"
}
