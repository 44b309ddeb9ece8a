//! run.sh: one host's steps in the order of the plan, stopping where it must.

use crate::shell::bundle::{bundle, manifest, one_host, row, told, two_hosts};
use crate::shell::contexts::{exit, store, wsadmin};
use crate::shell::stage::{HOSTILE, SHELLS, Stage, in_every_shell, rendered};
use serde_json::{Value, json};
use std::fs;

#[test]
fn the_steps_of_one_host_run_in_order_and_only_once() {
    in_every_shell(HOSTILE, |stage, shell| {
        let rows = [
            row("001-prove-host", "a", 0, &[]),
            row("101-hold", "a", 1, &[]),
            row("201-stop-engines", "a", 2, &[]),
        ];
        bundle(stage, &rows);
        stage.ends("101-hold", "do", 12);
        let outcome = stage.run(shell, "run.sh", &["run"]);
        outcome.expect(shell, 12, &["STOPPED at 101-hold with exit 12"]);
        assert_eq!(outcome.calls, ["001-prove-host do", "101-hold do"], "{shell:?}");
        stage.ends("101-hold", "do", 0);
        let status = stage.run(shell, "run.sh", &["status"]);
        status.expect(
            shell,
            0,
            &[
                "a: 1 of 3 steps are done\n",
                "  next is 101-hold, phase 1: Do 101-hold & it's $1\n",
                "  an earlier run of it: failed\n",
            ],
        );
        let outcome = stage.run(shell, "run.sh", &["run"]);
        outcome.expect(shell, 0, &[]);
        assert_eq!(outcome.calls, ["101-hold do", "201-stop-engines do"], "{shell:?}");
        let outcome = stage.run(shell, "run.sh", &["run"]);
        outcome.expect(shell, 0, &["nothing to run for a: all of it is done"]);
        assert!(outcome.calls.is_empty(), "{shell:?}");
        assert!(!stage.path("bundle/journal/lock.a").exists());
        let transcript = stage.read("bundle/journal/a.transcript");
        assert!(transcript.contains("=== 201-stop-engines  Do 201-stop-engines & it's $1\n"));
    });
}

#[test]
fn a_dry_run_calls_no_step_and_writes_nothing() {
    in_every_shell(HOSTILE, |stage, shell| {
        bundle(stage, &two_hosts());
        stage.file(
            "bundle/steps/101-hold/step.sh",
            "#!/bin/sh\n# Before    servers are up\n# After     engines are STOPPED\nexit 1\n",
        );
        manifest(stage);
        let dry = stage.run(shell, "run.sh", &["run", "--dry-run", "--host", "a.x"]);
        dry.expect(
            shell,
            0,
            &[
                "101-hold  Do 101-hold & it's $1 (WebSphere team)\n    before: servers are up\n    \
                 after:  engines are STOPPED\n    waits for b.x: 002-prove-host-b\n",
                "    waits for b.x: 301-stop-servers,402-stop-node\n",
            ],
        );
        assert!(dry.calls.is_empty());
        stage.run(shell, "run.sh", &["verify-manifest"]).expect(shell, 0, &["every file of"]);
        let status = stage.run(shell, "run.sh", &["status"]);
        status.expect(shell, 0, &["b.x: 0 of 3 steps are done"]);
        stage.run(shell, "run.sh", &["report"]).expect(shell, 0, &["# Report of"]);
        assert!(!stage.path("bundle/journal").exists(), "{shell:?}");
    });
}

#[test]
fn a_dry_run_says_where_nothing_leads_back_and_what_was_left_half_done() {
    in_every_shell("stage", |stage, shell| {
        bundle(stage, &one_host());
        stage.ends("101-hold", "do", 11);
        stage.run(shell, "run.sh", &["run"]).expect(shell, 11, &[]);
        let journal = stage.read("bundle/journal/a.journal");
        let dry = stage.run(shell, "run.sh", &["run", "--dry-run"]);
        dry.expect(
            shell,
            0,
            &[
                "    an earlier run of it: failed\n",
                "    POINT OF NO RETURN: it changes the-401-restore-store\n",
            ],
        );
        assert!(!dry.text.contains("001-prove-host"), "{}", dry.text);
        assert!(dry.calls.is_empty());
        assert_eq!(stage.read("bundle/journal/a.journal"), journal);
    });
}

