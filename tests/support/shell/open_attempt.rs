//! An attempt of the flush start that is open already, and what comes late.

use crate::attempts::{code, on, said_no, two_machines, verdict};
use crate::shell::bundle::{bundle_with, engine, receipts, row};
use crate::shell::stage::in_every_shell;

/// The host of the flush start has a log too, and has noted it for the attempt that is open.
#[test]
fn an_engine_of_another_host_is_added_after_the_own_logs_are_noted() {
    in_every_shell("stage", |stage, shell| {
        let plan = [
            row("701-stop-unflushed", "a", 7, &[]),
            row("702-note-logs-a", "a", 7, &[]),
            row("703-note-logs-b", "b", 7, &["701-stop-unflushed@a"]),
            row("704-note-logs-c", "c", 7, &["701-stop-unflushed@a"]),
            row("705-flush-start", "a", 7, &["703-note-logs-b@b", "704-note-logs-c@c"]),
            row("801-verify-logs-a", "a", 8, &[]),
            row("802-verify-logs-b", "b", 8, &["705-flush-start@a"]),
            row("803-verify-logs-c", "c", 8, &["705-flush-start@a"]),
            row("901-release", "a", 9, &["802-verify-logs-b@b", "803-verify-logs-c@c"]),
        ];
        let logs = [
            ("E", "801-verify-logs-a", "a"),
            ("F", "802-verify-logs-b", "b"),
            ("G", "803-verify-logs-c", "c"),
        ];
        bundle_with(stage, &plan, &logs.map(|(name, step, host)| engine(name, step, host)));
        let on = |host: &str, more: &[&str]| on(stage, shell, &["a", "b", "c"], host, more);
        on("a", &[]).expect(shell, 14, &["HAND-OVER AWAITED before 705-flush-start"]);
        let noted = ["b", "c"].map(|host| code(&on(host, &[])));
        for (engine, id, _) in logs {
            verdict(stage, id, &[&format!("NOTFLUSHED {engine}|1|CWSIP0782")]);
            stage.ends(id, "do", 13);
            stage.ends(id, "verify", 13);
        }
        let first = on("a", &["--receipt", &noted[0], "--receipt", &noted[1]]);
        first.expect(shell, 13, &["--attempt 2 --engine 'E'"]);
        let over = receipts(&first);
        let no = ["b", "c"].map(|host| {
            // Each host has a record of its own.
            stage.file("bundle/journal/recorded.txt", "");
            let mut said = over.iter().map(|code| on(host, &["--receipt", code]));
            said_no(&said.find(|outcome| outcome.code == 13).expect("a receipt of the start"))
        });
        stage.file("bundle/journal/recorded.txt", "");
        let words = ["--attempt", "2", "--engine", "E", "--engine", "F", "--receipt", &no[0]];
        on("a", &words).expect(shell, 14, &["=== 702-note-logs-a", "before 705-flush-start"]);
        // From here on its own log has nothing to say of attempt 1.
        stage.ends("801-verify-logs-a", "verify", 15);
        let outcome = on("a", &["--attempt", "2", "--engine", "G", "--receipt", &no[1]]);
        outcome.expect(shell, 14, &["engines added: G", "before 705-flush-start"]);
        assert_eq!(stage.read("bundle/journal/attempt-2.engines"), "E\nF\nG\n");
    });
}

