//! A bundle whose steps only note that they ran, and end as they are told.
//!
//! `stand/ID.MODE.rc` is what a step ends with, `stand/ID.MODE.do` is shell that it runs before.
//! What it has done for good is a line in `stand/effects`, written by a `do` that ends with 0; a
//! `verify` that is not told otherwise looks for that line.

use super::contexts::run;
use super::stage::{Outcome, Stage, rendered};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::fmt::Write as _;
use std::fs;
use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::process::{Child, Command, Stdio};

/// What stands in for every step and for every way back.
const STUB: &str = r#"#!/bin/sh
id=ID
mode=${1:-none}
word="$id $mode${SIBRESTORE_CONFIRM:+ confirm=$SIBRESTORE_CONFIRM}"
if [ "$SIBRESTORE_ATTEMPT" != 1 ]; then word="$word attempt=$SIBRESTORE_ATTEMPT"; fi
printf '%s\n' "$word" >> "$STAND/calls"
if [ -r "$STAND/$id.$mode.do" ]; then . "$STAND/$id.$mode.do"; fi
case $mode in
do) mark="$id $SIBRESTORE_ATTEMPT" ;;
*) mark="$id" ;;
esac
if [ -r "$STAND/$id.$mode.rc" ]; then rc=$(cat "$STAND/$id.$mode.rc")
elif [ "$mode" = verify ]; then
  rc=10
  if grep -x -e "$id $SIBRESTORE_ATTEMPT" "$STAND/effects" > /dev/null 2>&1; then rc=0; fi
else rc=0; fi
if [ "$mode" = do ] && [ "$rc" = 0 ]; then printf '%s\n' "$mark" >> "$STAND/effects"; fi
exit "$rc"
"#;

/// One row of the table of steps; `waits` are `id@host`. Its flags are those that its kind has.
pub fn row(id: &str, host: &str, phase: u8, waits: &[&str]) -> Value {
    let waits: Vec<Value> = waits
        .iter()
        .map(|wait| wait.split_once('@').map(|(id, host)| json!({ "id": id, "host": host })))
        .map(Option::unwrap)
        .collect();
    let mut flags: Vec<&str> = Vec::new();
    for (kind, its) in [
        ("restore-store", &["no-return"][..]),
        ("run-script", &["never-repeated"]),
        ("stop-unflushed", &["from-attempt-2"]),
        ("flush-start", &["no-return", "never-repeated", "each-attempt"]),
        ("note-logs", &["each-attempt"]),
        ("verify-logs", &["each-attempt"]),
        ("verify-engines", &["each-attempt"]),
        ("stop-servers", &["restart", "way-back"]),
        ("start-servers", &["restart", "way-back"]),
        ("hold", &["way-back", "hold"]),
        ("restore-config", &["way-back"]),
    ] {
        if id.contains(kind) {
            flags.extend(its.iter());
        }
    }
    json!({ "id": id, "title": format!("Do {id} & it's $1"), "host": host, "phase": phase,
        "owner_name": "WebSphere team", "waits_for": waits, "flags": flags,
        "target": format!("the-{id}") })
}

/// One row of the table of engines; the step that reads its log names the host.
pub fn engine(name: &str, step: &str, host: &str) -> Value {
    json!({ "name": name, "server": "Node01/server1", "step": step, "host": host })
}

/// A whole plan on one host, in an order that a plan could have.
pub fn one_host() -> Vec<Value> {
    vec![
        row("001-prove-host", "a", 0, &[]),
        row("101-hold", "a", 1, &[]),
        row("401-restore-store", "a", 4, &[]),
        row("501-restore-config", "a", 5, &[]),
    ]
}

/// Two hosts that wait for each other.
pub fn two_hosts() -> Vec<Value> {
    vec![
        row("001-prove-host-a", "a.x", 0, &[]),
        row("002-prove-host-b", "b.x", 0, &[]),
        row("101-hold", "a.x", 1, &["002-prove-host-b@b.x"]),
        row("301-stop-servers", "b.x", 3, &["101-hold@a.x"]),
        row("402-stop-node", "b.x", 4, &[]),
        row("501-restore-config", "a.x", 5, &["301-stop-servers@b.x", "402-stop-node@b.x"]),
    ]
}