#[test]
fn check_looks_at_phase_0_alone_and_every_time() {
    in_every_shell("stage", |stage, shell| {
        let mut rows = two_hosts();
        rows.insert(1, row("003-prove-store-a", "a.x", 0, &[]));
        bundle(stage, &rows);
        stage.ends("001-prove-host-a", "verify", 10);
        stage.ends("003-prove-store-a", "verify", 0);
        for _ in 0..2 {
            let outcome = stage.run(shell, "run.sh", &["check", "--host", "a.x"]);
            // The second one is looked at, too; the worst is what it ends with.
            outcome.expect(shell, 10, &["=== 003-prove-store-a"]);
            assert_eq!(outcome.calls, ["001-prove-host-a verify", "003-prove-store-a verify"]);
        }
        stage.acts("003-prove-store-a", "verify", "kill -9 $$");
        stage.run(shell, "run.sh", &["check", "--host", "a.x"]).expect(shell, 15, &[]);
        stage.acts("003-prove-store-a", "verify", "");
        stage.ends("001-prove-host-a", "verify", 0);
        stage.run(shell, "run.sh", &["check", "--host", "a.x"]).expect(shell, 0, &[]);
        let status = stage.run(shell, "run.sh", &["status", "--host", "a.x"]);
        status.expect(shell, 0, &["a.x: 0 of 4 steps are done"]);
    });
}

#[test]
fn one_step_is_looked_at_by_itself() {
    in_every_shell(HOSTILE, |stage, shell| {
        bundle(stage, &two_hosts());
        let outcome = stage.run(shell, "run.sh", &["verify", "301-stop-servers"]);
        outcome.expect(shell, 10, &[]);
        assert_eq!(outcome.calls, ["301-stop-servers verify"]);
        let outcome = stage.run(shell, "run.sh", &["verify", "101-hold", "--before"]);
        outcome.expect(shell, 0, &[]);
        assert_eq!(outcome.calls, ["101-hold before"]);
        assert_eq!(told(stage, "b.x"), ["301-stop-servers looked verify, exit 10"]);
        assert_eq!(told(stage, "a.x"), ["101-hold looked before, exit 0"]);
        // A look is no work: nothing is done by it.
        let status = stage.run(shell, "run.sh", &["status"]);
        status.expect(shell, 0, &["a.x: 0 of 3", "b.x: 0 of 3"]);
        stage.acts("101-hold", "verify", "kill -9 $$");
        stage.run(shell, "run.sh", &["verify", "101-hold"]).expect(shell, 15, &[]);
    });
}

#[test]
fn a_confirmation_reaches_the_step_that_it_names() {
    in_every_shell("stage", |stage, shell| {
        bundle(stage, &[row("001-manual", "a", 0, &[]), row("101-hold", "a", 1, &[])]);
        let outcome = stage.run(shell, "run.sh", &["run", "--confirm", "001-manual"]);
        outcome.expect(shell, 0, &[]);
        assert_eq!(outcome.calls, ["001-manual do confirm=001-manual", "101-hold do"]);
        assert_eq!(told(stage, "a")[0], "001-manual confirmed -");
    });
}

#[test]
fn a_script_of_the_site_knows_which_step_calls_it_and_how() {
    in_every_shell("stage", |stage, shell| {
        let script = stage.text("script");
        let fields = json!({ "restore": script, "verify": script, "keep": script });
        let d = store("", "AB12", "/a dump", "/kept", fields);
        bundle(stage, &[row("410-restore-it", "a", 4, &[])]);
        stage.step("restore_store/command", "410-restore-it", d.clone());
        stage.step("restore_store/back_command", "410-restore-it", d);
        stage.step("hold/step", "101-hold", wsadmin(&stage.text("profile"), false));
        manifest(stage);
        let notes = "echo AB12; printf '%s %s\\n' \"$SIBRESTORE_STEP\" \"$SIBRESTORE_MODE\" >> \"$STAND/told\"";
        stage.script("script", notes);
        let said = "echo WASX7209I\necho \"RESULT rc=0 step=$SIBRESTORE_STEP\"";
        stage.script("profile/bin/wsadmin.sh", &format!("{notes}\n{said}"));
        let told = || {
            let text = stage.read("stand/told");
            fs::remove_file(stage.path("stand/told")).ok();
            text.lines().map(str::to_owned).collect::<Vec<_>>()
        };
        let by_hand = |script: &str, words: &[&str]| {
            let wrong = [("SIBRESTORE_STEP", "another"), ("SIBRESTORE_MODE", "do")];
            stage.run_with(shell, script, words, &wrong).expect(shell, 0, &[]);
        };
        by_hand("steps/101-hold/step.sh", &["before"]);
        assert_eq!(told(), ["101-hold before"], "{shell:?}");
        by_hand("steps/410-restore-it/step.sh", &[]);
        assert_eq!(told(), ["410-restore-it do", "410-restore-it do"], "{shell:?}");
        by_hand("steps/410-restore-it/step.sh", &["verify"]);
        assert_eq!(told(), ["410-restore-it verify"], "{shell:?}");
        stage.file("bundle/journal/kept.txt", "KEPT store orders-store|/kept\n");
        by_hand("backout/410-restore-it/back.sh", &[]);
        assert_eq!(told(), ["410-restore-it back", "410-restore-it back"], "{shell:?}");
        // run.sh calls the same scripts, so they tell the same.
        stage.run(shell, "run.sh", &["run"]).expect(shell, 0, &[]);
        assert_eq!(told(), ["410-restore-it do", "410-restore-it do"], "{shell:?}");
        stage.run(shell, "run.sh", &["verify", "410-restore-it"]).expect(shell, 0, &[]);
        assert_eq!(told(), ["410-restore-it verify"], "{shell:?}");
    });
}

