//! The tables of the page: each run of each step, what stopped, what must never happen.

use super::super::story::{Line, is_told, story};
use super::super::text::{clock, phase};
use super::super::{Report, Stop, meaning};
use super::{escape, swatch};
use crate::hazards;
use crate::rehearsal::timeline::{Ending, Span};
use crate::rehearsal::verdict::Violation;

/// A table; `rows` is its body or bodies.
pub(super) fn table(head: &[&str], rows: &str) -> String {
    let cell = |name: &&str| {
        let class = if ["at", "begin", "took"].contains(name) { " class=\"time\"" } else { "" };
        format!("<th scope=\"col\"{class}>{name}</th>")
    };
    let cells: String = head.iter().map(cell).collect();
    format!("<table>\n<thead><tr>{cells}</tr></thead>\n{rows}</table>\n")
}

fn body(rows: impl Iterator<Item = String>) -> String {
    format!("<tbody>\n{}</tbody>\n", rows.collect::<String>())
}

/// Each run of each step, below its phase.
pub(super) fn runs(report: &Report) -> String {
    let critical = report.critical();
    let mut at = 0;
    let mut bodies = String::new();
    for spans in report.spans.chunk_by(|one, next| one.phase == next.phase) {
        let number = spans[0].phase;
        let swatch = swatch(&format!("p{number}"));
        bodies += &format!(
            "<tbody>\n<tr><th scope=\"rowgroup\" colspan=\"7\">{swatch}Phase {}</th></tr>\n",
            phase(number)
        );
        for span in spans {
            bodies += &run(span, critical.contains(&at));
            at += 1;
        }
        bodies += "</tbody>\n";
    }
    table(&["", "begin", "took", "host", "step", "title", "result"], &bodies)
}

fn run(span: &Span, critical: bool) -> String {
    let class = if span.ending() == Ending::Wrong { " class=\"wrong\"" } else { "" };
    let mark = if critical { "<span title=\"on the critical path\">*</span>" } else { "" };
    format!(
        "<tr{class}><td class=\"mark\">{mark}</td><td class=\"time\">{}</td>\
         <td class=\"time\">{}</td><td>{}</td><td><code>{}</code></td><td>{}</td><td>{}</td></tr>\n",
        clock(span.begin),
        clock(span.took()),
        escape(&span.host),
        escape(&span.step),
        escape(&span.title),
        escape(&result(span))
    )
}

/// How a run ended; an exit code other than 0 with its meaning.
fn result(span: &Span) -> String {
    let code = span.result.strip_prefix("exit ").and_then(|code| code.parse().ok());
    match code.filter(|code| *code != 0) {
        Some(code) => format!("{}: {}", span.result, meaning(code)),
        None => span.result.clone(),
    }
}

/// Where run.sh stopped; nothing where it did not.
pub(super) fn stops(report: &Report) -> String {
    if report.stops.is_empty() {
        return String::new();
    }
    let rows = body(report.stops_folded().into_iter().map(stop));
    let head = ["host", "step", "ended with", "meaning", "times"];
    format!("<h2>Where it stopped</h2>\n{}", table(&head, &rows))
}

fn stop((stop, times): (&Stop, usize)) -> String {
    format!(
        "<tr><td>{}</td><td><code>{}</code></td><td>{}</td><td>{}</td><td>{times}</td></tr>\n",
        escape(&stop.host),
        escape(stop.place()),
        stop.how(),
        stop.meaning()
    )
}

/// What must never happen, and did; nothing where it did not.
pub(super) fn violations(report: &Report) -> String {
    if report.violations.is_empty() {
        return String::new();
    }
    let rows = body(report.violations.iter().map(|one| violation(report, one)));
    let head = ["at", "what", "about", "how", "during", "hazards", "could it be avoided"];
    format!("<h2>What must never happen, and did</h2>\n{}", table(&head, &rows))
}

fn violation(report: &Report, violation: &Violation) -> String {
    let during = if violation.step.is_empty() { "no step" } else { &violation.step };
    format!(
        "<tr><td class=\"time\">{}</td><td>{}</td><td>{}</td><td>{}</td>\
         <td><code>{}</code></td><td>{}</td><td>{}</td></tr>\n",
        clock(violation.at),
        violation.kind.words(),
        escape(&violation.about),
        escape(&violation.how),
        escape(during),
        violation.kind.hazards().iter().map(|id| hazard(id)).collect::<Vec<_>>().join(" "),
        if report.could_be_avoided(violation) { "yes" } else { "not with this fault" }
    )
}

/// The id of a hazard; what it is shows while the pointer rests on it.
fn hazard(id: &str) -> String {
    let text = hazards::ALL.iter().find(|hazard| hazard.id == id).map_or("", |hazard| hazard.text);
    format!("<abbr title=\"{}\">{id}</abbr>", escape(text))
}

/// What mattered, where there is something to understand.
pub(super) fn what_mattered(report: &Report) -> String {
    if !is_told(report) {
        return String::new();
    }
    let lines = story(report);
    let told = if lines.is_empty() {
        "<p>Nothing but what the steps were to do.</p>\n".to_owned()
    } else {
        listed(lines.iter())
    };
    format!("<h2>What happened in the cell that matters</h2>\n{told}")
}

/// Everything that happened in the cell, for whoever wants it.
pub(super) fn everything(report: &Report) -> String {
    let of = |(at, what): &(i64, String)| Line { at: *at, bad: false, what: what.clone() };
    let lines: Vec<Line> = report.messages.iter().map(of).collect();
    format!(
        "<details>\n<summary>Everything that happened in the cell ({} lines)</summary>\n\
         {}</details>\n",
        lines.len(),
        listed(lines.iter())
    )
}

/// Lines close to each other.
fn listed<'a>(lines: impl Iterator<Item = &'a Line>) -> String {
    format!("<div class=\"lines\">\n{}</div>\n", table(&["at", "what"], &body(lines.map(line))))
}

fn line(line: &Line) -> String {
    let class = if line.bad { " class=\"wrong\"" } else { "" };
    format!(
        "<tr{class}><td class=\"time\">{}</td><td>{}</td></tr>\n",
        clock(line.at),
        escape(&line.what)
    )
}
