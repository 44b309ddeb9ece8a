//! An attempt of the flush start that is open already, and what comes late.

use crate::attempts::{back_on, code, on, said_no, two_machines, verdict};
use crate::shell::bundle::{bundle_with, engine, receipts, row};
use crate::shell::stage::{Outcome, Stage, in_every_shell};
use serde_json::Value;

/// The host `a` of the flush start, and two that have logs of their own.
fn three_machines() -> [Value; 7] {
    [
        row("701-stop-unflushed", "a", 7, &[]),
        row("702-note-logs-b", "b", 7, &["701-stop-unflushed@a"]),
        row("703-note-logs-c", "c", 7, &["701-stop-unflushed@a"]),
        row("704-flush-start", "a", 7, &["702-note-logs-b@b", "703-note-logs-c@c"]),
        row("801-verify-logs-b", "b", 8, &["704-flush-start@a"]),
        row("802-verify-logs-c", "c", 8, &["704-flush-start@a"]),
        row("901-release", "a", 9, &["801-verify-logs-b@b", "802-verify-logs-c@c"]),
    ]
}

/// Each with a record of its own, as on machines of their own.
struct Three<'a> {
    stage: &'a Stage,
    shell: &'a [&'a str],
}

impl Three<'_> {
    fn on(&self, host: &str, more: &[&str]) -> Outcome {
        let (record, own) = ("bundle/journal/recorded.txt", format!("{host}.record"));
        self.stage.file(record, &self.stage.read(&own));
        let outcome = on(self.stage, self.shell, &["a", "b", "c"], host, more);
        self.stage.file(&own, &self.stage.read(record));
        outcome
    }

    /// Up to the end of the flush start of attempt 1; its receipts for the hosts with logs.
    fn started(&self) -> Vec<String> {
        let logs = [("E", "801-verify-logs-b", "b"), ("F", "802-verify-logs-c", "c")];
        let engines = logs.map(|(name, step, host)| engine(name, step, host));
        bundle_with(self.stage, &three_machines(), &engines);
        self.on("a", &[]).expect(self.shell, 14, &[]);
        let noted = ["b", "c"].map(|host| code(&self.on(host, &[])));
        receipts(&self.on("a", &["--receipt", &noted[0], "--receipt", &noted[1]]))
    }

    /// What the log of a step says from now on, and how the step ends.
    fn says(&self, id: &str, line: &str, end: u8) {
        verdict(self.stage, id, &[line]);
        self.stage.ends(id, "do", end);
        self.stage.ends(id, "verify", end);
    }

    /// A host reads its log with the receipt of the start that fits it.
    fn reads(&self, host: &str, over: &[String], end: i32) -> Outcome {
        let mut read = over.iter().map(|code| self.on(host, &["--receipt", code]));
        read.find(|outcome| outcome.code == end).expect("a receipt of the start")
    }
}

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

/// The no of one host was an error, that of another one was right: the open attempt waits for the
/// other one alone.
#[test]
fn a_host_that_gives_its_proof_is_not_of_the_open_attempt_any_more() {
    in_every_shell("stage", |stage, shell| {
        let three = Three { stage, shell };
        let over = three.started();
        three.says("801-verify-logs-b", "NOTFLUSHED E|1|said by a person", 13);
        three.says("802-verify-logs-c", "NOTFLUSHED F|1|said by a person", 13);
        let no = ["b", "c"].map(|host| said_no(&three.reads(host, &over, 13)));
        let words = ["--attempt", "2", "--engine", "E", "--engine", "F"];
        let by = ["--receipt", &no[0], "--receipt", &no[1]];
        let opened = three.on("a", &[&words[..], &by].concat());
        opened.expect(shell, 14, &["  from b, which", "  from c, which"]);
        three.says("801-verify-logs-b", "FLUSHED E|1", 0);
        let proof = code(&three.on("b", &[]));
        let outcome = three.on("a", &["--receipt", &proof]);
        outcome.expect(shell, 14, &["  from c, which gives its receipt after 703-note-logs-c"]);
        assert!(!outcome.text.contains("from b, which"), "{}", outcome.text);
        assert_eq!(stage.read("bundle/journal/attempt-2.engines"), "F\n");
        let go = receipts(&outcome);
        let noted = three.on("c", &["--attempt", "2", "--receipt", go.last().unwrap()]);
        noted.expect(shell, 14, &["before 802-verify-logs-c"]);
        let started = three.on("a", &["--receipt", &code(&noted)]);
        started.expect(shell, 14, &["=== 704-flush-start", "  from c, which"]);
        three.says("802-verify-logs-c", "FLUSHED F|2", 0);
        let proof = code(&three.on("c", &["--receipt", &code(&started)]));
        three.on("a", &["--receipt", &proof]).expect(shell, 0, &["ALL DONE on a"]);
    });
}

