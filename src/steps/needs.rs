//! What steps need on a host: folders, files, tools, property files, logs.

use super::Site;
use crate::model::{Action, Model, NodeId, ServerId, StoreKind};
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::{Value, json};

/// Everything that `prove_host` looks for on one host.
#[derive(Debug, Default, Serialize, JsonSchema)]
pub struct Needs {
    /// The kind of operating system.
    os: &'static str,
    /// Folders of profiles.
    profiles: Vec<String>,
    /// Tools: paths, or names to be found on the path.
    tools: Vec<String>,
    /// Files.
    files: Vec<File>,
    /// Folders.
    dirs: Vec<Dir>,
    /// Backups that are folders.
    backups: Vec<Backup>,
    /// Property files.
    props: Vec<Props>,
}

/// A file that must be readable, and its checksum where the plan has one.
#[derive(Debug, Serialize, JsonSchema)]
struct File {
    path: String,
    sha256: String,
    what: String,
}

/// A folder that must be there.
#[derive(Debug, Serialize, JsonSchema)]
struct Dir {
    path: String,
    what: String,
}

/// A folder that holds a backup, and what tells that it does.
#[derive(Debug, Serialize, JsonSchema)]
struct Backup {
    path: String,
    /// `db2`: images; `derby`: a database; `file`: at least one file.
    kind: &'static str,
    /// The database that an image is of.
    database: String,
    /// The time stamp of the image; may be empty.
    time: String,
    what: String,
}

/// A property file whose keys must be set when security is on. Values are never printed.
#[derive(Debug, Serialize, JsonSchema)]
struct Props {
    path: String,
    what: String,
    keys: Vec<&'static str>,
}

/// What is needed on this host.
pub(crate) fn on(site: &Site, host: &str) -> Needs {
    let mut needs = Needs { os: "posix", ..Needs::default() };
    let (admin_host, admin_profile) = site.admin();
    if admin_host == host {
        needs.profile(admin_profile, true);
        if let Some((_, config)) = site.model.config_backup() {
            needs.file(&config.path, &config.sha256, "the configuration archive");
        }
        if let Some(keep) = &site.model.keep_config {
            needs.dir(&keep.value, "the folder in which the configuration is kept");
        }
    }
    for id in site.nodes.union(&site.agents) {
        let node = site.model.cell.node(*id);
        if node.host == host {
            needs.profile(&node.profile, false);
        }
    }
    for (at, _) in site.groups.iter().enumerate().filter(|(_, group)| group.database.host == host) {
        needs.store(site, at);
    }
    for hook in &site.model.hooks {
        if let Action::Run { path, host: on } = &hook.action
            && on == host
        {
            needs.file(path, "", "a script of the site's own");
        }
    }
    needs
}

impl Needs {
    fn profile(&mut self, path: &str, admin: bool) {
        if !self.profiles.iter().any(|known| known == path) {
            self.profiles.push(path.to_owned());
            self.props.push(Props {
                path: format!("{path}/properties/ipc.client.props"),
                what: "credentials of the command line tools".to_owned(),
                keys: vec!["com.ibm.IPC.loginUserid", "com.ibm.IPC.loginPassword"],
            });
            self.props.push(Props {
                path: format!("{path}/properties/soap.client.props"),
                what: if admin {
                    "credentials of wsadmin"
                } else {
                    "credentials of the command line tools"
                }
                .to_owned(),
                keys: vec!["com.ibm.SOAP.loginUserid", "com.ibm.SOAP.loginPassword"],
            });
        }
    }

    fn file(&mut self, path: &str, sha256: &str, what: &str) {
        self.files.push(File {
            path: path.to_owned(),
            sha256: sha256.to_owned(),
            what: what.to_owned(),
        });
    }

    fn dir(&mut self, path: &str, what: &str) {
        if !self.dirs.iter().any(|known| known.path == path) {
            self.dirs.push(Dir { path: path.to_owned(), what: what.to_owned() });
        }
    }

