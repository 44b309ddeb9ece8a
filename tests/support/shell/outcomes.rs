//! The attempts of a flush start, as the logs tell of them.

use crate::shell::stage::{HOSTILE, Outcome, Stage, event, in_every_shell};
use serde_json::json;

const NOTE: &str = "701-note-logs";
const VERIFY: &str = "801-verify-logs";

fn put(stage: &Stage) {
    let d = json!({ "profile": stage.text("profile"), "servers": [
        { "name": "m1", "log": stage.text("logs/m1.log"), "hpel": false,
            "engines": ["N1.m1-Bus", "N1.m1-B [x]"] },
        { "name": "m 2", "log": stage.text("logs/m2.log"), "hpel": false,
            "engines": ["N1.m2-Bus"] }] });
    stage.step("note_logs/step", NOTE, d.clone());
    stage.step("verify_logs/step", VERIFY, d);
    stage.file("logs/m1.log", "old\n");
    stage.file("logs/m2.log", "old\n");
}

fn ask(stage: &Stage, shell: &[&str], id: &str, mode: &str, attempt: &str) -> Outcome {
    let environment = [("SIBRESTORE_ATTEMPT", attempt), ("SIBRESTORE_OVER", "yes")];
    stage.run_with(shell, &format!("steps/{id}/step.sh"), &[mode], &environment)
}

fn flushed(engine: &str) -> String {
    format!(
        "[x CWSIP0780I: Messaging engine: {engine}\n[x CWSIP0783I: Messaging engine: {engine}\n"
    )
}

fn append(stage: &Stage, log: &str, text: &str) {
    stage.file(log, &(stage.read(log) + text));
}

#[test]
fn logs_are_noted_for_each_attempt_and_never_after_it_was_asked_for() {
    in_every_shell(HOSTILE, |stage, shell| {
        put(stage);
        ask(stage, shell, NOTE, "before", "1").expect(shell, 0, &["READY"]);
        assert_eq!(stage.read("bundle/journal/positions.txt"), "");
        ask(stage, shell, NOTE, "verify", "1").expect(shell, 10, &["not all logs are noted"]);
        ask(stage, shell, VERIFY, "verify", "1").expect(shell, 10, &["not noted for attempt 1"]);
        ask(stage, shell, NOTE, "do", "1").expect(shell, 0, &["2 logs are noted"]);
        ask(stage, shell, NOTE, "verify", "1").expect(shell, 0, &["HOLDS"]);
        // The flush start is on another host, and may be under way: by hand nothing moves.
        let positions = stage.read("bundle/journal/positions.txt");
        append(stage, "logs/m1.log", &flushed("N1.m1-Bus"));
        let again = ask(stage, shell, NOTE, "do", "1");
        again.expect(shell, 0, &["were noted in attempt 1 already; by hand they are left so"]);
        assert_eq!(stage.read("bundle/journal/positions.txt"), positions, "{shell:?}");
        ask(stage, shell, VERIFY, "before", "1").expect(shell, 0, &["READY"]);
        // Nor by run.sh, after a way back, where the log has a message of a flush since.
        let by_run = |stage: &Stage| {
            let script = format!("steps/{NOTE}/step.sh");
            stage.called_by_run(shell, &script, &event(NOTE, "begin"), "$$")
        };
        by_run(stage).expect(shell, 0, &["are left as they were noted in attempt 1"]);
        assert_eq!(stage.read("bundle/journal/positions.txt"), positions, "{shell:?}");
        // What the way back has written is none: a failure of it is no failure of the flush.
        stage.file("logs/m1.log", "");
        stage.file("bundle/journal/positions.txt", "");
        ask(stage, shell, NOTE, "do", "1").expect(shell, 0, &["2 logs are noted"]);
        let before = stage.read("bundle/journal/positions.txt");
        append(stage, "logs/m1.log", "[x [Bus:N1.m1-Bus] CWSIS1535E: a lock was lost\n");
        by_run(stage).expect(shell, 0, &["2 logs are noted"]);
        let positions = stage.read("bundle/journal/positions.txt");
        assert!(positions.len() > before.len(), "{shell:?}");
        append(stage, "logs/m1.log", &flushed("N1.m1-Bus"));
        // What the flush start has written must not fall before the noted position.
        let positions = stage.read("bundle/journal/positions.txt");
        stage.file("bundle/journal/recorded.txt", "FLUSHING N1.m1-Bus|Bus|1\n");
        let again = ask(stage, shell, NOTE, "do", "1");
        again.expect(shell, 0, &["were noted before the flush start"]);
        assert_eq!(stage.read("bundle/journal/positions.txt"), positions, "{shell:?}");
        // The next attempt has positions of its own.
        ask(stage, shell, NOTE, "verify", "2").expect(shell, 10, &["for attempt 2"]);
        ask(stage, shell, VERIFY, "do", "2").expect(shell, 10, &["not noted for attempt 2"]);
        append(stage, "logs/m1.log", "more\n");
        ask(stage, shell, NOTE, "do", "2").expect(shell, 0, &["2 logs are noted"]);
        append(stage, "bundle/journal/recorded.txt", "FLUSHING N1.m1-Bus|Bus|3\n");
        ask(stage, shell, NOTE, "do", "3").expect(shell, 10, &["was asked for already"]);
    });
}

