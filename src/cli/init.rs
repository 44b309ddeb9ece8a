//! `init`: a commented starter plan.

use super::Outcome;
use super::output;
use anyhow::Result;
use clap::ValueEnum;
use sibrestore::starters;

/// Print a commented starter plan; send it into a file and change what it marks.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The shape of the cell
    #[arg(long, value_enum, default_value_t)]
    topology: Topology,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
enum Topology {
    /// A stand-alone server
    Base,
    /// A deployment manager and nodes
    #[default]
    Nd,
    /// Engines that belong to a cluster
    Cluster,
}

pub(crate) fn run(args: &Args) -> Result<Outcome> {
    output::print(match args.topology {
        Topology::Base => starters::BASE,
        Topology::Nd => starters::ND,
        Topology::Cluster => starters::CLUSTER,
    })?;
    Ok(Outcome::Done)
}
