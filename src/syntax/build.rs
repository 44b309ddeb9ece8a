//! From pest's pairs to [`Entry`]s. What fits nowhere becomes a finding and is left out.

// pest's derive writes the items below without documentation.
#![allow(missing_docs, reason = "the derived parser has one variant for each grammar rule")]

use super::ast::{Entry, Value};
use super::cursor::{span, value};
use super::names::{BODIES, Body, body_named};
use super::scan::scan;
use crate::diagnostic::{Finding, closest};
use crate::rules::{
    dollar_within, incomplete_entry, no_plan, secret_key, unknown_entry, unset_value,
};
use crate::source::{Source, Span, Spanned};
use pest::Parser;
use pest::iterators::Pair;

#[derive(pest_derive::Parser)]
#[grammar = "../grammar/plan.pest"]
struct PlanParser;

/// Reads a plan: the plan entries found (one, if all is well) and what is wrong with the text.
pub fn parse(source: &Source) -> (Vec<Entry>, Vec<Finding>) {
    let mut findings = scan(source.text());
    if !findings.is_empty() {
        return (Vec::new(), findings);
    }
    let mut plans = Vec::new();
    match PlanParser::parse(Rule::file, source.text()) {
        Ok(mut pairs) => {
            let mut build = Build { source, findings: Vec::new(), left_out: 0 };
            if let Some(file) = pairs.next() {
                plans = build.body(file, body_named("file")).0;
            }
            findings = build.all_findings();
        }
        Err(error) => findings.push(gave_up(&error)),
    }
    if plans.is_empty() && findings.is_empty() {
        findings.push(
            no_plan::RULE
                .at(Span::default(), "there is no plan in this file")
                .help("begin with `plan NAME {`, or let `sibrestore init` write a starter plan"),
        );
    }
    (plans, findings)
}

/// The grammar takes any text whose braces and strings are whole, so this is a last resort.
fn gave_up(error: &pest::error::Error<Rule>) -> Finding {
    let (start, end) = match error.location {
        pest::error::InputLocation::Pos(at) => (at, at),
        pest::error::InputLocation::Span((start, end)) => (start, end),
    };
    unknown_entry::RULE.at(Span::new(start, end), "this cannot be read as an entry of a plan")
}

/// Keywords of values that are for people alone.
const PROSE: &[&str] = &["summary", "manual", "because"];

/// A file that is something else altogether should not give a finding for each of its lines.
const MOST_STRAYS: usize = 100;

struct Build<'a> {
    source: &'a Source,
    findings: Vec<Finding>,
    /// How many lines that fit nowhere have no finding.
    left_out: usize,
}