#[test]
fn what_an_attempt_came_to_is_recorded_and_only_the_rest_is_looked_for_again() {
    in_every_shell(HOSTILE, |stage, shell| {
        put(stage);
        ask(stage, shell, NOTE, "do", "1").expect(shell, 0, &[]);
        append(stage, "logs/m1.log", &flushed("N1.m1-Bus"));
        append(
            stage,
            "logs/m1.log",
            "[x [Bus:N1.m1-B [x]] CWSIP0782E: Messaging engine: N1.m1-B [x]\n",
        );
        append(
            stage,
            "logs/m2.log",
            "[x CWSID0027I: Messaging engine N1.m2-Bus cannot be restarted\n",
        );
        let parts = [
            "flushed      N1.m1-Bus",
            "NOT FLUSHED  N1.m1-B [x]: CWSIP0782",
            "NOT FLUSHED  N1.m2-Bus: no CWSIP0780",
            "RESTART m 2: CWSID0027",
        ];
        ask(stage, shell, VERIFY, "do", "1").expect(shell, 13, &parts);
        let first = "FLUSHED N1.m1-Bus|1\nNOTFLUSHED N1.m1-B [x]|1|CWSIP0782\n\
            NOTFLUSHED N1.m2-Bus|1|no CWSIP0780\n";
        assert_eq!(stage.read("bundle/journal/recorded.txt"), first, "{shell:?}");
        assert_eq!(stage.read("bundle/journal/restart.txt"), "RESTART m 2\n");
        // The same look gives no second line.
        ask(stage, shell, VERIFY, "verify", "1").expect(shell, 13, &parts);
        assert_eq!(stage.read("bundle/journal/recorded.txt"), first, "{shell:?}");
        assert_eq!(stage.read("bundle/journal/restart.txt"), "RESTART m 2\n");
        ask(stage, shell, NOTE, "do", "2").expect(shell, 0, &[]);
        // In the second attempt only the text after the second position counts.
        append(stage, "logs/m1.log", &flushed("N1.m1-B [x]"));
        let earlier = "flushed      N1.m1-Bus in attempt 1";
        let parts = [earlier, "flushed      N1.m1-B [x]", "NOT FLUSHED  N1.m2-Bus: no CWSIP0780"];
        ask(stage, shell, VERIFY, "do", "2").expect(shell, 13, &parts);
        append(stage, "logs/m2.log", &flushed("N1.m2-Bus"));
        ask(stage, shell, VERIFY, "do", "2").expect(shell, 0, &["DONE", earlier]);
        let all = format!(
            "{first}FLUSHED N1.m1-B [x]|2\nNOTFLUSHED N1.m2-Bus|2|no CWSIP0780\n\
             FLUSHED N1.m2-Bus|2\n"
        );
        assert_eq!(stage.read("bundle/journal/recorded.txt"), all, "{shell:?}");
        ask(stage, shell, VERIFY, "verify", "2").expect(shell, 0, &["HOLDS"]);
        // A server whose engines are all flushed is not read any more, though its log is gone.
        ask(stage, shell, NOTE, "do", "3").expect(shell, 0, &[]);
        std::fs::remove_file(stage.path("logs/m1.log")).unwrap();
        ask(stage, shell, VERIFY, "do", "3").expect(shell, 0, &["N1.m1-B [x] in attempt 2"]);
    });
}
