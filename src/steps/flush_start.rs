//! Phase 7: the one start in FLUSH mode.

use super::{Attempts, Draft, Follows, Script, Site, StepKind, Subject, WayBack, conn};
use crate::model::{Phase, Role};
use serde_json::Value;

pub(super) static KIND: StepKind = StepKind {
    name: "flush_start",
    phase: Phase::FlushStart,
    source: "7",
    hazards: &["H3", "H4", "H9", "H13", "H18"],
    owner: Role::WebSphere,
    follows: &[Follows::First(&["note_logs"]), Follows::First(&["gate_stopped"])],
    before: "each engine's state is exactly Stopped, and the log positions are noted",
    after: "each engine is Started; whether the flush was completed is phase 8's to say",
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
    conn::view(site, false)
}
