//! What holds for the files of every bundle before any is run.

use crate::bundle::{all, repository};
use crate::world::{SHELLS, World, put};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::process::Command;
use tempfile::TempDir;

#[test]
fn shellcheck_finds_nothing_in_any_bundle() {
    let folder = TempDir::new().unwrap();
    // Bundles share their library, and steps of a kind share their program. Each file is checked;
    // with the files that it sources only the first one of each program.
    let mut texts: BTreeMap<&str, (String, bool)> = BTreeMap::new();
    let mut programs: BTreeSet<String> = BTreeSet::new();
    for bundle in all() {
        bundle.write(&folder.path().join(&bundle.name));
        for file in bundle.files.iter().filter(|file| file.path.ends_with(".sh")) {
            let path = format!("{}/{}", bundle.name, file.path);
            let first = programs.insert(program(&file.text));
            texts.entry(&file.text).or_insert((path, first));
        }
    }
    let check = |bundle: &str, options: &[&str], paths: Vec<&str>| {
        if !paths.is_empty() {
            let output = Command::new("shellcheck")
                .args(["-s", "sh"])
                .args(options)
                .args(paths)
                .current_dir(folder.path().join(bundle))
                .output()
                .expect("shellcheck is needed by this test");
            let said = String::from_utf8_lossy(&output.stdout);
            assert!(output.status.success(), "{bundle}: {said}");
        }
    };
    let mut count = 0;
    for bundle in all() {
        let prefix = format!("{}/", bundle.name);
        let own = |whole: bool, library: bool| -> Vec<&str> {
            let fits = |path: &&str| path.starts_with("lib/") == library;
            let wanted = texts.values().filter(|(_, first)| *first == whole);
            wanted.filter_map(|(path, _)| path.strip_prefix(&prefix)).filter(fits).collect()
        };
        count += [(true, true), (true, false), (false, true), (false, false)]
            .map(|(whole, library)| own(whole, library).len())
            .iter()
            .sum::<usize>();
        // A library alone neither sets all that it reads nor reads all that it sets; what a script
        // takes from a library it may leave unused, and a `$` in data is data.
        check(&bundle.name, &["-x", "-e", "SC2154,SC2034"], own(true, true));
        check(&bundle.name, &["-x", "-e", "SC2034,SC2016"], own(true, false));
        check(&bundle.name, &["-e", "SC1091,SC2153,SC2154,SC2034,SC2016"], own(false, true));
        check(&bundle.name, &["-e", "SC1091,SC2153,SC2154,SC2034,SC2016"], own(false, false));
    }
    assert!(count > 250, "{count}");
}

/// A script without its comments and without the values of its data.
fn program(text: &str) -> String {
    let code = text.lines().filter(|line| !line.starts_with('#'));
    let lines = code.map(|line| line.split('\'').step_by(2).collect::<String>());
    lines.collect::<Vec<_>>().join("\n")
}

#[test]
fn a_bundle_with_a_changed_byte_runs_nothing() {
    let world = World::new("nd-db2", true);
    let host = &world.bundle.hosts()[0];
    let home = world.home(host);
    for file in &world.bundle.files {
        // A change that no shell stumbles over, so that only the comparison can find it.
        let changed = match file.text.strip_suffix('\n') {
            Some(text) => format!("{text} "),
            None => format!("{} ", file.text),
        };
        put(&home.join(&file.path), &changed);
        for arguments in [&["run", "--host", host][..], &["check", "--host", host], &["status"]] {
            let outcome = world.run("dash", host, arguments);
            assert_eq!(outcome.code, 16, "{}\n{}", file.path, outcome.text);
            assert!(outcome.text.contains("BUNDLE CHANGED"), "{}", outcome.text);
        }
        put(&home.join(&file.path), &file.text);
    }
    fs::remove_file(home.join("RUNBOOK.md")).unwrap();
    let outcome = world.run("dash", host, &["run", "--host", host]);
    assert_eq!(outcome.code, 16, "{}", outcome.text);
    assert!(!home.join("journal").exists());
    assert!(world.calls().is_empty());
}

