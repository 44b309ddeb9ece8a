//! The cell that a plan describes, as the cell itself would say it.

use sibrestore::inventory::{
    Bus, Cluster, DataSource, DataStore, DatabaseKind, Engine, FileStore, InitialState, Inventory,
    Manager, Member, Node, Server, ServerName, Store,
};
use sibrestore::model::{self, Model, ServerId, StoreKind};

/// The cell of a plan without errors; every engine's initial state is `STARTED`.
pub fn of(model: &Model) -> Inventory {
    let cell = &model.cell;
    let release = cell.release.as_ref().map(|release| release.value.to_string());
    let name_of = |id: ServerId| ServerName::new(&cell.node_of(id).name, &cell.server(id).name);
    let node = |(at, node): (usize, &model::Node)| Node {
        name: node.name.clone(),
        host: Some(node.host.clone()),
        profile: Some(node.profile.clone()),
        release: release.clone(),
        has_agent: cell.manager.is_some(),
        servers: cell.servers.iter().filter(|server| server.node.0 == at).map(server).collect(),
    };
    Inventory {
        origin: "`Backup.zip`".to_owned(),
        cell: cell.name.clone(),
        manager: cell.manager.as_ref().map(|manager| Manager {
            node: manager.node.clone().unwrap_or_default(),
            host: Some(manager.host.clone()),
            profile: Some(manager.profile.clone()),
            soap: Some(manager.soap),
            release: release.clone(),
        }),
        nodes: cell.nodes.iter().enumerate().map(node).collect(),
        clusters: cell
            .clusters
            .iter()
            .map(|cluster| Cluster {
                name: cluster.name.clone(),
                members: cluster.members.iter().map(|id| name_of(*id)).collect(),
            })
            .collect(),
        buses: model
            .engines
            .iter()
            .map(|engine| Bus { name: engine.bus.clone(), ..Bus::default() })
            .collect(),
        engines: model.engines.iter().map(|engine| engine_of(model, engine)).collect(),
        gaps: Vec::new(),
    }
}

/// What the pages of some rules say that the cell has more than the standard plan.
pub fn with_more(mut cell: Inventory, rule: &str) -> Inventory {
    match rule {
        "cell_known_in_part" => cell.gaps.push("node `Node02` has no serverindex.xml".to_owned()),
        "node_left_out" => {
            let name = "Node02".to_owned();
            cell.nodes.push(Node { name, has_agent: true, ..Node::default() });
        }
        "engine_left_out" => {
            let mut engine = cell.engines[0].clone();
            engine.name = "Node01.server1-AuditBus".to_owned();
            engine.bus = Some("AuditBus".to_owned());
            cell.engines.push(engine);
        }
        _ => {}
    }
    cell
}

fn server(server: &model::Server) -> Server {
    Server {
        name: server.name.clone(),
        soap: server.soap,
        log: server.log.clone(),
        hpel: Some(server.hpel),
    }
}

fn engine_of(model: &Model, engine: &model::Engine) -> Engine {
    let cell = &model.cell;
    let member = match engine.member.expect("a plan without errors") {
        model::Member::Server(id) => {
            Member::Server(ServerName::new(&cell.node_of(id).name, &cell.server(id).name))
        }
        model::Member::Cluster { cluster, .. } => {
            Member::Cluster(cell.clusters[cluster.0].name.clone())
        }
    };
    Engine {
        name: engine.name.clone(),
        bus: Some(engine.bus.clone()),
        member,
        uuid: engine.uuid.as_ref().map(|uuid| uuid.value.clone()),
        initial_state: Some(InitialState::Started),
        store: engine.store.and_then(|id| store(model.store(id))),
    }
}

fn store(store: &model::Store) -> Option<Store> {
    let (kind, database, server) = match store.kind.clone()? {
        StoreKind::Db2 { database, .. } => (DatabaseKind::Db2, database, None),
        StoreKind::Oracle { sid, .. } => (DatabaseKind::Oracle, sid, None),
        StoreKind::SqlServer { database, server } => {
            (DatabaseKind::SqlServer, database, Some(server))
        }
        StoreKind::Informix { server, database } => {
            (DatabaseKind::Informix, database, Some(server))
        }
        StoreKind::Sybase { server, database } => (DatabaseKind::Sybase, database, Some(server)),
        StoreKind::Derby { database, .. } => (DatabaseKind::Derby, database, None),
        StoreKind::File { log, permanent, temporary } => {
            let [log, permanent, temporary] = [log, permanent, temporary].map(Some);
            return Some(Store::File(FileStore { log, permanent, temporary }));
        }
        StoreKind::Command { .. } => return None,
    };
    let source = DataSource {
        name: None,
        kind: Some(kind),
        database: Some(database),
        host: Some(store.host.clone()),
        port: None,
        server,
    };
    let schema = Some(store.schema.clone());
    Some(Store::Data(DataStore { jndi: None, schema, auth_alias: None, source: Some(source) }))
}
