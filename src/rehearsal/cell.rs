//! The simulated cell: processes, engines, stores and configuration, on a virtual clock.
//!
//! It is a value. Nothing here touches a disk or a clock: what would be in a file is put into
//! [`Cell::outbox`], and the time is handed in. Each behaviour names the fact that it follows;
//! `engine-runtime`, `commands` and `wsadmin-api` are the pages of facts.

mod agenda;
mod build;
mod config;
mod documents;
mod engine;
mod log;
mod messages;
mod process;
mod store;

pub use agenda::{Due, What};
pub use build::{BEGIN, build};
pub use config::Config;
pub use engine::{Asked, Instance, State};
pub use messages::{Receiver, Stream};
pub use process::{Life, Process, ProcessKind};
pub use store::{Data, Store};

use super::assumptions::Assumptions;
use super::verdict::{Violation, ViolationKind};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A whole cell at one moment.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Cell {
    /// Its name.
    pub name: String,
    /// Whether it has a deployment manager.
    pub nd: bool,
    /// The node of the process that wsadmin talks to.
    pub admin_node: String,
    /// Processes by `NODE/SERVER`; the deployment manager's is [`MANAGER`].
    pub processes: BTreeMap<String, Process>,
    /// Nodes by name.
    pub nodes: BTreeMap<String, Node>,
    /// Members of clusters: cluster, node, server.
    pub members: Vec<[String; 3]>,
    /// Engines by name.
    pub engines: BTreeMap<String, Engine>,
    /// Engines in their servers, by [`instance_key`]; a server that is down has none.
    pub instances: BTreeMap<String, Instance>,
    /// The master configuration; on a stand-alone server the only one.
    pub master: Config,
    /// What the archive of the plan holds.
    pub archive: Archive,
    /// The configuration that was put aside by the last restore.
    pub aside: Option<Config>,
    /// Stores by name.
    pub stores: BTreeMap<String, Store>,
    /// Databases that do not answer, by what is restored as one.
    pub databases_down: BTreeMap<String, bool>,
    /// The database that each DB2 instance's user is connected to.
    pub connected: BTreeMap<String, String>,
    /// What happens by itself, later.
    pub agenda: Vec<Due>,
    /// How the cell behaves where nobody knows.
    pub assumptions: Assumptions,
    /// What goes wrong.
    pub faults: Vec<ActiveFault>,
    /// What has happened.
    pub events: Vec<Event>,
    /// What must never happen, and did.
    pub violations: Vec<Violation>,
    /// Launches of wsadmin that came to run a script in mode `do`.
    pub launches: usize,
    /// Files to be changed; whoever holds the cell does that.
    #[serde(skip)]
    pub outbox: Vec<FileChange>,
    /// Who acts, and when.
    #[serde(skip)]
    pub caller: Caller,
    /// The number of the next process.
    pub next_pid: u64,
}

/// The key of the deployment manager in [`Cell::processes`].
pub const MANAGER: &str = "dmgr";

/// Who calls a tool.
#[derive(Clone, Debug, Default)]
pub struct Caller {
    /// Seconds of the virtual clock of its host.
    pub now: i64,
    /// Its host.
    pub host: String,
    /// The step; empty for run.sh itself and for people.
    pub step: String,
    /// `before`, `do`, `verify`, `back`, or empty.
    pub mode: String,
}

/// A node.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Node {
    /// Its host.
    pub host: String,
    /// The folder of its profile.
    pub profile: String,
    /// Its copy of the configuration.
    pub copy: Config,
    /// The version of the master that its agent believes to have; a partial synchronisation
    /// compares nothing else (commands 4, kinds of sync).
    pub epoch: u64,
}

/// A messaging engine, whatever server it is in.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Engine {
    /// Its name.
    pub name: String,
    /// Its bus.
    pub bus: String,
    /// Its cluster; empty for a server member.
    pub cluster: String,
    /// The servers that can host it.
    pub members: Vec<String>,
    /// The one of them that takes the flush start.
    pub chosen: String,
    /// Its store.
    pub store: String,
    /// Whether the plan is about it; others are neighbours that nothing may touch.
    pub planned: bool,
    /// The initial state that it is to have afterwards.
    pub wanted: String,
    /// Whether the plan itself says that state, whatever was recorded.
    pub wanted_by_plan: bool,
    /// Who gets its messages.
    pub receiver: Receiver,
}

