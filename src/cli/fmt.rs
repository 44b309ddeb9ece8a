//! `fmt`: the one usual layout.

use super::Outcome;
use super::output;
use anyhow::{Context, Result, bail};
use sibrestore::syntax::format;
use std::path::PathBuf;

/// Lay plans out in the one usual way.
///
/// Only white space changes. Without `--check` the files are rewritten; `-` reads standard input and
/// prints the result.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The plans
    #[arg(required = true)]
    plans: Vec<PathBuf>,
    /// Change nothing; name the files that are laid out otherwise and exit with 1
    #[arg(long)]
    check: bool,
}

pub(crate) fn run(args: &Args) -> Result<Outcome> {
    let mut outcome = Outcome::Done;
    for path in &args.plans {
        let (name, bytes) = output::read(path)?;
        let Ok(text) = String::from_utf8(bytes) else { bail!("{name} is not UTF-8 text") };
        let laid_out = format(&text);
        if args.check {
            if laid_out != text {
                output::print(&format!("{name}\n"))?;
                outcome = Outcome::Findings;
            }
        } else if path.as_os_str() == "-" {
            output::print(&laid_out)?;
        } else if laid_out != text {
            replace(path, &laid_out)?;
        }
    }
    Ok(outcome)
}

/// Writes beside the file first, so that a full disk does not cost the plan.
fn replace(path: &std::path::Path, text: &str) -> Result<()> {
    // A link stays a link: the file that it leads to is the plan.
    let path = &std::fs::canonicalize(path)?;
    let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty());
    let parent = parent.unwrap_or_else(|| std::path::Path::new("."));
    let mut work = tempfile::NamedTempFile::new_in(parent)
        .with_context(|| format!("cannot write into {}", parent.display()))?;
    std::io::Write::write_all(&mut work, text.as_bytes())?;
    let mode = std::fs::metadata(path)?.permissions();
    work.as_file().set_permissions(mode)?;
    work.persist(path).with_context(|| format!("cannot write {}", path.display()))?;
    Ok(())
}
