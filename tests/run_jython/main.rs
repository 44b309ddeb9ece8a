//! The wsadmin scripts, run: every template with sample contexts, in Jython 2.1, in Jython 2.7
//! and in Python 3, against a stand-in cell that prints each call. The three transcripts of a
//! case are equal, and the tests here read one of them.
//!
//! A runtime that is missing fails the tests; `tests/support/install-tools.sh` fetches them.

#![allow(clippy::disallowed_methods, reason = "a test starts processes and writes files")]
#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

mod attempts;
#[path = "../support/jython/cases.rs"]
mod cases;
#[path = "../support/contexts.rs"]
mod contexts;
mod flush_start;
mod gate_stopped;
mod hold;
#[path = "../support/jython.rs"]
mod jython;
mod looking;
mod release;
mod stop_engines;
mod verify_engines;
mod way_back;

use jython::transcript;

/// The transcript has these lines in this order; other lines may stand between them.
fn in_order(case: &str, lines: &[&str]) {
    let text = transcript(case);
    let mut rest = text.as_str();
    for line in lines {
        match rest.find(line) {
            Some(at) => rest = &rest[at + line.len()..],
            None => panic!("{case}: no {line:?} where it is due in\n{text}"),
        }
    }
}

/// How the script ends: its result, and whether it raises, which belong together.
fn ends(case: &str, rc: usize) {
    let end = if rc == 0 { "ended" } else { "raised RuntimeError" };
    in_order(case, &[&format!("\nRESULT rc={rc} step={}\n--- {end} ", jython::id(case))]);
    assert_eq!(transcript(case).matches("\nRESULT ").count(), 1);
}

/// How often a piece of text stands in the transcript.
fn count(case: &str, text: &str) -> usize {
    transcript(case).matches(text).count()
}

/// Nothing was changed, whatever was found.
fn changes_nothing(case: &str) {
    for call in ["> modify", "> save", "> reset", "> start", "> stop", "> stopServer", "> sync"] {
        assert_eq!(count(case, call), 0, "{case} calls {call}\n{}", transcript(case));
    }
}

#[test]
fn the_three_runtimes_print_the_same() {
    jython::all_equal();
}

#[test]
fn every_script_is_in_the_portable_subset() {
    jython::all_portable();
}

#[test]
fn the_checker_refuses_what_one_of_the_runtimes_refuses() {
    jython::checker_refuses();
}

#[test]
fn every_literal_reads_back_in_each_runtime() {
    jython::literals_read_back();
}

#[test]
fn an_engine_is_one_line_of_the_script() {
    let script = jython::script("hold_nd");
    let row =
        "\nNode01.server1-OrdersBus|OrdersBus||Node01|server1|AAAA000000000001|recorded|1\\n\\\n";
    assert!(script.contains(row), "{script}");
    let hostile = jython::script("hold_hostile");
    assert!(hostile.contains("\nit's \\\"q\\\" [x] {y} 100% \\u00fc\\u20ac, a=b?*|"), "{hostile}");
    assert!(hostile.contains("\n# Guards    H1: the restored \"Started\" \\u010Aimport os\n"));
}

#[test]
fn the_flush_start_stands_in_one_place() {
    let script = jython::script("flush");
    assert_eq!(script.matches("\"start\"").count(), 1);
    assert!(script.contains("AdminControl.invoke(place[\"mbean\"], \"start\", [\"FLUSH\"])"));
    // A flushed engine that is Stopped since is started in the usual way, after its proof.
    let usual = jython::script("verify");
    assert_eq!(usual.matches("\"start\"").count(), 1);
    assert!(usual.contains("AdminControl.invoke(place[\"mbean\"], \"start\")"));
    for case in ["hold_nd", "stop", "gate", "unflushed", "release"] {
        assert_eq!(jython::script(case).matches("\"start\"").count(), 0, "{case}");
    }
}

#[test]
fn ten_thousand_engines_take_a_few_calls_each() {
    for case in ["many_hold", "many_flush", "many_release"] {
        ends(case, 0);
    }
    in_order(
        "many_hold",
        &["--- list 2\n", "--- modify 10000\n", "--- queryNames 3\n", "--- save 1\n"],
    );
    in_order("many_flush", &["--- queryNames 3\n", "--- start 10000\n", "--- state 30000\n"]);
}
