//! How fast a large log is read, beside `rg` on the same file in the same run.
//!
//! Run with `cargo bench --no-default-features --bench diagnose`; the argument after `--` is the size of the log in
//! megabytes, 1024 without one. It judges nothing: the bars that the figures are read against are printed with them.

#![expect(clippy::unwrap_used, reason = "a bench stops at the first surprise")]
#![expect(clippy::print_stdout, reason = "a bench prints its figures")]
#![expect(clippy::disallowed_methods, reason = "a bench looks at the clock and starts processes")]

mod measure;

use measure::{median, peak, run, timed};
use std::fmt::Write as _;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;
use std::process::{Command, Stdio};

const BINARY: &str = env!("CARGO_BIN_EXE_sibrestore");
const ROUNDS: usize = 5;

/// A server's day: applications that print, stack traces, and of service integration a message in every few hundred lines.
fn part() -> String {
    let mut text = String::new();
    for at in 0..4_000_u32 {
        let time =
            format!("11/10/10 {}:{:02}:{:02}:{:03} CST", at / 900 % 24, at % 60, at % 59, at % 997);
        match at % 20 {
            7 => writeln!(text, "\tat com.example.orders.Queue{at}.take(Queue.java:{at})\n\tat java.lang.Thread.run(Thread.java:736)"),
            _ => writeln!(text, "[{time}] {at:08x} SystemOut     O   order {at} was taken in {} ms from [queue {}]", at % 97, at % 7),
        }
        .unwrap();
        if at % 400 == 0 {
            let (bracket, engine) =
                ("OrdersBus:Node01.server1-OrdersBus", "Node01.server1-OrdersBus");
            writeln!(text, "[{time}] 0000002a SibMessage    I   [{bracket}] CWSIV0777I: A connection to messaging engine {engine} was made.").unwrap();
        }
    }
    text
}

const START: &str = "\
[11/10/10 2:00:01:123 CST] 0000002a SibMessage    I   [B:N.s-B] CWSID0016I: Messaging engine N.s-B is in state Starting.
[11/10/10 2:00:03:123 CST] 0000002b SibMessage    I   [:] CWSIP0780I: Messaging engine: N.s-B started, requested.
[11/10/10 2:00:04:123 CST] 0000002b SibMessage    I   [:] CWSIP0783I: Messaging engine: N.s-B started, completed.
[11/10/10 2:00:06:123 CST] 0000002a SibMessage    I   [B:N.s-B] CWSID0016I: Messaging engine N.s-B is in state Started.
";

fn make(path: &Path, bytes: u64) {
    let mut out = BufWriter::new(File::create(path).unwrap());
    let part = part();
    out.write_all(START.as_bytes()).unwrap();
    for _ in 0..bytes / part.len() as u64 {
        out.write_all(part.as_bytes()).unwrap();
    }
    out.flush().unwrap();
}

fn diagnose(log: &Path) -> Command {
    let mut command = Command::new(BINARY);
    command.arg("diagnose").arg(log);
    command
}

fn search(log: &Path) -> Command {
    let mut command = Command::new("rg");
    command.args(["-c", "CWSI[A-Z][0-9]{4}"]).arg(log);
    command
}

fn main() {
    // cargo hands its own `--bench` on.
    let megabytes =
        std::env::args().skip(1).find_map(|word| word.parse().ok()).unwrap_or(1_024_u64);
    let folder = tempfile::tempdir().unwrap();
    let log = folder.path().join("SystemOut.log");
    make(&log, megabytes << 20);
    let size = std::fs::metadata(&log).unwrap().len() as f64 / 1e9;
    let with_rg = Command::new("rg").arg("--version").stdout(Stdio::null()).status().is_ok();
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    // By turns, so that a busy moment hits both.
    for _ in 0..ROUNDS {
        ours.push(timed(|| run(diagnose(&log))));
        if with_rg {
            theirs.push(timed(|| run(search(&log))));
        }
    }
    let ours = median(ours);
    println!("diagnose, {size:.2} GB: {ours:?}, {:.2} GB/s", size / ours.as_secs_f64());
    if with_rg {
        let theirs = median(theirs);
        println!(
            "rg -c on the same file: {theirs:?}; diagnose has {:.2} times its throughput (bar 0.5)",
            theirs.as_secs_f64() / ours.as_secs_f64()
        );
    } else {
        println!("rg is not installed (package ripgrep), so there is nothing to compare with");
    }
    println!("diagnose, peak memory: {:.1} MB (bar 30)", peak(diagnose(&log)) as f64 / 1_024.0);
}
