//! The wsadmin scripts of every bundle, run in the order of the plan against one cell.

use crate::bundle::{Bundle, all, repository};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

const RUNTIMES: [(&str, &[&str]); 3] = [
    (
        "2.1",
        &["java", "-Dpython.cachedir.skip=true", "-cp", "jython-2.1.jar", "org.python.util.jython"],
    ),
    ("2.7", &["java", "-Dpython.cachedir.skip=true", "-jar", "jython-standalone-2.7.4.jar"]),
    ("3", &["python3", "-W", "error"]),
];

/// In each runtime: what each script printed, by `bundle/step`, and what the wrappers of each
/// bundle would have recorded.
struct Runs {
    said: [BTreeMap<String, String>; 3],
    recorded: [BTreeMap<String, String>; 3],
}

fn runs() -> &'static Runs {
    static RUNS: OnceLock<Runs> = OnceLock::new();
    RUNS.get_or_init(|| {
        // A test that starts this program again makes its own runs.
        let kept = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
        let folder = kept.path();
        let mut cases = String::new();
        for bundle in all() {
            cell(bundle, &mut cases);
            write_scripts(bundle, folder);
            for (id, kind, attempt) in walked(bundle) {
                let path = folder.join(format!("{}-{id}.py", bundle.name));
                let script = format!("{}/{id}|{kind}|{}", bundle.name, path.display());
                writeln!(cases, "STEP|{script}|{attempt}").unwrap();
            }
        }
        fs::write(folder.join("cases.txt"), cases).unwrap();
        let said = std::thread::scope(|scope| {
            let threads =
                RUNTIMES.map(|(name, words)| scope.spawn(move || run(name, words, folder)));
            threads.map(|thread| thread.join().unwrap())
        });
        let recorded = RUNTIMES.map(|(runtime, _)| {
            let file = |name: &str| folder.join(runtime).join(format!("{name}.recorded"));
            let text = |name: &str| fs::read_to_string(file(name)).unwrap();
            all().iter().map(|bundle| (bundle.name.clone(), text(&bundle.name))).collect()
        });
        Runs { said, recorded }
    })
}

/// Id and kind of each step that has a wsadmin script.
fn scripts(bundle: &Bundle) -> Vec<(String, String)> {
    let has = |id: &str| bundle.files.iter().any(|file| file.path == format!("steps/{id}/step.py"));
    let steps = bundle.steps().into_iter().filter(|step| has(&step.id));
    steps.map(|step| (step.id, step.kind)).collect()
}

/// Writes each wsadmin script of a bundle into a folder, and gives their paths.
fn write_scripts(bundle: &Bundle, folder: &Path) -> Vec<PathBuf> {
    let write = |(id, _): (String, String)| {
        let path = folder.join(format!("{}-{id}.py", bundle.name));
        fs::write(&path, bundle.text(&format!("steps/{id}/step.py"))).unwrap();
        path
    };
    scripts(bundle).into_iter().map(write).collect()
}

/// Id, kind and attempt of each script that is run. Before the release the first engine needs a
/// second attempt.
fn walked(bundle: &Bundle) -> Vec<(String, String, u32)> {
    let scripts = scripts(bundle);
    let of = |kinds: &[&str], attempt: u32| {
        let wanted = scripts.iter().filter(|(_, kind)| kinds.contains(&kind.as_str()));
        wanted.map(|(id, kind)| (id.clone(), kind.clone(), attempt)).collect::<Vec<_>>()
    };
    let until = ["hold", "stop_engines", "hold_again", "gate_stopped", "flush_start"];
    let mut walked = of(&until, 1);
    walked.extend(of(&["verify_engines"], 1));
    walked.extend(of(&["stop_unflushed", "flush_start", "verify_engines"], 2));
    walked.extend(of(&["release"], 1));
    walked
}

/// The cell that `plan.json` describes.
pub fn cell(bundle: &Bundle, cases: &mut String) {
    let plan = &bundle.plan;
    let nd = u8::from(!plan["cell"]["deployment_manager"].is_null());
    let name = plan["cell"]["name"].as_str().unwrap();
    writeln!(cases, "CELL|{}|{name}|{nd}", bundle.name).unwrap();
    for engine in bundle.list(&plan["engines"], &["name", "bus", "server", "uuid", "cluster"]) {
        let [name, bus, server, uuid, cluster] = engine.try_into().unwrap();
        let place = server.replace('/', "|");
        // A cell knows every uuid, also where the plan does not.
        let uuid = if uuid.is_empty() { "0123456789ABCDEF" } else { &uuid };
        writeln!(cases, "ENGINE|{name}|{bus}|{place}|{uuid}|{cluster}").unwrap();
        for other in plan["cell"]["clusters"].as_array().unwrap() {
            if other["name"] == cluster {
                for member in other["members"].as_array().unwrap() {
                    let member = member.as_str().unwrap();
                    if member != server {
                        let place = member.replace('/', "|");
                        writeln!(cases, "MEMBER|{name}|{bus}|{place}").unwrap();
                    }
                }
            }
        }
    }
    for cluster in plan["cell"]["clusters"].as_array().unwrap() {
        for member in cluster["members"].as_array().unwrap() {
            let place = member.as_str().unwrap().replace('/', "|");
            writeln!(cases, "CLUSTER|{}|{place}", cluster["name"].as_str().unwrap()).unwrap();
        }
    }
    for node in bundle.list(&plan["cell"]["nodes"], &["name", "host"]) {
        writeln!(cases, "NODE|{}|{}", node[0], node[1]).unwrap();
    }
    writeln!(cases, "NEIGHBOURS").unwrap();
}

