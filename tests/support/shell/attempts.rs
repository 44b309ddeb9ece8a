//! run.sh: a flush start is repeated only as a numbered attempt.

use crate::backout::back;
use crate::shell::bundle::{approved, bundle_with, engine, events, receipts, row};
use crate::shell::stage::{Outcome, Stage, in_every_shell};
use serde_json::Value;
use std::fs;

/// One host that has all the logs.
fn plan() -> Vec<Value> {
    vec![
        row("301-stop-servers", "a", 3, &[]),
        row("601-start-servers", "a", 6, &[]),
        row("701-stop-unflushed", "a", 7, &[]),
        row("702-note-logs", "a", 7, &[]),
        row("703-flush-start", "a", 7, &[]),
        row("801-verify-logs", "a", 8, &[]),
        row("802-verify-engines", "a", 8, &[]),
        row("901-release", "a", 9, &[]),
    ]
}

const ENGINES: [&str; 2] = ["Node01.server1-Orders", "it's a \"2nd\" engine"];

fn set_up(stage: &Stage) {
    let engines = ENGINES.map(|name| engine(name, "801-verify-logs", "a"));
    bundle_with(stage, &plan(), &engines);
}

fn run(stage: &Stage, shell: &[&str], more: &[&str]) -> Outcome {
    let sum = approved(stage);
    let mut words = vec!["run", "--yes-i-reviewed", &sum];
    words.extend(more);
    stage.run(shell, "run.sh", &words)
}

/// What the step that reads the logs says of each engine.
pub fn verdict(stage: &Stage, id: &str, lines: &[&str]) {
    let mut body = String::new();
    for line in lines {
        body += &format!("echo {} >> \"$STAND/../bundle/journal/recorded.txt\"\n", quoted(line));
    }
    stage.acts(id, "do", &body);
    stage.acts(id, "verify", &body);
}

fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "'\\''"))
}

