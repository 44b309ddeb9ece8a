//! run.sh: one host's steps in the order of the plan, stopping where it must.

use crate::shell::contexts::exit;
use crate::shell::stage::{HOSTILE, SHELLS, Stage, in_every_shell, rendered};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

/// One row of the table of steps; `waits` are `id@host`.
fn row(id: &str, host: &str, phase: u8, waits: &[&str]) -> Value {
    let waits: Vec<Value> = waits
        .iter()
        .map(|wait| wait.split_once('@').map(|(id, host)| json!({ "id": id, "host": host })))
        .map(Option::unwrap)
        .collect();
    json!({ "id": id, "title": format!("Do {id} & it's $1"), "host": host, "phase": phase,
        "owner_name": "WebSphere team", "waits_for": waits,
        "point_of_no_return": id.contains("restore") })
}

/// A bundle of steps that only note that they ran, each ending as `stand/ID.rc` says.
fn bundle(stage: &Stage, rows: &[Value]) {
    let hosts = json!([]);
    let context = json!({ "plan": { "name": "orders-bus" }, "exit": exit(), "hosts": hosts,
        "steps": rows });
    stage.file("bundle/run.sh", &rendered("run.sh.j2", &context));
    stage.file("bundle/lib/steps.txt", &rendered("lib/steps.txt.j2", &context));
    for row in rows {
        let id = row["id"].as_str().unwrap();
        let text = format!(
            "#!/bin/sh\nprintf '%s\\n' '{id}' \"${{SIBRESTORE_CONFIRM:-}}\" | tr '\\n' ' ' \
             | sed 's/ *$//' >> \"$STAND/calls\"\nprintf '\\n' >> \"$STAND/calls\"\n\
             if [ -r \"$STAND/{id}.rc\" ]; then exit \"$(cat \"$STAND/{id}.rc\")\"; fi\n"
        );
        stage.file(&format!("bundle/steps/{id}/step.sh"), &text);
    }
    manifest(stage);
}

fn manifest(stage: &Stage) {
    let mut lines = Vec::new();
    let root = stage.path("bundle");
    gather(&root, &root, &mut lines);
    lines.sort();
    stage.file("bundle/MANIFEST.sha256", &lines.concat());
}

fn sum_of(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().fold(String::new(), |mut sum, byte| {
        write!(sum, "{byte:02x}").unwrap();
        sum
    })
}

fn gather(root: &Path, folder: &Path, lines: &mut Vec<String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.strip_prefix(root).unwrap().to_str().unwrap().to_owned();
        if path.is_dir() {
            if name != "journal" {
                gather(root, &path, lines);
            }
        } else if name != "MANIFEST.sha256" {
            let sum = sum_of(&fs::read(&path).unwrap());
            lines.push(format!("{sum}  {name}\n"));
        }
    }
}

fn two_hosts() -> Vec<Value> {
    vec![
        row("001-prove-host-a", "a.x", 0, &[]),
        row("002-prove-host-b", "b.x", 0, &[]),
        row("101-hold", "a.x", 1, &["002-prove-host-b@b.x"]),
        row("301-stop-servers", "b.x", 3, &["101-hold@a.x"]),
        row("401-restore-store", "b.x", 4, &[]),
        row("501-restore-config", "a.x", 5, &["301-stop-servers@b.x", "401-restore-store@b.x"]),
    ]
}

