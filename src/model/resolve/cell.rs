//! The cell.

use super::Resolver;
use crate::model::cell::{Cell, Cluster, ClusterId, Manager, Node, NodeId, Server, ServerId};
use crate::source::Spanned;
use crate::syntax::{Entry, Value};

impl Resolver<'_> {
    pub(super) fn cell(&mut self, entry: &Entry) -> Cell {
        let mut cell = Cell { span: entry.head(), ..Cell::default() };
        if let Some(value) = entry.value() {
            cell.name = self.name(value, "a cell");
        }
        cell.release = self.value_of(entry, "websphere").and_then(|value| self.release(value));
        cell.manager = self.one(entry, "deployment-manager").map(|entry| self.manager(entry));
        for node in entry.all("node") {
            self.node(node, &mut cell);
        }
        for cluster in entry.all("cluster") {
            self.cluster(cluster, &mut cell);
        }
        cell
    }

    fn manager(&mut self, entry: &Entry) -> Manager {
        let title = "the deployment manager";
        let host = self.host(entry);
        let profile = self.needed(entry, "profile", title).map(|value| self.path(value));
        let soap = self.needed(entry, "soap", title).and_then(|value| self.port(value));
        let node = self.value_of(entry, "node").map(|value| self.name(value, "a node"));
        Manager {
            host,
            node,
            profile: profile.unwrap_or_default(),
            soap: soap.unwrap_or(0),
            span: entry.key.span,
        }
    }

    fn node(&mut self, entry: &Entry, cell: &mut Cell) {
        let Some(value) = entry.value() else { return };
        let name = self.name(value, "a node");
        let id = NodeId(cell.nodes.len());
        Self::declare(&mut self.findings, &mut self.nodes, "node", &name, id, entry.head());
        let title = format!("node `{name}`");
        let host = self.host(entry);
        let profile =
            self.needed(entry, "profile", &title).map(|value| self.path(value)).unwrap_or_default();
        cell.nodes.push(Node { name, host, profile, span: entry.head() });
        self.need_any(entry, "server", &title);
        for server in entry.all("server") {
            self.server(server, id, cell);
        }
    }

    fn server(&mut self, entry: &Entry, node: NodeId, cell: &mut Cell) {
        let Some(value) = entry.value() else { return };
        let name = self.name(value, "a server");
        let id = ServerId(cell.servers.len());
        let path = format!("{}/{name}", cell.node(node).name);
        Self::declare(&mut self.findings, &mut self.servers, "server", &path, id, entry.head());
        let soap = self.value_of(entry, "soap").and_then(|value| self.port(value));
        let log = self.value_of(entry, "log").map(|value| self.path(value));
        let hpel = self.one(entry, "hpel").is_some();
        cell.servers.push(Server { name, node, soap, log, hpel, span: entry.head() });
    }

    fn cluster(&mut self, entry: &Entry, cell: &mut Cell) {
        let Some(value) = entry.value() else { return };
        let name = self.name(value, "a cluster");
        let id = ClusterId(cell.clusters.len());
        Self::declare(&mut self.findings, &mut self.clusters, "cluster", &name, id, entry.head());
        self.need_any(entry, "member", &format!("cluster `{name}`"));
        let members: Vec<ServerId> = entry
            .all("member")
            .filter_map(Entry::value)
            .filter_map(|value| self.server_named(value))
            .collect();
        cell.clusters.push(Cluster { name, members, span: entry.head() });
    }

    /// The server that `NODE/SERVER` names.
    pub(super) fn server_named(&mut self, value: &Spanned<Value>) -> Option<ServerId> {
        if value.value.text.contains('/') {
            Self::find(&mut self.findings, &self.servers, "server", &value.value.text, value.span)
        } else {
            self.bad(value, "a server", "node and server, as in `Node01/server1`");
            None
        }
    }
}
