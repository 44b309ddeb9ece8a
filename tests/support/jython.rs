//! Renders the scripts of all cases once, runs them in each runtime once, and keeps what was
//! printed. One start of a runtime serves every case.

use crate::contexts::{self, Sample};
use sibrestore::render::{bare_environment, environment, render};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

/// What a runtime is called and how it is started.
const RUNTIMES: [(&str, &[&str]); 3] = [
    (
        "2.1",
        &["java", "-Dpython.cachedir.skip=true", "-cp", "jython-2.1.jar", "org.python.util.jython"],
    ),
    ("2.7", &["java", "-Dpython.cachedir.skip=true", "-jar", "jython-standalone-2.7.4.jar"]),
    ("3", &["python3", "-W", "error"]),
];

const RECORDED: &str = "RECORD Node01.server1-OrdersBus|AAAA000000000001|STARTED\n\
    NOTHELD node Node02: its node agent is not in contact\n\
    RECORD Node01.server1-OrdersBus|AAAA000000000001|STOPPED\n\
    BACKUP Node01.server1-OrdersBus|AAAA000000000001|STOPPED\n\
    BACKUP Messaging.000-OrdersBus|CCCC000000000001|STOPPED\n";
/// The hold found an engine that an earlier hold had set to STOPPED.
const HELD_BEFORE: &str = "RECORD Node01.server1-OrdersBus|AAAA000000000001|STOPPED\n\
    BACKUP Node01.server1-OrdersBus|AAAA000000000001|STARTED\n\
    RECORD Messaging.000-OrdersBus|CCCC000000000001|STOPPED\n\
    BACKUP Messaging.000-OrdersBus|CCCC000000000001|STOPPED\n";
const NOTHING: &str = "NOTHELD connection refused\nRECORD other|1|STARTED\n";
/// Stands for a file that is named and is not there.
const MISSING: &str = "";
const FLUSHED: &str = "FLUSHING Node01.server1-OrdersBus|OrdersBus\n";
const HOSTILE: &str = "RECORD it's \"q\" [x] {y} 100% \\u00fc\\u20ac, a=b?*|EEEE|STARTED\n\
    RECORD Node01.server1-OrdersBus|AAAA000000000001|STARTED\n";

/// Name, kind of step, sample, scenario in `scenarios.py`, text of the recorded file.
type Case = (&'static str, &'static str, fn() -> Sample, &'static str, Option<&'static str>);

