//! Phase 9: the initial state of before, saved, synchronised, read back (H19).

use super::{Attempts, Draft, Follows, Script, Site, StepKind, Subject, WayBack, conn};
use crate::model::{Phase, Role};
use serde_json::Value;

pub(super) static KIND: StepKind = StepKind {
    name: "release",
    phase: Phase::Release,
    source: "",
    hazards: &["H12", "H19"],
    owner: Role::WebSphere,
    follows: &[Follows::First(&["verify_logs"]), Follows::First(&["verify_engines"])],
    before: "the flush of every engine is confirmed",
    after: "the saved initial state is the recorded one, or the plan's, on every node",
    fails: "the engines run; set the initial state by hand before the next restart, or run the step again",
    way_back: WayBack::By(
        "its script sets each initial state to STOPPED again, saves, synchronises and reads back",
    ),
    repeatable: true,
    attempts: Attempts::Once,
    script: Script::Wsadmin,
    each,
    view,
};

fn each(site: &Site) -> Vec<Draft> {
    conn::for_cell(site, "Set the initial states back")
}

fn view(site: &Site, _subject: &Subject) -> Value {
    conn::view(site, false)
}