fn run(name: &str, words: &[&str], folder: &Path) -> BTreeMap<String, String> {
    let mut command = Command::new(words[0]);
    for word in &words[1..] {
        if word.ends_with(".jar") {
            let jar = repository(".tools").join(word);
            let missing =
                format!("{} is missing: run tests/support/install-tools.sh", jar.display());
            assert!(jar.is_file(), "{missing}");
            command.arg(jar);
        } else {
            command.arg(word);
        }
    }
    let recorded = folder.join(name);
    fs::create_dir_all(&recorded).unwrap();
    let output = command
        .arg(repository("tests/support/bundles/walk.py"))
        .arg(repository("tests/support/jython"))
        .arg(folder.join("cases.txt"))
        .arg(recorded)
        .env("LC_ALL", "C")
        .current_dir(folder)
        .output()
        .unwrap_or_else(|error| panic!("{name}: {error}"));
    assert!(output.status.success(), "{name}: {}", String::from_utf8_lossy(&output.stderr));
    let said = String::from_utf8(output.stdout).unwrap().replace("\r\n", "\n");
    let mut scripts = BTreeMap::new();
    for part in said.split("=== ").skip(1) {
        let (id, text) = part.split_once('\n').unwrap();
        // The line that names the runtime is right, and is the only one that may differ.
        let (version, text) = text.strip_prefix("RUNTIME ").unwrap().split_once('\n').unwrap();
        assert!(version.starts_with(name), "{id}: {version} is not {name}");
        scripts.insert(id.to_owned(), text.to_owned());
    }
    scripts
}

/// What a script said in Python 3, up to its end.
pub fn said(bundle: &str, id: &str) -> String {
    let told = |attempt: u32| runs().said[2].get(&format!("{bundle}/{id}/do {attempt}"));
    let text = told(1).or_else(|| told(2));
    let text = text.unwrap_or_else(|| panic!("{bundle}: {id} was not run"));
    let (said, _) = text.split_once("\n--- ").unwrap();
    // Calls of the stand-in objects are not printed by a script.
    said.lines()
        .filter(|line| !line.starts_with("    > "))
        .map(|line| format!("{line}\n"))
        .collect()
}

/// What the wrappers of a bundle record in all.
pub fn recorded(bundle: &str) -> &'static str {
    &runs().recorded[2][bundle]
}

/// What each script printed in a mode, in each attempt: bundle, id, kind, attempt, text.
fn each(mode: &str, look: impl Fn(&Bundle, &str, &str, u32, &str)) {
    let mut count = 0;
    for bundle in all() {
        for (id, kind, attempt) in walked(bundle) {
            let key = format!("{}/{id}/{mode} {attempt}", bundle.name);
            look(bundle, &id, &kind, attempt, &runs().said[2][&key]);
            count += 1;
        }
    }
    assert!(count >= 100, "{count}");
}

#[test]
fn every_script_says_the_same_in_three_runtimes() {
    let [first, second, third] = &runs().said;
    for mode in ["before", "do", "verify"] {
        each(mode, |bundle, id, _, attempt, _| {
            let key = format!("{}/{id}/{mode} {attempt}", bundle.name);
            assert_eq!(first.get(&key), third.get(&key), "{key}: Jython 2.1 and Python 3 differ");
            assert_eq!(second.get(&key), third.get(&key), "{key}: Jython 2.7 and Python 3 differ");
        });
    }
    let [first, second, third] = &runs().recorded;
    assert_eq!(first, third);
    assert_eq!(second, third);
}

#[test]
fn a_healthy_cell_gives_result_0_at_every_step() {
    for mode in ["before", "do", "verify"] {
        each(mode, |bundle, id, _, _, text| {
            let end = format!("\nRESULT rc=0 step={id}\n--- ended\n");
            assert!(text.contains(&end), "{}: {id} {mode}\n{text}", bundle.name);
            assert_eq!(text.matches("\nRESULT ").count(), 1, "{text}");
            // Only the neighbour that the plan does not have is named.
            let odd = |line: &&str| line.contains("NOTE ") && !line.contains(" is not in the plan");
            assert_eq!(text.lines().filter(odd).count(), 0, "{}: {id}\n{text}", bundle.name);
        });
    }
}

