//! Renders the scripts of all cases once, runs them in each runtime once, and keeps what was
//! printed. One start of a runtime serves every case.

use crate::cases::{self, Case, MISSING};
use crate::contexts;
use sibrestore::render::{bare_environment, environment, render};
use std::collections::{BTreeMap, BTreeSet};
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

/// The cases, by name.
pub fn cases() -> &'static [Case] {
    static CASES: OnceLock<Vec<Case>> = OnceLock::new();
    CASES.get_or_init(cases::all)
}

/// The id that a case prints with its result.
pub fn id(case: &str) -> String {
    let found = cases().iter().find(|found| found.name == case);
    let found = found.unwrap_or_else(|| panic!("no case {case}"));
    let back = if found.script == "back" { "back-" } else { "" };
    format!("{back}101-{}", found.kind)
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
    for case in cases().iter().map(|case| case.name.as_str()).chain(["literals"]) {
        assert!(third.contains_key(case), "python3 did not run {case}");
        assert_eq!(first.get(case), third.get(case), "{case}: Jython 2.1 and Python 3 differ");
        assert_eq!(second.get(case), third.get(case), "{case}: Jython 2.7 and Python 3 differ");
    }
}

/// Each rendered script passes the checker of the portable subset.
pub fn all_portable() {
    runs();
    let scripts: BTreeSet<PathBuf> = cases().iter().map(Case::path).collect();
    let output =
        Command::new("python3").arg(support("portable.py")).args(&scripts).output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{said}{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(said.lines().last(), Some(format!("{} files checked", scripts.len()).as_str()));
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

impl Case {
    /// The rendered script, which is the same in every mode.
    fn path(&self) -> PathBuf {
        let name = self.name.rsplit(':').next().unwrap_or_default();
        folder().join(format!("{name}.py"))
    }
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
    for case in cases() {
        let path = case.path();
        if !path.ends_with(format!("{}.py", case.name)) && path.exists() {
            // The same script as that of the case that does something.
        } else {
            let context =
                contexts::context(&format!("101-{}", case.kind), case.kind, &(case.sample)());
            let template = format!("steps/{}/{}.py.j2", case.kind, case.script);
            let script = render(&environment, &template, context)
                .unwrap_or_else(|error| panic!("{}: {error}", case.name));
            std::fs::write(&path, script).unwrap();
        }
        let file = |end: &str, text: Option<&str>| {
            let Some(text) = text else { return String::new() };
            let path = format!("{}/{}.{end}", folder.display(), case.name);
            if text == MISSING {
                std::fs::remove_file(&path).ok();
                for (name, _) in RUNTIMES {
                    std::fs::remove_file(format!("{path}.{name}")).ok();
                }
            } else {
                std::fs::write(&path, text).unwrap();
            }
            path
        };
        list.push_str(&format!(
            "{}|{}|{}|{}|{}|{}|{}|{}\n",
            case.name,
            case.scenario,
            path.display(),
            case.mode,
            file("recorded", Some(case.recorded.unwrap_or("\n"))),
            case.attempt,
            file("engines", case.engines),
            if case.confirmed { "confirmed" } else { "" },
        ));
    }
    let path = folder.join("literals.py");
    std::fs::write(&path, literals_script()).unwrap();
    list.push_str(&format!("literals||{}||||\n", path.display()));
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
    command.arg(support("run_cases.py")).arg(support("")).arg(folder().join("cases.txt")).arg(name);
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
