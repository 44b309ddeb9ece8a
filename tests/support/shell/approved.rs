//! run.sh: approved means approved, with whatever tool for SHA-256 a host has.

use crate::shell::bundle::{
    approved, bundle, events, files, manifest, one_host, receipts, row, sum_of, two_hosts,
};
use crate::shell::stage::{HOSTILE, Outcome, SHELLS, Stage, in_every_shell};
use std::fs;

/// Runs with a path that has the usual tools, and of those for SHA-256 only what is in `path`.
fn run_bare(stage: &Stage, shell: &[&str], arguments: &[&str]) -> Outcome {
    for tool in [
        "awk", "cat", "tee", "cksum", "cut", "date", "dirname", "env", "grep", "head", "id",
        "mkdir", "mv", "printf", "ps", "rm", "rmdir", "sed", "sh", "sleep", "sort", "tail", "tr",
        "uname", "wc",
    ] {
        let at = ["/usr/bin", "/bin"].iter().map(|dir| format!("{dir}/{tool}"));
        let at = at.into_iter().find(|at| fs::metadata(at).is_ok()).unwrap();
        std::os::unix::fs::symlink(at, stage.path(&format!("path/{tool}"))).ok();
    }
    let first = format!("/usr/bin/{}", shell[0]);
    let mut words = vec![first.as_str()];
    words.extend(&shell[1..]);
    stage.run_with(&words, "run.sh", arguments, &[("PATH", &stage.text("path"))])
}

/// Each tool as a host may have it, with the arguments that it is asked with.
const TOOLS: [(&str, &str); 5] = [
    ("sha256sum", "exec /usr/bin/sha256sum \"$@\""),
    ("shasum", "[ \"$1 $2\" = '-a 256' ] || exit 9\nshift 2\nexec /usr/bin/sha256sum \"$@\""),
    (
        "openssl",
        "[ \"$*\" = 'dgst -sha256' ] || exit 9\nset -- $(/usr/bin/sha256sum)\n\
         echo \"SHA2-256(stdin)= $1\"",
    ),
    ("digest", "[ \"$*\" = '-a sha256' ] || exit 9\nset -- $(/usr/bin/sha256sum)\necho \"$1\""),
    ("csum", "[ \"$1 $2\" = '-h SHA256' ] || exit 9\nexec /usr/bin/sha256sum \"$3\""),
];

#[test]
fn any_one_tool_for_sha_256_is_enough() {
    for (turn, shell) in SHELLS.iter().enumerate() {
        let stage = &Stage::named("two words");
        bundle(stage, &one_host()[..2]);
        let sum = approved(stage);
        // Each shell has some of the tools, each tool several shells.
        for (tool, body) in [TOOLS[turn % 5], TOOLS[(turn + 2) % 5]] {
            stage.forget();
            stage.script(&format!("path/{tool}"), body);
            let outcome = run_bare(stage, shell, &["run", "--approved", &sum]);
            let line = format!("MANIFEST.sha256 itself has SHA-256 {sum}\n");
            outcome.expect(shell, 0, &[&line]);
            assert_eq!(outcome.calls, ["001-prove-host do", "101-hold do"], "{shell:?} {tool}");
            let step = stage.read("bundle/steps/101-hold/step.sh");
            stage.file("bundle/steps/101-hold/step.sh", &step.replace("verify", "verifx"));
            let outcome = run_bare(stage, shell, &["status"]);
            outcome.expect(shell, 16, &["BUNDLE CHANGED", "steps/101-hold/step.sh"]);
            stage.file("bundle/steps/101-hold/step.sh", &step);
            fs::remove_file(stage.path(&format!("path/{tool}"))).unwrap();
        }
    }
}

#[test]
fn no_tool_for_sha_256_is_said_and_not_hidden() {
    in_every_shell("stage", |stage, shell| {
        bundle(stage, &one_host()[..2]);
        let sum = approved(stage);
        for csum in ["", "echo 'csum: 1-0 Invalid hash algorithm' >&2\nexit 1"] {
            if !csum.is_empty() {
                // An AIX whose csum does not know SHA256.
                stage.script("path/csum", csum);
            }
            stage.forget();
            let outcome = run_bare(stage, shell, &["run"]);
            outcome.expect(
                shell,
                0,
                &[
                    "NOT VERIFIED: this host has no tool for SHA-256; the bundle is taken as it is",
                    "MANIFEST.sha256 itself is not verified: this host has no tool for SHA-256",
                ],
            );
            assert_eq!(outcome.calls, ["001-prove-host do", "101-hold do"]);
            let journal = stage.read("bundle/journal/a.journal");
            assert!(journal.contains("manifest NOT VERIFIED: no tool for SHA-256\t-\n"));
            run_bare(stage, shell, &["report"]).expect(shell, 0, &["not verified"]);
            let outcome = run_bare(stage, shell, &["run", "--approved", &sum]);
            outcome.expect(shell, 10, &["GATE CLOSED", "verify the bundle elsewhere"]);
        }
        // A host with a tool goes on with such a journal.
        stage.run(shell, "run.sh", &["run"]).expect(shell, 0, &["nothing to run for a"]);
    });
}

