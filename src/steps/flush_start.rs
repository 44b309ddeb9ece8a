//! Phase 7: the one start in FLUSH mode.

use super::needs;
use super::{Attempts, Draft, Follows, Script, Site, StepKind, Subject, WayBack, conn};
use crate::model::{NodeId, Phase, Role};
use serde_json::{Value, json};

pub(super) static KIND: StepKind = StepKind {
    name: "flush_start",
    phase: Phase::FlushStart,
    source: "7",
    hazards: &["H3", "H4", "H9", "H13", "H18", "H24", "H26"],
    owner: Role::WebSphere,
    follows: &[Follows::First(&["note_logs"]), Follows::First(&["gate_stopped"])],
    before: "each engine of this attempt is exactly Stopped, or was asked in this attempt by a run that was cut off; the log positions are noted",
    after: "each engine is Started; phase 8 checks whether the flush was completed",
    fails: "read \"If a flush start is not confirmed\" in the runbook before anything else",
    way_back: WayBack::PointOfNoReturn,
    repeatable: false,
    attempts: Attempts::Each,
    script: Script::Wsadmin,
    each,
    view,
};

fn each(site: &Site) -> Vec<Draft> {
    conn::for_cell(site, "Start each engine once in Restart after restore mode")
}

fn view(site: &Site, _subject: &Subject) -> Value {
    let mut view = conn::view(site, false);
    view["log_nodes"] = log_nodes(site);
    view
}

/// The servers whose logs are on the host of this step: what they say tells whether a start was
/// asked for that nobody has recorded.
fn log_nodes(site: &Site) -> Value {
    let cell = &site.model.cell;
    let here = |id: &&NodeId| cell.node(**id).host == site.admin().0;
    let node = |id: &NodeId| json!({ "profile": cell.node(*id).profile, "servers": needs::logs(site, *id) });
    let nodes = site.nodes.iter().filter(here);
    nodes.filter(|id| !site.on_node(&site.chosen, **id).is_empty()).map(node).collect()
}
