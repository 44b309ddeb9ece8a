//! Findings one to a line, for editors and for `grep`: `file:line:col: error[SR203]: message`.

use super::display::one_line;
use super::{Finding, place};
use crate::source::Source;
use std::fmt::Write as _;

/// One line for each finding, its help in brackets at the end.
pub fn render(findings: &[Finding], source: &Source) -> String {
    let name = one_line(source.name());
    let mut out = String::new();
    for finding in findings {
        let at = place::start(source, finding.span);
        let severity = finding.rule.severity.as_str();
        let message = one_line(&finding.message);
        let code = finding.rule.code;
        let _ = write!(out, "{name}:{}:{}: {severity}[{code}]: {message}", at.line, at.column);
        if let Some(help) = &finding.help {
            let _ = write!(out, " ({})", one_line(help));
        }
        out.push('\n');
    }
    out
}
