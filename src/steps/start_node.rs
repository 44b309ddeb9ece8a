//! Phase 6: the node agent.

use super::held;
use super::{Attempts, Draft, Follows, Script, Site, StepKind, Subject, WayBack};
use crate::model::{Phase, Role};
use serde_json::{Value, json};

pub(super) static KIND: StepKind = StepKind {
    name: "start_node",
    phase: Phase::StartServers,
    source: "6",
    hazards: &["H2", "H15"],
    owner: Role::WebSphere,
    follows: &[Follows::Same("sync_node")],
    before: "the node is synchronised with every initial state at STOPPED",
    after: "the node agent runs",
    fails: "look at the node agent's log; the step may be run again",
    way_back: WayBack::By("stop the node agent, if the step has started it"),
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
            title: format!("Start the node agent of {}", node.name),
            slug: node.name.clone(),
            span: node.span,
        }
    };
    if !site.model.is_nd() {
        return Vec::new();
    }
    site.agents.iter().map(draft).collect()
}

fn view(site: &Site, subject: &Subject) -> Value {
    let Subject::Node(id) = subject else { return Value::Null };
    json!({
        "profile": site.model.cell.node(*id).profile,
        "cell": site.model.cell.name,
        "held": held::on_node(site, *id),
        "limits": site.model.limits,
    })
}
