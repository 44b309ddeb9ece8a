//! What the script writes, and how it ends.

use crate::run::{alike, file, without_level};
use serde_json::Value;
use sibrestore::probe::questions;

/// The JSON in what a case printed; the first and the last line of it are brackets.
pub fn document(case: &str) -> Value {
    let text = alike(case);
    let lines: Vec<&str> = text.lines().collect();
    let first = lines.iter().position(|line| *line == "{").unwrap();
    let last = lines.iter().position(|line| *line == "}").unwrap();
    serde_json::from_str(&lines[first..=last].join("\n")).unwrap()
}

/// What a case printed after the document, or all of it when there is none.
fn told(case: &str) -> String {
    let text = alike(case);
    text.split_once("\n}\n").map_or(text.clone(), |(_, rest)| rest.to_owned())
}

fn answers(document: &Value, id: &str) -> Vec<String> {
    let points = document["points"].as_array().unwrap();
    let point = points.iter().find(|point| point["id"] == id).unwrap();
    let line = |seen: &Value| {
        let text = |name: &str| seen[name].as_str().unwrap().to_owned();
        format!("{} | {} | {}", text("about"), text("says"), text("holds"))
    };
    point["seen"].as_array().unwrap().iter().map(line).collect()
}

/// What stands out is told to whoever runs it, before the document.
#[test]
fn what_is_not_as_assumed_is_told_at_once() {
    let said = |case| {
        let text = alike(case);
        let (before, _) = text.split_once("{\n").unwrap();
        before.to_owned()
    };
    let read = "READ configuration: nodes 4, servers 7, engines 2\n";
    let nd = "READ running objects: servers 4, node agents 2, engines 2\n\
        NOTE node-restart-state: Node02/m2 nodeRestartState is RUNNING\n\
        NOTE system-out: Node02/m2 HPEL is enabled\n";
    assert_eq!(said("nd"), format!("{read}{nd}"));
    let part = "READ running objects: servers 1, node agents 0, engines 1\n\
        NOTE wsadmin is connected to neither a deployment manager nor a stand-alone server: this is \
        not the whole cell\n";
    assert!(said("part").starts_with(&format!("{read}{part}")), "{}", said("part"));
    let base = "READ configuration: nodes 1, servers 1, engines 1\n\
        READ running objects: servers 1, node agents 0, engines 0\n\
        NOTE initial-state-omitted: Alone01.server1-OrdersBus has no initial state\n\
        NOTE stopped-engine-mbean: Alone01/server1 Alone01.server1-OrdersBus is Stopped and has no MBean\n";
    assert_eq!(said("base"), base);
}

/// Read before it was accepted: it is what `nd` of cells.py has.
#[test]
fn a_snapshot_holds_what_the_cell_has() {
    insta::assert_snapshot!("nd", alike("nd"));
    insta::assert_snapshot!("base", alike("base"));
}

#[test]
fn what_fails_is_written_down_and_the_rest_goes_on() {
    insta::assert_snapshot!("broken", alike("broken"));
}

#[test]
fn line_ends_of_the_platform_make_no_difference() {
    let lines = |case| alike(case).replace("\"CR LF\"", "\"LF\"");
    assert_eq!(lines("crlf"), lines("nd"));
    assert_eq!(answers(&document("crlf"), "line-ends"), [" | CR LF | "]);
}

#[test]
fn nothing_is_said_of_objects_that_could_not_be_listed() {
    let document = document("unseen");
    assert_eq!(answers(&document, "stopped-engine-mbean"), [""; 0]);
    assert_eq!(answers(&document, "standby-engine-mbean"), [""; 0]);
    assert_eq!(
        answers(&document, "initial-state-omitted"),
        [" | none lacks it, of engines read: 1 | yes"]
    );
    assert_eq!(document["failures"].as_array().unwrap().len(), 2);
}

