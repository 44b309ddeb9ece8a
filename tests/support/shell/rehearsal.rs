//! A rehearsal: every path of the plan is below a folder, and nobody takes it for a real run.

use crate::shell::bundle::{approved, bundle, events, manifest, one_host, row, two_hosts};
use crate::shell::stage::{HOSTILE, Outcome, SHELLS, Stage, in_every_shell};
use serde_json::json;
use std::fs;

const KINDS: [&[&str]; 7] = [
    &["check"],
    &["verify", "101-hold"],
    &["run"],
    &["run", "--dry-run"],
    &["status"],
    &["report"],
    &["backout"],
];

/// Runs a script of the bundle as part of a rehearsal below a folder of the stage.
fn below(stage: &Stage, shell: &[&str], folder: &str, script: &str, words: &[&str]) -> Outcome {
    let root = stage.text(folder);
    fs::create_dir_all(&root).unwrap();
    stage.run_with(shell, script, words, &[("SIBRESTORE_ROOT", &root)])
}

fn line(stage: &Stage, folder: &str) -> String {
    format!("REHEARSAL: every path of the plan is below {}\n", stage.text(folder))
}

#[test]
fn a_rehearsal_says_so_first_and_in_all_that_it_leaves_behind() {
    in_every_shell(HOSTILE, |stage, shell| {
        bundle(stage, &one_host()[..2]);
        let first = line(stage, "root");
        for words in KINDS {
            let sum = approved(stage);
            let reviewed = ["backout", "--yes-i-reviewed", &sum];
            let words = if words == ["backout"] { &reviewed[..] } else { words };
            let outcome = below(stage, shell, "root", "run.sh", words);
            assert!([0, 10].contains(&outcome.code), "{shell:?}\n{}", outcome.text);
            assert!(outcome.text.starts_with(&first), "{shell:?} {words:?}\n{}", outcome.text);
            assert_eq!(outcome.text.matches(&first).count(), 1, "{shell:?} {words:?}");
        }
        // Four of the seven have written, each both records.
        let transcript = stage.read("bundle/journal/a.transcript");
        assert_eq!(transcript.matches(&first).count(), 4, "{shell:?}\n{transcript}");
        let runs = events(stage, "a").into_iter().filter(|fields| fields[5] == "run");
        let end = format!(", REHEARSAL below {}", stage.text("root"));
        assert_eq!(runs.filter(|fields| fields[6].ends_with(&end)).count(), 4, "{shell:?}");
        let quiet = below(stage, shell, "root", "run.sh", &["verify-manifest"]);
        quiet.expect(shell, 0, &[]);
        assert!(!quiet.text.contains("REHEARSAL"), "{}", quiet.text);
    });
}

#[test]
fn the_report_of_a_rehearsal_begins_with_that() {
    in_every_shell("st_a*ge", |stage, shell| {
        bundle(stage, &two_hosts());
        // Each host may have a folder of its own, also where their journals come together.
        below(stage, shell, "root a", "run.sh", &["run", "--host", "a.x"]).expect(shell, 14, &[]);
        below(stage, shell, "root b", "run.sh", &["run", "--host", "b.x"]).expect(shell, 14, &[]);
        let outcome = below(stage, shell, "root a", "run.sh", &["report"]);
        let shown = |folder: &str| {
            let text = stage.text(folder).replace('_', "\\_").replace('*', "\\*");
            format!("- **REHEARSAL: every path of the plan was below {text}**\n")
        };
        let both = [shown("root a"), shown("root b")].concat();
        let turned = [shown("root b"), shown("root a")].concat();
        let rest = outcome.text.strip_prefix(&line(stage, "root a")).unwrap();
        let rest = rest.strip_prefix("# Report of orders-bus\n\n").unwrap();
        assert!(rest.starts_with(&both) || rest.starts_with(&turned), "{}", outcome.text);
        assert_eq!(rest.matches("- **REHEARSAL").count(), 2, "{}", outcome.text);
    });
}

#[test]
fn a_real_run_never_speaks_of_a_rehearsal() {
    in_every_shell("stage", |stage, shell| {
        bundle(stage, &one_host()[..2]);
        for words in KINDS {
            let outcome = stage.run(shell, "run.sh", words);
            assert!(!outcome.text.contains("REHEARSAL"), "{shell:?}\n{}", outcome.text);
        }
        for name in ["a.journal", "a.transcript"] {
            assert!(!stage.read(&format!("bundle/journal/{name}")).contains("REHEARSAL"));
        }
    });
}

