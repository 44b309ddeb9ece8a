//! The documents of one cell, put together to an [`Inventory`].
//!
//! Of servers that can host no engine only the entry in `serverindex.xml` is read: a cell of a
//! thousand servers has tens of thousands of documents.

use super::archive::{Archive, shown};
use super::xml::{self, Element, Wanted};
use super::{ImportError, database, sib, topology};
use crate::inventory::{
    Cluster, Engine, Inventory, Manager, Member, Node, Scope, Server, ServerName, Store, Variables,
    has_variable,
};
use std::collections::{BTreeMap, BTreeSet};

/// Reads a whole cell.
pub(super) fn read(archive: Archive) -> Result<Inventory, ImportError> {
    let root = cell_folder(&archive)?;
    let folders = Folders::of(&archive, &root);
    let cell = Inventory { origin: format!("`{}`", shown(archive.name())), ..Inventory::default() };
    let mut reader = Reader {
        archive,
        root,
        folders,
        variables: Variables::default(),
        node_names: BTreeMap::new(),
        cluster_names: BTreeMap::new(),
        cell,
    };
    reader.left_out();
    reader.cell_document()?;
    reader.nodes()?;
    reader.clusters()?;
    reader.buses()?;
    reader.engines()?;
    reader.stores()?;
    reader.paths();
    Ok(reader.cell)
}

/// The one folder `…/cells/CELL` that has a `cell.xml`.
fn cell_folder(archive: &Archive) -> Result<String, ImportError> {
    let is_cell = |name: &&str| {
        let parts: Vec<&str> = name.rsplit('/').take(3).collect();
        matches!(parts.as_slice(), ["cell.xml", _, "cells"])
    };
    let cells: Vec<&str> = archive.names().filter(is_cell).collect();
    match cells.as_slice() {
        [] => Err(ImportError::new(
            "it holds no `cells/CELL/cell.xml`; take the archive that backupConfig wrote, or the folder `config` of a profile",
        )),
        [one] => Ok(one.trim_end_matches("cell.xml").to_owned()),
        [one, other, ..] => Err(ImportError::new(format!(
            "it holds two cells, `{}` and `{}`; a backup is of one",
            shown(one),
            shown(other)
        ))),
    }
}

/// Names of folders below the cell's.
#[derive(Debug, Default)]
struct Folders {
    nodes: BTreeSet<String>,
    clusters: BTreeSet<String>,
    buses: BTreeSet<String>,
    /// Node and server of every `sib-engines.xml`.
    engines: BTreeSet<(String, String)>,
    /// Node and server of every `server.xml`.
    servers: BTreeSet<(String, String)>,
}

impl Folders {
    fn of(archive: &Archive, root: &str) -> Self {
        let mut folders = Self::default();
        for name in archive.names().filter_map(|name| name.strip_prefix(root)) {
            let parts: Vec<&str> = name.split('/').collect();
            match parts.as_slice() {
                ["nodes", node, "servers", server, "sib-engines.xml"] => {
                    folders.engines.insert(((*node).to_owned(), (*server).to_owned()));
                }
                ["nodes", node, "servers", server, "server.xml"] => {
                    folders.servers.insert(((*node).to_owned(), (*server).to_owned()));
                }
                ["nodes", node, _] => {
                    folders.nodes.insert((*node).to_owned());
                }
                ["clusters", cluster, _] => {
                    folders.clusters.insert((*cluster).to_owned());
                }
                ["buses", bus, "sib-bus.xml"] => {
                    folders.buses.insert((*bus).to_owned());
                }
                _ => {}
            }
        }
        folders
    }
}

struct Reader {
    archive: Archive,
    root: String,
    folders: Folders,
    variables: Variables,
    /// The folder of each node, by its name.
    node_names: BTreeMap<String, String>,
    /// The folder of each cluster, by its name.
    cluster_names: BTreeMap<String, String>,
    cell: Inventory,
}

impl Reader {
    /// The objects of a document; none where it is not there.
    fn document(&mut self, path: &str, wanted: &Wanted) -> Result<Vec<Element>, ImportError> {
        let name = format!("{}{path}", self.root);
        let Some(bytes) = self.archive.bytes(&name)? else { return Ok(Vec::new()) };
        xml::read(&bytes, wanted).map_err(|error| error.within(&shown(&name)))
    }

