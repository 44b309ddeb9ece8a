//! Phase 5: back the present configuration up before it is replaced.

use super::{Attempts, Draft, Follows, Script, Site, StepKind, Subject, WayBack, conn};
use crate::model::{Phase, Role};
use serde_json::{Value, json};

pub(super) static KIND: StepKind = StepKind {
    name: "keep_config",
    phase: Phase::RestoreConfig,
    source: "",
    hazards: &["H17"],
    owner: Role::WebSphere,
    follows: &[
        Follows::First(&["restore_store"]),
        Follows::First(&["stop_manager", "stop_servers"]),
    ],
    before: "the deployment manager or stand-alone server has ended",
    after: "an archive of the present configuration is kept, and journal/kept.txt names it",
    fails: "if backupConfig cannot run any more, say so in the ticket: restoreConfig renames the old folder and so keeps it too",
    way_back: WayBack::NotNeeded,
    repeatable: true,
    attempts: Attempts::Once,
    script: Script::Shell,
    each,
    view,
};

fn each(site: &Site) -> Vec<Draft> {
    if site.with_config {
        conn::for_cell(site, "Keep the configuration as it is")
    } else {
        Vec::new()
    }
}

fn view(site: &Site, _subject: &Subject) -> Value {
    let to = site.model.keep_config.as_ref().map_or("journal/kept-config", |path| &path.value);
    json!({ "profile": site.admin().1, "to": to })
}
