//! `rehearse`: a bundle is run against a simulated cell.

mod lists;
mod many;

use super::Outcome;
use super::check::outcome;
use super::compile::write;
use super::input::Input;
use super::output::{self, Format as Findings};
use anyhow::{Context, Result, anyhow, bail};
use clap::ValueEnum;
use sibrestore::bundle::write::Folder;
use sibrestore::rehearsal::assumptions::Assumptions;
use sibrestore::rehearsal::faults;
use sibrestore::rehearsal::report::{html, junit, text};
use sibrestore::rehearsal::series::{self, Trial};
use sibrestore::rehearsal::site::Site;
use sibrestore::rehearsal::{Operator, Options, interrupt, rehearse};
use std::path::{Path, PathBuf};

const PLAN: &str = "A plan, which is compiled first, or the folder of a bundle; `-` reads a plan from standard input";

/// Rehearse a bundle against a simulated cell.
///
/// The bundle's own files run, unchanged, in the shells of this machine; the tools of WebSphere and of
/// the databases are simulated, and so is the time. Nothing outside a temporary folder is touched.
/// The cell itself judges what must never happen.
///
/// Exit codes: 0 all is well; 1 the plan has errors, or a rehearsal did not come out as it must;
/// 2 wrong usage, or a file that cannot be read or written; 130 Ctrl-C, and a series says what was done
/// by then.
#[derive(Debug, clap::Args)]
// The lists need no plan.
#[command(mut_arg("plan", |plan| plan.required(false).help(PLAN)))]
pub(crate) struct Args {
    #[command(flatten)]
    input: Option<Input>,
    /// Let something go wrong: `ID`, `ID@PLACE`, `kill@STEP`, `none`, or `all` for the whole catalogue by
    /// turns
    #[arg(long = "fault", value_name = "ID[@PLACE]")]
    fault: Vec<String>,
    /// List the catalogue of faults
    #[arg(long)]
    faults: bool,
    /// List the assumptions; `all` rehearses every two of them; `NAME=VALUE` sets one
    #[arg(long, value_name = "NAME=VALUE", num_args = 0..=1, default_missing_value = "list")]
    assumptions: Vec<String>,
    /// Random faults, several at once, where no fault is named; also what people do by chance: the same
    /// seed gives the same
    #[arg(long, value_name = "N")]
    seed: Option<u64>,
    /// How many rehearsals: random ones, or of the faults that are named, with other chances for the
    /// people
    #[arg(long, value_name = "K", default_value_t = 1)]
    runs: u64,
    /// How many rehearsals of a series run at once [default: one for each processor]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    jobs: Option<u16>,
    /// Who types what is printed: at once and twice, or late and with doubts
    #[arg(long, value_enum, default_value_t)]
    operator: Who,
    /// How the outcome is printed
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    /// Write the timeline as a page, too
    #[arg(long, value_name = "FILE")]
    html: Option<PathBuf>,
    /// Keep the folder of the rehearsal, with transcripts and journals of all hosts
    #[arg(long, value_name = "DIR")]
    keep: Option<PathBuf>,
}

/// How the outcome is printed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people
    #[default]
    Text,
    /// One JSON document
    Json,
    /// JUnit XML, for a CI: a test case for each rehearsal
    Junit,
}

/// Who types what is printed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
enum Who {
    /// Mends the cause, then types every line in the order printed
    #[default]
    Obedient,
    /// Types every line at once and twice, overrides too, and mends the cause last
    Impatient,
    /// Looks before everything, types late, and what is old too
    Doubtful,
}

impl Who {
    fn operator(self) -> Operator {
        match self {
            Self::Obedient => Operator::Obedient,
            Self::Impatient => Operator::Impatient,
            Self::Doubtful => Operator::Doubtful,
        }
    }
}

pub(crate) fn run(args: &Args) -> Result<Outcome> {
    if args.faults {
        output::print(&lists::faults(args.format)?)?;
        return Ok(Outcome::Done);
    }
    if args.assumptions.iter().any(|word| word == "list") {
        output::print(&lists::assumptions(args.format)?)?;
        return Ok(Outcome::Done);
    }
    let Some(input) = &args.input else { bail!("name a plan or the folder of a bundle") };
    let work = tempfile::Builder::new()
        .prefix("sibrestore-")
        .tempdir()
        .context("cannot make a temporary folder")?;
    let bundle = match input.bundle()? {
        Some(bundle) => bundle,
        None => match compile(input, &work.path().join("bundle"))? {
            Ok(bundle) => bundle,
            Err(outcome) => return Ok(outcome),
        },
    };
    let site = Site::of_bundle(&bundle).map_err(|words| anyhow!(words))?;
    let stage = Stage {
        bundle: &bundle,
        program: std::env::current_exe().context("cannot find this program")?,
    };
    let trials = trials(args, &site)?;
    interrupt::listen().map_err(|words| anyhow!(words))?;
    match trials {
        Some(trials) => stage.series(args, trials),
        None => stage.single(args, &site),
    }
}

/// Compiles the plan; the other way out is a plan with errors.
fn compile(input: &Input, target: &Path) -> Result<Result<PathBuf, Outcome>> {
    let checked = input.checked()?;
    let (plan, findings) = input.planned(&checked)?;
    output::findings(&findings, &checked.source, Findings::Text)?;
    let Some(plan) = plan else { return Ok(Err(outcome(&findings))) };
    let mut folder = Folder::begin(target)?;
    write(&checked, &plan, &findings, |file| folder.add(&file))?;
    folder.finish()?;
    Ok(Ok(target.to_owned()))
}

