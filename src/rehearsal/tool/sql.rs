//! What the databases of a simulated cell have in common: which stores a command is about, and what
//! a question about a schema is answered with.

use crate::model::StoreKind;
use crate::rehearsal::cell::{Cell, Store};
use crate::rehearsal::world::World;
use std::io;

/// The group of stores whose kind is told by this.
pub(super) fn group_where(
    cell: &Cell,
    wanted: impl Fn(&StoreKind, &Store) -> bool,
) -> Option<String> {
    let is = |store: &&Store| store.place.as_ref().is_some_and(|kind| wanted(kind, store));
    cell.stores.values().find(is).map(|store| store.restored_with.clone())
}

/// The answers to the three questions about a schema, as rows.
pub(super) struct Rows {
    /// Names of tables that begin with SIB.
    pub(super) tables: Vec<String>,
    /// The rows of SIBLISTING.
    pub(super) listing: Vec<String>,
    /// The columns of SIBOWNER, and its row.
    pub(super) owner: Vec<String>,
}

/// The rows of the store with a schema in a group.
pub(super) fn rows(cell: &Cell, group: &str, schema: &str) -> Rows {
    let of =
        |store: &&Store| store.restored_with == group && store.schema.eq_ignore_ascii_case(schema);
    let Some(store) = cell.stores.values().find(of) else {
        return Rows { tables: Vec::new(), listing: Vec::new(), owner: Vec::new() };
    };
    let columns = match cell.assumptions.get("owner-columns") {
        "MEUUID" => "MEUUID            INCUUID           VERSION",
        _ => "ME_UUID           INC_UUID          VERSION",
    };
    let mut owner = vec![columns.to_owned()];
    if !store.data.owner.is_empty() {
        owner.push(format!("{}  00000000000000A1  1", store.data.owner));
    }
    Rows { tables: store.data.tables.clone(), listing: store.data.listing.clone(), owner }
}

/// How a restore by a database's own tool comes out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Came {
    /// It is restored.
    Restored,
    /// It is restored, and the tool has something to warn of.
    WithWarning,
    /// The tool has failed and has changed nothing.
    Failed,
}

/// Seconds that a restore takes.
const RESTORE: i64 = 300;

/// Restores a group. A database does not restore over connections that are open, unless its tool
/// takes them away; an engine that is still there is harmed.
pub(super) fn restore(world: &mut World, group: &str, takes_away: bool) -> io::Result<Came> {
    if strikes(world, "restore-tool-fails", group) || (!takes_away && world.cell.is_locked(group)) {
        world.pass(20)?;
        return Ok(Came::Failed);
    }
    world.act(|cell| cell.restore_stores(group))?;
    world.pass(RESTORE)?;
    let warns = strikes(world, "restore-tool-warns", group);
    world.save()?;
    Ok(if warns { Came::WithWarning } else { Came::Restored })
}

/// Whether a fault strikes at any store of a group.
fn strikes(world: &mut World, fault: &str, group: &str) -> bool {
    let names = world.cell.group(group);
    names.iter().any(|name| world.cell.fault_times(fault, name, 1))
}

/// Keeps a group as it is.
pub(super) fn keep(world: &mut World, group: &str) -> io::Result<bool> {
    if world.cell.is_locked(group) {
        return Ok(false);
    }
    world.act(|cell| cell.keep_stores(group))?;
    world.pass(RESTORE / 2)?;
    Ok(true)
}
