//! Launching wsadmin: success is the status and the RESULT line and the connection.

use crate::shell::contexts::wsadmin;
use crate::shell::stage::{HOSTILE, Stage, event, in_every_shell};

const CONNECTED: &str = "WASX7209I: Connected to process \"dmgr\" on node D using SOAP connector\n";

fn gate(stage: &Stage) -> &'static str {
    stage.stand_in("profile/bin/wsadmin.sh", "", 0);
    let d = wsadmin(&stage.text("profile"), false);
    stage.step("gate_stopped/step", "603-gate-stopped", d);
    "steps/603-gate-stopped/step.sh"
}

#[test]
fn the_result_of_the_script_is_the_result_of_the_step() {
    in_every_shell(HOSTILE, |stage, shell| {
        let script = gate(stage);
        let result = |n: i32| format!("{CONNECTED}RESULT rc={n} step=603-gate-stopped\n");
        let cases = [
            (result(0), 0, 0, "DONE"),
            // A carriage return is the line end of another platform.
            (result(0).replace('\n', "\r\n"), 0, 0, "DONE"),
            (result(0), 105, 15, "OUTCOME UNKNOWN"),
            (result(10), 105, 10, "GATE CLOSED"),
            (result(11), 105, 11, "FAILED"),
            (result(12), 105, 12, "TIMED OUT"),
            (result(13), 105, 13, "NOT FLUSHED"),
            (result(15), 105, 15, "OUTCOME UNKNOWN"),
            (result(99), 105, 15, "not in the table: 99"),
            // Only a line of its own, and of this step, counts.
            (format!("{CONNECTED}x RESULT rc=0 step=603-gate-stopped\n"), 0, 15, "RESULT line"),
            (format!("{CONNECTED}RESULT rc=0 step=603-gate-stopped2\n"), 0, 15, "RESULT line"),
            (format!("{CONNECTED}RESULT rc=0 step=603-gate-stopped x\n"), 0, 15, "RESULT line"),
            // The last one counts.
            (result(0) + "RESULT rc=10 step=603-gate-stopped\n", 105, 10, "GATE CLOSED"),
            // Without a connection no result is believed.
            ("RESULT rc=0 step=603-gate-stopped\n".to_owned(), 0, 11, "could not connect"),
            ("WASX7246E: Cannot establish\n".to_owned(), 1, 11, "the login was refused"),
        ];
        for (output, code, ends, says) in cases {
            stage.says("wsadmin.sh", &output, code);
            let outcome = stage.run(shell, script, &[]);
            outcome.expect(shell, ends, &[says]);
            let file = stage.text("bundle/steps/603-gate-stopped/step.py");
            let call = format!(
                "wsadmin.sh [-lang] [jython] [-conntype] [SOAP] [-host] [dmgr01.example.com] \
                 [-port] [8879] [-f] [{file}] [do] [{0}/recorded.txt] [1] [{0}/attempt-1.listed]",
                stage.text("bundle/journal")
            );
            assert_eq!(outcome.calls, [call], "{shell:?}");
        }
    });
}

#[test]
fn the_first_hold_records_and_does_without_a_process() {
    in_every_shell(HOSTILE, |stage, shell| {
        stage.stand_in("profile/bin/wsadmin.sh", "", 0);
        stage.step("hold/step", "101-hold", wsadmin(&stage.text("profile"), false));
        let script = "steps/101-hold/step.sh";
        let record = "RECORD N1.s1-B \\u0041|AB12|STARTED\n";
        let said = format!("{CONNECTED}{record}NOTE RECORD x\nRESULT rc=0 step=101-hold\n");
        stage.says("wsadmin.sh", &said, 0);
        stage.run(shell, script, &[]).expect(shell, 0, &["DONE 101-hold"]);
        assert_eq!(stage.read("bundle/journal/recorded.txt"), record, "{shell:?}");
        stage.says("wsadmin.sh", "WASX7023E: Error creating \"SOAP\" connection to host\n", 1);
        stage.run(shell, script, &[]).expect(shell, 0, &["NOTHELD: nothing answers"]);
        assert!(stage.read("bundle/journal/recorded.txt").contains("NOTHELD process dmgr01"));
        // A refused login is no absent process.
        stage.says("wsadmin.sh", "WASX7023E: Error\nWASX7246E: authentication\n", 1);
        stage.run(shell, script, &[]).expect(shell, 11, &["WASX7246"]);
    });
}

