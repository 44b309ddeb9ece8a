//! A snapshot of a cell, as the probe wrote it: read, and told from other files.

use super::FORMAT;
use jiff::Timestamp;
use serde::Deserialize;
use serde::de::IgnoredAny;

/// Bytes that a snapshot may have. Ten thousand engines make about ten million.
pub const MAX_BYTES: usize = 64 * 1024 * 1024;

/// A snapshot. A text that could not be read is `None`, one that is unset is empty; fields that this
/// program does not know are left aside.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Snapshot {
    /// Its form; see [`FORMAT`].
    pub sibrestore_snapshot: u64,
    /// When it was begun, in seconds since 1970, by the clock of the host where wsadmin ran.
    pub taken: i64,
    /// What wsadmin was connected to.
    pub connected: Connected,
    /// The cells of the configuration: one.
    pub cells: Vec<Named>,
    /// All nodes, with unmanaged ones.
    pub nodes: Vec<Node>,
    /// All servers, with node agents, the manager and web servers.
    pub servers: Vec<Server>,
    /// The members of all clusters.
    pub cluster_members: Vec<ClusterMember>,
    /// All buses.
    pub buses: Vec<Bus>,
    /// The members of all buses.
    pub bus_members: Vec<BusMember>,
    /// The engines that are configured.
    pub engines: Vec<Engine>,
    /// The servers that run, as far as wsadmin saw them.
    pub processes: Vec<Process>,
    /// The answers to open points.
    pub points: Vec<Point>,
    /// The types of which nobody could say which objects there are.
    pub incomplete: Vec<String>,
    /// The first calls that failed.
    pub failures: Vec<Failure>,
    /// How many calls there were.
    pub calls: Calls,
}

/// What wsadmin was connected to.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Connected {
    /// The cell.
    pub cell: Option<String>,
}

/// Something with a name.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Named {
    /// Its name.
    pub name: Option<String>,
}

/// A node.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Node {
    /// Its name.
    pub name: Option<String>,
    /// Its host.
    pub host: Option<String>,
    /// The release of the product on it.
    pub version: Option<String>,
}

/// A server, a node agent or a deployment manager.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Server {
    /// The node it is on.
    pub node: Option<String>,
    /// Its name.
    pub name: Option<String>,
    /// Such as `APPLICATION_SERVER`.
    #[serde(rename = "type")]
    pub kind: Option<String>,
    /// `true` where it logs with HPEL, `false` where not.
    pub hpel: Option<String>,
    /// The port of its SOAP connector.
    pub soap_port: Option<String>,
}

/// A member of a cluster.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct ClusterMember {
    /// The cluster.
    pub cluster: Option<String>,
    /// The node.
    pub node: Option<String>,
    /// The server.
    pub server: Option<String>,
}

/// A bus.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Bus {
    /// Its name.
    pub name: Option<String>,
    /// Its unique id.
    pub uuid: Option<String>,
}

/// A member of a bus: a server, or a cluster.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct BusMember {
    /// The bus.
    pub bus: Option<String>,
    /// The node of the server.
    pub node: Option<String>,
    /// The server.
    pub server: Option<String>,
    /// The cluster.
    pub cluster: Option<String>,
}

/// An engine as it is configured.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Engine {
    /// Its name.
    pub name: Option<String>,
    /// Its bus.
    pub bus: Option<String>,
    /// Its unique id.
    pub uuid: Option<String>,
    /// `STARTED` or `STOPPED`.
    pub initial_state: Option<String>,
    /// `DATASTORE` or `FILESTORE`.
    pub store_type: Option<String>,
    /// The JNDI name of its data source.
    pub jndi: Option<String>,
    /// The schema of its tables.
    pub schema: Option<String>,
    /// The folder of its log file.
    pub log: Option<String>,
    /// The folder of its permanent store file.
    pub permanent: Option<String>,
    /// The folder of its temporary store file.
    pub temporary: Option<String>,
    /// Where it is configured: `nodes/N/servers/S` or `clusters/K`.
    pub scope: Option<String>,
}

