//! The processes of the cell: deployment manager, node agents, servers.

use super::agenda::What;
use super::{Cell, FileChange, MANAGER};
use crate::rehearsal::verdict::ViolationKind;
use serde::{Deserialize, Serialize};

/// A process of the cell.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Process {
    /// What it is.
    pub kind: ProcessKind,
    /// Its node.
    pub node: String,
    /// Its name, as the tools take it.
    pub name: String,
    /// Its host.
    pub host: String,
    /// The folder of its profile.
    pub profile: String,
    /// Its SOAP port; 0 where the plan has none.
    pub soap: u16,
    /// Its JVM log.
    pub log: String,
    /// Whether it logs with HPEL.
    pub hpel: bool,
    /// Its number, while it runs.
    pub pid: Option<u64>,
    /// How far it is.
    pub life: Life,
    /// Whether it was started in recovery mode.
    pub recovery: bool,
}

/// What a process is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum ProcessKind {
    /// The deployment manager.
    Manager,
    /// A node agent.
    Agent,
    /// An application server.
    #[default]
    Server,
}

/// How far a process is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Life {
    /// It does not run.
    #[default]
    Down,
    /// It runs and is not open for e-business yet.
    Starting,
    /// It is up.
    Up,
    /// It is on its way down.
    Stopping,
}

/// Numbers of simulated processes begin above those of any system.
pub const FIRST_PID: u64 = 70_000_001;

impl Process {
    /// The file that its messages go to: with HPEL, what logViewer prints.
    pub fn log_file(&self) -> String {
        let folder = self.log.rsplit_once('/').map_or("", |(folder, _)| folder);
        if self.hpel { format!("{folder}/logdata/messages.txt") } else { self.log.clone() }
    }

    /// The file that holds its number while it runs.
    pub fn pid_file(&self) -> String {
        format!("{}/logs/{}/{}.pid", self.profile, self.name, self.name)
    }

    /// The end of its command line, as ps shows it: profile, cell, node and its name.
    pub fn command_line(&self, cell: &str) -> String {
        format!(
            "{}/java/bin/java com.ibm.ws.bootstrap.WSLauncher com.ibm.ws.runtime.WsServer {}/config {cell} {} {}",
            self.profile, self.profile, self.node, self.name
        )
    }
}

impl Cell {
    /// Whether a process is up.
    pub fn is_running(&self, key: &str) -> bool {
        self.processes.get(key).is_some_and(|process| process.life == Life::Up)
    }

    /// Whether a node's agent is up.
    pub fn agent_is_up(&self, node: &str) -> bool {
        self.is_running(&format!("{node}/nodeagent"))
    }

    /// Whether the process that wsadmin talks to has a server in view: it must be up, and in a cell
    /// its node's agent too (wsadmin-api C).
    pub fn sees(&self, server: &str) -> bool {
        let Some(process) = self.processes.get(server) else { return false };
        process.life == Life::Up && (!self.nd || self.agent_is_up(&process.node))
    }

    /// A process on a host, by the name that the tools take and the folder of its profile.
    pub fn process_named(&self, host: &str, profile: &str, name: &str) -> Option<String> {
        let named = |process: &Process| {
            process.host == host && process.profile == profile && process.name == name
        };
        self.processes.iter().find(|(_, process)| named(process)).map(|(key, _)| key.clone())
    }

    /// Starts a process; it is up after so many seconds.
    pub fn start_process(&mut self, key: &str, seconds: i64, recovery: bool) {
        let what = if recovery { "recovery start" } else { "start" };
        self.effect(format!("{what} of {key}"));
        self.bring_up(key, seconds, recovery);
    }

    fn bring_up(&mut self, key: &str, seconds: i64, recovery: bool) {
        self.forget_process(key);
        self.next_pid += 1;
        let pid = self.next_pid;
        let Some(process) = self.processes.get_mut(key) else { return };
        process.pid = Some(pid);
        process.life = Life::Starting;
        process.recovery = recovery;
        let (host, file) = (process.host.clone(), process.pid_file());
        self.outbox.push(FileChange::Write(host, file, format!("{pid}\n")));
        self.later(seconds, What::Up(key.to_owned()));
    }

