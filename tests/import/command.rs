//! The command as people use it: from the archive to a bundle on the disk.

use crate::cells::{self, MARKER, USUAL};
use std::path::{Path, PathBuf};
use std::process::Command;

/// Runs the binary; exit code, standard output, standard error.
fn run(arguments: &[&str]) -> (i32, String, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_sibrestore"));
    let output = command.args(arguments).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

/// A folder with the archive of a Network Deployment cell in it.
struct Place(tempfile::TempDir);

impl Place {
    fn new() -> Self {
        let place = Self(tempfile::tempdir().unwrap());
        std::fs::write(place.path("Dmgr01.zip"), cells::nd(USUAL).zip()).unwrap();
        place
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn text(&self, name: &str) -> String {
        self.path(name).to_str().unwrap().to_owned()
    }
}

/// What the gaps of the drafted plan are filled with.
const VALUES: &[&str] = &[
    "ticket=CHG0041234",
    "taken=2010-11-10T02:00:00-06:00",
    "config-archive=/backup/20101110/Dmgr01.zip",
    "orders-bus-instance=db2inst1",
    "orders-bus-backup=/backup/20101110",
    "orders-bus-timestamp=20101110020030",
    "orders-bus-keep-folder=/backup/kept",
    "keep-folder=/backup/kept",
];

fn with_values(arguments: &[&str]) -> (i32, String, String) {
    let mut all = arguments.to_vec();
    all.extend(VALUES.iter().flat_map(|value| ["--set", value]));
    run(&all)
}

#[test]
fn from_the_archive_to_a_bundle() {
    let place = Place::new();
    let (archive, plan, bundle) =
        (place.text("Dmgr01.zip"), place.text("orders.restore"), place.path("bundle"));
    let (exit, out, error) = run(&["import", &archive, "--bus", "OrdersBus", "--out", &plan]);
    assert_eq!((exit, error.as_str()), (0, ""));
    assert_eq!(out, format!("{plan}: written; `sibrestore check` names what is still open\n"));
    assert_eq!(run(&["fmt", "--check", &plan]), (0, String::new(), String::new()));

    let (exit, out, _) = run(&["check", &plan, "--format", "line"]);
    assert_eq!(exit, 1);
    assert_eq!(out.lines().count(), VALUES.len(), "{out}");
    assert!(out.lines().all(|line| line.contains("error[SR118]: `$")), "{out}");

    let (exit, out, error) = with_values(&["check", &plan, "--backup", &archive]);
    assert_eq!((exit, error.as_str()), (0, ""));
    assert!(out.contains("orders.restore: 1 engine in "), "{out}");
    let to = bundle.to_str().unwrap();
    let (exit, _, error) = with_values(&["compile", &plan, "--backup", &archive, "--out", to]);
    assert_eq!((exit, error.as_str()), (0, ""));
    assert!(bundle.join("RUNBOOK.md").is_file());
    rehearsed(&bundle);
}

/// A rehearsal of the bundle ends well.
#[cfg(feature = "rehearsal")]
fn rehearsed(bundle: &Path) {
    let (exit, out, error) = run(&["rehearse", bundle.to_str().unwrap()]);
    assert_eq!(exit, 0, "{out}{error}");
    assert!(out.contains("Verdict GOOD"), "{out}");
}

/// Without the simulated cell there is nothing to rehearse against.
#[cfg(not(feature = "rehearsal"))]
fn rehearsed(bundle: &Path) {
    assert!(bundle.join("run.sh").is_file());
}

#[test]
fn the_checksum_of_the_archive_is_in_the_plan() {
    let place = Place::new();
    let (exit, plan, error) = run(&["import", &place.text("Dmgr01.zip")]);
    assert_eq!((exit, error.as_str()), (0, ""));
    let printed = Command::new("sha256sum").arg(place.path("Dmgr01.zip")).output().unwrap();
    let checksum = String::from_utf8(printed.stdout).unwrap();
    let checksum = checksum.split_whitespace().next().unwrap();
    assert_eq!(checksum.len(), 64);
    assert!(plan.contains(&format!("config $config-archive sha256 {checksum}\n")), "{plan}");
    cells::nd(USUAL).unpack(&place.path("config"));
    let (exit, plan, _) = run(&["import", &place.text("config")]);
    assert_eq!(exit, 0);
    assert!(plan.contains("config $config-archive sha256 $config-sha256\n"), "{plan}");
}

#[test]
fn a_file_that_is_there_is_overwritten_only_when_that_is_asked_for() {
    let place = Place::new();
    let (archive, plan) = (place.text("Dmgr01.zip"), place.text("my.restore"));
    std::fs::write(&plan, "mine").unwrap();
    let (exit, out, error) = run(&["import", &archive, "-o", &plan]);
    assert_eq!((exit, out.as_str()), (2, ""));
    assert_eq!(
        error,
        format!("sibrestore: {plan} is there already; give --force to overwrite it\n")
    );
    assert_eq!(std::fs::read_to_string(&plan).unwrap(), "mine");
    let (exit, out, _) = run(&["import", &archive, "-o", &plan, "--force"]);
    assert_eq!(exit, 0);
    assert_eq!(out, format!("{plan}: overwritten; `sibrestore check` names what is still open\n"));
    assert!(std::fs::read_to_string(&plan).unwrap().starts_with("# Drafted from `Dmgr01.zip`"));
    let left: Vec<_> = std::fs::read_dir(place.0.path()).unwrap().collect();
    assert_eq!(left.len(), 2, "{left:?}");
}

#[test]
fn what_cannot_be_read_ends_with_two_and_one_line() {
    let place = Place::new();
    std::fs::write(place.path("text.zip"), "no archive").unwrap();
    let plan = place.text("a.restore");
    std::fs::write(&plan, "plan a {\n}\n").unwrap();
    let (missing, text) = (place.text("missing.zip"), place.text("text.zip"));
    let archive = place.text("Dmgr01.zip");
    let cases: [&[&str]; 6] = [
        &["import", &missing],
        &["import", &text],
        &["import", &archive, "--engine", "none"],
        &["check", &plan, "--backup", &missing],
        &["check", &plan, "--backup", &text],
        &["compile", &plan, "--backup", &text, "--out", "never"],
    ];
    for arguments in cases {
        let (exit, out, error) = run(arguments);
        assert_eq!((exit, out.as_str()), (2, ""), "{arguments:?}");
        assert!(error.starts_with("sibrestore: ") && error.lines().count() == 1, "{error}");
    }
}

#[test]
fn an_archive_that_is_not_whole_is_said_to_be_so_everywhere() {
    let place = Place::new();
    let config = cells::nd(USUAL).without("nodes/DmgrNode/servers/dmgr/server.xml");
    std::fs::write(place.path("Node.zip"), config.zip()).unwrap();
    let (archive, plan) = (place.text("Node.zip"), place.text("a.restore"));
    let (exit, text, error) = run(&["import", &archive]);
    let gap = "it is the archive of a node and not that of the deployment manager, so it does not hold \
               the whole cell";
    assert_eq!((exit, error), (0, format!("warning: {archive}: {gap}\n")));
    assert!(text.contains(&format!("# It is not whole:\n# - {gap}\n")), "{text}");
    std::fs::write(&plan, text).unwrap();
    let (_, out, _) = run(&["check", &plan, "--backup", &archive, "--format", "line"]);
    assert!(out.contains(&format!("warning[SR817]: `Node.zip`: {gap}")), "{out}");
}

#[test]
fn no_command_prints_or_writes_a_password() {
    let place = Place::new();
    let (archive, plan, bundle) =
        (place.text("Dmgr01.zip"), place.text("a.restore"), place.text("bundle"));
    let mut said = String::new();
    for (exit, out, error) in [
        run(&["import", &archive, "--bus", "OrdersBus", "--out", &plan]),
        run(&["check", &plan, "--backup", &archive]),
        with_values(&["show", &plan, "--stage", "model", "--backup", &archive]),
        with_values(&["compile", &plan, "--backup", &archive, "--out", &bundle]),
    ] {
        assert!(exit < 2, "{error}");
        said.push_str(&out);
        said.push_str(&error);
    }
    said.push_str(&std::fs::read_to_string(&plan).unwrap());
    let mut folders = vec![PathBuf::from(&bundle)];
    let mut files = 0;
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                said.push_str(&std::fs::read_to_string(path).unwrap());
                files += 1;
            }
        }
    }
    assert!(files > 20, "{files}");
    assert!(said.contains("OrdersBus/sib"), "the alias is named");
    assert!(!said.contains(MARKER));
}