/// A server that runs.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Process {
    /// Such as `DeploymentManager`, `ManagedProcess` or `UnManagedProcess`.
    #[serde(rename = "type")]
    pub kind: Option<String>,
}

/// What was seen of an open point.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Point {
    /// Its id; see [`super::questions`].
    pub id: String,
    /// What was seen; empty when nothing answered.
    pub seen: Vec<Seen>,
}

/// One thing that was seen.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Seen {
    /// The server (`node/server`) or node that it is about; empty for the cell.
    pub about: String,
    /// What it is.
    pub says: String,
    /// `yes` where it is as bundles assume, `no` where it is not, empty where a person has to judge.
    pub holds: String,
}

/// A call that failed.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Failure {
    /// The call.
    pub call: String,
    /// The text of the exception.
    pub why: String,
}

/// How many calls there were.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Calls {
    /// Calls that failed.
    pub failed: u64,
    /// Calls that were not made, because the time was over.
    pub not_asked: u64,
}

/// What every snapshot has, whatever its form.
#[derive(Deserialize)]
struct Head {
    sibrestore_snapshot: Option<u64>,
    written_by: Option<String>,
    calls: Option<IgnoredAny>,
}

impl Snapshot {
    /// Reads a snapshot: the file, or what wsadmin printed around it.
    ///
    /// # Errors
    /// Words that say what is wrong with the text: not text, cut off, foreign, or of a newer form.
    pub fn read(bytes: &[u8]) -> Result<Self, String> {
        if bytes.len() > MAX_BYTES {
            return Err(format!("it has more than {} MB, which no snapshot has", MAX_BYTES >> 20));
        }
        let text = std::str::from_utf8(bytes).map_err(|_| "it is not UTF-8 text".to_owned())?;
        let document = document(text.strip_prefix('\u{feff}').unwrap_or(text))?;
        let head: Head = parse(document)?;
        match head.sibrestore_snapshot {
            None => return Err(String::from(FOREIGN)),
            Some(format) if format != u64::from(FORMAT) => {
                let by = head.written_by.map_or(String::new(), |by| format!(" by {by}"));
                return Err(format!(
                    "it was written{by} in form {format}, and this program reads form {FORMAT}"
                ));
            }
            Some(_) if head.calls.is_none() => return Err(String::from(CUT_OFF)),
            Some(_) => {}
        }
        parse(document)
    }

    /// When it was taken, as `2026-11-24T18:00:00Z`; `None` where that is no time.
    pub fn time(&self) -> Option<String> {
        let time = Timestamp::from_second(self.taken).ok().filter(|_| self.taken > 0);
        time.map(|time| time.to_string())
    }

    /// The name of the cell, as it is configured or as wsadmin was connected to it.
    pub fn cell(&self) -> Option<&str> {
        let configured = self.cells.first().and_then(|cell| cell.name.as_deref());
        configured.or(self.connected.cell.as_deref())
    }
}

const FOREIGN: &str =
    "it is no snapshot of a cell; `sibrestore probe` prints the script that takes one";
const CUT_OFF: &str = "it ends in the middle; copy it again, or take it again";

/// The document among lines that wsadmin printed: its first and last line are one bracket each.
fn document(text: &str) -> Result<&str, String> {
    let trimmed = text.trim();
    if trimmed.is_empty() {
        return Err("it is empty".to_owned());
    }
    let mut begin = None;
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        match (line.trim_end(), begin) {
            ("{", None) => begin = Some(at),
            ("}", Some(begin)) => return Ok(&text[begin..=at]),
            _ => {}
        }
        at += line.len();
    }
    match begin {
        Some(_) => Err(CUT_OFF.to_owned()),
        // Somebody may have laid the document out anew.
        None if trimmed.starts_with('{') => Ok(trimmed),
        None => Err(FOREIGN.to_owned()),
    }
}

fn parse<'a, T: Deserialize<'a>>(document: &'a str) -> Result<T, String> {
    serde_json::from_str(document).map_err(|error| match error.classify() {
        serde_json::error::Category::Eof => CUT_OFF.to_owned(),
        _ => format!("it cannot be read: {error}"),
    })
}
