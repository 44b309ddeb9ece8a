//! Phase 6: a start in recovery mode, which ends by itself, before the flush start (H4).

use super::held;
use super::{Attempts, Draft, Follows, Script, Site, StepKind, Subject, WayBack};
use crate::model::{Phase, Role};
use serde_json::{Value, json};

pub(super) static KIND: StepKind = StepKind {
    name: "recovery_start",
    phase: Phase::StartServers,
    source: "Recovery mode, 1 and 2",
    hazards: &["H2", "H4"],
    owner: Role::WebSphere,
    follows: &[Follows::Same("start_node"), Follows::First(&["hold_again"])],
    before: "the initial state of every engine is STOPPED on this node",
    after: "the recovery start has ended and no process of the server is left",
    fails: "look at the server's log; the flush start must not happen while the server is in recovery mode",
    way_back: WayBack::NotNeeded,
    repeatable: true,
    attempts: Attempts::Once,
    script: Script::Shell,
    each,
    view,
};

fn each(site: &Site) -> Vec<Draft> {
    let cell = &site.model.cell;
    let starts = site.model.recovery_starts.iter();
    starts
        .map(|server| Draft {
            subject: Subject::Server(server.value),
            host: cell.node_of(server.value).host.clone(),
            title: format!("Start {} once in recovery mode", cell.path_of(server.value)),
            slug: cell.path_of(server.value),
            span: server.span,
        })
        .collect()
}

fn view(site: &Site, subject: &Subject) -> Value {
    let Subject::Server(id) = subject else { return Value::Null };
    let cell = &site.model.cell;
    json!({
        "profile": cell.node_of(*id).profile,
        "server": cell.server(*id).name,
        "cell": cell.name,
        "held": held::on_node(site, cell.server(*id).node),
        "limits": site.model.limits,
    })
}
