//! `check`: findings and nothing else.

use super::Outcome;
use super::input::Input;
use super::output::{self, Format};
use anyhow::Result;
use sibrestore::diagnostic::Finding;

/// Check a plan and write nothing.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    input: Input,
    /// How findings are printed
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

pub(crate) fn run(args: &Args) -> Result<Outcome> {
    let checked = args.input.checked()?;
    let (plan, findings) = args.input.planned(&checked)?;
    output::findings(&findings, &checked.source, args.format)?;
    if let (Some(plan), Format::Text) = (&plan, args.format) {
        let (steps, hosts) = (plan.steps.len(), plan.hosts().len());
        let engines = plan.site.engines.len();
        output::print(&format!(
            "{}: {} in {} on {}\n",
            checked.source.name(),
            count(engines, "engine"),
            count(steps, "step"),
            count(hosts, "host")
        ))?;
    }
    Ok(outcome(&findings))
}

/// `1 step`, `2 steps`.
pub(crate) fn count(number: usize, what: &str) -> String {
    if number == 1 { format!("1 {what}") } else { format!("{number} {what}s") }
}

/// Warnings do not stop anything.
pub(crate) fn outcome(findings: &[Finding]) -> Outcome {
    if findings.iter().any(Finding::is_error) { Outcome::Findings } else { Outcome::Done }
}
