//! The cell: hosts, deployment manager, nodes, servers and clusters.

use super::value::Release;
use crate::source::{Span, Spanned};
use serde::Serialize;

/// A place that names a host.
#[derive(Debug)]
pub struct Host {
    /// The name, in small letters.
    pub name: String,
    /// The value.
    pub span: Span,
    /// Whether it is the host of a script that a hook runs.
    pub hook: bool,
}

/// Index of a node in [`Cell::nodes`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct NodeId(pub usize);
/// Index of a server in [`Cell::servers`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct ServerId(pub usize);
/// Index of a cluster in [`Cell::clusters`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct ClusterId(pub usize);

/// The cell.
#[derive(Debug, Default, Serialize)]
pub struct Cell {
    /// Its name.
    pub name: String,
    /// The release, as far as the plan says it.
    pub release: Option<Spanned<Release>>,
    /// The deployment manager; `None` on a stand-alone server.
    pub manager: Option<Manager>,
    /// Nodes, in the order of the plan.
    pub nodes: Vec<Node>,
    /// Servers of all nodes, in the order of the plan.
    pub servers: Vec<Server>,
    /// Clusters, in the order of the plan.
    pub clusters: Vec<Cluster>,
    /// The whole entry.
    pub span: Span,
}

impl Cell {
    /// The node of that id.
    pub fn node(&self, id: NodeId) -> &Node {
        &self.nodes[id.0]
    }

    /// The server of that id.
    pub fn server(&self, id: ServerId) -> &Server {
        &self.servers[id.0]
    }

    /// The node a server is on.
    pub fn node_of(&self, id: ServerId) -> &Node {
        self.node(self.server(id).node)
    }

    /// `Node01/server1`.
    pub fn path_of(&self, id: ServerId) -> String {
        format!("{}/{}", self.node_of(id).name, self.server(id).name)
    }
}

/// The deployment manager.
#[derive(Debug, Serialize)]
pub struct Manager {
    /// The host it runs on.
    pub host: String,
    /// Its own node, where the plan says it.
    pub node: Option<String>,
    /// Its profile folder.
    pub profile: String,
    /// Its SOAP connector port.
    pub soap: u16,
    /// The whole entry.
    pub span: Span,
}

/// A node.
#[derive(Debug, Serialize)]
pub struct Node {
    /// Its name.
    pub name: String,
    /// The host it is on.
    pub host: String,
    /// Its profile folder.
    pub profile: String,
    /// Keyword and name.
    pub span: Span,
}

/// An application server.
#[derive(Debug, Serialize)]
pub struct Server {
    /// Its name, unique on its node.
    pub name: String,
    /// The node it is on.
    pub node: NodeId,
    /// Its SOAP connector port, where the plan says it.
    pub soap: Option<u16>,
    /// Its JVM System output file, where the plan says it.
    pub log: Option<String>,
    /// Whether it logs with High Performance Extensible Logging.
    pub hpel: bool,
    /// Keyword and name.
    pub span: Span,
}

/// A cluster.
#[derive(Debug, Serialize)]
pub struct Cluster {
    /// Its name.
    pub name: String,
    /// Its members.
    pub members: Vec<ServerId>,
    /// Keyword and name.
    pub span: Span,
}