#[test]
fn neither_goes_on_from_the_journal_of_the_other() {
    in_every_shell(HOSTILE, |stage, shell| {
        bundle(stage, &one_host());
        let real = |words: &[&str]| stage.run(shell, "run.sh", words);
        let rehearsed = |words: &[&str]| below(stage, shell, "root", "run.sh", words);
        let root = stage.text("root");
        let after_rehearsal = [
            "GATE CLOSED: ".to_owned(),
            "a.journal was begun by a rehearsal, and this is none\n".to_owned(),
            format!("  to go on with the rehearsal, set SIBRESTORE_ROOT to {root}\n"),
            "  for a real run, take a fresh copy of the bundle, without a journal\n".to_owned(),
        ];
        let after_real = [
            "GATE CLOSED: ".to_owned(),
            "a.journal was begun by a real run, and this is a rehearsal\n".to_owned(),
            "  to go on with the real run, unset SIBRESTORE_ROOT\n".to_owned(),
            "  to rehearse, take a fresh copy of the bundle, without a journal\n".to_owned(),
        ];
        for (is_first_real, parts) in [(false, after_rehearsal), (true, after_real)] {
            stage.forget();
            stage.ends("101-hold", "do", 12);
            let go = |is_real: bool, words: &[&str]| {
                if is_real { real(words) } else { rehearsed(words) }
            };
            go(is_first_real, &["run"]).expect(shell, 12, &[]);
            let journal = stage.read("bundle/journal/a.journal");
            let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
            for words in KINDS {
                let outcome = go(!is_first_real, words);
                outcome.expect(shell, 10, &parts);
                assert!(outcome.calls.is_empty(), "{shell:?} {words:?}");
            }
            assert_eq!(stage.read("bundle/journal/a.journal"), journal);
            // The journal of another host, copied here, counts as much.
            let away = stage.path("away");
            fs::rename(stage.path("bundle/journal/a.journal"), &away).unwrap();
            stage.file("bundle/journal/b.journal", &journal);
            let outcome = go(!is_first_real, &["run"]);
            outcome.expect(shell, 10, &["GATE CLOSED: ", "b.journal was begun by a re"]);
            assert!(!stage.path("bundle/journal/a.journal").exists());
            // The same kind of run goes on.
            fs::remove_file(stage.path("bundle/journal/b.journal")).unwrap();
            fs::rename(&away, stage.path("bundle/journal/a.journal")).unwrap();
            stage.ends("101-hold", "do", 0);
            let outcome = go(is_first_real, &["run"]);
            outcome.expect(shell, 17, &[]);
            assert_eq!(outcome.calls, ["101-hold do"], "{shell:?}");
        }
    });
}

/// Of two runs that were started at once, the second one waits for the lock, and sees only then
/// whose journal there is.
#[test]
fn a_journal_that_has_come_meanwhile_is_looked_at_too() {
    for shell in &SHELLS[..2] {
        let stage = &Stage::plain();
        bundle(stage, &one_host());
        below(stage, shell, "root", "run.sh", &["check"]).expect(shell, 10, &[]);
        stage.file("stand/other", &stage.read("bundle/journal/a.journal"));
        stage.forget();
        let body = "case $1 in */lock.a) cp \"$STAND/other\" \"${1%/*}/a.journal\" ;; esac\n\
            exec /bin/mkdir \"$@\"";
        stage.script("path/mkdir", body);
        let outcome = stage.run(shell, "run.sh", &["run"]);
        outcome.expect(shell, 10, &["a.journal was begun by a rehearsal, and this is none\n"]);
        assert!(outcome.calls.is_empty());
        assert!(!stage.path("bundle/journal/lock.a").exists());
    }
}