#[test]
fn a_failed_attempt_is_repeated_by_its_number_and_a_confirmed_one_is_not() {
    in_every_shell("two words", |stage, shell| {
        set_up(stage);
        let [good, bad] = ENGINES;
        let not = |n: u8| format!("NOTFLUSHED {bad}|{n}|CWSIP0783 is missing");
        verdict(stage, "801-verify-logs", &[&format!("FLUSHED {good}|1"), &not(1)]);
        stage.ends("801-verify-logs", "do", 13);
        stage.ends("801-verify-logs", "verify", 13);
        // Before anything of it is begun there is nothing to repeat.
        run(stage, shell, &["--attempt", "2"]).expect(shell, 10, &["has been begun on a"]);
        let outcome = run(stage, shell, &[]);
        let line =
            "  on a: ./run.sh run --host a --attempt 2 --engine 'it'\\''s a \"2nd\" engine'\n";
        outcome.expect(shell, 13, &["ATTEMPT 1 of the flush start has failed for these", line]);
        let calls = [
            "301-stop-servers do",
            "601-start-servers do",
            "702-note-logs do",
            "703-flush-start do",
            "801-verify-logs do",
        ];
        assert_eq!(outcome.calls, calls, "{shell:?}");
        // Going on looks at the log again, and makes no second start.
        let outcome = run(stage, shell, &[]);
        outcome.expect(shell, 13, &[line]);
        assert_eq!(outcome.calls, ["801-verify-logs do"]);
        // The log is read once more before each answer. What is flushed is not flushed again, and what the plan does not have is not known.
        let outcome = run(stage, shell, &["--attempt", "2", "--engine", good]);
        outcome.expect(shell, 10, &["is flushed already; a second flush start is refused"]);
        run(stage, shell, &["--attempt", "2", "--engine", "E"]).expect(shell, 2, &["no engine E"]);
        run(stage, shell, &["--attempt", "3"]).expect(shell, 2, &["the next attempt is 2"]);
        assert!(!stage.path("bundle/journal/attempt-2.engines").exists());
        // Attempt 2, with the servers restarted first: not confirmed either.
        verdict(stage, "801-verify-logs", &[&not(2)]);
        let outcome = run(stage, shell, &["--attempt", "2", "--engine", bad, "--restart"]);
        outcome.expect(shell, 13, &["ATTEMPT 2 of the flush start", "--attempt 3 --engine"]);
        assert_eq!(stage.read("bundle/journal/attempt-2.engines"), format!("{bad}\n"));
        let calls = [
            "801-verify-logs verify",
            "301-stop-servers do attempt=2",
            "601-start-servers do attempt=2",
            "701-stop-unflushed do attempt=2",
            "702-note-logs do attempt=2",
            "703-flush-start do attempt=2",
            "801-verify-logs do attempt=2",
        ];
        assert_eq!(outcome.calls, calls, "{shell:?}");
        // Attempt 3 finds out by itself which engines are left, and comes to its end.
        stage.ends("801-verify-logs", "do", 0);
        verdict(stage, "801-verify-logs", &[]);
        let outcome = run(stage, shell, &["--attempt", "3"]);
        outcome.expect(shell, 0, &["ATTEMPT 3 of the flush start: engines it's a \"2nd\" engine"]);
        assert_eq!(stage.read("bundle/journal/attempt-3.engines"), format!("{bad}\n"));
        let calls = [
            "801-verify-logs verify attempt=2",
            "701-stop-unflushed do attempt=3",
            "702-note-logs do attempt=3",
            "703-flush-start do attempt=3",
            "801-verify-logs do attempt=3",
            "802-verify-engines do attempt=3",
            "901-release do attempt=3",
        ];
        assert_eq!(outcome.calls, calls, "{shell:?}");
        let outcome = run(stage, shell, &["--attempt", "4"]);
        outcome.expect(shell, 10, &["attempt 3 is confirmed; a second flush start would lose"]);
        assert!(outcome.calls.is_empty());
        let opened = events(stage, "a").into_iter().filter(|fields| fields[5] == "attempt");
        assert_eq!(opened.map(|fields| fields[4].clone()).collect::<Vec<_>>(), ["2", "3"]);
        let report = stage.run(shell, "run.sh", &["report"]);
        report.expect(shell, 0, &["## Attempts", "attempt 2 of the flush start begun, restart of"]);
    });
}

#[test]
fn when_all_is_flushed_no_attempt_is_begun_even_if_the_run_was_cut_off() {
    in_every_shell("stage", |stage, shell| {
        set_up(stage);
        let flushed = ENGINES.map(|name| format!("FLUSHED {name}|1"));
        verdict(stage, "801-verify-logs", &[&flushed[0], &flushed[1]]);
        stage.acts("802-verify-engines", "do", "kill -9 $PPID; kill -9 $$\n");
        run(stage, shell, &[]);
        let outcome = run(stage, shell, &["--attempt", "2"]);
        outcome.expect(shell, 10, &["attempt 1 is confirmed; a second flush start would lose"]);
        assert!(outcome.calls.is_empty(), "{shell:?}");
        assert!(!stage.path("bundle/journal/attempt-2.engines").exists());
    });
}

#[test]
fn a_flush_start_that_was_cut_off_is_decided_by_looking() {
    in_every_shell("stage", |stage, shell| {
        set_up(stage);
        stage.acts("703-flush-start", "do", "kill -9 $$\n");
        let outcome = run(stage, shell, &[]);
        outcome.expect(shell, 15, &["this looks at it again:\n  ./run.sh run --host a\n"]);
        // Nobody is sent to the next attempt before the state has been looked at.
        assert!(!outcome.text.contains("--attempt"), "{}", outcome.text);
        stage.ends("703-flush-start", "verify", 15);
        for more in [&[][..], &["--repeat", "703-flush-start"]] {
            let outcome = run(stage, shell, more);
            let line = "  ./run.sh run --host a --confirm 703-flush-start\n";
            outcome.expect(shell, 15, &["NEVER REPEATED", line]);
            assert!(!outcome.text.contains("--attempt"), "{}", outcome.text);
            assert_eq!(outcome.calls, ["703-flush-start verify"], "{shell:?}");
        }
        stage.ends("703-flush-start", "verify", 0);
        let outcome = run(stage, shell, &[]);
        outcome.expect(shell, 0, &[]);
        assert!(!outcome.calls.contains(&"703-flush-start do".to_owned()));
    });
}

