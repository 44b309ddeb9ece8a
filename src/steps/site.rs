//! The model seen from the steps: what is restored, where, and in which groups.

use crate::model::{
    ClusterId, Database, Engine, EngineId, Member, Model, NodeId, ServerId, Store, StoreId,
};
use std::collections::{BTreeMap, BTreeSet};

/// Stores that are restored as one, because they are in one database.
#[derive(Debug)]
pub struct Group {
    /// What they share.
    pub database: Database,
    /// The stores, in the order of the plan; never empty.
    pub stores: Vec<StoreId>,
    /// The engines of those stores, in the order of the plan.
    pub engines: Vec<EngineId>,
}

/// A model without errors, and what the steps ask of it again and again.
#[derive(Debug)]
pub struct Site<'a> {
    /// The model.
    pub model: &'a Model,
    /// The engines to be recovered.
    pub engines: Vec<EngineId>,
    /// For each of [`Site::engines`]: its wave, from 1.
    pub waves: Vec<usize>,
    /// The stores to be restored, grouped.
    pub groups: Vec<Group>,
    /// The servers that take the flush start.
    pub chosen: BTreeSet<ServerId>,
    /// The other members of the clusters concerned.
    pub standby: BTreeSet<ServerId>,
    /// The clusters concerned.
    pub clusters: BTreeSet<ClusterId>,
    /// The nodes of all those servers.
    pub nodes: BTreeSet<NodeId>,
    /// The nodes whose agents are stopped and which are synchronised: all of the plan when the
    /// configuration is replaced, because any agent would pull or push a mixed state.
    pub agents: BTreeSet<NodeId>,
    /// Every host on which a step runs, sorted by first appearance in the procedure.
    pub hosts: Vec<String>,
    /// Whether the configuration is restored too.
    pub with_config: bool,
}

impl<'a> Site<'a> {
    /// Looks at a model once. `waves` gives each engine's wave, from 1; absent engines are in wave 1.
    pub fn new(model: &'a Model, waves: &BTreeMap<EngineId, usize>) -> Self {
        let engines = model.restored_engines();
        let members = || engines.iter().filter_map(|id| model.engine(*id).member);
        let chosen: BTreeSet<ServerId> = members().filter_map(Member::chosen).collect();
        let clusters: BTreeSet<ClusterId> = members().filter_map(Member::cluster).collect();
        let all = clusters.iter().flat_map(|id| model.cell.clusters[id.0].members.iter().copied());
        let standby: BTreeSet<ServerId> = all.filter(|id| !chosen.contains(id)).collect();
        let nodes: BTreeSet<NodeId> =
            chosen.iter().chain(&standby).map(|id| model.cell.server(*id).node).collect();
        let waves = engines.iter().map(|id| waves.get(id).copied().unwrap_or(1)).collect();
        let with_config = model.config_backup().is_some();
        let agents = match (model.is_nd(), with_config) {
            (true, true) => (0..model.cell.nodes.len()).map(NodeId).collect(),
            (true, false) => nodes.clone(),
            (false, _) => BTreeSet::new(),
        };
        let groups = groups(model, &engines);
        let mut site = Self {
            model,
            engines,
            waves,
            groups,
            chosen,
            standby,
            clusters,
            nodes,
            agents,
            hosts: Vec::new(),
            with_config,
        };
        site.hosts = site.find_hosts();
        site
    }

    fn find_hosts(&self) -> Vec<String> {
        let cell = &self.model.cell;
        let manager = cell.manager.iter().map(|manager| manager.host.clone());
        let nodes = self.nodes.union(&self.agents).map(|id| cell.node(*id).host.clone());
        let stores = self.groups.iter().map(|group| group.database.host.clone());
        let mut seen = BTreeSet::new();
        manager.chain(nodes).chain(stores).filter(|host| seen.insert(host.clone())).collect()
    }

    /// Whether a profile of the cell is on this host; otherwise only databases are.
    pub fn has_profile(&self, host: &str) -> bool {
        let mut nodes = self.nodes.union(&self.agents).map(|id| &self.model.cell.node(*id).host);
        self.admin().0 == host || nodes.any(|node| node == host)
    }

    /// The host on which wsadmin, backupConfig and restoreConfig run, and the profile there.
    pub fn admin(&self) -> (&str, &str) {
        let cell = &self.model.cell;
        match (&cell.manager, cell.nodes.first()) {
            (Some(manager), _) => (&manager.host, &manager.profile),
            (None, Some(node)) => (&node.host, &node.profile),
            (None, None) => ("", ""),
        }
    }

    /// The engines to be recovered that take their flush start on this server.
    pub fn engines_on(&self, server: ServerId) -> impl Iterator<Item = &'a Engine> {
        let model = self.model;
        let here = move |engine: &Engine| engine.member.and_then(Member::chosen) == Some(server);
        self.engines.iter().map(|id| model.engine(*id)).filter(move |engine| here(engine))
    }

    /// The servers of a set that are on this node.
    pub fn on_node(&self, servers: &BTreeSet<ServerId>, node: NodeId) -> Vec<ServerId> {
        servers.iter().copied().filter(|id| self.model.cell.server(*id).node == node).collect()
    }

    /// All servers that could host one of the engines, on this node.
    pub fn servers_on(&self, node: NodeId) -> Vec<ServerId> {
        let mut servers = self.on_node(&self.chosen, node);
        servers.extend(self.on_node(&self.standby, node));
        servers.sort();
        servers
    }

    /// Where a group's store is kept before it is overwritten, where the plan says so.
    pub fn keep_to(&self, group: usize) -> Option<&'a str> {
        let stores = &self.groups[group].stores;
        let kept = self.model.keep_stores.iter().find(|(id, _)| stores.contains(id));
        kept.map(|(_, path)| path.value.as_str())
    }

    /// The first store of a group: what a step about the group is named after.
    pub fn first_store(&self, group: usize) -> &'a Store {
        self.model.store(self.groups[group].stores[0])
    }
}

fn groups(model: &Model, engines: &[EngineId]) -> Vec<Group> {
    let mut users: BTreeMap<StoreId, Vec<EngineId>> = BTreeMap::new();
    for id in engines {
        if let Some(store) = model.engine(*id).store {
            users.entry(store).or_default().push(*id);
        }
    }
    let mut index: BTreeMap<Database, usize> = BTreeMap::new();
    let mut groups: Vec<Group> = Vec::new();
    for id in model.restored_stores() {
        let database = model.store(id).database();
        let at = *index.entry(database.clone()).or_insert_with(|| {
            groups.push(Group { database, stores: Vec::new(), engines: Vec::new() });
            groups.len() - 1
        });
        groups[at].stores.push(id);
        groups[at].engines.extend(users.remove(&id).unwrap_or_default());
    }
    groups
}
