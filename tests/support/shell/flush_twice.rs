//! The step that must not start an engine twice in an attempt, with its script really run: the
//! stand-in for wsadmin hands step.py to python3 and the stand-in cell.

#[allow(dead_code, reason = "other tests need more of these")]
#[path = "../contexts.rs"]
mod samples;

use crate::shell::contexts::wsadmin;
use crate::shell::stage::{Stage, in_every_shell, rendered};
use serde_json::json;
use std::process::Command;

const ID: &str = "701-flush-start";
const STEP: &str = "steps/701-flush-start/step.sh";
const RECORDED: &str = "bundle/journal/recorded.txt";
const ASKED: &str = "FLUSHING Node01.server1-OrdersBus|OrdersBus|1\n";
const BOTH: &str = "FLUSHING Node01.server1-OrdersBus|OrdersBus|1\n\
    FLUSHING Messaging.000-OrdersBus|OrdersBus|1\n";
const NOT_AGAIN: &str = "Node01/server1 was asked in attempt 1 by an earlier run; not asked again";
/// What the log says once the start was asked for.
const ASKED_IN_LOG: &str = "[1/1/26 0:00:01:000 UTC] 0000 x I CWSIP0780I: Messaging engine: \
    Node01.server1-OrdersBus started, flush of all delivery streams requested.\n";

fn flush_step(stage: &Stage) {
    let mut d = wsadmin(&stage.text("profile"), false);
    // One server logs on the host of this step, the other one elsewhere.
    d["log_nodes"] = json!([{ "profile": stage.text("profile"), "servers": [{
        "name": "server1", "log": stage.text("logs/SystemOut.log"),
        "log_dir": stage.text("logs"), "hpel": false, "engines": ["Node01.server1-OrdersBus"],
    }] }]);
    stage.step("flush_start/step", ID, d);
    let context = samples::context(ID, "flush_start", &samples::nd());
    let script = rendered("steps/flush_start/step.py.j2", &context);
    stage.file(&format!("bundle/steps/{ID}/step.py"), &script);
    stage.file("logs/SystemOut.log", "an old line\n");
}

/// The step was begun when the machine had this name for its start.
fn began_at(stage: &Stage, start: &str) {
    stage.file(&format!("bundle/journal/{ID}.began"), start);
}

/// What note_logs has noted: the log ends here.
fn noted(stage: &Stage) {
    let log = stage.text("logs/SystemOut.log");
    let about = std::fs::metadata(&log).unwrap();
    let inode = std::os::unix::fs::MetadataExt::ino(&about);
    let sum = Command::new("cksum").stdin(std::fs::File::open(&log).unwrap()).output().unwrap();
    let sum = String::from_utf8(sum.stdout).unwrap().trim().replace(' ', "-");
    let line = format!("POSITION\t{log}\t{inode}\t{}\t-\t1\t{sum}\n", about.len());
    stage.file("bundle/journal/positions.txt", &line);
}

/// A run of the step that was killed: what it noted at its start, and what it had recorded.
fn cut_off(stage: &Stage, shell: &[&str], recorded: &str) {
    noted(stage);
    cell_is(stage, "silent");
    stage.run(shell, STEP, &[]).expect(shell, 10, &["cannot be looked at"]);
    stage.file(RECORDED, recorded);
    stage.file(&format!("bundle/journal/{ID}.out"), "WASX7209I: Connected\n");
    stage.file(&format!("bundle/journal/{ID}.tool"), "");
}

/// From now on wsadmin finds the cell of this scenario.
fn cell_is(stage: &Stage, scenario: &str) {
    let harness = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/support/jython");
    let (cases, said) = (stage.text("cases.txt"), stage.text("said.txt"));
    stage.script(
        "profile/bin/wsadmin.sh",
        &format!(
            "while [ \"$1\" != -f ]; do shift; done\n\
             echo 'WASX7209I: Connected to process dmgr'\n\
             printf 'flush|{scenario}|%s|%s|%s|%s|%s\\n' \"$2\" \"$3\" \"$4\" \"$5\" \"$6\" > '{cases}'\n\
             python3 '{harness}/run_cases.py' '{harness}' '{cases}' > '{said}' || exit 99\n\
             cat '{said}'\n\
             if grep '^--- raised' '{said}' > /dev/null; then exit 105; fi"
        ),
    );
}