#[test]
fn an_engine_may_be_called_like_a_word_of_the_journal() {
    in_every_shell("stage", |stage, shell| {
        let engines = ["restart of x", "TABLE"].map(|name| engine(name, "801-verify-logs", "a"));
        bundle_with(stage, &plan(), &engines);
        let not = ["NOTFLUSHED restart of x|1|CWSIP0782", "NOTFLUSHED TABLE|1|CWSIP0782"];
        verdict(stage, "801-verify-logs", &not);
        stage.ends("801-verify-logs", "do", 13);
        stage.ends("801-verify-logs", "verify", 13);
        run(stage, shell, &[]).expect(shell, 13, &[]);
        let outcome = run(stage, shell, &["--attempt", "2"]);
        outcome.expect(shell, 13, &[]);
        assert!(!outcome.calls.iter().any(|call| call.contains("servers")), "{:?}", outcome.calls);
        let list = stage.read("bundle/journal/attempt-2.engines");
        assert_eq!(list, "TABLE\nrestart of x\n", "{shell:?}");
    });
}

/// A run on one of several machines: each sees its own journal alone.
pub fn on(stage: &Stage, shell: &[&str], hosts: &[&str], host: &str, words: &[&str]) -> Outcome {
    at(stage, hosts, host);
    run(stage, shell, &[&["--host", host], words].concat())
}

/// The way back on one of several machines.
pub fn back_on(
    stage: &Stage,
    shell: &[&str],
    hosts: &[&str],
    host: &str,
    words: &[&str],
) -> Outcome {
    at(stage, hosts, host);
    back(stage, shell, &[&["--host", host], words].concat())
}

fn at(stage: &Stage, hosts: &[&str], host: &str) {
    for other in hosts {
        let (here, there) = (format!("bundle/journal/{other}.journal"), format!("{other}.away"));
        if *other == host {
            fs::create_dir_all(stage.path("bundle/journal")).unwrap();
            fs::rename(stage.path(&there), stage.path(&here)).ok();
        } else {
            fs::rename(stage.path(&here), stage.path(&there)).ok();
        }
    }
}

/// The receipt with which a host says no about an attempt.
pub fn said_no(outcome: &Outcome) -> String {
    let line = outcome.text.lines().find(|line| line.contains(" --engine ")).unwrap();
    line.rsplit_once(" --receipt ").unwrap().1.to_owned()
}

/// The last receipt that a run has given.
pub fn code(outcome: &Outcome) -> String {
    receipts(outcome).pop().unwrap_or_else(|| panic!("{}", outcome.text))
}

/// The administrator's host `a`, and a node `b` that has a log of its own.
pub fn two_machines() -> Vec<Value> {
    vec![
        row("701-stop-unflushed", "a", 7, &[]),
        row("702-note-logs-b", "b", 7, &["701-stop-unflushed@a"]),
        row("703-flush-start", "a", 7, &["702-note-logs-b@b"]),
        row("801-verify-logs-b", "b", 8, &["703-flush-start@a"]),
        row("802-verify-engines", "a", 8, &[]),
        row("901-release", "a", 9, &["801-verify-logs-b@b"]),
    ]
}

