//! Phase 8: the success rule, on log text written after the noted position.

use super::needs;
use super::{Attempts, Draft, Follows, Script, Site, StepKind, Subject, WayBack};
use crate::model::{NodeId, Phase, Role};
use serde_json::{Value, json};

pub(super) static KIND: StepKind = StepKind {
    name: "verify_logs",
    phase: Phase::Verify,
    source: "8",
    hazards: &["H4", "H14", "H21", "H25", "H26"],
    owner: Role::WebSphere,
    follows: &[Follows::First(&["flush_start"])],
    before: "the flush start has been asked for",
    after: "for each engine CWSIP0780 and CWSIP0783 are in the log and no message of failure",
    fails: "do what the message advises; an engine that is not confirmed is stopped, not used",
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
        title: format!("Verify the logs on {}", cell.node(*id).name),
        slug: cell.node(*id).name.clone(),
        span: cell.node(*id).span,
    };
    site.nodes.iter().filter(wanted).map(draft).collect()
}

fn view(site: &Site, subject: &Subject) -> Value {
    let Subject::Node(id) = subject else { return Value::Null };
    json!({ "profile": site.model.cell.node(*id).profile, "servers": needs::logs(site, *id) })
}