const CASES: &[Case] = &[
    ("hold_nd", "hold", contexts::nd, "running", None),
    ("hold_base", "hold", contexts::base, "base_running", None),
    ("hold_agent_down", "hold", contexts::nd, "agent_down", None),
    ("hold_sync_late", "hold", contexts::nd, "sync_late", None),
    ("hold_sync_never", "hold", contexts::nd, "sync_never", None),
    ("hold_wrong_uuid", "hold", contexts::nd, "wrong_uuid", None),
    ("hold_missing", "hold", contexts::nd, "engine_missing", None),
    ("hold_third_member", "hold", contexts::nd, "third_member", None),
    ("hold_member_gone", "hold", contexts::nd, "member_gone", None),
    ("hold_member_moved", "hold", contexts::nd, "member_moved", None),
    ("hold_again_third_member", "hold_again", contexts::nd, "third_member", None),
    ("hold_in_cluster", "hold", contexts::nd, "server_engine_in_cluster", None),
    ("hold_in_server", "hold", contexts::nd, "cluster_engine_in_server", None),
    ("hold_other_cluster", "hold", contexts::nd, "engine_in_other_cluster", None),
    ("hold_other_server", "hold", contexts::nd, "engine_in_other_server", None),
    ("hold_wrong_cell", "hold", contexts::nd, "wrong_cell", None),
    ("hold_wrong_process", "hold", contexts::nd, "wrong_process", None),
    ("hold_save_fails", "hold", contexts::nd, "save_fails", None),
    ("hold_save_times_out", "hold", contexts::nd, "save_times_out", None),
    ("hold_twice", "hold", contexts::nd, "held_already", None),
    ("hold_no_state", "hold", contexts::base, "no_initial_state", None),
    ("hold_hostile", "hold", contexts::hostile, "hostile_running", None),
    ("hold_again_local", "hold_again", contexts::base_local, "base_local", None),
    ("hold_again_wrong_cell", "hold_again", contexts::base_local, "wrong_cell_local", None),
    ("hold_again_nd", "hold_again", contexts::nd, "all_agents_down", None),
    ("stop", "stop_engines", contexts::nd, "stops", None),
    ("stop_stranger", "stop_engines", contexts::nd, "stop_stranger", None),
    ("stop_stranger_joined", "stop_engines", contexts::nd, "stop_stranger_joined", None),
    ("stop_stranger_late", "stop_engines", contexts::nd, "stop_fails_over_to_stranger", None),
    ("stop_no_object", "stop_engines", contexts::nd, "standby_without_object", None),
    ("stop_starting", "stop_engines", contexts::nd, "stops_while_starting", None),
    ("stop_never_started", "stop_engines", contexts::nd, "never_started", None),
    ("stop_hung", "stop_engines", contexts::nd, "hangs", None),
    ("stop_two_hung", "stop_engines", contexts::nd_and_second, "two_hang_in_one_server", None),
    ("stop_server_stays", "stop_engines", contexts::nd, "hangs_and_server_stays", None),
    ("stop_hung_base", "stop_engines", contexts::base, "base_hangs", None),
    ("stop_failover", "stop_engines", contexts::nd, "fails_over", None),
    ("stop_agent_down", "stop_engines", contexts::nd, "stop_agent_down", None),
    ("stop_failed_engine", "stop_engines", contexts::nd, "failed_engine", None),
    ("gate", "gate_stopped", contexts::nd, "stopped", None),
    ("gate_stranger", "gate_stopped", contexts::nd, "stranger_at_gate", None),
    ("gate_stranger_unreadable", "gate_stopped", contexts::nd, "stranger_unreadable", None),
    ("gate_stranger_quiet", "gate_stopped", contexts::nd, "stranger_quiet", None),
    ("gate_other_down", "gate_stopped", contexts::nd, "stopped_other_down", None),
    ("gate_base", "gate_stopped", contexts::base, "base_stopped", None),
    ("gate_hostile", "gate_stopped", contexts::hostile, "hostile_stopped", None),
    ("gate_late", "gate_stopped", contexts::nd, "stopped_late", None),
    ("gate_started", "gate_stopped", contexts::nd, "started_at_gate", None),
    ("gate_joined", "gate_stopped", contexts::nd, "joined_at_gate", None),
    ("gate_other_active", "gate_stopped", contexts::nd, "other_active_at_gate", None),
    ("gate_strange", "gate_stopped", contexts::nd, "strange_at_gate", None),
    ("gate_agent_down", "gate_stopped", contexts::nd, "gate_agent_down", None),
    ("gate_server_down", "gate_stopped", contexts::nd, "gate_server_down", None),
    ("flush", "flush_start", contexts::nd, "stopped", None),
    ("flush_stranger", "flush_start", contexts::nd, "stranger_at_gate", None),
    ("flush_stranger_late", "flush_start", contexts::nd, "stranger_in_second_wave", None),
    ("flush_one_wave", "flush_start", contexts::nd_one_wave, "stopped", None),
    ("flush_base", "flush_start", contexts::base, "base_stopped", None),
    ("flush_hostile", "flush_start", contexts::hostile, "hostile_stopped", None),
    ("flush_at_once", "flush_start", contexts::nd, "start_returns_at_once", None),
    ("flush_blocks", "flush_start", contexts::nd, "start_blocks", None),
    ("flush_soap_timeout", "flush_start", contexts::nd, "start_times_out", None),
    ("flush_fails", "flush_start", contexts::nd, "start_fails", None),
    ("flush_no_effect", "flush_start", contexts::nd, "start_without_effect", None),
    ("flush_raised", "flush_start", contexts::nd, "start_raises_without_effect", None),
    ("flush_never_ends", "flush_start", contexts::nd, "start_never_ends", None),
    ("flush_server_dies", "flush_start", contexts::nd, "server_dies_in_start", None),
    ("flush_silent", "flush_start", contexts::nd, "silent_in_start", None),
    ("flush_second_wave", "flush_start", contexts::nd, "second_wave_changes", None),
    ("flush_started", "flush_start", contexts::nd, "started_at_gate", None),
    ("flush_joined", "flush_start", contexts::nd, "joined_at_gate", None),
    ("flush_other_active", "flush_start", contexts::nd, "other_active_at_gate", None),
    ("flush_strange", "flush_start", contexts::nd, "strange_at_gate", None),
    ("flush_agent_down", "flush_start", contexts::nd, "gate_agent_down", None),
    ("flush_again", "flush_start", contexts::nd, "started_at_gate", Some(FLUSHED)),
    ("verify", "verify_engines", contexts::nd, "well", None),
    ("verify_stranger", "verify_engines", contexts::nd, "stranger_after", None),
    ("verify_old", "verify_engines", contexts::nd, "old_release", None),
    ("verify_unhealthy", "verify_engines", contexts::nd, "local_error", None),
    ("verify_no_answer", "verify_engines", contexts::nd, "health_cannot_be_read", None),
    ("verify_stopped", "verify_engines", contexts::nd, "stopped", None),
    ("verify_server_down", "verify_engines", contexts::nd, "gate_server_down", None),
    ("release", "release", contexts::nd, "held_already", Some(RECORDED)),
    ("release_held_before", "release", contexts::nd, "held_already", Some(HELD_BEFORE)),
    (
        "release_held_before_started",
        "release",
        || contexts::after(contexts::nd(), "started"),
        "held_already",
        Some(HELD_BEFORE),
    ),
    ("release_nothing", "release", contexts::nd, "held_already", Some(NOTHING)),
    ("release_no_file", "release", contexts::nd, "held_already", Some(MISSING)),
    ("release_no_argument", "release", contexts::nd, "held_already", None),
    (
        "release_started",
        "release",
        || contexts::after(contexts::nd(), "started"),
        "held_already",
        None,
    ),
    (
        "release_stopped",
        "release",
        || contexts::after(contexts::nd(), "stopped"),
        "held_already",
        None,
    ),
    ("release_agent_down", "release", contexts::nd, "agent_down_and_held", Some(RECORDED)),
    ("release_sync_never", "release", contexts::nd, "sync_never", Some(RECORDED)),
    ("release_base", "release", contexts::base, "base_running", Some(RECORDED)),
    ("release_hostile", "release", contexts::hostile, "hostile_running", Some(HOSTILE)),
    ("many_hold", "hold", contexts::many, "many_running", None),
    ("many_flush", "flush_start", contexts::many, "many_stopped", None),
    ("many_release", "release", || contexts::after(contexts::many(), "started"), "many_held", None),
];