    fn variables(&mut self, folder: &str, scope: &Scope) -> Result<(), ImportError> {
        let objects = self.document(&format!("{folder}variables.xml"), &topology::VARIABLES)?;
        topology::add_variables(&objects, scope, &mut self.variables);
        Ok(())
    }

    fn gap(&mut self, text: impl Into<String>) {
        self.cell.gaps.push(text.into());
    }

    fn left_out(&mut self) {
        let all = self.archive.left_out();
        let (count, some) = (all.len(), all.iter().take(3).cloned().collect::<Vec<_>>());
        for text in some {
            self.gap(format!("{text}, was left out"));
        }
        if count > 3 {
            self.gap(format!("{} more entries were left out", count - 3));
        }
    }

    fn cell_document(&mut self) -> Result<(), ImportError> {
        let objects = self.document("cell.xml", &topology::CELL)?;
        let folder = self.root.trim_end_matches('/').rsplit('/').next().unwrap_or("").to_owned();
        self.cell.cell = objects.first().and_then(|cell| cell.text("name")).unwrap_or(folder);
        self.variables("", &Scope::Cell)
    }

    fn nodes(&mut self) -> Result<(), ImportError> {
        let mut without = Vec::new();
        for folder in self.folders.nodes.clone() {
            let path = format!("nodes/{folder}/");
            let objects = self.document(&format!("{path}node.xml"), &topology::NODE)?;
            let name = objects.first().and_then(|node| node.text("name"));
            let name = name.unwrap_or_else(|| folder.clone());
            let index =
                self.document(&format!("{path}serverindex.xml"), &topology::SERVER_INDEX)?;
            let Some(index) = index.first() else {
                without.push(name);
                continue;
            };
            self.variables(&path, &Scope::Node(name.clone()))?;
            self.node_names.insert(name.clone(), folder.clone());
            self.node(index, &folder, name)?;
        }
        if !without.is_empty() {
            self.gap(format!(
                "{} has no serverindex.xml, so host and servers are not known",
                of_nodes(&without)
            ));
        }
        self.cell.nodes.sort_by(|a, b| a.name.cmp(&b.name));
        self.is_whole();
        Ok(())
    }

    fn node(&mut self, index: &Element, folder: &str, name: String) -> Result<(), ImportError> {
        let (host, processes) = topology::processes(index);
        let properties = format!("{}nodes/{folder}/node-metadata.properties", self.root);
        let properties = self.archive.bytes(&properties)?;
        let release =
            properties.and_then(|bytes| topology::release(&String::from_utf8_lossy(&bytes)));
        let scopes = [Scope::Node(name.clone()), Scope::Cell];
        let filled = self.variables.fill(&scopes, "${USER_INSTALL_ROOT}");
        let profile = Some(filled).filter(|path| !has_variable(path));
        let is = |kind| processes.iter().find(move |process| process.kind == kind);
        if let Some(manager) = is(topology::Kind::Manager) {
            self.cell.manager = Some(Manager {
                node: name.clone(),
                host: host.clone(),
                profile: profile.clone(),
                soap: manager.soap,
                release: release.clone(),
            });
        }
        let has_agent = is(topology::Kind::Agent).is_some();
        let server = |process: &topology::Process| Server {
            name: process.name.clone(),
            soap: process.soap,
            ..Server::default()
        };
        let of_servers = processes.iter().filter(|process| process.kind == topology::Kind::Server);
        let mut servers: Vec<Server> = of_servers.map(server).collect();
        servers.sort_by(|a, b| a.name.cmp(&b.name));
        if has_agent || !servers.is_empty() {
            self.cell.nodes.push(Node { name, host, profile, release, has_agent, servers });
        }
        Ok(())
    }

