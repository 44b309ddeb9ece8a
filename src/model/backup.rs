//! Backups, and what is restored from them.

use super::engine::EngineId;
use super::store::StoreId;
use super::value::{Release, Time};
use crate::source::{Span, Spanned};
use serde::Serialize;

/// Backups that were taken together.
#[derive(Debug, Serialize)]
pub struct Backup {
    /// Its name in the plan.
    pub name: String,
    /// When it was taken; `None` has a finding.
    pub taken: Option<Spanned<Time>>,
    /// The release it was taken with, where the plan says it.
    pub release: Option<Spanned<Release>>,
    /// The cell it was taken of, where the plan says it.
    pub cell: Option<Spanned<String>>,
    /// The configuration archive.
    pub config: Option<ConfigBackup>,
    /// The backups of stores.
    pub stores: Vec<StoreBackup>,
    /// Keyword and name.
    pub span: Span,
}

/// An archive written by backupConfig.
#[derive(Debug, Serialize)]
pub struct ConfigBackup {
    /// Its path on the deployment manager's host, or the stand-alone server's.
    pub path: String,
    /// Its checksum in lower case; empty where the plan has none.
    pub sha256: String,
    /// The entry.
    pub span: Span,
}

/// The backup of one store.
#[derive(Debug, Serialize)]
pub struct StoreBackup {
    /// The store.
    pub store: StoreId,
    /// Where it is, on the store's host.
    pub path: String,
    /// The time stamp in a DB2 image's name; empty elsewhere.
    pub timestamp: String,
    /// Where the time stamp is written; empty where there is none.
    #[serde(skip)]
    pub timestamp_span: Span,
    /// Its checksum in lower case; empty where the plan has none.
    pub sha256: String,
    /// Whether it was taken while the database was in use.
    pub online: bool,
    /// Where `online` is written; empty where it is not.
    #[serde(skip)]
    pub online_span: Span,
    /// Where the logs of an online backup are; empty where the plan does not say.
    pub logs: String,
    /// When it was taken, where that differs from the whole.
    pub taken: Option<Spanned<Time>>,
    /// The entry.
    pub span: Span,
}

/// What one `restore` restores.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum What {
    /// Every engine.
    All,
    /// One engine and its store.
    Engine(EngineId),
    /// One store.
    Store(StoreId),
}

impl What {
    /// The engine that is named.
    pub fn engine(self) -> Option<EngineId> {
        match self {
            What::Engine(id) => Some(id),
            What::All | What::Store(_) => None,
        }
    }
}

/// Where a store's content comes from.
#[derive(Clone, Debug, Serialize)]
pub struct Target {
    /// Index of the `restore` in [`super::Model::restores`].
    pub restore: usize,
    /// Index of the backup in [`super::Model::backups`].
    pub backup: Option<usize>,
    /// Index of the store's backup in [`Backup::stores`]; `None` when that backup has none of it.
    pub store_backup: Option<usize>,
}

/// A `restore`.
#[derive(Debug, Serialize)]
pub struct Restore {
    /// What.
    pub what: What,
    /// Index of the backup; `None` has a finding.
    pub backup: Option<usize>,
    /// The waiver's reason, where the configuration stays as it is.
    pub without_config: Option<Spanned<String>>,
    /// The entry.
    pub span: Span,
}