#[test]
fn without_a_connection_the_configuration_is_read() {
    let document = document("local");
    assert_eq!(document["engines"][0]["uuid"], "AAAA000000000001");
    assert_eq!(document["connected"]["cell"], Value::Null);
    assert_eq!(document["failures"][0]["why"], "NameError: AdminControl");
    assert!(told("local").ends_with("RESULT rc=0 step=probe\n--- ended, forbidden: \n"));
}

#[test]
fn a_cell_that_answers_nothing_is_a_failure() {
    let end = "CALLS answered=0 failed=18 not_asked=0\n\
        FAILED nothing answered: is wsadmin connected?\n\
        RESULT rc=11 step=probe\n--- raised RuntimeError, forbidden: \n";
    assert_eq!(told("silent"), end);
    assert_eq!(document("silent")["failures"].as_array().unwrap().len(), 18);
}

/// Each call takes a minute, and after half an hour nothing more is asked.
#[test]
fn after_the_time_limit_nothing_more_is_asked() {
    let document = document("slow");
    assert_eq!(document["calls"]["answered"], 30);
    assert!(document["calls"]["not_asked"].as_i64().unwrap() > 10, "{document}");
    assert_eq!(document["servers"].as_array().unwrap().len(), 7);
    assert_eq!(document["servers"][6]["name"], Value::Null);
}

#[test]
fn every_character_of_a_name_comes_back() {
    let name = "a\u{1} \"q\" \\u0041 \u{7f} \u{122} \u{ffff} \u{1f600} b";
    assert_eq!(document("strange")["engines"][1]["name"], name);
    assert!(alike("strange").is_ascii());
}

#[test]
fn many_engines_are_written_whole() {
    let document = document("many");
    assert_eq!(document["engines"].as_array().unwrap().len(), 301);
    assert_eq!(document["engines"][300]["name"], "E299");
}

#[test]
fn every_question_is_in_the_snapshot_and_answered_by_some_cell() {
    let documents = [document("nd"), document("base")];
    let asked: Vec<&str> = questions().map(|question| question.id).collect();
    for document in &documents {
        let points = document["points"].as_array().unwrap();
        let ids: Vec<&str> = points.iter().map(|point| point["id"].as_str().unwrap()).collect();
        assert_eq!(ids, asked);
    }
    for id in asked {
        // The level of Jython was compared where it was taken out.
        let seen = documents.iter().any(|document| !answers(document, id).is_empty());
        assert!(seen || id == "jython-level", "{id} has no answer");
    }
}

#[test]
fn the_file_that_is_named_gets_the_same_document() {
    let base = alike("base");
    let (before, document) = base.split_once("{\n").unwrap();
    let (document, rest) = document.split_once("\n}\n").unwrap();
    for case in ["file", "empty"] {
        let name = format!("OWN/{case}.json");
        assert_eq!(alike(case), format!("{before}SNAPSHOT {name}\n{rest}"));
        for runtime in ["2.1", "2.7", "3"] {
            let text = std::fs::read_to_string(file(runtime, case)).unwrap();
            assert_eq!(without_level(runtime, &text), format!("{{\n{document}\n}}\n"));
        }
    }
}

#[test]
fn a_file_that_is_there_is_left_alone() {
    let end = "RESULT rc=10 step=probe\n--- raised RuntimeError, forbidden: \n";
    let said = "GATE OWN/there.json is there already: name another file\n";
    assert_eq!(alike("there"), format!("{said}{end}"));
    for runtime in ["2.1", "2.7", "3"] {
        assert_eq!(std::fs::read_to_string(file(runtime, "there")).unwrap(), "somebody's\n");
    }
    let said = "GATE one FILE at most, and these are 2 words\n";
    assert_eq!(alike("two"), format!("{said}{end}"));
}

/// Before anything is asked. How the system words it differs, and is not compared.
#[test]
fn a_file_that_cannot_be_written_is_told_at_once() {
    for (_, text) in crate::run::printed("nowhere") {
        let (first, rest) = text.split_once('\n').unwrap();
        assert!(first.starts_with("FAILED "), "{text}");
        assert_eq!(rest, "RESULT rc=11 step=probe\n--- raised RuntimeError, forbidden: \n");
    }
}
