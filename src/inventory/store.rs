//! Message stores, and the data sources of data stores.

use serde::{Deserialize, Serialize};

/// The message store of an engine.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Store {
    /// Tables in a database.
    Data(DataStore),
    /// Files.
    File(FileStore),
}

/// A data store (`SIBDatastore`).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct DataStore {
    /// The JNDI name of its data source (`dataSourceName`).
    pub jndi: Option<String>,
    /// The schema of its tables (`schemaName`).
    pub schema: Option<String>,
    /// The name of its authentication alias (`authAlias`); what the alias stands for is never read.
    pub auth_alias: Option<String>,
    /// The data source of that JNDI name that is nearest in scope.
    pub source: Option<DataSource>,
}

/// A data source, as far as it says where its database is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct DataSource {
    /// Its name.
    pub name: Option<String>,
    /// The kind of its database.
    pub kind: Option<DatabaseKind>,
    /// The database; for Oracle its SID or service, for Derby its folder.
    pub database: Option<String>,
    /// The host of the database.
    pub host: Option<String>,
    /// The port of the database.
    pub port: Option<u16>,
    /// The name of the database server, where it is another than its host's: for Informix, or the
    /// instance of SQL Server.
    pub server: Option<String>,
}

/// The kind of a database.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum DatabaseKind {
    /// DB2 for Linux, UNIX and Windows.
    Db2,
    /// Oracle.
    Oracle,
    /// Microsoft SQL Server.
    SqlServer,
    /// Informix.
    Informix,
    /// Sybase Adaptive Server Enterprise.
    Sybase,
    /// Apache Derby.
    Derby,
}

impl DatabaseKind {
    /// The keyword in a plan.
    pub fn word(self) -> &'static str {
        match self {
            Self::Db2 => "db2",
            Self::Oracle => "oracle",
            Self::SqlServer => "sqlserver",
            Self::Informix => "informix",
            Self::Sybase => "sybase",
            Self::Derby => "derby",
        }
    }

    /// The kind that a text of a JDBC provider names: its type, its class, or the class of its
    /// helper.
    ///
    /// The names are those of the vendors' drivers, such as `DB2 Universal JDBC Driver Provider`,
    /// `com.ibm.db2.jcc.DB2XADataSource` or `Oracle11gDataStoreHelper`. Derby comes first, because
    /// one of its drivers was DB2's (`DB2 Universal` for the network server).
    pub fn named_in(text: &str) -> Option<Self> {
        let text = text.to_ascii_lowercase();
        let kinds = [
            ("derby", Self::Derby),
            ("cloudscape", Self::Derby),
            ("informix", Self::Informix),
            ("oracle", Self::Oracle),
            ("sybase", Self::Sybase),
            ("sqlserver", Self::SqlServer),
            ("sql server", Self::SqlServer),
            ("db2", Self::Db2),
        ];
        kinds.into_iter().find(|(word, _)| text.contains(word)).map(|(_, kind)| kind)
    }
}

/// A file store (`SIBFilestore`).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct FileStore {
    /// The folder of its log file (`logDirectory`).
    pub log: Option<String>,
    /// The folder of its permanent store file (`permanentStoreDirectory`).
    pub permanent: Option<String>,
    /// The folder of its temporary store file (`temporaryStoreDirectory`).
    pub temporary: Option<String>,
}
