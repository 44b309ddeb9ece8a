//! The runbook: page one, and a section for each step.
//!
//! It is rendered piece by piece, because a plan may have thousands of steps.

use super::environment::{RenderError, render};
use super::view::{StepView, plan_view};
use crate::diagnostic::Finding;
use crate::model::{Member, Model};
use crate::plan::Plan;
use crate::steps::open_points::{OPEN_POINTS, OpenPoint};
use crate::steps::{SeenLine, exit};
use minijinja::Environment;
use serde_json::{Value, json};

/// The text of the runbook.
///
/// # Errors
/// A template that cannot be rendered.
pub fn text(
    environment: &Environment<'_>,
    plan: &Plan,
    steps: &[StepView],
    warnings: &[Finding],
) -> Result<String, RenderError> {
    let mut text = render(environment, "runbook/page_one.md.j2", page_one(plan, steps, warnings))?;
    let mut last = None;
    for step in steps {
        if last != Some(step.phase) {
            let phase = json!({ "number": step.phase, "title": step.phase_name });
            text.push_str(&render(environment, "runbook/phase.md.j2", json!({ "phase": phase }))?);
            last = Some(step.phase);
        }
        text.push_str(&render(environment, "runbook/step.md.j2", section(step))?);
    }
    text.truncate(text.trim_end().len());
    text.push('\n');
    Ok(text)
}

/// The context of page one.
fn page_one(plan: &Plan, steps: &[StepView], warnings: &[Finding]) -> Value {
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
        "servers": plan.site.chosen.union(&plan.site.standby).map(|id| model.cell.path_of(*id)).collect::<Vec<_>>(),
        "hosts": hosts(plan, steps),
        "no_return": steps.iter().filter(|step| step.point_of_no_return).map(short).collect::<Vec<_>>(),
        "open_points": open_points(plan),
        "seen": { "time": plan.seen.time, "against": against(plan) },
        "limits": model.limits,
        "exits": exit::rows(),
    })
}

/// How much of what is as assumed, or is for a person to judge, is printed below a point.
const MOST_AS_ASSUMED: usize = 8;

/// The points that the plan rests on; those first that the cell was seen to contradict.
fn open_points(plan: &Plan) -> Vec<Value> {
    let mut points: Vec<_> =
        OPEN_POINTS.iter().filter(|point| (point.concerns)(&plan.site)).collect();
    points.sort_by_key(|point| !plan.seen.is_against(point.id));
    let one = |point: &&OpenPoint| {
        let (against, fine): (Vec<&SeenLine>, Vec<&SeenLine>) =
            plan.seen.of(point.id).iter().partition(|line| line.against);
        let more = fine.len().saturating_sub(MOST_AS_ASSUMED);
        let seen: Vec<&SeenLine> =
            against.into_iter().chain(fine.into_iter().take(MOST_AS_ASSUMED)).collect();
        json!({
            "assumes": point.assumes, "on": point.on.words(), "command": point.command,
            "seen": seen, "more": more, "against": plan.seen.is_against(point.id),
        })
    };
    points.iter().map(one).collect()
}

/// How many points the cell was seen to contradict.
fn against(plan: &Plan) -> usize {
    plan.seen.answers.keys().filter(|point| plan.seen.is_against(point)).count()
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

/// A step's section; a long list of predecessors is cut, because it is all in `plan.json`.
fn section(step: &StepView) -> Value {
    const SHOWN: usize = 6;
    let more = step.follows.len().saturating_sub(SHOWN);
    let shown: Vec<&String> = step.follows.iter().take(SHOWN).collect();
    json!({ "step": step, "follows": shown, "more": more })
}
