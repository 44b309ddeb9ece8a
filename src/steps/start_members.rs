//! Phase 9: the other cluster members.

use super::{Attempts, Draft, Follows, Script, Site, StepKind, Subject, WayBack};
use super::{held, needs};
use crate::model::{NodeId, Phase, Role};
use serde_json::{Value, json};

pub(super) static KIND: StepKind = StepKind {
    name: "start_members",
    phase: Phase::Release,
    source: "6",
    hazards: &["H9"],
    owner: Role::WebSphere,
    follows: &[Follows::First(&["release"])],
    before: "the engines run on the chosen members and the initial states are set back",
    after: "the other members run, as standby for the engines",
    fails: "look at the server's log; the step may be run again",
    way_back: WayBack::By("stop these members, if the step has started them"),
    repeatable: true,
    attempts: Attempts::Once,
    script: Script::Shell,
    each,
    view,
};

fn each(site: &Site) -> Vec<Draft> {
    let cell = &site.model.cell;
    let wanted = |id: &&NodeId| !site.on_node(&site.standby, **id).is_empty();
    let draft = |id: &NodeId| Draft {
        subject: Subject::Node(*id),
        host: cell.node(*id).host.clone(),
        title: format!("Start the other cluster members of {}", cell.node(*id).name),
        slug: cell.node(*id).name.clone(),
        span: cell.node(*id).span,
    };
    site.nodes.iter().filter(wanted).map(draft).collect()
}

fn view(site: &Site, subject: &Subject) -> Value {
    let Subject::Node(id) = subject else { return Value::Null };
    json!({
        "profile": site.model.cell.node(*id).profile,
        "servers": needs::names(site, &site.on_node(&site.standby, *id)),
        "cell": site.model.cell.name,
        "stay_stopped": held::stay_stopped(site, *id),
        "held": held::on_node(site, *id),
        "limits": site.model.limits,
    })
}
