//! Phase 5: the deployment manager alone, so that the hold can be set again.

use super::{Attempts, Draft, Follows, Script, Site, StepKind, Subject, WayBack, conn};
use crate::model::{Phase, Role};
use serde_json::{Value, json};

pub(super) static KIND: StepKind = StepKind {
    name: "start_manager",
    phase: Phase::RestoreConfig,
    source: "6",
    hazards: &["H1", "H15"],
    owner: Role::WebSphere,
    follows: &[Follows::First(&["restore_config", "restore_store"])],
    before: "the configuration is restored; node agents and servers are stopped",
    after: "the deployment manager answers",
    fails: "look at the deployment manager's log; with a configuration that does not start, use the way back of the step before",
    way_back: WayBack::By("stop the deployment manager, if the step has started it"),
    repeatable: true,
    attempts: Attempts::Once,
    script: Script::Shell,
    each,
    view,
};

fn each(site: &Site) -> Vec<Draft> {
    if site.model.is_nd() {
        conn::for_cell(site, "Start the deployment manager")
    } else {
        Vec::new()
    }
}

fn view(site: &Site, _subject: &Subject) -> Value {
    json!({ "profile": site.admin().1, "limits": site.model.limits })
}