#[test]
fn the_steps_of_one_host_run_in_order_and_only_once() {
    in_every_shell(HOSTILE, |stage, shell| {
        let rows = [
            row("001-prove-host", "a", 0, &[]),
            row("101-hold", "a", 1, &[]),
            row("401-restore-store", "a", 4, &[]),
        ];
        bundle(stage, &rows);
        stage.file("stand/101-hold.rc", "12");
        let outcome = stage.run(shell, "run.sh", &["run"]);
        outcome.expect(shell, 12, &["STOPPED at 101-hold with exit 12"]);
        assert_eq!(outcome.calls, ["001-prove-host", "101-hold"], "{shell:?}");
        stage.file("stand/101-hold.rc", "0");
        stage.run(shell, "run.sh", &["status"]).expect(shell, 0, &["2 steps", "next is 101-hold"]);
        let dry = stage.run(shell, "run.sh", &["run", "--dry-run"]);
        dry.expect(shell, 0, &["401-restore-store  Do 401-restore-store & it's $1"]);
        assert!(dry.calls.is_empty());
        let outcome = stage.run(shell, "run.sh", &["run"]);
        outcome.expect(shell, 0, &["POINT OF NO RETURN"]);
        assert_eq!(outcome.calls, ["101-hold", "401-restore-store"], "{shell:?}");
        let outcome = stage.run(shell, "run.sh", &["run"]);
        outcome.expect(shell, 0, &[]);
        assert!(outcome.calls.is_empty(), "{shell:?}");
        assert!(!stage.path("bundle/journal/lock.a").exists());
    });
}

#[test]
fn a_hand_over_waits_for_a_person() {
    in_every_shell("stage", |stage, shell| {
        bundle(stage, &two_hosts());
        let run = |host: &str, confirm: &[&str]| {
            let mut arguments = vec!["run", "--host", host];
            arguments.extend(confirm.iter().flat_map(|id| ["--confirm", id]));
            stage.run(shell, "run.sh", &arguments)
        };
        stage.run(shell, "run.sh", &["run"]).expect(shell, 2, &["--host is needed: a.x b.x"]);
        let outcome = run("a.x", &[]);
        outcome.expect(
            shell,
            14,
            &["HAND-OVER AWAITED before 101-hold", "002-prove-host-b on b.x"],
        );
        assert_eq!(outcome.calls, ["001-prove-host-a"]);
        // Someone else's journal in the same folder is believed; here it is put away.
        let outcome = run("a.x", &["002-prove-host-b"]);
        outcome.expect(
            shell,
            14,
            &[
                "HAND OVER: tell b.x that 101-hold is done",
                "  there: ./run.sh run --host b.x --confirm 101-hold\n",
                "  ./run.sh run --host a.x --confirm 301-stop-servers \
                 --confirm 401-restore-store\n",
                "301-stop-servers on b.x",
                "401-restore-store on b.x",
            ],
        );
        assert_eq!(outcome.calls, ["101-hold"]);
        let confirmed = stage.read("bundle/journal/confirmed.a.x");
        assert!(confirmed.starts_with("002-prove-host-b "), "{confirmed}");
        let outcome = run("b.x", &[]);
        outcome.expect(shell, 0, &["HAND OVER: tell a.x that 401-restore-store is done"]);
        let calls = ["002-prove-host-b", "301-stop-servers", "401-restore-store"];
        assert_eq!(outcome.calls, calls);
        fs::remove_file(stage.path("bundle/journal/done.b.x")).unwrap();
        let outcome = run("a.x", &["301-stop-servers"]);
        outcome.expect(shell, 14, &["401-restore-store on b.x"]);
        assert!(outcome.calls.is_empty());
        // The confirmation of before is still in the journal.
        let outcome = run("a.x", &["401-restore-store"]);
        outcome.expect(shell, 0, &[]);
        assert_eq!(outcome.calls, ["501-restore-config"]);
    });
}

#[test]
fn a_confirmation_reaches_the_step_that_it_names() {
    in_every_shell("stage", |stage, shell| {
        bundle(stage, &[row("001-manual", "a", 0, &[]), row("101-hold", "a", 1, &[])]);
        let outcome = stage.run(shell, "run.sh", &["run", "--confirm", "001-manual"]);
        outcome.expect(shell, 0, &[]);
        assert_eq!(outcome.calls, ["001-manual 001-manual", "101-hold"]);
    });
}