#[test]
fn a_second_run_of_the_flush_start_asks_only_the_engines_that_were_not_asked() {
    in_every_shell("stage", |stage, shell| {
        flush_step(stage);
        cell_is(stage, "start_never_ends");
        let first = stage.run(shell, STEP, &[]);
        first.expect(shell, 12, &["> start [FLUSH] Node01.server1-OrdersBus"]);
        assert_eq!(stage.read(RECORDED), ASKED);
        cell_is(stage, "started_at_gate");
        let second = stage.run(shell, STEP, &[]);
        second.expect(shell, 0, &[NOT_AGAIN, "> start [FLUSH] Messaging.000-OrdersBus"]);
        assert_eq!(second.text.matches("> start [FLUSH]").count(), 1);
    });
}

#[test]
fn no_start_is_asked_for_that_cannot_be_recorded() {
    in_every_shell("stage", |stage, shell| {
        flush_step(stage);
        // The file may be opened, and takes no line more, as on a full disk.
        let full = "NOTHELD x\n".repeat(20_000);
        stage.file(RECORDED, &full);
        cell_is(stage, "start_never_ends");
        let wsadmin = stage.read("profile/bin/wsadmin.sh");
        let limited = wsadmin.replacen('\n', "\ntrap '' XFSZ; ulimit -f 100\n", 1);
        stage.file("profile/bin/wsadmin.sh", &limited);
        let outcome = stage.run(shell, STEP, &[]);
        outcome.expect(shell, 10, &["is the disk full?", "FLUSHING", "changed nothing"]);
        assert_eq!(outcome.text.matches("> start").count(), 0, "{}", outcome.text);
        assert_eq!(stage.read(RECORDED), full);
        cell_is(stage, "start_never_ends");
        stage.run(shell, STEP, &[]).expect(shell, 12, &["> start [FLUSH] Node01"]);
        assert_eq!(stage.read(RECORDED), full + ASKED);
    });
}

#[test]
fn a_part_of_a_line_is_not_taken_for_a_line() {
    in_every_shell("stage", |stage, shell| {
        flush_step(stage);
        // What a full disk has left of a line.
        let cut = &ASKED[..20];
        stage.file(RECORDED, cut);
        cell_is(stage, "start_never_ends");
        stage.run(shell, STEP, &[]).expect(shell, 12, &["> start [FLUSH] Node01"]);
        assert_eq!(stage.read(RECORDED), format!("{cut} (cut off)\n{ASKED}"));
    });
}

#[test]
fn a_flush_start_that_was_cut_off_is_remembered_by_what_it_recorded() {
    in_every_shell("stage", |stage, shell| {
        flush_step(stage);
        cell_is(stage, "started_at_gate");
        stage.file(RECORDED, ASKED);
        let next = stage.run(shell, STEP, &[]);
        next.expect(shell, 0, &[NOT_AGAIN]);
        assert_eq!(next.text.matches("> start [FLUSH]").count(), 1);
    });
}