#[test]
fn the_second_hold_is_never_skipped() {
    in_every_shell(HOSTILE, |stage, shell| {
        stage.stand_in("profile/bin/wsadmin.sh", "", 0);
        stage.step("hold_again/step", "504-hold-again", wsadmin(&stage.text("profile"), false));
        stage.says("wsadmin.sh", "WASX7023E: Error creating \"SOAP\" connection to host\n", 1);
        let script = "steps/504-hold-again/step.sh";
        stage.run(shell, script, &[]).expect(shell, 11, &["could not connect"]);
    });
}

#[test]
fn no_hold_by_hand_undoes_the_release() {
    in_every_shell(HOSTILE, |stage, shell| {
        stage.stand_in("profile/bin/wsadmin.sh", "", 0);
        stage.step("hold/step", "101-hold", wsadmin(&stage.text("profile"), false));
        stage.step("hold_again/step", "504-hold-again", wsadmin(&stage.text("profile"), false));
        stage.file("bundle/journal/901-release.done", "attempt 1\n");
        for step in ["101-hold", "504-hold-again"] {
            for mode in ["do", "before"] {
                let outcome = stage.run(shell, &format!("steps/{step}/step.sh"), &[mode]);
                outcome.expect(shell, 10, &["./run.sh backout --host", "the release is done"]);
                assert!(outcome.calls.is_empty(), "{:?}", outcome.calls);
            }
        }
        // A step of the site may be called so too.
        std::fs::rename(
            stage.path("bundle/journal/901-release.done"),
            stage.path("bundle/journal/901-manual-before-release.done"),
        )
        .unwrap();
        let outcome = stage.run(shell, "steps/504-hold-again/step.sh", &[]);
        assert_eq!(outcome.calls.len(), 1, "{}", outcome.text);
    });
}

#[test]
fn local_mode_is_refused_while_a_process_of_the_profile_runs() {
    in_every_shell(HOSTILE, |stage, shell| {
        let said = "WASX7357I: By request, not connected\nBACKUP e|AB|STARTED\n\
                    RESULT rc=0 step=504-hold-again\n";
        stage.stand_in("profile/bin/wsadmin.sh", said, 0);
        stage.step("hold_again/step", "504-hold-again", wsadmin(&stage.text("profile"), true));
        let script = "steps/504-hold-again/step.sh";
        let outcome = stage.run(shell, script, &[]);
        outcome.expect(shell, 0, &["DONE"]);
        assert!(
            outcome.calls[0].starts_with("wsadmin.sh [-lang] [jython] [-conntype] [NONE] [-f]")
        );
        assert_eq!(stage.read("bundle/journal/recorded.txt"), "BACKUP e|AB|STARTED\n");
        let pid = std::process::id().to_string();
        stage.file("profile/logs/server1/server1.pid", &pid);
        let outcome = stage.run(shell, script, &[]);
        outcome.expect(shell, 10, &["server1 runs"]);
        assert!(outcome.calls.is_empty());
    });
}

#[test]
fn release_hands_over_what_was_recorded() {
    in_every_shell(HOSTILE, |stage, shell| {
        let said = format!("{CONNECTED}RESULT rc=0 step=901-release\n");
        stage.stand_in("profile/bin/wsadmin.sh", &said, 0);
        stage.step("release/step", "901-release", wsadmin(&stage.text("profile"), false));
        stage.flushed();
        let outcome = stage.run(shell, "steps/901-release/step.sh", &[]);
        outcome.expect(shell, 0, &[]);
        let file = stage.text("bundle/journal/recorded.txt");
        assert!(
            outcome.calls[0].contains(&format!("step.py] [do] [{file}] [1] [")),
            "{:?}",
            outcome.calls
        );
    });
}

#[test]
fn a_missing_launcher_closes_the_gate() {
    in_every_shell("stage", |stage, shell| {
        let script = gate(stage);
        std::fs::remove_file(stage.path("profile/bin/wsadmin.sh")).unwrap();
        stage.run(shell, script, &[]).expect(shell, 10, &["is the profile right"]);
    });
}