/// The no was an error, and the proof comes when the next attempt is open already.
#[test]
fn the_proof_of_an_earlier_attempt_ends_the_one_that_is_open() {
    in_every_shell("stage", |stage, shell| {
        bundle_with(stage, &two_machines(), &[engine("E", "801-verify-logs-b", "b")]);
        let on = |host: &str, more: &[&str]| on(stage, shell, &["a", "b"], host, more);
        on("a", &[]).expect(shell, 14, &[]);
        let noted = code(&on("b", &[]));
        let started = on("a", &["--receipt", &noted]);
        verdict(stage, "801-verify-logs-b", &["NOTFLUSHED E|1|said by a person"]);
        stage.ends("801-verify-logs-b", "do", 13);
        stage.ends("801-verify-logs-b", "verify", 13);
        let no = said_no(&on("b", &["--receipt", &code(&started)]));
        let outcome = on("a", &["--attempt", "2", "--engine", "E", "--receipt", &no]);
        outcome.expect(shell, 14, &["HAND-OVER AWAITED before 703-flush-start"]);
        verdict(stage, "801-verify-logs-b", &["FLUSHED E|1"]);
        stage.ends("801-verify-logs-b", "do", 0);
        stage.ends("801-verify-logs-b", "verify", 0);
        let proof = code(&on("b", &[]));
        let outcome = on("a", &["--receipt", &proof]);
        outcome.expect(shell, 0, &["=== 703-flush-start: not needed any more", "ALL DONE on a"]);
        let calls = ["802-verify-engines do attempt=2", "901-release do attempt=2"];
        assert_eq!(outcome.calls, calls, "{shell:?}");
    });
}

/// A no was wrong and is corrected after the next attempt was begun with it: what the log host says
/// in that attempt is about the engines that are left, and so is the flush start.
#[test]
fn a_no_that_was_corrected_takes_its_engine_out_of_the_open_attempt() {
    in_every_shell("stage", |stage, shell| {
        let engines = ["E", "F"].map(|name| engine(name, "801-verify-logs-b", "b"));
        bundle_with(stage, &two_machines(), &engines);
        let on = |host: &str, more: &[&str]| on(stage, shell, &["a", "b"], host, more);
        on("a", &[]).expect(shell, 14, &["HAND-OVER AWAITED before 703-flush-start"]);
        let started = code(&on("a", &["--receipt", &code(&on("b", &[]))]));
        let both = ["NOTFLUSHED E|1|said by a person", "NOTFLUSHED F|1|said by a person"];
        verdict(stage, "801-verify-logs-b", &both);
        stage.ends("801-verify-logs-b", "do", 13);
        stage.ends("801-verify-logs-b", "verify", 13);
        let old = said_no(&on("b", &["--receipt", &started]));
        let words = ["--attempt", "2", "--engine", "E", "--engine", "F", "--receipt", &old];
        let outcome = on("a", &words);
        outcome.expect(shell, 14, &["HAND-OVER AWAITED before 703-flush-start"]);
        verdict(stage, "801-verify-logs-b", &["FLUSHED E|1", both[1]]);
        let new = said_no(&on("b", &[]));
        assert_ne!(old, new);
        on("b", &["--attempt", "2"]).expect(shell, 14, &["before 702-note-logs-b"]);
        let outcome = on("b", &["--receipt", &code(&outcome)]);
        outcome.expect(shell, 14, &["before 801-verify-logs-b"]);
        let noted = code(&outcome);
        let refused = on("a", &["--receipt", &noted]);
        refused.expect(shell, 14, &["RECEIPT REFUSED", "  on b: ./run.sh status --host b\n"]);
        assert!(refused.calls.is_empty(), "{:?}", refused.calls);
        // Puts the journals where they are on that machine.
        on("b", &["--attempt", "9"]).expect(shell, 2, &["the next attempt is"]);
        let status = stage.run(shell, "run.sh", &["status", "--host", "b"]);
        let line = format!("--attempt 2 --engine 'F' --receipt {new}");
        assert!(status.text.contains(&line), "{}", status.text);
        let words = ["--attempt", "2", "--engine", "F", "--receipt", &new, "--receipt", &noted];
        let outcome = on("a", &words);
        outcome.expect(shell, 14, &["HAND-OVER AWAITED before 901-release"]);
        assert!(outcome.calls.contains(&"703-flush-start do attempt=2".to_owned()));
        assert_eq!(stage.read("bundle/journal/attempt-2.engines"), "F\n");
    });
}
