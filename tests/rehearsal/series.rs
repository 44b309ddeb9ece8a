//! Many rehearsals at once: what is printed of them, and how they end before their time.

use crate::stage::{Bundle, program};
use std::io::{BufRead as _, BufReader, Read as _};
use std::process::{Command, Stdio};

fn rehearse(bundle: &Bundle, words: &[&str]) -> Command {
    let mut command = Command::new(program());
    command.arg("rehearse").arg(bundle.path()).args(words);
    command
}

fn said(bundle: &Bundle, words: &[&str]) -> (Option<i32>, String) {
    let output = rehearse(bundle, words).output().unwrap();
    let errors = String::from_utf8(output.stderr).unwrap();
    assert!(errors.is_empty(), "{errors}");
    (output.status.code(), String::from_utf8(output.stdout).unwrap())
}

#[test]
fn a_named_fault_is_rehearsed_as_often_as_is_asked() {
    let bundle = Bundle::of_example("base-derby");
    let words = ["--fault", "start-hangs", "--operator", "doubtful", "--runs", "3", "--jobs", "1"];
    let (code, text) = said(&bundle, &words);
    assert_eq!(code, Some(0), "{text}");
    let rows: Vec<&str> = text.lines().filter(|line| line.starts_with("ok   run ")).collect();
    assert_eq!(rows.len(), 3, "{text}");
    // One job after the other.
    assert!(rows[0].contains("run 0: start-hangs") && rows[2].contains("run 2"), "{text}");
    assert!(text.contains("\n3 rehearsals, 0 not as they must be\n"), "{text}");
}

#[test]
fn a_series_is_the_same_with_any_number_of_jobs() {
    let bundle = Bundle::of_example("base-derby");
    let with = |jobs: &str| {
        let words = ["--seed", "5", "--runs", "3", "--format", "junit", "--jobs", jobs];
        said(&bundle, &words)
    };
    let (code, text) = with("1");
    assert_eq!(code, Some(0), "{text}");
    assert_eq!(text.matches("<testcase ").count(), 3, "{text}");
    assert!(text.contains("tests=\"3\" failures=\"0\" errors=\"0\""), "{text}");
    assert_eq!(with("3"), (code, text));
}

#[test]
fn the_catalogue_is_a_document_too() {
    let list = |option: &str| {
        let mut list = Command::new(program());
        let output = list.args(["rehearse", option, "--format", "json"]).output().unwrap();
        assert_eq!(output.status.code(), Some(0));
        serde_json::from_slice::<Vec<serde_json::Value>>(&output.stdout).unwrap()
    };
    let faults = list("--faults");
    let hangs = faults.iter().find(|fault| fault["id"] == "start-hangs").unwrap();
    assert_eq!(hangs["hazards"], serde_json::json!(["H13", "H26"]));
    assert!(faults.iter().all(|fault| fault["outcome"].is_string()));
    assert!(list("--assumptions").iter().all(|one| one["values"].is_array()));
}

/// What was done by then is summed up, nothing is begun any more, and nothing is left behind.
#[test]
fn ctrl_c_ends_a_series_with_what_was_done_so_far() {
    let bundle = Bundle::of_example("base-derby");
    let temporary = tempfile::tempdir().unwrap();
    let mut series = rehearse(&bundle, &["--fault", "all", "--jobs", "2"]);
    series.env("TMPDIR", temporary.path()).stdout(Stdio::piped());
    let mut series = series.spawn().unwrap();
    let mut lines = BufReader::new(series.stdout.take().unwrap());
    let mut line = String::new();
    while !line.starts_with("ok ") {
        line.clear();
        assert!(lines.read_line(&mut line).unwrap() > 0, "it has ended");
    }
    let interrupt = format!("kill -INT {}", series.id());
    assert!(Command::new("sh").args(["-c", &interrupt]).status().unwrap().success());
    let mut rest = String::new();
    lines.read_to_string(&mut rest).unwrap();
    assert_eq!(series.wait().unwrap().code(), Some(130), "{rest}");
    assert!(rest.contains("\nInterrupted: ") && rest.contains(" rehearsals, 0 not"), "{rest}");
    let left: Vec<_> = std::fs::read_dir(temporary.path()).unwrap().collect();
    assert!(left.is_empty(), "{left:?}");
}
