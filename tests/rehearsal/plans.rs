//! Undisturbed rehearsals: every example, and the length of the window.

use crate::many;
use crate::stage::{Bundle, examples};
use sibrestore::rehearsal::{Options, report, series};

#[test]
fn every_example_is_recovered_flushed_once_and_released() {
    for name in examples() {
        let bundle = Bundle::of_example(&name);
        let report = bundle.rehearse(&Options::default());
        assert_eq!(series::complaint(&report, &Options::default()), None, "{name}");
        assert!(report.done && report.violations.is_empty() && report.stops.is_empty(), "{name}");
        // The store brings three messages that were not acknowledged, for each engine.
        let engines = bundle.site().engines.len() as u64;
        assert_eq!((report.lost, report.doubled), (0, 3 * engines), "{name}");
        let flushes = report.effects.iter().filter(|what| what.starts_with("start FLUSH of "));
        assert_eq!(flushes.count() as u64, engines, "{name}");
    }
}

#[test]
fn the_window_is_the_critical_path_and_launches_do_not_grow() {
    let launches = [(1, 1), (10, 5), (50, 10)].map(|(engines, servers)| {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("many.restore");
        std::fs::write(&file, many::plan(engines, servers)).unwrap();
        let report = Bundle::of_plan(&file).rehearse(&Options::default());
        assert!(report.done && report.violations.is_empty(), "{:?}", report.violations);
        let path = report.critical_path.seconds;
        assert!(path > 600, "{path}");
        assert!(report.seconds * 10 <= path * 11, "{engines}: {} of {path}", report.seconds);
        report.launches
    });
    assert_eq!(launches, [launches[0]; 3]);
}

/// The shells that hosts have: what the cell sees, and when, is the same in each.
#[test]
fn every_shell_changes_the_same() {
    let bundle = Bundle::of_example("nd-db2");
    let seen = |shell: &str| {
        let words = shell.split(' ').map(str::to_owned).collect();
        let report = bundle.rehearse(&Options { shell: words, ..Options::default() });
        let last = report.runs.last().map_or("", |run| run.text.as_str());
        assert!(report.done && report.violations.is_empty(), "{shell}: {last}");
        (report.effects, report.seconds, report.launches)
    };
    let expected = seen("dash");
    assert!(expected.0.len() > 10, "{:?}", expected.0);
    for shell in ["bash", "ksh93", "mksh", "lksh", "posh", "busybox sh"] {
        assert_eq!(seen(shell), expected, "{shell}");
    }
}

#[test]
fn what_changes_a_plan_is_refused_for_a_bundle() {
    let bundle = Bundle::of_example("base-derby");
    for option in ["--backup", "--cell", "--set"] {
        let mut rehearse = std::process::Command::new(crate::stage::program());
        rehearse.arg("rehearse").arg(bundle.path()).args([option, "a=b"]);
        let output = rehearse.output().unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{option}: {said}");
        assert!(said.contains("are for a plan, and "), "{option}: {said}");
    }
}

/// A line that reproduces a bad night may name no fault; the seed is for the people then.
#[test]
fn a_seed_without_a_fault_is_for_the_people() {
    let bundle = Bundle::of_example("base-derby");
    let mut rehearse = std::process::Command::new(crate::stage::program());
    rehearse.arg("rehearse").arg(bundle.path());
    rehearse.args(["--fault", "none", "--operator", "doubtful", "--seed", "7"]);
    let output = rehearse.output().unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    assert!(said.contains("Verdict GOOD") && !said.contains("with the fault"), "{said}");
}

#[test]
fn a_report_is_what_its_schema_says() {
    let (report, _) = Bundle::of_example("base-derby").with_fault("start-fails");
    let schema = serde_json::from_str(&report::schema()).unwrap();
    let schema = jsonschema::validator_for(&schema).unwrap();
    let mut document = serde_json::to_value(&report).unwrap();
    assert!(schema.is_valid(&document), "{document}");
    assert!(!report.stops.is_empty());
    document["stops"][0]["code"] = "ten".into();
    assert!(!schema.is_valid(&document));
}