    /// The archive of a deployment manager has a `server.xml` for every server; that of a node has the
    /// `serverindex.xml` of other nodes, but not their servers.
    fn is_whole(&mut self) {
        let federated = self.cell.nodes.iter().any(|node| node.has_agent);
        let managers =
            self.cell.manager.as_ref().and_then(|manager| self.node_names.get(&manager.node));
        let of_manager = managers
            .is_some_and(|folder| self.folders.servers.iter().any(|(node, _)| node == folder));
        if federated && !of_manager {
            self.gap(
                "it is the archive of a node and not that of the deployment manager, so it does not hold the whole cell",
            );
            return;
        }
        let missing: Vec<String> = self
            .cell
            .nodes
            .iter()
            .filter(|node| {
                let folder = self.node_names.get(&node.name);
                let has = |server: &Server| {
                    folder.is_some_and(|folder| {
                        self.folders.servers.contains(&(folder.clone(), server.name.clone()))
                    })
                };
                !node.servers.is_empty() && !node.servers.iter().any(has)
            })
            .map(|node| node.name.clone())
            .collect();
        if !missing.is_empty() {
            self.gap(format!("{} has no server.xml for any of its servers", of_nodes(&missing)));
        }
    }

    fn clusters(&mut self) -> Result<(), ImportError> {
        for folder in self.folders.clusters.clone() {
            let path = format!("clusters/{folder}/");
            let objects = self.document(&format!("{path}cluster.xml"), &topology::CLUSTER)?;
            let Some(cluster) = objects.first() else { continue };
            let name = cluster.text("name").unwrap_or_else(|| folder.clone());
            self.cluster_names.insert(name.clone(), folder.clone());
            self.variables(&path, &Scope::Cluster(name.clone()))?;
            let members = topology::members(cluster);
            let unknown = members.iter().find(|member| self.cell.server(member).is_none());
            if let Some(member) = unknown.cloned() {
                self.gap(format!(
                    "cluster `{}` has the member `{}`, which no serverindex.xml has",
                    shown(&name),
                    shown(&member.to_string())
                ));
            }
            self.engines_of(&path, &Member::Cluster(name.clone()))?;
            self.cell.clusters.push(Cluster { name, members });
        }
        self.cell.clusters.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(())
    }

    fn buses(&mut self) -> Result<(), ImportError> {
        for folder in self.folders.buses.clone() {
            let objects = self.document(&format!("buses/{folder}/sib-bus.xml"), &sib::BUS)?;
            self.cell.buses.extend(objects.iter().filter_map(sib::bus));
        }
        self.cell.buses.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(())
    }

    fn engines(&mut self) -> Result<(), ImportError> {
        let names: BTreeMap<String, String> =
            self.node_names.iter().map(|(name, folder)| (folder.clone(), name.clone())).collect();
        for (node, server) in self.folders.engines.clone() {
            let name = names.get(&node).cloned().unwrap_or_else(|| node.clone());
            let member = Member::Server(ServerName::new(name, server.clone()));
            self.engines_of(&format!("nodes/{node}/servers/{server}/"), &member)?;
        }
        self.cell.engines.sort_by(|a, b| (&a.bus, &a.name).cmp(&(&b.bus, &b.name)));
        Ok(())
    }

    fn engines_of(&mut self, path: &str, member: &Member) -> Result<(), ImportError> {
        let objects = self.document(&format!("{path}sib-engines.xml"), &sib::ENGINES)?;
        for object in &objects {
            match sib::engine(object, member) {
                Some(engine) => self.cell.engines.push(engine),
                None => {
                    let member = shown(&member.to_string());
                    self.gap(format!("an engine of `{member}` has no name and was left out"));
                }
            }
        }
        Ok(())
    }

    /// What can host an engine: documents of those servers, and the data sources in their reach.
    fn stores(&mut self) -> Result<(), ImportError> {
        let hosts: BTreeSet<ServerName> = self.hosts().collect();
        for host in hosts {
            self.server(&host)?;
        }
        let mut engines = std::mem::take(&mut self.cell.engines);
        let mut documents = BTreeMap::new();
        for engine in &mut engines {
            self.data_source(engine, &mut documents)?;
        }
        self.cell.engines = engines;
        Ok(())
    }

    fn hosts(&self) -> impl Iterator<Item = ServerName> {
        self.cell.engines.iter().flat_map(|engine| self.cell.hosts_of(&engine.member))
    }

