//! Phase 4: restore one database, or one file store, and prove it.

use super::store_view;
use super::{Attempts, Draft, Follows, Script, Site, StepKind, Subject, WayBack};
use crate::model::{Phase, Role};
use serde_json::Value;

pub(super) static KIND: StepKind = StepKind {
    name: "restore_store",
    phase: Phase::RestoreStore,
    source: "4",
    hazards: &["H5", "H6", "H7", "H8", "H15", "H16", "H24", "H25", "H27", "H28"],
    owner: Role::Dba,
    follows: &[
        Follows::Same("keep_store"),
        Follows::First(&["stop_manager", "stop_node", "stop_servers"]),
    ],
    before: "every process that could use the store has ended, nobody else is connected to it as far as this host can see, and the backup is there",
    after: "the tables of each data store are complete, the owner in SIBOWNER is the engine's uuid, and the store is not what it was before",
    fails: "the servers stay stopped; correct what the database says and run the step again",
    way_back: WayBack::PointOfNoReturn,
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
            title: format!("Restore {}", group.database.identity),
            slug: store.name.clone(),
            span: store.span,
        }
    };
    site.groups.iter().enumerate().map(draft).collect()
}

fn view(site: &Site, subject: &Subject) -> Value {
    let Subject::Group(at) = subject else { return Value::Null };
    store_view::of(site, *at)
}