#[test]
fn every_launching_step_takes_the_result_of_its_script() {
    in_every_shell(HOSTILE, |stage, shell| {
        stage.stand_in("profile/bin/wsadmin.sh", "", 0);
        for kind in
            ["stop_engines", "stop_unflushed", "flush_start", "verify_engines", "release", "hold"]
        {
            let id = format!("000-{}", kind.replace('_', "-"));
            stage.step(&format!("{kind}/step"), &id, wsadmin(&stage.text("profile"), false));
            let script = format!("steps/{id}/step.sh");
            stage.flushed();
            for (result, code, ends) in [(0, 0, 0), (10, 105, 10), (12, 105, 12)] {
                let said = format!("{CONNECTED}RESULT rc={result} step={id}\n");
                stage.says("wsadmin.sh", &said, code);
                let outcome = stage.run(shell, &script, &[]);
                outcome.expect(shell, ends, &[&id]);
                assert_eq!(outcome.calls.len(), 1, "{kind}");
            }
        }
        // Servers that cannot be reached are stopped by their own tools later.
        stage.says("wsadmin.sh", "WASX7023E: Error creating \"SOAP\" connection\n", 1);
        let nothing = ["phase 3 stops the servers"];
        stage.run(shell, "steps/000-stop-engines/step.sh", &[]).expect(shell, 0, &nothing);
        stage.run(shell, "steps/000-flush-start/step.sh", &[]).expect(
            shell,
            10,
            &["no engine was asked by this run"],
        );
    });
}

#[test]
fn verify_takes_only_a_seen_answer_for_one() {
    in_every_shell(HOSTILE, |stage, shell| {
        let script = gate(stage);
        let result = |n: i32| format!("{CONNECTED}RESULT rc={n} step=603-gate-stopped\n");
        let cases = [
            (result(0), 0, 0, "HOLDS 603-gate-stopped"),
            (result(10), 105, 10, "DOES NOT HOLD 603-gate-stopped"),
            (result(0), 105, 15, "OUTCOME UNKNOWN"),
            (result(11), 105, 15, "OUTCOME UNKNOWN"),
            (result(12), 105, 15, "OUTCOME UNKNOWN"),
            (result(13), 105, 15, "OUTCOME UNKNOWN"),
            (result(15), 105, 15, "ADVICE look at what the UNCLEAR and FAILED lines"),
            (CONNECTED.to_owned(), 105, 15, "result none"),
            ("RESULT rc=10 step=603-gate-stopped\n".to_owned(), 105, 15, "could not connect"),
            ("WASX7246E: Cannot establish\n".to_owned(), 1, 15, "could not connect"),
            ("WASX7023E: Error creating\n".to_owned(), 1, 15, "is the process of dmgr01"),
        ];
        for (output, code, ends, says) in cases {
            stage.says("wsadmin.sh", &output, code);
            let outcome = stage.run(shell, script, &["verify"]);
            outcome.expect(shell, ends, &[says]);
            assert!(outcome.calls[0].contains("step.py] [verify] ["), "{:?}", outcome.calls);
        }
        // A launcher that is missing says nothing about the engines.
        std::fs::remove_file(stage.path("profile/bin/wsadmin.sh")).unwrap();
        let missing = ["OUTCOME UNKNOWN", "it could not be looked at: there is no"];
        stage.run(shell, script, &["verify"]).expect(shell, 15, &missing);
        stage.run(shell, script, &["before"]).expect(shell, 10, &["GATE CLOSED"]);
    });
}

#[test]
fn before_passes_the_gates_of_the_script_on() {
    in_every_shell(HOSTILE, |stage, shell| {
        let script = gate(stage);
        let result = |n: i32| format!("{CONNECTED}RESULT rc={n} step=603-gate-stopped\n");
        for (output, code, ends, says) in [
            (result(0), 0, 0, "READY 603-gate-stopped: the servers"),
            (result(10), 105, 10, "GATE CLOSED"),
            (result(15), 105, 15, "OUTCOME UNKNOWN"),
        ] {
            stage.says("wsadmin.sh", &output, code);
            let outcome = stage.run(shell, script, &["before"]);
            outcome.expect(shell, ends, &[says]);
            assert!(outcome.calls[0].contains("step.py] [before] ["), "{:?}", outcome.calls);
        }
    });
}

