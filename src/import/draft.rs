//! The draft of a plan: what an inventory says, and a gap `$name` for each value that it does not.

mod names;
mod store;

use self::names::{Name, Names, comment, slug};
use self::store::Drafted;
use super::ImportError;
use crate::inventory::{Engine, Inventory, Manager, Member, Node, Server, has_variable};
use crate::syntax::{closest, format};
use std::collections::BTreeSet;
use std::fmt::Write;

/// What of a cell is wanted; everything where all three are empty.
#[derive(Clone, Debug, Default)]
pub struct Narrowing {
    /// Names of engines.
    pub engines: Vec<String>,
    /// Names of buses; every engine of theirs.
    pub buses: Vec<String>,
    /// Stores by the name that the draft gives them, by JNDI name, or by database.
    pub stores: Vec<String>,
}

impl Narrowing {
    fn is_empty(&self) -> bool {
        self.engines.is_empty() && self.buses.is_empty() && self.stores.is_empty()
    }

    fn takes(&self, engine: &Drafted) -> bool {
        let of_bus = |bus: &String| engine.engine.bus.as_ref() == Some(bus);
        self.is_empty()
            || self.engines.contains(&engine.engine.name)
            || self.buses.iter().any(of_bus)
            || self.stores.iter().any(|store| engine.answers_to(store))
    }
}

/// The text of a plan that restores the engines of a cell, laid out in the usual way. `sha256` is the
/// checksum of the archive.
///
/// # Errors
/// Where the cell has no messaging engine, or none of a name that is asked for.
pub fn draft(
    cell: &Inventory,
    narrowing: &Narrowing,
    sha256: Option<&str>,
) -> Result<String, ImportError> {
    if cell.engines.is_empty() {
        return Err(ImportError::new(format!(
            "cell `{}` has no messaging engine",
            comment(&cell.cell)
        )));
    }
    let mut names = Names::new();
    let all = store::drafted(cell, &mut names);
    all_known(&all, cell, narrowing)?;
    let engines: Vec<&Drafted> = all.iter().filter(|engine| narrowing.takes(engine)).collect();
    let mut draft = Draft { cell, engines, all: &all, text: String::new(), names };
    draft.head();
    let name = draft.plan_name();
    draft.line(&format!("plan {name} {{\nticket $ticket\n"));
    draft.cell();
    draft.engines();
    draft.backup(sha256);
    draft.line("\nrestore all from archived\n");
    draft.keeps();
    draft.line("}");
    Ok(format(&draft.text))
}

/// Refuses a name that is none of the cell's.
fn all_known(all: &[Drafted], cell: &Inventory, narrowing: &Narrowing) -> Result<(), ImportError> {
    let engines: Vec<&str> = cell.engines.iter().map(|engine| engine.name.as_str()).collect();
    let buses: BTreeSet<&str> =
        cell.engines.iter().filter_map(|engine| engine.bus.as_deref()).collect();
    let stores: Vec<&str> = all.iter().map(|engine| engine.store.as_str()).collect();
    let unknown = |what: &str, name: &str, known: &[&str]| {
        let near = closest(name, known.iter().copied());
        let hint = match near {
            Some(near) => format!("; did you mean `{}`?", comment(near)),
            None => format!("; it has {}", some_of(known)),
        };
        ImportError::new(format!("the cell has no {what} `{}`{hint}", comment(name)))
    };
    if let Some(name) = narrowing.engines.iter().find(|name| !engines.contains(&name.as_str())) {
        return Err(unknown("engine", name, &engines));
    }
    if let Some(name) = narrowing.buses.iter().find(|name| !buses.contains(name.as_str())) {
        return Err(unknown("engine of a bus", name, &buses.into_iter().collect::<Vec<_>>()));
    }
    let is_known = |name: &&String| all.iter().any(|engine| engine.answers_to(name));
    match narrowing.stores.iter().find(|name| !is_known(name)) {
        Some(name) => Err(unknown("store", name, &stores)),
        None => Ok(()),
    }
}

/// A few names, and how many more there are.
fn some_of(names: &[&str]) -> String {
    let mut some: Vec<String> =
        names.iter().take(5).map(|name| format!("`{}`", comment(name))).collect();
    if names.len() > some.len() {
        some.push(format!("and {} more", names.len() - some.len()));
    }
    some.join(", ")
}

/// A draft that is being written.
struct Draft<'a> {
    cell: &'a Inventory,
    /// The engines that are wanted.
    engines: Vec<&'a Drafted<'a>>,
    /// All engines of the cell.
    all: &'a [Drafted<'a>],
    text: String,
    names: Names,
}