/// A host has no part in the open attempt, has not read its log yet, and went back meanwhile: no way
/// back undoes the flush start, and its receipt is printed again.
#[test]
fn a_host_without_a_part_in_the_open_attempt_still_reads_its_log() {
    in_every_shell("stage", |stage, shell| {
        let three = Three { stage, shell };
        let over = three.started();
        let back = back_on(stage, shell, &["a", "b", "c"], "b", &[]);
        back.expect(shell, 14, &["HAND BACK to a, before its back-704-flush-start"]);
        three.says("802-verify-logs-c", "NOTFLUSHED F|1|CWSIP0782", 13);
        let no = said_no(&three.reads("c", &over, 13));
        let opened = three.on("a", &["--attempt", "2", "--engine", "F", "--receipt", &no]);
        opened.expect(shell, 14, &["  from c, which gives its receipt after 703-note-logs-c"]);
        let status = stage.run(shell, "run.sh", &["status", "--host", "a"]);
        let again = "HAND OVER to b, before its 801-verify-logs-b: receipt ";
        status.expect(shell, 0, &[again]);
        let lost = status.text.split_once(again).unwrap().1.lines().next().unwrap().to_owned();
        assert!(over.contains(&lost), "{over:?} {lost}");
        let read = three.on("b", &["--receipt", &lost]);
        read.expect(shell, 0, &["=== 801-verify-logs-b", "ALL DONE on b"]);
        let proved = three.on("a", &["--receipt", &code(&read)]);
        proved.expect(shell, 14, &["b has done its part before 901-release"]);
        let status = stage.run(shell, "run.sh", &["status", "--host", "a"]);
        assert!(!status.text.contains(again), "{}", status.text);
    });
}

