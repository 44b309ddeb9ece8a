//! Findings: what is wrong with a plan, said in rustc's manners.
//!
//! A [`Finding`] is built from a [`Rule`] and from nothing else, so that no code exists without a
//! page that explains it. The four renderings live in the submodules; the finding knows none.

mod display;
mod excerpt;
pub mod json;
pub mod line;
mod place;
pub mod sarif;
pub mod text;

use crate::source::Span;
use serde::Serialize;

/// How bad a finding is. Errors stop the compiler, warnings are printed in the runbook too.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Worth knowing; the bundle is safe.
    Warning,
    /// The bundle would be wrong; nothing is written.
    Error,
}

impl Severity {
    /// `error` or `warning`.
    pub fn as_str(self) -> &'static str {
        match self {
            Severity::Warning => "warning",
            Severity::Error => "error",
        }
    }
}

/// A rule's identity and its page. Declared by the `rule!` macro in `src/rules/<name>.rs`.
#[derive(Debug)]
pub struct Rule {
    /// `SR` and three digits; never reused.
    pub code: &'static str,
    /// The file's name: a short name in snake case.
    pub name: &'static str,
    /// One line, no full stop.
    pub summary: &'static str,
    /// Error or warning.
    pub severity: Severity,
    /// First version that had it.
    pub since: &'static str,
    /// Hazards of the procedure that it meets, such as `H7`.
    pub hazards: &'static [&'static str],
    /// The page, Markdown: what, why, a failing plan, a passing plan.
    pub page: &'static str,
}

impl Rule {
    /// A finding of this rule at `span`; `message` names things in backquotes, no full stop.
    pub fn at(&'static self, span: Span, message: impl Into<String>) -> Finding {
        Finding {
            rule: self,
            message: message.into(),
            span,
            label: String::new(),
            others: Vec::new(),
            help: None,
        }
    }
}

/// A second place that a finding speaks of.
#[derive(Clone, Debug)]
pub struct Label {
    /// Where.
    pub span: Span,
    /// What stands there.
    pub text: String,
}

/// One thing wrong with a plan.
#[derive(Clone, Debug)]
pub struct Finding {
    /// Which rule says so.
    pub rule: &'static Rule,
    /// What is wrong, in one line.
    pub message: String,
    /// The exact place.
    pub span: Span,
    /// Text beside the place; may be empty.
    pub label: String,
    /// The other halves of a contradiction.
    pub others: Vec<Label>,
    /// What to do.
    pub help: Option<String>,
}

impl Finding {
    /// Says something beside the primary place.
    #[must_use]
    pub fn label(mut self, text: impl Into<String>) -> Self {
        self.label = text.into();
        self
    }

    /// Adds a second place.
    #[must_use]
    pub fn other(mut self, span: Span, text: impl Into<String>) -> Self {
        self.others.push(Label { span, text: text.into() });
        self
    }

    /// Says what to do.
    #[must_use]
    pub fn help(mut self, text: impl Into<String>) -> Self {
        self.help = Some(text.into());
        self
    }

    /// Whether this finding stops the compiler.
    pub fn is_error(&self) -> bool {
        self.rule.severity == Severity::Error
    }
}

/// Findings in reading order: by place, then code. Stable for equal places.
pub fn sort(findings: &mut [Finding]) {
    findings.sort_by(|a, b| (a.span, a.rule.code).cmp(&(b.span, b.rule.code)));
}

/// A number and its noun: `1 error`, `2 errors`.
fn count(number: usize, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}

/// The candidate most like `word`, when it is like it at all.
pub fn closest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    candidates
        .into_iter()
        .map(|candidate| (strsim::jaro_winkler(word, candidate), candidate))
        .filter(|(score, _)| *score > 0.8)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, candidate)| candidate)
}