#[test]
fn a_changed_bundle_is_not_run() {
    in_every_shell(HOSTILE, |stage, shell| {
        bundle(stage, &[row("001-prove-host", "a", 0, &[])]);
        stage.run(shell, "run.sh", &["verify-manifest"]).expect(shell, 0, &["every file of"]);
        stage.file("bundle/steps/001-prove-host/step.sh", "#!/bin/sh\n");
        for command in ["verify-manifest", "status", "check", "run"] {
            let outcome = stage.run(shell, "run.sh", &[command]);
            outcome.expect(shell, 16, &["BUNDLE CHANGED", "steps/001-prove-host/step.sh"]);
            assert!(outcome.calls.is_empty());
        }
        fs::remove_file(stage.path("bundle/MANIFEST.sha256")).unwrap();
        stage.run(shell, "run.sh", &["run"]).expect(shell, 16, &["missing or empty"]);
    });
}

#[test]
fn check_runs_phase_0_alone_and_every_time() {
    in_every_shell("stage", |stage, shell| {
        bundle(stage, &two_hosts());
        for _ in 0..2 {
            let outcome = stage.run(shell, "run.sh", &["check", "--host", "a.x"]);
            outcome.expect(shell, 0, &[]);
            assert_eq!(outcome.calls, ["001-prove-host-a"]);
        }
    });
}

#[test]
fn one_run_at_a_time_and_the_holder_is_named() {
    in_every_shell("stage", |stage, shell| {
        bundle(stage, &[row("001-prove-host", "a", 0, &[])]);
        stage.file("bundle/journal/lock.a/holder", "process 1 of root since then\n");
        let outcome = stage.run(shell, "run.sh", &["run"]);
        outcome.expect(shell, 10, &["process 1 of root since then", "then remove"]);
        assert!(outcome.calls.is_empty());
        assert!(stage.path("bundle/journal/lock.a/holder").exists());
    });
}

#[test]
fn wrong_words_are_usage_errors() {
    in_every_shell("stage", |stage, shell| {
        bundle(stage, &two_hosts());
        for arguments in [
            &["go"][..],
            &["run", "--host"],
            &["run", "--host", "a"],
            &["run", "--host", "a.x", "--confirm", "101"],
            &["run", "x y"],
            &["status", "-x"],
        ] {
            let outcome = stage.run(shell, "run.sh", arguments);
            outcome.expect(shell, 2, &["./run.sh status"]);
            assert!(outcome.calls.is_empty());
        }
        stage.run(shell, "run.sh", &["--help"]).expect(shell, 0, &["verify-manifest"]);
        stage.run(shell, "run.sh", &[]).expect(shell, 0, &["verify-manifest"]);
    });
}

#[test]
fn a_table_of_ten_thousand_steps_is_read_and_not_walked_by_processes() {
    let mut rows: Vec<Value> =
        (0..10_000).map(|n| row(&format!("401-x-{n}"), "b", 4, &["101-hold@a"])).collect();
    rows.insert(0, row("101-hold", "a", 1, &[]));
    rows.push(row("901-release", "a", 9, &["401-x-9999@b"]));
    let stage = Stage::plain();
    let context = json!({ "plan": { "name": "p" }, "exit": exit(), "steps": rows });
    stage.file("bundle/run.sh", &rendered("run.sh.j2", &context));
    stage.file("bundle/lib/steps.txt", &rendered("lib/steps.txt.j2", &context));
    stage.file("bundle/steps/101-hold/step.sh", "");
    manifest(&stage);
    for shell in SHELLS {
        fs::remove_dir_all(stage.path("bundle/journal")).ok();
        let outcome = stage.run(shell, "run.sh", &["run", "--host", "a"]);
        outcome.expect(shell, 14, &["tell b that 101-hold is done", "401-x-9999 on b"]);
        let outcome = stage.run(shell, "run.sh", &["status"]);
        outcome.expect(shell, 0, &["b: 10000 steps to do", "next is 401-x-0", "a: 1 steps"]);
    }
}

