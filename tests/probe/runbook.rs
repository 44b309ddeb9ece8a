//! What the runbook says of a cell that was looked at.

use crate::run::{alike, folder};
use std::path::Path;
use std::process::{Command, Output};

/// The answers of a snapshot of the example's cell, one point a line.
fn snapshot(name: &str, change: impl Fn(String) -> String) -> String {
    let path = folder().join(name);
    std::fs::write(&path, change(alike("example"))).unwrap();
    path.display().to_string()
}

fn compile(plan: &str, cell: Option<&str>, out: &str) -> (Output, String) {
    let out = folder().join(out);
    std::fs::remove_dir_all(&out).ok();
    let mut command = Command::new(env!("CARGO_BIN_EXE_sibrestore"));
    command.current_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("examples"));
    command.args(["compile", plan, "--out"]).arg(&out);
    if let Some(cell) = cell {
        command.args(["--cell", cell]);
    }
    let output = command.output().unwrap();
    (output, std::fs::read_to_string(out.join("RUNBOOK.md")).unwrap_or_default())
}

/// The points to check first.
fn points(runbook: &str) -> &str {
    let (_, after) = runbook.split_once("## Check on your cell first\n").unwrap();
    after.split_once("\n## ").unwrap().0
}

#[test]
fn what_was_seen_stands_below_its_point() {
    let cell = snapshot("as-assumed.json", |text| text);
    let (output, runbook) = compile("nd-db2.restore", Some(&cell), "as-assumed");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let points = points(&runbook);
    assert!(points.contains("\nWhat a snapshot of 1970-01-12T13:46:40Z shows stands below each"));
    assert!(!points.contains("NOT AS ASSUMED") && !points.contains("Settle"), "{points}");
    let seen: Vec<&str> = points.lines().filter(|line| line.starts_with("  - ")).collect();
    let expected = [
        "  - Seen: Node01/server1: HPEL is not enabled",
        "  - Seen: Node01/server1: nodeRestartState is STOPPED",
        "  - Seen: Node01: void start(); void start(java.lang.String)",
        "  - Seen: Node01/server1: prepared transactions of Node01.server1-OrdersBus now: 2",
    ];
    assert_eq!(seen, expected);
}

/// server1 logs with HPEL.
fn with_hpel(text: String) -> String {
    let seen = |says, holds| {
        format!("\"about\": \"Node01/server1\", \"says\": \"{says}\", \"holds\": \"{holds}\"")
    };
    let changed = text.replace(&seen("HPEL is not enabled", "yes"), &seen("HPEL is enabled", "no"));
    assert_ne!(text, changed);
    changed
}

fn check(plan: &str, cell: &str) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_sibrestore"));
    command.current_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("examples"));
    command.args(["check", plan, "--cell", cell, "--format", "line"]).output().unwrap()
}

#[test]
fn what_is_not_as_assumed_is_a_warning_at_the_server() {
    let cell = snapshot("warned.json", with_hpel);
    let output = check("nd-db2.restore", &cell);
    assert_eq!(output.status.code(), Some(0));
    let said = "nd-db2.restore:16:7: warning[SR818]: not as assumed: Node01/server1: HPEL is enabled \
        (the runbook says under Check on your cell first what rests on it)\n";
    assert_eq!(String::from_utf8_lossy(&output.stdout), said);
    let cell = snapshot("not-warned.json", |text| text);
    assert_eq!(String::from_utf8_lossy(&check("nd-db2.restore", &cell).stdout), "");
}

/// What a plan says of its servers is not against it; the opposite is.
#[test]
fn a_server_with_hpel_is_as_a_plan_assumes_that_says_so() {
    let plan = std::fs::read_to_string(
        Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/nd-db2.restore"),
    );
    let text = plan.unwrap();
    let hpel = text.replace("server  server1\n", "server  server1 { hpel }\n");
    assert_ne!(text, hpel);
    let path = folder().join("hpel.restore");
    std::fs::write(&path, hpel).unwrap();
    let plan = path.display().to_string();
    let cell = snapshot("hpel.json", with_hpel);
    assert_eq!(String::from_utf8_lossy(&check(&plan, &cell).stdout), "");
    let cell = snapshot("no-hpel.json", |text| text);
    let said = check(&plan, &cell).stdout;
    let said = String::from_utf8_lossy(&said);
    assert!(said.contains("not as assumed: Node01/server1: HPEL is not enabled"), "{said}");
}

