//! SR704: hosts on Windows are not compiled yet.

rule! {
    /// A path is one of Windows: `C:\…`, `C:/…` or `\\server\share`.
    ///
    /// **Why:** the bundle's scripts are shell scripts for UNIX and Linux. Batch files have other
    /// rules for quoting and exit codes, and none are written yet. Hazard H18.
    ///
    /// **Instead:** there is no way yet to compile a plan with a host on Windows.
    ///
    /// ```restore fails
    ///   keep config to "C:\\keep\\config"
    /// #                ^^^^^^^^^^^^^^^^^^ SR704
    /// ```
    ///
    /// ```restore passes
    ///   keep config to "/keep/config"
    /// ```
    windows_path, "SR704", Error, since "0.1.0", hazards ["H18"],
    "hosts on Windows are not compiled yet"
}
