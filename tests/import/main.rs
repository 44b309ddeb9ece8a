//! From an archive of backupConfig to a plan that compiles.

#![expect(clippy::unwrap_used, reason = "a panic is how a test fails")]
#![expect(clippy::disallowed_methods, reason = "a test starts processes and writes files")]

#[path = "../support/cells.rs"]
mod builder;

mod bad;
mod cells;
mod command;
#[path = "../support/damage.rs"]
mod damage;
mod fuzz;
mod plan;
mod read;

use sibrestore::import::{self, Archive, ImportError, Narrowing};
use sibrestore::inventory::Inventory;

/// What an archive says.
fn read(bytes: Vec<u8>) -> Result<Inventory, ImportError> {
    import::read_archive(Archive::of_bytes(bytes, "Backup.zip")?)
}

/// The plan that is drafted of an archive.
fn draft(bytes: Vec<u8>) -> String {
    import::draft(&read(bytes).unwrap(), &Narrowing::default(), Some(&"0".repeat(64))).unwrap()
}
