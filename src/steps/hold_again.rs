//! Phase 5: initial state Stopped again, after the configuration restore brought back the old one (H1). Never skipped.

use super::{Attempts, Draft, Follows, Script, Site, StepKind, Subject, WayBack, conn};
use crate::model::{Phase, Role};
use serde_json::Value;

pub(super) static KIND: StepKind = StepKind {
    name: "hold_again",
    phase: Phase::RestoreConfig,
    source: "",
    hazards: &["H1", "H2", "H11", "H19"],
    owner: Role::WebSphere,
    follows: &[Follows::First(&["start_manager", "restore_config", "restore_store"])],
    before: "the configuration is in place and no server runs",
    after: "the saved initial state of every engine is STOPPED; the one that came with the backup is recorded",
    fails: "start no server before this step has succeeded",
    way_back: WayBack::NotNeeded,
    repeatable: true,
    attempts: Attempts::Once,
    script: Script::Wsadmin,
    each,
    view,
};

fn each(site: &Site) -> Vec<Draft> {
    conn::for_cell(site, "Set every initial state to Stopped again")
}

fn view(site: &Site, _subject: &Subject) -> Value {
    conn::view(site, !site.model.is_nd())
}
