//! Findings as text for a terminal, in rustc's manners.
//!
//! The drawing is annotate-snippets'. It is given an excerpt instead of the plan, so that a huge
//! or hostile plan neither garbles the terminal nor takes long; the line and column after the
//! file name are therefore filled in afterwards.

use super::display::{MARK, one_line};
use super::excerpt::{Excerpt, Mark, cut};
use super::{Finding, Severity, count, place};
use crate::source::{Source, Span};
use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};
use std::collections::BTreeSet;
use std::fmt::Write as _;

/// More places than this are counted instead of shown.
const MOST_PLACES: usize = 12;

/// All findings, each with its place in the plan, then how many there are. Nothing for none.
///
/// `colour` adds ANSI escapes; `width` is the terminal's, in columns.
pub fn render(findings: &[Finding], source: &Source, colour: bool, width: usize) -> String {
    let renderer = if colour { Renderer::styled() } else { Renderer::plain() };
    let renderer = renderer.term_width(width.clamp(40, 400));
    let secret = secret_lines(findings, source);
    let mut out = String::new();
    for finding in findings {
        let is_secret = !secret.is_empty() && secret.contains(&source.line(finding.span.start));
        let text = match is_secret {
            true => unshown(finding, source),
            false => one(finding, source, &renderer),
        };
        let _ = writeln!(out, "{text}\n");
    }
    out + &footer(findings)
}

/// The lines that hold a secret: they are not shown, because what is printed ends in logs.
fn secret_lines(findings: &[Finding], source: &Source) -> BTreeSet<usize> {
    let secret = findings.iter().filter(|finding| finding.rule.name.starts_with("secret_"));
    secret.map(|finding| source.line(finding.span.start)).collect()
}

/// One finding without the line it is about.
fn unshown(finding: &Finding, source: &Source) -> String {
    let (line, column) = source.line_column(finding.span.start);
    let mut text = format!(
        "{}[{}]: {}\n --> {}:{line}:{column} (the line is not shown)",
        finding.rule.severity.as_str(),
        finding.rule.code,
        one_line(&finding.message),
        one_line(source.name()),
    );
    if let Some(help) = &finding.help {
        let _ = write!(text, "\n  = help: {}", one_line(help));
    }
    text
}

/// One finding as a drawing.
fn one(finding: &Finding, source: &Source, renderer: &Renderer) -> String {
    let marks = marks(finding);
    let texts: Vec<String> = marks.iter().map(|mark| one_line(mark.text)).collect();
    let excerpts = cut(source, &marks);
    let level = level(finding.rule.severity);
    let mut group = level
        .primary_title(one_line(&finding.message))
        .id(finding.rule.code)
        .elements(excerpts.iter().map(|excerpt| snippet(excerpt, &marks, &texts)));
    if finding.others.len() >= marks.len() {
        let more = finding.others.len() + 1 - marks.len();
        let text = format!("and {}", count(more, "further place", "further places"));
        group = group.element(Level::NOTE.message(text));
    }
    if let Some(help) = &finding.help {
        group = group.element(Level::HELP.message(one_line(help)));
    }
    let drawing = renderer.render(&[group]);
    fill_in(&drawing, source, excerpts.iter().map(|excerpt| head(excerpt, &marks)))
}

fn level(severity: Severity) -> Level<'static> {
    match severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    }
}

/// The finding's own place, then the others, as many as can be looked at.
fn marks(finding: &Finding) -> Vec<Mark<'_>> {
    let primary = Mark { span: finding.span, primary: true, text: &finding.label };
    let others = finding.others.iter().take(MOST_PLACES - 1);
    let others = others.map(|other| Mark { span: other.span, primary: false, text: &other.text });
    std::iter::once(primary).chain(others).collect()
}

fn snippet<'a>(
    excerpt: &'a Excerpt,
    marks: &[Mark<'_>],
    texts: &'a [String],
) -> Snippet<'a, annotate_snippets::Annotation<'a>> {
    let annotations = excerpt.marks.iter().map(|(index, range)| {
        let mark = &marks[*index];
        let kind = if mark.primary { AnnotationKind::Primary } else { AnnotationKind::Context };
        let text = texts[*index].as_str();
        kind.span(range.clone()).label((!text.is_empty()).then_some(text))
    });
    Snippet::source(excerpt.text.as_str())
        .line_start(excerpt.first_line)
        .path(MARK.to_string())
        .annotations(annotations)
}

/// The place that is named above an excerpt: the primary one, or the first.
fn head(excerpt: &Excerpt, marks: &[Mark<'_>]) -> Span {
    let mut spans = excerpt.marks.iter().map(|(index, _)| &marks[*index]);
    let first = spans.clone().map(|mark| mark.span).min().unwrap_or_default();
    spans.find(|mark| mark.primary).map_or(first, |mark| mark.span)
}

/// Puts file, line and column where the drawing has the mark and its own numbers.
fn fill_in(drawing: &str, source: &Source, heads: impl Iterator<Item = Span>) -> String {
    let mut parts = drawing.split(MARK);
    let mut out = parts.next().unwrap_or("").to_owned();
    for (part, span) in parts.zip(heads) {
        let at = place::start(source, span);
        let _ = write!(out, "{}:{}:{}", one_line(source.name()), at.line, at.column);
        out.push_str(part.trim_start_matches(|c: char| c == ':' || c.is_ascii_digit()));
    }
    out.lines().map(str::trim_end).collect::<Vec<_>>().join("\n")
}

/// How many there are, and where to read more about the worst of them.
fn footer(findings: &[Finding]) -> String {
    let Some(worst) = findings.iter().find(|f| f.is_error()).or(findings.first()) else {
        return String::new();
    };
    format!("{}; run `sibrestore explain {}` for the page\n", counts(findings), worst.rule.code)
}

/// `2 errors, 1 warning`, without the half that is nought.
fn counts(findings: &[Finding]) -> String {
    let errors = findings.iter().filter(|finding| finding.is_error()).count();
    let warnings = findings.len() - errors;
    let parts = [(errors, "error", "errors"), (warnings, "warning", "warnings")];
    let parts = parts.into_iter().filter(|(number, ..)| *number > 0);
    parts.map(|(number, one, many)| count(number, one, many)).collect::<Vec<_>>().join(", ")
}