#[test]
fn looking_before_and_after_changes_nothing() {
    for mode in ["before", "verify"] {
        each(mode, |bundle, id, _, _, text| {
            for call in ["modify", "save", "reset", "sync", "start", "stop", "stopServer"] {
                let call = format!("    > {call}");
                let line = text.lines().find(|line| line.starts_with(&call));
                assert!(line.is_none(), "{}: {id} {mode}: {line:?}", bundle.name);
            }
        });
    }
}

#[test]
fn no_engine_outside_the_plan_is_touched() {
    each("do", |bundle, id, _, _, text| {
        for engine in bundle.list(&bundle.plan["engines"], &["name"]) {
            let neighbour = format!("{}2", engine[0]);
            for verb in ["stop IMMEDIATE", "stop FORCE", "start [FLUSH]", "modify"] {
                assert!(!text.contains(&format!("> {verb} {neighbour} ")), "{id}\n{text}");
            }
            let initial = format!("--- initial {neighbour} STARTED\n");
            assert!(text.contains(&initial), "{}: {id}\n{text}", bundle.name);
        }
        assert!(!text.contains("> stopServer"), "{}: {id}\n{text}", bundle.name);
    });
}

#[test]
fn engines_are_held_stopped_flushed_once_and_released() {
    each("do", |bundle, id, kind, attempt, text| {
        let fields = ["name", "server", "initial_state"];
        let engines = bundle.list(&bundle.plan["engines"], &fields);
        for (at, engine) in engines.into_iter().enumerate() {
            let [name, server, after] = engine.try_into().unwrap();
            let initial = match (kind, after.as_str()) {
                ("release", "recorded" | "started") => "STARTED",
                _ => "STOPPED",
            };
            let line = format!("--- initial {name} {initial}\n");
            assert!(text.contains(&line), "{}: {id}: no {line}{text}", bundle.name);
            let times = |verb: &str| text.matches(&format!("> {verb} {name} {server}\n")).count();
            // The second attempt is for the first engine, and touches no other.
            let ours = attempt == 1 || at == 0;
            let stops = ["stop_engines", "stop_unflushed"].contains(&kind) && ours;
            assert_eq!(times("stop IMMEDIATE"), usize::from(stops), "{text}");
            let starts = kind == "flush_start" && ours;
            assert_eq!(times("start [FLUSH]"), usize::from(starts), "{text}");
        }
        let engines = bundle.plan["engines"].as_array().unwrap().len();
        let ours = if attempt == 1 { engines } else { 1 };
        let starts = if kind == "flush_start" { ours } else { 0 };
        assert_eq!(text.matches("> start ").count(), starts, "{}: {id}\n{text}", bundle.name);
    });
}

#[test]
fn every_node_that_a_script_synchronises_has_its_agent_by_then() {
    for bundle in all() {
        let release = bundle.steps().into_iter().find(|step| step.kind == "release").unwrap();
        let before = bundle.ancestors(&release.id);
        for step in bundle.steps().iter().filter(|step| step.kind == "start_node") {
            assert!(before.contains(&step.id), "{}: {} may come later", bundle.name, step.id);
        }
    }
}

#[test]
fn waves_are_started_one_after_the_other() {
    let bundle = all().iter().find(|bundle| bundle.name == "cluster-oracle").unwrap();
    let flush = bundle.steps().into_iter().find(|step| step.kind == "flush_start").unwrap();
    let text = &runs().said[2][&format!("cluster-oracle/{}/do 1", flush.id)];
    let at = |line: &str| text.find(line).unwrap_or_else(|| panic!("no {line}\n{text}"));
    assert!(bundle.plan["engines"][1]["wave"] == 2);
    let engines = bundle.list(&bundle.plan["engines"], &["name", "server"]);
    let first = at(&format!("> state {} {}: Started", engines[0][0], engines[0][1]));
    let second = at(&format!("> start [FLUSH] {} {}", engines[1][0], engines[1][1]));
    assert!(first < second, "{text}");
}

#[test]
fn every_script_is_in_the_portable_subset() {
    let kept = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    let paths: Vec<_> =
        all().iter().flat_map(|bundle| write_scripts(bundle, kept.path())).collect();
    assert!(paths.len() > all().len(), "{paths:?}");
    let output = Command::new("python3")
        .arg(repository("tests/support/jython/portable.py"))
        .args(&paths)
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{said}{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(said.lines().last(), Some(format!("{} files checked", paths.len()).as_str()));
}
