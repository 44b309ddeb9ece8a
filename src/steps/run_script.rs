//! A script of the site's own.

use super::hooks;
use super::{Attempts, Draft, Script, Site, StepKind, Subject, WayBack};
use crate::model::{Action, Phase, Role};
use serde_json::Value;

pub(super) static KIND: StepKind = StepKind {
    name: "run_script",
    phase: Phase::Prove,
    source: "",
    hazards: &[],
    owner: Role::WebSphere,
    follows: &[],
    before: "what the plan says",
    after: "the script has ended with 0",
    fails: "ask the owner of the step",
    way_back: WayBack::NotNeeded,
    repeatable: false,
    attempts: Attempts::Once,
    script: Script::Shell,
    each,
    view,
};

fn each(site: &Site) -> Vec<Draft> {
    hooks::drafts(site, |action| matches!(action, Action::Run { .. }))
}

fn view(site: &Site, subject: &Subject) -> Value {
    hooks::view(site, subject)
}
