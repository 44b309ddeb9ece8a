//! Phase 1: initial state Stopped, saved, synchronised, read back.

use super::{Attempts, Draft, Follows, Script, Site, StepKind, Subject, WayBack, conn};
use crate::model::{Phase, Role};
use serde_json::Value;

pub(super) static KIND: StepKind = StepKind {
    name: "hold",
    phase: Phase::Hold,
    source: "1 and 2",
    hazards: &["H2", "H9", "H12", "H19", "H28", "H29"],
    owner: Role::WebSphere,
    follows: &[Follows::First(&["prove_host"])],
    before: "the deployment manager or stand-alone server answers; if it does not, the step says so and phase 5 holds",
    after: "each engine's initial state and uuid are recorded, and the saved initial state is STOPPED on every node that answers",
    fails: "nothing has been stopped; correct what the message names and run the step again",
    way_back: WayBack::By(
        "its script sets each recorded initial state again, saves, synchronises and reads back",
    ),
    repeatable: true,
    attempts: Attempts::Once,
    script: Script::Wsadmin,
    each,
    view,
};

fn each(site: &Site) -> Vec<Draft> {
    conn::for_cell(site, "Set every initial state to Stopped, save, synchronise")
}

fn view(site: &Site, _subject: &Subject) -> Value {
    conn::view(site, false)
}