/// The only engine of the open attempt is confirmed after all: what is missing is said.
#[test]
fn an_attempt_that_has_no_engine_left_says_whose_proof_is_missing() {
    in_every_shell("stage", |stage, shell| {
        let three = Three { stage, shell };
        let over = three.started();
        three.says("801-verify-logs-b", "NOTFLUSHED E|1|said by a person", 13);
        let no = said_no(&three.reads("b", &over, 13));
        let words = ["--attempt", "2", "--engine", "E", "--receipt", &no];
        three.on("a", &words).expect(shell, 14, &[]);
        three.says("801-verify-logs-b", "FLUSHED E|1", 0);
        let outcome = three.on("a", &["--receipt", &code(&three.on("b", &[]))]);
        outcome.expect(shell, 14, &["no engine left. What is missing is the proof of: c"]);
        assert!(outcome.calls.is_empty(), "{:?}", outcome.calls);
        let read = three.reads("c", &over, 0);
        let outcome = three.on("a", &["--receipt", &code(&read)]);
        outcome.expect(shell, 0, &["=== 704-flush-start: not needed any more", "ALL DONE on a"]);
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

/// A host that went back in attempt 1 takes no receipt of before, whatever the attempt: what is
/// printed leads on.
#[test]
fn a_receipt_of_before_a_way_back_is_named_as_such_in_attempt_2() {
    in_every_shell("stage", |stage, shell| {
        let mut rows = two_machines();
        rows.push(row("902-start-members-b", "b", 9, &["901-release@a"]));
        for row in &mut rows[5..] {
            row["flags"] = serde_json::json!(["way-back"]);
        }
        bundle_with(stage, &rows, &[engine("E", "801-verify-logs-b", "b")]);
        let on = |host: &str, more: &[&str]| on(stage, shell, &["a", "b"], host, more);
        let back_on = |host: &str, more: &[&str]| back_on(stage, shell, &["a", "b"], host, more);
        on("a", &[]).expect(shell, 14, &[]);
        let noted = code(&on("b", &[]));
        let started = on("a", &["--receipt", &noted]);
        verdict(stage, "801-verify-logs-b", &["NOTFLUSHED E|1|CWSIP0782"]);
        stage.ends("801-verify-logs-b", "do", 13);
        stage.ends("801-verify-logs-b", "verify", 13);
        let no = said_no(&on("b", &["--receipt", &code(&started)]));
        let back = back_on("b", &[]);
        back.expect(shell, 14, &["HAND BACK to a, before its back-901-release"]);
        let again = on("a", &["--attempt", "2", "--engine", "E", "--receipt", &no]);
        let noted = code(&on("b", &["--attempt", "2", "--receipt", &code(&again)]));
        let started = on("a", &["--receipt", &noted]);
        verdict(stage, "801-verify-logs-b", &["FLUSHED E|2"]);
        stage.ends("801-verify-logs-b", "do", 0);
        stage.ends("801-verify-logs-b", "verify", 0);
        let proof = code(&on("b", &["--receipt", &code(&started)]));
        let released = on("a", &["--receipt", &proof]);
        released.expect(shell, 0, &["ALL DONE on a"]);
        let refused = on("b", &["--receipt", &code(&released)]);
        refused.expect(shell, 14, &["it is from before a way back", "b went back since"]);
        let line =
            refused.text.lines().find(|line| line.contains("there: ./run.sh backout")).unwrap();
        let back = line.rsplit_once(" --receipt ").unwrap().1;
        back_on("a", &["--receipt", back]).expect(
            shell,
            0,
            &["The way back ends at 703-flush-start", "No engine is stopped"],
        );
        let released = on("a", &[]);
        released.expect(shell, 0, &["ALL DONE on a"]);
        on("b", &["--receipt", &code(&released)]).expect(shell, 0, &["ALL DONE on b"]);
    });
}

/// The no about an engine comes when the start of a later attempt was asked for already: the next
/// attempt is for it, although its host had no part in this one.
#[test]
fn an_engine_whose_no_comes_late_is_of_the_next_attempt() {
    in_every_shell("stage", |stage, shell| {
        let three = Three { stage, shell };
        let over = three.started();
        three.says("802-verify-logs-c", "NOTFLUSHED F|1|CWSIP0782", 13);
        let no = said_no(&three.reads("c", &over, 13));
        let opened = three.on("a", &["--attempt", "2", "--engine", "F", "--receipt", &no]);
        opened.expect(shell, 14, &["  there: ./run.sh run --host c --attempt 2 --receipt "]);
        let noted = code(&three.on("c", &["--attempt", "2", "--receipt", &code(&opened)]));
        three.on("a", &["--receipt", &noted]).expect(shell, 14, &["=== 704-flush-start"]);
        // Only now the other host reads its log.
        three.says("801-verify-logs-b", "NOTFLUSHED E|1|CWSIP0782", 13);
        let no = said_no(&three.reads("b", &over, 13));
        let gate = three.on("a", &["--attempt", "2", "--engine", "E", "--receipt", &no]);
        let line = format!("  ./run.sh run --host a --attempt 3 --engine 'E' --receipt {no}\n");
        gate.expect(shell, 10, &["comes in the next attempt:", &line]);
        // It has typed its own line meanwhile, which names attempt 2.
        let own = three.on("b", &["--attempt", "2"]);
        own.expect(shell, 14, &["ATTEMPT 2 of the flush start"]);
        let third = three.on("a", &["--attempt", "3", "--engine", "E", "--receipt", &no]);
        third.expect(shell, 14, &["ATTEMPT 3 of the flush start: engines E", "  from b, which"]);
        let to_b = receipts(&third).pop().unwrap();
        let refused = three.on("b", &["--receipt", &to_b]);
        refused.expect(shell, 14, &["./run.sh run --host b --attempt 3 --receipt "]);
        let noted = three.on("b", &["--attempt", "3", "--receipt", &to_b]);
        noted.expect(shell, 14, &["ATTEMPT 3 of the flush start", "before 801-verify-logs-b"]);
        let started = three.on("a", &["--receipt", &code(&noted)]);
        started.expect(shell, 14, &["=== 704-flush-start"]);
        three.says("801-verify-logs-b", "FLUSHED E|3", 0);
        three.says("802-verify-logs-c", "FLUSHED F|2", 0);
        let proof = code(&three.on("b", &["--receipt", &code(&started)]));
        three.on("a", &["--receipt", &proof]).expect(shell, 14, &["  from c, which"]);
        let lost = stage.run(shell, "run.sh", &["status", "--host", "a"]);
        let again = lost.text.split_once("before its 802-verify-logs-c: receipt ").unwrap().1;
        let proof = code(&three.on("c", &["--receipt", again.lines().next().unwrap()]));
        three.on("a", &["--receipt", &proof]).expect(shell, 0, &["ALL DONE on a"]);
    });
}

/// A no was an error, and its host has opened the next attempt with it: the printed correction goes
/// back to the attempt that it is about.
#[test]
fn a_no_is_corrected_in_an_attempt_that_is_open() {
    in_every_shell("stage", |stage, shell| {
        bundle_with(stage, &two_machines(), &[engine("E", "801-verify-logs-b", "b")]);
        let on = |host: &str, more: &[&str]| on(stage, shell, &["a", "b"], host, more);
        on("a", &[]).expect(shell, 14, &[]);
        let started = code(&on("a", &["--receipt", &code(&on("b", &[]))]));
        verdict(stage, "801-verify-logs-b", &["NOTFLUSHED E|1|said by a person"]);
        stage.ends("801-verify-logs-b", "do", 13);
        stage.ends("801-verify-logs-b", "verify", 13);
        let no = said_no(&on("b", &["--receipt", &started]));
        let opened = on("a", &["--attempt", "2", "--engine", "E", "--receipt", &no]);
        on("b", &["--attempt", "2"]).expect(shell, 14, &["before 702-note-logs-b"]);
        on("b", &["--receipt", &code(&opened)]).expect(shell, 14, &["=== 702-note-logs-b"]);
        verdict(stage, "801-verify-logs-b", &["FLUSHED E|1"]);
        stage.ends("801-verify-logs-b", "do", 0);
        stage.ends("801-verify-logs-b", "verify", 0);
        let yes = on("b", &["--confirm", "801-verify-logs-b", "--engine", "E"]);
        let said = ["ATTEMPT 1 of the flush start is open again", "=== 801-verify-logs-b"];
        yes.expect(shell, 0, &said);
        assert!(!yes.calls.iter().any(|call| call.contains("note-logs")), "{:?}", yes.calls);
        let report = stage.run(shell, "run.sh", &["report"]);
        report.expect(shell, 0, &["attempt 1 of the flush start open again, a no about this"]);
        let outcome = on("a", &["--receipt", &code(&yes)]);
        outcome.expect(shell, 0, &["=== 703-flush-start: not needed any more", "ALL DONE on a"]);
    });
}

/// Before the flush start the servers that phase 3 stops must not be taken for others.
#[test]
fn no_server_is_restarted_for_an_attempt_of_which_nothing_was_begun() {
    in_every_shell("stage", |stage, shell| {
        bundle_with(stage, &two_machines(), &[engine("E", "801-verify-logs-b", "b")]);
        let on = |host: &str, more: &[&str]| on(stage, shell, &["a", "b"], host, more);
        let gate = on("b", &["--attempt", "1", "--restart"]);
        gate.expect(shell, 10, &["nothing of attempt 1 has been begun on b"]);
        on("a", &[]).expect(shell, 14, &[]);
        on("b", &[]).expect(shell, 14, &["=== 702-note-logs-b"]);
        let restart = on("b", &["--attempt", "1", "--restart"]);
        restart.expect(shell, 14, &["ATTEMPT 1 of the flush start: restart of the servers"]);
        // By now the log says that the start was completed.
        verdict(stage, "801-verify-logs-b", &["FLUSHED E|1"]);
        let gate = on("b", &["--attempt", "1", "--restart"]);
        gate.expect(shell, 10, &["every engine of b is flushed, so no server is restarted"]);
    });
}
