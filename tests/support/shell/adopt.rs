//! run.sh: the bundle of a mended plan goes on with the journal of its forerunner.

use crate::shell::bundle::{approved, bundle, manifest, one_host};
use crate::shell::stage::{HOSTILE, Outcome, Stage, in_every_shell};
use std::fs;
use std::path::Path;

/// The night stands at a gate that only another plan opens; the folder of the old bundle is `old`.
fn stopped_at_a_gate(stage: &Stage, shell: &[&str]) -> String {
    bundle(stage, &one_host());
    stage.ends("401-restore-store", "do", 10);
    let sum = approved(stage);
    let words = ["run", "--yes-i-reviewed", &sum];
    stage.run(shell, "run.sh", &words).expect(shell, 10, &["STOPPED at 401-restore-store"]);
    copy(&stage.path("bundle"), &stage.path("old"));
    fs::remove_dir_all(stage.path("bundle/journal")).unwrap();
    stage.ends("401-restore-store", "do", 0);
    sum
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &to.join(entry.file_name()));
        } else {
            fs::copy(entry.path(), to.join(entry.file_name())).unwrap();
        }
    }
}

/// Changes a file of the new bundle.
fn change(stage: &Stage, file: &str, from: &str, to: &str) {
    let at = format!("bundle/{file}");
    let text = stage.read(&at);
    assert!(text.contains(from), "{file}");
    stage.file(&at, &text.replacen(from, to, 1));
    manifest(stage);
}

fn adopt(stage: &Stage, shell: &[&str]) -> Outcome {
    let (sum, old) = (approved(stage), stage.text("old/journal"));
    stage.run(shell, "run.sh", &["adopt", &old, "--approved", &sum])
}

#[test]
fn a_mended_plan_goes_on_where_the_old_one_stopped() {
    in_every_shell(HOSTILE, |stage, shell| {
        let old = stopped_at_a_gate(stage, shell);
        change(stage, "steps/401-restore-store/step.sh", "id=401", "mended=yes\nid=401");
        change(stage, "steps/101-hold/step.sh", "#!/bin/sh\n", "#!/bin/sh\n# another line\n");
        let new = approved(stage);
        assert_ne!(old, new);
        // The journal of the other bundle is not simply gone on with.
        copy(&stage.path("old/journal"), &stage.path("bundle/journal"));
        let outcome = stage.run(shell, "run.sh", &["run"]);
        outcome.expect(shell, 16, &["BUNDLE CHANGED", "./run.sh adopt JOURNAL-FOLDER"]);
        adopt(stage, shell).expect(shell, 10, &["has a journal already"]);
        fs::remove_dir_all(stage.path("bundle/journal")).unwrap();
        let from = stage.text("old/journal");
        stage.run(shell, "run.sh", &["adopt", &from]).expect(shell, 2, &["needs --approved HASH"]);
        // A run is still at work there, on another machine, as the lock says.
        let holder = "process 1 on other.x, user was, since 2025-01-01 00:00:00 UTC\n";
        stage.file("old/journal/lock.a/holder", holder);
        let said = ["GATE CLOSED: a run is at work with the other bundle", "process 1 on other.x"];
        adopt(stage, shell).expect(shell, 10, &said);
        assert!(!stage.path("bundle/journal").exists());
        fs::remove_dir_all(stage.path("old/journal/lock.a")).unwrap();
        let outcome = adopt(stage, shell);
        outcome.expect(shell, 0, &["ADOPTED the journal of a", &old, "  ./run.sh run --host a\n"]);
        let outcome = stage.run(shell, "run.sh", &["run", "--yes-i-reviewed", &new]);
        outcome.expect(shell, 0, &[]);
        assert_eq!(outcome.calls, ["401-restore-store do", "501-restore-config do"], "{shell:?}");
        // What this bundle has done since is not in the journal that it came from.
        fs::rename(stage.path("bundle/journal"), stage.path("newest")).unwrap();
        let said = ["5 steps were begun on a", "Adopt the journal of that one"];
        adopt(stage, shell).expect(shell, 15, &said);
        assert!(!stage.path("bundle/journal").exists());
        fs::rename(stage.path("newest"), stage.path("bundle/journal")).unwrap();
        let report = stage.run(shell, "run.sh", &["report"]);
        report.expect(shell, 0, &["## Adopted", &old, &new]);
        // The folder of the old bundle is left alone from now on.
        let script = stage.path("old/run.sh");
        let outcome = stage.run(shell, script.to_str().unwrap(), &["run"]);
        outcome.expect(shell, 10, &["another copy of a bundle"]);
    });
}

#[test]
fn a_journal_of_something_else_is_not_adopted() {
    in_every_shell("stage", |stage, shell| {
        stopped_at_a_gate(stage, shell);
        let step = "steps/101-hold/step.sh";
        let same = stage.read(&format!("bundle/{step}"));
        // What was done is not what the new plan says.
        change(stage, step, "id=101", "other=yes\nid=101");
        let said = ["101-hold was begun there, and is another step here", "./run.sh backout"];
        adopt(stage, shell).expect(shell, 10, &said);
        stage.file(&format!("bundle/{step}"), &same);
        // It is another cell.
        change(stage, "lib/plan.txt", "ProdCell", "TestCell");
        let said = ["not of the same cell", "cell\tTestCell"];
        adopt(stage, shell).expect(shell, 10, &said);
        change(stage, "lib/plan.txt", "TestCell", "ProdCell");
        // The other bundle was changed after its journal was written.
        let at = "old/lib/steps.txt";
        let text = stage.read(at);
        stage.file(at, &format!("{text}# more\n"));
        adopt(stage, shell).expect(shell, 10, &["differs from its own manifest"]);
        stage.file(at, &text);
        assert!(!stage.path("bundle/journal").exists());
        let nowhere = stage.text("nowhere");
        let sum = approved(stage);
        let words = ["adopt", &nowhere, "--approved", &sum];
        stage.run(shell, "run.sh", &words).expect(shell, 2, &["there is no folder"]);
        adopt(stage, shell).expect(shell, 0, &["ADOPTED"]);
    });
}
