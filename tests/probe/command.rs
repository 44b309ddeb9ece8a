//! `sibrestore probe`, as a user types it.

use crate::run::{folder, script};
use std::process::{Command, Output};

fn sibrestore(words: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_sibrestore"));
    command.args(words).current_dir(folder()).output().unwrap()
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap()
}

#[test]
fn the_script_is_printed_or_written_to_a_new_file() {
    let expected = std::fs::read_to_string(script()).unwrap();
    for words in [&["probe"][..], &["probe", "-o", "-"]] {
        let output = sibrestore(words);
        assert_eq!(text(&output.stdout), expected);
        assert!(output.status.success());
    }
    let path = folder().join("written.py");
    std::fs::remove_file(&path).ok();
    let output = sibrestore(&["probe", "--out", "written.py"]);
    assert_eq!(std::fs::read_to_string(&path).unwrap(), expected);
    let said = "written.py: it only reads. On the deployment manager's host, or the stand-alone \
        server's:\n  wsadmin.sh -lang jython -f written.py /full/path/of/snapshot.json\n";
    assert_eq!(text(&output.stdout), said);
}

#[test]
fn a_file_that_is_there_is_not_replaced() {
    let path = folder().join("mine.py");
    std::fs::write(&path, "mine\n").unwrap();
    let output = sibrestore(&["probe", "-o", "mine.py"]);
    assert_eq!(output.status.code(), Some(2));
    let said = "sibrestore: mine.py is there already; choose another place\n";
    assert_eq!(text(&output.stderr), said);
    assert_eq!(std::fs::read_to_string(&path).unwrap(), "mine\n");
}

#[test]
fn the_script_has_its_usage_and_its_calls_at_its_top() {
    let output = sibrestore(&["probe"]);
    let script = text(&output.stdout);
    let (top, _) = script.split_once("\nimport sys\n").unwrap();
    assert!(top.contains("\n# Usage     wsadmin.sh -lang jython -f probe.py [FILE]\n"));
    assert!(top.contains("\n#   AdminControl.invoke\n#       state, getHealth,"), "{top}");
    assert!(script.is_ascii() && !script.contains('\t'));
    assert!(script.lines().all(|line| line.len() <= 100));
}

/// What the draft leaves open is what no call of the probe reads.
#[test]
fn a_plan_is_drafted_from_a_snapshot() {
    std::fs::write(folder().join("nd.json"), crate::run::alike("nd")).unwrap();
    let output = sibrestore(&["import", "nd.json"]);
    assert!(output.status.success(), "{}", text(&output.stderr));
    insta::assert_snapshot!("draft", text(&output.stdout));
}

#[test]
fn no_plan_is_drafted_from_a_snapshot_that_is_not_whole() {
    std::fs::write(folder().join("silent.json"), crate::run::alike("silent")).unwrap();
    let output = sibrestore(&["import", "silent.json"]);
    assert_eq!(output.status.code(), Some(2));
    let said = "sibrestore: cannot use silent.json: it does not have the whole cell, since \
        AdminConfig.list Node failed: java.net.SocketTimeoutException: Read timed out\n";
    assert_eq!(text(&output.stderr), said);
}