impl Draft<'_> {
    fn line(&mut self, text: &str) {
        self.text.push_str(text);
        self.text.push('\n');
    }

    /// A value that is known, or its gap. A value that cannot stand in a plan is shown beside it.
    fn value(&mut self, known: Option<&str>, gap: &str) -> String {
        let gap = format!("${gap}");
        match known.map(|text| (Name::of(text), text)) {
            Some((Some(name), text)) if !has_variable(text) => name.0,
            Some((_, text)) => {
                self.line(&format!("# {gap} is `{}` in the configuration.", comment(text)));
                gap
            }
            None => gap,
        }
    }

    /// One entry `KEY VALUE`.
    fn entry(&mut self, key: &str, known: Option<&str>, gap: &str) {
        let value = self.value(known, gap);
        self.line(&format!("{key} {value}"));
    }

    fn head(&mut self) {
        let (origin, name) = (comment(&self.cell.origin), comment(&self.cell.cell));
        self.line(&format!(
            "# Drafted from {origin}: what the configuration of cell {name} says.\n#\n\
             # A value that begins with `$` is not in it. Write it in its place, or give it with\n\
             # `--set NAME=VALUE`; `sibrestore check` names those that are open. Read the rest too: the\n\
             # configuration may have changed since."
        ));
        if !self.cell.gaps.is_empty() {
            self.line("#\n# It is not whole:");
            for gap in &self.cell.gaps {
                self.line(&format!("# - {}", comment(gap)));
            }
        }
    }

    /// The bus where there is only one, else the cell.
    fn plan_name(&self) -> String {
        let buses: BTreeSet<Option<&str>> =
            self.engines.iter().map(|engine| engine.engine.bus.as_deref()).collect();
        match buses.first() {
            Some(Some(bus)) if buses.len() == 1 => slug(bus, "restore"),
            _ => slug(&self.cell.cell, "restore"),
        }
    }

    fn cell(&mut self) {
        let cell = self.cell;
        self.entry("\ncell", Some(&cell.cell), "cell");
        self.text.truncate(self.text.trim_end().len());
        self.line(" {");
        self.entry("websphere", cell.release(), "websphere");
        let federated = cell.nodes.iter().any(|node| node.has_agent);
        match &cell.manager {
            Some(manager) => self.manager(manager),
            None if federated => self.manager(&Manager::default()),
            None => {}
        }
        for node in &cell.nodes {
            self.node(node);
        }
        let clusters = self.engines.iter().filter_map(|engine| match &engine.engine.member {
            Member::Cluster(name) => Some(name.as_str()),
            Member::Server(_) => None,
        });
        for name in clusters.collect::<BTreeSet<&str>>() {
            self.cluster(name);
        }
        self.line("}");
    }

    fn manager(&mut self, manager: &Manager) {
        let host = self.value(manager.host.as_deref(), "manager-host");
        self.line(&format!("deployment-manager on {host} {{"));
        if !manager.node.is_empty() {
            self.entry("node", Some(&manager.node), "manager-node");
        }
        self.entry("profile", manager.profile.as_deref(), "manager-profile");
        self.entry("soap", manager.soap.map(|port| port.to_string()).as_deref(), "manager-soap");
        self.line("}");
    }

    /// Every node of the cell stands in the plan: its agent stops while the configuration is
    /// replaced. A node that has no application server has no entry that it could stand in.
    fn node(&mut self, node: &Node) {
        let gap = self.names.gap(&node.name, "node");
        if node.servers.is_empty() {
            self.line(&format!(
                "# Node {} has no application server. Stop its node agent by hand before the restore.",
                comment(&node.name)
            ));
            return;
        }
        let name = self.value(Some(&node.name), &gap);
        let host = self.value(node.host.as_deref(), &format!("{gap}-host"));
        self.line(&format!("node {name} on {host} {{"));
        self.entry("profile", node.profile.as_deref(), &format!("{gap}-profile"));
        for server in &node.servers {
            self.server(node, server, &gap);
        }
        self.line("}");
    }

    fn server(&mut self, node: &Node, server: &Server, gap: &str) {
        let gap = self.names.gap(&format!("{gap}-{}", server.name), "server");
        self.entry("server", Some(&server.name), &gap);
        let usual =
            node.profile.as_ref().map(|path| format!("{path}/logs/{}/SystemOut.log", server.name));
        let log = server.log.as_deref().filter(|log| usual.as_deref() != Some(log));
        let is_base = self.cell.manager.is_none() && !node.has_agent;
        if server.soap.is_none() && !is_base && log.is_none() && server.hpel != Some(true) {
            return;
        }
        let soap = server.soap.map(|port| port.to_string());
        if soap.is_some() && log.is_none() && server.hpel != Some(true) {
            self.text.truncate(self.text.trim_end().len());
            return self.line(&format!(" {{ soap {} }}", soap.unwrap_or_default()));
        }
        self.text.truncate(self.text.trim_end().len());
        self.line(" {");
        if soap.is_some() || is_base {
            self.entry("soap", soap.as_deref(), &format!("{gap}-soap"));
        }
        if log.is_some() {
            self.entry("log", log, &format!("{gap}-log"));
        }
        if server.hpel == Some(true) {
            self.line("hpel");
        }
        self.line("}");
    }

    fn cluster(&mut self, name: &str) {
        let gap = self.names.gap(name, "cluster");
        let value = self.value(Some(name), &gap);
        self.line(&format!("cluster {value} {{"));
        let members = self.cell.cluster(name).map(|cluster| cluster.members.as_slice());
        let members = members.unwrap_or_default();
        if members.is_empty() {
            self.entry("member", None, &format!("{gap}-member"));
        }
        for (at, member) in members.iter().enumerate() {
            let pair = Name::pair(member);
            let value = pair.map_or_else(|| format!("${gap}-member-{}", at + 1), |pair| pair.0);
            self.line(&format!("member {value}"));
        }
        self.line("}");
    }

    fn engines(&mut self) {
        for at in 0..self.engines.len() {
            let drafted = self.engines[at];
            self.store(drafted);
            self.engine(drafted);
        }
    }

    fn engine(&mut self, drafted: &Drafted) {
        let engine = drafted.engine;
        let gap = drafted.gap.clone();
        let state = engine.initial_state.map_or("not set, so the default", |state| state.word());
        self.line(&format!("\n# Initial state in the configuration: {state}."));
        let name = self.value(Some(&engine.name), &format!("{gap}-engine"));
        self.line(&format!("engine {name} {{"));
        self.entry("bus", engine.bus.as_deref(), &format!("{gap}-bus"));
        self.member(engine, &gap);
        self.line(&format!("store {}", drafted.store));
        self.entry("uuid", engine.uuid.as_deref(), &format!("{gap}-uuid"));
        self.line("}");
    }

    fn member(&mut self, engine: &Engine, gap: &str) {
        match &engine.member {
            Member::Server(server) => {
                let pair =
                    Name::pair(server).map_or_else(|| format!("${gap}-member"), |pair| pair.0);
                self.line(&format!("member {pair}"));
            }
            Member::Cluster(cluster) => {
                let hosts = self.cell.hosts_of(&engine.member);
                let chosen = match hosts.as_slice() {
                    [one] => Name::pair(one).map(|pair| pair.0),
                    _ => None,
                };
                if chosen.is_none() {
                    self.line("# The one member that takes the flush start; the others stay down until it is proved.");
                }
                let cluster = self.value(Some(cluster), &format!("{gap}-cluster"));
                let chosen = chosen.unwrap_or_else(|| format!("${gap}-runs-on"));
                self.line(&format!("member {cluster} runs-on {chosen}"));
            }
        }
    }

    fn backup(&mut self, sha256: Option<&str>) {
        self.line("\n# Configuration and stores must have been backed up at the same time.\nbackup archived {");
        self.line("# When, with the zone, as in 2010-11-10T02:00:00-06:00.");
        self.line("taken $taken");
        self.entry("cell", Some(&self.cell.cell), "cell");
        if let Some(release) = self.cell.release() {
            self.entry("websphere", Some(release), "websphere");
        }
        let sha256 = sha256.unwrap_or("$config-sha256");
        self.line("# Where the archive is on the host that restores it.");
        self.line(&format!("config $config-archive sha256 {sha256}"));
        for at in 0..self.engines.len() {
            let clauses = self.engines[at].backup_entry();
            self.line(&clauses);
        }
        self.line("}");
    }

    fn keeps(&mut self) {
        self.line(
            "\n# Keep what is about to be overwritten. Without these lines there is no way back.",
        );
        for at in 0..self.engines.len() {
            if let Some(entry) = self.engines[at].keep_entry() {
                self.line(&entry);
            }
        }
        self.line("keep config to $keep-folder");
    }

    fn store(&mut self, drafted: &Drafted) {
        let mut text = String::new();
        let is_here = |other: &Drafted| self.engines.iter().any(|one| one.store == other.store);
        let is_narrow = self.engines.len() < self.all.len();
        let beside = self.all.iter().filter(|other| is_narrow && drafted.shares_with(other));
        let left_out: Vec<&Drafted> = beside.filter(|other| !is_here(other)).collect();
        for other in left_out {
            let name = comment(&other.engine.name);
            let _ = writeln!(
                text,
                "# Engine {name} has its tables in the same database and is not in this plan."
            );
        }
        drafted.about(&mut text);
        self.line(&format!("\n{}store {} {{", text, drafted.store));
        let entries = drafted.kind_entries();
        match entries {
            Some((kind, host, entries)) => {
                let host = self.value(host.known.as_deref(), &host.gap);
                self.line(&format!("{kind} on {host} {{"));
                for (key, value) in entries {
                    self.entry(key, value.known.as_deref(), &value.gap);
                }
                self.line("}");
            }
            None => self.line("# The configuration does not say what kind of store it is."),
        }
        self.line("}");
    }
}
