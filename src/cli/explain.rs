//! `explain` and `rules`: the pages of the rules.

use super::Outcome;
use super::output;
use anyhow::{Result, bail};
use sibrestore::{pages, rules};

/// Explain a rule.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// A code such as SR401, or a rule's name
    rule: String,
}

pub(crate) fn run(args: &Args) -> Result<Outcome> {
    let Some(rule) = rules::find(&args.rule) else {
        bail!("there is no rule `{}`; `sibrestore rules` lists them", args.rule);
    };
    let hazards = if rule.hazards.is_empty() {
        String::new()
    } else {
        format!(", meets {}", rule.hazards.join(", "))
    };
    output::print(&format!(
        "{} {}: {} ({}, since {}{hazards})\n\n{}\n",
        rule.code,
        rule.name,
        rule.summary,
        rule.severity.as_str(),
        rule.since,
        pages::plain(rule).trim()
    ))?;
    Ok(Outcome::Done)
}

pub(crate) fn list() -> Result<Outcome> {
    let mut text = String::new();
    for rule in rules::ALL.iter().map(|entry| entry.rule) {
        text.push_str(&format!("{}  {:<8} {}\n", rule.code, rule.severity.as_str(), rule.summary));
    }
    output::print(&text)?;
    Ok(Outcome::Done)
}
