//! Phase 6: the servers that take the flush start, and no other cluster member.

use super::{Attempts, Draft, Follows, Script, Site, StepKind, Subject, WayBack};
use super::{held, needs};
use crate::model::{NodeId, Phase, Role};
use serde_json::{Value, json};

pub(super) static KIND: StepKind = StepKind {
    name: "start_servers",
    phase: Phase::StartServers,
    source: "6",
    hazards: &["H1", "H2", "H9", "H15"],
    owner: Role::WebSphere,
    follows: &[
        Follows::Same("start_node"),
        Follows::Same("recovery_start"),
        Follows::First(&["hold_again"]),
    ],
    before: "the initial state of every engine is STOPPED on this node",
    after: "the servers run and their engines stay stopped",
    fails: "look at the server's log; the step may be run again",
    way_back: WayBack::By("stop the servers, if the step has started them"),
    repeatable: true,
    attempts: Attempts::Once,
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
        title: format!("Start the servers of {}", cell.node(*id).name),
        slug: cell.node(*id).name.clone(),
        span: cell.node(*id).span,
    };
    site.nodes.iter().filter(wanted).map(draft).collect()
}

fn view(site: &Site, subject: &Subject) -> Value {
    let Subject::Node(id) = subject else { return Value::Null };
    json!({
        "profile": site.model.cell.node(*id).profile,
        "servers": needs::names(site, &site.on_node(&site.chosen, *id)),
        "cell": site.model.cell.name,
        "held": held::on_node(site, *id),
        "limits": site.model.limits,
    })
}
