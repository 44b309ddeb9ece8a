//! Stores: tables, rows, owner, lock; and what a restore does to them.

use super::messages::Stream;
use super::{Cell, Engine};
use crate::model::StoreKind;
use crate::rehearsal::verdict::ViolationKind;
use serde::{Deserialize, Serialize};

/// The tables of a data store (engine-runtime 6.1).
const TABLES: [&str; 9] = [
    "SIBOWNER",
    "SIBOWNERO",
    "SIBCLASSMAP",
    "SIBLISTING",
    "SIBXACTS",
    "SIBKEYS",
    "SIB000",
    "SIB001",
    "SIB002",
];

/// A store.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Store {
    /// Its name in the plan.
    pub name: String,
    /// Its host.
    pub host: String,
    /// What is restored as one.
    pub restored_with: String,
    /// The schema of its tables.
    pub schema: String,
    /// What its kind of store is told by.
    pub place: Option<StoreKind>,
    /// The path of its backup.
    pub backup_path: String,
    /// What is in it.
    pub data: Data,
    /// What is in its backup.
    pub backup: Data,
    /// What was kept of it, and where.
    pub kept: Option<Data>,
    /// The engine in a server that has the exclusive lock.
    pub lock: String,
}

/// What is in a store.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Data {
    /// The unique id of the engine that owns it; empty in an empty store.
    pub owner: String,
    /// Its tables.
    pub tables: Vec<String>,
    /// The tables that SIBLISTING names.
    pub listing: Vec<String>,
    /// What its engine sends.
    pub stream: Stream,
    /// Whether it comes from a backup, and no flush has been completed since.
    pub restored: bool,
    /// Whether it comes from a backup, whatever has happened since.
    pub from_backup: bool,
    /// Whether a flush was completed since it was restored.
    pub flushed: bool,
    /// Whether something of it could not be recovered at the last start.
    pub damaged: bool,
}

impl Data {
    /// A whole store of an engine.
    pub fn whole(owner: &str, stream: Stream) -> Self {
        let mut data = Self { stream, ..Self::default() };
        data.create_tables(owner);
        data
    }

    /// Whether it has no owner: its tables are missing or empty.
    pub fn is_empty(&self) -> bool {
        self.owner.is_empty()
    }

    /// The engine makes its tables where there are none (engine-runtime 6.3).
    pub fn create_tables(&mut self, owner: &str) {
        owner.clone_into(&mut self.owner);
        self.tables = TABLES.iter().map(|name| (*name).to_owned()).collect();
        self.listing = vec!["SIB000".to_owned(), "SIB001".to_owned(), "SIB002".to_owned()];
    }
}

impl Cell {
    /// The stores that are restored as one with this.
    pub fn group(&self, restored_with: &str) -> Vec<String> {
        let same = |store: &&Store| store.restored_with == restored_with;
        self.stores.values().filter(same).map(|store| store.name.clone()).collect()
    }

    /// Restores a group of stores from their backups.
    pub fn restore_stores(&mut self, restored_with: &str) {
        self.effect(format!("restore of {restored_with}"));
        for name in self.group(restored_with) {
            let Some(store) = self.stores.get(&name).cloned() else { continue };
            self.is_overwritten(&store);
            let mut data =
                Data { restored: true, from_backup: true, flushed: false, ..store.backup.clone() };
            if self.fault("store-of-another", &name) {
                "0000000000C0FFEE".clone_into(&mut data.owner);
            }
            if self.fault_times("store-incomplete", &name, 1) {
                data.tables.retain(|table| table != "SIB001");
            }
            if self.fault("store-empty", &name) {
                data.owner.clear();
                data.listing.clear();
            }
            if let Some(store) = self.stores.get_mut(&name) {
                store.data = data;
            }
        }
    }

    /// A store is replaced. Whoever holds its lock, or has its files open, is harmed (H5).
    fn is_overwritten(&mut self, store: &Store) {
        let kind = ViolationKind::StoreUnderLock;
        if !store.lock.is_empty() {
            self.violate(kind, &store.name, &format!("{} holds its lock", store.lock));
        }
        if self.has_files_open(&store.name) {
            let how = "a process that the plan does not know has its files open";
            self.violate(kind, &store.name, how);
        }
    }

    /// Keeps a group of stores as they are.
    pub fn keep_stores(&mut self, restored_with: &str) {
        self.effect(format!("copy of {restored_with}"));
        for name in self.group(restored_with) {
            if let Some(store) = self.stores.get_mut(&name) {
                store.kept = Some(store.data.clone());
            }
        }
    }

