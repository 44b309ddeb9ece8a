//! SR405: the waves leave out an engine that is restored.

use crate::diagnostic::Finding;
use crate::model::{EngineId, Model};
use std::collections::BTreeSet;

rule! {
    /// The plan has waves, and an engine that is restored is in none of them. It is flush-started
    /// in the last wave.
    ///
    /// **Why:** whoever reads the waves takes them for the whole order (concluded).
    ///
    /// **Instead:** name the engine in the wave it belongs to.
    ///
    /// ```restore fails two
    ///   engine "Node01.server1-OrdersBus" {
    ///     bus    OrdersBus
    ///     member Node01/server1
    ///     store  orders-store
    ///   }
    ///   engine "Node01.server1-AuditBus" {
    /// # ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SR405
    ///     bus    AuditBus
    ///     member Node01/server1
    ///     store  audit-store
    ///   }
    ///   wave { "Node01.server1-OrdersBus" }
    /// ```
    ///
    /// ```restore passes
    ///   wave { "Node01.server1-OrdersBus" }
    /// ```
    wave_misses, "SR405", Warning, since "0.1.0", hazards [],
    "the waves leave out an engine that is restored"
}

/// One finding, at the first engine that is left out.
pub(super) fn check(model: &Model, findings: &mut Vec<Finding>) {
    let Some(last) = model.waves.last() else { return };
    let named: BTreeSet<EngineId> =
        model.waves.iter().flat_map(|wave| &wave.engines).map(|engine| engine.value).collect();
    let missing: Vec<EngineId> =
        model.restored_engines().into_iter().filter(|id| !named.contains(id)).collect();
    let Some(engine) = missing.first().map(|id| model.engine(*id)) else { return };
    let message = match missing.len() {
        1 => format!("engine `{}` is restored and in no wave", engine.name),
        more => {
            format!("engine `{}` and {} more are restored and in no wave", engine.name, more - 1)
        }
    };
    findings.push(
        RULE.at(engine.span, message)
            .other(last.span, "it is flush-started in this wave, the last one")
            .help("name it in the wave it belongs to"),
    );
}