#[test]
fn two_hosts_go_through_two_attempts_with_receipts() {
    in_every_shell("stage", |stage, shell| {
        bundle_with(stage, &two_machines(), &[engine("E", "801-verify-logs-b", "b")]);
        let on = |host: &str, more: &[&str]| on(stage, shell, &["a", "b"], host, more);
        on("a", &[]).expect(shell, 14, &["HAND-OVER AWAITED before 703-flush-start"]);
        let first = on("b", &[]);
        first.expect(shell, 14, &["before 801-verify-logs-b"]);
        let noted = code(&first);
        let flushed = on("a", &["--receipt", &noted]);
        flushed.expect(shell, 14, &["HAND-OVER AWAITED before 901-release"]);
        assert_eq!(flushed.calls, ["703-flush-start do", "802-verify-engines do"]);
        // The flush start ended well. Without the no of the log nobody stops the engine.
        let impatient = on("a", &["--attempt", "2", "--engine", "E"]);
        let look = "  ./run.sh verify 801-verify-logs-b --host b\n";
        impatient.expect(shell, 14, &["HAND-OVER AWAITED before attempt 2", look]);
        assert!(impatient.calls.is_empty(), "{:?}", impatient.calls);
        verdict(stage, "801-verify-logs-b", &["NOTFLUSHED E|1|CWSIP0782"]);
        stage.ends("801-verify-logs-b", "do", 13);
        stage.ends("801-verify-logs-b", "verify", 13);
        let outcome = on("b", &["--receipt", &code(&flushed)]);
        let start = "  on a: ./run.sh run --host a --attempt 2 --engine 'E' --receipt ";
        outcome.expect(shell, 13, &[start, "  on b: ./run.sh run --host b --attempt 2\n"]);
        let no = said_no(&outcome);
        // On a the log is not there to be read, so the engines must be named.
        on("a", &["--attempt", "2"]).expect(shell, 2, &["name the engines with --engine"]);
        on("b", &["--attempt", "2", "--engine", "E"]).expect(shell, 2, &["--engine is for a"]);
        let outcome = on("a", &["--attempt", "2", "--engine", "E", "--receipt", &no]);
        outcome.expect(shell, 14, &["HAND-OVER AWAITED before 703-flush-start"]);
        assert_eq!(outcome.calls, ["701-stop-unflushed do attempt=2"]);
        let stopped = code(&outcome);
        // The receipt of attempt 1 does not open attempt 2.
        on("a", &["--receipt", &noted]).expect(shell, 14, &["it is of attempt 1"]);
        let outcome = on("b", &["--attempt", "2"]);
        assert_eq!(outcome.calls, ["801-verify-logs-b verify"]);
        verdict(stage, "801-verify-logs-b", &["FLUSHED E|2"]);
        stage.ends("801-verify-logs-b", "do", 0);
        outcome.expect(shell, 14, &["HAND-OVER AWAITED before 702-note-logs-b"]);
        let outcome = on("b", &["--receipt", &stopped]);
        outcome.expect(shell, 14, &["before 801-verify-logs-b"]);
        assert_eq!(outcome.calls, ["702-note-logs-b do attempt=2"]);
        let outcome = on("a", &["--receipt", &code(&outcome)]);
        outcome.expect(shell, 14, &["HAND-OVER AWAITED before 901-release"]);
        let outcome = on("b", &["--receipt", &code(&outcome)]);
        outcome.expect(shell, 0, &["HAND OVER to a, before its 901-release"]);
        let outcome = on("a", &["--receipt", &code(&outcome)]);
        outcome.expect(shell, 0, &[]);
        assert_eq!(outcome.calls, ["901-release do attempt=2"]);
        on("a", &["--attempt", "3", "--engine", "E"]).expect(shell, 10, &["is confirmed"]);
    });
}

