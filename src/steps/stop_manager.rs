//! Phase 3: stop the deployment manager before its configuration is replaced.

use super::{Attempts, Draft, Follows, Script, Site, StepKind, Subject, WayBack, conn};
use crate::model::{Phase, Role};
use serde_json::{Value, json};

pub(super) static KIND: StepKind = StepKind {
    name: "stop_manager",
    phase: Phase::Quiesce,
    source: "",
    hazards: &["H11", "H15", "H17"],
    owner: Role::WebSphere,
    follows: &[Follows::First(&["stop_node"])],
    before: "every node agent has ended",
    after: "the deployment manager's process has ended",
    fails: "look at the deployment manager's log; the step may be run again",
    way_back: WayBack::By("start the deployment manager again, if it has stopped it"),
    repeatable: true,
    attempts: Attempts::Once,
    script: Script::Shell,
    each,
    view,
};

fn each(site: &Site) -> Vec<Draft> {
    if site.model.is_nd() && site.with_config {
        conn::for_cell(site, "Stop the deployment manager")
    } else {
        Vec::new()
    }
}

fn view(site: &Site, _subject: &Subject) -> Value {
    json!({ "profile": site.admin().1, "limits": site.model.limits })
}
