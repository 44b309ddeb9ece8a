//! Phase 3: stop the servers that can host the engines, and prove that their processes have ended.

use super::{Attempts, Draft, Follows, Script, Site, StepKind, Subject, WayBack};
use super::{held, needs};
use crate::model::{Phase, Role};
use serde_json::{Value, json};

pub(super) static KIND: StepKind = StepKind {
    name: "stop_servers",
    phase: Phase::Quiesce,
    source: "3",
    hazards: &["H5", "H6", "H15", "H17"],
    owner: Role::WebSphere,
    follows: &[Follows::First(&["stop_engines", "hold"])],
    before: "the engines are stopped, or the deployment manager could not be reached",
    after: "no process of these servers is left, so none holds the lock of a store",
    fails: "a server that does not stop is named: stop the node agent first, which would start it again, then end the process, then run the step again",
    way_back: WayBack::By(
        "start those servers again that it has stopped; their engines are still held at STOPPED",
    ),
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
            title: format!("Stop the servers of {}", node.name),
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
        "servers": needs::names(site, &site.servers_on(*id)),
        "cell": site.model.cell.name,
        "held": held::on_node(site, *id),
        "limits": site.model.limits,
    })
}
