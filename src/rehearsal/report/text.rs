//! A rehearsal as text: the timeline, what mattered, the verdict.

use super::story::{is_told, story};
use super::{Report, Stop};
use crate::model::Phase;
use crate::rehearsal::timeline::Span;
use std::fmt::Write as _;

/// A time as `h:mm:ss`.
pub fn clock(seconds: i64) -> String {
    format!("{}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60)
}

/// The whole report. What happened in the cell is told as far as somebody has to understand it.
pub fn text(report: &Report) -> String {
    let mut text = String::new();
    heading(&mut text, report);
    timeline(&mut text, report);
    if is_told(report) {
        happened(&mut text, report);
    }
    verdict(&mut text, report);
    text
}

/// The number of a phase and its name.
pub(super) fn phase(number: usize) -> String {
    let title = Phase::ALL.get(number).map_or("", |phase| phase.title());
    format!("{number}: {title}")
}

fn heading(text: &mut String, report: &Report) {
    let _ = writeln!(text, "\nRehearsal of {}, bundle\n  {}", report.plan, report.hash);
    for fault in &report.faults {
        let _ = writeln!(text, "  with the fault {fault}");
    }
    for assumption in &report.assumptions {
        let _ = writeln!(text, "  assuming {assumption}");
    }
    if report.operator != "obedient" {
        let _ = writeln!(text, "  typed by the {} operator", report.operator);
    }
}

fn timeline(text: &mut String, report: &Report) {
    let host = report.spans.iter().map(|span| span.host.len()).max().unwrap_or(4);
    let step = report.spans.iter().map(|span| span.step.len()).max().unwrap_or(4);
    let critical = report.critical();
    let _ = writeln!(text, "\nTimeline, on the virtual clock (* is on the critical path)");
    let _ = writeln!(text, "      begin     took  {:host$}  step", "host");
    let mut last = usize::MAX;
    for (at, span) in report.spans.iter().enumerate() {
        if span.phase != last {
            last = span.phase;
            let _ = writeln!(text, "  phase {}", phase(last));
        }
        let mark = if critical.contains(&at) { '*' } else { ' ' };
        let _ = writeln!(text, "  {mark} {}", row(span, host, step));
    }
    let _ = writeln!(
        text,
        "\nWindow {}; critical path {}; {} launches of wsadmin",
        clock(report.seconds),
        clock(report.critical_path.seconds),
        report.launches
    );
    if let Some((host, took)) = report.busiest() {
        let took = clock(took);
        let _ = writeln!(text, "  a host does one step at a time: {host} was at work for {took}");
    }
}

/// One run of a step, without blanks at its end.
fn row(span: &Span, host: usize, step: usize) -> String {
    let result = if span.result == "exit 0" { "" } else { &span.result };
    let (begin, took) = (clock(span.begin), clock(span.took()));
    let row = format!("{begin:>7}  {took:>7}  {:host$}  {:step$}  {result}", span.host, span.step);
    row.trim_end().to_owned()
}

fn happened(text: &mut String, report: &Report) {
    let _ = writeln!(text, "\nWhat happened in the cell that matters (! is what went wrong)");
    let lines = story(report);
    if lines.is_empty() {
        let _ = writeln!(text, "    nothing but what the steps were to do");
    }
    for line in lines {
        let mark = if line.bad { '!' } else { ' ' };
        let _ = writeln!(text, "  {mark} {:>7}  {}", clock(line.at), line.what);
    }
    text.push('\n');
}

fn verdict(text: &mut String, report: &Report) {
    for (stop, times) in report.stops_folded() {
        stopped(text, stop, times);
    }
    for place in &report.no_way_on {
        let _ = writeln!(text, "NO WAY ON {place}: nothing that was printed leads on");
    }
    let _ = writeln!(text, "Messages: {} lost, {} came twice", report.lost, report.doubled);
    for violation in &report.violations {
        let (kind, about) = (violation.kind.words(), &violation.about);
        let word = if report.could_be_avoided(violation) { "VIOLATION" } else { "UNAVOIDABLE" };
        let _ = writeln!(text, "{word} {kind}: {about}\n  {}", violation.how);
    }
    let outcome = report.outcome();
    let _ = writeln!(text, "Verdict {}: {}", outcome.word(), outcome.words());
}

fn stopped(text: &mut String, stop: &Stop, times: usize) {
    let often = if times > 1 { format!(", {times} times") } else { String::new() };
    let (place, how) = (stop.place(), stop.how());
    let _ = writeln!(text, "Stopped on {} at {place} with {how}{often}", stop.host);
    let _ = writeln!(text, "  {}", stop.meaning());
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;

    #[test]
    fn a_good_rehearsal_is_a_timeline_and_a_verdict() {
        insta::assert_snapshot!(text(&sample::good()), @r"

        Rehearsal of orders-bus, bundle
          5e1a90c7b3d24f685e1a90c7b3d24f685e1a90c7b3d24f685e1a90c7b3d24f68

        Timeline, on the virtual clock (* is on the critical path)
              begin     took  host            step
          phase 0: Prove
            0:00:00  0:00:00  dm.example.com  001-prove
          phase 1: Hold
          * 0:00:00  0:00:25  dm.example.com  101-hold
          phase 4: Restore the stores
          * 0:00:25  1:09:00  db.x            402-restore-store
          phase 7: Flush start
          * 1:09:25  0:00:45  dm.example.com  703-flush-start

        Window 1:10:10; critical path 1:10:10; 2 launches of wsadmin
        Messages: 0 lost, 3 came twice
        Verdict GOOD: every engine is recovered, flushed once and released
        ");
    }

    #[test]
    fn a_bad_one_says_what_mattered_in_order_of_time() {
        insta::assert_snapshot!(text(&sample::troubled()), @r"

        Rehearsal of orders-bus, bundle
          5e1a90c7b3d24f685e1a90c7b3d24f685e1a90c7b3d24f685e1a90c7b3d24f68
          with the fault restore-tool-fails@orders
          assuming get-health=absent

        Timeline, on the virtual clock (* is on the critical path)
              begin     took  host            step
          phase 0: Prove
            0:00:00  0:00:00  dm.example.com  001-prove
          phase 1: Hold
          * 0:00:00  0:00:25  dm.example.com  101-hold
          phase 4: Restore the stores
            0:00:25  0:00:40  db.x            402-restore-store  exit 11
          * 0:03:05  1:06:20  db.x            402-restore-store
          phase 7: Flush start
          * 1:09:25  0:00:45  dm.example.com  703-flush-start

        Window 1:10:10; critical path 1:07:30; 2 launches of wsadmin

        What happened in the cell that matters (! is what went wrong)
            0:00:40  dmgr has ended
          ! 0:01:05  402-restore-store on db.x: exit 11
            0:03:10  restore of orders
            1:09:25  start FLUSH of E1
            1:09:45  E1 is Started
            1:10:00  srv has died
          ! 1:10:10  E1: messages lost

        Stopped on db.x at 402-restore-store with exit 11, 2 times
          a tool of WebSphere or of the database failed
        Messages: 5 lost, 3 came twice
        VIOLATION messages lost: E1
          5 new messages were discarded
        Verdict BAD: what must never happen has happened
        ");
    }

    #[test]
    fn what_a_fault_costs_whatever_anybody_does_is_told_from_what_must_never_happen() {
        let mut report = sample::troubled();
        report.unavoidable = vec![report.violations[0].kind];
        let printed = text(&report);
        assert!(printed.contains("\nUNAVOIDABLE messages lost: E1\n"), "{printed}");
        assert!(printed.contains("\nVerdict UNAVOIDABLE: "), "{printed}");
        report.done = false;
        assert!(text(&report).contains("\nVerdict STOPPED: "));
    }

    #[test]
    fn a_window_that_is_longer_than_its_path_is_explained() {
        let mut report = sample::good();
        assert!(!text(&report).contains("one step at a time"));
        report.critical_path.seconds = 600;
        let said = "  a host does one step at a time: db.x was at work for 1:09:00\n";
        assert!(text(&report).contains(said));
    }

    #[test]
    fn no_line_has_blanks_at_its_end_or_is_wider_than_a_terminal() {
        for report in [sample::good(), sample::troubled(), sample::big()] {
            for line in text(&report).lines() {
                assert!(line.len() <= 100 && line.trim_end() == line, "{line:?}");
            }
        }
    }

    #[test]
    fn the_marks_add_up_to_the_critical_path() {
        let report = sample::troubled();
        let marked = report.critical().into_iter().map(|at| report.spans[at].took());
        assert_eq!(marked.sum::<i64>(), report.critical_path.seconds);
    }
}
