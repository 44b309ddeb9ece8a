//! Phase 8: state and health.

use super::{Attempts, Draft, Follows, Script, Site, StepKind, Subject, WayBack, conn};
use crate::model::{Phase, Role};
use serde_json::Value;

pub(super) static KIND: StepKind = StepKind {
    name: "verify_engines",
    phase: Phase::Verify,
    source: "8",
    hazards: &["H3", "H13"],
    owner: Role::WebSphere,
    follows: &[Follows::First(&["flush_start"])],
    before: "the flush start has been asked for",
    after: "each engine's state is Started and its health, where it says, is State=OK",
    fails: "read the server's log; CWSID0027 means that the server must be restarted before the next attempt; an engine that was flushed and is Stopped since is started in the usual way, by hand",
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
