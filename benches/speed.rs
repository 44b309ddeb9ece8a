//! How fast, how large: figures, and each beside what it is measured against in the same run.
//!
//! Run with `cargo bench`. It judges nothing: machines differ, and a timed test fails when the
//! machine is busy. The bars that the figures are read against are printed with them.

#![expect(clippy::unwrap_used, reason = "a bench stops at the first surprise")]
#![expect(clippy::print_stdout, reason = "a bench prints its figures")]
#![expect(clippy::disallowed_methods, reason = "a bench looks at the clock and starts processes")]

mod measure;

use measure::{median, peak, run, timed};
use sibrestore::bundle::each_file;
use sibrestore::compile::Checked;
use sibrestore::render::{RenderError, environment};
use std::fmt::Write;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

const BINARY: &str = env!("CARGO_BIN_EXE_sibrestore");

/// A plan with that many engines, five on each server, each with a DB2 database of its own.
fn plan(engines: usize) -> String {
    let mut text = String::from(
        "plan large {\n  cell Big {\n    websphere 8.5.5\n    deployment-manager on dm {\n      \
         profile \"/was/dm\"\n      soap    8879\n    }\n",
    );
    for server in 0..engines.div_ceil(5) {
        let profile = format!("/was/profiles/AppSrv{server}");
        writeln!(text, "    node Node{server} on was{server} {{ profile \"{profile}\" server m }}")
            .unwrap();
    }
    text.push_str("  }\n");
    for at in 0..engines {
        let node = at / 5;
        write!(
            text,
            "  store store{at} {{\n    db2 on db{} {{ database DB{at} schema IBMWSSIB instance i }}\n  }}\n  \
             engine \"Node{node}.m-Bus{at}\" {{\n    bus    Bus{at}\n    member Node{node}/m\n    \
             store  store{at}\n    uuid   {at:016X}\n  }}\n",
            at % 20
        )
        .unwrap();
    }
    text.push_str("  backup nightly {\n    taken  2024-03-10T02:00:00+01:00\n");
    let checksum = "bc3983241bcdb0f3d1101c5d1892fb80c521cfdacdaa45e81785886c1e8f8f4e";
    writeln!(text, "    config \"/backup/Dmgr01.zip\" sha256 {checksum}").unwrap();
    for at in 0..engines {
        writeln!(text, "    store  store{at} \"/backup/db{at}\" timestamp 20240310020011").unwrap();
    }
    text.push_str("  }\n\n  restore all from nightly\n}\n");
    text
}

/// Parse, check and render of one engine, with the template engine set up once.
fn in_process() -> Duration {
    let text = plan(1);
    let environment = environment();
    let once = || {
        let checked = Checked::new("one.restore", text.clone().into_bytes());
        let (plan, findings) = checked.plan().unwrap();
        let mut bytes = 0;
        let take = |file: sibrestore::bundle::File| {
            bytes += file.text.len();
            Ok::<(), RenderError>(())
        };
        each_file(&environment, &plan.unwrap(), &checked.source, &findings, take).unwrap();
        assert!(bytes > 100_000, "{bytes}");
    };
    median((0..200).map(|_| timed(once)).collect())
}

fn compile(plan: &Path, out: &Path) -> Command {
    let mut command = Command::new(BINARY);
    command.arg("compile").arg(plan).arg("-o").arg(out);
    command
}

/// Medians of writing a bundle and of copying it with `cp -r`, by turns.
fn beside_copy(folder: &Path, engines: usize, rounds: usize) -> (Duration, Duration) {
    let (source, bundle, copy) =
        (folder.join("plan.restore"), folder.join("bundle"), folder.join("copy"));
    std::fs::write(&source, plan(engines)).unwrap();
    let (mut writing, mut copying) = (Vec::new(), Vec::new());
    for _ in 0..rounds {
        let _ = std::fs::remove_dir_all(&bundle);
        let _ = std::fs::remove_dir_all(&copy);
        writing.push(timed(|| run(compile(&source, &bundle))));
        let mut cp = Command::new("cp");
        cp.arg("-r").arg(&bundle).arg(&copy);
        copying.push(timed(|| run(cp)));
    }
    (median(writing), median(copying))
}

fn peak_of_compile(folder: &Path) -> u64 {
    let _ = std::fs::remove_dir_all(folder.join("bundle"));
    peak(compile(&folder.join("plan.restore"), &folder.join("bundle")))
}

fn main() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    println!("one engine, parse, check and render: {:?} (bar 3 ms)", in_process());
    let (thousand, copy) = beside_copy(at, 1_000, 7);
    println!(
        "1,000 engines, whole compile: {thousand:?}; cp -r of the bundle: {copy:?}; ratio {:.2} (bar 3)",
        thousand.as_secs_f64() / copy.as_secs_f64()
    );
    let (ten_thousand, copy) = beside_copy(at, 10_000, 3);
    println!(
        "10,000 engines, whole compile: {ten_thousand:?}; {:.1} times 1,000 (bar 12); cp -r {copy:?}",
        ten_thousand.as_secs_f64() / thousand.as_secs_f64()
    );
    println!("10,000 engines, peak memory: {} MB (bar 200)", peak_of_compile(at) / 1024);
    let size = std::fs::metadata(BINARY).unwrap().len();
    println!("the binary: {:.1} MB", size as f64 / 1_048_576.0);
}
