//! Small reports made by hand, for the tests of what is made of a report.

use super::{Report, Stop};
use crate::rehearsal::timeline::{CriticalPath, Span};
use crate::rehearsal::verdict::{Violation, ViolationKind};

/// A run of a step: host, step, title, begin, end, result.
fn span(host: &str, step: &str, title: &str, (begin, end): (i64, i64), result: &str) -> Span {
    let phase = usize::from(step.as_bytes()[0] - b'0');
    let (host, step, title, result) = (host.into(), step.into(), title.into(), result.into());
    Span { host, step, phase, title, begin, end, result }
}

fn path(seconds: i64, steps: &[&str]) -> CriticalPath {
    CriticalPath { seconds, steps: steps.iter().map(|&step| step.to_owned()).collect() }
}

fn messages(lines: &[(i64, &str)]) -> Vec<(i64, String)> {
    lines.iter().map(|(at, what)| (*at, (*what).to_owned())).collect()
}

/// One engine on two hosts, and all is well.
pub(super) fn good() -> Report {
    Report {
        plan: "orders-bus".to_owned(),
        hash: "5e1a90c7b3d24f685e1a90c7b3d24f685e1a90c7b3d24f685e1a90c7b3d24f68".to_owned(),
        faults: Vec::new(),
        assumptions: Vec::new(),
        operator: "obedient".to_owned(),
        no_way_on: Vec::new(),
        done: true,
        stops: Vec::new(),
        unavoidable: Vec::new(),
        violations: Vec::new(),
        seconds: 4210,
        critical_path: path(4210, &["101-hold", "402-restore-store", "703-flush-start"]),
        launches: 2,
        messages: messages(&[
            (20, "stop of dmgr"),
            (40, "dmgr has ended"),
            (190, "restore of orders"),
            (4165, "start FLUSH of E1"),
            (4185, "E1 is Started"),
        ]),
        doubled: 3,
        lost: 0,
        effects: ["stop of dmgr", "restore of orders", "start FLUSH of E1"].map(Into::into).into(),
        spans: vec![
            span("dm.example.com", "001-prove", "Prove what is needed", (0, 0), "exit 0"),
            span("dm.example.com", "101-hold", "Hold every engine", (0, 25), "exit 0"),
            span("db.x", "402-restore-store", "Restore DB2", (25, 4165), "exit 0"),
            span("dm.example.com", "703-flush-start", "Flush start", (4165, 4210), "exit 0"),
        ],
        transcripts: Vec::new(),
        runs: Vec::new(),
    }
}

/// The same with a fault, a stop and a loss.
pub(super) fn troubled() -> Report {
    let mut report = good();
    report.faults = vec!["restore-tool-fails@orders".to_owned()];
    report.assumptions = vec!["get-health=absent".to_owned()];
    let stop = Stop { host: "db.x".to_owned(), step: "402-restore-store".to_owned(), code: 11 };
    report.stops = vec![stop.clone(), stop];
    report.spans[2].begin = 185;
    report.critical_path.seconds = 4050;
    report.spans.insert(2, span("db.x", "402-restore-store", "Restore DB2", (25, 65), "exit 11"));
    report.messages.push((4200, "srv has died".to_owned()));
    report.violations = vec![Violation {
        kind: ViolationKind::MessagesLost,
        at: 4210,
        host: String::new(),
        step: String::new(),
        about: "E1".to_owned(),
        how: "5 new messages were discarded".to_owned(),
    }];
    report.lost = 5;
    report
}

/// Ninety-five steps on twelve hosts; most take no time, and one takes half of it.
pub(super) fn big() -> Report {
    let mut report = good();
    let took = |at: i64| if at == 40 { 3600 } else { at % 4 / 3 * 150 };
    let mut now = 0;
    report.spans.clear();
    for at in 0..90_i64 {
        let step = format!("{}{:02}-step-of-node-{at}", at / 9, at % 9 + 1);
        let host = format!("was{:02}.messaging.example.com", at % 11);
        let title = "Do what is to be done there";
        report.spans.push(span(&host, &step, title, (now, now + took(at)), "exit 0"));
        now += took(at);
    }
    // The last ones all at once, on one host.
    for at in 0..5 {
        report.spans.push(span("z", &format!("90{at}-release"), "Release", (now, now), "exit 0"));
    }
    report.seconds = now;
    let steps = report.spans.iter().filter(|span| span.took() > 0).map(|span| span.step.clone());
    report.critical_path = CriticalPath { seconds: now, steps: steps.collect() };
    report
}
