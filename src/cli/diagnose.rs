//! `diagnose`: what the logs of servers say of their engines.

use super::Outcome;
use super::output;
use anyhow::{Context, Result, bail};
use clap::ValueEnum;
use sibrestore::compile::Checked;
use sibrestore::diagnose::report::Report;
use sibrestore::diagnose::{Diagnosis, Limits, PlanFacts, logs, text};
use std::fs::File;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

/// Read the logs of servers and say what became of their engines.
#[derive(Debug, clap::Args)]
#[command(after_help = AFTER)]
pub(crate) struct Args {
    /// The logs; `-` reads standard input
    #[arg(required = true, value_name = "FILE")]
    files: Vec<String>,
    /// The plan of the restore: it says which engines were restored, and from which backup
    #[arg(long, value_name = "PLAN")]
    plan: Option<PathBuf>,
    /// Take all files for one log, in the order in which they are given
    #[arg(long)]
    one_log: bool,
    /// How the answer is printed
    #[arg(long, value_enum, default_value_t)]
    format: Form,
}

const AFTER: &str = "\
Takes SystemOut.log in the basic and the advanced form, the files that it has rolled over to, packed with gzip \
or not, and what logViewer prints of an HPEL repository. Files that belong to one log are put in their order by \
their names. Only ids and names count, so the language of the server does not matter.

Exit codes: 0 read, and all is in order as far as the logs tell; 1 read, and somebody must act or look again; \
2 a file could not be read, or not to its end, and what was read is printed.";

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
enum Form {
    /// For people
    #[default]
    Text,
    /// One JSON document; `sibrestore schema diagnosis` describes it
    Json,
}

pub(crate) fn run(args: &Args) -> Result<Outcome> {
    let plan = args.plan.as_deref().map(facts).transpose()?;
    let mut diagnosis = Diagnosis::new(plan, Limits::default());
    let mut unread = Vec::new();
    let logs = if args.one_log {
        vec![(args.files[0].clone(), (0..args.files.len()).collect())]
    } else {
        logs(&args.files)
    };
    for (name, files) in logs {
        diagnosis.begin(&name);
        for at in files {
            if let Err(error) = take(&mut diagnosis, &args.files[at]) {
                unread.push(format!("{error:#}"));
            }
        }
    }
    let report = diagnosis.report();
    print(&report, args.format)?;
    if !unread.is_empty() {
        bail!("{}", unread.join("\nsibrestore: "));
    }
    if !report.complete {
        bail!("a file could not be read to its end, so the answer is partial");
    }
    Ok(if report.good { Outcome::Done } else { Outcome::Findings })
}

fn take(diagnosis: &mut Diagnosis, name: &str) -> Result<()> {
    let cannot = || format!("cannot read {name}");
    let reader: Box<dyn Read> = if name == "-" {
        Box::new(std::io::stdin())
    } else {
        let file = File::open(name).with_context(cannot)?;
        if file.metadata().is_ok_and(|about| about.is_dir()) {
            bail!(
                "cannot read {name}: it is a folder; give the files in it, or, of an HPEL repository, what \
                 bin/logViewer.sh -repositoryDir {name} prints"
            );
        }
        Box::new(file)
    };
    match diagnosis.file(name, reader).with_context(cannot)? {
        Ok(()) => Ok(()),
        Err(refusal) => bail!("cannot read {name}: {refusal}"),
    }
}

/// What the plan knows of the engines; a plan with errors may still say enough.
fn facts(path: &Path) -> Result<PlanFacts> {
    let (name, bytes) = output::read(path)?;
    let checked = Checked::new(&name, bytes);
    match &checked.model {
        Some(model) => Ok(PlanFacts::of(model)),
        None => bail!("{name} is no plan that can be read; `sibrestore check` says why"),
    }
}

fn print(report: &Report, form: Form) -> Result<()> {
    if report.logs.is_empty() {
        return Ok(());
    }
    match form {
        Form::Text => output::print(&text(report)),
        // Written as it is made: a report may be larger than what it is made of.
        Form::Json => {
            let mut out = std::io::BufWriter::new(std::io::stdout().lock());
            serde_json::to_writer_pretty(&mut out, report).map_err(std::io::Error::from)?;
            out.write_all(b"\n")?;
            out.flush().map_err(Into::into)
        }
    }
}