/// What an archive of a configuration holds.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Archive {
    /// Its path on the admin host.
    pub path: String,
    /// The cell that it is of.
    pub cell: String,
    /// Whether the deployment manager is in it.
    pub has_manager: bool,
    /// The configuration.
    pub config: Config,
}

/// A fault that was asked for.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ActiveFault {
    /// Its id in the catalogue.
    pub id: String,
    /// What it is about: an engine, a server, a node, a host or a step.
    pub place: String,
    /// How often it has struck.
    pub struck: u32,
    /// Whether somebody has put it right.
    pub mended: bool,
}

/// Something that has happened in the cell.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Event {
    /// Seconds of the virtual clock.
    pub at: i64,
    /// The host that did it; empty for the cell itself.
    pub host: String,
    /// The step that did it; empty for the cell itself and for people.
    pub step: String,
    /// Whether it was done on the way back of that step.
    pub back: bool,
    /// What, in a few words.
    pub what: String,
    /// Whether it was asked for by a tool and changed something.
    pub effect: bool,
}

/// A change of a file on a simulated host.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FileChange {
    /// Bytes at the end of a file.
    Append(String, String, Vec<u8>),
    /// A file's whole text.
    Write(String, String, String),
    /// A file that goes.
    Remove(String, String),
    /// A file that gets another name: host, from, to.
    Rename(String, String, String),
}

/// The key of an engine in a server.
pub fn instance_key(engine: &str, server: &str) -> String {
    format!("{engine}@{server}")
}

impl Cell {
    /// Notes something that happens by itself.
    pub fn happens(&mut self, what: impl Into<String>) {
        let at = self.caller.now;
        let event = Event {
            at,
            host: String::new(),
            step: String::new(),
            back: false,
            what: what.into(),
            effect: false,
        };
        self.events.push(event);
    }

    /// Notes a change that a tool was asked for. Whoever only looks must not change anything.
    pub fn effect(&mut self, what: impl Into<String>) {
        let what = what.into();
        let Caller { now, host, step, mode } = self.caller.clone();
        if mode == "before" || mode == "verify" {
            self.violate(ViolationKind::ChangedWhileLooking, &step, &format!("{what}, in {mode}"));
        }
        let back = mode == "back";
        self.events.push(Event { at: now, host, step, back, what, effect: true });
    }

    /// Notes a violation.
    pub fn violate(&mut self, kind: ViolationKind, about: &str, how: &str) {
        let Caller { now, host, step, .. } = self.caller.clone();
        let (about, how) = (about.to_owned(), how.to_owned());
        self.violations.push(Violation { kind, at: now, host, step, about, how });
    }

    /// Whether a fault is at work in a place; counts the strike.
    pub fn fault(&mut self, id: &str, place: &str) -> bool {
        self.fault_times(id, place, u32::MAX)
    }

    /// The same for a fault that strikes a number of times only.
    pub fn fault_times(&mut self, id: &str, place: &str, times: u32) -> bool {
        let found = self.faults.iter_mut().find(|fault| {
            let here = fault.place == place || fault.place.is_empty();
            fault.id == id && !fault.mended && here && fault.struck < times
        });
        if let Some(fault) = found {
            fault.struck += 1;
            return true;
        }
        false
    }

    /// Whether an assumption has this value.
    pub fn assumes(&self, name: &str, value: &str) -> bool {
        self.assumptions.get(name) == value
    }

    /// The engines that a server can host, by name.
    pub fn engines_of(&self, server: &str) -> Vec<String> {
        let here = |engine: &&Engine| engine.members.iter().any(|member| member == server);
        self.engines.values().filter(here).map(|engine| engine.name.clone()).collect()
    }
}
