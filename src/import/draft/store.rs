//! Stores of a draft, and what they share.

use super::names::{Names, comment};
use crate::inventory::{
    DataSource, DataStore, DatabaseKind, Engine, FileStore, Inventory, Member, Store,
};
use std::collections::BTreeMap;
use std::fmt::Write;

/// A value, or the name of its gap.
pub(super) struct Value {
    pub(super) known: Option<String>,
    pub(super) gap: String,
}

/// An engine with the names that the draft has for its store and for its gaps.
pub(super) struct Drafted<'a> {
    pub(super) engine: &'a Engine,
    /// The name of its store.
    pub(super) store: String,
    /// What the names of the engine's own gaps begin with.
    pub(super) gap: String,
    /// What the names of the gaps about its database begin with: engines of one database share them.
    shared: String,
    /// Its database: the same text for every engine in it.
    database: Option<String>,
    /// The host of its server, where it has one server.
    host: Option<String>,
}

/// All engines of a cell, each with names of its own.
pub(super) fn drafted<'a>(cell: &'a Inventory, names: &mut Names) -> Vec<Drafted<'a>> {
    let mut databases: BTreeMap<String, String> = BTreeMap::new();
    let mut count: BTreeMap<&str, usize> = BTreeMap::new();
    for bus in cell.engines.iter().filter_map(|engine| engine.bus.as_deref()) {
        *count.entry(bus).or_default() += 1;
    }
    let mut all = Vec::new();
    for engine in &cell.engines {
        let text = match &engine.bus {
            Some(bus) if count.get(bus.as_str()) == Some(&1) => bus,
            _ => &engine.name,
        };
        let gap = names.gap(text, "engine");
        let database = database(engine);
        let shared = match &database {
            Some(database) => {
                databases.entry(database.clone()).or_insert_with(|| gap.clone()).clone()
            }
            None => gap.clone(),
        };
        let host = match &engine.member {
            Member::Server(server) => cell.node(&server.node).and_then(|node| node.host.clone()),
            Member::Cluster(_) => None,
        };
        all.push(Drafted { engine, store: format!("{gap}-store"), gap, shared, database, host });
    }
    all
}

/// What is restored as one, as far as the configuration says it.
fn database(engine: &Engine) -> Option<String> {
    let Some(Store::Data(DataStore { source: Some(source), .. })) = &engine.store else {
        return None;
    };
    let kind = source.kind?;
    // Of Informix the whole instance is restored, of Oracle one schema.
    let what = match kind {
        DatabaseKind::Informix => source.server.as_ref()?,
        DatabaseKind::Oracle => return None,
        _ => source.database.as_ref()?,
    };
    let what = if kind == DatabaseKind::Derby { what.clone() } else { what.to_ascii_uppercase() };
    let host = source.host.as_deref().unwrap_or("").to_ascii_lowercase();
    Some(format!("{} {what} on {host}", kind.word()))
}

