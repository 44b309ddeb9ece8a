//! `compile`: a plan becomes a bundle.

use super::Outcome;
use super::check::{count, outcome};
use super::input::Input;
use super::output::{self, Format};
use anyhow::{Result, anyhow, bail};
use sibrestore::bundle::write::{Folder, Tar};
use sibrestore::bundle::{File, Summary, each_file};
use sibrestore::compile::Checked;
use sibrestore::diagnostic::Finding;
use sibrestore::plan::Plan;
use sibrestore::render::environment;
use std::path::PathBuf;

/// Compile a plan into a bundle.
///
/// Nothing is written when the plan has errors. A folder is replaced only if it is a bundle that was
/// never run; it is never found half-written.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    input: Input,
    /// The folder that becomes the bundle
    #[arg(short, long, value_name = "DIR", required_unless_present = "tar")]
    out: Option<PathBuf>,
    /// Write one reproducible tar file instead
    #[arg(long, value_name = "FILE", conflicts_with = "out")]
    tar: Option<PathBuf>,
    /// How findings are printed
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

pub(crate) fn run(args: &Args) -> Result<Outcome> {
    if [&args.out, &args.tar].into_iter().flatten().any(|path| path.as_os_str() == "-") {
        bail!("a bundle is not written to standard output; name a folder or a file");
    }
    let checked = args.input.checked()?;
    let (plan, findings) = args.input.planned(&checked)?;
    output::findings(&findings, &checked.source, args.format)?;
    let Some(plan) = plan else { return Ok(outcome(&findings)) };
    let (summary, place) = match (&args.out, &args.tar) {
        (Some(path), _) => {
            let mut folder = Folder::begin(path)?;
            let summary = write(&checked, &plan, &findings, |file| folder.add(&file))?;
            folder.finish()?;
            (summary, path.display().to_string())
        }
        (None, Some(path)) => {
            let mut tar = Tar::begin(path, &plan.site.model.name.value)?;
            let summary = write(&checked, &plan, &findings, |file| tar.add(&file))?;
            tar.finish()?;
            (summary, path.display().to_string())
        }
        (None, None) => unreachable_by_clap()?,
    };
    if args.format == Format::Text {
        output::print(&said(&plan, &summary, &place))?;
    }
    Ok(Outcome::Done)
}

fn unreachable_by_clap() -> Result<(Summary, String)> {
    Err(anyhow!("name a folder with --out or a file with --tar"))
}

/// Makes the files of a bundle.
pub(super) fn write(
    checked: &Checked,
    plan: &Plan,
    warnings: &[Finding],
    mut take: impl FnMut(File) -> Result<()>,
) -> Result<Summary> {
    each_file(&environment(), plan, &checked.source, warnings, &mut take)
}

/// What was written and what comes next, in a few lines.
fn said(plan: &Plan, summary: &Summary, place: &str) -> String {
    let mut text = format!(
        "{place}: {}, {}, {}\n\n",
        count(summary.files, "file"),
        count(plan.steps.len(), "step"),
        count(plan.hosts().len(), "host"),
    );
    for phase in sibrestore::model::Phase::ALL {
        let steps: Vec<_> = plan.steps.iter().filter(|step| step.phase == phase).collect();
        let Some(first) = steps.first() else { continue };
        let more =
            if steps.len() > 1 { format!(" and {} more", steps.len() - 1) } else { String::new() };
        text.push_str(&format!("  {} {:<26} {}{more}\n", phase.number(), phase.title(), first.id));
    }
    text.push_str(&format!(
        "\nRead RUNBOOK.md first. Approve this bundle by the hash of its manifest:\n  {}\n",
        summary.hash
    ));
    text
}
