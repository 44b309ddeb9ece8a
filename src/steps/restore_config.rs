//! Phase 5: restoreConfig, on the deployment manager's profile or the stand-alone server's, nowhere else.

use super::held;
use super::{Attempts, Draft, Follows, Script, Site, StepKind, Subject, WayBack, conn};
use crate::model::{Phase, Role};
use serde_json::{Value, json};

pub(super) static KIND: StepKind = StepKind {
    name: "restore_config",
    phase: Phase::RestoreConfig,
    source: "5",
    hazards: &["H1", "H7", "H10", "H15", "H17", "H20", "H24"],
    owner: Role::WebSphere,
    follows: &[Follows::First(&["keep_config"]), Follows::First(&["restore_store"])],
    before: "nothing of this cell's administration runs, and the archive is the one in the plan",
    after: "the configuration is that of the backup, so the engines' initial state is what it was then: nothing may be started before the hold is set again",
    fails: "start nothing; the renamed folder named in journal/kept.txt is the old configuration",
    way_back: WayBack::By(
        "put the folder back that restoreConfig has renamed first, else what was kept; the present one stays beside it",
    ),
    repeatable: true,
    attempts: Attempts::Once,
    script: Script::Shell,
    each,
    view,
};

fn each(site: &Site) -> Vec<Draft> {
    if site.with_config { conn::for_cell(site, "Restore the configuration") } else { Vec::new() }
}

fn view(site: &Site, _subject: &Subject) -> Value {
    let config = site.model.config_backup().map(|(_, config)| config);
    json!({
        "profile": site.admin().1,
        "archive": config.map_or("", |config| &config.path),
        "sha256": config.map_or("", |config| &config.sha256),
        "cell": site.model.cell.name,
        "nd": site.model.is_nd(),
        "engines": held::everywhere(site),
    })
}