/// The trials of a series; `None` for a single rehearsal.
fn trials(args: &Args, site: &Site) -> Result<Option<Vec<Trial>>> {
    let all = args.assumptions.iter().any(|word| word == "all");
    let mut assumptions = Assumptions::default();
    if !all {
        set_all(&mut assumptions, &args.assumptions)?;
    }
    let everywhere = args.fault.iter().find_map(|word| word.strip_suffix("@all"));
    let mut trials = if all {
        series::assumptions()
    } else if args.fault.iter().any(|word| word == "all") {
        let (trials, others) = series::catalogue(site);
        if args.format == Format::Text && !others.is_empty() {
            output::print(&format!("Cannot happen to this plan: {}\n\n", others.join(", ")))?;
        }
        trials
    } else if let Some(id) = everywhere {
        match id {
            series::KILL => series::kills(site),
            series::BACKOUT => series::ways_back(site),
            _ => {
                let fault = faults::find(id).ok_or_else(|| anyhow!("there is no fault `{id}`"))?;
                series::everywhere(fault, site)
            }
        }
    } else if let (Some(seed), true) = (args.seed, args.fault.is_empty()) {
        series::random(site, seed, args.runs)
    } else if args.runs > 1 {
        series::repeated(&faults_named(args, site)?, args.runs)
    } else {
        return Ok(None);
    };
    for (at, trial) in trials.iter_mut().enumerate() {
        if !all {
            trial.options.assumptions = assumptions.clone();
        }
        if let (Some(seed), false) = (args.seed, args.fault.is_empty()) {
            trial.options.seed = seed.wrapping_mul(1000).wrapping_add(at as u64);
        }
        trial.options.operator = args.operator.operator();
    }
    Ok(Some(trials))
}

fn faults_named(args: &Args, site: &Site) -> Result<Vec<(String, String)>> {
    let named = args.fault.iter().filter(|word| *word != series::NONE);
    named.map(|word| series::fault_named(site, word).map_err(|words| anyhow!(words))).collect()
}

fn set_all(assumptions: &mut Assumptions, words: &[String]) -> Result<()> {
    for word in words {
        let Some((name, value)) = word.split_once('=') else {
            bail!("--assumptions {word}: write NAME=VALUE")
        };
        assumptions.set(name, value).map_err(|words| anyhow!(words))?;
    }
    Ok(())
}

struct Stage<'a> {
    bundle: &'a Path,
    program: PathBuf,
}

impl Stage<'_> {
    fn single(&self, args: &Args, site: &Site) -> Result<Outcome> {
        let mut options = Options { operator: args.operator.operator(), ..Options::default() };
        options.seed = args.seed.unwrap_or_default();
        set_all(&mut options.assumptions, &args.assumptions)?;
        options.faults = faults_named(args, site)?;
        let temporary;
        let kept = args.keep.as_deref().map(new_folder).transpose()?;
        let dir = if let Some(folder) = &kept {
            folder.as_path()
        } else {
            temporary = temporary_folder().context("cannot make a temporary folder")?;
            temporary.path()
        };
        let quiet = args.format != Format::Text;
        let mut progress = |line: &str| {
            if !quiet {
                let _ = output::print(&format!("{line}\n"));
            }
        };
        let report = rehearse(self.bundle, dir, &self.program, &options, &mut progress);
        if interrupt::came() {
            return Ok(Outcome::Interrupted);
        }
        let report = report.map_err(|words| anyhow!(words))?;
        let complaint = series::complaint(&report, &options);
        match args.format {
            Format::Text => output::print(&text(&report))?,
            Format::Json => output::print(&(serde_json::to_string_pretty(&report)? + "\n"))?,
            Format::Junit => {
                let name = match report.faults.join(" + ") {
                    none if none.is_empty() => "without a fault".to_owned(),
                    faults => faults,
                };
                let complaint = complaint.clone().unwrap_or_default();
                let trial =
                    Trial { complaint, report: Some(report.clone()), ..Trial::new(name, options) };
                output::print(&junit(&[trial])?)?;
            }
        }
        if let Some(file) = &args.html {
            sibrestore::bundle::write::text_file(file, &html(&report))?;
        }
        if let (Some(folder), false) = (&args.keep, quiet) {
            let hosts = folder.join("hosts");
            output::print(&format!("Transcripts and journals: {}\n", hosts.display()))?;
        }
        if let (Some(words), false) = (&complaint, quiet) {
            output::print(&format!("NOT AS IT MUST BE: {words}\n"))?;
        }
        Ok(if complaint.is_some() { Outcome::Findings } else { Outcome::Done })
    }
}

fn temporary_folder() -> std::io::Result<tempfile::TempDir> {
    tempfile::Builder::new().prefix("sibrestore-").tempdir()
}

/// The folder of a rehearsal that is kept: a new one, so that the paths in its transcripts stay right.
fn new_folder(folder: &Path) -> Result<PathBuf> {
    if folder.exists() {
        bail!("{} is there already", folder.display());
    }
    std::fs::create_dir_all(folder)
        .and_then(|()| folder.canonicalize())
        .with_context(|| format!("cannot make {}", folder.display()))
}