#[test]
fn a_point_that_is_not_as_assumed_comes_first_and_is_loud() {
    let cell = snapshot("against.json", with_hpel);
    let (output, runbook) = compile("nd-db2.restore", Some(&cell), "against");
    assert!(output.status.success());
    let points = points(&runbook);
    let loud = "\n**The cell is not as this bundle assumes. Points where that was seen: 1. They stand first. \
        Settle each of them\nbefore the first step.**\n\n- **NOT AS ASSUMED.** The server writes SystemOut.log. ";
    assert!(points.contains(loud), "{points}");
    assert!(points.contains("\n  - **Seen, against this:** Node01/server1: HPEL is enabled\n"));
}

/// The same bytes as before there were snapshots: a hash that was approved stays what it is.
#[test]
fn without_a_snapshot_nothing_is_said_of_one() {
    let (_, runbook) = compile("nd-db2.restore", None, "without");
    assert!(!points(&runbook).contains("Seen") && !points(&runbook).contains("snapshot"));
}

#[test]
fn a_file_that_is_no_snapshot_stops_the_compiler() {
    let (output, _) = compile("nd-db2.restore", Some("nd-db2.restore"), "foreign");
    assert_eq!(output.status.code(), Some(2));
    let said = "sibrestore: cannot use nd-db2.restore: it is no snapshot of a cell; `sibrestore probe` \
        prints the script that takes one\n";
    assert_eq!(String::from_utf8_lossy(&output.stderr), said);
    assert!(!folder().join("foreign").exists());
}

/// A snapshot is compared like an archive.
#[test]
fn a_plan_is_compared_with_the_live_cell() {
    let cell =
        snapshot("another.json", |text| text.replace("5E1A90C7B3D24F68", "AAAA000000000001"));
    let output = check("nd-db2.restore", &cell);
    assert_eq!(output.status.code(), Some(1));
    let said = "nd-db2.restore:34:10: error[SR804]: engine `Node01.server1-OrdersBus` has another uuid \
        (find out which of the two the table SIBOWNER holds)\n";
    assert_eq!(String::from_utf8_lossy(&output.stdout), said);
    let cell = snapshot("foreign-cell.json", |text| text.replace("\"ProdCell\"", "\"TestCell\""));
    let said = check("nd-db2.restore", &cell).stdout;
    assert!(
        String::from_utf8_lossy(&said).contains("error[SR801]: the plan is about cell `ProdCell`")
    );
}

/// Answers about the servers of others are not those of the plan.
#[test]
fn only_servers_of_the_plan_are_spoken_of() {
    let other =
        |text: String| text.replace("\"about\": \"Node01/server1\"", "\"about\": \"Node01/other\"");
    let cell = snapshot("others.json", other);
    let (output, runbook) = compile("nd-db2.restore", Some(&cell), "others");
    assert!(output.status.success());
    let points = points(&runbook);
    let seen: Vec<&str> = points.lines().filter(|line| line.starts_with("  - ")).collect();
    assert_eq!(seen, ["  - Seen: Node01: void start(); void start(java.lang.String)"]);
}

/// A page that is read has room for what matters: all that is against it, and some of the rest.
#[test]
fn many_answers_are_cut_and_those_against_are_not() {
    let seen = |says: &str, holds: &str| {
        format!("{{\"about\": \"Node01/server1\", \"says\": \"{says}\", \"holds\": \"{holds}\"}}")
    };
    let fine = seen("HPEL is not enabled", "yes");
    let mut many = vec![fine.clone(); 20];
    many.extend(vec![seen("HPEL is enabled", "no"); 20]);
    let cell = snapshot("many.json", |text| text.replace(&fine, &many.join(", ")));
    let (_, runbook) = compile("nd-db2.restore", Some(&cell), "many");
    let points = points(&runbook);
    assert_eq!(
        points.matches("**Seen, against this:** Node01/server1: HPEL is enabled").count(),
        20
    );
    assert_eq!(points.matches("  - Seen: Node01/server1: HPEL is not enabled").count(), 8);
    assert!(points.contains("  - Seen, and not printed here: 12 more like these.\n"), "{points}");
    let said = check("nd-db2.restore", &cell).stdout;
    let said = String::from_utf8_lossy(&said);
    assert_eq!(said.matches("SR818").count(), 5, "{said}");
}
