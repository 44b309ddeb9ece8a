//! A rehearsal as text: the timeline, what mattered, the verdict.

use super::Report;
use std::fmt::Write as _;

/// A time as `h:mm:ss`.
pub fn clock(seconds: i64) -> String {
    format!("{}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60)
}

/// The whole report; `all` shows everything that happened in the cell.
pub fn text(report: &Report, all: bool) -> String {
    let mut text = String::new();
    timeline(&mut text, report);
    if all || !report.violations.is_empty() {
        happened(&mut text, report);
    }
    verdict(&mut text, report);
    text
}

fn timeline(text: &mut String, report: &Report) {
    let on_path = |step: &str| report.critical_path.steps.iter().any(|id| id == step);
    let host = report.spans.iter().map(|span| span.host.len()).max().unwrap_or(4);
    let step = report.spans.iter().map(|span| span.step.len()).max().unwrap_or(4);
    let _ = writeln!(text, "\nTimeline, on the virtual clock (* is on the critical path)");
    let mut phase = usize::MAX;
    for span in &report.spans {
        if span.phase != phase {
            phase = span.phase;
            let _ = writeln!(text, "  phase {phase}");
        }
        let mark = if on_path(&span.step) { '*' } else { ' ' };
        let result =
            if span.result == "exit 0" { String::new() } else { format!("  {}", span.result) };
        let _ = writeln!(
            text,
            "  {mark} {:>7}  {:>7}  {:host$}  {:step$}{result}",
            clock(span.begin),
            clock(span.end - span.begin),
            span.host,
            span.step
        );
    }
    let _ = writeln!(
        text,
        "\nWindow {}; critical path {}; {} launches of wsadmin",
        clock(report.seconds),
        clock(report.critical_path.seconds),
        report.launches
    );
}

fn happened(text: &mut String, report: &Report) {
    let _ = writeln!(text, "\nWhat happened in the cell");
    for (at, what) in &report.messages {
        let _ = writeln!(text, "    {:>7}  {what}", clock(*at));
    }
}

fn verdict(text: &mut String, report: &Report) {
    for stop in &report.stops {
        let _ = writeln!(
            text,
            "Stopped on {} at {} with {}",
            stop.host,
            if stop.step.is_empty() { "no step" } else { &stop.step },
            stop.code
        );
    }
    let _ = writeln!(text, "Messages: {} lost, {} came twice", report.lost, report.doubled);
    for violation in &report.violations {
        let _ = writeln!(
            text,
            "VIOLATION {}: {}: {}",
            violation.kind.words(),
            violation.about,
            violation.how
        );
    }
    let words = match (report.violations.is_empty(), report.done) {
        (true, true) => "GOOD: every engine is recovered, flushed once and released",
        (true, false) => "STOPPED: it did not come to its end, and nothing was done wrong",
        (false, _) => "BAD: see the violations above",
    };
    let _ = writeln!(text, "Verdict {words}");
}
