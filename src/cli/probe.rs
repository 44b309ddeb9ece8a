//! `probe`: the script that takes a snapshot of a live cell.

use super::Outcome;
use super::output;
use anyhow::Result;
use sibrestore::bundle::write::whole_text_file;
use sibrestore::probe::script;
use sibrestore::render::environment;
use std::path::{Path, PathBuf};

/// Print a script for wsadmin that takes a snapshot of a cell, and changes nothing in it.
///
/// Copy it to the host of the deployment manager or of the stand-alone server and run it there:
/// wsadmin.sh -lang jython -f probe.py /full/path/of/snapshot.json
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The file to write, which must not be there yet; otherwise standard output
    #[arg(short, long, value_name = "FILE")]
    out: Option<PathBuf>,
}

pub(crate) fn run(args: &Args) -> Result<Outcome> {
    let script = script(&environment())?;
    match args.out.as_deref() {
        Some(path) if path != Path::new("-") => {
            whole_text_file(path, &script, false, "choose another place")?;
            let name = path.display();
            output::print(&format!(
                "{name}: it only reads. On the deployment manager's host, or the stand-alone server's:\n  \
                 wsadmin.sh -lang jython -f {name} /full/path/of/snapshot.json\n"
            ))?;
        }
        _ => output::print(&script)?,
    }
    Ok(Outcome::Done)
}
