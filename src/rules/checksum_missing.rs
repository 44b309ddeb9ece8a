//! SR307: the configuration archive has no checksum.

use crate::diagnostic::Finding;
use crate::model::Model;

rule! {
    /// The `config` of a backup that is restored has no `sha256`.
    ///
    /// **Why:** an archive that was copied half, or overwritten by the next night's, is only
    /// noticed when the deployment manager does not start (concluded). With a checksum the first
    /// phase finds out before anything is changed. Hazard H7.
    ///
    /// **Instead:** run `sha256sum FILE` where the archive was made, and add `sha256 "…"`.
    ///
    /// ```restore fails
    ///   backup nightly {
    ///     taken  2010-11-10T02:00:00-06:00
    ///     config "/backup/20101110/Dmgr01.zip"
    /// #   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SR307
    ///     store  orders-store "/backup/20101110" timestamp 20101110020030
    ///   }
    /// ```
    ///
    /// ```restore passes
    ///   backup nightly {
    ///     taken  2010-11-10T02:00:00-06:00
    ///     config "/backup/20101110/Dmgr01.zip"
    ///            sha256 "9f2c1f0e6d3b5a7788c4e1d2a3b4c5d6e7f8091a2b3c4d5e6f708192a3b4c5d6"
    ///     store  orders-store "/backup/20101110" timestamp 20101110020030
    ///   }
    /// ```
    checksum_missing, "SR307", Warning, since "0.1.0", hazards ["H7"],
    "the configuration archive has no checksum"
}

pub(super) fn check(model: &Model, findings: &mut Vec<Finding>) {
    if let Some((_, config)) = model.config_backup().filter(|(_, config)| config.sha256.is_empty())
    {
        findings.push(
            RULE.at(config.span, "this archive has no checksum")
                .help("add `sha256 \"…\"`, as `sha256sum` prints it"),
        );
    }
}
