//! From a log to an answer: the pages of messages, and what `diagnose` makes of logs.

#![expect(clippy::unwrap_used, reason = "a panic is how a test fails")]
#![expect(clippy::disallowed_methods, reason = "the tests run the program")]

mod conclusions;
#[path = "../support/damage.rs"]
mod damage;
mod fuzz;
mod inputs;
mod messages;
mod stories;

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

const BINARY: &str = env!("CARGO_BIN_EXE_sibrestore");

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// A file of the repository.
fn read(path: &str) -> String {
    std::fs::read_to_string(root().join(path)).unwrap()
}

/// Every file below a folder of the repository whose name ends so.
fn files(folder: &str, ending: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut folders = vec![PathBuf::from(folder)];
    while let Some(at) = folders.pop() {
        for entry in std::fs::read_dir(root().join(&at)).unwrap() {
            let path = at.join(entry.unwrap().file_name());
            if root().join(&path).is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|end| end == ending) {
                found.push(path.to_str().unwrap().to_owned());
            }
        }
    }
    found
}

/// Runs the program: its exit code, what it printed, and what it said on standard error.
fn run(arguments: &[&str]) -> (i32, String, String) {
    run_with(arguments, b"")
}

/// The same with something on standard input.
fn run_with(arguments: &[&str], input: &[u8]) -> (i32, String, String) {
    let mut command = Command::new(BINARY);
    command.args(arguments).current_dir(root());
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    // A program that needs no input may end before it has read any.
    let _ = stdin.write_all(input);
    drop(stdin);
    let done = child.wait_with_output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (done.status.code().unwrap(), text(done.stdout), text(done.stderr))
}

/// What `diagnose --format json -` says of a log: the exit code and the report.
fn diagnosis(log: &[u8]) -> (i32, serde_json::Value) {
    let (code, out, err) = run_with(&["diagnose", "--format", "json", "-"], log);
    assert!(code < 2, "{err}");
    (code, serde_json::from_str(&out).unwrap())
}
