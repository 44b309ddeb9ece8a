//! A step of the site's own that a person does and confirms.

use super::hooks;
use super::{Attempts, Draft, Script, Site, StepKind, Subject, WayBack};
use crate::model::{Action, Phase, Role};
use serde_json::Value;

pub(super) static KIND: StepKind = StepKind {
    name: "manual",
    phase: Phase::Prove,
    source: "",
    hazards: &[],
    owner: Role::WebSphere,
    follows: &[],
    before: "what the plan says",
    after: "a person has confirmed",
    fails: "ask the owner of the step",
    way_back: WayBack::NotNeeded,
    repeatable: true,
    attempts: Attempts::Once,
    script: Script::Shell,
    each,
    view,
};

fn each(site: &Site) -> Vec<Draft> {
    hooks::drafts(site, |action| matches!(action, Action::Manual(_)))
}

fn view(site: &Site, subject: &Subject) -> Value {
    hooks::view(site, subject)
}
