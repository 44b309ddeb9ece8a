//! The view of the runbook: page one, and the steps by phase.

use super::view::{StepView, plan_view};
use crate::diagnostic::Finding;
use crate::model::{Member, Model, Phase};
use crate::plan::Plan;
use crate::steps::exit::EXITS;
use crate::steps::open_points::OPEN_POINTS;
use serde_json::{Value, json};

/// The context of `runbook.md.j2`.
pub fn context(plan: &Plan, steps: &[StepView], warnings: &[Finding]) -> Value {
    let model = plan.site.model;
    let (admin_host, admin_profile) = plan.site.admin();
    json!({
        "plan": plan_view(plan),
        "cell": model.cell.name,
        "nd": model.is_nd(),
        "release": model.cell.release.as_ref().map_or(String::new(), |release| release.value.to_string()),
        "admin": { "host": admin_host, "profile": admin_profile },
        "restores": restores(plan),
        "config": config(model),
        "engines": engines(plan),
        "waivers": waivers(model),
        "warnings": warnings.iter().map(warning).collect::<Vec<_>>(),
        "hosts": hosts(plan, steps),
        "no_return": steps.iter().filter(|step| step.point_of_no_return).map(short).collect::<Vec<_>>(),
        "open_points": OPEN_POINTS.iter().filter(|point| (point.concerns)(&plan.site)).map(|point| json!({
            "assumes": point.assumes, "on": point.on.words(), "command": point.command,
        })).collect::<Vec<_>>(),
        "limits": model.limits,
        "phases": phases(steps),
        "exits": EXITS.iter().map(|exit| json!({ "code": exit.code, "meaning": exit.meaning })).collect::<Vec<_>>(),
    })
}

fn short(step: &StepView) -> Value {
    json!({ "id": step.id, "title": step.title, "host": step.host })
}

fn warning(finding: &Finding) -> Value {
    json!({ "code": finding.rule.code, "message": finding.message, "help": finding.help.clone().unwrap_or_default() })
}

/// Each store to be restored, its place and its backup.
fn restores(plan: &Plan) -> Vec<Value> {
    let model = plan.site.model;
    let mut rows = Vec::new();
    for (at, group) in plan.site.groups.iter().enumerate() {
        for id in &group.stores {
            let Some((backup, store)) = model.backup_of(*id) else { continue };
            let taken = store.taken.as_ref().or(backup.taken.as_ref());
            rows.push(json!({
                "store": model.store(*id).name,
                "database": group.database.identity,
                "host": group.database.host,
                "backup": backup.name,
                "path": store.path,
                "taken": taken.map_or("", |taken| &taken.value.text),
                "shared": group.stores.len() > 1,
                "kept": plan.site.keep_to(at).unwrap_or(""),
            }));
        }
    }
    rows
}

fn config(model: &Model) -> Value {
    match model.config_backup() {
        Some((backup, config)) => json!({
            "restored": true, "path": config.path, "sha256": config.sha256, "backup": backup.name,
            "taken": backup.taken.as_ref().map_or("", |taken| &taken.value.text),
        }),
        None => json!({ "restored": false, "path": "", "sha256": "", "backup": "", "taken": "" }),
    }
}

fn engines(plan: &Plan) -> Vec<Value> {
    let model = plan.site.model;
    let one = |(id, wave): (&crate::model::EngineId, &usize)| {
        let engine = model.engine(*id);
        let chosen = engine.member.and_then(Member::chosen);
        let cluster = engine.member.and_then(Member::cluster);
        json!({
            "name": engine.name,
            "bus": engine.bus,
            "server": chosen.map_or(String::new(), |id| model.cell.path_of(id)),
            "cluster": cluster.map_or("", |id| &model.cell.clusters[id.0].name),
            "uuid": engine.uuid.as_ref().map_or("", |uuid| &uuid.value),
            "store": engine.store.map_or("", |id| &model.store(id).name),
            "after": engine.after.word(),
            "wave": wave,
        })
    };
    plan.site.engines.iter().zip(&plan.site.waves).map(one).collect()
}

/// What somebody decided against the usual way, with the reason.
fn waivers(model: &Model) -> Vec<Value> {
    let without = model.restores.iter().filter_map(|restore| restore.without_config.as_ref());
    let without = without.map(
        |reason| json!({ "what": "The configuration is not restored", "reason": reason.value }),
    );
    let accepted = model.accepts.iter().map(|accept| {
        json!({ "what": format!("{} goes back in time too", accept.what), "reason": accept.reason })
    });
    without.chain(accepted).collect()
}

fn hosts(plan: &Plan, steps: &[StepView]) -> Vec<Value> {
    let one = |host: &str| {
        let here = || steps.iter().filter(|step| step.host == host);
        let mut owners: Vec<&str> = here().map(|step| step.owner_name.as_str()).collect();
        owners.sort_unstable();
        owners.dedup();
        let first = here().next().map_or("", |step| &step.id);
        json!({ "name": host, "owners": owners.join(", "), "steps": here().count(), "first": first })
    };
    plan.hosts().into_iter().map(one).collect()
}

fn phases(steps: &[StepView]) -> Vec<Value> {
    let one = |phase: Phase| {
        let here: Vec<Value> =
            steps.iter().filter(|step| step.phase == phase.number()).map(page).collect();
        json!({ "number": phase.number(), "title": phase.title(), "steps": here })
    };
    Phase::ALL.into_iter().map(one).filter(|phase| phase["steps"] != json!([])).collect()
}

/// A step's page; a long list of predecessors is cut, because it is all in `plan.json`.
fn page(step: &StepView) -> Value {
    const SHOWN: usize = 6;
    let more = step.follows.len().saturating_sub(SHOWN);
    let shown: Vec<&String> = step.follows.iter().take(SHOWN).collect();
    json!({
        "id": step.id, "title": step.title, "host": step.host, "owner_name": step.owner_name,
        "source": step.source, "plan_file": step.plan_file, "plan_line": step.plan_line,
        "hazards": step.hazards, "precondition": step.precondition, "postcondition": step.postcondition,
        "if_it_fails": step.if_it_fails, "way_back": step.way_back,
        "point_of_no_return": step.point_of_no_return, "repeatable": step.repeatable,
        "script": step.script, "follows": shown, "more": more,
    })
}
