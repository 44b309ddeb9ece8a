//! Findings as one JSON document, for programs.
//!
//! The shape is promised: `version` 1 gains members, but loses and changes none.
//!
//! ```json
//! {
//!   "version": 1,
//!   "findings": [{
//!     "code": "SR203", "name": "unknown_name", "severity": "error",
//!     "message": "…", "file": "orders.restore",
//!     "start": { "line": 3, "column": 11, "byte": 40 }, "end": { "line": 3, "column": 15, "byte": 44 },
//!     "label": "…",
//!     "others": [{ "start": {…}, "end": {…}, "text": "…" }],
//!     "help": "…"
//!   }],
//!   "errors": 1,
//!   "warnings": 0
//! }
//! ```
//!
//! Lines and columns count from 1, columns in Unicode code points; bytes count from 0; an end is
//! one past the last character. `label` may be empty, `help` may be null.

use super::place::{self, Place};
use super::{Finding, Severity};
use crate::source::Source;
use serde::Serialize;

#[derive(Serialize)]
struct Document<'a> {
    version: u32,
    findings: Vec<Entry<'a>>,
    errors: usize,
    warnings: usize,
}

#[derive(Serialize)]
struct Entry<'a> {
    code: &'a str,
    name: &'a str,
    severity: Severity,
    message: &'a str,
    file: &'a str,
    start: Place,
    end: Place,
    label: &'a str,
    others: Vec<Other<'a>>,
    help: Option<&'a str>,
}

#[derive(Serialize)]
struct Other<'a> {
    start: Place,
    end: Place,
    text: &'a str,
}

/// The document, with a newline at its end.
pub fn render(findings: &[Finding], source: &Source) -> String {
    let errors = findings.iter().filter(|finding| finding.is_error()).count();
    let document = Document {
        version: 1,
        findings: findings.iter().map(|finding| entry(finding, source)).collect(),
        errors,
        warnings: findings.len() - errors,
    };
    #[expect(clippy::expect_used, reason = "only maps with other keys than strings can fail")]
    let text = serde_json::to_string_pretty(&document).expect("strings and numbers only");
    text + "\n"
}

fn entry<'a>(finding: &'a Finding, source: &'a Source) -> Entry<'a> {
    let (start, end) = place::both(source, finding.span);
    let others = finding.others.iter().map(|other| {
        let (start, end) = place::both(source, other.span);
        Other { start, end, text: &other.text }
    });
    Entry {
        code: finding.rule.code,
        name: finding.rule.name,
        severity: finding.rule.severity,
        message: &finding.message,
        file: source.name(),
        start,
        end,
        label: &finding.label,
        others: others.collect(),
        help: finding.help.as_deref(),
    }
}
