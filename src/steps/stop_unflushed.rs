//! Phase 7, from the second attempt on: the engines whose flush was not confirmed are stopped again.

use super::{Attempts, Draft, Follows, Script, Site, StepKind, Subject, WayBack, conn};
use crate::model::{Phase, Role};
use serde_json::Value;

pub(super) static KIND: StepKind = StepKind {
    name: "stop_unflushed",
    phase: Phase::FlushStart,
    source: "7",
    hazards: &["H3", "H9", "H13", "H26"],
    owner: Role::WebSphere,
    follows: &[Follows::First(&["gate_stopped"])],
    before: "this is a second or later attempt, and its engines are listed",
    after: "each engine of this attempt is Stopped; an engine whose flush is confirmed was not touched",
    fails: "an engine that does not stop is named; restart its server, which comes up with the engine Stopped, then run the step again",
    way_back: WayBack::NotNeeded,
    repeatable: true,
    attempts: Attempts::FromSecond,
    script: Script::Wsadmin,
    each,
    view,
};

fn each(site: &Site) -> Vec<Draft> {
    conn::for_cell(site, "Stop the engines whose flush was not confirmed")
}

fn view(site: &Site, _subject: &Subject) -> Value {
    conn::view(site, false)
}
