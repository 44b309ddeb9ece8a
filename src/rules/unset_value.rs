//! SR118: a value that the plan leaves open was not given.

rule! {
    /// The plan leaves a value open as `$name`, and nothing was given for it.
    ///
    /// **Why:** a plan that serves every night leaves open what changes, such as the time of the
    /// backup. What is not given must not be guessed.
    ///
    /// **Instead:** give it on the command line, as in `--set taken=2010-11-10T02:00:00Z`.
    ///
    /// ```restore fails
    ///   recovery-start $server
    /// #                ^^^^^^^ SR118
    /// ```
    ///
    /// ```restore passes
    ///   recovery-start Node01/server1
    /// ```
    unset_value, "SR118", Error, since "0.1.0", hazards [],
    "a value that the plan leaves open was not given"
}