/// The kind of step of a case.
pub fn kind(case: &str) -> &'static str {
    CASES.iter().find(|found| found.0 == case).map_or("", |found| found.1)
}

/// The script of a case.
pub fn script(case: &str) -> String {
    runs();
    std::fs::read_to_string(folder().join(format!("{case}.py"))).unwrap()
}

/// What a case printed in Python 3, without the line that names the runtime.
pub fn transcript(case: &str) -> String {
    let found = runs()[2].get(case).unwrap_or_else(|| panic!("no case {case}"));
    found.clone()
}

/// The same cases, and the same bytes in each.
pub fn all_equal() {
    let [first, second, third] = runs();
    for case in CASES.iter().map(|case| case.0).chain(["literals"]) {
        assert!(third.contains_key(case), "python3 did not run {case}");
        assert_eq!(first.get(case), third.get(case), "{case}: Jython 2.1 and Python 3 differ");
        assert_eq!(second.get(case), third.get(case), "{case}: Jython 2.7 and Python 3 differ");
    }
}

/// Each rendered script passes the checker of the portable subset.
pub fn all_portable() {
    runs();
    let scripts = CASES.iter().map(|case| folder().join(format!("{}.py", case.0)));
    let output =
        Command::new("python3").arg(support("portable.py")).args(scripts).output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{said}{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(said.lines().last(), Some(format!("{} files checked", CASES.len()).as_str()));
}

/// The checker is worth something: it refuses each of its own bad examples.
pub fn checker_refuses() {
    let output = Command::new("python3")
        .arg(support("portable.py"))
        .arg("--refuses")
        .arg(support("not_portable.txt"))
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{said}{}", String::from_utf8_lossy(&output.stderr));
    assert!(said.ends_with(" examples refused\n"), "{said}");
}

/// Values that need escapes come back, character by character, as what they were.
pub fn literals_read_back() {
    let expected: String = literals().iter().map(|value| format!("{}\n", numbers(value))).collect();
    for (run, (name, _)) in runs().iter().zip(RUNTIMES) {
        let said = run.get("literals").unwrap();
        let (said, _) = said.split_once("--- ").unwrap();
        assert!(said == expected, "{name} reads a literal as something else");
    }
}

fn numbers(value: &str) -> String {
    value.chars().map(|c| u32::from(c).to_string()).collect::<Vec<_>>().join(" ")
}

/// Every character with a meaning somewhere, next to each other one, at both ends and inside.
/// The values that hold a line break come first, since these cannot be rows.
fn literals() -> Vec<String> {
    let marks: Vec<char> =
        "\\\"'`$%{}[]()#!*?,=|;<>&^~@: \n\tu0xNUa\u{e9}\u{fc}\u{122}\u{10a}\u{20ac}\u{ffff}"
            .chars()
            .collect();
    let mut values = vec![String::new(), "\\u0041 \\x41 \\N{DASH} \\101 %s %(a)s".into()];
    for &a in &marks {
        for &b in &marks {
            values.push([a, b].iter().collect());
            values.push(['x', a, b, a, 'y'].iter().collect());
        }
    }
    values.sort_by_key(|value| !value.contains('\n'));
    values
}

/// A script that prints the numbers of the characters of each literal.
fn literals_script() -> String {
    let mut environment = bare_environment();
    let text = "import sys\nROWS = []\n{% for row in rows %}\n\
        {% for v in row %}\nROWS.append({{ v }})\n{% endfor %}\n{% endfor %}\n\
        LONG = []\n{% for row in long %}\nLONG.append({{ row }})\n{% endfor %}\n\
        for text in LONG:\n    for line in text.split(\"\\n\")[:-1]:\n        ROWS.append(line)\n\
        for value in ROWS:\n    n = []\n    for c in value:\n        n.append(\"%d\" % (ord(c),))\n    \
        sys.stdout.write(\" \".join(n) + \"\\n\")\n";
    environment.add_template("literals.py.j2", text).unwrap();
    // A module of Jython 2.1 holds about a thousand statements, so most values go as rows.
    let values = literals();
    let (alone, rows) = values.split_at(700);
    assert!(!rows.iter().any(|row| row.contains('\n')), "a row holds no line break");
    let context = serde_json::json!({
        "rows": [alone], "long": rows.chunks(400).collect::<Vec<_>>()});
    render(&environment, "literals.py.j2", context).unwrap()
}

fn support(file: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/support/jython").join(file)
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join("run_jython")
}

/// What each runtime printed, by case.
fn runs() -> &'static [BTreeMap<String, String>; 3] {
    static RUNS: OnceLock<[BTreeMap<String, String>; 3]> = OnceLock::new();
    RUNS.get_or_init(|| {
        write_scripts();
        std::thread::scope(|scope| {
            RUNTIMES
                .map(|(name, words)| scope.spawn(move || run(name, words)))
                .map(|t| t.join().unwrap())
        })
    })
}