#[test]
fn what_a_cut_off_flush_start_has_come_to_is_told_by_verify() {
    in_every_shell("stage", |stage, shell| {
        for (printed, scenario, ends, says) in [
            ("", "stopped_stopped", 10, "DOES NOT HOLD 701-flush-start"),
            (ASKED, "started_stopped", 10, "DOES NOT HOLD 701-flush-start"),
            (BOTH, "started_started", 0, "HOLDS 701-flush-start"),
            (ASKED, "stopped_stopped", 15, "was asked in attempt 1 and is Stopped"),
            ("", "started_stopped", 15, "was not asked in attempt 1 and is Started"),
            (BOTH, "silent", 15, "OUTCOME UNKNOWN"),
        ] {
            flush_step(stage);
            cut_off(stage, shell, printed);
            if !printed.is_empty() && scenario.starts_with("started") {
                stage.file("logs/SystemOut.log", &format!("an old line\n{ASKED_IN_LOG}"));
            }
            cell_is(stage, scenario);
            let outcome = stage.run(shell, STEP, &["verify"]);
            outcome.expect(shell, ends, &[says]);
            assert_eq!(outcome.text.matches("> start").count(), 0, "{}", outcome.text);
            // The start is over where one was asked for, and nobody would be asked any more.
            let over = (printed == BOTH && ends == 0) || (printed == ASKED && ends == 15);
            let rest = if over { "ATREST 1\n" } else { "" };
            assert_eq!(stage.read(RECORDED), format!("{printed}{rest}"), "{scenario}");
            std::fs::remove_file(stage.path(RECORDED)).unwrap();
        }
    });
}

/// One look that finds it Stopped is no end of a start.
#[test]
fn a_start_that_was_asked_for_a_moment_ago_is_given_time_to_begin() {
    in_every_shell("stage", |stage, shell| {
        flush_step(stage);
        stage.file(RECORDED, ASKED);
        cell_is(stage, "begins_late");
        let outcome = stage.run(shell, STEP, &[]);
        outcome.expect(shell, 0, &["whether the start begins", NOT_AGAIN]);
        assert_eq!(outcome.text.matches("> start [FLUSH]").count(), 1);
        assert!(!outcome.text.contains("is Stopped; its log says"), "{}", outcome.text);
    });
}

/// As long as the script sees it, nobody can say that it is over.
#[test]
fn a_start_that_goes_on_is_waited_for() {
    in_every_shell("stage", |stage, shell| {
        flush_step(stage);
        cut_off(stage, shell, BOTH);
        stage.file("logs/SystemOut.log", &format!("an old line\n{ASKED_IN_LOG}"));
        cell_is(stage, "starting_now");
        let outcome = stage.run(shell, STEP, &["verify"]);
        outcome.expect(
            shell,
            12,
            &["an engine is starting. Wait until its start has ended", "TIMED OUT"],
        );
        assert_eq!(stage.read(RECORDED), BOTH);
    });
}

#[test]
fn a_start_that_nobody_recorded_is_looked_for_in_the_log_and_the_machine() {
    in_every_shell("stage", |stage, shell| {
        let unknown = |printed: &str, scenario: &str, spoil: &dyn Fn(), says: &str| {
            flush_step(stage);
            cut_off(stage, shell, printed);
            spoil();
            cell_is(stage, scenario);
            let outcome = stage.run(shell, STEP, &["verify"]);
            outcome.expect(shell, 15, &["OUTCOME UNKNOWN", says]);
            // Nobody is sent to the next attempt by what is not known.
            assert!(!outcome.text.contains("--attempt"), "{}", outcome.text);
            std::fs::remove_file(stage.path(RECORDED)).unwrap();
        };
        let log = |text: &str| stage.file("logs/SystemOut.log", text);
        let asked = format!("an old line\n{ASKED_IN_LOG}");
        let knows = "the log knows of a start of Node01.server1-OrdersBus";
        unknown("", "stopped_stopped", &|| log(&asked), knows);
        unknown(
            "",
            "stopped_stopped",
            &|| log("cut\n"),
            "the log of server server1 cannot be read",
        );
        let gone = || std::fs::remove_file(stage.path("bundle/journal/positions.txt")).unwrap();
        unknown("", "stopped_stopped", &gone, "the log of server server1 cannot be read");
        let restarted = || began_at(stage, "another start\n");
        unknown("", "stopped_stopped", &restarted, "this machine was started again");
        unknown(ASKED, "started_stopped", &restarted, "this machine was started again");
        let silent = || began_at(stage, "");
        unknown("", "stopped_stopped", &silent, "or that cannot be told");
    });
}
