//! SR404: an engine is in two waves.

use crate::diagnostic::Finding;
use crate::model::Model;
use std::collections::BTreeMap;

rule! {
    /// An engine is named twice in the waves of the plan.
    ///
    /// **Why:** an engine is started once in Restart after restore mode (the vendor's procedure).
    /// Two waves are two opinions about when. Hazard H3.
    ///
    /// **Instead:** name each engine once.
    ///
    /// ```restore fails
    ///   wave { "Node01.server1-OrdersBus" }
    ///   wave { "Node01.server1-OrdersBus" }
    /// #        ^^^^^^^^^^^^^^^^^^^^^^^^^^ SR404
    /// ```
    ///
    /// ```restore passes
    ///   wave { "Node01.server1-OrdersBus" }
    /// ```
    two_waves, "SR404", Error, since "0.1.0", hazards ["H3"],
    "an engine is in two waves"
}

pub(super) fn check(model: &Model, findings: &mut Vec<Finding>) {
    let mut first = BTreeMap::new();
    for engine in model.waves.iter().flat_map(|wave| &wave.engines) {
        let Some(before) = first.insert(engine.value, engine.span) else { continue };
        let name = &model.engine(engine.value).name;
        findings.push(
            RULE.at(engine.span, format!("engine `{name}` is in two waves"))
                .other(before, "first here")
                .help("name each engine once: it is flush-started once"),
        );
    }
}
