//! Plans that nobody would write by hand: each is a finding, never a panic, and quickly so.

use crate::{command, example, folder, run, run_with, text};
use std::io::Write;
use std::process::Stdio;

/// Checks bytes; they must give exit code 1 and a finding with this code.
fn refused(bytes: &[u8], code: &str) {
    let (exit, out, error) = run_with(&["check", "-"], bytes);
    assert_eq!((exit, out.as_str()), (1, ""), "{error}");
    assert!(error.starts_with("error[SR"), "{error}");
    assert!(error.contains(&format!("error[{code}]")), "{error}");
    assert!(!error.contains("panicked"), "{error}");
}

#[test]
fn what_is_no_plan_is_a_finding() {
    refused(b"", "SR109");
    refused(b" \n# nothing\n", "SR109");
    refused(b"\xff\xfe\x00p", "SR102");
    refused(b"plan p {\0}", "SR103");
    refused("plan p { summary \"a\u{202E}b\" }".as_bytes(), "SR103");
    refused("plan p { summary \"\u{1F600}\" }".as_bytes(), "SR103");
    refused(b"plan p { summary \"fine\rplan evil\" }", "SR103");
    refused(b"plan p { summary \"a\\qb\" }", "SR105");
    refused(b"plan p {", "SR106");
    refused(b"}}}}", "SR107");
    refused("plan p { cell c { x { y {".repeat(40).as_bytes(), "SR108");
    refused(b"plan p { summary \"a }", "SR104");
    refused(b"plan p {} plan q {}", "SR110");
    refused(b"plan p { password x }", "SR701");
}

#[test]
fn random_bytes_are_a_finding() {
    // A fixed row of bytes without a pattern, so that a failure can be repeated.
    let mut state = 0x2545_f491_u32;
    let bytes: Vec<u8> = (0..100_000)
        .map(|_| {
            state ^= state << 13;
            state ^= state >> 17;
            state ^= state << 5;
            state.to_le_bytes()[1]
        })
        .collect();
    refused(&bytes, "SR102");
    let letters: Vec<u8> = bytes.iter().map(|byte| b' ' + byte % 95).collect();
    let (exit, _, error) = run_with(&["check", "-"], &letters);
    assert_eq!(exit, 1);
    assert!(error.contains("error[SR") && !error.contains("panicked"), "{error}");
}

/// The memory that the kernel has seen a process use at most, in kilobytes.
fn peak_kilobytes(process: u32) -> Option<u64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    line.split_whitespace().nth(1)?.parse().ok()
}

#[test]
fn a_hundred_megabytes_of_braces_are_one_short_finding() {
    let folder = folder();
    let plan = folder.path().join("flood.restore");
    let mut file = std::fs::File::create(&plan).unwrap();
    for _ in 0..100 {
        file.write_all(&vec![b'{'; 1_000_000]).unwrap();
    }
    drop(file);
    let (exit, _, error) = run(&["check", &text(&plan)]);
    assert_eq!(exit, 1);
    assert!(error.contains("error[SR101]"), "{error}");
    assert!(error.len() < 2_000, "{} bytes", error.len());
}

#[test]
fn the_largest_plan_of_braces_takes_no_more_memory_than_it_is_worth() {
    // Just below the limit of size, so that all of it is looked at.
    let mut child = command()
        .args(["check", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut input = child.stdin.take().unwrap();
    let process = child.id();
    input.write_all(&vec![b'{'; 16_000_000]).unwrap();
    drop(input);
    let mut peak = 0;
    while child.try_wait().unwrap().is_none() {
        peak = peak_kilobytes(process).unwrap_or(0).max(peak);
    }
    let output = child.wait_with_output().unwrap();
    let error = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(error.contains("error[SR108]") && error.len() < 20_000, "{} bytes", error.len());
    assert!(peak > 0 && peak < 100_000, "{peak} kB");
}

#[test]
fn a_file_that_is_something_else_gives_no_finding_for_each_line() {
    let (_, _, error) = run_with(&["check", "-"], &b"x y\n".repeat(1_000_000));
    assert!(error.contains("999900 more such lines are not shown"), "{} bytes", error.len());
    assert!(error.contains("\n100 errors; "), "{} bytes", error.len());
    let text = format!("plan p {{ cell c {{ {} }} }}", "node n on h { } ".repeat(1_000));
    let (_, _, error) = run_with(&["check", "-"], text.as_bytes());
    assert!(error.contains(" more findings are not shown"), "{} bytes", error.len());
    assert!(error.contains("\n200 errors; "), "{} bytes", error.len());
}

#[test]
fn an_error_is_not_lost_in_a_flood_of_warnings() {
    let plan = std::fs::read_to_string(crate::root().join(example("nd-db2"))).unwrap();
    let idle = "accept rollback of orders-store because \"why not\"\n".repeat(500);
    let end = plan.rfind('}').unwrap();
    let wrong = "restore engine nobody from nightly";
    let text = format!("{}{idle}{wrong}\n}}\n", &plan[..end]);
    let (exit, _, error) = run_with(&["check", "-"], text.as_bytes());
    assert_eq!(exit, 1);
    assert!(error.contains("error[SR202]") && error.contains("1 error, 199 warnings"), "{error}");
}

#[test]
fn line_ends_and_byte_order_marks_of_other_editors_change_nothing_but_the_place() {
    let plan = std::fs::read_to_string(crate::root().join(example("nd-db2"))).unwrap();
    let windows = format!("\u{FEFF}{}", plan.replace('\n', "\r\n"));
    let compile = |input: &str| {
        let folder = folder();
        let out = folder.path().join("b");
        let (exit, _, error) = run_with(&["compile", "-", "-o", &text(&out)], input.as_bytes());
        assert_eq!(exit, 0, "{error}");
        std::fs::read_to_string(out.join("MANIFEST.sha256")).unwrap()
    };
    assert_eq!(compile(&plan), compile(&windows));
}

#[test]
fn every_starter_plan_compiles_as_it_is_printed_and_its_values_are_named() {
    for topology in ["base", "nd", "cluster"] {
        let (exit, plan, _) = run(&["init", "--topology", topology]);
        assert_eq!(exit, 0);
        let (exit, out, error) = run_with(&["check", "-"], plan.as_bytes());
        assert_eq!(exit, 0, "{error}");
        assert!(out.contains("1 engine in "), "{out}");
        let said = [&out, &error].map(|text| text.matches("warning[SR209]").count());
        assert!(said.iter().sum::<usize>() > 9 && !error.contains("error["), "{error}");
    }
}

#[test]
fn a_plan_that_cannot_be_read_is_exit_2_and_named() {
    for command in [["check", "no/such.restore"], ["check", "src"]] {
        let (exit, out, error) = run(&command);
        assert_eq!((exit, out.as_str()), (2, ""));
        assert!(error.starts_with("sibrestore: ") && error.contains(command[1]), "{error}");
    }
}
