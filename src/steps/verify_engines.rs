//! Phase 8: state and health.

use super::{Attempts, Draft, Follows, Script, Site, StepKind, Subject, WayBack, conn};
use crate::model::{Phase, Role};
use serde_json::Value;

pub(super) static KIND: StepKind = StepKind {
    name: "verify_engines",
    phase: Phase::Verify,
    source: "8",
    hazards: &["H3", "H13", "H26"],
    owner: Role::WebSphere,
    follows: &[Follows::First(&["flush_start"]), Follows::First(&["verify_logs"])],
    before: "the logs of all hosts confirm the flush of every engine",
    after: "each engine's state is Started and its health, where it says, is State=OK; a flushed engine that was Stopped is started in the usual way",
    fails: "every engine is flushed, so none is flushed again; start a server that is down, restart one whose engine cannot be started, then run the step again",
    way_back: WayBack::NotNeeded,
    repeatable: true,
    attempts: Attempts::Each,
    script: Script::Wsadmin,
    each,
    view,
};

fn each(site: &Site) -> Vec<Draft> {
    conn::for_cell(site, "Verify that every engine is Started and healthy")
}

fn view(site: &Site, _subject: &Subject) -> Value {
    conn::view(site, false)
}
