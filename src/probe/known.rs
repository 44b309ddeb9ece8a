//! A snapshot as an inventory: what is known of the cell, in the form that archives have too.

use super::snapshot::{self, Snapshot};
use crate::inventory::{
    Bus, Cluster, DataStore, Engine, FileStore, InitialState, Inventory, Manager, Member, Node,
    Server, ServerName, Store,
};
use std::collections::BTreeMap;

/// The types without which the cell is not known. An absent engine would seem to be a finding.
const NEEDED: [&str; 6] =
    ["Node", "ServerEntry", "ClusterMember", "SIBMessagingEngine", "SIBus", "SIBusMember"];

/// How many calls that failed are told one by one.
const MOST_GAPS: usize = 3;

/// What a snapshot knows. `origin` names it as it stands in a sentence.
///
/// # Errors
/// A snapshot that does not have all nodes, servers, members, buses or engines of the cell.
pub fn inventory(snapshot: &Snapshot, origin: &str) -> Result<Inventory, String> {
    if let Some(kind) = NEEDED.iter().find(|kind| snapshot.incomplete.iter().any(|k| k == *kind)) {
        let call = format!("AdminConfig.list {kind}");
        let failure = snapshot.failures.iter().find(|failure| failure.call == call);
        let why = failure.map_or("the time was over", |failure| failure.why.as_str());
        return Err(format!("it does not have the whole cell, since {call} failed: {why}"));
    }
    if is_part(snapshot) {
        return Err(
            "it does not have the whole cell, since wsadmin was connected to neither a deployment manager nor \
             a stand-alone server"
                .to_owned(),
        );
    }
    let mut gaps = Vec::new();
    let mut inventory = Inventory {
        origin: origin.to_owned(),
        cell: snapshot.cell().unwrap_or_default().to_owned(),
        manager: manager(snapshot),
        nodes: nodes(snapshot, &mut gaps),
        clusters: clusters(snapshot, &mut gaps),
        buses: buses(snapshot, &mut gaps),
        engines: engines(snapshot, &mut gaps),
        gaps: Vec::new(),
    };
    gaps.extend(calls(snapshot));
    inventory.gaps = gaps;
    Ok(inventory)
}

/// A node agent and a managed server answer for themselves only (wsadmin-api C).
fn is_part(snapshot: &Snapshot) -> bool {
    let whole = ["DeploymentManager", "UnManagedProcess"];
    let is_whole = |process: &snapshot::Process| {
        process.kind.as_deref().is_none_or(|kind| whole.contains(&kind))
    };
    !snapshot.processes.is_empty() && !snapshot.processes.iter().any(is_whole)
}

/// A text that is there and not empty.
fn told(text: &Option<String>) -> Option<String> {
    text.clone().filter(|text| !text.is_empty())
}

fn port(text: &Option<String>) -> Option<u16> {
    text.as_deref().and_then(|text| text.parse().ok())
}

fn is(server: &snapshot::Server, kind: &str) -> bool {
    server.kind.as_deref() == Some(kind)
}

fn manager(snapshot: &Snapshot) -> Option<Manager> {
    let server = snapshot.servers.iter().find(|server| is(server, "DEPLOYMENT_MANAGER"))?;
    let node = snapshot.nodes.iter().find(|node| node.name == server.node);
    Some(Manager {
        node: server.node.clone().unwrap_or_default(),
        host: node.and_then(|node| told(&node.host)),
        profile: None,
        soap: port(&server.soap_port),
        release: node.and_then(|node| told(&node.version)),
    })
}

/// Nodes with a node agent or application servers; the manager's own and those of web servers have none.
fn nodes(snapshot: &Snapshot, gaps: &mut Vec<String>) -> Vec<Node> {
    let mut nodes = Vec::new();
    for node in &snapshot.nodes {
        let Some(name) = told(&node.name) else {
            gaps.push("a node has no name that could be read".to_owned());
            continue;
        };
        let here = || snapshot.servers.iter().filter(|server| server.node.as_ref() == Some(&name));
        let has_agent = here().any(|server| is(server, "NODE_AGENT"));
        let mut servers: Vec<Server> =
            here().filter(|server| is(server, "APPLICATION_SERVER")).filter_map(server).collect();
        servers.sort_by(|a, b| a.name.cmp(&b.name));
        if here().any(|server| server.kind.is_none() || server.name.is_none()) {
            gaps.push(format!("a server on node `{name}` has no name or type that could be read"));
        }
        if has_agent || !servers.is_empty() {
            let (host, release) = (told(&node.host), told(&node.version));
            nodes.push(Node { name, host, profile: None, release, has_agent, servers });
        }
    }
    nodes.sort_by(|a, b| a.name.cmp(&b.name));
    nodes
}

fn server(server: &snapshot::Server) -> Option<Server> {
    let hpel = match server.hpel.as_deref() {
        Some("true") => Some(true),
        Some("false") => Some(false),
        _ => None,
    };
    Some(Server { name: told(&server.name)?, soap: port(&server.soap_port), log: None, hpel })
}