    fn server(&mut self, name: &ServerName) -> Result<(), ImportError> {
        let Some(folder) = self.node_names.get(&name.node) else { return Ok(()) };
        let path = format!("nodes/{folder}/servers/{}/", name.server);
        self.variables(&path, &Scope::Server(name.clone()))?;
        let objects = self.document(&format!("{path}server.xml"), &topology::SERVER)?;
        let Some(object) = objects.first() else { return Ok(()) };
        let (log, hpel) = topology::logs(object);
        let log = log.map(|log| self.variables.fill(&self.scopes(name), &log));
        let node = self.cell.nodes.iter_mut().find(|node| node.name == name.node);
        let servers = node.into_iter().flat_map(|node| &mut node.servers);
        for server in servers.filter(|server| server.name == name.server) {
            server.log = log.clone();
            server.hpel = Some(hpel);
        }
        Ok(())
    }

    /// Where a server looks for variables and resources, the nearest first.
    fn scopes(&self, server: &ServerName) -> Vec<Scope> {
        let cluster = self.cell.clusters.iter().find(|cluster| cluster.members.contains(server));
        let mut scopes = vec![Scope::Server(server.clone())];
        scopes.extend(cluster.map(|cluster| Scope::Cluster(cluster.name.clone())));
        scopes.extend([Scope::Node(server.node.clone()), Scope::Cell]);
        scopes
    }

    /// A text with its variables filled in as all hosts of an engine see it. Where they see different
    /// things it stays as it is.
    fn fill(&self, member: &Member, text: &str) -> String {
        let mut seen = self
            .cell
            .hosts_of(member)
            .into_iter()
            .map(|host| self.variables.fill(&self.scopes(&host), text));
        let first = seen.next().unwrap_or_else(|| text.to_owned());
        if seen.all(|other| other == first) { first } else { text.to_owned() }
    }

    /// Finds the data source of an engine's data store, the nearest first.
    fn data_source(
        &mut self,
        engine: &mut Engine,
        documents: &mut BTreeMap<String, Vec<Element>>,
    ) -> Result<(), ImportError> {
        let Some(Store::Data(store)) = &mut engine.store else { return Ok(()) };
        let Some(jndi) = &store.jndi else { return Ok(()) };
        for folder in self.resource_folders(&engine.member) {
            if !documents.contains_key(&folder) {
                let objects =
                    self.document(&format!("{folder}resources.xml"), &database::WANTED)?;
                documents.insert(folder.clone(), objects);
            }
            let Some(providers) = documents.get(&folder) else { continue };
            let fill = |text: &str| self.fill(&engine.member, text);
            store.source = database::source(providers, jndi, fill);
            if store.source.is_some() {
                return Ok(());
            }
        }
        let (name, jndi) = (shown(&engine.name), shown(jndi));
        let text = format!(
            "engine `{name}` names the data source `{jndi}`, which no resources.xml in its reach has"
        );
        self.gap(text);
        Ok(())
    }

    /// The folders whose `resources.xml` a member sees, the nearest first.
    fn resource_folders(&self, member: &Member) -> Vec<String> {
        let folder = |node: &String| self.node_names.get(node).unwrap_or(node).clone();
        match member {
            Member::Server(ServerName { node, server }) => vec![
                format!("nodes/{}/servers/{server}/", folder(node)),
                format!("nodes/{}/", folder(node)),
                String::new(),
            ],
            Member::Cluster(name) => {
                let folder = self.cluster_names.get(name).unwrap_or(name);
                vec![format!("clusters/{folder}/"), String::new()]
            }
        }
    }

    /// Fills in the variables in the folders of file stores.
    fn paths(&mut self) {
        let mut engines = std::mem::take(&mut self.cell.engines);
        for engine in &mut engines {
            let Some(Store::File(store)) = &mut engine.store else { continue };
            for path in [&mut store.log, &mut store.permanent, &mut store.temporary] {
                *path = path.as_deref().map(|path| self.fill(&engine.member, path));
            }
        }
        self.cell.engines = engines;
    }
}

/// `node `N`` or `5 nodes, such as `N``.
fn of_nodes(names: &[String]) -> String {
    match names {
        [one] => format!("node `{}`", shown(one)),
        [first, ..] => format!("each of {} nodes, such as `{}`,", names.len(), shown(first)),
        [] => String::new(),
    }
}