impl Build<'_> {
    /// The findings; the last one says how many lines have none.
    fn all_findings(mut self) -> Vec<Finding> {
        if self.left_out > 0
            && let Some(last) = self.findings.pop()
        {
            let more = format!("mend these first: {} more such lines are not shown", self.left_out);
            self.findings.push(last.help(more));
        }
        self.findings
    }

    /// The entries of a block, and the keywords that its broken lines seem to mean.
    fn body(
        &mut self,
        pair: Pair<'_, Rule>,
        body: &'static Body,
    ) -> (Vec<Entry>, Vec<&'static str>) {
        let mut entries = Vec::new();
        let mut broken = Vec::new();
        for inner in pair.into_inner() {
            match inner.as_rule() {
                Rule::stray if self.findings.len() >= MOST_STRAYS => self.left_out += 1,
                Rule::stray => broken.extend(self.stray(&inner, body)),
                Rule::EOI => {}
                _ => entries.push(self.entry(inner)),
            }
        }
        (entries, broken)
    }

    fn entry(&mut self, pair: Pair<'_, Rule>) -> Entry {
        let span = span(&pair);
        let text = pair.as_str();
        // Pest counts the white space before an absent optional part as part of the entry.
        let mut end = span.start;
        let mut keys: Vec<Spanned<String>> = Vec::new();
        let mut values = Vec::new();
        let mut clauses = Vec::new();
        let mut block = None;
        let mut broken = Vec::new();
        for inner in pair.into_inner() {
            let at = super::cursor::span(&inner);
            match inner.as_rule() {
                Rule::string | Rule::word | Rule::joined | Rule::phase_word => {
                    end = at.end;
                    let written = inner.as_str();
                    let key = keys.last().map_or("", |key| &key.value);
                    let found = dollar_within::finding(written, at, PROSE.contains(&key), |name| {
                        self.source.setting(name).is_some()
                    });
                    let mut value = value(inner);
                    value.value.within = found.is_some();
                    self.findings.extend(found);
                    values.push(value);
                }
                Rule::setting => {
                    end = at.end;
                    values.extend(self.setting(inner.as_str(), at));
                }
                rule => match body_of(rule) {
                    Some(body) => {
                        let (entries, unread) = self.body(inner, body);
                        end = at.end;
                        block = Some(entries);
                        broken = unread;
                    }
                    None if is_keyword(rule) => {
                        end = at.end;
                        keys.push(Spanned::new(inner.as_str().to_owned(), at));
                    }
                    None => {
                        let clause = self.entry(inner);
                        end = clause.span.end;
                        clauses.push(clause);
                    }
                },
            }
        }
        let span = Span::new(span.start, if text.ends_with('}') { span.end } else { end });
        let key = keys.into_iter().next().unwrap_or_else(|| Spanned::new(String::new(), span));
        Entry { key, values, clauses, body: block, broken, span }
    }

    /// The value given for `$name`; none given is a finding.
    fn setting(&mut self, text: &str, at: Span) -> Option<Spanned<Value>> {
        let name = text.trim_start_matches('$');
        if let Some(given) = self.source.setting(name) {
            return Some(Spanned::new(
                Value { text: given.to_owned(), quoted: true, within: false },
                at,
            ));
        }
        let finding = unset_value::RULE.at(at, format!("`{text}` has no value"));
        let near = closest(name, self.source.setting_names());
        self.findings.push(match near {
            Some(near) => {
                finding.help(format!("a value was given for `{near}`; did you mean `${near}`?"))
            }
            None => finding.help(format!("give it one, as in `--set {name}=VALUE`")),
        });
        None
    }

    /// Says what is wrong with a line that fits nowhere; returns the keyword that it seems to mean.
    fn stray(&mut self, pair: &Pair<'_, Rule>, body: &'static Body) -> Option<&'static str> {
        let whole = span(pair);
        let text = pair.as_str();
        let line = text.split(['\n', '{']).next().unwrap_or("").trim_end();
        let head =
            text.split(|c: char| c.is_whitespace() || c == '{' || c == '"').next().unwrap_or("");
        let at = Span::new(
            whole.start,
            whole.start + head.len().max(text.chars().next().map_or(0, char::len_utf8)),
        );
        let mut meant = None;
        let finding = if let Some(word) = secret_word(line) {
            let start = whole.start + line.find(word).unwrap_or(0);
            secret_key::RULE
                .at(
                    Span::new(start, start + word.len()),
                    format!("`{word}` looks like a secret, and a plan holds none"),
                )
                .help(secret_key::HELP)
        } else if let Some(form) = body.entries.iter().find(|form| form.key == head) {
            meant = Some(form.key);
            incomplete_entry::RULE
                .at(
                    Span::new(whole.start, whole.start + line.len().max(1)),
                    format!("`{head}` is not complete"),
                )
                .help(format!("write `{}`", form.usage))
        } else {
            let name = if head.is_empty() { line } else { head };
            let finding = unknown_entry::RULE
                .at(at, format!("`{}` is not an entry of {}", shorten(name), body.title));
            meant = closest(head, body.entries.iter().map(|form| form.key));
            match meant {
                Some(key) => finding.help(format!("did you mean `{key}`?")),
                None => finding.help(match home(head) {
                    Some(other) => format!("`{head}` belongs in {}", other.title),
                    None => format!("{} takes {}", body.title, body.keys()),
                }),
            }
        };
        self.findings.push(finding);
        meant
    }
}

/// The first block that takes this keyword.
fn home(key: &str) -> Option<&'static Body> {
    BODIES.iter().find(|body| body.entries.iter().any(|form| form.key == key))
}

/// The first word of a line, outside quotes, that looks like the name of a secret.
fn secret_word(line: &str) -> Option<&str> {
    let unquoted = line.split('"').step_by(2);
    let mut words = unquoted.flat_map(|part| part.split(|c: char| c.is_whitespace() || c == '='));
    words.find(|word| !word.is_empty() && secret_key::looks_secret(word))
}

fn shorten(text: &str) -> String {
    let short: String = text.chars().take(40).collect();
    if short.len() < text.len() { format!("{short}…") } else { short }
}

/// Keywords are the last rules of the grammar, from `k_plan` on.
fn is_keyword(rule: Rule) -> bool {
    rule >= Rule::k_plan
}

fn body_of(rule: Rule) -> Option<&'static Body> {
    let name = match rule {
        Rule::plan_body => "plan",
        Rule::cell_body => "cell",
        Rule::manager_body => "deployment-manager",
        Rule::node_body => "node",
        Rule::server_body => "server",
        Rule::cluster_body => "cluster",
        Rule::store_body => "store",
        Rule::kind_body => "kind",
        Rule::engine_body => "engine",
        Rule::backup_body => "backup",
        Rule::limits_body => "limits",
        Rule::roles_body => "roles",
        _ => return None,
    };
    Some(body_named(name))
}
