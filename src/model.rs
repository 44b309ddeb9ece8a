//! What a plan means: typed, linked, defaults filled in, every thing with the place it came from.
//!
//! Things refer to one another by index. A model made from a plan with errors is still whole enough
//! for the rules: what could not be resolved is `None` or empty, and has its finding already.

mod backup;
mod cell;
mod engine;
mod limits;
mod order;
mod resolve;
mod store;
mod value;

pub use backup::{Backup, ConfigBackup, Restore, StoreBackup, Target, What};
pub use cell::{Cell, Cluster, ClusterId, Host, Manager, Node, NodeId, Server, ServerId};
pub use engine::{After, Engine, EngineId, Member};
pub use limits::{Limits, Role, Roles};
pub use order::{Accept, Action, Hook, Order, Phase, Side, Subject, Wave};
pub use resolve::resolve;
pub use store::{Database, Store, StoreId, StoreKind};
pub use value::{Release, Time};

use crate::source::{Span, Spanned};
use serde::Serialize;
use std::collections::BTreeSet;

/// A whole plan.
#[derive(Debug, Serialize)]
pub struct Model {
    /// The file, as the user named it, without its folders.
    pub file: String,
    /// The plan's name.
    pub name: Spanned<String>,
    /// The change ticket; may be empty.
    pub ticket: String,
    /// One sentence for page one; may be empty.
    pub summary: String,
    /// The cell.
    pub cell: Cell,
    /// Stores, in the order of the plan.
    pub stores: Vec<Store>,
    /// Engines, in the order of the plan.
    pub engines: Vec<Engine>,
    /// Backups, in the order of the plan.
    pub backups: Vec<Backup>,
    /// What is restored from what.
    pub restores: Vec<Restore>,
    /// For each store, by index: what restores it.
    pub targets: Vec<Option<Target>>,
    /// Waivers for what else goes back in time.
    pub accepts: Vec<Accept>,
    /// Where stores are kept before they are overwritten.
    pub keep_stores: Vec<(StoreId, Spanned<String>)>,
    /// Where the configuration is kept before it is overwritten.
    pub keep_config: Option<Spanned<String>>,
    /// Servers that get a recovery start.
    pub recovery_starts: Vec<Spanned<ServerId>>,
    /// Time limits.
    pub limits: Limits,
    /// Who does what.
    pub roles: Roles,
    /// Groups of flush starts, in order.
    pub waves: Vec<Wave>,
    /// The plan's own order constraints.
    pub orders: Vec<Order>,
    /// The site's own steps.
    pub hooks: Vec<Hook>,
    /// Every place that names a host.
    #[serde(skip)]
    pub hosts: Vec<Host>,
    /// The whole plan.
    pub span: Span,
}

impl Model {
    /// The store of that id.
    pub fn store(&self, id: StoreId) -> &Store {
        &self.stores[id.0]
    }

    /// The engine of that id.
    pub fn engine(&self, id: EngineId) -> &Engine {
        &self.engines[id.0]
    }

    /// Ids and engines.
    pub fn engine_ids(&self) -> impl Iterator<Item = (EngineId, &Engine)> {
        self.engines.iter().enumerate().map(|(at, engine)| (EngineId(at), engine))
    }

    /// Ids and stores.
    pub fn store_ids(&self) -> impl Iterator<Item = (StoreId, &Store)> {
        self.stores.iter().enumerate().map(|(at, store)| (StoreId(at), store))
    }

    /// Whether the cell has a deployment manager.
    pub fn is_nd(&self) -> bool {
        self.cell.manager.is_some()
    }

    /// The engines to be recovered: those named by a `restore`, and those whose store is.
    pub fn restored_engines(&self) -> Vec<EngineId> {
        let named: BTreeSet<EngineId> =
            self.restores.iter().filter_map(|r| r.what.engine()).collect();
        let chosen = |id: EngineId, engine: &Engine| {
            engine.store.is_some_and(|store| self.target(store).is_some()) || named.contains(&id)
        };
        self.engine_ids().filter(|(id, engine)| chosen(*id, engine)).map(|(id, _)| id).collect()
    }

    /// The stores to be restored, in the order of the plan.
    pub fn restored_stores(&self) -> Vec<StoreId> {
        self.store_ids().map(|(id, _)| id).filter(|id| self.target(*id).is_some()).collect()
    }

    /// Which `restore` and which backup a store is restored from; `None` when it is left alone.
    pub fn target(&self, id: StoreId) -> Option<&Target> {
        self.targets.get(id.0)?.as_ref()
    }

    /// The backup that a store is restored from.
    pub fn backup_of(&self, id: StoreId) -> Option<(&Backup, &StoreBackup)> {
        let target = self.target(id)?;
        let backup = self.backups.get(target.backup?)?;
        Some((backup, backup.stores.get(target.store_backup?)?))
    }

    /// The configuration backup to restore, with its backup; `None` under a waiver.
    pub fn config_backup(&self) -> Option<(&Backup, &ConfigBackup)> {
        self.restores.iter().filter(|restore| restore.without_config.is_none()).find_map(
            |restore| {
                let backup = self.backups.get(restore.backup?)?;
                Some((backup, backup.config.as_ref()?))
            },
        )
    }
}
