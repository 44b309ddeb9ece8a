//! How long rehearsals take, beside what starting processes costs on this machine in the same run: a
//! rehearsal is some thousand processes of real shells and their tools.
//!
//! Run with `cargo bench --bench rehearsal`. It judges nothing; the bars are printed beside the figures.

#![expect(clippy::unwrap_used, reason = "a bench stops at the first surprise")]
#![expect(clippy::print_stdout, reason = "a bench prints its figures")]
#![expect(clippy::disallowed_methods, reason = "a bench looks at the clock and starts processes")]

#[path = "../tests/support/rehearsal/many.rs"]
mod many;
mod measure;

use measure::{run, timed};
use std::path::Path;
use std::process::Command;
use std::time::Duration;

const BINARY: &str = env!("CARGO_BIN_EXE_sibrestore");

/// A thousand processes of the smallest tool, one after another.
fn thousand_processes() -> Duration {
    let mut command = Command::new("sh");
    command.args(["-c", "i=0; while [ $i -lt 1000 ]; do env true; i=$((i + 1)); done"]);
    timed(|| run(command))
}

fn rehearse(plan: &Path, words: &[&str]) -> Duration {
    let mut command = Command::new(BINARY);
    command.arg("rehearse").arg(plan).args(words);
    timed(|| run(command))
}

fn main() {
    let folder = tempfile::tempdir().unwrap();
    let many = folder.path().join("many.restore");
    std::fs::write(&many, many::plan(50, 10)).unwrap();
    let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples");
    let (base, nd) = (examples.join("base-derby.restore"), examples.join("nd-db2.restore"));
    let processes = thousand_processes();
    println!("1,000 processes of env true, one after another: {processes:?}");
    let print = |what: &str, took: Duration, bar: u64| {
        let ratio = took.as_secs_f64() / processes.as_secs_f64();
        println!("{what}: {took:?} (bar {bar} s), {ratio:.1} times the 1,000 processes");
    };
    print("one engine on one host", rehearse(&base, &[]), 2);
    print("one engine on three hosts", rehearse(&nd, &[]), 2);
    print("50 engines on 10 servers", rehearse(&many, &[]), 10);
    print(
        "the whole catalogue, one engine on three hosts",
        rehearse(&nd, &["--fault", "all"]),
        300,
    );
}