#[test]
fn only_the_approved_bundle_is_run() {
    in_every_shell(HOSTILE, |stage, shell| {
        bundle(stage, &one_host()[..2]);
        let sum = approved(stage);
        let wrong = sum.replace(|c: char| c.is_ascii_digit(), "0");
        let both = [
            "BUNDLE CHANGED: this is not the bundle that was approved",
            &format!("  approved        {wrong}\n"),
            &format!("  this manifest   {sum}\n"),
        ];
        for command in ["run", "check", "status", "verify-manifest", "backout", "report"] {
            let outcome = stage.run(shell, "run.sh", &[command, "--approved", &wrong]);
            outcome.expect(shell, 16, &both);
            assert!(outcome.calls.is_empty());
        }
        // The file beside the bundle says the same.
        stage.file("bundle.approved", &format!("{wrong}  MANIFEST.sha256\n"));
        stage.run(shell, "run.sh", &["run"]).expect(shell, 16, &both);
        stage.file("bundle.approved", "");
        stage.run(shell, "run.sh", &["run"]).expect(shell, 16, &["not the bundle that was"]);
        fs::remove_file(stage.path("bundle.approved")).unwrap();
        fs::create_dir(stage.path("bundle.approved")).unwrap();
        stage.run(shell, "run.sh", &["run"]).expect(shell, 16, &["not the bundle that was"]);
        fs::remove_dir(stage.path("bundle.approved")).unwrap();
        assert!(!stage.path("bundle/journal").exists());
        stage.file("bundle.approved", &format!("{}  MANIFEST.sha256\n", sum.to_uppercase()));
        stage.run(shell, "run.sh", &["run"]).expect(shell, 0, &[]);
    });
}

#[test]
fn the_journal_of_another_bundle_is_refused_with_both_hashes() {
    in_every_shell("stage", |stage, shell| {
        bundle(stage, &one_host()[..2]);
        let old = approved(stage);
        stage.ends("101-hold", "do", 12);
        stage.run(shell, "run.sh", &["run"]).expect(shell, 12, &[]);
        stage.file("bundle/steps/101-hold/step.sh", "#!/bin/sh\nexit 0\n");
        manifest(stage);
        let new = approved(stage);
        let journal = stage.read("bundle/journal/a.journal");
        let parts = [
            "a.journal is the journal of another bundle",
            &format!("  in the journal  {old}\n"),
            &format!("  this manifest   {new}\n"),
        ];
        for words in [
            &["run"][..],
            &["run", "--dry-run"],
            &["check"],
            &["backout"],
            &["verify", "101-hold"],
            &["status"],
            &["report"],
        ] {
            let outcome = stage.run(shell, "run.sh", words);
            outcome.expect(shell, 16, &parts);
            assert!(outcome.calls.is_empty());
        }
        assert_eq!(stage.read("bundle/journal/a.journal"), journal);
        // The journal of another host, copied here, is looked at, too.
        stage.file("bundle/journal/b.journal", &journal);
        fs::remove_file(stage.path("bundle/journal/a.journal")).unwrap();
        stage.run(shell, "run.sh", &["run"]).expect(shell, 16, &["b.journal is the journal of"]);
    });
}

#[test]
fn one_byte_changed_in_any_file_is_found_out_before_the_run() {
    in_every_shell(HOSTILE, |stage, shell| {
        bundle(stage, &one_host());
        let mut names = files(stage);
        names.push("MANIFEST.sha256".to_owned());
        assert!(names.len() > 20, "{names:?}");
        for name in names {
            // A change of the text of run.sh must not end it before it has looked.
            let at = format!("bundle/{name}");
            let text = stage.read(&at);
            let other = match name.as_str() {
                "MANIFEST.sha256" => text.replacen(|c: char| c.is_ascii_hexdigit(), "G", 1),
                "lib/steps.txt" | "lib/engines.txt" | "lib/plan.txt" => text.replacen('#', "%", 1),
                _ => {
                    text.replacen("#!/bin/sh", "#!/bin/sH", 1).replacen("# Sourced", "# sourced", 1)
                }
            };
            assert_ne!(text, other, "{name}");
            stage.file(&at, &other);
            let outcome = stage.run(shell, "run.sh", &["run"]);
            outcome.expect(shell, 16, &["BUNDLE CHANGED", &name]);
            assert!(outcome.calls.is_empty(), "{name}");
            stage.file(&at, &text);
        }
        assert!(!stage.path("bundle/journal").exists());
        fs::remove_file(stage.path("bundle/MANIFEST.sha256")).unwrap();
        stage.run(shell, "run.sh", &["run"]).expect(shell, 16, &["missing or empty"]);
    });
}