fn write_scripts() {
    let folder = folder();
    std::fs::create_dir_all(&folder).unwrap();
    let environment = environment();
    let mut list = String::new();
    for &(name, kind, sample, scenario, recorded) in CASES {
        let context = contexts::context(&format!("101-{kind}"), kind, &sample());
        let script = render(&environment, &format!("steps/{kind}/step.py.j2"), context)
            .unwrap_or_else(|error| panic!("{name}: {error}"));
        let path = folder.join(format!("{name}.py"));
        std::fs::write(&path, script).unwrap();
        let mut argument = String::new();
        if let Some(text) = recorded {
            argument = format!("{}/{name}.recorded.txt", folder.display());
            if text != MISSING {
                std::fs::write(&argument, text).unwrap();
            }
        }
        list.push_str(&format!("{name}|{scenario}|{}|{argument}\n", path.display()));
    }
    let path = folder.join("literals.py");
    std::fs::write(&path, literals_script()).unwrap();
    list.push_str(&format!("literals||{}|\n", path.display()));
    std::fs::write(folder.join("cases.txt"), list).unwrap();
}

fn run(name: &str, words: &[&str]) -> BTreeMap<String, String> {
    let tools = Path::new(env!("CARGO_MANIFEST_DIR")).join(".tools");
    let mut command = Command::new(words[0]);
    for word in &words[1..] {
        if word.ends_with(".jar") {
            let jar = tools.join(word);
            assert!(
                jar.is_file(),
                "{} is missing: run tests/support/install-tools.sh",
                jar.display()
            );
            command.arg(jar);
        } else {
            command.arg(word);
        }
    }
    command.arg(support("run_cases.py")).arg(support("")).arg(folder().join("cases.txt"));
    // The scripts must print the same where nothing but ASCII can be printed. Jython 2.1 leaves a
    // folder of packages where it is started.
    command.current_dir(folder());
    let output =
        command.env("LC_ALL", "C").output().unwrap_or_else(|error| panic!("{name}: {error}"));
    assert!(output.status.success(), "{name}: {}", String::from_utf8_lossy(&output.stderr));
    let said = String::from_utf8(output.stdout).unwrap().replace("\r\n", "\n");
    let mut cases = BTreeMap::new();
    for part in said.split("=== ").skip(1) {
        let (case, text) = part.split_once('\n').unwrap();
        cases.insert(case.to_owned(), without_runtime(name, text));
    }
    cases
}

/// The line that names the runtime is right, and is the only one that may differ.
fn without_runtime(name: &str, text: &str) -> String {
    match text.strip_prefix("RUNTIME ") {
        None => text.to_owned(),
        Some(rest) => {
            let (version, rest) = rest.split_once('\n').unwrap();
            assert!(version.starts_with(name), "{version} is not {name}");
            format!("\n{rest}")
        }
    }
}
