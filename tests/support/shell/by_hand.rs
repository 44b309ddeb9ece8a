//! Steps that somebody starts by hand: what they promise in `Before` they look at themselves.

use crate::shell::contexts::{self, limits, wsadmin};
use crate::shell::stage::{HOSTILE, Outcome, Stage, event, in_every_shell, rendered};
use serde_json::json;

const ID: &str = "601-start";
const STEP: &str = "steps/601-start/step.sh";

/// A step that nothing undoes: it only says that it has got through.
fn no_return(stage: &Stage, back: bool) {
    let mut context = contexts::step(ID, "manual", json!({ "text": "", "role": "team" }));
    context["step"]["point_of_no_return"] = json!(true);
    let frame = if back { "frame/back.sh.j2" } else { "frame/step.sh.j2" };
    let end =
        if back { "only_run_sh 'why' backout\ndone_with through\n" } else { "done_with through\n" };
    let name = if back { "backout/601-start/back.sh" } else { STEP };
    stage.file(&format!("bundle/{name}"), &(rendered(frame, &context) + end));
}

#[test]
fn a_step_that_nothing_undoes_is_run_by_a_run_that_holds_the_lock_and_has_begun_it() {
    in_every_shell(HOSTILE, |stage, shell| {
        no_return(stage, false);
        let refused =
            ["GATE CLOSED 601-start: nothing undoes this step", "./run.sh run --host was01"];
        // A word in the environment opens nothing: no lock, a lock of long ago, one of somebody else.
        for word in ["", "yes", "h.x", "../journal", "*"] {
            let environment = [("SIBRESTORE_RUN", word)];
            stage.run_with(shell, STEP, &["do"], &environment).expect(shell, 10, &refused);
        }
        stage.file("bundle/journal/h.x.journal", &event(ID, "begin"));
        for holder in ["4194399", "1", &std::process::id().to_string(), "", "x"] {
            let text = format!("process {holder} on m, user u, since now\n");
            stage.file("bundle/journal/lock.h.x/holder", &text);
            let environment = [("SIBRESTORE_RUN", "h.x")];
            stage.run_with(shell, STEP, &["do"], &environment).expect(shell, 10, &refused);
        }
        // It looks all the same, and nothing of an earlier good end is lost.
        stage.file("bundle/journal/601-start.done", "attempt 1\n");
        stage.run(shell, STEP, &["before"]).expect(shell, 0, &["READY"]);
        stage.run(shell, STEP, &["do"]).expect(shell, 10, &refused);
        assert_eq!(stage.read("bundle/journal/601-start.done"), "attempt 1\n", "{shell:?}");
        // A run that has begun another step, or this one before another, has not begun it now.
        for last in [
            event("602-other", "begin"),
            event(ID, "end"),
            event(ID, "begin") + &event("-", "confirmed"),
            event(ID, "begin").replace("\t-\n", "\n"),
        ] {
            stage.called_by_run(shell, STEP, &last, "$$").expect(shell, 10, &refused);
        }
        stage.called_by_run(shell, STEP, &event(ID, "begin"), "1").expect(shell, 10, &refused);
        let run = stage.called_by_run(shell, STEP, &event(ID, "begin"), "$$");
        run.expect(shell, 0, &["DONE 601-start: through"]);
        no_return(stage, true);
        let back = "backout/601-start/back.sh";
        stage.run(shell, back, &[]).expect(shell, 10, &["why", "./run.sh backout --host was01"]);
        stage.called_by_run(shell, back, &event(ID, "begin"), "$$").expect(shell, 10, &["why"]);
        stage.called_by_run(shell, back, &event(ID, "back-begin"), "$$").expect(
            shell,
            0,
            &["through"],
        );
    });
}

const NAME: &str = "N1.m&1-\u{fc} <\"Bus\">";
const FOLDER: &str = "nodes/N 1/servers/m 1";

fn engine(attributes: &str) -> String {
    format!("<sibresources:SIBMessagingEngine xmi:version=\"2.0\"\n {attributes}/>")
}

fn document(stage: &Stage, elements: &str) {
    let place = format!("profile/config/cells/ProdCell/{FOLDER}/sib-engines.xml");
    stage.file(&place, &format!("<?xml version=\"1.0\"?>\n<xmi:XMI>\n{elements}\n</xmi:XMI>\n"));
}