    fn store(&mut self, site: &Site, group: usize) {
        let store = site.first_store(group);
        let tools: &[&str] = match &store.kind {
            Some(StoreKind::Db2 { .. }) => &["db2"],
            Some(StoreKind::Oracle { .. }) => &["impdp", "sqlplus"],
            Some(StoreKind::SqlServer { .. }) => &["sqlcmd"],
            Some(StoreKind::Informix { .. }) => &["onbar", "onstat", "dbaccess"],
            Some(StoreKind::Sybase { .. }) => &["isql"],
            Some(StoreKind::Derby { .. }) => &["ij"],
            Some(StoreKind::File { .. } | StoreKind::Command { .. }) | None => &[],
        };
        for tool in tools {
            let tool = if store.tools.is_empty() {
                (*tool).to_owned()
            } else {
                format!("{}/{tool}", store.tools)
            };
            if !self.tools.contains(&tool) {
                self.tools.push(tool);
            }
        }
        if let Some(StoreKind::Command { restore, verify, keep }) = &store.kind {
            for (path, what) in [(restore, "restores"), (verify, "proves"), (keep, "keeps")] {
                if !path.is_empty() {
                    self.file(
                        path,
                        "",
                        &format!("the site's script that {what} store {}", store.name),
                    );
                }
            }
        }
        if let Some(keep) = site.keep_to(group) {
            self.dir(keep, &format!("the folder in which store {} is kept", store.name));
        }
        if let Some((_, backup)) = site.model.backup_of(site.groups[group].stores[0]) {
            let what = format!("the backup of store {}", store.name);
            let folder = |kind, database: &str, time: &str| Backup {
                path: backup.path.clone(),
                kind,
                database: database.to_owned(),
                time: time.to_owned(),
                what: what.clone(),
            };
            match &store.kind {
                Some(StoreKind::Db2 { database, .. }) if backup.sha256.is_empty() => {
                    self.backups.push(folder("db2", database, &backup.timestamp));
                }
                Some(StoreKind::Derby { .. }) if backup.sha256.is_empty() => {
                    self.backups.push(folder("derby", "", ""));
                }
                Some(StoreKind::File { .. }) if backup.sha256.is_empty() => {
                    self.dir(&backup.path, &what);
                }
                _ if backup.path.starts_with('/') => {
                    self.file(&backup.path, &backup.sha256, &what);
                }
                _ => {}
            }
            if !backup.logs.is_empty() {
                self.dir(
                    &backup.logs,
                    &format!("the logs of the online backup of store {}", store.name),
                );
            }
            if let Some(StoreKind::File { log, permanent, temporary }) = &store.kind {
                self.places(&store.name, &backup.path, [log, permanent, temporary]);
            }
        }
    }

    /// The places of a file store: each has a folder, and its copy in the backup. What is temporary
    /// may be empty there.
    fn places(&mut self, store: &str, backup: &str, places: [&String; 3]) {
        let [log, permanent, temporary] = places;
        let mut known: Vec<&str> = Vec::new();
        for place in places {
            let Some((folder, name)) = place.rsplit_once('/') else { continue };
            if known.contains(&place.as_str()) {
                continue;
            }
            known.push(place);
            self.dir(folder, &format!("a folder of store {store}"));
            let (path, what) = (format!("{backup}/{name}"), format!("{name} of store {store}"));
            if place == temporary && place != permanent && place != log {
                self.file(&path, "", &what);
            } else {
                let (database, time) = (String::new(), String::new());
                self.backups.push(Backup { path, kind: "file", database, time, what });
            }
        }
    }
}

/// The names of servers.
pub(super) fn names(site: &Site, servers: &[ServerId]) -> Vec<Value> {
    servers.iter().map(|id| json!({ "name": site.model.cell.server(*id).name })).collect()
}

/// The logs of the servers on a node that take the flush start, and the engines they must tell of.
pub(super) fn logs(site: &Site, node: NodeId) -> Vec<Value> {
    let profile = &site.model.cell.node(node).profile;
    let log = |id: ServerId| {
        let server = site.model.cell.server(id);
        let dir = format!("{profile}/logs/{}", server.name);
        let log = log_of(site.model, id);
        let engines: Vec<&str> = site.engines_on(id).map(|engine| engine.name.as_str()).collect();
        let log_dir = log.rsplit_once('/').map_or(dir.as_str(), |(dir, _)| dir);
        json!({ "name": server.name, "log": log, "log_dir": log_dir, "hpel": server.hpel, "engines": engines })
    };
    site.on_node(&site.chosen, node).into_iter().map(log).collect()
}

/// Where a server's JVM log is, or, with HPEL, would be.
pub(crate) fn log_of(model: &Model, id: ServerId) -> String {
    let server = model.cell.server(id);
    let profile = &model.cell.node_of(id).profile;
    let usual = || format!("{profile}/logs/{}/SystemOut.log", server.name);
    server.log.clone().unwrap_or_else(usual)
}
