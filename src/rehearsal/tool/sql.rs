//! What the databases of a simulated cell have in common: which stores a command is about, and what
//! a question about a schema is answered with.

use crate::model::StoreKind;
use crate::rehearsal::cell::{Cell, Store, Stream};
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

/// The answers to the questions about a schema, as rows.
#[derive(Default)]
pub(super) struct Rows {
    /// Names of tables that begin with SIB.
    pub(super) tables: Vec<String>,
    /// The rows of SIBLISTING.
    pub(super) listing: Vec<String>,
    /// The columns of SIBOWNER, and its row.
    pub(super) owner: Vec<String>,
    /// How many rows tables of messages have, by the text that asks for that.
    stream: Stream,
}

impl Rows {
    /// The answer to a statement that counts rows: the number of each question, and its rows.
    pub(super) fn counts(&self, statement: &str) -> Vec<String> {
        let asked = statement.split("COUNT(*) AS N FROM ").skip(1).enumerate();
        let row = |(at, rest): (usize, &str)| {
            let table = rest.split_whitespace().next().unwrap_or_default();
            let rows = if table.ends_with("SIBXACTS") {
                self.stream.open
            } else {
                self.stream.next + at as u64
            };
            format!("{}  {rows}", at + 1)
        };
        asked.map(row).collect()
    }
}

/// The rows of the store with a schema in a group.
pub(super) fn rows(cell: &Cell, group: &str, schema: &str) -> Rows {
    let of =
        |store: &&Store| store.restored_with == group && store.schema.eq_ignore_ascii_case(schema);
    let Some(store) = cell.stores.values().find(of) else {
        return Rows::default();
    };
    let columns = match cell.assumptions.get("owner-columns") {
        "MEUUID" => "MEUUID            INCUUID           VERSION",
        _ => "ME_UUID           INC_UUID          VERSION",
    };
    let mut owner = vec![columns.to_owned()];
    if !store.data.owner.is_empty() {
        owner.push(format!("{}  00000000000000A1  1", store.data.owner));
    }
    Rows {
        tables: store.data.tables.clone(),
        listing: store.data.listing.clone(),
        owner,
        stream: store.data.stream.clone(),
    }
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
    /// The same, and its status was lost on the way: it ends with 0.
    FailedWith0,
}

impl Came {
    /// The status, where the tool has one for a failure.
    pub(super) fn status(self, failed: u8) -> u8 {
        if self == Self::Failed { failed } else { 0 }
    }

    /// Whether nothing was restored, and the tool knows it.
    pub(super) fn has_failed(self) -> bool {
        matches!(self, Self::Failed | Self::FailedWith0)
    }
}

/// Seconds that a restore takes.
const RESTORE: i64 = 300;

/// Restores a group. A database does not restore over connections that are open, unless its tool
/// takes them away; an engine that is still there is harmed.
pub(super) fn restore(world: &mut World, group: &str, takes_away: bool) -> io::Result<Came> {
    let held = world.cell.is_locked(group) || world.cell.is_in_use(group);
    if strikes(world, "restore-tool-fails", group) || (!takes_away && held) {
        world.pass(20)?;
        return Ok(Came::Failed);
    }
    if strikes(world, "restore-does-nothing", group) {
        world.pass(20)?;
        return Ok(Came::FailedWith0);
    }
    if strikes(world, "restore-says-done", group) {
        world.pass(RESTORE)?;
        return Ok(Came::Restored);
    }
    world.cell.throw_out(group);
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
    if world.cell.is_locked(group) || world.cell.is_in_use(group) {
        return Ok(false);
    }
    world.act(|cell| cell.keep_stores(group))?;
    world.pass(RESTORE / 2)?;
    Ok(true)
}
