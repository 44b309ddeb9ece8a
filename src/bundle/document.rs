//! `plan.json`: the resolved plan, for programs. Its shape is published by `sibrestore schema plan`.

use crate::model::{Member, Model};
use crate::plan::Plan;
use crate::render::view::StepView;
use schemars::JsonSchema;
use serde::Serialize;
use std::collections::BTreeSet;

/// The version of this shape. A change that readers must know of makes it larger.
const VERSION: u32 = 1;

/// The resolved plan.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Document<'a> {
    /// The version of this shape.
    version: u32,
    /// The compiler that wrote it.
    compiler: String,
    /// The plan's name.
    plan: String,
    /// The change ticket; may be empty.
    ticket: String,
    /// One sentence; may be empty.
    summary: String,
    /// The cell.
    cell: Cell,
    /// The engines to be recovered.
    engines: Vec<Engine>,
    /// The stores to be restored.
    stores: Vec<Store>,
    /// The archive of the configuration; absent under a waiver.
    #[serde(skip_serializing_if = "Option::is_none")]
    config: Option<Config>,
    /// The steps, each after those it follows.
    steps: Vec<Step<'a>>,
}

/// The cell.
#[derive(Debug, Serialize, JsonSchema)]
struct Cell {
    /// Its name.
    name: String,
    /// The host of the deployment manager; absent on a stand-alone server.
    #[serde(skip_serializing_if = "Option::is_none")]
    deployment_manager: Option<String>,
    /// The nodes concerned.
    nodes: Vec<Node>,
    /// The clusters that have one of the engines.
    clusters: Vec<Cluster>,
}

/// A cluster.
#[derive(Debug, Serialize, JsonSchema)]
struct Cluster {
    /// Its name.
    name: String,
    /// Its members, as `NODE/SERVER`.
    members: Vec<String>,
}

/// A node.
#[derive(Debug, Serialize, JsonSchema)]
struct Node {
    /// Its name.
    name: String,
    /// Its host.
    host: String,
}

/// A messaging engine.
#[derive(Debug, Serialize, JsonSchema)]
struct Engine {
    /// Its name.
    name: String,
    /// The bus it belongs to.
    bus: String,
    /// `NODE/SERVER`: the one that takes the flush start.
    server: String,
    /// The cluster; absent for a server member.
    #[serde(skip_serializing_if = "Option::is_none")]
    cluster: Option<String>,
    /// The store it uses.
    store: String,
    /// Its unique id, where the plan pins it.
    #[serde(skip_serializing_if = "Option::is_none")]
    uuid: Option<String>,
    /// The initial state to leave behind: `recorded`, `started` or `stopped`.
    initial_state: String,
    /// The wave of its flush start, from 1.
    wave: usize,
}

/// A store to be restored.
#[derive(Debug, Serialize, JsonSchema)]
struct Store {
    /// Its name in the plan.
    name: String,
    /// The keyword of its kind.
    kind: String,
    /// The host on which it is restored.
    host: String,
    /// What is restored as one; stores with the same text share their fate.
    restored_with: String,
    /// The backup's place.
    backup: String,
    /// When it was taken; RFC 3339.
    taken: String,
}

/// The archive of the configuration.
#[derive(Debug, Serialize, JsonSchema)]
struct Config {
    /// Its path.
    path: String,
    /// Its SHA-256; empty where the plan has none.
    sha256: String,
}

/// A step.
#[derive(Debug, Serialize, JsonSchema)]
struct Step<'a> {
    /// Its id.
    id: &'a str,
    /// Its kind.
    kind: &'a str,
    /// 0 to 9.
    phase: usize,
    /// The step in a few words.
    title: &'a str,
    /// The host it runs on.
    host: &'a str,
    /// `websphere`, `dba` or `application`.
    owner: &'a str,
    /// The ids of the steps it follows directly.
    follows: &'a [String],
    /// What must hold before it.
    precondition: &'a str,
    /// What holds after it.
    postcondition: &'a str,
    /// The way back; absent at a point of no return.
    #[serde(skip_serializing_if = "Option::is_none")]
    way_back: Option<&'a str>,
    /// Whether it may be run again.
    repeatable: bool,
    /// The hazards it guards against.
    hazards: Vec<&'a str>,
    /// The line in the plan file.
    plan_line: usize,
    /// The script, within the bundle.
    script: &'a str,
}

/// The text of `plan.json`.
pub(super) fn text(plan: &Plan, steps: &[StepView]) -> String {
    let document = document(plan, steps);
    // Strings, numbers and lists always have a JSON form.
    serde_json::to_string_pretty(&document).map(|text| text + "\n").unwrap_or_default()
}

