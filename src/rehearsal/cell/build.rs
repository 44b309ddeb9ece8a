//! The cell that a bundle is for, on the night of the failure: everything is up.

use super::{
    Archive, Cell, Config, Data, Engine, FileChange, Instance, Life, MANAGER, Node, Process,
    ProcessKind, Receiver, State, Store, Stream, instance_key, process::FIRST_PID,
};
use crate::rehearsal::assumptions::Assumptions;
use crate::rehearsal::site::{self, Site};

/// The moment at which a rehearsal begins: 10 November 2024, 02:30 UTC.
pub const BEGIN: i64 = 1_731_205_800;

/// Builds the cell.
pub fn build(site: &Site, assumptions: &Assumptions) -> Cell {
    let mut cell = Cell {
        name: site.cell.name.clone(),
        nd: site.cell.manager.is_some(),
        assumptions: assumptions.clone(),
        next_pid: FIRST_PID,
        ..Cell::default()
    };
    cell.caller.now = BEGIN;
    processes(&mut cell, site);
    stores(&mut cell, site);
    for engine in &site.engines {
        self::engine(&mut cell, site, engine);
    }
    for cluster in &site.cell.clusters {
        for member in &cluster.members {
            let (node, server) = member.split_once('/').unwrap_or((member, ""));
            cell.members.push([cluster.name.clone(), node.to_owned(), server.to_owned()]);
        }
    }
    neighbour(&mut cell);
    configuration(&mut cell, site);
    everything_is_up(&mut cell);
    cell
}

fn processes(cell: &mut Cell, site: &Site) {
    if let Some(manager) = &site.cell.manager {
        cell.admin_node = manager.node.clone().unwrap_or_else(|| "CellManager01".to_owned());
        let log = format!("{}/logs/dmgr/SystemOut.log", manager.profile);
        let process = Process {
            kind: ProcessKind::Manager,
            node: cell.admin_node.clone(),
            name: "dmgr".to_owned(),
            host: manager.host.clone(),
            profile: manager.profile.clone(),
            soap: manager.soap,
            log,
            ..Process::default()
        };
        cell.processes.insert(MANAGER.to_owned(), process);
    }
    for node in &site.cell.nodes {
        let known =
            Node { host: node.host.clone(), profile: node.profile.clone(), ..Node::default() };
        cell.nodes.insert(node.name.clone(), known);
        if cell.nd {
            let process = Process {
                kind: ProcessKind::Agent,
                node: node.name.clone(),
                name: "nodeagent".to_owned(),
                host: node.host.clone(),
                profile: node.profile.clone(),
                log: format!("{}/logs/nodeagent/SystemOut.log", node.profile),
                ..Process::default()
            };
            cell.processes.insert(format!("{}/nodeagent", node.name), process);
        }
    }
    for server in &site.cell.servers {
        let Some(node) = site.node_of(&server.name) else { continue };
        if !cell.nd {
            cell.admin_node.clone_from(&node.name);
        }
        let process = Process {
            kind: ProcessKind::Server,
            node: node.name.clone(),
            name: server.name.rsplit('/').next().unwrap_or_default().to_owned(),
            host: node.host.clone(),
            profile: node.profile.clone(),
            soap: server.soap.unwrap_or(0),
            log: server.log.clone(),
            hpel: server.hpel,
            ..Process::default()
        };
        cell.processes.insert(server.name.clone(), process);
    }
}

/// What the failure has left is useless; what matters is what the backup brings.
fn stores(cell: &mut Cell, site: &Site) {
    for store in &site.stores {
        let place = Store {
            name: store.name.clone(),
            host: store.host.clone(),
            restored_with: format!("{} on {}", store.restored_with, store.host),
            schema: store.schema.clone(),
            place: store.place.clone(),
            backup_path: store.backup.clone(),
            ..Store::default()
        };
        cell.stores.insert(store.name.clone(), place);
    }
}

