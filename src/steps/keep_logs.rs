//! Phase 3: the logs since the failure, put aside before they roll over.

use super::needs;
use super::{Attempts, Draft, Follows, Script, Site, StepKind, Subject, WayBack};
use crate::model::{Phase, Role};
use serde_json::{Value, json};

pub(super) static KIND: StepKind = StepKind {
    name: "keep_logs",
    phase: Phase::Quiesce,
    source: "",
    hazards: &["H14"],
    owner: Role::WebSphere,
    follows: &[Follows::Same("stop_servers")],
    before: "the servers have ended",
    after: "a copy of the servers' logs is in the bundle's journal",
    fails: "make room, or copy the logs by hand; only the inquiry afterwards depends on them",
    way_back: WayBack::NotNeeded,
    repeatable: true,
    attempts: Attempts::Once,
    script: Script::Shell,
    each,
    view,
};

fn each(site: &Site) -> Vec<Draft> {
    let draft = |id: &crate::model::NodeId| {
        let node = site.model.cell.node(*id);
        Draft {
            subject: Subject::Node(*id),
            host: node.host.clone(),
            title: format!("Keep the logs of {}", node.name),
            slug: node.name.clone(),
            span: node.span,
        }
    };
    site.nodes.iter().map(draft).collect()
}

fn view(site: &Site, subject: &Subject) -> Value {
    let Subject::Node(id) = subject else { return Value::Null };
    json!({
        "profile": site.model.cell.node(*id).profile,
        "servers": needs::logs(site, *id),
        "to": "journal/kept-logs",
    })
}
