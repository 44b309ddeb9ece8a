//! Phase 4: keep a store before it is overwritten, where the plan says where.

use super::store_view;
use super::{Attempts, Draft, Follows, Script, Site, StepKind, Subject, WayBack};
use crate::model::{Phase, Role};
use serde_json::Value;

pub(super) static KIND: StepKind = StepKind {
    name: "keep_store",
    phase: Phase::RestoreStore,
    source: "",
    hazards: &[],
    owner: Role::Dba,
    follows: &[Follows::First(&["stop_manager", "stop_node", "stop_servers"])],
    before: "every process that could use the store has ended",
    after: "a copy of the store as it was is where the plan says",
    fails: "free what is in the way, or decide to go without a copy and change the plan",
    way_back: WayBack::NotNeeded,
    repeatable: true,
    attempts: Attempts::Once,
    script: Script::Shell,
    each,
    view,
};

fn each(site: &Site) -> Vec<Draft> {
    let draft = |(at, group): (usize, &super::Group)| {
        let store = site.first_store(at);
        Draft {
            subject: Subject::Group(at),
            host: group.database.host.clone(),
            title: format!("Keep {}", group.database.identity),
            slug: store.name.clone(),
            span: store.span,
        }
    };
    site.groups
        .iter()
        .enumerate()
        .filter(|(at, _)| site.keep_to(*at).is_some())
        .map(draft)
        .collect()
}

fn view(site: &Site, subject: &Subject) -> Value {
    let Subject::Group(at) = subject else { return Value::Null };
    store_view::of(site, *at)
}
