//! `show`: what a stage makes of a plan, as JSON.

use super::Outcome;
use super::check::outcome;
use super::input::Input;
use super::output::{self, Format};
use anyhow::Result;
use clap::ValueEnum;
use serde_json::{Value, json};
use sibrestore::compile::Checked;
use sibrestore::plan::Plan;
use sibrestore::render::view::{context, plan_view, step_view};
use sibrestore::syntax::parse;

/// Show what a stage of the compiler makes of a plan, as JSON.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    input: Input,
    /// The stage
    #[arg(long, value_enum)]
    stage: Stage,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Stage {
    /// The tree of entries, with their places
    Ast,
    /// What the plan means, defaults filled in
    Model,
    /// The steps and what they follow
    Plan,
    /// What templates read, step by step
    View,
}

pub(crate) fn run(args: &Args) -> Result<Outcome> {
    let checked = args.input.checked()?;
    let (plan, findings) = args.input.planned(&checked)?;
    output::findings(&findings, &checked.source, Format::Text)?;
    let shown = match args.stage {
        Stage::Ast => Some(json!(parse(&checked.source).0)),
        Stage::Model => checked.model.as_ref().map(|model| json!(model)),
        Stage::Plan => plan.as_ref().map(|plan| steps(plan, &checked)),
        Stage::View => plan.as_ref().map(|plan| views(plan, &checked)),
    };
    if let Some(shown) = shown {
        output::print(&(serde_json::to_string_pretty(&shown)? + "\n"))?;
    }
    Ok(outcome(&findings))
}

fn steps(plan: &Plan, checked: &Checked) -> Value {
    (0..plan.steps.len()).map(|at| json!(step_view(plan, &checked.source, at))).collect()
}

fn views(plan: &Plan, checked: &Checked) -> Value {
    let view = plan_view(plan);
    let one = |at| context(plan, &view, &step_view(plan, &checked.source, at), at);
    (0..plan.steps.len()).map(one).collect()
}