/// The JSON Schema of `plan.json`.
pub fn schema() -> String {
    let schema = schemars::schema_for!(Document);
    serde_json::to_string_pretty(&schema).map(|text| text + "\n").unwrap_or_default()
}

fn document<'a>(plan: &Plan, steps: &'a [StepView]) -> Document<'a> {
    let model = plan.site.model;
    let cell = &model.cell;
    let node = |id: &crate::model::NodeId| {
        let node = cell.node(*id);
        Node { name: node.name.clone(), host: node.host.clone() }
    };
    Document {
        version: VERSION,
        compiler: format!("sibrestore {}", env!("CARGO_PKG_VERSION")),
        plan: model.name.value.clone(),
        ticket: model.ticket.clone(),
        summary: model.summary.clone(),
        cell: Cell {
            name: cell.name.clone(),
            deployment_manager: cell.manager.as_ref().map(|manager| manager.host.clone()),
            nodes: plan.site.nodes.union(&plan.site.agents).map(node).collect(),
            clusters: clusters(plan),
        },
        engines: engines(plan),
        stores: stores(plan),
        config: config(model),
        steps: steps.iter().map(step).collect(),
    }
}

/// An engine of a cluster may run on each member, so readers need all of them.
fn clusters(plan: &Plan) -> Vec<Cluster> {
    let model = plan.site.model;
    let member = |id: &crate::model::EngineId| model.engine(*id).member;
    let used: BTreeSet<usize> = plan
        .site
        .engines
        .iter()
        .filter_map(|id| member(id).and_then(Member::cluster))
        .map(|id| id.0)
        .collect();
    let one = |at: usize| {
        let cluster = &model.cell.clusters[at];
        let members = cluster.members.iter().map(|id| model.cell.path_of(*id)).collect();
        Cluster { name: cluster.name.clone(), members }
    };
    used.into_iter().map(one).collect()
}

fn engines(plan: &Plan) -> Vec<Engine> {
    let model = plan.site.model;
    let one = |(id, wave): (&crate::model::EngineId, &usize)| {
        let engine = model.engine(*id);
        let chosen = engine.member.and_then(Member::chosen);
        Engine {
            name: engine.name.clone(),
            bus: engine.bus.clone(),
            server: chosen.map_or_else(String::new, |id| model.cell.path_of(id)),
            cluster: engine
                .member
                .and_then(Member::cluster)
                .map(|id| model.cell.clusters[id.0].name.clone()),
            store: engine.store.map_or_else(String::new, |id| model.store(id).name.clone()),
            uuid: engine.uuid.as_ref().map(|uuid| uuid.value.clone()),
            initial_state: engine.after.word().to_owned(),
            wave: *wave,
        }
    };
    plan.site.engines.iter().zip(&plan.site.waves).map(one).collect()
}

fn stores(plan: &Plan) -> Vec<Store> {
    let model = plan.site.model;
    let one = |group: &crate::steps::Group| {
        let database = group.database.clone();
        let stores = group.stores.clone().into_iter();
        stores.map(move |id| {
            let store = model.store(id);
            let backup = model.backup_of(id);
            let taken = backup.and_then(|(all, own)| own.taken.as_ref().or(all.taken.as_ref()));
            Store {
                name: store.name.clone(),
                kind: store.kind.as_ref().map_or("", |kind| kind.word()).to_owned(),
                host: store.host.clone(),
                restored_with: database.identity.clone(),
                backup: backup.map_or_else(String::new, |(_, own)| own.path.clone()),
                taken: taken.map_or_else(String::new, |taken| taken.value.text.clone()),
            }
        })
    };
    plan.site.groups.iter().flat_map(one).collect()
}

fn config(model: &Model) -> Option<Config> {
    let (_, config) = model.config_backup()?;
    Some(Config { path: config.path.clone(), sha256: config.sha256.clone() })
}

fn step(view: &StepView) -> Step<'_> {
    Step {
        id: &view.id,
        kind: view.kind,
        phase: view.phase,
        title: &view.title,
        host: &view.host,
        owner: view.owner,
        follows: &view.follows,
        precondition: view.precondition,
        postcondition: view.postcondition,
        way_back: (!view.point_of_no_return).then_some(view.way_back),
        repeatable: view.repeatable,
        hazards: view.hazards.iter().map(|hazard| hazard.id).collect(),
        plan_line: view.plan_line,
        script: &view.script,
    }
}