impl Drafted<'_> {
    /// Whether another engine has its tables in the same database.
    pub(super) fn shares_with(&self, other: &Self) -> bool {
        self.store != other.store && self.database.is_some() && self.database == other.database
    }

    /// Whether a person could mean this store by the text.
    pub(super) fn answers_to(&self, text: &str) -> bool {
        let by_data = match &self.engine.store {
            Some(Store::Data(store)) => {
                let database = store.source.as_ref().and_then(|source| source.database.as_deref());
                store.jndi.as_deref() == Some(text) || database == Some(text)
            }
            _ => false,
        };
        self.store == text || by_data
    }

    /// What the configuration says of the store and the plan has no place for.
    pub(super) fn about(&self, text: &mut String) {
        let Some(Store::Data(store)) = &self.engine.store else { return };
        if let Some(jndi) = &store.jndi {
            let _ = write!(text, "# Data source {}", comment(jndi));
            if let Some(alias) = &store.auth_alias {
                let _ = write!(text, ", authentication alias {}", comment(alias));
            }
            text.push_str(".\n");
        }
    }

    /// Keyword, host and entries of what is behind the store; `None` where that is not known.
    #[expect(clippy::type_complexity, reason = "it is taken apart at once, in one place")]
    pub(super) fn kind_entries(&self) -> Option<(&'static str, Value, Vec<(&'static str, Value)>)> {
        match self.engine.store.as_ref()? {
            Store::File(store) => Some(("file", self.host(self.host.clone()), self.file(store))),
            Store::Data(store) => {
                let source = store.source.as_ref()?;
                let kind = source.kind?;
                let host = source.host.clone();
                // Embedded, it is on the host of its server.
                let embedded = kind == DatabaseKind::Derby && host.is_none();
                let host = if embedded { self.host.clone() } else { host };
                Some((kind.word(), self.host(host), self.data(kind, store, source)))
            }
        }
    }

    fn host(&self, known: Option<String>) -> Value {
        self.shared("host", known)
    }

    fn shared(&self, what: &str, known: Option<String>) -> Value {
        Value { known, gap: format!("{}-{what}", self.shared) }
    }

    fn own(&self, what: &str, known: Option<String>) -> Value {
        Value { known, gap: format!("{}-{what}", self.gap) }
    }

    fn file(&self, store: &FileStore) -> Vec<(&'static str, Value)> {
        vec![
            ("log", self.own("log-folder", store.log.clone())),
            ("permanent", self.own("permanent-folder", store.permanent.clone())),
            ("temporary", self.own("temporary-folder", store.temporary.clone())),
        ]
    }

    fn data(
        &self,
        kind: DatabaseKind,
        store: &DataStore,
        source: &DataSource,
    ) -> Vec<(&'static str, Value)> {
        let database = || self.shared("database", source.database.clone());
        let schema = ("schema", self.own("schema", store.schema.clone()));
        match kind {
            DatabaseKind::Db2 => {
                vec![("database", database()), schema, ("instance", self.shared("instance", None))]
            }
            DatabaseKind::Oracle => vec![
                ("sid", self.shared("sid", source.database.clone())),
                schema,
                ("directory", self.shared("directory", None)),
            ],
            DatabaseKind::SqlServer => {
                let mut entries = vec![("database", database()), schema];
                if source.server.is_some() {
                    entries.push(("server", self.shared("server", source.server.clone())));
                }
                entries
            }
            DatabaseKind::Informix | DatabaseKind::Sybase => vec![
                ("server", self.shared("server", source.server.clone())),
                ("database", database()),
                schema,
            ],
            DatabaseKind::Derby => {
                let mut entries = vec![("database", database()), schema];
                if let Some(port) = source.port {
                    entries.push(("network-server", self.shared("port", Some(port.to_string()))));
                }
                entries
            }
        }
    }

    fn kind(&self) -> Option<DatabaseKind> {
        match self.engine.store.as_ref()? {
            Store::Data(store) => store.source.as_ref()?.kind,
            Store::File(_) => None,
        }
    }

    /// The store in the backup. DB2 finds an image by its time stamp.
    pub(super) fn backup_entry(&self) -> String {
        let mut entry = format!("store {} ${}-backup", self.store, self.shared);
        if self.kind() == Some(DatabaseKind::Db2) {
            let _ = write!(entry, " timestamp ${}-timestamp", self.shared);
        }
        entry
    }

    /// Where the store is kept before it is overwritten, for those kinds that a bundle can keep.
    pub(super) fn keep_entry(&self) -> Option<String> {
        let is_file = matches!(self.engine.store, Some(Store::File(_)));
        let kept = matches!(self.kind(), Some(DatabaseKind::Db2 | DatabaseKind::Derby)) || is_file;
        kept.then(|| format!("keep store {} to ${}-keep-folder", self.store, self.shared))
    }
}
