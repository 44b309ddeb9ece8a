//! Whole bundles run by `run.sh`, host by host, the way people hand a change over.

use crate::bundle::{Step, examples};
use crate::jython;
use crate::world::{SHELLS, World};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;

/// People at their hosts: what each was told, and what was run where.
#[derive(Default)]
pub struct Walk {
    /// Steps in the order in which they were begun, with their hosts.
    pub begun: Vec<(String, String)>,
    /// Steps that are done.
    pub done: BTreeSet<String>,
    told: BTreeMap<String, Vec<String>>,
}

impl Walk {
    /// Goes on at one host with all that its people were told and have seen to themselves.
    pub fn go_on(&mut self, world: &World, shell: &str, host: &str) -> i32 {
        let mut arguments = vec!["run", "--host", host];
        let told = self.take(host);
        arguments.extend(told.iter().map(String::as_str));
        let outcome = world.run(shell, host, &arguments);
        let step = self.read(&outcome.text, host, outcome.code);
        assert!(step.is_some() || [0, 14].contains(&outcome.code), "{host}: {}", outcome.text);
        if outcome.code == 17 {
            // A manual step: a person does it and says so.
            self.tell(host, &["--confirm", step.as_ref().unwrap()]);
        }
        self.awaited(&outcome.text, outcome.code);
        if outcome.code != 0 && outcome.code != 14 {
            let line = format!("STOPPED at {} with exit {};", step.unwrap(), outcome.code);
            assert!(outcome.text.contains(&line), "{line}\n{}", outcome.text);
        }
        if ![0, 14, 17].contains(&outcome.code) {
            fs::write(world.root.join("last.txt"), outcome.text).unwrap();
        }
        outcome.code
    }

    /// What people at a host have to type, which they do once.
    pub fn take(&mut self, host: &str) -> Vec<String> {
        self.told.remove(host).unwrap_or_default()
    }

    /// Whether people at a host have something to type.
    pub fn was_told(&self, host: &str) -> bool {
        self.told.contains_key(host)
    }

    /// People at a host will have these words on their next command line.
    pub fn tell(&mut self, host: &str, words: &[&str]) {
        let words = words.iter().map(|word| (*word).to_owned());
        self.told.entry(host.to_owned()).or_default().extend(words);
    }

    /// Reads what a run has printed: which steps it began, what it hands over. The answer is the
    /// step at which it stopped.
    pub fn read(&mut self, text: &str, host: &str, code: i32) -> Option<String> {
        let mut last = None;
        for line in text.lines() {
            if let Some(title) = line.strip_prefix("=== ") {
                let id = title.split(' ').next().unwrap().to_owned();
                self.done.extend(last.replace(id.clone()));
                self.begun.push((host.to_owned(), id));
            }
            if let Some(there) = line.strip_prefix("  there: ./run.sh run --host ") {
                let (other, receipt) = there.split_once(" --receipt ").unwrap();
                assert_ne!(other, host, "{line}");
                self.tell(other, &["--receipt", receipt]);
            }
        }
        if [0, 14].contains(&code) {
            self.done.extend(last.clone());
        }
        last
    }

    /// What a host waits for is not done yet, or its people were told of it meanwhile.
    fn awaited(&self, text: &str, code: i32) {
        let lines = text.lines().skip_while(|line| !line.starts_with("HAND-OVER AWAITED"));
        let lines = lines.take_while(|line| !line.starts_with("then go on"));
        let mut waits = 0;
        for line in lines.filter_map(|line| line.strip_prefix("  from ")) {
            let (_, ids) = line.split_once(", which gives its receipt after ").unwrap();
            let open = ids.split(", ").any(|id| !self.done.contains(id));
            assert!(open, "{ids} are done, and nobody was told\n{text}");
            waits += 1;
        }
        assert_eq!(waits > 0, code == 14, "{text}");
    }

    /// Goes from host to host until all are done.
    pub fn go_to_the_end(&mut self, world: &World, shell: &str) {
        let mut open = world.bundle.hosts();
        while !open.is_empty() {
            let before = (open.len(), self.begun.len());
            open.retain(|host| {
                let code = self.go_on(world, shell, host);
                let said = || fs::read_to_string(world.root.join("last.txt")).unwrap_or_default();
                let name = &world.bundle.name;
                assert!([0, 14, 17].contains(&code), "{name}, {shell}, {host}: {code}\n{}", said());
                code != 0
            });
            assert_ne!(before, (open.len(), self.begun.len()), "{:?} wait for each other", open);
        }
    }
}

