//! The verdict can fail: a script that follows the source procedure to the letter is caught.

use crate::stage::{Bundle, repository};
use sibrestore::rehearsal::verdict::ViolationKind;
use sibrestore::rehearsal::{Operator, Options, series};
use std::collections::BTreeSet;
use std::fs;

/// A file of the naive bundle, with the plan's own values in it.
fn filled_in(file: &str, values: &[(&str, &str)]) -> String {
    let text = fs::read_to_string(repository("tests/support/rehearsal").join(file)).unwrap();
    values.iter().fold(text, |text, (name, value)| text.replace(&format!("@{name}@"), value))
}

#[test]
fn the_source_procedure_to_the_letter_starts_the_engine_in_normal_mode() {
    let bundle = Bundle::of_example("base-derby");
    let site = bundle.site();
    let (engine, server) = (&site.engines[0], &site.cell.servers[0]);
    let node = site.node_of(&server.name).unwrap();
    let port = server.soap.unwrap().to_string();
    let archive = &site.config.as_ref().unwrap().path;
    let tools = &site.stores[0].tools;
    let ij =
        if tools.is_empty() { "ij".to_owned() } else { format!("\"$SIBRESTORE_ROOT\"{tools}/ij") };
    let values = [
        ("IJ", ij.as_str()),
        ("PROFILE", node.profile.as_str()),
        ("HOST", node.host.as_str()),
        ("PORT", port.as_str()),
        ("ARCHIVE", archive.as_str()),
        ("SERVER", server.name.rsplit('/').next().unwrap()),
        ("ENGINE", engine.name.as_str()),
    ];
    fs::write(bundle.path().join("run.sh"), filled_in("naive.sh", &values)).unwrap();
    for file in ["hold.py", "flush.py"] {
        fs::write(bundle.path().join(file), filled_in(file, &values)).unwrap();
    }
    let store = &site.stores[0];
    let place = serde_json::to_value(&store.place).unwrap();
    let database = place["derby"]["database"].as_str().unwrap();
    let sql = format!("CONNECT 'jdbc:derby:{database};restoreFrom={}';\n", store.backup);
    fs::write(bundle.path().join("restore.sql"), sql).unwrap();
    let report = bundle.rehearse(&Options::default());
    assert!(report.runs[0].text.contains("ALL DONE"), "{}", report.runs[0].text);
    let kinds: BTreeSet<ViolationKind> =
        report.violations.iter().map(|violation| violation.kind).collect();
    for kind in
        [ViolationKind::NormalStart, ViolationKind::MessagesLost, ViolationKind::FlushOnRunning]
    {
        assert!(kinds.contains(&kind), "{kinds:?}\n{}", report.runs[0].text);
    }
}

/// A bundle of one host whose run.sh is this text; the person is of this kind.
fn with_run_sh(text: &str, operator: Operator) -> (Vec<String>, Option<String>) {
    let bundle = Bundle::of_example("base-derby");
    fs::write(bundle.path().join("run.sh"), text).unwrap();
    let options = Options { operator, ..Options::default() };
    let report = bundle.rehearse(&options);
    let typed = report.runs.iter().map(|run| run.words.join(" ")).collect();
    (typed, series::complaint(&report, &options))
}

const ENGINE: &str = "TestNode.server1-TestBus";

#[test]
fn a_refusal_that_leads_nowhere_is_a_complaint() {
    for operator in Operator::ALL {
        let (_, complaint) = with_run_sh("echo '=== 101-hold  Hold'; exit 10\n", operator);
        let complaint = complaint.unwrap();
        assert!(
            complaint.starts_with("no way on: wastest.example.com stops at 101"),
            "{complaint}"
        );
    }
}

#[test]
fn each_line_that_is_printed_is_typed_by_everybody_and_twice_by_the_impatient() {
    let line = format!("run --host wastest.example.com --attempt 2 --engine '{ENGINE}'");
    let text = format!(
        "echo '=== 703-flush-start  Start'; echo \"  on X: ./run.sh {line}\"\n\
         echo 'ADVICE   ./run.sh verify 801-verify-logs --host wastest'; exit 13\n"
    );
    for (operator, times) in [(Operator::Obedient, 1), (Operator::Impatient, 2)] {
        let (typed, _) = with_run_sh(&text, operator);
        let attempt = format!("run --host wastest.example.com --attempt 2 --engine {ENGINE}");
        let look = "verify 801-verify-logs --host wastest.example.com";
        let mut expected = vec!["run --host wastest.example.com"];
        expected.extend(vec![&*attempt; times]);
        expected.extend(vec![look; times]);
        assert_eq!(typed[..expected.len()], expected, "{}", operator.word());
    }
}

#[test]
fn only_the_impatient_go_on_without_a_receipt_and_nobody_gives_a_word_that_is_not_true() {
    let text = "echo '=== 703-flush-start  Start'\n\
                echo '  ./run.sh run --host wastest --override 703-flush-start --reason TEXT'\n\
                echo '  ./run.sh run --host wastest --confirm 502-restore-config'; exit 15\n";
    for operator in Operator::ALL {
        let (typed, _) = with_run_sh(text, operator);
        assert!(!typed.iter().any(|words| words.contains("--confirm")), "{typed:?}");
    }
    let waits = text.replace("exit 15", "exit 14");
    for operator in Operator::ALL {
        let (typed, _) = with_run_sh(&waits, operator);
        let overrides = typed.iter().any(|words| words.contains("--override"));
        assert_eq!(overrides, operator == Operator::Impatient, "{typed:?}");
    }
}

#[test]
fn an_engine_that_is_left_held_by_the_way_back_is_seen() {
    let bundle = Bundle::of_example("base-derby");
    // A way back that takes back nothing and says that it is done.
    let path = bundle.path().join("run.sh");
    let text = fs::read_to_string(&path).unwrap();
    let early = "case $1 in backout) echo 'all is taken back'; exit 0 ;; esac\n";
    let (head, rest) = text.split_once("set -u\n").unwrap();
    let changed = format!("{head}set -u\n{early}{rest}");
    fs::write(&path, &changed).unwrap();
    let manifest = fs::read_to_string(bundle.path().join("MANIFEST.sha256")).unwrap();
    let sum = sibrestore::bundle::sha256;
    let manifest = manifest.replace(&sum(&text), &sum(&changed));
    fs::write(bundle.path().join("MANIFEST.sha256"), manifest).unwrap();
    let (report, options) = bundle.with_fault("backout@101-hold");
    let complaint = series::complaint(&report, &options).unwrap();
    assert!(complaint.contains("said to be taken back, and not as before"), "{complaint}");
}
