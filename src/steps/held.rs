//! The engines that a node can host, with the folders of their documents in the configuration.

use super::Site;
use crate::model::{Engine, Member, NodeId};
use serde_json::{Value, json};

/// Each engine of the plan that this node can host: name, uuid where the plan pins it, and the folder
/// of its `sib-engines.xml` below that of the cell.
pub(super) fn on_node(site: &Site, node: NodeId) -> Vec<Value> {
    let row = |(engine, folder): (&Engine, String)| {
        let uuid = engine.uuid.as_ref().map_or("", |uuid| uuid.value.as_str());
        json!({ "name": engine.name, "uuid": uuid, "folder": folder })
    };
    engines(site, node).map(row).collect()
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
pub(super) fn folder(site: &Site, engine: &Engine, node: NodeId) -> Option<String> {
    let cell = &site.model.cell;
    let on_node = |id: &crate::model::ServerId| cell.server(*id).node == node;
    if let Some(cluster) = engine.member.and_then(Member::cluster).map(|id| &cell.clusters[id.0]) {
        let here = cluster.members.iter().any(on_node);
        return here.then(|| format!("clusters/{}", cluster.name));
    }
    let server = engine.member.and_then(Member::chosen).filter(on_node)?;
    Some(format!("nodes/{}/servers/{}", cell.node(node).name, cell.server(server).name))
}