fn clusters(snapshot: &Snapshot, gaps: &mut Vec<String>) -> Vec<Cluster> {
    let mut clusters: BTreeMap<String, Vec<ServerName>> = BTreeMap::new();
    for member in &snapshot.cluster_members {
        match (told(&member.cluster), told(&member.node), told(&member.server)) {
            (Some(cluster), Some(node), Some(server)) => {
                clusters.entry(cluster).or_default().push(ServerName::new(node, server));
            }
            _ => gaps.push("a member of a cluster could not be read".to_owned()),
        }
    }
    let sorted = clusters.into_iter().map(|(name, mut members)| {
        members.sort();
        Cluster { name, members }
    });
    sorted.collect()
}

fn buses(snapshot: &Snapshot, gaps: &mut Vec<String>) -> Vec<Bus> {
    let mut buses = Vec::new();
    for bus in &snapshot.buses {
        let Some(name) = told(&bus.name) else {
            gaps.push("a bus has no name that could be read".to_owned());
            continue;
        };
        let of_bus =
            snapshot.bus_members.iter().filter(|member| member.bus.as_ref() == Some(&name));
        // What is neither is a queue manager.
        let mut members: Vec<Member> = of_bus.filter_map(bus_member).collect();
        members.sort();
        buses.push(Bus { name, uuid: uuid(&bus.uuid), members });
    }
    buses.sort_by(|a, b| a.name.cmp(&b.name));
    buses
}

fn bus_member(member: &snapshot::BusMember) -> Option<Member> {
    match (told(&member.cluster), told(&member.node), told(&member.server)) {
        (Some(cluster), _, _) => Some(Member::Cluster(cluster)),
        (None, Some(node), Some(server)) => Some(Member::Server(ServerName::new(node, server))),
        _ => None,
    }
}

fn uuid(text: &Option<String>) -> Option<String> {
    told(text).map(|text| text.to_ascii_uppercase())
}

fn engines(snapshot: &Snapshot, gaps: &mut Vec<String>) -> Vec<Engine> {
    let mut engines = Vec::new();
    for engine in &snapshot.engines {
        let member = engine.scope.as_deref().and_then(member);
        let (Some(name), Some(member)) = (told(&engine.name), member) else {
            gaps.push("an engine has no name or place that could be read".to_owned());
            continue;
        };
        engines.push(Engine {
            name,
            bus: told(&engine.bus),
            member,
            uuid: uuid(&engine.uuid),
            initial_state: engine.initial_state.as_deref().and_then(InitialState::parse),
            store: store(engine),
        });
    }
    engines.sort_by(|a, b| (&a.bus, &a.name).cmp(&(&b.bus, &b.name)));
    engines
}

/// An engine is configured where its bus member is.
fn member(scope: &str) -> Option<Member> {
    if let Some(cluster) = scope.strip_prefix("clusters/") {
        return Some(Member::Cluster(cluster.to_owned()));
    }
    let (node, server) = scope.strip_prefix("nodes/")?.split_once("/servers/")?;
    Some(Member::Server(ServerName::new(node, server)))
}

/// The store that was read. The oldest releases have no store type, so what is there decides.
fn store(engine: &snapshot::Engine) -> Option<Store> {
    let data = DataStore {
        jndi: told(&engine.jndi),
        schema: told(&engine.schema),
        auth_alias: None,
        source: None,
    };
    let file = FileStore {
        log: told(&engine.log),
        permanent: told(&engine.permanent),
        temporary: told(&engine.temporary),
    };
    if data != DataStore::default() || engine.store_type.as_deref() == Some("DATASTORE") {
        Some(Store::Data(data))
    } else if file != FileStore::default() || engine.store_type.as_deref() == Some("FILESTORE") {
        Some(Store::File(file))
    } else {
        None
    }
}

/// The calls about the configuration that failed, and how many were not made. What could not be asked of
/// running objects is not compared with anything.
fn calls(snapshot: &Snapshot) -> Vec<String> {
    let about = |failure: &&snapshot::Failure| {
        failure.call.starts_with("AdminConfig.") || failure.call.starts_with("AdminTask.")
    };
    let failed: Vec<&snapshot::Failure> = snapshot.failures.iter().filter(about).collect();
    let one = |failure: &&snapshot::Failure| format!("{} failed: {}", failure.call, failure.why);
    let mut gaps: Vec<String> = failed.iter().take(MOST_GAPS).map(one).collect();
    match failed.len().saturating_sub(MOST_GAPS) {
        0 => {}
        1 => gaps.push("1 more call about the configuration failed".to_owned()),
        more => gaps.push(format!("{more} more calls about the configuration failed")),
    }
    if snapshot.calls.not_asked > 0 {
        let calls = snapshot.calls.not_asked;
        gaps.push(format!("the time was over; calls that were not made: {calls}"));
    }
    gaps
}
