//! `explain` and `rules`: the pages of the rules, and those of the product's messages.

use super::Outcome;
use super::output;
use anyhow::{Result, bail};
use sibrestore::diagnostic::Rule;
use sibrestore::{messages, pages, rules};

/// Explain a rule, or a message of the product.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// A code such as SR401, a rule's name, or a message such as CWSIS1535
    #[arg(value_name = "CODE")]
    code: String,
}

pub(crate) fn run(args: &Args) -> Result<Outcome> {
    if let Some(rule) = rules::find(&args.code) {
        output::print(&page_of(rule))?;
    } else if let Some(page) = messages::find(&args.code) {
        output::print(&messages::text(page))?;
    } else {
        bail!("{}", unknown(&args.code));
    }
    Ok(Outcome::Done)
}

fn page_of(rule: &Rule) -> String {
    let hazards = if rule.hazards.is_empty() {
        String::new()
    } else {
        format!(", meets {}", rule.hazards.join(", "))
    };
    format!(
        "{} {}: {} ({}, since {}{hazards})\n\n{}\n",
        rule.code,
        rule.name,
        rule.summary,
        rule.severity.as_str(),
        rule.since,
        pages::plain(rule).trim()
    )
}

/// What is said of a code that has no page.
fn unknown(code: &str) -> String {
    let shown: String = code.chars().filter(|c| !c.is_control()).take(40).collect();
    match messages::bare(code) {
        Some(id) => match nearest(&id, messages::all().iter().map(|page| page.id)) {
            Some(near) => format!("there is no page of the message `{id}`; did you mean `{near}`?"),
            None => format!("there is no page of the message `{id}`: nothing is known of it here"),
        },
        None => match nearest(&shown, rules::ALL.iter().map(|entry| entry.rule.name)) {
            Some(near) => format!("there is no rule `{shown}`; did you mean `{near}`?"),
            None => format!("there is no rule `{shown}`; `sibrestore rules` lists them"),
        },
    }
}

/// The word that is most like it, if one differs in no more than two places.
fn nearest<'a>(word: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let word = word.to_ascii_lowercase().replace('-', "_");
    let far = |known: &str| strsim::osa_distance(&word, &known.to_ascii_lowercase());
    known.map(|known| (far(known), known)).min().filter(|(far, _)| *far <= 2).map(|(_, near)| near)
}

pub(crate) fn list() -> Result<Outcome> {
    let mut text = String::new();
    for rule in rules::ALL.iter().map(|entry| entry.rule) {
        text.push_str(&format!("{}  {:<8} {}\n", rule.code, rule.severity.as_str(), rule.summary));
    }
    output::print(&text)?;
    Ok(Outcome::Done)
}
