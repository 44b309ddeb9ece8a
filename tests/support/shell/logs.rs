//! The success rule of a flush start, on the text that was written after the noted position.

use crate::shell::stage::{HOSTILE, Outcome, SHELLS, Stage, in_every_shell};
use serde_json::{Value, json};
use std::fmt::Write as _;
use std::fs;

const LOG: &str = "profile/logs/m1/SystemOut.log";
const OLD: &str = "[1/1/10 CWSIP0780I: Messaging engine: N1.m1-Bus started, x\n\
    [1/1/10 CWSIP0783I: Messaging engine: N1.m1-Bus started, y\n";

fn servers(stage: &Stage, engines: &[&str], hpel: bool) -> Value {
    json!({ "profile": stage.text("profile"), "servers": [
        { "name": "m1", "log": stage.text(LOG), "hpel": hpel, "engines": engines }] })
}

fn set(stage: &Stage, engines: &[&str], hpel: bool) {
    stage.step("note_logs/step", "701-note-logs", servers(stage, engines, hpel));
    stage.step("verify_logs/step", "801-verify-logs", servers(stage, engines, hpel));
}

fn note(stage: &Stage, shell: &[&str]) -> Outcome {
    stage.run(shell, "steps/701-note-logs/step.sh", &[])
}

/// The proof after the flush start has come to its end everywhere, as run.sh says.
fn verify(stage: &Stage, shell: &[&str]) -> Outcome {
    let over = [("SIBRESTORE_OVER", "yes")];
    stage.run_with(shell, "steps/801-verify-logs/step.sh", &[], &over)
}

/// What a log says of a flush start that worked.
fn flushed(engine: &str) -> String {
    format!(
        "[11/10/10 8:00:00:000 UTC] 00000020 SibMessage    I   [Bus:{engine}] CWSIP0780I: \
         Messaging engine: {engine} started, flush of all delivery streams requested.\n\
         [11/10/10 8:00:01:000 UTC] 00000021 SibMessage    I   [:] CWSIP0783E: \
         Messaging engine: {engine} started, flush of all delivery streams completed.\n"
    )
}

fn after(stage: &Stage, text: &str) {
    stage.file(LOG, &format!("{OLD}{text}"));
}

#[test]
fn a_flush_counts_only_after_the_noted_position() {
    in_every_shell(HOSTILE, |stage, shell| {
        set(stage, &["N1.m1-Bus"], false);
        stage.file(LOG, OLD);
        note(stage, shell).expect(shell, 0, &["1 logs are noted"]);
        // A proof of no engine proves nothing.
        let none = json!({ "profile": stage.text("profile"), "servers": [
            { "name": "m1", "log": stage.text(LOG), "hpel": false, "engines": [] }] });
        stage.step("verify_logs/step", "802-verify-logs", none);
        after(stage, "an ordinary line\n");
        stage.run(shell, "steps/802-verify-logs/step.sh", &[]).expect(
            shell,
            15,
            &["of 0 engines 0 are confirmed"],
        );
        let outcome = verify(stage, shell);
        outcome.expect(shell, 13, &["NOT FLUSHED  N1.m1-Bus: no CWSIP0780", "mode was not"]);
        after(stage, &flushed("N1.m1-Bus"));
        verify(stage, shell).expect(shell, 0, &["flushed      N1.m1-Bus", "DONE"]);
    });
}

