//! Every conclusion, in every form and language.

use crate::stories::{self, ENGINE, FORMS, Form, OTHER_UUID, UUID, log};
use crate::{diagnosis, run_with};
use serde_json::Value;
use std::collections::BTreeSet;

/// The engine of the stories in a report.
fn engine(report: &Value) -> &Value {
    let engines = report["logs"][0]["engines"].as_array().unwrap();
    engines.iter().find(|engine| engine["name"] == ENGINE).unwrap()
}

fn verdict(report: &Value) -> &str {
    engine(report)["conclusion"]["verdict"].as_str().unwrap()
}

const PLAN: &str = "examples/nd-db2.restore";

fn with_plan(log: &str) -> (i32, Value) {
    let (code, out, err) =
        run_with(&["diagnose", "--plan", PLAN, "--format", "json", "-"], log.as_bytes());
    assert!(code < 2, "{err}");
    (code, serde_json::from_str(&out).unwrap())
}

#[test]
fn every_story_comes_to_its_conclusion_in_every_form_and_language() {
    let mut seen = BTreeSet::new();
    for story in stories::all() {
        for form in FORMS {
            let log = log(form, &story.told);
            let (code, report) = diagnosis(log.as_bytes());
            // In another language a running engine is told from the store that it has read.
            let hidden = form.is_translated();
            let expected = if hidden { story.translated } else { story.verdict };
            assert_eq!(verdict(&report), expected, "{form:?}\n{log}\n{report:#}");
            assert_eq!(code, i32::from(!report["good"].as_bool().unwrap()));
            if !hidden || story.translated == story.verdict {
                assert_eq!(engine(&report)["conclusion"]["good"], story.good, "{form:?} {log}");
            }
            seen.insert(expected.to_owned());
        }
    }
    // One conclusion needs a plan.
    seen.insert("started-without-flush".into());
    let schema = sibrestore::diagnose::report::schema();
    let schema: Value = serde_json::from_str(&schema).unwrap();
    let verdicts = schema["$defs"]["Verdict"]["oneOf"].as_array().unwrap();
    let all: BTreeSet<String> =
        verdicts.iter().map(|one| one["const"].as_str().unwrap().to_owned()).collect();
    assert_eq!(seen, all);
}

#[test]
fn a_flush_start_is_told_with_its_mode_its_events_and_times_as_they_are_written() {
    let (_, report) = diagnosis(log(Form::German, &stories::flushed()).as_bytes());
    let engine = engine(&report);
    assert_eq!(engine["bus"], "OrdersBus");
    let starts = engine["starts"].as_array().unwrap();
    assert_eq!(starts.len(), 1, "{starts:?}");
    assert_eq!((&starts[0]["mode"], &starts[0]["end"]), (&"flush".into(), &"started".into()));
    let event = |id: &str| {
        let events = engine["events"].as_array().unwrap();
        events.iter().find(|event| event["id"] == id).unwrap().clone()
    };
    assert_eq!(event("CWSIP0780")["time"], "10.11.10 09:00:04:123 MEZ");
    assert_eq!(
        (&event("CWSIP0780")["line"], &event("CWSIP0780")["letter"]),
        (&14.into(), &"I".into())
    );
    assert_eq!(event("CWSIP0781")["times"], 2);
    assert_eq!(
        event("CWSID0016")["says"],
        format!("Der Zustand der Engine {ENGINE} ist jetzt Startvorgang.")
    );
    let also = engine["conclusion"]["also"][0].as_str().unwrap();
    assert!(also.contains("in words that can be read"), "{also}");
}

#[test]
fn with_a_plan_a_normal_start_is_a_start_without_flush() {
    for form in FORMS {
        let (code, report) = with_plan(&log(form, &stories::normal()));
        assert_eq!((code, verdict(&report)), (1, "started-without-flush"), "{form:?}");
        let next = engine(&report)["conclusion"]["next"].as_array().unwrap();
        assert_eq!(next.last().unwrap(), "./run.sh run --host was01.example.com --attempt N");
        let (code, report) = with_plan(&log(form, &stories::flushed()));
        assert_eq!((code, verdict(&report)), (0, "flushed"), "{form:?}");
    }
}

