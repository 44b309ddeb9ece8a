//! What the templates of a store's steps need, for each kind of database.

use super::Site;
use crate::model::{Member, StoreKind};
use serde_json::{Map, Value, json};

/// The data of a group of stores.
pub(super) fn of(site: &Site, group: usize) -> Value {
    let model = site.model;
    let members = &site.groups[group];
    let first = site.first_store(group);
    let stores: Vec<Value> = members
        .stores
        .iter()
        .map(|id| {
            let engine = members.engines.iter().map(|at| model.engine(*at)).find(|e| e.store == Some(*id));
            json!({
                "name": model.store(*id).name,
                "schema": model.store(*id).schema,
                "engine": engine.map_or("", |engine| &engine.name),
                "uuid": engine.and_then(|engine| engine.uuid.as_ref()).map_or("", |uuid| &uuid.value),
            })
        })
        .collect();
    let backup = model.backup_of(members.stores[0]).map(|(_, backup)| {
        json!({
            "path": backup.path,
            "timestamp": backup.timestamp,
            "sha256": backup.sha256,
            "online": backup.online,
            "logs": backup.logs,
        })
    });
    let mut view = Map::new();
    view.insert("store".into(), json!(first.name));
    view.insert("stores".into(), json!(stores));
    view.insert("schema".into(), json!(first.schema));
    view.insert("backup".into(), backup.unwrap_or(Value::Null));
    view.insert("keep_to".into(), json!(site.keep_to(group)));
    view.insert("tools".into(), json!(first.tools));
    view.insert("server_names".into(), json!(server_names(site, group)));
    view.extend(database(first.kind.as_ref(), &first.host));
    Value::Object(view)
}

/// The servers whose processes could hold this store.
fn server_names(site: &Site, group: usize) -> Vec<String> {
    let engines = site.groups[group].engines.iter().filter_map(|id| site.model.engine(*id).member);
    let servers = engines.flat_map(|member: Member| member.servers(&site.model.cell));
    servers.map(|id| site.model.cell.path_of(id)).collect()
}

fn database(kind: Option<&StoreKind>, host: &str) -> Map<String, Value> {
    let fields = match kind {
        Some(StoreKind::Db2 { database, instance }) => {
            json!({ "database": database, "instance": instance })
        }
        Some(StoreKind::Oracle { sid, directory, connect }) => {
            json!({ "sid": sid, "directory": directory, "connect": connect })
        }
        Some(
            StoreKind::SqlServer { database, server } | StoreKind::Sybase { server, database },
        ) => {
            json!({ "database": database, "server": server })
        }
        Some(StoreKind::Informix { server, database }) => {
            json!({ "server": server, "database": database })
        }
        Some(StoreKind::Derby { database, port }) => json!({
            "database": database, "network": port.is_some(), "host": host, "port": port.unwrap_or(1527),
        }),
        Some(StoreKind::File { log, permanent, temporary }) => {
            json!({ "log": log, "permanent": permanent, "temporary": temporary })
        }
        Some(StoreKind::Command { restore, verify, keep }) => {
            json!({ "restore": restore, "verify": verify, "keep": keep })
        }
        None => Value::Null,
    };
    match fields {
        Value::Object(fields) => fields,
        _ => Map::new(),
    }
}
