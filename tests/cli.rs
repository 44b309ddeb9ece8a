//! The real binary: exit codes, what is printed where, and what is left on the disk.

#![expect(clippy::unwrap_used, reason = "a panic is how a test fails")]
#![expect(clippy::disallowed_methods, reason = "a test starts processes and writes files")]

#[path = "cli/bundles.rs"]
mod bundles;
#[path = "cli/input.rs"]
mod input;
#[path = "cli/output.rs"]
mod output;
#[path = "cli/same_bytes.rs"]
mod same_bytes;

use std::ffi::OsStr;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// The binary, without what the environment of the tests could change.
fn command() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_sibrestore"));
    command.env_remove("NO_COLOR").current_dir(root()).stdin(Stdio::null());
    command
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Runs it with these arguments and returns exit code, standard output and standard error.
fn run(arguments: &[impl AsRef<OsStr>]) -> (i32, String, String) {
    said(&command().args(arguments).output().unwrap())
}

/// The same with text on standard input.
fn run_with(arguments: &[&str], input: &[u8]) -> (i32, String, String) {
    let mut child = command();
    child.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = child.spawn().unwrap();
    // A program that has seen enough closes its input; that is no failure of the test.
    let _ = child.stdin.take().unwrap().write_all(input);
    said(&child.wait_with_output().unwrap())
}

fn said(output: &Output) -> (i32, String, String) {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    (output.status.code().unwrap(), text(&output.stdout), text(&output.stderr))
}

fn example(name: &str) -> String {
    format!("examples/{name}.restore")
}

/// A folder that is gone after the test.
fn folder() -> tempfile::TempDir {
    tempfile::tempdir().unwrap()
}

fn text(path: &Path) -> String {
    path.to_str().unwrap().to_owned()
}

/// Every example plan.
fn examples() -> Vec<PathBuf> {
    let entries = std::fs::read_dir(root().join("examples")).unwrap();
    let mut plans: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    plans.retain(|path| path.extension().is_some_and(|ending| ending == "restore"));
    plans.sort();
    assert!(plans.len() >= 10, "{plans:?}");
    plans
}