#[test]
fn whether_a_backup_was_restored_decides_what_an_unexpected_message_means() {
    let told = [stories::normal(), vec![("CWSIP0784", "")]].concat();
    let log = log(Form::American, &told);
    let also =
        |report: &Value| engine(report)["conclusion"]["also"][0].as_str().unwrap().to_owned();
    let (code, report) = diagnosis(log.as_bytes());
    assert_eq!((code, verdict(&report)), (0, "started-normally"));
    assert!(also(&report).contains("only where it is known that a backup was restored"));
    let (code, report) = with_plan(&log);
    assert_eq!((code, verdict(&report)), (1, "started-without-flush"));
    assert!(also(&report).contains("was started without flush"), "{}", also(&report));
    // In the log of the engine that says so alone, it is the sender that it is about.
    let (code, report) = with_plan(&stories::log(Form::Iso, &[("CWSIP0784", "")]));
    assert_eq!((code, verdict(&report)), (1, "unexpected"));
}

#[test]
fn a_flush_that_is_older_than_the_backup_is_of_an_earlier_restore() {
    let story = stories::flushed();
    let old = log(Form::Iso, &story).replace("2010-11-10T02", "2010-11-09T02");
    let (code, report) = with_plan(&old);
    assert_eq!((code, verdict(&report)), (1, "started-without-flush"));
    let says = engine(&report)["conclusion"]["says"].as_str().unwrap();
    assert!(says.contains("older than the backup"), "{says}");
    // Followed by a normal start, it does not excuse that one either.
    let later = log(Form::Iso, &stories::normal()).replace("2010-11-10T02", "2010-11-11T02");
    let (code, report) = with_plan(&format!("{old}{later}"));
    assert_eq!((code, verdict(&report)), (1, "started-without-flush"));
    let (code, report) = diagnosis(format!("{old}{later}").as_bytes());
    assert_eq!((code, verdict(&report)), (0, "flushed-earlier"));
}

#[test]
fn the_store_of_another_engine_is_named_with_both_ids_and_with_its_owner_where_the_plan_has_it() {
    let story =
        stories::all().into_iter().find(|story| story.verdict == "store-of-another").unwrap();
    let log = log(Form::American, &story.told);
    let (_, report) = diagnosis(log.as_bytes());
    let says = engine(&report)["conclusion"]["says"].as_str().unwrap();
    assert!(
        says.contains(&format!("The engine is {UUID}; the store is of {OTHER_UUID}.")),
        "{says}"
    );
    let plan = std::fs::read_to_string(crate::root().join(PLAN)).unwrap();
    let second = format!(
        "  engine \"Node01.server1-AuditBus\" {{\n    bus AuditBus\n    member Node01/server1\n    \
         store orders-store\n    uuid {OTHER_UUID}\n  }}\n\n  backup"
    );
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("two.restore");
    std::fs::write(&path, plan.replacen("  backup", &second, 1)).unwrap();
    let arguments = ["diagnose", "--plan", path.to_str().unwrap(), "-"];
    let (code, out, _) = run_with(&arguments, log.as_bytes());
    assert_eq!(code, 1);
    let said = out.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        said.contains(&format!("the store is of {OTHER_UUID}, which is Node01.server1-AuditBus.")),
        "{out}"
    );
    assert!(out.contains("Node01.server1-AuditBus\n  NOT SEEN"), "{out}");
}

#[test]
fn after_a_start_that_has_failed_for_good_the_server_comes_first() {
    let story = stories::all().into_iter().find(|story| story.verdict == "restart-server").unwrap();
    let (_, report) = with_plan(&log(Form::American, &story.told));
    let next = engine(&report)["conclusion"]["next"].as_array().unwrap();
    let command = "./run.sh run --host was01.example.com --attempt N --restart";
    assert_eq!(next.last().unwrap(), command);
    // Where the server was started again since, it need not be once more.
    let told = [story.told, vec![("CWSID0001", ""), ("CWSID0016", "Stopped")]].concat();
    let (code, report) = with_plan(&log(Form::American, &told));
    assert_eq!((code, verdict(&report)), (1, "stopped"));
}

