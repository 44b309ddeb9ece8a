//! Runs the script against each stand-in cell in each runtime, once, and keeps what it printed.

use sibrestore::probe;
use sibrestore::render::environment;
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

/// Cells, and the words after the script; `FILE` is a file of the case's own.
const CASES: &[(&str, &str, &str)] = &[
    ("nd", "nd", ""),
    ("crlf", "nd_crlf", ""),
    ("broken", "broken", ""),
    ("unseen", "unseen", ""),
    ("part", "part", ""),
    ("strange", "strange", ""),
    ("example", "example", ""),
    ("base", "base", ""),
    ("local", "local", ""),
    ("silent", "silent", ""),
    ("slow", "slow", ""),
    ("many", "many", ""),
    ("file", "base", "FILE"),
    ("empty", "base", "FILE"),
    ("there", "base", "FILE"),
    ("nowhere", "base", "FILE"),
    ("two", "base", "a.json b.json"),
];

pub fn support(file: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/support").join(file)
}

/// The folder that this test has to itself.
pub fn folder() -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("probe");
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

/// The file with the script.
pub fn script() -> PathBuf {
    static SCRIPT: OnceLock<PathBuf> = OnceLock::new();
    let write = || {
        let path = folder().join("probe.py");
        std::fs::write(&path, probe::script(&environment()).unwrap()).unwrap();
        path
    };
    SCRIPT.get_or_init(write).clone()
}

/// The file that a case names, in a runtime.
pub fn file(runtime: &str, case: &str) -> PathBuf {
    let name = if case == "nowhere" { "nowhere/x.json".into() } else { format!("{case}.json") };
    folder().join(runtime).join(name)
}

/// What a case printed in each runtime, by name, with the runtime's own level taken out.
pub fn printed(case: &str) -> [(&'static str, String); 3] {
    static RUNS: OnceLock<[Run; 3]> = OnceLock::new();
    let runs = RUNS.get_or_init(|| {
        std::thread::scope(|scope| {
            RUNTIMES
                .map(|(name, words)| scope.spawn(move || run(name, words)))
                .map(|thread| thread.join().unwrap())
        })
    });
    let of = |at: usize| {
        let run = runs[at].as_ref().unwrap_or_else(|why| panic!("{why}"));
        let text = run.get(case).unwrap_or_else(|| panic!("{case} did not run"));
        (RUNTIMES[at].0, text.clone())
    };
    [of(0), of(1), of(2)]
}

/// The text that all three printed alike.
pub fn alike(case: &str) -> String {
    let [first, second, third] = printed(case);
    assert_eq!(first.1, third.1, "{case}: Jython 2.1 and Python 3 differ");
    assert_eq!(second.1, third.1, "{case}: Jython 2.7 and Python 3 differ");
    third.1
}

/// What the cases printed, or why they could not be run; each test says so, and none runs them again.
type Run = Result<BTreeMap<String, String>, String>;

fn run(name: &str, words: &[&str]) -> Run {
    let tools = Path::new(env!("CARGO_MANIFEST_DIR")).join(".tools");
    let mut command = Command::new(words[0]);
    for word in &words[1..] {
        if word.ends_with(".jar") {
            let jar = tools.join(word);
            if !jar.is_file() {
                let told = "run tests/support/install-tools.sh";
                return Err(format!("{} is missing: {told}", jar.display()));
            }
            command.arg(jar);
        } else {
            command.arg(word);
        }
    }
    let own = folder().join(name);
    std::fs::remove_dir_all(&own).ok();
    std::fs::create_dir_all(&own).unwrap();
    std::fs::write(file(name, "there"), "somebody's\n").unwrap();
    std::fs::write(file(name, "empty"), "").unwrap();
    let list = own.join("cases.txt");
    std::fs::write(&list, cases(name)).unwrap();
    command.arg(support("probe/run.py")).arg(support("")).arg(script()).arg(list);
    // Nothing but ASCII can be printed here. Jython 2.1 leaves a folder where it is started.
    command.current_dir(&own).env("LC_ALL", "C");
    let output = command.output().map_err(|error| format!("{name}: {error}"))?;
    if !output.status.success() {
        return Err(format!("{name}: {}", String::from_utf8_lossy(&output.stderr)));
    }
    let said = String::from_utf8(output.stdout).unwrap().replace("\r\n", "\n");
    let said = said.replace(&*own.display().to_string(), "OWN");
    let mut printed = BTreeMap::new();
    for part in said.split("=== ").skip(1) {
        let (case, text) = part.split_once('\n').unwrap();
        // The one text of an exception that the three word differently.
        let text = text.replace("NameError: global name '", "NameError: ");
        let text = text.replace("NameError: name '", "NameError: ").replace("' is not defined", "");
        printed.insert(case.to_owned(), without_level(name, &text));
    }
    Ok(printed)
}

fn cases(runtime: &str) -> String {
    let line = |(name, cell, words): &(&str, &str, &str)| {
        let own = file(runtime, name).display().to_string();
        format!("{name}|{cell}|{}\n", words.replace("FILE", &own))
    };
    CASES.iter().map(line).collect()
}

/// The two places that name the runtime are right, and are the only ones that may differ.
pub fn without_level(runtime: &str, text: &str) -> String {
    let Some((before, rest)) = text.split_once("\"jython\": \"") else { return text.to_owned() };
    let (level, rest) = rest.split_once('"').unwrap();
    assert!(level.starts_with(runtime), "{level} is not {runtime}");
    let (middle, rest) = rest.split_once("runs the scripts of wsadmin?\", \"seen\": ").unwrap();
    let (seen, rest) = rest.split_once('\n').unwrap();
    let about = format!("[{{\"about\": \"\", \"says\": \"{level}");
    assert!(seen.starts_with(&about), "{seen} is not {level}");
    format!(
        "{before}\"jython\": \"LEVEL\"{middle}runs the scripts of wsadmin?\", \"seen\": []}},\n{rest}"
    )
}
