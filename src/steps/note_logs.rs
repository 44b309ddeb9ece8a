//! Phase 7: where each log ends now, so that no older message is taken for this start's (H14).

use super::needs;
use super::{Attempts, Draft, Follows, Script, Site, StepKind, Subject, WayBack};
use crate::model::{NodeId, Phase, Role};
use serde_json::{Value, json};

pub(super) static KIND: StepKind = StepKind {
    name: "note_logs",
    phase: Phase::FlushStart,
    source: "",
    hazards: &["H14", "H25"],
    owner: Role::WebSphere,
    follows: &[Follows::First(&["gate_stopped"]), Follows::First(&["stop_unflushed"])],
    before: "the engines are Stopped",
    after: "journal/positions.txt holds the end of each log",
    fails: "the log is not where the plan says; correct the plan and compile again",
    way_back: WayBack::NotNeeded,
    repeatable: true,
    attempts: Attempts::Each,
    script: Script::Shell,
    each,
    view,
};

fn each(site: &Site) -> Vec<Draft> {
    let cell = &site.model.cell;
    let wanted = |id: &&NodeId| !site.on_node(&site.chosen, **id).is_empty();
    let draft = |id: &NodeId| Draft {
        subject: Subject::Node(*id),
        host: cell.node(*id).host.clone(),
        title: format!("Note where the logs end on {}", cell.node(*id).name),
        slug: cell.node(*id).name.clone(),
        span: cell.node(*id).span,
    };
    site.nodes.iter().filter(wanted).map(draft).collect()
}

fn view(site: &Site, subject: &Subject) -> Value {
    let Subject::Node(id) = subject else { return Value::Null };
    json!({ "profile": site.model.cell.node(*id).profile, "servers": needs::logs(site, *id) })
}
