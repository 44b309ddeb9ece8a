//! `schema`, `completions`, `man`: pages made from the code.

use super::output;
use super::{Cli, Outcome};
use anyhow::Result;
use clap::{CommandFactory, ValueEnum};
use clap_complete::Shell;

/// Print a JSON Schema.
#[derive(Debug, clap::Args)]
pub(crate) struct SchemaArgs {
    /// Of what
    #[arg(value_enum)]
    of: Schema,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Schema {
    /// plan.json, the resolved plan in a bundle
    Plan,
    /// What `diagnose --format json` prints
    Diagnosis,
    /// What `rehearse --format json` prints of one rehearsal
    #[cfg(feature = "rehearsal")]
    Rehearsal,
}

/// Print a completion script.
#[derive(Debug, clap::Args)]
pub(crate) struct CompletionsArgs {
    /// The shell
    #[arg(value_enum)]
    shell: Shell,
}

pub(crate) fn schema(args: &SchemaArgs) -> Result<Outcome> {
    match args.of {
        Schema::Plan => output::print(&sibrestore::bundle::schema())?,
        Schema::Diagnosis => output::print(&sibrestore::diagnose::report::schema())?,
        #[cfg(feature = "rehearsal")]
        Schema::Rehearsal => output::print(&sibrestore::rehearsal::report::schema())?,
    }
    Ok(Outcome::Done)
}

pub(crate) fn completions(args: &CompletionsArgs) -> Result<Outcome> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "sibrestore", &mut script);
    output::print(&String::from_utf8_lossy(&script))?;
    Ok(Outcome::Done)
}

pub(crate) fn man() -> Result<Outcome> {
    let mut page = Vec::new();
    clap_mangen::Man::new(Cli::command()).render(&mut page)?;
    output::print(&String::from_utf8_lossy(&page))?;
    Ok(Outcome::Done)
}