#[test]
fn looking_at_a_bundle_writes_nothing() {
    let world = World::new("nd-db2", true);
    let host = &world.bundle.hosts()[0];
    for arguments in [
        &["status"][..],
        &["status", "--host", host],
        &["verify-manifest"],
        &["run", "--host", host, "--dry-run"],
        &["--help"],
    ] {
        for shell in SHELLS {
            let outcome = world.run(shell, host, arguments);
            let text = outcome.text;
            assert_eq!(outcome.code, 0, "{shell} {arguments:?}\n{text}");
            assert!(!world.home(host).join("journal").exists(), "{shell} {arguments:?}\n{text}");
            if arguments[0] == "status" {
                let first = "  next is 001-prove-host-dmgr01.example.com, phase 0: ";
                assert!(
                    text.contains(": 0 of 12 steps are done\n") && text.contains(first),
                    "{text}"
                );
            }
            if arguments.contains(&"--dry-run") {
                let wait = "waits for dmgr01.example.com";
                assert!(!text.contains(wait), "{text}");
                let wait = "    waits for was01.example.com: 002-prove-host-was01.example.com\n";
                assert!(text.contains(wait), "{text}");
            }
        }
    }
    let status = world.run("dash", host, &["status"]).text;
    let hosts = world.bundle.hosts();
    assert!(hosts.iter().all(|host| status.contains(&format!("{host}: "))), "{status}");
}

#[test]
fn every_plan_in_json_has_the_published_shape() {
    let output = Command::new(env!("CARGO_BIN_EXE_sibrestore")).args(["schema", "plan"]).output();
    let schema: serde_json::Value = serde_json::from_slice(&output.unwrap().stdout).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    for bundle in all() {
        if let Err(error) = validator.validate(&bundle.plan) {
            panic!("{}: {error}", bundle.name);
        }
        let mut other = bundle.plan.clone();
        other["steps"][0]["phase"] = "zero".into();
        assert!(!validator.is_valid(&other));
    }
}

#[test]
fn the_binary_writes_the_bundle_that_was_tested() {
    let folder = TempDir::new().unwrap();
    let bundle = all().iter().find(|bundle| bundle.name == "nd-db2").unwrap();
    let out = folder.path().join("out");
    let status = Command::new(env!("CARGO_BIN_EXE_sibrestore"))
        .args(["compile", "examples/nd-db2.restore", "-o"])
        .arg(&out)
        .current_dir(repository("."))
        .output()
        .unwrap();
    assert!(status.status.success());
    for file in &bundle.files {
        assert_eq!(fs::read_to_string(out.join(&file.path)).unwrap(), file.text, "{}", file.path);
    }
    let sums = Command::new("sha256sum")
        .args(["--strict", "--quiet", "-c", "MANIFEST.sha256"])
        .current_dir(&out)
        .status();
    assert!(sums.unwrap().success());
}

/// What a person types before a store is overwritten is the name of the database, which the plan's own
/// name for the store does not show.
#[test]
fn a_point_of_no_return_asks_for_the_name_of_the_database() {
    let mut names = BTreeMap::new();
    for bundle in all() {
        for line in bundle.text("lib/steps.txt").lines() {
            let fields: Vec<&str> = line.split('\t').collect();
            if fields[0].contains("-restore-store-") {
                names.entry(bundle.name.as_str()).or_insert_with(Vec::new).push(fields[6]);
            }
        }
    }
    for (example, expected) in [
        ("nd-db2", &["ORDERSDB"][..]),
        ("cluster-oracle", &["PAYP/SIBPAY0", "PAYP/SIBPAY1"]),
        ("base-derby", &["TestBus"]),
        ("sybase", &["sibtrades"]),
        ("informix-whole-instance", &["ol_depot"]),
        ("file-store", &["store"]),
        ("two-buses-shared-database", &["SHOPMSG"]),
        ("site-commands", &["gateway-store"]),
    ] {
        assert_eq!(names[example], expected, "{example}");
    }
}
