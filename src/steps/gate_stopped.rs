//! Phase 6: the gate that a normal start cannot pass unseen (H1, H2).

use super::{Attempts, Draft, Follows, Script, Site, StepKind, Subject, WayBack, conn};
use crate::model::{Phase, Role};
use serde_json::Value;

pub(super) static KIND: StepKind = StepKind {
    name: "gate_stopped",
    phase: Phase::StartServers,
    source: "7, state",
    hazards: &["H1", "H2", "H3", "H9"],
    owner: Role::WebSphere,
    // A recovery start, or an agent that the release has to synchronise, may be on a node whose
    // servers do not take the flush start.
    follows: &[
        Follows::First(&["start_servers"]),
        Follows::First(&["recovery_start"]),
        Follows::First(&["start_node"]),
    ],
    before: "the servers that take the flush start run",
    after: "each engine is Stopped on its chosen member and active on no other",
    fails: "an engine that is Started was started in normal mode on a restored store: stop it, note the time in the ticket, and ask the application owner before going on",
    way_back: WayBack::NotNeeded,
    repeatable: true,
    attempts: Attempts::Once,
    script: Script::Wsadmin,
    each,
    view,
};

fn each(site: &Site) -> Vec<Draft> {
    conn::for_cell(site, "Gate: every engine is Stopped")
}

fn view(site: &Site, _subject: &Subject) -> Value {
    conn::view(site, false)
}