    /// A process is up: an agent synchronises at once, a server brings its engines up.
    pub(super) fn is_up(&mut self, key: &str) {
        let Some(process) = self.processes.get_mut(key) else { return };
        if process.life != Life::Starting {
            return;
        }
        process.life = Life::Up;
        let (kind, node, recovery) = (process.kind, process.node.clone(), process.recovery);
        self.happens(format!("{key} is up"));
        match kind {
            ProcessKind::Manager => {}
            // The first synchronisation after the start of an agent is full (commands 4).
            ProcessKind::Agent if self.is_running(MANAGER) => self.agent_synchronises(&node),
            ProcessKind::Agent => {}
            ProcessKind::Server => {
                self.boot_engines(key);
                // A server in recovery mode ends by itself (commands 2.4).
                if recovery && !self.fault("recovery-never-ends", key) {
                    self.later(20, What::Gone(key.to_owned()));
                }
            }
        }
    }

    /// What an agent does by itself is nobody's effect.
    fn agent_synchronises(&mut self, node: &str) {
        self.take_master(node);
    }

    /// A process ends in so many seconds, with its engines.
    pub fn stop_process(&mut self, key: &str, seconds: i64) {
        self.effect(format!("stop of {key}"));
        if let Some(process) = self.processes.get_mut(key) {
            process.life = Life::Stopping;
        }
        self.later(seconds, What::Gone(key.to_owned()));
    }

    /// A process has ended.
    pub(super) fn is_gone(&mut self, key: &str) {
        self.end(key);
    }

    /// A process ends without having been asked to; its agent starts it again, where the monitoring
    /// policy says so (commands T6).
    pub fn kill_process(&mut self, key: &str) {
        if self.processes.get(key).is_none_or(|process| process.pid.is_none()) {
            return;
        }
        let (node, kind) =
            self.processes.get(key).map_or_else(Default::default, |p| (p.node.clone(), p.kind));
        self.end(key);
        self.happens(format!("{key} has died"));
        if self.nd && kind == ProcessKind::Server && self.agent_is_up(&node) {
            self.later(15, What::Restarts(key.to_owned()));
        }
    }

    /// Somebody starts a process by hand, or starts it once more.
    pub fn start_again(&mut self, key: &str) {
        self.end(key);
        self.happens(format!("somebody starts {key}"));
        self.bring_up(key, 30, false);
    }

    pub(super) fn agent_restarts(&mut self, key: &str) {
        let node = self.processes.get(key).map(|process| process.node.clone()).unwrap_or_default();
        if self.agent_is_up(&node)
            && self.processes.get(key).is_some_and(|process| process.pid.is_none())
        {
            self.happens(format!("the node agent starts {key} again"));
            self.bring_up(key, 40, false);
        }
    }

    fn end(&mut self, key: &str) {
        self.forget_process(key);
        let Some(process) = self.processes.get_mut(key) else { return };
        if process.pid.is_none() {
            return;
        }
        process.pid = None;
        process.life = Life::Down;
        process.recovery = false;
        let (host, file, kind) = (process.host.clone(), process.pid_file(), process.kind);
        self.outbox.push(FileChange::Remove(host, file));
        self.happens(format!("{key} has ended"));
        if kind != ProcessKind::Server {
            return;
        }
        let here: Vec<String> = self
            .instances
            .iter()
            .filter(|(_, one)| one.server == key)
            .map(|(key, _)| key.clone())
            .collect();
        for instance in here {
            self.forget(&instance);
            self.release_lock(&instance);
            if let Some(one) = self.instances.remove(&instance)
                && (one.state.is_active() || one.state == super::State::Stopped)
            {
                self.fail_over(&one.engine, key);
            }
        }
    }

    /// `backupConfig` and `restoreConfig` stop all servers of a node by default (H17).
    pub fn stop_all_of_profile(&mut self, host: &str, profile: &str, tool: &str) {
        let here: Vec<String> = self
            .processes
            .iter()
            .filter(|(_, process)| {
                process.host == host && process.profile == profile && process.pid.is_some()
            })
            .map(|(key, _)| key.clone())
            .collect();
        for key in here {
            self.violate(ViolationKind::SurpriseOutage, &key, &format!("{tool} stopped it"));
            self.end(&key);
        }
    }
}
