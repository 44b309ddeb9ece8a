//! Phase 2: IMMEDIATE, then FORCE, then the hosting server; a gate at the end.

use super::{Attempts, Draft, Follows, Script, Site, StepKind, Subject, WayBack, conn};
use crate::model::{Phase, Role};
use serde_json::Value;

pub(super) static KIND: StepKind = StepKind {
    name: "stop_engines",
    phase: Phase::Stop,
    source: "3",
    hazards: &["H5", "H6", "H9", "H13", "H18", "H29"],
    owner: Role::WebSphere,
    follows: &[Follows::First(&["hold"])],
    before: "every engine is known by name, bus and hosting server",
    after: "no instance of any engine is Autostarting, Starting, Started or Stopping on any member that answers",
    fails: "an engine that does not stop is named; stop its server process, then run the step again",
    way_back: WayBack::By(
        "its script starts the engines that this step has stopped, once each, in the usual way; it refuses after a flush start",
    ),
    repeatable: true,
    attempts: Attempts::Once,
    script: Script::Wsadmin,
    each,
    view,
};

fn each(site: &Site) -> Vec<Draft> {
    conn::for_cell(site, "Stop the engines")
}

fn view(site: &Site, _subject: &Subject) -> Value {
    conn::view(site, false)
}
