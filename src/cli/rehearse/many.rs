//! Many rehearsals: run, shown while they run, and summed up.

use super::{Args, Format, Outcome, Stage, output, temporary_folder};
use anyhow::{Result, anyhow};
use indicatif::{ProgressBar, ProgressStyle};
use sibrestore::rehearsal::report::{Report, clock, junit};
use sibrestore::rehearsal::series::{self, Trial};
use sibrestore::rehearsal::{Options, interrupt, rehearse};
use std::fmt::Write as _;
use std::io::IsTerminal as _;

/// How the bar looks.
const BAR: &str = "{wide_bar} {pos} of {len}, {eta} left";

impl Stage<'_> {
    /// Runs a series; each trial is shown as it comes to its end.
    pub(super) fn series(&self, args: &Args, trials: Vec<Trial>) -> Result<Outcome> {
        let one = |options: &Options| -> Result<Report, String> {
            let dir = temporary_folder().map_err(|error| error.to_string())?;
            rehearse(self.bundle, dir.path(), &self.program, options, &mut |_| {})
        };
        let count = trials.len();
        let bar = bar(count);
        let told = |trial: &Trial| {
            if args.format == Format::Text {
                bar.suspend(|| {
                    let _ = output::print(&row(trial));
                });
            }
            bar.inc(1);
        };
        let jobs = args.jobs.map_or_else(processors, usize::from);
        let mut done = series::run(trials, jobs, &one, &told).map_err(|words| anyhow!(words))?;
        bar.finish_and_clear();
        for trial in done.iter_mut().filter(|trial| !trial.complaint.is_empty()) {
            if trial.options.faults.len() > 1 && !interrupt::came() {
                match series::shrink(trial, &one) {
                    Ok(smallest) => *trial = smallest,
                    Err(_) if interrupt::came() => {}
                    Err(words) => return Err(anyhow!(words)),
                }
            }
        }
        match args.format {
            Format::Text => output::print(&summary(&done, count))?,
            Format::Json => {
                let reports: Vec<_> = done
                    .iter()
                    .map(|trial| {
                        serde_json::json!({
                            "trial": trial.name, "complaint": trial.complaint,
                            "report": trial.report,
                        })
                    })
                    .collect();
                output::print(&(serde_json::to_string_pretty(&reports)? + "\n"))?;
            }
            Format::Junit => output::print(&junit(&done)?)?,
        }
        Ok(if interrupt::came() {
            Outcome::Interrupted
        } else if done.iter().any(|trial| !trial.complaint.is_empty()) {
            Outcome::Findings
        } else {
            Outcome::Done
        })
    }
}

/// A bar on a terminal; nothing elsewhere.
fn bar(count: usize) -> ProgressBar {
    if !std::io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::new(count as u64);
    if let Ok(style) = ProgressStyle::with_template(BAR) {
        bar.set_style(style);
    }
    bar
}

fn processors() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
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

fn summary(trials: &[Trial], count: usize) -> String {
    let bad = trials.iter().filter(|trial| !trial.complaint.is_empty()).count();
    let mut text = format!("\n{} rehearsals, {bad} not as they must be\n", trials.len());
    if trials.len() < count {
        let _ = writeln!(text, "Interrupted: {count} were to be made");
    }
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
        let _ = writeln!(text, "  {}: {}\n    {}", trial.name, trial.complaint, trial.again());
    }
    text
}
