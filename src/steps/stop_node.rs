//! Phase 3: stop the node agent, which would restart servers and synchronise while the configuration is replaced.

use super::{Attempts, Draft, Follows, Script, Site, StepKind, Subject, WayBack};
use crate::model::{Phase, Role};
use serde_json::{Value, json};

pub(super) static KIND: StepKind = StepKind {
    name: "stop_node",
    phase: Phase::Quiesce,
    source: "",
    hazards: &["H2", "H6", "H12", "H15"],
    owner: Role::WebSphere,
    follows: &[Follows::Same("stop_servers")],
    before: "the servers of the node have ended",
    after: "the node agent's process has ended: nothing restarts a server, nothing synchronises",
    fails: "look at the node agent's log; the step may be run again",
    way_back: WayBack::By("start the node agent again, if it has stopped it"),
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
            title: format!("Stop the node agent of {}", node.name),
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
        "limits": site.model.limits,
    })
}