fn put(stage: &Stage, template: &str) {
    stage.stand_in("profile/bin/startServer.sh", "ADMU3000I: open\n", 0);
    stage.stand_in("profile/bin/startNode.sh", "ADMU3000I: open\n", 0);
    stage.stand_in("profile/bin/serverStatus.sh", "ADMU0509I: stopped\n", 0);
    let held = json!([{ "name": NAME, "uuid": "AB12", "folder": FOLDER }]);
    let d = json!({ "profile": stage.text("profile"), "limits": limits(), "held": held,
        "servers": [{ "name": "m 1" }], "server": "m 1" });
    stage.step(template, ID, d);
}

/// Nothing was started.
fn nothing_started(outcome: &Outcome) {
    let started = |call: &String| call.starts_with("startServer") || call.starts_with("startNode");
    assert!(!outcome.calls.iter().any(started), "{:?}", outcome.calls);
}

const ESCAPED: &str = "name='N1.m&amp;1-&#xfc; &lt;&quot;Bus&quot;>'";

#[test]
fn a_process_is_started_only_where_each_engine_of_its_node_is_held() {
    in_every_shell(HOSTILE, |stage, shell| {
        stage.synchronised();
        let table = stage.read("bundle/lib/steps.txt");
        let more = "504-hold-again\tdmgr01\t5\t-\tteam\t-\tplan\tHold\n";
        stage.file("bundle/lib/steps.txt", &(more.to_owned() + &table));
        for template in ["start_servers/step", "start_node/step", "recovery_start/step"] {
            put(stage, template);
            for (state, code, says) in [
                (engine(&format!("initialState=\"STARTED\" {ESCAPED}")), 10, "is STARTED"),
                // By its uuid, whatever its name is now; of two of them each counts.
                (
                    engine("uuid=\"ab12\" name=\"renamed\" initialState=\"STARTED\""),
                    10,
                    "is STARTED",
                ),
                (
                    engine(&format!("{ESCAPED} initialState='STOPPED'"))
                        + &engine(&format!("initialState='STARTED' {ESCAPED}")),
                    10,
                    "is STARTED",
                ),
                // Without the attribute it is the default, which nobody here knows.
                (engine(ESCAPED), 15, "gives it no initial state"),
                (engine("name=\"other\" initialState=\"STOPPED\""), 15, "does not have it"),
                (
                    format!("<!-- {} -->", engine(&format!("{ESCAPED} initialState='STOPPED'"))),
                    15,
                    "has no engine",
                ),
                (String::new(), 15, "has no engine"),
            ] {
                document(stage, &state);
                let outcome = stage.run(shell, STEP, &["do"]);
                outcome.expect(shell, code, &[says, NAME, "./run.sh run --host was01.example.com"]);
                nothing_started(&outcome);
                let before = stage.run(shell, STEP, &["before"]);
                before.expect(shell, code, &[says]);
                if code == 10 {
                    let lines =
                        ["on dmgr01: sh steps/504-hold-again/step.sh", "sh steps/505-sync-node"];
                    outcome.expect(shell, code, &lines);
                    // What is known to be wrong is no question of a person's word.
                    let word = [("SIBRESTORE_CONFIRM", ID)];
                    nothing_started(&stage.run_with(shell, STEP, &["do"], &word));
                }
            }
            let place = format!("profile/config/cells/ProdCell/{FOLDER}/sib-engines.xml");
            std::fs::remove_file(stage.path(&place)).unwrap();
            let outcome = stage.run(shell, STEP, &["do"]);
            outcome.expect(shell, 15, &["cannot be read", "--confirm 601-start"]);
            nothing_started(&outcome);
            let word = [("SIBRESTORE_CONFIRM", ID)];
            let outcome = stage.run_with(shell, STEP, &["do"], &word);
            outcome.expect(shell, 0, &["a person has looked", "DONE"]);
            document(stage, &engine(&format!("{ESCAPED}\r\n\tinitialState = 'STOPPED' x=\"a>b\"")));
            let outcome = stage.run(shell, STEP, &["do"]);
            outcome.expect(
                shell,
                0,
                &["held: the 1 engines that this node can host are STOPPED", "DONE"],
            );
        }
    });
}