/// The flush start of attempt 1 has failed for the engine of `b` alone: `c` gives its proof all the
/// same, takes no part in attempt 2, and the release waits for both.
#[test]
fn a_host_whose_engines_are_flushed_gives_its_proof_before_the_next_attempt() {
    in_every_shell("stage", |stage, shell| {
        let rows = [
            row("701-stop-unflushed", "a", 7, &[]),
            row("702-note-logs-b", "b", 7, &["701-stop-unflushed@a"]),
            row("703-note-logs-c", "c", 7, &["701-stop-unflushed@a"]),
            row("704-flush-start", "a", 7, &["702-note-logs-b@b", "703-note-logs-c@c"]),
            row("801-verify-logs-b", "b", 8, &["704-flush-start@a"]),
            row("802-verify-logs-c", "c", 8, &["704-flush-start@a"]),
            row("901-release", "a", 9, &["801-verify-logs-b@b", "802-verify-logs-c@c"]),
        ];
        let engines =
            [engine("E", "801-verify-logs-b", "b"), engine("F", "802-verify-logs-c", "c")];
        bundle_with(stage, &rows, &engines);
        let on = |host: &str, more: &[&str]| on(stage, shell, &["a", "b", "c"], host, more);
        let look = |host: &str, step: &str| {
            // Puts the journals where they are on that machine.
            on(host, &["--attempt", "9"]).expect(shell, 2, &["the next attempt is"]);
            stage.run(shell, "run.sh", &["verify", step, "--host", host])
        };
        let noted = [code(&on("b", &[])), code(&on("c", &[]))];
        stage.ends("704-flush-start", "do", 11);
        // As long as an engine may be starting, nobody is sent anywhere.
        let outcome = on("a", &["--receipt", &noted[0], "--receipt", &noted[1]]);
        outcome.expect(shell, 11, &["may still be starting", "  ./run.sh run --host a\n"]);
        assert!(receipts(&outcome).is_empty(), "{}", outcome.text);
        verdict(stage, "704-flush-start", &["ATREST 1"]);
        let over = receipts(&on("a", &[]));
        assert_eq!(over.len(), 2, "{over:?}");
        // A look that is no proof gives no receipt, and changes nothing.
        stage.ends("802-verify-logs-c", "verify", 15);
        let outcome = look("c", "802-verify-logs-c");
        outcome.expect(shell, 15, &[]);
        assert!(receipts(&outcome).is_empty(), "{}", outcome.text);
        verdict(stage, "801-verify-logs-b", &["NOTFLUSHED E|1|CWSIP0780 is missing"]);
        stage.ends("801-verify-logs-b", "do", 13);
        stage.ends("801-verify-logs-b", "verify", 13);
        let again = "  on a: ./run.sh run --host a --attempt 2 --engine 'E' --receipt ";
        let outcome = on("b", &["--receipt", &over[0]]);
        outcome.expect(shell, 13, &[again]);
        let no = said_no(&outcome);
        let outcome = on("c", &["--receipt", &over[1]]);
        outcome.expect(shell, 0, &["HAND OVER to a, before its 901-release", "ALL DONE on c"]);
        let proof = code(&outcome);
        stage.ends("802-verify-logs-c", "verify", 0);
        on("c", &["--attempt", "2"]).expect(shell, 10, &["attempt 1 is confirmed"]);
        // Attempt 2 is for b; its release waits for the proof of both.
        stage.ends("704-flush-start", "do", 0);
        let outcome = on("a", &["--attempt", "2", "--engine", "E", "--receipt", &no]);
        outcome.expect(shell, 14, &["before 704-flush-start:\n  from b, which gives"]);
        assert!(!outcome.text.contains("from c"), "{}", outcome.text);
        let stopped = code(&outcome);
        on("b", &["--attempt", "2"]).expect(shell, 14, &["before 702-note-logs-b"]);
        stage.ends("801-verify-logs-b", "do", 0);
        let outcome = on("b", &["--receipt", &stopped]);
        let outcome = on("a", &["--receipt", &code(&outcome)]);
        outcome.expect(shell, 14, &["before 901-release:", "  from b, ", "  from c, "]);
        let outcome = on("b", &["--receipt", &code(&outcome)]);
        outcome.expect(shell, 0, &[]);
        let outcome = on("a", &["--receipt", &code(&outcome)]);
        outcome.expect(shell, 14, &["before 901-release:\n  from c, which gives"]);
        let outcome = on("a", &["--receipt", &proof]);
        outcome.expect(shell, 0, &["ALL DONE on a"]);
        assert_eq!(outcome.calls, ["901-release do attempt=2"]);
    });
}