#[test]
fn a_log_that_has_rolled_over_is_read_from_the_noted_place_on() {
    in_every_shell(HOSTILE, |stage, shell| {
        set(stage, &["N1.m1-Bus"], false);
        stage.file("profile/logs/m1/SystemOut_10.01.01_00.00.00.log", OLD);
        stage.file(LOG, OLD);
        note(stage, shell).expect(shell, 0, &[]);
        let (first, second) = flushed("N1.m1-Bus")
            .split_once('\n')
            .map(|(a, b)| (format!("{a}\n"), b.to_owned()))
            .unwrap();
        after(stage, &first);
        fs::rename(stage.path(LOG), stage.path("profile/logs/m1/SystemOut_10.11.10_08.00.01.log"))
            .unwrap();
        stage.file("profile/logs/m1/SystemOut_10.11.10_08.00.02.log", &second);
        stage.file(LOG, "[11/10/10 something else\n");
        verify(stage, shell).expect(shell, 0, &["flushed      N1.m1-Bus"]);
        // The noted file is gone: what it held cannot be told.
        fs::remove_file(stage.path("profile/logs/m1/SystemOut_10.11.10_08.00.01.log")).unwrap();
        verify(stage, shell).expect(shell, 15, &["has rolled away"]);
        // A log that was cut short cannot be told from either.
        fs::remove_file(stage.path("bundle/journal/positions.txt")).unwrap();
        note(stage, shell).expect(shell, 0, &[]);
        stage.file(LOG, "");
        verify(stage, shell).expect(shell, 15, &["was cut short"]);
    });
}

#[test]
fn a_server_that_is_up_and_has_no_log_closes_the_gate() {
    in_every_shell(HOSTILE, |stage, shell| {
        set(stage, &["N1.m1-Bus"], false);
        stage.file("profile/logs/m1/SystemOut_10.01.01_00.00.00.log", OLD);
        note(stage, shell).expect(shell, 10, &["with HPEL the plan has to say hpel"]);
        assert_eq!(stage.read("bundle/journal/positions.txt"), "");
    });
}

#[test]
fn a_name_counts_as_a_whole_and_a_failure_counts_where_it_belongs() {
    let engines = ["N1.m1-Bus", "N1.m1-Bus2", "N1.m1-Bus.b", "N1.m1-Bus [x] $y", "N\u{e9}.m1-B"];
    let all: String = engines.iter().map(|engine| flushed(engine)).collect();
    let bad = |id: &str, bracket: &str, text: &str| {
        format!("{all}[11/10/10 8:00:02 UTC] 00000020 SibMessage E {bracket} {id}E: {text}\n")
    };
    let one = &engines[1..];
    let without_first: String = one.iter().map(|engine| flushed(engine)).collect();
    let cases: Vec<(String, i32, Vec<&str>, Vec<&str>)> = vec![
        (all.clone(), 0, vec![], vec![]),
        // Bus2, Bus.b and the name with a space do not stand for Bus.
        (without_first.clone(), 13, vec!["N1.m1-Bus"], engines[1..].to_vec()),
        // Words around the name are translated; a full stop or a bracket may follow it.
        (
            format!(
                "{without_first}[x CWSIP0780I: Le moteur (N1.m1-Bus).\n[x CWSIP0783I: \u{300c}\
                 N1.m1-Bus\u{300d}\u{304c}\n"
            ),
            0,
            vec![],
            engines.to_vec(),
        ),
        // Completed, then requested again, and not completed.
        (
            format!("{all}[x CWSIP0780I: Messaging engine: N1.m1-Bus started\n"),
            13,
            vec!["N1.m1-Bus"],
            vec![],
        ),
        // Completed, and not requested after the noted position.
        (
            format!("{without_first}[x CWSIP0783I: Messaging engine: N1.m1-Bus started\n"),
            13,
            vec!["N1.m1-Bus"],
            engines[1..].to_vec(),
        ),
        (
            bad("CWSIP0782", "[:]", "Messaging engine: N1.m1-Bus2 started"),
            13,
            vec!["N1.m1-Bus2"],
            vec!["N1.m1-Bus", "N1.m1-Bus.b"],
        ),
        (
            bad("CWSIP0051", "[Bus:N1.m1-Bus [x] $y]", "The destination Q cannot"),
            13,
            vec!["N1.m1-Bus [x] $y"],
            vec!["N1.m1-Bus", "N1.m1-Bus2"],
        ),
        // Nobody is named: it may be any of them, or one that is flushed all the same.
        (bad("CWSIP0056", "[:]", "The link with name L"), 15, vec![], engines.to_vec()),
        ("x CWSIP0056E: [:] The link with name L\n".to_owned(), 13, engines.to_vec(), vec![]),
        // An engine of another plan on the same server.
        (bad("CWSIS0002", "[Bus9:N1.m1-Bus9]", "exception"), 0, vec![], engines.to_vec()),
    ];
    for shell in SHELLS {
        let stage = Stage::named(HOSTILE);
        set(&stage, &engines, false);
        stage.file(LOG, OLD);
        note(&stage, shell).expect(shell, 0, &[]);
        for (text, ends, failed, good) in &cases {
            after(&stage, text);
            let outcome = verify(&stage, shell);
            outcome.expect(shell, *ends, &[]);
            let no = |engine: &str| outcome.text.contains(&format!("NOT FLUSHED  {engine}:"));
            assert!(failed.iter().all(|engine| no(engine)), "{shell:?}\n{text}\n{}", outcome.text);
            assert!(!good.iter().any(|engine| no(engine)), "{shell:?}\n{text}\n{}", outcome.text);
        }
    }
}

