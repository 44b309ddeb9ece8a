//! What is known of a real cell, as plain data: from an archive of its configuration or from the
//! live cell. It knows neither plans nor findings.
//!
//! Whatever may be missing is an `Option`: `None` means that the source did not say it, never that it
//! is empty. The product leaves out of its files what has its default value, so a missing attribute
//! is no mistake. Paths and names are as the product resolves them, with the variables of the cell
//! filled in; where that was not possible the text still holds its `${NAME}`.
//! There is no field for a password, nor for anything that could hold one.

mod store;
mod variables;

pub use store::{DataSource, DataStore, DatabaseKind, FileStore, Store};
pub use variables::{Scope, Variables, has_variable};

use serde::{Deserialize, Serialize};

/// A cell.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Inventory {
    /// Where it is known from, as it stands in a sentence: the name of a file in backquotes, or words
    /// such as "the live cell".
    pub origin: String,
    /// The cell's name.
    pub cell: String,
    /// The deployment manager; `None` in the cell of a stand-alone server.
    pub manager: Option<Manager>,
    /// Nodes that have application servers or a node agent, sorted by name.
    pub nodes: Vec<Node>,
    /// Clusters, sorted by name.
    pub clusters: Vec<Cluster>,
    /// Buses, sorted by name.
    pub buses: Vec<Bus>,
    /// Messaging engines, sorted by bus and name.
    pub engines: Vec<Engine>,
    /// What could not be known, one sentence each without a full stop; empty when the answer is whole.
    pub gaps: Vec<String>,
}

/// The deployment manager.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Manager {
    /// Its own node.
    pub node: String,
    /// Its host.
    pub host: Option<String>,
    /// Its profile folder.
    pub profile: Option<String>,
    /// Its SOAP connector port.
    pub soap: Option<u16>,
    /// The release of its node, such as `8.5.5.16`.
    pub release: Option<String>,
}

/// A node.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Node {
    /// Its name.
    pub name: String,
    /// Its host.
    pub host: Option<String>,
    /// Its profile folder.
    pub profile: Option<String>,
    /// Its release, such as `8.5.5.16`.
    pub release: Option<String>,
    /// Whether it has a node agent.
    pub has_agent: bool,
    /// Its application servers, sorted by name; neither the node agent nor web servers.
    pub servers: Vec<Server>,
}

/// An application server.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Server {
    /// Its name, unique on its node.
    pub name: String,
    /// Its SOAP connector port.
    pub soap: Option<u16>,
    /// Its JVM System output file.
    pub log: Option<String>,
    /// Whether it logs with High Performance Extensible Logging.
    pub hpel: Option<bool>,
}

/// A server and the node it is on.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ServerName {
    /// The node.
    pub node: String,
    /// The server.
    pub server: String,
}

impl ServerName {
    /// `node` and `server`.
    pub fn new(node: impl Into<String>, server: impl Into<String>) -> Self {
        Self { node: node.into(), server: server.into() }
    }
}

impl std::fmt::Display for ServerName {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}/{}", self.node, self.server)
    }
}

/// A cluster.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Cluster {
    /// Its name.
    pub name: String,
    /// Its members, sorted.
    pub members: Vec<ServerName>,
}

/// A service integration bus.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Bus {
    /// Its name.
    pub name: String,
    /// Its unique id, in upper case.
    pub uuid: Option<String>,
    /// Its members.
    pub members: Vec<Member>,
}

/// A member of a bus.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Member {
    /// A server.
    Server(ServerName),
    /// A cluster.
    Cluster(String),
}

impl std::fmt::Display for Member {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Member::Server(server) => server.fmt(f),
            Member::Cluster(cluster) => f.write_str(cluster),
        }
    }
}

/// A messaging engine.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Engine {
    /// Its name.
    pub name: String,
    /// The bus it belongs to.
    pub bus: Option<String>,
    /// The member of the bus that has it.
    pub member: Member,
    /// Its unique id: 16 hexadecimal digits in upper case.
    pub uuid: Option<String>,
    /// Its initial state; `None` where the configuration leaves it at its default.
    pub initial_state: Option<InitialState>,
    /// Its message store.
    pub store: Option<Store>,
}

/// The initial state of a messaging engine, spelt as the attribute is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum InitialState {
    /// It starts with its server.
    Started,
    /// It waits to be started.
    Stopped,
}

impl InitialState {
    /// Reads `STARTED` or `STOPPED` in any case.
    pub fn parse(text: &str) -> Option<Self> {
        match text.to_ascii_uppercase().as_str() {
            "STARTED" => Some(Self::Started),
            "STOPPED" => Some(Self::Stopped),
            _ => None,
        }
    }

    /// The word in the configuration.
    pub fn word(self) -> &'static str {
        match self {
            Self::Started => "STARTED",
            Self::Stopped => "STOPPED",
        }
    }
}

impl Inventory {
    /// The node of that name.
    pub fn node(&self, name: &str) -> Option<&Node> {
        self.nodes.iter().find(|node| node.name == name)
    }

    /// The application server of that name.
    pub fn server(&self, name: &ServerName) -> Option<&Server> {
        self.node(&name.node)?.servers.iter().find(|server| server.name == name.server)
    }

    /// The cluster of that name.
    pub fn cluster(&self, name: &str) -> Option<&Cluster> {
        self.clusters.iter().find(|cluster| cluster.name == name)
    }

    /// The bus of that name.
    pub fn bus(&self, name: &str) -> Option<&Bus> {
        self.buses.iter().find(|bus| bus.name == name)
    }

    /// The engine of that name; names of engines are unique in a cell, because they hold the bus.
    pub fn engine(&self, name: &str) -> Option<&Engine> {
        self.engines.iter().find(|engine| engine.name == name)
    }

    /// The servers on which an engine of this member could become active; those of a cluster that is
    /// not known are none.
    pub fn hosts_of(&self, member: &Member) -> Vec<ServerName> {
        match member {
            Member::Server(server) => vec![server.clone()],
            Member::Cluster(name) => {
                self.cluster(name).map(|cluster| cluster.members.clone()).unwrap_or_default()
            }
        }
    }

    /// The release of the cell: that of the deployment manager, else of the first node that says it.
    pub fn release(&self) -> Option<&str> {
        let manager = self.manager.as_ref().and_then(|manager| manager.release.as_deref());
        manager.or_else(|| self.nodes.iter().find_map(|node| node.release.as_deref()))
    }
}