/// A step of the site between the proof and the release takes the receipt of the proof, so the release
/// itself waits for nobody: the attempt is not confirmed all the same.
#[test]
fn a_step_before_the_release_may_be_the_one_that_waits_for_the_proof() {
    in_every_shell("stage", |stage, shell| {
        let mut rows = two_machines();
        let release = rows.len() - 1;
        let manual = row("803-manual-after-verify", "a", 8, &["801-verify-logs-b@b"]);
        rows.insert(release, manual);
        bundle_with(stage, &rows, &[engine("E", "801-verify-logs-b", "b")]);
        let on = |host: &str, more: &[&str]| on(stage, shell, &["a", "b"], host, more);
        let noted = code(&on("b", &[]));
        let flushed = on("a", &["--receipt", &noted]);
        flushed.expect(shell, 14, &["HAND-OVER AWAITED before 803-manual-after-verify"]);
        verdict(stage, "801-verify-logs-b", &["NOTFLUSHED E|1|CWSIP0782"]);
        stage.ends("801-verify-logs-b", "do", 13);
        stage.ends("801-verify-logs-b", "verify", 13);
        let outcome = on("b", &["--receipt", &code(&flushed)]);
        outcome.expect(shell, 13, &["ATTEMPT 1 of the flush start has failed"]);
        let no = said_no(&outcome);
        let outcome = on("a", &["--attempt", "2", "--engine", "E", "--receipt", &no]);
        outcome.expect(shell, 14, &["HAND-OVER AWAITED before 703-flush-start"]);
        on("b", &["--attempt", "2"]);
        stage.ends("801-verify-logs-b", "do", 0);
        let noted = code(&on("b", &["--receipt", &code(&outcome)]));
        let flushed = on("a", &["--receipt", &noted]);
        let proof = code(&on("b", &["--receipt", &code(&flushed)]));
        let outcome = on("a", &["--receipt", &proof]);
        outcome.expect(shell, 0, &["ALL DONE on a"]);
        on("a", &["--attempt", "3", "--engine", "E"]).expect(shell, 10, &["is confirmed"]);
    });
}

#[test]
fn an_attempt_that_was_not_asked_for_is_not_repeated() {
    in_every_shell("stage", |stage, shell| {
        set_up(stage);
        // Nobody has typed the name, so nothing was asked for.
        stage.run(shell, "run.sh", &["run"]).expect(shell, 17, &["NOT CONFIRMED"]);
        let outcome = run(stage, shell, &["--attempt", "2"]);
        outcome.expect(shell, 10, &["was not asked for in attempt 1"]);
        assert!(outcome.calls.is_empty(), "{:?}", outcome.calls);
    });
}

/// The logs of another host are the proof: without it the initial states stay as they are.
#[test]
fn the_proof_of_a_flush_is_not_overridden() {
    in_every_shell("stage", |stage, shell| {
        let rows = vec![
            row("702-note-logs", "a", 7, &[]),
            row("703-flush-start", "a", 7, &[]),
            row("801-verify-logs", "b", 8, &["703-flush-start@a"]),
            row("901-release", "a", 9, &["801-verify-logs@b"]),
        ];
        bundle_with(stage, &rows, &[engine(ENGINES[0], "801-verify-logs", "b")]);
        let sum = approved(stage);
        let mut words = vec!["run", "--host", "a", "--yes-i-reviewed", &sum];
        let outcome = stage.run(shell, "run.sh", &words);
        outcome.expect(shell, 14, &["That receipt is the proof of the flush"]);
        assert!(!outcome.text.contains("--override"), "{}", outcome.text);
        words.extend(["--override", "901-release", "--reason", "no time"]);
        let outcome = stage.run(shell, "run.sh", &words);
        outcome.expect(shell, 10, &["is not overridden"]);
        assert!(outcome.calls.is_empty(), "{:?}", outcome.calls);
    });
}