#[test]
fn a_folder_that_could_be_another_or_the_real_host_is_wrong_usage() {
    in_every_shell("stage", |stage, shell| {
        bundle(stage, &one_host());
        stage.step("run_script/step", "110-run-script", json!({ "path": "/site/script" }));
        manifest(stage);
        stage.file("a file", "");
        fs::create_dir_all(stage.path("two\nlines")).unwrap();
        fs::create_dir_all(stage.path("ends\n")).unwrap();
        let roots = ["a file", "nowhere", "two\nlines", "ends\n"].map(|name| stage.text(name));
        let others = ["", "relative", ".", "tmp", "/", "//", "/tmp/..", "/tmp/../"];
        for root in others.iter().copied().chain(roots.iter().map(String::as_str)) {
            let environment = [("SIBRESTORE_ROOT", root)];
            let parts = [
                &format!("SIBRESTORE_ROOT is no absolute path of a folder below /: '{root}'\n"),
                "  a rehearsal sets it to a folder of its own; for a real run, unset it\n",
            ];
            for words in KINDS {
                let outcome = stage.run_with(shell, "run.sh", words, &environment);
                outcome.expect(shell, 2, &parts);
                assert!(outcome.calls.is_empty(), "{shell:?} {root:?}");
            }
            let step = "steps/110-run-script/step.sh";
            stage.run_with(shell, step, &[], &environment).expect(shell, 2, &parts);
        }
        assert!(!stage.path("bundle/journal").exists(), "{shell:?}");
        // A slash at the end changes nothing.
        let root = format!("{}/", stage.text("two words"));
        fs::create_dir_all(&root).unwrap();
        let outcome = stage.run_with(shell, "run.sh", &["status"], &[("SIBRESTORE_ROOT", &root)]);
        outcome.expect(shell, 0, &[&line(stage, "two words")]);
    });
}

/// What the site's script notes: who calls it, and how.
const NOTES: &str =
    "printf '%s %s\\n' \"$SIBRESTORE_STEP\" \"$SIBRESTORE_MODE\" >> \"$STAND/told\"";

#[test]
fn a_step_called_by_hand_says_that_it_is_a_rehearsal() {
    in_every_shell(HOSTILE, |stage, shell| {
        stage.step("run_script/step", "110-run-script", json!({ "path": "/site/it's \u{fc} 1" }));
        stage.script("root/site/it's \u{fc} 1", NOTES);
        let step = "steps/110-run-script/step.sh";
        let real = stage.run(shell, step, &[]);
        real.expect(shell, 10, &["GATE CLOSED 110-run-script: /site/it's \u{fc} 1 is not there"]);
        assert!(!real.text.contains("REHEARSAL"));
        let outcome = below(stage, shell, "root", step, &[]);
        outcome.expect(shell, 0, &[&line(stage, "root"), "/root/site/it's \u{fc} 1\n"]);
        assert!(stage.read("bundle/journal/110-run-script.log").contains(&line(stage, "root")));
        assert_eq!(stage.read("stand/told"), "110-run-script do\n", "{shell:?}");
        // What it leaves is that of a rehearsal, also where run.sh was never called.
        bundle(stage, &one_host());
        let parts = ["/journal/rehearsal was begun by a rehearsal, and this is none\n"];
        for script in [step, "run.sh"] {
            let words = if script == "run.sh" { &["run"][..] } else { &[] };
            stage.run(shell, script, words).expect(shell, 10, &parts);
        }
        below(stage, shell, "root", step, &["verify"]).expect(shell, 0, &[]);
        below(stage, shell, "root", "run.sh", &["check"]).expect(shell, 10, &["=== 001-prove"]);
    });
}

#[test]
fn a_step_called_by_hand_does_not_go_on_from_the_journal_of_the_other() {
    in_every_shell("stage", |stage, shell| {
        bundle(stage, &[row("001-prove-host", "a", 0, &[])]);
        stage.step("run_script/step", "110-run-script", json!({ "path": stage.text("script") }));
        manifest(stage);
        stage.script("script", NOTES);
        let step = "steps/110-run-script/step.sh";
        below(stage, shell, "root", "run.sh", &["run"]).expect(shell, 0, &[]);
        let parts = ["a.journal was begun by a rehearsal, and this is none\n"];
        for mode in [&[][..], &["before"], &["verify"]] {
            stage.run(shell, step, mode).expect(shell, 10, &parts);
        }
        stage.forget();
        stage.run(shell, "run.sh", &["run"]).expect(shell, 0, &[]);
        let parts = ["a.journal was begun by a real run, and this is a rehearsal\n"];
        below(stage, shell, "root", step, &[]).expect(shell, 10, &parts);
        assert_eq!(stage.read("stand/told"), "");
        stage.run(shell, step, &[]).expect(shell, 0, &[]);
        assert_eq!(stage.read("stand/told"), "110-run-script do\n", "{shell:?}");
    });
}