#[test]
fn a_machine_of_another_name_is_noted_and_not_refused() {
    in_every_shell("stage", |stage, shell| {
        bundle(stage, &[row("001-prove-host", "was01.example.com", 0, &[])]);
        stage.script("path/uname", "echo db07.example.com");
        let note = "NOTE this machine calls itself db07.example.com; the plan's host is \
            was01.example.com\n";
        for command in ["check", "run"] {
            stage.run(shell, "run.sh", &[command]).expect(shell, 0, &[note]);
        }
        for same in ["was01", "WAS01.corp.example.com"] {
            stage.script("path/uname", &format!("echo {same}"));
            let outcome = stage.run(shell, "run.sh", &["run"]);
            outcome.expect(shell, 0, &[]);
            assert!(!outcome.text.contains("NOTE"), "{shell:?}\n{}", outcome.text);
        }
    });
}

#[test]
fn the_approved_hash_is_shown_for_comparison() {
    in_every_shell(HOSTILE, |stage, shell| {
        bundle(stage, &[row("001-prove-host", "a", 0, &[])]);
        let sum = sum_of(stage.read("bundle/MANIFEST.sha256").as_bytes());
        let line = format!("\nMANIFEST.sha256 itself has SHA-256 {sum}\n");
        for command in ["verify-manifest", "check", "run"] {
            let outcome = stage.run(shell, "run.sh", &[command]);
            outcome.expect(shell, 0, &[]);
            assert!(format!("\n{}", outcome.text).contains(&line), "{}", outcome.text);
        }
        // Without any tool for SHA-256 that is said.
        for tool in [
            "awk", "cat", "date", "dirname", "grep", "id", "mkdir", "rm", "sed", "sh", "sort",
            "tr", "uname", "wc", "printf",
        ] {
            let at = ["/usr/bin", "/bin"].iter().map(|dir| format!("{dir}/{tool}"));
            let at = at.into_iter().find(|at| fs::metadata(at).is_ok()).unwrap();
            std::os::unix::fs::symlink(at, stage.path(&format!("path/{tool}"))).unwrap();
        }
        let path = stage.text("path");
        let first = format!("/usr/bin/{}", shell[0]);
        let mut words = vec![first.as_str()];
        words.extend(&shell[1..]);
        let outcome = stage.run_with(&words, "run.sh", &["verify-manifest"], &[("PATH", &path)]);
        outcome.expect(shell, 0, &["not verified: this host has no tool for SHA-256"]);
    });
}

#[test]
fn a_check_of_what_is_done_says_so_and_times_have_a_zone() {
    in_every_shell("stage", |stage, shell| {
        bundle(stage, &[row("001-prove-host", "a", 0, &[])]);
        stage.run(shell, "run.sh", &["run"]).expect(shell, 0, &[]);
        let outcome = stage.run(shell, "run.sh", &["check"]);
        outcome.expect(shell, 0, &["nothing to check for a"]);
        assert!(outcome.calls.is_empty());
        stage.run(shell, "run.sh", &["run"]).expect(shell, 0, &["nothing to run for a"]);
        let done = stage.read("bundle/journal/done.a");
        let words: Vec<&str> = done.split_whitespace().collect();
        assert_eq!((words[0], words[2]), ("001-prove-host", "UTC"), "{done}");
    });
}

#[test]
fn looking_at_a_bundle_leaves_no_journal() {
    in_every_shell(HOSTILE, |stage, shell| {
        bundle(stage, &two_hosts());
        stage.run(shell, "run.sh", &["verify-manifest"]).expect(shell, 0, &[]);
        stage.run(shell, "run.sh", &["status"]).expect(shell, 0, &["b.x: 3 steps to do"]);
        assert!(!stage.path("bundle/journal").exists(), "{shell:?}");
    });
}
