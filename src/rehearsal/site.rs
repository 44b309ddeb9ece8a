//! What a bundle says about the place that it is for: `plan.json`, read back.

use crate::model::StoreKind;
use serde::Deserialize;
use std::fs;
use std::path::Path;

/// The parts of `plan.json` that a rehearsal needs.
#[derive(Clone, Debug, Deserialize)]
pub struct Site {
    /// The plan's name.
    pub plan: String,
    /// The cell.
    pub cell: Cell,
    /// The engines to be recovered.
    pub engines: Vec<Engine>,
    /// The stores to be restored.
    pub stores: Vec<Store>,
    /// The archive of the configuration; absent under a waiver.
    pub config: Option<Config>,
    /// Every host that has a step.
    pub hosts: Vec<Host>,
    /// The steps, each after those it follows.
    pub steps: Vec<Step>,
}

/// The cell.
#[derive(Clone, Debug, Deserialize)]
pub struct Cell {
    /// Its name.
    pub name: String,
    /// The deployment manager; absent on a stand-alone server.
    pub manager: Option<Manager>,
    /// The nodes concerned.
    pub nodes: Vec<Node>,
    /// The servers that host one of the engines, or could.
    pub servers: Vec<Server>,
    /// The clusters that have one of the engines.
    pub clusters: Vec<Cluster>,
}

/// The deployment manager.
#[derive(Clone, Debug, Deserialize)]
pub struct Manager {
    /// Its host.
    pub host: String,
    /// Its node, where the plan names it.
    pub node: Option<String>,
    /// The folder of its profile.
    pub profile: String,
    /// Its SOAP port.
    pub soap: u16,
}

/// A node.
#[derive(Clone, Debug, Deserialize)]
pub struct Node {
    /// Its name.
    pub name: String,
    /// Its host.
    pub host: String,
    /// The folder of its profile.
    pub profile: String,
}

/// A server.
#[derive(Clone, Debug, Deserialize)]
pub struct Server {
    /// `NODE/SERVER`.
    pub name: String,
    /// Its SOAP port, where the plan has one.
    pub soap: Option<u16>,
    /// Its JVM log; with HPEL the place where that would be.
    pub log: String,
    /// Whether it logs with HPEL.
    pub hpel: bool,
}

/// A cluster.
#[derive(Clone, Debug, Deserialize)]
pub struct Cluster {
    /// Its name.
    pub name: String,
    /// Its members, as `NODE/SERVER`.
    pub members: Vec<String>,
}

/// A messaging engine.
#[derive(Clone, Debug, Deserialize)]
pub struct Engine {
    /// Its name.
    pub name: String,
    /// Its bus.
    pub bus: String,
    /// `NODE/SERVER`: the one that takes the flush start.
    pub server: String,
    /// Its cluster; absent for a server member.
    pub cluster: Option<String>,
    /// The store that it uses.
    pub store: String,
    /// Its unique id, where the plan pins it.
    pub uuid: Option<String>,
    /// The initial state to leave behind: `recorded`, `started` or `stopped`.
    pub initial_state: String,
}

/// A store.
#[derive(Clone, Debug, Deserialize)]
pub struct Store {
    /// Its name in the plan.
    pub name: String,
    /// The host on which it is restored.
    pub host: String,
    /// What is restored as one.
    pub restored_with: String,
    /// The schema of its tables; may be empty.
    pub schema: String,
    /// What its kind of store is told by.
    pub place: Option<StoreKind>,
    /// The folder of its database's tools; may be empty.
    pub tools: String,
    /// The backup's place.
    pub backup: String,
    /// Its SHA-256; may be empty.
    pub sha256: String,
    /// Where it is kept before it is overwritten; may be empty.
    pub keep_to: String,
}

/// The archive of the configuration.
#[derive(Clone, Debug, Deserialize)]
pub struct Config {
    /// Its path.
    pub path: String,
    /// Its SHA-256; may be empty.
    pub sha256: String,
}

/// A host, and what phase 0 looks for there.
#[derive(Clone, Debug, Deserialize)]
pub struct Host {
    /// Its name.
    pub name: String,
    /// Folders of profiles.
    pub profiles: Vec<String>,
    /// Tools: paths, or names to be found on the path.
    pub tools: Vec<String>,
    /// Files.
    pub files: Vec<File>,
    /// Folders.
    pub dirs: Vec<Dir>,
    /// Backups that are folders.
    pub backups: Vec<Backup>,
    /// Property files.
    pub props: Vec<Props>,
}

/// A file that must be there.
#[derive(Clone, Debug, Deserialize)]
pub struct File {
    /// Its path.
    pub path: String,
    /// Its SHA-256; may be empty.
    pub sha256: String,
    /// What it is, in a few words.
    pub what: String,
}

/// A folder that must be there.
#[derive(Clone, Debug, Deserialize)]
pub struct Dir {
    /// Its path.
    pub path: String,
}

/// A folder that holds a backup.
#[derive(Clone, Debug, Deserialize)]
pub struct Backup {
    /// Its path.
    pub path: String,
    /// `db2`, `derby` or `file`.
    pub kind: String,
    /// The database that an image is of.
    pub database: String,
    /// The time stamp of the image; may be empty.
    pub time: String,
}

/// A property file.
#[derive(Clone, Debug, Deserialize)]
pub struct Props {
    /// Its path.
    pub path: String,
    /// The keys that must have a value.
    pub keys: Vec<String>,
}

/// A step.
#[derive(Clone, Debug, Deserialize)]
pub struct Step {
    /// Its id.
    pub id: String,
    /// Its kind.
    pub kind: String,
    /// 0 to 9.
    pub phase: usize,
    /// The step in a few words.
    pub title: String,
    /// The host it runs on.
    pub host: String,
    /// The ids of the steps it follows directly.
    pub follows: Vec<String>,
    /// The way back; absent at a point of no return.
    pub way_back: Option<String>,
}

impl Site {
    /// Reads the `plan.json` of a bundle.
    ///
    /// # Errors
    /// In words: the file cannot be read, or an older compiler has written it.
    pub fn of_bundle(bundle: &Path) -> Result<Self, String> {
        let path = bundle.join(crate::bundle::PLAN);
        let text = fs::read_to_string(&path).map_err(|error| {
            format!("{} is no bundle: {}: {error}", bundle.display(), path.display())
        })?;
        serde_json::from_str(&text).map_err(|error| {
            format!("{} was written by another release of sibrestore: {error}", path.display())
        })
    }

    /// A step by its id.
    pub fn step(&self, id: &str) -> Option<&Step> {
        self.steps.iter().find(|step| step.id == id)
    }

    /// The node of a `NODE/SERVER`.
    pub fn node_of(&self, server: &str) -> Option<&Node> {
        let node = server.split('/').next()?;
        self.cell.nodes.iter().find(|known| known.name == node)
    }

    /// The members that could host an engine: its own server, or all of its cluster.
    pub fn members_of(&self, engine: &Engine) -> Vec<String> {
        let cluster = engine.cluster.as_ref();
        let cluster = cluster.and_then(|name| self.cell.clusters.iter().find(|c| c.name == *name));
        cluster.map_or_else(|| vec![engine.server.clone()], |cluster| cluster.members.clone())
    }
}
