//! SR408: a wave names an engine that is not restored.

use crate::diagnostic::Finding;
use crate::model::{EngineId, Model};
use std::collections::BTreeSet;

rule! {
    /// A wave names an engine whose store is not restored. It is not flush-started.
    ///
    /// **Why:** documented by the vendor: Restart after restore is for the first start after a
    /// restore only; without a restore it can repeat messages. Hazard H3.
    ///
    /// **Instead:** delete it from the wave, or restore it.
    ///
    /// ```restore fails two
    ///   restore store orders-store from nightly
    ///   wave { "Node01.server1-OrdersBus" "Node01.server1-AuditBus" }
    /// #                                   ^^^^^^^^^^^^^^^^^^^^^^^^^ SR408
    /// ```
    ///
    /// ```restore passes
    ///   wave { "Node01.server1-OrdersBus" }
    /// ```
    wave_of_unrestored, "SR408", Warning, since "0.1.0", hazards ["H3"],
    "a wave names an engine that is not restored"
}

pub(super) fn check(model: &Model, findings: &mut Vec<Finding>) {
    let restored: BTreeSet<EngineId> = model.restored_engines().into_iter().collect();
    let named = model.waves.iter().flat_map(|wave| &wave.engines);
    for engine in named.filter(|engine| !restored.contains(&engine.value)) {
        let name = &model.engine(engine.value).name;
        findings.push(
            RULE.at(engine.span, format!("engine `{name}` is in a wave and not restored"))
                .other(model.engine(engine.value).span, "the engine is described here")
                .help("delete it from the wave, or restore it"),
        );
    }
}