/// The tools that a kind of step must call, and may call, in this order. Steps that only read
/// files call none.
fn tools_of(kind: &str) -> &'static [&'static str] {
    match kind {
        "hold" | "stop_engines" | "hold_again" | "gate_stopped" | "flush_start"
        | "verify_engines" | "release" => &["wsadmin.sh"],
        "stop_servers" => &["stopServer.sh"],
        "stop_node" => &["stopNode.sh"],
        "stop_manager" => &["stopManager.sh"],
        "keep_config" => &["backupConfig.sh"],
        "restore_config" => &["unzip", "restoreConfig.sh"],
        "start_manager" => &["startManager.sh", "serverStatus.sh"],
        "sync_node" => &["syncNode.sh"],
        "start_node" => &["startNode.sh", "serverStatus.sh"],
        "recovery_start" => &["startServer.sh", "serverStatus.sh"],
        "start_servers" | "start_members" => &["startServer.sh", "serverStatus.sh"],
        "note_logs" | "verify_logs" => &["logViewer.sh"],
        "keep_store" | "restore_store" => &[
            "db2",
            "ij",
            "impdp",
            "sqlplus",
            "sqlcmd",
            "isql",
            "onstat",
            "onbar",
            "dbaccess",
            "sib-snapshot-restore",
            "sib-snapshot-verify",
            "sib-snapshot-keep",
        ],
        // Phase 0 looks into the archive of the configuration.
        "prove_host" => &["unzip"],
        "run_script" => &["mount-tape-copy", "unmount-tape-copy"],
        _ => &[],
    }
}

/// Every step on its host as often as it has to be tried, each after all that it follows.
pub fn in_order(world: &World, walk: &Walk, tries: impl Fn(&Step) -> usize) {
    let steps = world.bundle.steps();
    let name = &world.bundle.name;
    // Nothing of a later attempt of the flush start is run in the first one.
    for step in steps.iter().filter(|step| step.kind != "stop_unflushed") {
        let begun = walk.begun.iter().filter(|(_, id)| *id == step.id);
        let hosts: Vec<_> = begun.map(|(host, _)| host.clone()).collect();
        assert_eq!(hosts, vec![step.host.clone(); tries(step)], "{name}: {}", step.id);
        let first = walk.begun.iter().position(|(_, id)| *id == step.id).unwrap();
        for before in &step.follows {
            if world.bundle.step(before).kind == "stop_unflushed" {
                continue;
            }
            let last = walk.begun.iter().rposition(|(_, id)| id == before).unwrap();
            assert!(last < first, "{name}: {} began before {before} was done", step.id);
        }
    }
}

/// Each call is made by a step of its kind, on its own host, in the order of the steps.
fn calls_in_order(world: &World, walk: &Walk) {
    let steps = world.bundle.steps();
    let name = &world.bundle.name;
    let mut called = Vec::new();
    for [host, id, call] in world.calls() {
        let step = world.bundle.step(&id);
        assert_eq!(host, step.host, "{name}: {call}");
        let tool = call.split(' ').next().unwrap();
        assert!(tools_of(&step.kind).contains(&tool), "{name}: {id} called {call}");
        if called.last() != Some(&id) {
            called.push(id);
        }
    }
    // No call of a step comes after a call of a later one: the calls are in the order of the steps.
    let mut order: Vec<String> = walk.begun.iter().map(|(_, id)| id.clone()).collect();
    order.dedup();
    order.retain(|id| called.contains(id));
    called.dedup();
    assert_eq!(called, order, "{name}");
    let reads = ["prove_host", "keep_logs", "manual", "note_logs", "verify_logs", "stop_unflushed"];
    for step in &steps {
        let is_file_store = world.bundle.name == "file-store" && step.kind.ends_with("_store");
        if !reads.contains(&step.kind.as_str()) && !is_file_store {
            assert!(called.contains(&step.id), "{name}: {} called nothing", step.id);
        }
    }
}

/// What the wrappers recorded is what the scripts of this bundle have said.
fn recorded(world: &World) {
    let step = world.bundle.steps().into_iter().find(|step| step.kind == "release").unwrap();
    let file = world.home(&step.host).join("journal/recorded.txt");
    // The wrappers record the logs' verdicts and the end of the start. Here only the scripts made a
    // second attempt.
    let of_scripts = |line: &&str| {
        !line.contains("FLUSHED ") && !line.starts_with("ATREST ") && !line.ends_with("|2")
    };
    let lines = |text: &str| -> Vec<String> {
        let mut seen = BTreeSet::new();
        let lines = text.lines().filter(of_scripts);
        lines.filter(|line| seen.insert(line.to_string())).map(str::to_owned).collect()
    };
    let text = fs::read_to_string(file).unwrap();
    assert_eq!(lines(&text), lines(jython::recorded(&world.bundle.name)));
}

fn runs(example: &str, shell: &str) {
    comes_to_its_end(&World::new(example, true), shell);
}

