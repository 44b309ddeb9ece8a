//! A snapshot of a cell, given with `--cell`.

use anyhow::{Context, Result, anyhow, bail};
use sibrestore::inventory::Inventory;
use sibrestore::probe::snapshot::MAX_BYTES;
use sibrestore::probe::{self, Snapshot};
use std::io::Read;
use std::path::Path;

/// Reads a snapshot; at most one byte more than one may have is taken.
pub(crate) fn read(path: &Path) -> Result<Snapshot> {
    let name = path.display();
    let file = std::fs::File::open(path).with_context(|| format!("cannot read {name}"))?;
    if file.metadata().is_ok_and(|about| about.is_dir()) {
        bail!("cannot read {name}: it is a folder");
    }
    let mut bytes = Vec::new();
    let limit = MAX_BYTES as u64 + 1;
    file.take(limit).read_to_end(&mut bytes).with_context(|| format!("cannot read {name}"))?;
    Snapshot::read(&bytes).map_err(|why| anyhow!("cannot use {name}: {why}"))
}

/// What a snapshot says of its cell.
pub(crate) fn inventory(path: &Path, snapshot: &Snapshot) -> Result<Inventory> {
    let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().replace('`', "'");
    let time = snapshot.time().map_or(String::new(), |time| format!(" of {time}"));
    probe::inventory(snapshot, &format!("`{name}`{time}"))
        .map_err(|why| anyhow!("cannot use {}: {why}", path.display()))
}

/// Whether a file is text with a snapshot in it, and not an archive or a folder.
pub(crate) fn is_snapshot(path: &Path) -> bool {
    let mut begin = Vec::new();
    let read = std::fs::File::open(path).and_then(|file| file.take(4096).read_to_end(&mut begin));
    read.is_ok() && String::from_utf8_lossy(&begin).contains("\"sibrestore_snapshot\"")
}