    /// Puts what was kept back.
    pub fn put_kept_back(&mut self, restored_with: &str) {
        self.effect(format!("what was kept of {restored_with} is put back"));
        for name in self.group(restored_with) {
            let Some(mut store) = self.stores.get(&name).cloned() else { continue };
            if let Some(kept) = store.kept.clone() {
                self.is_overwritten(&store);
                store.data = kept;
                self.stores.insert(name, store);
            }
        }
    }

    /// A restored Informix instance is on-line: the DBA takes it down for another restore.
    pub fn take_off_line(&mut self, store: &str) {
        let Some(store) = self.stores.get(store) else { return };
        if matches!(store.place, Some(StoreKind::Informix { .. })) {
            self.databases_down.insert(store.restored_with.clone(), true);
        }
    }

    /// Remembers what a store holds, for the files that are put aside beside it.
    pub fn keep_quietly(&mut self, name: &str) {
        if let Some(store) = self.stores.get_mut(name) {
            store.kept = Some(store.data.clone());
        }
    }

    /// Forgets that again.
    pub fn forget_kept(&mut self, name: &str) {
        if let Some(store) = self.stores.get_mut(name) {
            store.kept = None;
        }
    }

    /// Whether a fault that nobody has put right is at any of these stores; to look is no strike.
    fn has_fault(&self, id: &str, restored_with: &str) -> bool {
        let names = self.group(restored_with);
        let here = |place: &String| place.is_empty() || names.contains(place);
        self.faults.iter().any(|fault| fault.id == id && !fault.mended && here(&fault.place))
    }

    /// Whether an engine of another cell, or an application, is connected to their database.
    pub fn is_in_use(&self, restored_with: &str) -> bool {
        self.has_fault("database-in-use", restored_with)
    }

    /// Whether their database is lost, and not restored yet.
    pub fn is_lost(&self, restored_with: &str) -> bool {
        let restored = |name: &String| self.stores[name].data.from_backup;
        self.has_fault("database-lost", restored_with)
            && !self.group(restored_with).iter().any(restored)
    }

    /// Whether a process that the plan does not know has the files of this file store open.
    pub fn has_files_open(&self, store: &str) -> bool {
        self.stores
            .get(store)
            .is_some_and(|store| self.has_fault("files-in-use", &store.restored_with))
    }

    /// Everybody loses the database under way. An engine of another cell that had its tables there
    /// has its server ended by its HA manager; the node agent starts it again, and the engine starts
    /// normally on what was restored (H6, H28).
    pub fn throw_out(&mut self, restored_with: &str) {
        if self.is_in_use(restored_with) {
            let how = "an engine of another cell was disconnected from its database, its server was \
                       started again, and it starts normally on what is restored";
            self.violate(ViolationKind::NeighbourTouched, restored_with, how);
        }
    }

    /// Whether any engine holds the lock of one of these stores.
    pub fn is_locked(&self, restored_with: &str) -> bool {
        self.group(restored_with).iter().any(|name| !self.stores[name].lock.is_empty())
    }

    pub(super) fn lock_is_held(&self, store: &str, key: &str) -> bool {
        self.stores.get(store).is_some_and(|store| !store.lock.is_empty() && store.lock != key)
    }

    pub(super) fn take_lock(&mut self, store: &str, key: &str) {
        if let Some(store) = self.stores.get_mut(store) {
            key.clone_into(&mut store.lock);
        }
    }

    /// An engine in a server gives its lock up.
    pub fn release_lock(&mut self, key: &str) {
        for store in self.stores.values_mut() {
            if store.lock == key {
                store.lock.clear();
            }
        }
    }

    pub(super) fn database_is_down(&self, store: &str) -> bool {
        let restored_with = self.stores.get(store).map(|store| &store.restored_with);
        restored_with.and_then(|name| self.databases_down.get(name)).copied().unwrap_or(false)
    }

    /// What is in the store of an engine.
    pub fn data_of(&self, engine: &str) -> Option<&Data> {
        let engine: &Engine = self.engines.get(engine)?;
        self.stores.get(&engine.store).map(|store| &store.data)
    }

    pub(super) fn put_data(&mut self, engine: &str, data: Data) {
        self.data_note(engine, |place| *place = data);
    }

    pub(super) fn data_note(&mut self, engine: &str, change: impl FnOnce(&mut Data)) {
        let Some(store) = self.engines.get(engine).map(|engine| engine.store.clone()) else {
            return;
        };
        if let Some(store) = self.stores.get_mut(&store) {
            change(&mut store.data);
        }
    }
}