fn engine(cell: &mut Cell, site: &Site, engine: &site::Engine) {
    let uuid = engine.uuid.clone().unwrap_or_else(|| uuid_for(&engine.name));
    let wanted = if engine.initial_state == "stopped" { "STOPPED" } else { "STARTED" };
    let receiver = Receiver { stream: 1, expected: 149, ..Receiver::default() };
    let known = Engine {
        name: engine.name.clone(),
        bus: engine.bus.clone(),
        cluster: engine.cluster.clone().unwrap_or_default(),
        members: site.members_of(engine),
        chosen: engine.server.clone(),
        store: engine.store.clone(),
        planned: true,
        wanted: wanted.to_owned(),
        wanted_by_plan: engine.initial_state != "recorded",
        receiver,
    };
    if let Some(store) = cell.stores.get_mut(&engine.store) {
        store.data = Data::whole(&uuid, Stream { id: 1, next: 151, open: 2 });
        store.backup = Data::whole(&uuid, Stream { id: 1, next: 101, open: 3 });
    }
    cell.master.uuids.insert(engine.name.clone(), uuid);
    cell.engines.insert(engine.name.clone(), known);
}

/// An id for an engine whose plan pins none: sixteen digits that its name decides.
fn uuid_for(name: &str) -> String {
    crate::bundle::sha256(name)[..16].to_ascii_uppercase()
}

/// An engine with a longer name in the same server, which nothing may touch (H18).
fn neighbour(cell: &mut Cell) {
    let Some(first) = cell.engines.values().next().cloned() else { return };
    let name = format!("{}2", first.name);
    if cell.engines.contains_key(&name) {
        return;
    }
    let store = format!("store of {name}");
    let uuid = uuid_for(&name);
    let data = Data::whole(&uuid, Stream { id: 1, next: 151, open: 2 });
    let own = Store { name: store.clone(), restored_with: store.clone(), data, ..Store::default() };
    let receiver = Receiver { stream: 1, expected: 149, ..Receiver::default() };
    cell.stores.insert(store.clone(), own);
    cell.master.uuids.insert(name.clone(), uuid);
    cell.engines.insert(name.clone(), Engine { name, store, planned: false, receiver, ..first });
}

/// At backup time, as now, every engine is meant to be started.
fn configuration(cell: &mut Cell, site: &Site) {
    for name in cell.engines.keys().cloned().collect::<Vec<_>>() {
        cell.master.initial.insert(name, "STARTED".to_owned());
    }
    cell.master.version = 7;
    let path = site.config.as_ref().map_or_else(String::new, |config| config.path.clone());
    let config: Config = cell.master.clone();
    cell.archive = Archive { path, cell: cell.name.clone(), has_manager: cell.nd, config };
    for node in cell.nodes.values_mut() {
        node.copy = cell.master.clone();
        node.epoch = cell.master.version;
    }
}

fn everything_is_up(cell: &mut Cell) {
    for (at, process) in cell.processes.values_mut().enumerate() {
        process.pid = Some(FIRST_PID - 1 - at as u64);
        process.life = Life::Up;
    }
    let engines: Vec<Engine> = cell.engines.values().cloned().collect();
    for engine in engines {
        for member in &engine.members {
            let key = instance_key(&engine.name, member);
            let chosen = *member == engine.chosen;
            let state = if chosen { State::Started } else { State::Joined };
            let instance = Instance {
                engine: engine.name.clone(),
                server: member.clone(),
                state,
                ..Instance::default()
            };
            if chosen {
                cell.take_lock(&engine.store, &key);
            }
            cell.instances.insert(key, instance);
        }
    }
    let servers: Vec<String> = cell
        .processes
        .iter()
        .filter(|(_, p)| p.kind == ProcessKind::Server)
        .map(|(key, _)| key.clone())
        .collect();
    for server in servers {
        cell.old_log(&server);
    }
    for process in cell.processes.clone().into_values() {
        let text = format!("{}\n", process.pid.unwrap_or_default());
        cell.outbox.push(FileChange::Write(process.host.clone(), process.pid_file(), text));
    }
}