/// Writes the bundle; no engine.
pub fn bundle(stage: &Stage, rows: &[Value]) {
    bundle_with(stage, rows, &[]);
}

/// Writes the bundle with its engines.
pub fn bundle_with(stage: &Stage, rows: &[Value], engines: &[Value]) {
    let mut context = run();
    context["rows"] = json!(rows);
    stage.file("bundle/run.sh", &rendered("run.sh.j2", &context));
    stage.file("bundle/lib/steps.txt", &rendered("lib/steps.txt.j2", &context));
    let table = rendered("lib/engines.txt.j2", &json!({ "rows": engines }));
    stage.file("bundle/lib/engines.txt", &table);
    stage.file(
        "bundle/lib/plan.txt",
        &rendered("lib/plan.txt.j2", &json!({ "rows": places(stage, rows) })),
    );
    for row in rows {
        let id = row["id"].as_str().unwrap();
        let step = STUB.replace("id=ID", &format!("id={id}"));
        stage.file(&format!("bundle/steps/{id}/step.sh"), &step);
        if row["flags"].as_array().unwrap().contains(&json!("way-back")) {
            let back = STUB.replace("id=ID", &format!("id=back-{id}"));
            stage.file(&format!("bundle/backout/{id}/back.sh"), &back);
        }
    }
    manifest(stage);
    // Chance gives other words each time, and the same in each run of the tests.
    stage.script("path/dd", "echo x >> \"$STAND/chance\"; wc -l < \"$STAND/chance\"");
    // Bringing a file to the disk takes time and changes nothing here.
    stage.script("path/sync", "exit 0");
    fs::create_dir_all(stage.path("mark")).unwrap();
}

/// The cell, and for each host a folder that the mark of a run goes into.
fn places(stage: &Stage, rows: &[Value]) -> Vec<Value> {
    let mut places = vec![json!({ "kind": "cell", "name": "ProdCell", "what": "-" })];
    for host in rows.iter().map(|row| row["host"].as_str().unwrap()) {
        let place = json!({ "kind": "host", "name": host, "what": stage.text("mark") });
        if !places.contains(&place) {
            places.push(place);
        }
    }
    places
}

/// Writes the manifest of what is in the bundle now.
pub fn manifest(stage: &Stage) {
    let mut lines = Vec::new();
    for name in files(stage) {
        let sum = sum_of(&fs::read(stage.path("bundle").join(&name)).unwrap());
        lines.push(format!("{sum}  {name}\n"));
    }
    stage.file("bundle/MANIFEST.sha256", &lines.concat());
}

/// Every file of the bundle but its manifest and its journal.
pub fn files(stage: &Stage) -> Vec<String> {
    let mut names = Vec::new();
    let root = stage.path("bundle");
    gather(&root, &root, &mut names);
    names.sort();
    names
}

fn gather(root: &Path, folder: &Path, names: &mut Vec<String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.strip_prefix(root).unwrap().to_str().unwrap().to_owned();
        if path.is_dir() {
            if name != "journal" {
                gather(root, &path, names);
            }
        } else if name != "MANIFEST.sha256" {
            names.push(name);
        }
    }
}

/// The SHA-256 of some bytes.
pub fn sum_of(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().fold(String::new(), |mut sum, byte| {
        write!(sum, "{byte:02x}").unwrap();
        sum
    })
}

/// The hash that is approved.
pub fn approved(stage: &Stage) -> String {
    sum_of(&fs::read(stage.path("bundle/MANIFEST.sha256")).unwrap())
}

impl Stage {
    /// Away with what earlier runs have left: the journal, and the mark outside of the folder.
    pub fn forget(&self) {
        fs::remove_dir_all(self.path("bundle/journal")).ok();
        fs::remove_dir_all(self.path("mark")).ok();
        fs::create_dir_all(self.path("mark")).unwrap();
    }

    /// What a step ends with in one mode.
    pub fn ends(&self, id: &str, mode: &str, code: u8) {
        self.file(&format!("stand/{id}.{mode}.rc"), &code.to_string());
    }