#[test]
fn advice_follows_the_ids() {
    in_every_shell("stage", |stage, shell| {
        set(stage, &["N1.m1-Bus"], false);
        stage.file(LOG, OLD);
        note(stage, shell).expect(shell, 0, &[]);
        after(stage, "x CWSID0027I: a\nx CWSIS1543I: b\nx CWSIP0784E: c\nx CWSIS1535E: d\n");
        let parts = ["server must be restarted", "it was empty", "H21", "another engine's"];
        verify(stage, shell).expect(shell, 13, &parts);
    });
}

#[test]
fn with_hpel_the_records_after_the_noted_one_count() {
    in_every_shell(HOSTILE, |stage, shell| {
        set(stage, &["N1.m1-Bus"], true);
        let old = format!("{OLD}[1/1/10 the last old record\n");
        let trailer = "Processed 3 records\n";
        stage.stand_in("profile/bin/logViewer.sh", &format!("{old}{trailer}"), 0);
        let outcome = note(stage, shell);
        outcome.expect(shell, 0, &["noted its last record"]);
        let folder = stage.text("profile/logs/m1");
        assert_eq!(outcome.calls, [format!("logViewer.sh [-repositoryDir] [{folder}]")]);
        verify(stage, shell).expect(shell, 13, &["no CWSIP0780"]);
        // Older records may have been purged; the noted one is still the mark.
        let new = flushed("N1.m1-Bus");
        let said = format!("[1/1/10 the last old record\n{new}{trailer}");
        stage.says("logViewer.sh", &said, 0);
        verify(stage, shell).expect(shell, 0, &["flushed      N1.m1-Bus"]);
        stage.says("logViewer.sh", &new, 0);
        verify(stage, shell).expect(shell, 15, &["no longer in the repository"]);
        stage.says("logViewer.sh", "no repository\n", 1);
        verify(stage, shell).expect(shell, 15, &[]);
    });
}

#[test]
fn a_thousand_engines_are_judged_in_one_reading() {
    let names: Vec<String> = (0..1000).map(|n| format!("N1.m1-Bus{n}")).collect();
    let engines: Vec<&str> = names.iter().map(String::as_str).collect();
    in_every_shell("stage", |stage, shell| {
        set(stage, &engines, false);
        stage.file(LOG, OLD);
        note(stage, shell).expect(shell, 0, &[]);
        let mut text = String::new();
        for name in &names {
            writeln!(text, "{}[x ordinary line of a busy server", flushed(name)).unwrap();
        }
        after(stage, &text);
        verify(stage, shell).expect(shell, 0, &["flushed      N1.m1-Bus999"]);
    });
}
