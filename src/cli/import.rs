//! `import`: from the archive of a configuration to the draft of a plan.

use super::Outcome;
use super::cell;
use super::output;
use anyhow::{Context, Result, bail};
use sha2::{Digest, Sha256};
use sibrestore::import::{self, Narrowing};
use sibrestore::inventory::Inventory;
use std::fmt::Write as _;
use std::io::{IsTerminal, Read, Write};
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
        warn(&format!("{}: {gap}", args.backup.display()))?;
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
    let mut file = std::fs::File::open(path).with_context(failed)?;
    if file.metadata().with_context(failed)?.is_dir() {
        return Ok(None);
    }
    let mut hash = Sha256::new();
    let mut buffer = vec![0; 1 << 16];
    loop {
        let read = file.read(&mut buffer).with_context(failed)?;
        if read == 0 {
            break;
        }
        hash.update(&buffer[..read]);
    }
    let hex = hash.finalize().iter().fold(String::new(), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    });
    Ok(Some(hex))
}

fn warn(text: &str) -> Result<()> {
    let (bold, plain) =
        match std::io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none() {
            true => ("\u{1b}[1;33m", "\u{1b}[0m"),
            false => ("", ""),
        };
    writeln!(std::io::stderr(), "{bold}warning{plain}: {text}")
        .context("cannot write to standard error")
}

/// Writes a new file; one that is there already only when that was asked for.
fn write(path: &Path, plan: &str, force: bool) -> Result<()> {
    if path.as_os_str() == "-" {
        return output::print(plan);
    }
    let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty());
    let parent = parent.unwrap_or_else(|| Path::new("."));
    let mut builder = tempfile::Builder::new();
    // As any new file: the process's mask takes away from it what the user wants.
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    let mut work = builder
        .tempfile_in(parent)
        .with_context(|| format!("cannot write into {}", parent.display()))?;
    work.write_all(plan.as_bytes()).with_context(|| format!("cannot write {}", path.display()))?;
    let was_there = std::fs::symlink_metadata(path).is_ok();
    if force {
        work.persist(path).with_context(|| format!("cannot write {}", path.display()))?;
    } else if let Err(error) = work.persist_noclobber(path) {
        if error.error.kind() == std::io::ErrorKind::AlreadyExists {
            bail!("{} is there already; give --force to overwrite it", path.display());
        }
        return Err(error.error).with_context(|| format!("cannot write {}", path.display()));
    }
    let said = if was_there { "overwritten" } else { "written" };
    output::print(&format!(
        "{}: {said}; `sibrestore check` names what is still open\n",
        path.display()
    ))
}
