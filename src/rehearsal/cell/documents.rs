//! The documents of a configuration that hold the engines: the master's, and each node's copy.
//!
//! A node holds its own servers and their clusters alone (wsadmin-api B). The shape is that of an XMI
//! document: one object is the root, several are children of `xmi:XMI`; attributes come in any order.

use super::{Cell, Config, Engine, FileChange};
use std::collections::BTreeMap;

const NAMESPACES: &str = "xmi:version=\"2.0\" xmlns:xmi=\"http://www.omg.org/XMI\" xmlns:sibresources=\"http://www.ibm.com/websphere/appserver/schemas/6.0/sibresources.xmi\"";

impl Cell {
    /// Writes the documents of the master configuration.
    pub(super) fn write_master(&mut self) {
        let (profile, host) = (self.admin_profile(), self.admin_host());
        self.write(&host, &profile, &self.master.clone(), "");
    }

    /// Writes those of a node's copy. A stand-alone server has the master alone.
    pub(super) fn write_copy(&mut self, node: &str) {
        if !self.nd {
            return;
        }
        let Some(known) = self.nodes.get(node).cloned() else { return };
        self.write(&known.host, &known.profile, &known.copy, node);
    }

    /// Writes those of the whole cell.
    pub fn write_documents(&mut self) {
        self.write_master();
        for node in self.nodes.keys().cloned().collect::<Vec<_>>() {
            self.write_copy(&node);
        }
    }

    fn write(&mut self, host: &str, profile: &str, config: &Config, node: &str) {
        let cell = format!("{profile}/config/cells/{}", self.name);
        let version = format!("<cell version=\"{}\"/>\n", config.version);
        let mut files = vec![(format!("{cell}/cell.xml"), version)];
        for (scope, engines) in self.scopes() {
            let here = |engine: &&Engine| {
                engine.members.iter().any(|member| member.starts_with(&format!("{node}/")))
            };
            if node.is_empty() || engines.iter().any(here) {
                files.push((format!("{cell}/{scope}/sib-engines.xml"), text(&engines, config)));
            }
        }
        for (path, text) in files {
            self.outbox.push(FileChange::Write(host.to_owned(), path, text));
        }
    }

    /// The engines by the folder that their document is in.
    fn scopes(&self) -> BTreeMap<String, Vec<&Engine>> {
        let mut scopes: BTreeMap<String, Vec<&Engine>> = BTreeMap::new();
        for engine in self.engines.values() {
            scopes.entry(self.scope_of(engine)).or_default().push(engine);
        }
        scopes
    }

    /// Where in the cell an engine is configured (wsadmin-api A1).
    pub fn scope_of(&self, engine: &Engine) -> String {
        if !engine.cluster.is_empty() {
            return format!("clusters/{}", engine.cluster);
        }
        let (node, server) = engine.chosen.split_once('/').unwrap_or_default();
        format!("nodes/{node}/servers/{server}")
    }

    /// What the archive of the configuration holds at a path below its root; nothing where it has no
    /// such document.
    pub fn in_archive(&self, path: &str) -> Option<String> {
        let cell = format!("cells/{}/", self.archive.cell);
        let scope = path.strip_prefix(&cell)?.strip_suffix("/sib-engines.xml")?;
        let scopes = self.scopes();
        scopes.get(scope).map(|engines| text(engines, &self.archive.config))
    }

    /// The paths in the archive of the documents that hold engines.
    pub fn engine_documents(&self) -> Vec<String> {
        let path = |scope: &String| format!("cells/{}/{scope}/sib-engines.xml", self.archive.cell);
        self.scopes().keys().map(path).collect()
    }

    /// The version of the configuration that a document of ours says it is of.
    pub fn version_in(text: &str) -> Option<u64> {
        let (_, rest) = text.split_once("<cell version=\"")?;
        rest.split_once('"')?.0.parse().ok()
    }
}

/// The document of some engines of one scope.
fn text(engines: &[&Engine], config: &Config) -> String {
    let head = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
    if let [engine] = engines {
        return format!("{head}{}", element(engine, 0, config, &format!(" {NAMESPACES}")));
    }
    let children: String =
        engines.iter().enumerate().map(|(at, engine)| element(engine, at, config, "")).collect();
    format!("{head}<xmi:XMI {NAMESPACES}>\n{children}</xmi:XMI>\n")
}

fn element(engine: &Engine, at: usize, config: &Config, root: &str) -> String {
    let name = escaped(&engine.name);
    let uuid = config.uuids.get(&engine.name).cloned().unwrap_or_default();
    // An absent one is the default, which the documents leave out (wsadmin-api B).
    let initial = config.initial.get(&engine.name);
    let initial = initial.map_or_else(String::new, |state| format!(" initialState=\"{state}\""));
    format!(
        "  <sibresources:SIBMessagingEngine{root} xmi:id=\"SIBMessagingEngine_{at}\"{initial}\n      name=\"{name}\" uuid=\"{uuid}\" busName=\"{}\"\n      messageStoreType=\"DATASTORE\">\n    <dataStore xmi:id=\"SIBDatastore_{at}\" uuid=\"0000000000000000\" dataSourceName=\"jdbc/{}\"/>\n  </sibresources:SIBMessagingEngine>\n",
        escaped(&engine.bus),
        escaped(&engine.store),
    )
}

fn escaped(text: &str) -> String {
    let text = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    text.replace('"', "&quot;")
}