#[test]
fn every_byte_of_the_manifest_counts() {
    let stage = Stage::plain();
    bundle(&stage, &[row("001-prove-host", "a", 0, &[])]);
    let text = stage.read("bundle/MANIFEST.sha256");
    // One line stands for all; each of its bytes, changed in a way that a reader would miss.
    let line = text.lines().next().unwrap();
    for at in 0..=line.len() {
        let old = text.as_bytes()[at];
        let new = match old {
            b'a'..=b'f' => old.to_ascii_uppercase(),
            b'0' => b'1',
            b'1'..=b'9' => old - 1,
            b' ' => b'*',
            b'\n' => b' ',
            _ => b'_',
        };
        let mut bytes = text.clone().into_bytes();
        bytes[at] = new;
        stage.file("bundle/MANIFEST.sha256", std::str::from_utf8(&bytes).unwrap());
        let shell = SHELLS[at % SHELLS.len()];
        stage.run(shell, "run.sh", &["run"]).expect(shell, 16, &["BUNDLE CHANGED"]);
    }
}

#[test]
fn a_bundle_that_changes_between_two_steps_is_stopped_before_the_next() {
    for (turn, shell) in SHELLS.iter().enumerate() {
        let stage = &Stage::plain();
        bundle(stage, &one_host()[..2]);
        let mut names = files(stage);
        names.push("MANIFEST.sha256".to_owned());
        // Each shell has its share of the files, and those that are read while it runs.
        let always = ["run.sh", "lib/steps.txt", "steps/101-hold/step.sh"];
        for (at, name) in names.into_iter().enumerate() {
            if at % SHELLS.len() != turn && !always.contains(&name.as_str()) {
                continue;
            }
            stage.forget();
            let at = format!("bundle/{name}");
            let text = stage.read(&at);
            stage.acts("001-prove-host", "do", &format!("echo '#' >> \"$STAND/../{at}\"\n"));
            let outcome = stage.run(shell, "run.sh", &["run"]);
            outcome.expect(shell, 16, &["BUNDLE CHANGED"]);
            assert_eq!(outcome.calls, ["001-prove-host do"], "{name}");
            stage.file(&at, &text);
        }
        // Also when the manifest is made to fit: this run began with another.
        stage.forget();
        let old = approved(stage);
        let step = stage.read("bundle/steps/101-hold/step.sh") + "#\n";
        let was = sum_of(stage.read("bundle/steps/101-hold/step.sh").as_bytes());
        let new = stage.read("bundle/MANIFEST.sha256").replace(&was, &sum_of(step.as_bytes()));
        stage.file("stand/step", &step);
        stage.file("stand/manifest", &new);
        stage.acts(
            "001-prove-host",
            "do",
            "cp \"$STAND/step\" \"$STAND/../bundle/steps/101-hold/step.sh\"\n\
             cp \"$STAND/manifest\" \"$STAND/../bundle/MANIFEST.sha256\"\n",
        );
        let outcome = stage.run(shell, "run.sh", &["run"]);
        let parts = [
            &format!("  it began with   {old}\n")[..],
            &format!("  this manifest   {}\n", sum_of(new.as_bytes())),
        ];
        outcome.expect(shell, 16, &parts);
        assert_eq!(outcome.calls, ["001-prove-host do"]);
    }
}

/// What a caller has in the environment is no word of run.sh, whatever it is called.
#[test]
fn variables_of_the_caller_change_no_receipt_no_name_and_no_check() {
    in_every_shell("stage", |stage, shell| {
        bundle(stage, &two_hosts());
        let foreign = |words: &[&str]| {
            let names = ["SEED", "WHO", "WHOLE", "MACHINE", "EVENTS", "PLAIN", "MANIFEST_SUM"];
            let all = names.map(|name| (name, "foreign"));
            stage.run_with(shell, "run.sh", words, &all)
        };
        let codes = receipts(&foreign(&["run", "--host", "b.x"]));
        assert_eq!(codes.len(), 1, "{shell:?}: {codes:?}");
        let status = stage.run(shell, "run.sh", &["status", "--host", "b.x"]);
        status.expect(shell, 0, &[&codes[0]]);
        for event in events(stage, "b.x") {
            assert_ne!(event[1], "foreign", "{shell:?}: {event:?}");
        }
        let text = stage.read("bundle/MANIFEST.sha256");
        stage.file("bundle/MANIFEST.sha256", &format!("{text}no checksum  run.sh\n"));
        let sum = approved(stage);
        let words = [("MANIFEST_READ", sum.as_str())];
        let outcome = stage.run_with(shell, "run.sh", &["status"], &words);
        outcome.expect(shell, 16, &["MANIFEST.sha256 holds a line that is no checksum and name"]);
    });
}
