//! `plan.json`: the resolved plan, for programs. Its shape is published by `sibrestore schema plan`.

use crate::model::{Member, Model, StoreKind};
use crate::plan::Plan;
use crate::render::view::StepView;
use crate::steps::needs::{self, Needs};
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
    /// Every host that has a step, and what must be there.
    hosts: Vec<Host>,
    /// The steps, each after those it follows.
    steps: Vec<Step<'a>>,
}

/// A host.
#[derive(Debug, Serialize, JsonSchema)]
struct Host {
    /// Its name.
    name: String,
    /// What phase 0 looks for there.
    #[serde(flatten)]
    needs: Needs,
}

/// The cell.
#[derive(Debug, Serialize, JsonSchema)]
struct Cell {
    /// Its name.
    name: String,
    /// The host of the deployment manager; absent on a stand-alone server.
    #[serde(skip_serializing_if = "Option::is_none")]
    deployment_manager: Option<String>,
    /// The deployment manager; absent on a stand-alone server.
    #[serde(skip_serializing_if = "Option::is_none")]
    manager: Option<Manager>,
    /// The nodes concerned.
    nodes: Vec<Node>,
    /// The servers that host one of the engines, or could.
    servers: Vec<Server>,
    /// The clusters that have one of the engines.
    clusters: Vec<Cluster>,
}

/// The deployment manager.
#[derive(Debug, Serialize, JsonSchema)]
struct Manager {
    /// Its host.
    host: String,
    /// Its node, where the plan names it.
    #[serde(skip_serializing_if = "Option::is_none")]
    node: Option<String>,
    /// The folder of its profile.
    profile: String,
    /// Its SOAP port.
    soap: u16,
}

/// A server.
#[derive(Debug, Serialize, JsonSchema)]
struct Server {
    /// `NODE/SERVER`.
    name: String,
    /// Its SOAP port, where the plan has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    soap: Option<u16>,
    /// Its JVM log; with HPEL the place where that would be.
    log: String,
    /// Whether it logs with HPEL.
    hpel: bool,
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
    /// The folder of its profile.
    profile: String,
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
    /// Its schema; empty for a file store and for a site's own commands.
    schema: String,
    /// What its kind of store is told by.
    place: Option<StoreKind>,
    /// The folder of its database's tools; empty where they are on the path.
    tools: String,
    /// The backup's place.
    backup: String,
    /// The backup's SHA-256; empty where the plan has none.
    sha256: String,
    /// The time stamp of the image, as its database writes it; empty where the plan has none.
    timestamp: String,
    /// Whether the backup was taken from a running database.
    online: bool,
    /// Where it is kept before it is overwritten; empty where it is not.
    keep_to: String,
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
        let (name, host) = (node.name.clone(), node.host.clone());
        Node { name, host, profile: node.profile.clone() }
    };
    let manager = |manager: &crate::model::Manager| Manager {
        host: manager.host.clone(),
        node: manager.node.clone(),
        profile: manager.profile.clone(),
        soap: manager.soap,
    };
    let host = |name: &String| Host { name: name.clone(), needs: needs::on(&plan.site, name) };
    Document {
        version: VERSION,
        compiler: format!("sibrestore {}", env!("CARGO_PKG_VERSION")),
        plan: model.name.value.clone(),
        ticket: model.ticket.clone(),
        summary: model.summary.clone(),
        cell: Cell {
            name: cell.name.clone(),
            deployment_manager: cell.manager.as_ref().map(|manager| manager.host.clone()),
            manager: cell.manager.as_ref().map(manager),
            nodes: plan.site.nodes.union(&plan.site.agents).map(node).collect(),
            servers: servers(plan),
            clusters: clusters(plan),
        },
        engines: engines(plan),
        stores: stores(plan),
        config: config(model),
        hosts: plan.site.hosts.iter().map(host).collect(),
        steps: steps.iter().map(step).collect(),
    }
}

fn servers(plan: &Plan) -> Vec<Server> {
    let cell = &plan.site.model.cell;
    let one = |id: &crate::model::ServerId| {
        let server = cell.server(*id);
        let log = needs::log_of(plan.site.model, *id);
        Server { name: cell.path_of(*id), soap: server.soap, log, hpel: server.hpel }
    };
    plan.site.chosen.union(&plan.site.standby).map(one).collect()
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
    let one = |(at, group): (usize, &crate::steps::Group)| {
        let database = group.database.clone();
        let keep_to = plan.site.keep_to(at).unwrap_or_default();
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
                schema: store.schema.clone(),
                place: store.kind.clone(),
                tools: store.tools.clone(),
                backup: backup.map_or_else(String::new, |(_, own)| own.path.clone()),
                sha256: backup.map_or_else(String::new, |(_, own)| own.sha256.clone()),
                timestamp: backup.map_or_else(String::new, |(_, own)| own.timestamp.clone()),
                online: backup.is_some_and(|(_, own)| own.online),
                keep_to: keep_to.to_owned(),
                taken: taken.map_or_else(String::new, |taken| taken.value.text.clone()),
            }
        })
    };
    plan.site.groups.iter().enumerate().flat_map(one).collect()
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