fn comes_to_its_end(world: &World, shell: &str) {
    let mut walk = Walk::default();
    walk.go_to_the_end(world, shell);
    in_order(world, &walk, |step| if step.kind == "manual" { 2 } else { 1 });
    calls_in_order(world, &walk);
    recorded(world);
    unchanged(world);
    // A second go has nothing left to do.
    let calls = world.calls();
    for host in world.bundle.hosts() {
        assert_eq!(walk.go_on(world, shell, &host), 0);
    }
    assert_eq!(world.calls(), calls);
}

/// The same bytes as on the day: the paths of the plan are there below a folder and nowhere else.
#[test]
fn every_example_is_rehearsed_as_it_was_compiled() {
    for example in examples() {
        let world = World::rehearsed(&example);
        comes_to_its_end(&world, "dash");
        for host in world.bundle.hosts() {
            let report = world.run("dash", &host, &["report"]).text;
            let folder = world.on(&host, "/").display().to_string();
            let line = format!("was below {}**\n", folder.trim_end_matches('/'));
            assert!(report.contains(&format!("\n\n- **REHEARSAL: every path of the plan {line}")));
        }
    }
}

/// Beside the journal nothing is written into a bundle.
fn unchanged(world: &World) {
    for host in world.bundle.hosts() {
        let mut open = vec![world.home(&host)];
        let mut found = 0;
        while let Some(folder) = open.pop() {
            for entry in fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if !path.is_dir() {
                    found += 1;
                } else if !path.ends_with("journal") {
                    open.push(path);
                }
            }
        }
        assert_eq!(found, world.bundle.files.len(), "{host}");
    }
}

#[test]
fn a_step_can_be_run_by_itself_from_any_folder() {
    for (example, kind, kept) in
        [("nd-db2", "keep_logs", "kept-logs"), ("base-derby", "keep_config", "kept-config")]
    {
        let world = World::new(example, true);
        let step = world.bundle.steps().into_iter().find(|step| step.kind == kind).unwrap();
        let outcome = world.script("dash", &step.host, &format!("steps/{}/step.sh", step.id), &[]);
        assert_eq!(outcome.code, 0, "{}", outcome.text);
        let kept = world.home(&step.host).join("journal").join(kept);
        assert_eq!(fs::read_dir(kept).unwrap().count(), 1, "{}", outcome.text);
    }
}

/// What cannot be recorded is not done: later runs would know nothing of it (H3, H19).
#[test]
fn a_record_that_cannot_be_written_stops_the_step_before_it_acts() {
    for kind in ["hold", "hold_again", "flush_start"] {
        let world = World::new("nd-db2", true);
        let step = world.bundle.steps().into_iter().find(|step| step.kind == kind).unwrap();
        fs::create_dir_all(world.home(&step.host).join("journal/recorded.txt")).unwrap();
        let outcome = world.script("dash", &step.host, &format!("steps/{}/step.sh", step.id), &[]);
        assert_eq!(outcome.code, 10, "{kind}\n{}", outcome.text);
        assert!(outcome.text.contains("\nGATE CLOSED "), "{kind}\n{}", outcome.text);
        assert!(world.calls().is_empty(), "{kind}: {:?}", world.calls());
    }
    for shell in SHELLS {
        let world = World::new("nd-db2", true);
        let host = &world.bundle.hosts()[0];
        fs::create_dir_all(world.home(host).join("journal/101-hold.log")).unwrap();
        let outcome = world.script(shell, host, "steps/101-hold/step.sh", &[]);
        assert_eq!(outcome.code, 10, "{shell}\n{}", outcome.text);
        assert!(outcome.text.contains("GATE CLOSED 101-hold: cannot write"), "{}", outcome.text);
    }
}

#[test]
fn every_example_runs_to_its_end() {
    for example in examples() {
        runs(&example, "dash");
    }
}

fn in_every_shell(example: &str) {
    for shell in SHELLS.iter().filter(|shell| **shell != "dash") {
        runs(example, shell);
    }
}

#[test]
fn a_network_deployment_runs_in_every_shell() {
    in_every_shell("nd-db2");
}

#[test]
fn a_stand_alone_server_runs_in_every_shell() {
    in_every_shell("base-derby");
}

#[test]
fn a_cluster_runs_in_every_shell() {
    in_every_shell("cluster-oracle");
}

#[test]
fn a_cell_that_is_down_already_is_recovered_too() {
    for example in ["nd-db2", "base-derby", "cluster-oracle", "sybase"] {
        let world = World::new(example, false);
        let mut walk = Walk::default();
        walk.go_to_the_end(&world, "dash");
        in_order(&world, &walk, |step| if step.kind == "manual" { 2 } else { 1 });
        calls_in_order(&world, &walk);
        let host = &world.bundle.step("101-hold").host;
        let text = fs::read_to_string(world.home(host).join("journal/recorded.txt")).unwrap();
        assert!(text.starts_with("NOTHELD ") && text.contains("\nBACKUP "), "{text}");
    }
}