    /// What a step does first in one mode; `""` for nothing any more.
    pub fn acts(&self, id: &str, mode: &str, body: &str) {
        self.file(&format!("stand/{id}.{mode}.do"), body);
    }

    /// The command that runs run.sh; its session and process group are its own, so that a test
    /// may kill all of it and nothing else.
    pub fn command(&self, shell: &[&str], arguments: &[&str]) -> Command {
        let path = format!("{}:/usr/local/bin:/usr/bin:/bin", self.text("path"));
        let mut command = Command::new(shell[0]);
        command
            .args(&shell[1..])
            .arg(self.path("bundle/run.sh"))
            .args(arguments)
            .env_clear()
            .env("PATH", path)
            .env("STAND", self.path("stand"))
            .env("HOME", "/nonexistent")
            .env("TZ", "UTC")
            .current_dir("/")
            .stdin(Stdio::null())
            .process_group(0);
        command
    }

    /// Starts run.sh; what it prints goes to `stand/screen`.
    pub fn start(&self, shell: &[&str], arguments: &[&str]) -> Child {
        fs::remove_file(self.path("stand/calls")).ok();
        let screen = fs::File::create(self.path("stand/screen")).unwrap();
        let mut command = self.command(shell, arguments);
        command.stdout(screen.try_clone().unwrap()).stderr(screen);
        command.spawn().unwrap_or_else(|error| panic!("{} is needed: {error}", shell[0]))
    }

    /// Waits for a run that was started.
    pub fn finish(&self, mut child: Child) -> Outcome {
        let status = child.wait().unwrap();
        Outcome {
            code: status.code().unwrap_or(-1),
            text: self.read("stand/screen"),
            calls: self.calls(),
        }
    }

    /// The calls of the steps so far.
    pub fn calls(&self) -> Vec<String> {
        self.read("stand/calls").lines().map(str::to_owned).collect()
    }

    /// Runs run.sh at a terminal and types these lines, each when it has asked for it.
    pub fn at_a_terminal(&self, shell: &[&str], arguments: &[&str], typed: &[&str]) -> Outcome {
        fs::remove_file(self.path("stand/calls")).ok();
        let mut words: Vec<String> = shell.iter().map(|word| (*word).to_owned()).collect();
        words.push(self.text("bundle/run.sh"));
        words.extend(arguments.iter().map(|word| (*word).to_owned()));
        let output = Command::new("python3")
            .arg("-c")
            .arg(include_str!("terminal.py"))
            .arg(typed.iter().map(|line| format!("{line}\n")).collect::<String>())
            .args(&words)
            .env_clear()
            .env("PATH", format!("{}:/usr/local/bin:/usr/bin:/bin", self.text("path")))
            .env("STAND", self.path("stand"))
            .env("TZ", "UTC")
            .current_dir("/")
            .output()
            .unwrap();
        Outcome {
            code: output.status.code().unwrap_or(-1),
            text: String::from_utf8_lossy(&output.stdout).replace('\r', "")
                + &String::from_utf8_lossy(&output.stderr),
            calls: self.calls(),
        }
    }
}

/// The events of a journal: its fields, a line each.
pub fn events(stage: &Stage, host: &str) -> Vec<Vec<String>> {
    let text = stage.read(&format!("bundle/journal/{host}.journal"));
    text.lines().map(|line| line.split('\t').map(str::to_owned).collect()).collect()
}

/// Step and event of each line, but for the runs themselves.
pub fn told(stage: &Stage, host: &str) -> Vec<String> {
    let lines = events(stage, host).into_iter();
    lines
        .filter(|fields| fields.len() == 8 && fields[3] != "-")
        .map(|fields| format!("{} {} {}", fields[3], fields[5], fields[6]))
        .collect()
}

/// The receipts that an outcome shows: the code after the word.
pub fn receipts(outcome: &Outcome) -> Vec<String> {
    let lines = outcome.text.lines().filter(|line| line.contains("HAND "));
    lines.map(|line| line.rsplit_once("receipt ").unwrap().1.to_owned()).collect()
}
