//! Message stores and what is behind them.

use crate::source::Span;
use serde::Serialize;

/// Index of a store in [`super::Model::stores`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct StoreId(pub usize);

/// A message store.
#[derive(Debug, Serialize)]
pub struct Store {
    /// Its name in the plan.
    pub name: String,
    /// The host on which it is restored.
    pub host: String,
    /// The database, files or commands behind it; `None` has a finding.
    pub kind: Option<StoreKind>,
    /// The schema of its tables; empty where there is none.
    pub schema: String,
    /// The folder of the database's client tools; empty for the search path.
    pub tools: String,
    /// Keyword and name.
    pub span: Span,
    /// The keyword of its kind.
    pub kind_span: Span,
    /// Where the host is named.
    #[serde(skip)]
    pub host_span: Span,
}

/// What is behind a store.
#[derive(
    Clone,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Serialize,
    serde::Deserialize,
    schemars::JsonSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum StoreKind {
    /// DB2 for Linux, UNIX and Windows.
    Db2 {
        /// The database.
        database: String,
        /// The instance whose user runs the restore.
        instance: String,
    },
    /// Oracle, with Data Pump.
    Oracle {
        /// The instance.
        sid: String,
        /// The directory object that holds the dump.
        directory: String,
        /// The connect string, without a password.
        connect: String,
    },
    /// Microsoft SQL Server.
    SqlServer {
        /// The database.
        database: String,
        /// The server; empty for the local default.
        server: String,
    },
    /// Informix, the whole instance.
    Informix {
        /// The database server.
        server: String,
        /// The database.
        database: String,
    },
    /// Sybase Adaptive Server Enterprise.
    Sybase {
        /// The database server.
        server: String,
        /// The database.
        database: String,
    },
    /// Apache Derby.
    Derby {
        /// The database's folder.
        database: String,
        /// The port of the network server; `None` for embedded.
        port: Option<u16>,
    },
    /// A file store.
    File {
        /// Folder of the log file.
        log: String,
        /// Folder of the permanent store file.
        permanent: String,
        /// Folder of the temporary store file.
        temporary: String,
    },
    /// The site's own scripts.
    Command {
        /// Restores the store.
        restore: String,
        /// Proves the restored store.
        verify: String,
        /// Keeps the store; empty where there is none.
        keep: String,
    },
}

/// What is restored as one: stores with equal `Database`s share their fate (hazard H8).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Database {
    /// The host.
    pub host: String,
    /// A readable identity, such as `db2 ORDERSDB in db2inst1`.
    pub identity: String,
}

impl StoreKind {
    /// The keyword in a plan, which is also the name of its templates.
    pub fn word(&self) -> &'static str {
        match self {
            StoreKind::Db2 { .. } => "db2",
            StoreKind::Oracle { .. } => "oracle",
            StoreKind::SqlServer { .. } => "sqlserver",
            StoreKind::Informix { .. } => "informix",
            StoreKind::Sybase { .. } => "sybase",
            StoreKind::Derby { .. } => "derby",
            StoreKind::File { .. } => "file",
            StoreKind::Command { .. } => "command",
        }
    }
}

impl Store {
    /// What is restored together with this store.
    ///
    /// Data Pump restores one schema, so an Oracle store stands alone; an Informix restore takes the
    /// whole instance; every other database is restored whole.
    /// Names that DB2, Oracle and host names hold without regard to case are compared so.
    pub fn database(&self) -> Database {
        let identity = match &self.kind {
            Some(StoreKind::Db2 { database, instance }) => {
                format!("DB2 database {} of instance {instance}", database.to_ascii_uppercase())
            }
            Some(StoreKind::Oracle { sid, .. }) => {
                format!("Oracle schema {} in {sid}", self.schema.to_ascii_uppercase())
            }
            Some(StoreKind::SqlServer { database, server }) if server.is_empty() => {
                format!("SQL Server database {database}")
            }
            Some(StoreKind::SqlServer { database, server }) => {
                format!("SQL Server database {database} on {server}")
            }
            Some(StoreKind::Informix { server, .. }) => format!("Informix instance {server}"),
            Some(StoreKind::Sybase { server, database }) => {
                format!("Sybase database {database} on {server}")
            }
            Some(StoreKind::Derby { database, .. }) => format!("Derby database {database}"),
            Some(StoreKind::File { .. }) => format!("file store {}", self.name),
            Some(StoreKind::Command { .. }) => format!("store {}", self.name),
            None => String::new(),
        };
        Database { host: self.host.to_ascii_lowercase(), identity }
    }

    /// The folders or files of its host that a restore replaces, each once.
    pub fn live_places(&self) -> Vec<&str> {
        let mut places: Vec<&str> = match &self.kind {
            Some(StoreKind::Derby { database, .. }) => vec![database],
            Some(StoreKind::File { log, permanent, temporary }) => vec![log, permanent, temporary],
            _ => Vec::new(),
        };
        places.retain(|place| !place.is_empty());
        places.sort_unstable();
        places.dedup();
        places
    }

    /// Whether it is a data store, with tables and an owner row.
    pub fn is_data_store(&self) -> bool {
        !matches!(self.kind, Some(StoreKind::File { .. } | StoreKind::Command { .. }) | None)
    }
}
