//! The engines that a node can host, with the folders of their documents in the configuration.

use super::Site;
use crate::model::{Engine, Member, NodeId};
use serde_json::{Value, json};

/// Each engine of the plan that this node can host: name, uuid where the plan pins it, and the folder
/// of its `sib-engines.xml` below that of the cell.
pub(super) fn on_node(site: &Site, node: NodeId) -> Vec<Value> {
    engines(site, node).map(|(engine, folder)| row(engine, &folder)).collect()
}

/// The same of every engine of the plan, whatever node it is on.
pub(super) fn everywhere(site: &Site) -> Vec<Value> {
    let mut rows = Vec::new();
    for engine in site.engines.iter().map(|id| site.model.engine(*id)) {
        let mut nodes = (0..site.model.cell.nodes.len()).map(NodeId);
        if let Some(folder) = nodes.find_map(|node| folder(site, engine, node)) {
            rows.push(row(engine, &folder));
        }
    }
    rows
}

fn row(engine: &Engine, folder: &str) -> Value {
    let uuid = engine.uuid.as_ref().map_or("", |uuid| uuid.value.as_str());
    json!({ "name": engine.name, "uuid": uuid, "folder": folder })
}

/// Whether the plan wants each of them to have the initial state STOPPED afterwards.
pub(super) fn stay_stopped(site: &Site, node: NodeId) -> bool {
    engines(site, node).all(|(engine, _)| engine.after.word() == "stopped")
}

fn engines<'a>(site: &'a Site, node: NodeId) -> impl Iterator<Item = (&'a Engine, String)> {
    let all = site.engines.iter().map(|id| site.model.engine(*id));
    all.filter_map(move |engine| folder(site, engine, node).map(|folder| (engine, folder)))
}

/// An engine is configured where its bus member is: all servers of a cluster share one document.
fn folder(site: &Site, engine: &Engine, node: NodeId) -> Option<String> {
    let cell = &site.model.cell;
    let on_node = |id: &crate::model::ServerId| cell.server(*id).node == node;
    if let Some(cluster) = engine.member.and_then(Member::cluster).map(|id| &cell.clusters[id.0]) {
        let here = cluster.members.iter().any(on_node);
        return here.then(|| format!("clusters/{}", cluster.name));
    }
    let server = engine.member.and_then(Member::chosen).filter(on_node)?;
    Some(format!("nodes/{}/servers/{}", cell.node(node).name, cell.server(server).name))
}
