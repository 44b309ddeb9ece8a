//! `import`: from the archive of a configuration to the draft of a plan.

use super::Outcome;
use super::cell;
use super::output;
use anyhow::{Context, Result};
use sibrestore::bundle::write::whole_text_file;
use sibrestore::import::{self, Narrowing};
use sibrestore::inventory::Inventory;
use std::path::{Path, PathBuf};

/// Draft a plan from the archive that backupConfig wrote, or from an unpacked `config` folder.
///
/// The draft says what the configuration says: nodes and hosts, ports, servers, clusters, engines with
/// their uuids, and what is behind their stores. What it cannot say, such as where the backup of a
/// database is, is left open as `$name`, and `sibrestore check` names every one of those. The archive
/// is not unpacked, and no password is read.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The archive, best that of the deployment manager; or a folder, or a snapshot of a live cell
    #[arg(value_name = "BACKUP")]
    backup: PathBuf,
    /// Write the plan to this file instead of printing it
    #[arg(short, long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Overwrite the file
    #[arg(long, requires = "out")]
    force: bool,
    /// Only this engine; may be given several times
    #[arg(long = "engine", value_name = "NAME")]
    engines: Vec<String>,
    /// Only the engines of this bus; may be given several times
    #[arg(long = "bus", value_name = "NAME")]
    buses: Vec<String>,
    /// Only the engine of this store: its name in the draft, its JNDI name or its database
    #[arg(long = "store", value_name = "NAME")]
    stores: Vec<String>,
}

pub(crate) fn run(args: &Args) -> Result<Outcome> {
    let (cell, checksum) = if cell::is_snapshot(&args.backup) {
        (cell::inventory(&args.backup, &cell::read(&args.backup)?)?, None)
    } else {
        (inventory(&args.backup)?, sha256(&args.backup)?)
    };
    let narrowing = Narrowing {
        engines: args.engines.clone(),
        buses: args.buses.clone(),
        stores: args.stores.clone(),
    };
    let plan = import::draft(&cell, &narrowing, checksum.as_deref())
        .with_context(|| args.backup.display().to_string())?;
    for gap in &cell.gaps {
        output::warn(&format!("{}: {gap}", args.backup.display()))?;
    }
    match &args.out {
        Some(path) => write(path, &plan, args.force)?,
        None => output::print(&plan)?,
    }
    Ok(Outcome::Done)
}

/// What an archive or a folder says of its cell.
pub(crate) fn inventory(backup: &Path) -> Result<Inventory> {
    import::read(backup).with_context(|| backup.display().to_string())
}

/// The checksum of an archive; `None` for a folder.
fn sha256(path: &Path) -> Result<Option<String>> {
    let failed = || format!("cannot read {}", path.display());
    let file = std::fs::File::open(path).with_context(failed)?;
    if file.metadata().with_context(failed)?.is_dir() {
        return Ok(None);
    }
    sibrestore::bundle::sha256_of(file).map(Some).with_context(failed)
}

/// Writes a new file; one that is there already only when that was asked for.
fn write(path: &Path, plan: &str, force: bool) -> Result<()> {
    if path.as_os_str() == "-" {
        return output::print(plan);
    }
    let was_there = std::fs::symlink_metadata(path).is_ok();
    whole_text_file(path, plan, force, "give --force to overwrite it")?;
    let said = if was_there { "overwritten" } else { "written" };
    output::print(&format!(
        "{}: {said}; `sibrestore check` names what is still open\n",
        path.display()
    ))
}
