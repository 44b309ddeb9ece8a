//! What is wrong with a value wherever it stands: a password, or a value that the starter plan
//! brought. What comes of an open value inside a value is left out.

use super::Resolver;
use crate::diagnostic::Finding;
use crate::rules::secret_value::holds_secret;
use crate::rules::{secret_key, secret_value, starter_value, unknown_name};
use crate::source::{Span, Spanned};
use crate::starters;
use crate::syntax::{Entry, Value};
use std::collections::BTreeSet;

/// Keywords of values that name what another entry describes.
const REFERENCES: &[&str] = &["member", "runs-on"];

/// Keywords of what others refer to by name.
const NAMES: &[&str] = &["node", "server", "cluster", "store", "engine", "backup"];

/// What was found on the way.
#[derive(Default)]
pub(super) struct Seen<'e> {
    /// Values with an open value in them.
    within: BTreeSet<Span>,
    /// One of them is the name of something that others refer to.
    name: bool,
    /// Keyword and text of values of the starter plan; each is reported once.
    starters: BTreeSet<(&'e str, &'e str)>,
}

impl Resolver<'_> {
    /// Looks at every value of the plan.
    pub(super) fn values<'e>(&mut self, plan: &'e Entry) -> Seen<'e> {
        let mut seen = Seen::default();
        self.values_of(plan, &mut seen);
        seen
    }

    fn values_of<'e>(&mut self, entry: &'e Entry, seen: &mut Seen<'e>) {
        for value in &entry.values {
            self.value(&entry.key.value, value, seen);
        }
        for inner in entry.clauses.iter().chain(entry.entries()) {
            self.values_of(inner, seen);
        }
    }

    fn value<'e>(&mut self, key: &'e str, value: &'e Spanned<Value>, seen: &mut Seen<'e>) {
        let text = &value.value.text;
        if holds_secret(text) {
            self.findings.push(
                secret_value::RULE
                    .at(value.span, "this value holds a password")
                    .help(secret_key::HELP),
            );
        }
        if value.value.within {
            seen.within.insert(value.span);
            seen.name |= NAMES.contains(&key);
        }
        if key == "uuid" && repeats(text) {
            self.findings.push(
                starter_value::RULE
                    .at(value.span, "this uuid repeats one digit")
                    .help("write the engine's uuid, or delete the line if you do not know it"),
            );
        }
        let wanted = starters::wanted(key, text).filter(|_| !REFERENCES.contains(&key));
        if let Some(wanted) = wanted.filter(|_| seen.starters.insert((key, text))) {
            self.findings.push(
                starter_value::RULE
                    .at(value.span, format!("`{text}` is a value of the starter plan"))
                    .help(format!("write what belongs here: {wanted}")),
            );
        }
    }
}

/// Whether a number is one digit again and again, which stands for a value to come.
fn repeats(text: &str) -> bool {
    text.len() > 1 && text.bytes().all(|b| text.as_bytes().first() == Some(&b))
}

impl Seen<'_> {
    /// Whether a finding comes of an open value inside a value: it is about that value, or about a
    /// name that nothing has because of it.
    pub(super) fn explains(&self, finding: &Finding) -> bool {
        let code = finding.rule.code;
        self.within.contains(&finding.span) || (self.name && code == unknown_name::RULE.code)
    }
}
