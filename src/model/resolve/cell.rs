//! The cell.

use super::Resolver;
use crate::model::cell::{Cell, Cluster, ClusterId, Manager, Node, NodeId, Server, ServerId};
use crate::model::value::forbidden_name;
use crate::rules::duplicate_name;
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
        let own_node =
            entry.all("deployment-manager").find_map(|manager| manager.all("node").next());
        for node in entry.all("node") {
            self.node(node, &mut cell);
        }
        if let Some(node) = own_node {
            self.own_node(node);
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

    /// The deployment manager's node has a name that no other node has.
    fn own_node(&mut self, entry: &Entry) {
        let Some(value) = entry.value() else { return };
        if let Some((_, other)) = self.nodes.get(&value.value.text) {
            let message = format!("node `{}` is described twice", value.value.text);
            self.findings.push(
                duplicate_name::RULE
                    .at(entry.head(), message)
                    .other(*other, "also described here")
                    .help("the deployment manager has a node of its own: correct one of the names"),
            );
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
        let is_other = name.starts_with('-') || ["nodeagent", "dmgr"].contains(&name.as_str());
        if is_other && forbidden_name(&name).is_none() {
            let form = "the name of an application server, which does not begin with `-`";
            self.bad(value, "an application server", form);
        }
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