#[test]
fn a_node_agent_and_a_member_are_started_after_their_synchronisation_and_the_release() {
    in_every_shell("stage", |stage, shell| {
        stage.synchronised();
        document(stage, &engine(&format!("{ESCAPED} initialState='STARTED'")));
        put(stage, "start_members/step");
        stage.run(shell, STEP, &["do"]).expect(
            shell,
            0,
            &["has set an initial state back", "DONE"],
        );
        document(stage, &engine(&format!("{ESCAPED} initialState='STOPPED'")));
        let outcome = stage.run(shell, STEP, &["do"]);
        outcome.expect(shell, 10, &["still held: the release comes first", "--confirm 601-start"]);
        nothing_started(&outcome);
        let word = [("SIBRESTORE_CONFIRM", ID)];
        stage.run_with(shell, STEP, &["do"], &word).expect(shell, 0, &["a person says"]);
        std::fs::remove_file(stage.path("bundle/journal/505-sync-node-N1.done")).unwrap();
        for template in ["start_members/step", "start_node/step"] {
            put(stage, template);
            let outcome = stage.run(shell, STEP, &["do"]);
            outcome.expect(
                shell,
                10,
                &["505-sync-node-N1 is not noted as done", "--confirm 601-start"],
            );
            nothing_started(&outcome);
        }
    });
}

#[test]
fn the_way_back_starts_no_server_whose_engines_are_not_held() {
    in_every_shell("stage", |stage, shell| {
        put(stage, "stop_servers/back");
        let back = "backout/601-start/back.sh";
        document(stage, &engine(&format!("{ESCAPED} initialState='STARTED'")));
        stage.run(shell, back, &[]).expect(shell, 0, &["DONE"]);
        stage.file("bundle/journal/601-start.stopped", "m 1\n");
        let line = "./run.sh backout --host was01.example.com --confirm back-601-start";
        // A person's word counts where run.sh has seen what the other hosts have taken back.
        for word in [("HOME", "/"), ("SIBRESTORE_CONFIRM", "back-601-start")] {
            let outcome = stage.run_with(shell, back, &[], &[word]);
            outcome.expect(shell, 10, &["is STARTED", line]);
            nothing_started(&outcome);
        }
        document(stage, &engine(&format!("{ESCAPED} initialState='STOPPED'")));
        let outcome = stage.run(shell, back, &[]);
        outcome.expect(shell, 0, &["is up again"]);
        assert_eq!(outcome.calls, ["startServer.sh [m 1] [-timeout] [60]"]);
    });
}

#[test]
fn the_release_wants_the_proof_of_every_engine() {
    in_every_shell("stage", |stage, shell| {
        stage.step("release/step", ID, wsadmin(&stage.text("profile"), false));
        stage.stand_in("profile/bin/wsadmin.sh", "WASX7209I\nRESULT rc=0 step=601-start\n", 0);
        let engines = "# engine, and so on\na b\tN/s\t801-v\th.x\nc\tN/s\t801-v\th.y\n";
        let refused = ["has to be confirmed first", "./run.sh run --host was01"];
        let closed = |says: &[&str]| {
            // That a person says so is no proof.
            for word in [("HOME", "/"), ("SIBRESTORE_PROVED", "yes")] {
                let outcome =
                    stage.run_with(shell, STEP, &["do"], &[word, ("SIBRESTORE_RUN", "h.x")]);
                outcome.expect(shell, 10, &refused);
                outcome.expect(shell, 10, says);
                assert!(outcome.calls.is_empty());
            }
        };
        closed(&["the table of engines cannot be read"]);
        stage.file("bundle/lib/engines.txt", "# engine, and so on\n");
        closed(&["the table of engines cannot be read"]);
        stage.file("bundle/lib/engines.txt", engines);
        closed(&["not confirmed on this host: a b", "not confirmed on this host: c"]);
        stage.file("bundle/journal/recorded.txt", "FLUSHED a b|1\nFLUSHED c|1\nNOTFLUSHED c|2|x\n");
        closed(&["not confirmed on this host: c"]);
        stage.file("bundle/journal/recorded.txt", "FLUSHED a b|1\nNOTFLUSHED c|1|x\nFLUSHED c|2\n");
        stage.run(shell, STEP, &["do"]).expect(shell, 0, &["DONE"]);
        stage.file("bundle/journal/recorded.txt", "");
        stage.run(shell, STEP, &["verify"]).expect(shell, 0, &["HOLDS"]);
        stage.file(
            "bundle/calls-it.sh",
            &format!("SIBRESTORE_PROVED=yes; export SIBRESTORE_PROVED\nsh \"${{0%/*}}/{STEP}\"\nrc=$?\nexit $rc\n"),
        );
        stage.called_by_run(shell, "calls-it.sh", &event(ID, "begin"), "$$").expect(
            shell,
            0,
            &["DONE"],
        );
    });
}
