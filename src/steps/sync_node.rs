//! Phase 5: a full synchronisation while the node agent is down.

use super::{Attempts, Draft, Follows, Script, Site, StepKind, Subject, WayBack};
use crate::model::{Phase, Role};
use serde_json::{Value, json};

pub(super) static KIND: StepKind = StepKind {
    name: "sync_node",
    phase: Phase::RestoreConfig,
    source: "2",
    hazards: &["H1", "H12", "H15"],
    owner: Role::WebSphere,
    follows: &[Follows::First(&["hold_again"])],
    before: "the hold is set again, the deployment manager runs, the node agent is stopped",
    after: "syncNode says that this node has the deployment manager's configuration, in which every engine is STOPPED",
    fails: "start nothing on this node; the step may be run again",
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
            title: format!("Synchronise {} from the deployment manager", node.name),
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
    let node = site.model.cell.node(*id);
    let manager = site.model.cell.manager.as_ref();
    json!({
        "profile": node.profile,
        "node": node.name,
        "manager_host": manager.map_or("", |manager| &manager.host),
        "manager_port": manager.map_or(0, |manager| manager.soap),
        "limits": site.model.limits,
    })
}
