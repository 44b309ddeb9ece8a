//! The configuration: the master, the nodes' copies, synchronisation, and replacing it.

use super::{Cell, MANAGER};
use crate::rehearsal::verdict::ViolationKind;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A configuration, as far as engines are concerned.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Config {
    /// The initial state of each engine.
    pub initial: BTreeMap<String, String>,
    /// The unique id of each engine.
    pub uuids: BTreeMap<String, String>,
    /// Counts the changes.
    pub version: u64,
}

impl Cell {
    /// The copy of the configuration that a server reads when it starts.
    fn copy_for(&self, server: &str) -> &Config {
        if !self.nd {
            return &self.master;
        }
        let node = self.processes.get(server).and_then(|process| self.nodes.get(&process.node));
        node.map_or(&self.master, |node| &node.copy)
    }

    /// The initial state of an engine, as a server reads it. An absent one is the default, which
    /// the documents leave out (wsadmin-api B).
    pub fn initial_on(&self, engine: &str, server: &str) -> String {
        self.copy_for(server).initial.get(engine).cloned().unwrap_or_else(|| "STARTED".to_owned())
    }

    /// The unique id of an engine, as a server reads it.
    pub fn uuid_of(&self, engine: &str, server: &str) -> String {
        self.copy_for(server).uuids.get(engine).cloned().unwrap_or_default()
    }

    /// Saves initial states in the master.
    pub fn save_initial(&mut self, changes: &BTreeMap<String, String>) {
        let what: Vec<String> =
            changes.iter().map(|(name, state)| format!("{name}={state}")).collect();
        self.effect(format!("save {}", what.join(", ")));
        for (name, state) in changes {
            if self.engines.get(name).is_some_and(|engine| !engine.planned) {
                self.violate(
                    ViolationKind::NeighbourTouched,
                    name,
                    "its initial state was changed",
                );
            }
            self.master.initial.insert(name.clone(), state.clone());
        }
        self.master.version += 1;
        self.write_master();
    }

    /// A node takes the master's state. The agent compares its epoch with the master's and nothing
    /// else, but for the first time after its start (commands 4).
    pub fn synchronise(&mut self, node: &str, full: bool) {
        let version = self.master.version;
        let Some(known) = self.nodes.get(node) else { return };
        if !full && known.epoch == version {
            return;
        }
        if known.copy != self.master {
            self.effect(format!("synchronise {node}"));
        }
        self.take_master(node);
    }

    /// A node has the master's state now, in its files too.
    pub(super) fn take_master(&mut self, node: &str) {
        let master = self.master.clone();
        if let Some(known) = self.nodes.get_mut(node) {
            known.epoch = master.version;
            known.copy = master;
        }
        self.write_copy(node);
    }

    /// What `isNodeSynchronized` says.
    pub fn is_synchronised(&self, node: &str) -> bool {
        self.nodes.get(node).is_some_and(|node| node.epoch == self.master.version)
    }

    /// `restoreConfig`: the whole configuration is replaced by the archive's (commands 1.1, T1).
    pub fn restore_config(&mut self, admin_host: &str) {
        self.effect("restore of the configuration");
        self.danger_to_config("the configuration was replaced while", admin_host);
        self.aside = Some(self.master.clone());
        let version = self.master.version;
        self.master = Config { version, ..self.archive.config.clone() };
        // On the way, agents that run have seen a part of it, and believe to be up to date (T3, T5).
        let running: Vec<String> = self
            .nodes
            .iter()
            .filter(|(name, _)| self.agent_is_up(name))
            .map(|(name, _)| name.clone())
            .collect();
        for name in &running {
            self.violate(
                ViolationKind::ConfigCorrupted,
                name,
                "its node agent ran while the configuration was replaced",
            );
        }
        if running.is_empty() {
            self.master.version += 1;
        }
        if self.archive.cell == self.name {
            self.write_master();
        }
    }

    /// Puts aside what was restored, and the configuration of before back.
    pub fn put_config_back(&mut self) {
        self.effect("the configuration of before is put back");
        self.take_aside();
    }

    fn take_aside(&mut self) {
        if let Some(aside) = self.aside.take() {
            self.master = Config { version: self.master.version + 1, ..aside };
        }
        self.write_master();
    }

    /// The files of the configuration of before may have been put back by renaming a folder, which no
    /// tool of the product does: the version in them tells.
    pub fn found_version(&mut self, version: u64) {
        if version != self.master.version
            && self.aside.as_ref().is_some_and(|aside| aside.version == version)
        {
            self.happens("the configuration of before is back in its place");
            self.take_aside();
        }
    }

    /// Editing or replacing the files of a configuration while a process of it runs can corrupt
    /// it (H11).
    pub fn danger_to_config(&mut self, what: &str, admin_host: &str) {
        let profile = self.admin_profile();
        let running: Vec<String> = self
            .processes
            .iter()
            .filter(|(key, process)| {
                process.pid.is_some()
                    && process.host == admin_host
                    && (if self.nd { key.as_str() == MANAGER } else { process.profile == profile })
            })
            .map(|(key, _)| key.clone())
            .collect();
        for key in running {
            self.violate(ViolationKind::ConfigCorrupted, &key, &format!("{what} it ran"));
        }
    }

    /// The host of the process that wsadmin talks to.
    pub fn admin_host(&self) -> String {
        let process =
            if self.nd { self.processes.get(MANAGER) } else { self.processes.values().next() };
        process.map(|process| process.host.clone()).unwrap_or_default()
    }

    /// The profile whose configuration is the master.
    pub fn admin_profile(&self) -> String {
        let process =
            if self.nd { self.processes.get(MANAGER) } else { self.processes.values().next() };
        process.map(|process| process.profile.clone()).unwrap_or_default()
    }
}
