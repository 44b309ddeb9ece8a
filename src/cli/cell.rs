//! A snapshot of a cell, given with `--cell`.

use anyhow::{Context, Result, anyhow, bail};
use sibrestore::probe::Snapshot;
use sibrestore::probe::snapshot::MAX_BYTES;
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