#[test]
fn wrong_words_are_usage_errors_and_nothing_is_run() {
    in_every_shell("stage", |stage, shell| {
        bundle(stage, &two_hosts());
        for arguments in [
            &["go"][..],
            &["run", "--host"],
            &["run", "--host", "c"],
            &["run", "--host", ""],
            &["run"],
            &["run", "--host", "a.x", "--confirm", "999"],
            &["run", "--host", "a.x", "--approved", "12ab"],
            &["run", "--host", "a.x", "--confirm", "back-101-hold"],
            &["run", "--host", "a.x", "--approved", ""],
            &["run", "--host", "a.x", "--attempt", ""],
            &["run", "--host", "a.x", "--attempt", "x"],
            &["run", "--host", "a.x", "--attempt", "02"],
            &["run", "--host", "a.x", "--attempt", "3"],
            &["run", "--host", "a.x", "--engine", "E"],
            &["run", "--host", "a.x", "--restart"],
            &["run", "--host", "a.x", "--override", "101-hold"],
            &["run", "--host", "a.x", "--override", "101-hold", "--reason", " "],
            &["run", "--host", "a.x", "--before"],
            &["run", "x y"],
            &["status", "-x"],
            &["status", "--confirm", "101-hold"],
            // What looks harmless on one command must not be passed over on another.
            &["backout", "--host", "a.x", "--dry-run"],
            &["check", "--host", "a.x", "--dry-run"],
            &["backout", "--host", "a.x", "--repeat", "101-hold"],
            &["report", "--receipt", "1234-567"],
            &["verify"],
            &["verify", "999"],
            &["verify", "101-hold", "301-stop-servers"],
        ] {
            let outcome = stage.run(shell, "run.sh", arguments);
            outcome.expect(shell, 2, &["--help says more"]);
            assert!(outcome.calls.is_empty(), "{arguments:?}");
            assert_eq!(stage.read("bundle/journal/a.x.journal").matches("begin").count(), 0);
        }
    });
}

#[test]
fn each_command_has_its_help() {
    in_every_shell("stage", |stage, shell| {
        bundle(stage, &two_hosts());
        stage.run(shell, "run.sh", &["--help"]).expect(shell, 0, &["verify-manifest"]);
        stage.run(shell, "run.sh", &[]).expect(shell, 0, &["./run.sh COMMAND --help"]);
        for (command, part) in [
            ("run", "--override STEP --reason TEXT"),
            ("backout", "--confirm back-STEP"),
            ("verify", "--before"),
            ("status", "writes nothing"),
            ("check", "phase 0 alone"),
            ("report", "Markdown"),
            ("verify-manifest", "compares every file"),
        ] {
            let outcome = stage.run(shell, "run.sh", &[command, "--help"]);
            outcome.expect(shell, 0, &[part]);
            for code in sibrestore::steps::exit::EXITS {
                let line = format!("  {:<3} {}\n", code.code, code.meaning);
                assert!(outcome.text.contains(&line), "{line}");
            }
        }
        assert!(!stage.path("bundle/journal").exists());
    });
}

#[test]
fn a_table_of_ten_thousand_steps_is_read_and_not_walked_by_processes() {
    let mut rows: Vec<Value> =
        (0..10_000).map(|n| row(&format!("401-x-{n}"), "b", 4, &["101-hold@a"])).collect();
    rows.insert(0, row("101-hold", "a", 1, &[]));
    rows.push(row("901-release", "a", 9, &["401-x-9999@b"]));
    let stage = Stage::plain();
    bundle(&stage, &rows[..1]);
    let context = json!({ "plan": { "name": "p" }, "exit": exit(), "rows": rows });
    stage.file("bundle/lib/steps.txt", &rendered("lib/steps.txt.j2", &context));
    manifest(&stage);
    for shell in SHELLS {
        stage.forget();
        let outcome = stage.run(shell, "run.sh", &["run", "--host", "a"]);
        let parts = ["HAND OVER to b, before its 401-x-0", "from b, which gives its receipt"];
        outcome.expect(shell, 14, &parts);
        let outcome = stage.run(shell, "run.sh", &["status"]);
        outcome.expect(shell, 0, &["b: not known here", "a: 1 of 2 steps"]);
    }
}
