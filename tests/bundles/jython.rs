//! The wsadmin scripts of every bundle, run in the order of the plan against one cell.

use crate::bundle::{Bundle, all, repository};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;
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

/// What each script printed, by `bundle/step`, and what the wrappers would have recorded.
struct Runs {
    said: [BTreeMap<String, String>; 3],
    folder: PathBuf,
}

fn runs() -> &'static Runs {
    static RUNS: OnceLock<Runs> = OnceLock::new();
    RUNS.get_or_init(|| {
        let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("bundles-jython");
        fs::create_dir_all(&folder).unwrap();
        let mut cases = String::new();
        for bundle in all() {
            cell(bundle, &mut cases);
            for (id, kind) in scripts(bundle) {
                let path = folder.join(format!("{}-{id}.py", bundle.name));
                fs::write(&path, bundle.text(&format!("steps/{id}/step.py"))).unwrap();
                writeln!(cases, "STEP|{}/{id}|{kind}|{}", bundle.name, path.display()).unwrap();
            }
        }
        fs::write(folder.join("cases.txt"), cases).unwrap();
        let said = std::thread::scope(|scope| {
            let threads = RUNTIMES.map(|(name, words)| {
                let folder = folder.clone();
                scope.spawn(move || run(name, words, &folder))
            });
            threads.map(|thread| thread.join().unwrap())
        });
        Runs { said, folder }
    })
}

/// Id and kind of each step that has a wsadmin script.
fn scripts(bundle: &Bundle) -> Vec<(String, String)> {
    let has = |id: &str| bundle.files.iter().any(|file| file.path == format!("steps/{id}/step.py"));
    let steps = bundle.steps().into_iter().filter(|step| has(&step.id));
    steps.map(|step| (step.id, step.kind)).collect()
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

fn run(name: &str, words: &[&str], folder: &std::path::Path) -> BTreeMap<String, String> {
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
    let text = runs().said[2].get(&format!("{bundle}/{id}"));
    let text = text.unwrap_or_else(|| panic!("{bundle}: {id} was not run"));
    let (said, _) = text.split_once("\n--- ").unwrap();
    // Calls of the stand-in objects are not printed by a script.
    said.lines()
        .filter(|line| !line.starts_with("    > "))
        .map(|line| format!("{line}\n"))
        .collect()
}

/// What the wrappers of a bundle record in all.
pub fn recorded(bundle: &str) -> String {
    fs::read_to_string(runs().folder.join(format!("3/{bundle}.recorded"))).unwrap()
}

fn each(look: impl Fn(&Bundle, &str, &str, &str)) {
    let mut count = 0;
    for bundle in all() {
        for (id, kind) in scripts(bundle) {
            look(bundle, &id, &kind, &runs().said[2][&format!("{}/{id}", bundle.name)]);
            count += 1;
        }
    }
    assert!(count >= 70, "{count}");
}

#[test]
fn every_script_says_the_same_in_three_runtimes() {
    let [first, second, third] = &runs().said;
    each(|bundle, id, _, _| {
        let key = format!("{}/{id}", bundle.name);
        assert_eq!(first.get(&key), third.get(&key), "{key}: Jython 2.1 and Python 3 differ");
        assert_eq!(second.get(&key), third.get(&key), "{key}: Jython 2.7 and Python 3 differ");
    });
    for bundle in all() {
        let record = |name: &str| {
            fs::read_to_string(runs().folder.join(format!("{name}/{}.recorded", bundle.name)))
        };
        assert_eq!(record("2.1").unwrap(), recorded(&bundle.name));
        assert_eq!(record("2.7").unwrap(), recorded(&bundle.name));
    }
}

#[test]
fn a_healthy_cell_gives_result_0_at_every_step() {
    each(|bundle, id, _, text| {
        let end = format!("\nRESULT rc=0 step={id}\n--- ended\n");
        assert!(text.contains(&end), "{}: {id}\n{text}", bundle.name);
        assert_eq!(text.matches("\nRESULT ").count(), 1, "{text}");
        assert_eq!(text.matches("NOTE ").count(), 0, "{}: {id}\n{text}", bundle.name);
    });
}

#[test]
fn no_engine_outside_the_plan_is_touched() {
    each(|bundle, id, _, text| {
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
    each(|bundle, id, kind, text| {
        let fields = ["name", "server", "initial_state"];
        for engine in bundle.list(&bundle.plan["engines"], &fields) {
            let [name, server, after] = engine.try_into().unwrap();
            let initial = match (kind, after.as_str()) {
                ("release", "recorded" | "started") => "STARTED",
                _ => "STOPPED",
            };
            let line = format!("--- initial {name} {initial}\n");
            assert!(text.contains(&line), "{}: {id}: no {line}{text}", bundle.name);
            let times = |verb: &str| text.matches(&format!("> {verb} {name} {server}\n")).count();
            assert_eq!(times("stop IMMEDIATE"), usize::from(kind == "stop_engines"), "{text}");
            assert_eq!(times("start [FLUSH]"), usize::from(kind == "flush_start"), "{text}");
        }
        let engines = bundle.plan["engines"].as_array().unwrap().len();
        let starts = if kind == "flush_start" { engines } else { 0 };
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
    let text = &runs().said[2][&format!("cluster-oracle/{}", flush.id)];
    let at = |line: &str| text.find(line).unwrap_or_else(|| panic!("no {line}\n{text}"));
    assert!(bundle.plan["engines"][1]["wave"] == 2);
    let engines = bundle.list(&bundle.plan["engines"], &["name", "server"]);
    let first = at(&format!("> state {} {}: Started", engines[0][0], engines[0][1]));
    let second = at(&format!("> start [FLUSH] {} {}", engines[1][0], engines[1][1]));
    assert!(first < second, "{text}");
}

#[test]
fn every_script_is_in_the_portable_subset() {
    let folder = &runs().folder;
    let mut paths = Vec::new();
    each(|bundle, id, _, _| assert!(folder.join(format!("{}-{id}.py", bundle.name)).is_file()));
    for bundle in all() {
        for (id, _) in scripts(bundle) {
            paths.push(folder.join(format!("{}-{id}.py", bundle.name)));
        }
    }
    let output = Command::new("python3")
        .arg(repository("tests/support/jython/portable.py"))
        .args(&paths)
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{said}{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(said.lines().last(), Some(format!("{} files checked", paths.len()).as_str()));
}
