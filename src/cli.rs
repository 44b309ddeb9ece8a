//! The command line. Only this module prints, and `anyhow` lives here: inside, there are findings.

#![expect(clippy::print_stderr, reason = "printing is what this module is for")]

mod cell;
mod check;
mod compile;
mod diagnose;
mod explain;
mod fmt;
mod import;
mod init;
mod input;
mod output;
mod pages;
mod probe;
#[cfg(feature = "rehearsal")]
mod rehearse;
mod show;

use clap::{Parser, Subcommand};
use sibrestore::render::RenderError;
use sibrestore::rules::no_literal_form;
use std::process::ExitCode;

/// Compiles a plan for restoring a messaging engine into a bundle that is reviewed and run.
///
/// When the data store of a service integration messaging engine is restored from a backup, the
/// engine has to be started exactly once in Restart after restore (FLUSH) mode, in the right order.
/// A plan says what is restored from which backups; sibrestore checks it against that order and
/// writes the scripts, the runbook and the manifest.
///
/// Exit codes: 0 done, 1 the plan has findings, 2 wrong usage or a file that cannot be read or written.
#[derive(Debug, Parser)]
#[command(name = "sibrestore", version, propagate_version = true, max_term_width = 100)]
pub struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Compile a plan into a bundle
    Compile(compile::Args),
    /// Check a plan and write nothing
    Check(check::Args),
    /// Rehearse a bundle against a simulated cell
    #[cfg(feature = "rehearsal")]
    Rehearse(Box<rehearse::Args>),
    /// Explain a rule, or a message of the product: what, why, and what to do
    Explain(explain::Args),
    /// Read the logs of servers and say what became of their engines
    Diagnose(diagnose::Args),
    /// List the rules
    Rules,
    /// Show what a stage of the compiler makes of a plan, as JSON
    Show(show::Args),
    /// Lay plans out in the one usual way
    Fmt(fmt::Args),
    /// Print a commented starter plan
    Init(init::Args),
    /// Print the script that takes a snapshot of a live cell, for wsadmin; it only reads
    Probe(probe::Args),
    /// Draft a plan from the archive that backupConfig wrote
    Import(import::Args),
    /// Print a JSON Schema
    Schema(pages::SchemaArgs),
    /// Print a completion script for a shell
    Completions(pages::CompletionsArgs),
    /// Print the manual page
    Man,
}

/// How a command ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// All is well.
    Done,
    /// The plan has findings that stop the compiler.
    Findings,
    /// Ctrl-C came; what was done by then is printed.
    #[cfg(feature = "rehearsal")]
    Interrupted,
}

/// Runs the command line of this process.
pub fn run() -> ExitCode {
    #[cfg(feature = "rehearsal")]
    if let Some(code) = as_tool() {
        return code;
    }
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            let code = u8::from(error.use_stderr()) * 2;
            let _ = error.print();
            return ExitCode::from(code);
        }
    };
    match dispatch(cli.command) {
        Ok(Outcome::Done) => ExitCode::SUCCESS,
        Ok(Outcome::Findings) => ExitCode::from(1),
        #[cfg(feature = "rehearsal")]
        Ok(Outcome::Interrupted) => ExitCode::from(130),
        Err(error) if output::is_broken_pipe(&error) => ExitCode::SUCCESS,
        Err(error) if error.is::<RenderError>() => {
            eprintln!("error[{}]: {error}", no_literal_form::RULE.code);
            ExitCode::from(1)
        }
        Err(error) => {
            eprintln!("sibrestore: {error:#}");
            ExitCode::from(2)
        }
    }
}

/// The small scripts of a rehearsal call this program by a command that is nobody else's.
#[cfg(feature = "rehearsal")]
fn as_tool() -> Option<ExitCode> {
    use sibrestore::rehearsal::tool;
    let words = std::env::args_os().skip(1);
    let mut words = words.map(|word| word.to_string_lossy().into_owned());
    let is_one = words.next().is_some_and(|word| word == tool::COMMAND);
    is_one.then(|| ExitCode::from(tool::run(words.collect())))
}

fn dispatch(command: Command) -> anyhow::Result<Outcome> {
    match command {
        Command::Compile(args) => compile::run(&args),
        Command::Check(args) => check::run(&args),
        #[cfg(feature = "rehearsal")]
        Command::Rehearse(args) => rehearse::run(&args),
        Command::Explain(args) => explain::run(&args),
        Command::Diagnose(args) => diagnose::run(&args),
        Command::Rules => explain::list(),
        Command::Show(args) => show::run(&args),
        Command::Fmt(args) => fmt::run(&args),
        Command::Init(args) => init::run(&args),
        Command::Probe(args) => probe::run(&args),
        Command::Import(args) => import::run(&args),
        Command::Schema(args) => pages::schema(&args),
        Command::Completions(args) => pages::completions(&args),
        Command::Man => pages::man(),
    }
}