#[test]
fn unknown_errors_are_listed_and_quoted_ids_are_no_messages() {
    let log = "[11/10/10 2:00:00:000 CST] 0000002a SibMessage    E   [B:N.s-B] CWSIZ1234E: new to all.\n\
        [11/10/10 2:00:00:000 CST] 0000002a SibMessage    E   [:] CWSIZ1234E: new to all.\n\
        [11/10/10 2:00:00:000 CST] 0000002a SibMessage    I   [:] CWSIZ0001I: only informs.\n\
        [11/10/10 2:00:00:000 CST] 0000002a FfdcProvider  W   seen: CWSIY0002 in a cause\n\
        [11/10/10 2:00:00:000 CST] 0000002b SystemOut     O   CWSIP0783I: Messaging engine: N.s-B started\n\
        [11/10/10 2:00:00:000 CST] 0000002b Example       I   read CWSIP0783I: Messaging engine: N.s-B started\n\
        xCWSIP0783I: y CWSIP07833 CWSIP078 CWSIP0783IX cwsip0783\n";
    let (code, out, _) = run_with(&["diagnose", "-"], log.as_bytes());
    assert_eq!(code, 0);
    assert!(out.contains("CWSIZ1234E (no page) 2 times: N.s-B: new to all."), "{out}");
    assert!(out.contains("CWSIY0002 (no page) 1 times: in a cause"), "{out}");
    assert!(out.contains("Other messages that only inform: 1 kinds"), "{out}");
    assert!(!out.contains("CWSIP0783") && out.contains("NOTHING TOLD"), "{out}");
}

#[test]
fn engines_do_not_speak_for_each_other() {
    let longer =
        log(Form::American, &stories::flushed()).replace(ENGINE, "Node01.server1-OrdersBus2");
    let (code, report) = with_plan(&format!("{longer}{}", log(Form::American, &stories::normal())));
    assert_eq!((code, verdict(&report)), (1, "started-without-flush"));
    let names: Vec<&Value> = report["logs"][0]["engines"]
        .as_array()
        .unwrap()
        .iter()
        .map(|engine| &engine["name"])
        .collect();
    assert_eq!(names, ["Node01.server1-OrdersBus2", ENGINE]);
}

#[test]
fn the_json_is_as_its_schema_says() {
    let (_, schema, _) = run_with(&["schema", "diagnosis"], b"");
    let validator = jsonschema::validator_for(&serde_json::from_str(&schema).unwrap()).unwrap();
    for story in stories::all() {
        let (_, report) = diagnosis(log(Form::Advanced, &story.told).as_bytes());
        let wrong: Vec<String> =
            validator.iter_errors(&report).map(|error| error.to_string()).collect();
        assert!(wrong.is_empty(), "{wrong:?}");
    }
}

#[test]
fn the_answer_for_people_and_the_help_read_as_they_should() {
    let story =
        stories::all().into_iter().find(|story| story.verdict == "store-of-another").unwrap();
    let text = log(Form::American, &story.told);
    let (_, out, _) = run_with(&["diagnose", "--plan", PLAN, "-"], text.as_bytes());
    insta::assert_snapshot!("store_of_another", out);
    let text = log(Form::German, &stories::flushed());
    let (_, out, _) = run_with(&["diagnose", "-"], text.as_bytes());
    insta::assert_snapshot!("flushed_in_german", out);
    let (code, help, _) = run_with(&["diagnose", "--help"], b"");
    assert_eq!(code, 0);
    assert!(help.contains("Exit codes: 0 read, and all is in order"), "{help}");
}

/// A completed flush whose Started is not in the log, and a stop long after it, is no start that has failed.
#[test]
fn a_stop_after_a_flush_is_not_taken_for_a_failed_start() {
    let line = |id: &str, words: &str| {
        format!("[11/10/10 2:00:00:123 CST] 0000002a SibMessage I [:] {id}I: {words}\n")
    };
    let asked = line("CWSIP0780", "Messaging engine: Node01.s1-B started, flush requested.");
    let done = line("CWSIP0783", "Messaging engine: Node01.s1-B started, flush completed.");
    let state = |word: &str| {
        line("CWSID0016", &format!("Messaging engine Node01.s1-B is in state {word}."))
    };
    let log = [asked.clone(), done, state("Stopping"), state("Stopped")].concat();
    let (code, report) = diagnosis(log.as_bytes());
    let conclusion = &report["logs"][0]["engines"][0]["conclusion"];
    assert_eq!((code, &conclusion["verdict"]), (0, &"flushed".into()), "{conclusion}");
    // A flush that was not completed is none.
    let log = [asked, state("Stopping"), state("Stopped")].concat();
    let (code, report) = diagnosis(log.as_bytes());
    let conclusion = &report["logs"][0]["engines"][0]["conclusion"];
    assert_eq!((code, &conclusion["verdict"]), (1, &"start-failed".into()), "{conclusion}");
}
