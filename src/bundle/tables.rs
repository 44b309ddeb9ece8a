//! The tables that `run.sh` reads: the steps of all hosts, and the engines.
//!
//! A slice at a time: as values for a template, many thousands of rows are ten times as large as the
//! text that comes of them.

use crate::model::{Member, StoreKind};
use crate::plan::{Plan, Step};
use crate::render::view::StepView;
use crate::render::{RenderError, render};
use crate::steps::{Attempts, Subject};
use minijinja::Environment;
use serde_json::{Value, json};
use std::collections::BTreeMap;

const SLICE: usize = 500;

/// `lib/steps.txt`: one line for each step, in the order of the plan.
pub(super) fn steps(
    environment: &Environment<'static>,
    plan: &Plan,
    views: &[StepView],
) -> Result<String, RenderError> {
    let rows = views.iter().enumerate().map(|(at, view)| step(plan, at, view));
    table(environment, "lib/steps.txt.j2", rows)
}

/// `lib/engines.txt`: one line for each engine, with the step that reads its server's log.
pub(super) fn engines(
    environment: &Environment<'static>,
    plan: &Plan,
) -> Result<String, RenderError> {
    let site = &plan.site;
    let readers: BTreeMap<_, _> = plan
        .steps
        .iter()
        .filter(|step| step.kind.name == "verify_logs")
        .filter_map(|step| match step.subject {
            Subject::Node(node) => Some((node, step)),
            _ => None,
        })
        .collect();
    let rows = site.engines.iter().map(|id| {
        let engine = site.model.engine(*id);
        let server = engine.member.and_then(Member::chosen);
        let reader = server.and_then(|id| readers.get(&site.model.cell.server(id).node));
        json!({
            "name": engine.name,
            "server": server.map_or_else(String::new, |id| site.model.cell.path_of(id)),
            "step": reader.map_or("-", |step| step.id.as_str()),
            "host": reader.map_or("-", |step| step.host.as_str()),
        })
    });
    table(environment, "lib/engines.txt.j2", rows)
}

/// `lib/plan.txt`: what must be the same in two bundles of which one goes on with the journal of
/// the other, and the folder of each host that a mark of the run is put into.
pub(super) fn plan(environment: &Environment<'static>, plan: &Plan) -> Result<String, RenderError> {
    let site = &plan.site;
    let cell = &site.model.cell;
    let row =
        |kind: &str, name: &str, what: &str| json!({ "kind": kind, "name": name, "what": what });
    let mut rows = vec![row("cell", &cell.name, "-")];
    for host in &site.hosts {
        rows.push(row("host", host, mark_folder(plan, host)));
    }
    for group in &site.groups {
        for store in &group.stores {
            let store = site.model.store(*store);
            rows.push(row("store", &store.name, &group.database.identity));
        }
    }
    for id in &site.engines {
        let engine = site.model.engine(*id);
        rows.push(row("engine", &engine.name, &engine.bus));
    }
    table(environment, "lib/plan.txt.j2", rows.into_iter())
}

/// The profile that a host has; `-` for a host without one, whose user has a folder of its own.
fn mark_folder<'a>(plan: &'a Plan, host: &str) -> &'a str {
    let site = &plan.site;
    let (admin_host, admin_profile) = site.admin();
    if admin_host == host {
        return admin_profile;
    }
    let mut nodes = site.nodes.union(&site.agents).map(|id| site.model.cell.node(*id));
    nodes.find(|node| node.host == host).map_or("-", |node| node.profile.as_str())
}

fn table(
    environment: &Environment<'static>,
    template: &str,
    rows: impl Iterator<Item = Value>,
) -> Result<String, RenderError> {
    let mut rows = rows.peekable();
    let mut text = String::new();
    while rows.peek().is_some() {
        let slice: Vec<Value> = rows.by_ref().take(SLICE).collect();
        let lines = render(environment, template, json!({ "rows": slice }))?;
        // Each slice begins with the line that names the fields.
        let from = if text.is_empty() { 0 } else { lines.find('\n').map_or(0, |end| end + 1) };
        text.push_str(&lines[from..]);
    }
    Ok(text)
}

/// A step's line, with the steps on other hosts that it waits for.
fn step(plan: &Plan, at: usize, view: &StepView) -> Value {
    let step = &plan.steps[at];
    let others = step.follows.iter().map(|first| &plan.steps[*first]);
    let others = others.filter(|first| first.host != view.host);
    let waits: Vec<Value> =
        others.map(|first| json!({ "id": first.id, "host": first.host })).collect();
    json!({
        "id": view.id, "title": view.title, "host": view.host, "phase": view.phase,
        "flags": flags(step, view), "owner_name": view.owner_name,
        "waits_for": waits, "target": target(plan, &step.subject),
    })
}

/// What `run.sh` must know of a step, in words.
fn flags(step: &Step, view: &StepView) -> Vec<&'static str> {
    let mut flags = Vec::new();
    if view.point_of_no_return {
        flags.push("no-return");
    }
    if !view.repeatable {
        flags.push("never-repeated");
    }
    match step.kind.attempts {
        Attempts::Once => {}
        Attempts::Each => flags.push("each-attempt"),
        Attempts::FromSecond => flags.push("from-attempt-2"),
    }
    if matches!(step.kind.name, "stop_servers" | "start_servers") {
        flags.push("restart");
    }
    if view.has_back_script {
        flags.push("way-back");
    }
    if step.kind.name == "hold" {
        flags.push("hold");
    }
    flags
}

/// The name of what a step changes, which a person types at a point of no return: for a store that
/// of its database, whatever the plan calls it.
fn target(plan: &Plan, subject: &Subject) -> String {
    let Subject::Group(group) = subject else { return plan.site.model.name.value.clone() };
    let store = plan.site.first_store(*group);
    match &store.kind {
        Some(
            StoreKind::Db2 { database, .. }
            | StoreKind::SqlServer { database, .. }
            | StoreKind::Sybase { database, .. },
        ) => database.clone(),
        Some(StoreKind::Oracle { sid, .. }) => format!("{sid}/{}", store.schema),
        Some(StoreKind::Informix { server, .. }) => server.clone(),
        Some(StoreKind::Derby { database, .. }) => last_part(plan, database),
        Some(StoreKind::File { permanent, .. }) => last_part(plan, permanent),
        Some(StoreKind::Command { .. }) | None => store.name.clone(),
    }
}

/// The last part of a path, which is quickly typed; all of it where another store ends in the same.
fn last_part(plan: &Plan, path: &str) -> String {
    let last = |path: &str| path.rsplit('/').next().unwrap_or_default().to_owned();
    let groups = 0..plan.site.groups.len();
    let paths = groups.filter_map(|at| match &plan.site.first_store(at).kind {
        Some(StoreKind::Derby { database: path, .. } | StoreKind::File { permanent: path, .. }) => {
            Some(last(path))
        }
        _ => None,
    });
    let own = last(path);
    if own.is_empty() || paths.filter(|other| *other == own).count() > 1 {
        path.to_owned()
    } else {
        own
    }
}
