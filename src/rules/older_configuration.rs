//! SR317: an engine that is not restored gets an older configuration.

use crate::diagnostic::Finding;
use crate::model::Model;

rule! {
    /// The configuration is restored, and an engine of the plan keeps its present store.
    ///
    /// **Why:** documented by the vendor: destinations that were made since the backup are not in the
    /// restored configuration, and their messages in the present store are deleted when the server
    /// starts. Hazard H7.
    ///
    /// **Instead:** restore that engine too, or keep the configuration with `without config because
    /// "…"`. Where neither is possible, the owners of the engine have to agree: the finding is printed
    /// in the runbook.
    ///
    /// ```restore fails two
    ///   restore engine "Node01.server1-OrdersBus" from nightly
    /// # ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SR317
    /// ```
    ///
    /// ```restore passes two
    ///   restore all from nightly
    /// ```
    older_configuration, "SR317", Warning, since "0.1.0", hazards ["H7"],
    "an engine that is not restored gets an older configuration"
}

pub(super) fn check(model: &Model, findings: &mut Vec<Finding>) {
    if model.config_backup().is_none() {
        return;
    }
    let restored = model.restored_engines();
    let mut left = model.engine_ids().filter(|(id, _)| restored.binary_search(id).is_err());
    let replaces = |restore: &&crate::model::Restore| restore.without_config.is_none();
    let (Some((_, engine)), Some(restore)) = (left.next(), model.restores.iter().find(replaces))
    else {
        return;
    };
    let more = match left.count() {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    let message =
        format!("engine `{}`{more} gets the older configuration and keeps its store", engine.name);
    findings.push(
        RULE.at(restore.span, message)
            .other(engine.span, "messages of destinations made since the backup are deleted")
            .help("restore it too, or add `without config because \"…\"`"),
    );
}