#[test]
fn a_later_attempt_hands_its_number_and_its_engines_over() {
    in_every_shell(HOSTILE, |stage, shell| {
        let script = gate(stage);
        let said = format!("{CONNECTED}RESULT rc=0 step=603-gate-stopped\n");
        stage.says("wsadmin.sh", &said, 0);
        let names = "it's \"q\" \u{fc}\u{20ac}, a\\b\nx\u{1f600}y\nplain\n";
        stage.file("bundle/journal/attempt-3.engines", names);
        let outcome = stage.run_with(shell, script, &[], &[("SIBRESTORE_ATTEMPT", "3")]);
        outcome.expect(shell, 0, &[]);
        let listed = stage.text("bundle/journal/attempt-3.listed");
        assert!(outcome.calls[0].ends_with(&format!(" [3] [{listed}]")), "{:?}", outcome.calls);
        // As a script prints names, in every locale.
        let ascii = "it's \"q\" \\u00fc\\u20ac, a\\u005cb\nx\\ud83d\\ude00y\nplain\n";
        assert_eq!(stage.read("bundle/journal/attempt-3.listed"), ascii, "{shell:?}");
        // A list that is taken away does not stay behind.
        std::fs::remove_file(stage.path("bundle/journal/attempt-3.engines")).unwrap();
        stage.run_with(shell, script, &[], &[("SIBRESTORE_ATTEMPT", "3")]).expect(shell, 0, &[]);
        assert!(!stage.path("bundle/journal/attempt-3.listed").exists());
    });
}

#[test]
fn a_hold_without_a_process_holds_when_that_is_recorded() {
    in_every_shell("stage", |stage, shell| {
        stage.stand_in("profile/bin/wsadmin.sh", "", 0);
        stage.step("hold/step", "101-hold", wsadmin(&stage.text("profile"), false));
        let script = "steps/101-hold/step.sh";
        stage.says("wsadmin.sh", "WASX7023E: Error creating \"SOAP\" connection to host\n", 1);
        stage.run(shell, script, &["before"]).expect(shell, 0, &["READY 101-hold"]);
        stage.run(shell, script, &["verify"]).expect(shell, 10, &["that is not recorded"]);
        assert_eq!(stage.read("bundle/journal/recorded.txt"), "");
        for _ in 0..2 {
            stage.run(shell, script, &[]).expect(shell, 0, &["phase 5 holds again"]);
            let recorded = stage.read("bundle/journal/recorded.txt");
            assert_eq!(recorded, "NOTHELD process dmgr01.example.com:8879 is not reachable\n");
        }
        stage.run(shell, script, &["verify"]).expect(shell, 0, &["HOLDS 101-hold"]);
    });
}

#[test]
fn a_way_back_starts_from_what_was_recorded() {
    in_every_shell(HOSTILE, |stage, shell| {
        stage.stand_in("profile/bin/wsadmin.sh", "", 0);
        for (kind, word) in [("hold", "RECORD"), ("stop_engines", "WASSTARTED")] {
            let id = format!("000-{}", kind.replace('_', "-"));
            stage.step(&format!("{kind}/back"), &id, wsadmin(&stage.text("profile"), false));
            let script = format!("backout/{id}/back.sh");
            let said = format!("{CONNECTED}RESULT rc=0 step=back-{id}\n");
            stage.says("wsadmin.sh", &said, 0);
            std::fs::remove_file(stage.path("bundle/journal/recorded.txt")).ok();
            // Nothing was recorded, so there is nothing to take back, whatever answers.
            let outcome = stage.run(shell, &script, &[]);
            outcome.expect(shell, 0, &[&format!("DONE back-{id}")]);
            assert!(outcome.calls.is_empty());
            stage.file("bundle/journal/recorded.txt", &format!("{word} a|b|c|d\n"));
            stage.run(shell, &script, &[]).expect(shell, 10, &["only run.sh takes this back"]);
            let begins = event(&id, "back-begin");
            let run = || stage.called_by_run(shell, &script, &begins, "$$");
            let outcome = run();
            outcome.expect(shell, 0, &[]);
            let file = stage.text(&format!("bundle/backout/{id}/back.py"));
            let call = format!("[-f] [{file}] [back] [");
            assert!(outcome.calls[0].contains(&call), "{:?}", outcome.calls);
            stage.says("wsadmin.sh", "WASX7023E: Error creating\n", 1);
            run().expect(shell, 11, &["could not connect"]);
        }
        stage.step("release/back", "901-release", wsadmin(&stage.text("profile"), false));
        for (result, ends) in [(0, 0), (10, 10), (12, 12)] {
            let said = format!("{CONNECTED}RESULT rc={result} step=back-901-release\n");
            stage.says("wsadmin.sh", &said, i32::from(result > 0) * 105);
            let script = "backout/901-release/back.sh";
            stage.run(shell, script, &[]).expect(shell, 10, &["only run.sh takes this back"]);
            let begins = event("901-release", "back-begin");
            stage.called_by_run(shell, script, &begins, "$$").expect(shell, ends, &["901"]);
        }
    });
}
