//! `rehearse`: a bundle is run against a simulated cell.

use super::Outcome;
use super::check::outcome;
use super::compile::write;
use super::input::Input;
use super::output::{self, Format as Findings};
use anyhow::{Context, Result, anyhow, bail};
use clap::ValueEnum;
use sibrestore::bundle::write::Folder;
use sibrestore::rehearsal::assumptions::{ASSUMPTIONS, Assumptions};
use sibrestore::rehearsal::faults;
use sibrestore::rehearsal::report::clock;
use sibrestore::rehearsal::report::{Report, html, text};
use sibrestore::rehearsal::series::{self, Trial};
use sibrestore::rehearsal::site::Site;
use sibrestore::rehearsal::{Operator, Options, rehearse};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

/// The word for a night in which nothing goes wrong, also with a seed for the people.
const NONE: &str = "none";
const PLAN: &str = "A plan, which is compiled first, or the folder of a bundle; `-` reads a plan from standard input";

/// Rehearse a bundle against a simulated cell.
///
/// The bundle's own files run, unchanged, in the shells of this machine; the tools of WebSphere and of
/// the databases are simulated, and so is the time. Nothing outside a temporary folder is touched.
/// The cell itself judges what must never happen.
///
/// Exit codes: 0 all is well; 1 the plan has errors, or a rehearsal did not come out as it must;
/// 2 wrong usage, or a file that cannot be read or written.
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
    /// How many random rehearsals
    #[arg(long, value_name = "K", requires = "seed", default_value_t = 1)]
    runs: u64,
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
        output::print(&list_of_faults())?;
        return Ok(Outcome::Done);
    }
    if args.assumptions.iter().any(|word| word == "list") {
        output::print(&list_of_assumptions())?;
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
        for word in args.fault.iter().filter(|word| *word != NONE) {
            options.faults.push(series::fault_named(site, word).map_err(|words| anyhow!(words))?);
        }
        let temporary;
        let kept = args.keep.as_deref().map(new_folder).transpose()?;
        let dir = if let Some(folder) = &kept {
            folder.as_path()
        } else {
            temporary = temporary_folder().context("cannot make a temporary folder")?;
            temporary.path()
        };
        let quiet = args.format == Format::Json;
        let mut progress = |line: &str| {
            if !quiet {
                let _ = output::print(&format!("{line}\n"));
            }
        };
        let report = rehearse(self.bundle, dir, &self.program, &options, &mut progress)
            .map_err(|words| anyhow!(words))?;
        let complaint = series::complaint(&report, &options);
        match args.format {
            Format::Text => output::print(&text(&report))?,
            Format::Json => output::print(&(serde_json::to_string_pretty(&report)? + "\n"))?,
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

    fn series(&self, args: &Args, trials: Vec<Trial>) -> Result<Outcome> {
        let one = |options: &Options| -> Result<Report, String> {
            let dir = temporary_folder().map_err(|error| error.to_string())?;
            rehearse(self.bundle, dir.path(), &self.program, options, &mut |_| {})
        };
        let quiet = args.format == Format::Json;
        let told = |trial: &Trial| {
            if !quiet {
                let _ = output::print(&row(trial));
            }
        };
        let count = trials.len();
        let mut done = series::run(trials, &one, &told).map_err(|words| anyhow!(words))?;
        let mut bad = 0;
        for trial in &mut done {
            if trial.complaint.is_empty() {
                continue;
            }
            bad += 1;
            if trial.options.faults.len() > 1 {
                *trial = series::shrink(trial, &one).map_err(|words| anyhow!(words))?;
            }
        }
        if quiet {
            let reports: Vec<_> = done
                .iter()
                .map(|trial| {
                    serde_json::json!({
                        "trial": trial.name, "complaint": trial.complaint, "report": trial.report,
                    })
                })
                .collect();
            output::print(&(serde_json::to_string_pretty(&reports)? + "\n"))?;
        } else {
            output::print(&summary(&done, count, bad))?;
        }
        Ok(if bad > 0 { Outcome::Findings } else { Outcome::Done })
    }
}

/// One line of a table: what, how it ended, where it stopped, how long the window was.
fn row(trial: &Trial) -> String {
    let Some(report) = &trial.report else { return String::new() };
    let stops: Vec<String> = report
        .stops
        .iter()
        .map(|stop| {
            let step = if stop.step.is_empty() { "run.sh" } else { &stop.step };
            format!("{step} {}", stop.code)
        })
        .collect();
    let kinds: std::collections::BTreeSet<&str> =
        report.violations.iter().map(|violation| violation.kind.words()).collect();
    let mut line = format!(
        "{:4} {:34} {:8} {:>8}  {}",
        if trial.complaint.is_empty() { "ok" } else { "BAD" },
        trial.name,
        if report.done { "done" } else { "given up" },
        clock(report.seconds),
        stops.join(", ")
    );
    if !kinds.is_empty() {
        let _ = write!(line, "  [{}]", kinds.into_iter().collect::<Vec<_>>().join("; "));
    }
    if !trial.complaint.is_empty() {
        let _ = write!(line, "\n     {}", trial.complaint);
    }
    line.trim_end().to_owned() + "\n"
}

fn summary(trials: &[Trial], count: usize, bad: usize) -> String {
    let mut text = format!("\n{count} rehearsals, {bad} not as they must be\n");
    let good = trials.iter().filter(|trial| trial.complaint.is_empty());
    let good = good.filter_map(|trial| trial.report.as_ref());
    let good = good.filter(|report| report.done && report.violations.is_empty());
    let worst = good.fold(None, |worst: Option<(u64, u64)>, report| {
        let (lost, doubled) = worst.unwrap_or_default();
        Some((lost.max(report.lost), doubled.max(report.doubled)))
    });
    if let Some((lost, doubled)) = worst {
        let _ = writeln!(
            text,
            "In a good one at most {lost} messages were lost, and {doubled} came twice"
        );
    }
    for trial in trials.iter().filter(|trial| !trial.complaint.is_empty()) {
        let Options { faults, operator, seed, .. } = &trial.options;
        let mut words: Vec<String> =
            faults.iter().map(|(id, place)| format!("--fault '{id}@{place}'")).collect();
        if words.is_empty() {
            words.push(format!("--fault {NONE}"));
        }
        words.push(format!("--operator {} --seed {seed}", operator.word()));
        let _ = writeln!(text, "  {}: {}\n    {}", trial.name, trial.complaint, words.join(" "));
    }
    text
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

fn list_of_faults() -> String {
    let mut text = String::new();
    for fault in faults::all() {
        let _ = writeln!(text, "{:30} {}", fault.id, fault.what);
        let _ = writeln!(text, "{:30} {}; {}", "", fault.hazards.join(" "), fault.fact);
        let _ = writeln!(text, "{:30} {}", "", fault.outcome());
    }
    text.push_str("kill@STEP[:WHEN]               run.sh and all below it are killed, start, before or after; kill@all for each\n");
    text.push_str("backout@STEP[:forward]         after the step all hosts go back, and forward again; backout@all for each\n");
    text.push_str("ID@all                         the fault in each of its places by turns\n");
    text
}

fn list_of_assumptions() -> String {
    let mut text = String::new();
    for one in ASSUMPTIONS {
        let _ = writeln!(text, "{:20} {}: {}", one.name, one.what, one.values.join(" | "));
        let _ = writeln!(text, "{:20} {}", "", one.fact);
    }
    text
}
