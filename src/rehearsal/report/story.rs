//! Of all that happened in the cell, the lines that whoever looks for a cause has to read.

use super::{Outcome, Report};
use crate::rehearsal::timeline::{Ending, Span};
use std::collections::BTreeSet;

/// A line of the story.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Line {
    /// Seconds of the virtual clock.
    pub at: i64,
    /// Whether it is what went wrong, and not what went on around it.
    pub bad: bool,
    /// What happened.
    pub what: String,
}

/// How the lines end that nobody wonders about: a process or an engine has come where it was sent.
const USUAL: [&str; 7] = [
    " is up",
    " has ended",
    " is Stopping",
    " is Stopped",
    " is Autostarting",
    " is Starting",
    " is Started",
];

/// Whether there is anything to tell.
pub(super) fn is_told(report: &Report) -> bool {
    report.outcome() != Outcome::Good || !report.faults.is_empty() || !report.stops.is_empty()
}

/// What mattered, in order of time; of one moment the cell's own lines come first.
pub(super) fn story(report: &Report) -> Vec<Line> {
    let mut lines = happened(report);
    lines.extend(report.spans.iter().filter_map(troubled));
    lines.extend(report.violations.iter().map(|violation| Line {
        at: violation.at,
        bad: true,
        what: format!("{}: {}", violation.about, violation.kind.words()),
    }));
    lines.sort_by_key(|line| line.at);
    lines
}

/// What went on by itself, what went on while something was wrong, and what is about a violation.
fn happened(report: &Report) -> Vec<Line> {
    let effects: BTreeSet<&str> = report.effects.iter().map(String::as_str).collect();
    let times = times_of_trouble(&report.spans);
    let matters = |at: i64, what: &str| {
        let usual = effects.contains(what) || USUAL.iter().any(|end| what.ends_with(end));
        !usual || times.iter().any(|(from, to)| (*from..=*to).contains(&at)) || blamed(report, what)
    };
    let matter = report.messages.iter().filter(|(at, what)| matters(*at, what));
    matter.map(|(at, what)| Line { at: *at, bad: false, what: what.clone() }).collect()
}

fn blamed(report: &Report, what: &str) -> bool {
    report.violations.iter().any(|violation| names(what, &violation.about))
}

/// Whether a line is about something, and not about what only has a longer name.
fn names(what: &str, about: &str) -> bool {
    let in_a_name = |c: char| c.is_alphanumeric() || "_.-".contains(c);
    let ends = |(at, _): (usize, &str)| !what[at + about.len()..].starts_with(in_a_name);
    !about.is_empty() && what.match_indices(about).any(ends)
}

/// From the begin of each run that went wrong to the end of the next one that did not.
fn times_of_trouble(spans: &[Span]) -> Vec<(i64, i64)> {
    let time = |(at, span): (usize, &Span)| {
        let well = |next: &&Span| next.step == span.step && next.ending() == Ending::Well;
        let mended = spans[at + 1..].iter().find(well);
        (span.begin, mended.map_or(i64::MAX, |next| next.end))
    };
    let wrong = |(_, span): &(usize, &Span)| span.ending() == Ending::Wrong;
    spans.iter().enumerate().filter(wrong).map(time).collect()
}

fn troubled(span: &Span) -> Option<Line> {
    let what = format!("{} on {}: {}", span.step, span.host, span.result);
    (span.ending() == Ending::Wrong).then_some(Line { at: span.end, bad: true, what })
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;

    fn told(report: &Report) -> Vec<String> {
        story(report).into_iter().map(|line| line.what).collect()
    }

    #[test]
    fn a_good_rehearsal_without_a_fault_has_no_story() {
        assert!(!is_told(&sample::good()));
        assert_eq!(told(&sample::good()), Vec::<String>::new());
    }

    #[test]
    fn what_was_asked_for_is_left_out_unless_something_is_wrong_then() {
        let report = sample::troubled();
        assert!(is_told(&report));
        let lines = told(&report);
        assert!(!lines.contains(&"stop of dmgr".to_owned()), "{lines:?}");
        assert!(lines.contains(&"srv has died".to_owned()), "{lines:?}");
        assert!(lines.contains(&"restore of orders".to_owned()), "{lines:?}");
    }

    #[test]
    fn what_went_wrong_stands_among_the_rest_in_order_of_time() {
        let lines = story(&sample::troubled());
        assert!(lines.is_sorted_by_key(|line| line.at));
        let bad: Vec<&str> =
            lines.iter().filter(|line| line.bad).map(|line| line.what.as_str()).collect();
        let expected = ["402-restore-store on db.x: exit 11", "E1: messages lost"];
        assert_eq!(bad, expected);
    }

    #[test]
    fn a_violation_brings_all_lines_about_its_engine() {
        let mut report = sample::good();
        report.violations = sample::troubled().violations;
        assert!(told(&report).contains(&"start FLUSH of E1".to_owned()));
        assert!(names("save E1=STOPPED", "E1") && names("E1 on N/s is Stopped", "E1"));
        assert!(!names("save E12=STOPPED", "E1") && !names("save E1", ""));
    }
}
