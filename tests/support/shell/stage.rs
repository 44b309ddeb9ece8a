//! A stage for generated scripts: a bundle, a profile and commands that only note their calls.

use super::contexts;
use minijinja::Environment;
use serde_json::Value;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::LazyLock;
use tempfile::TempDir;

/// Every shell that generated scripts must run in, with the words that start it.
pub const SHELLS: &[&[&str]] =
    &[&["dash"], &["bash"], &["ksh93"], &["mksh"], &["lksh"], &["posh"], &["busybox", "sh"]];

/// What awk programs are run with: every kind that hosts have.
pub const AWKS: [&str; 4] = ["mawk", "gawk", "busybox awk", "original-awk"];

/// The functions that every step and run.sh may source.
pub const LIBRARY: &[&str] = &[
    "preamble",
    "caller",
    "earlier",
    "initial",
    "held",
    "archive",
    "found",
    "marks",
    "processes",
    "wsadmin",
    "lognames",
    "positions",
    "proofs",
    "proved",
    "logs",
    "flushed",
    "stores",
    "contents",
    "restores",
    "before",
    "sessions",
    "images",
    "copies",
    "db2",
    "renamed",
    "outcomes",
    "said",
    "derby",
    "files",
    "tools",
    "control",
    "starts",
    "libraries",
    "help",
    "night",
    "typed",
    "price",
    "elsewhere",
    "begun",
    "adopt",
    "running",
    "chosen",
    "after",
    "usage",
    "journal",
    "host",
    "lock",
    "manifest",
    "receipts",
    "handover",
    "exchange",
    "review",
    "forward",
    "resume",
    "attempts",
    "attempt",
    "opened",
    "back",
    "handback",
    "status",
    "report",
];

/// A folder whose name a careless script stumbles over.
pub const HOSTILE: &str = "it's $HOME `x` \"q\"  -n";

/// One stage. It goes away when it is dropped.
pub struct Stage {
    _folder: TempDir,
    /// Everything is below this folder.
    pub root: PathBuf,
}

/// What came of a script.
#[derive(Debug)]
pub struct Outcome {
    /// Its exit code; -1 for a signal.
    pub code: i32,
    /// What it printed.
    pub text: String,
    /// The calls of stand-ins, one a line, each argument in brackets.
    pub calls: Vec<String>,
}

/// Renders one template.
pub fn rendered(template: &str, context: &Value) -> String {
    // The environment parses every template, so all stages of a test run share one.
    static ENVIRONMENT: LazyLock<Environment<'static>> =
        LazyLock::new(sibrestore::render::environment);
    sibrestore::render::render(&ENVIRONMENT, template, context)
        .unwrap_or_else(|error| panic!("{error}"))
}

impl Stage {
    /// A stage in a folder of this name, with the bundle's library in place.
    pub fn named(name: &str) -> Stage {
        let folder = TempDir::new().unwrap();
        let root = folder.path().join(name);
        let stage = Stage { _folder: folder, root };
        for part in LIBRARY {
            let context = contexts::run();
            let text = rendered(&format!("lib/{part}.sh.j2"), &context);
            stage.file(&format!("bundle/lib/{part}.sh"), &text);
        }
        fs::create_dir_all(stage.path("stand")).unwrap();
        fs::create_dir_all(stage.path("path")).unwrap();
        fs::create_dir_all(stage.path("profile/bin")).unwrap();
        fs::create_dir_all(stage.path("profile/config/cells/ProdCell")).unwrap();
        stage.file("stand/stdin", "an answer\n");
        stage.script("path/sleep", "if [ -r \"$STAND/sleep.do\" ]; then . \"$STAND/sleep.do\"; fi");
        stage
    }

    /// A stage in a folder with a plain name.
    pub fn plain() -> Stage {
        Stage::named("stage")
    }

    /// A path below the root.
    pub fn path(&self, name: &str) -> PathBuf {
        self.root.join(name)
    }

    /// The same as text.
    pub fn text(&self, name: &str) -> String {
        self.path(name).to_str().unwrap().to_owned()
    }

    /// Writes a file, with the folders above it.
    pub fn file(&self, name: &str, text: &str) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    /// Reads a file; nothing where there is none.
    pub fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap_or_default()
    }

    /// A shell script that may be run.
    pub fn script(&self, name: &str, body: &str) {
        self.file(name, &format!("#!/bin/sh\n{body}\n"));
        fs::set_permissions(self.path(name), fs::Permissions::from_mode(0o755)).unwrap();
    }

    /// A stand-in: it notes its call, acts as `NAME.do` says, prints and ends as it is told.
    /// The n-th call takes `NAME.n.out` where there is one.
    pub fn stand_in(&self, place: &str, output: &str, code: i32) {
        let name = Path::new(place).file_name().unwrap().to_str().unwrap().to_owned();
        self.script(place, include_str!("stand_in.sh"));
        self.says(&name, output, code);
    }

    /// What a stand-in prints and ends with; `NAME.2` is for its second call.
    pub fn says(&self, name: &str, output: &str, code: i32) {
        self.file(&format!("stand/{name}.out"), output);
        self.file(&format!("stand/{name}.rc"), &code.to_string());
    }

    /// What a stand-in does before it prints.
    pub fn does(&self, name: &str, body: &str) {
        self.file(&format!("stand/{name}.do"), body);
    }

    /// A stand-in of a database's tool, whose answers differ after a restore: `ROWS` in its text is 1
    /// before, and 2 afterwards. A call that has one of these parts restores.
    pub fn database(&self, tool: &str, text: &str, restores: &str) {
        self.stand_in(&format!("path/{tool}"), "", 0);
        self.answers(tool, text, restores);
    }

    /// What it answers from now on.
    pub fn answers(&self, tool: &str, text: &str, restores: &str) {
        self.file(&format!("stand/{tool}.text"), text);
        self.does(
            tool,
            &format!(
                "told=\"$* $(cat -- \"$1\" \"$4\" 2> /dev/null)\"\n\
                 case $told in {restores}) echo 2 > \"$STAND/state\" ;; esac\n\
                 sed \"s/ROWS/$(cat \"$STAND/state\" 2> /dev/null || echo 1)/\" \
                 \"$STAND/{tool}.text\" > \"$STAND/{tool}.out\""
            ),
        );
    }

    /// The database is again as it was before any restore.
    pub fn as_before(&self) {
        fs::remove_file(self.path("stand/state")).ok();
    }

    /// Puts a rendered step, or the script that takes it back, into the bundle.
    pub fn step(&self, template: &str, id: &str, d: Value) {
        let kind = template.split('/').next().unwrap();
        let text = rendered(&format!("steps/{template}.sh.j2"), &contexts::step(id, kind, d));
        let (folder, name) = place_of(template);
        self.file(&format!("bundle/{folder}/{id}/{name}.sh"), &text);
        self.file(&format!("bundle/{folder}/{id}/{name}.py"), "\n");
    }

    /// The table of steps names the step that synchronises the node of this host, and it is done.
    pub fn synchronised(&self) {
        let row = "505-sync-node-N1\twas01.example.com\t5\t-\tteam\t-\tplan\tSynchronise N1\n";
        self.file("bundle/lib/steps.txt", row);
        self.file("bundle/journal/505-sync-node-N1.done", "attempt 1\n");
    }

    /// A run.sh as far as a step can tell: it holds the lock of its host, its journal ends so, and it calls
    /// the script. `holder` is `$$` for this run itself.
    pub fn called_by_run(
        &self,
        shell: &[&str],
        script: &str,
        journal: &str,
        holder: &str,
    ) -> Outcome {
        self.file("bundle/journal/h.x.journal", journal);
        self.file(
            "bundle/run.sh",
            &format!(
                "mkdir -p \"${{0%/*}}/journal/lock.h.x\"\n\
                 printf '%s\\n' \"process {holder} on m, user u, since now\" \\\n  \
                 > \"${{0%/*}}/journal/lock.h.x/holder\"\n\
                 sh \"${{0%/*}}/{script}\"\nrc=$?\nexit $rc\n"
            ),
        );
        self.run_with(shell, "run.sh", &[], &[("SIBRESTORE_RUN", "h.x")])
    }

    /// Every engine of the table is one whose flush a log of this host has confirmed.
    pub fn flushed(&self) {
        self.file("bundle/lib/engines.txt", "# engine\ne\tN/s\t801-verify\th.x\n");
        self.file("bundle/journal/recorded.txt", "FLUSHED e|1\n");
    }

    /// Runs a script of the bundle in one shell and gathers what came of it.
    pub fn run(&self, shell: &[&str], script: &str, arguments: &[&str]) -> Outcome {
        self.run_with(shell, script, arguments, &[])
    }

    /// The same with more environment.
    pub fn run_with(
        &self,
        shell: &[&str],
        script: &str,
        arguments: &[&str],
        environment: &[(&str, &str)],
    ) -> Outcome {
        fs::remove_file(self.path("stand/calls")).ok();
        let path = format!("{}:/usr/local/bin:/usr/bin:/bin", self.text("path"));
        let output = Command::new(shell[0])
            .args(&shell[1..])
            .arg(self.path("bundle").join(script))
            .args(arguments)
            .env_clear()
            .env("PATH", path)
            .env("STAND", self.path("stand"))
            .env("HOME", "/nonexistent")
            .env("TZ", "UTC")
            .envs(environment.iter().copied())
            .current_dir("/")
            // What a tool would read is there, so that one that can read is found out.
            .stdin(Stdio::from(fs::File::open(self.path("stand/stdin")).unwrap()))
            .output()
            .unwrap_or_else(|error| panic!("{} is needed by this test: {error}", shell[0]));
        let text = [output.stdout, output.stderr].concat();
        Outcome {
            code: output.status.code().unwrap_or(-1),
            text: String::from_utf8_lossy(&text).into_owned(),
            calls: self.read("stand/calls").lines().map(str::to_owned).collect(),
        }
    }
}

/// One line of the journal of host `h.x`.
pub fn event(step: &str, event: &str) -> String {
    format!("2026-01-01T00:00:00Z\tu\th.x\t{step}\t1\t{event}\t-\t-\n")
}

impl Outcome {
    /// Holds when the exit code is this and the text holds all of these.
    pub fn expect(&self, shell: &[&str], code: i32, parts: &[&str]) {
        assert_eq!(self.code, code, "{shell:?}\n{}", self.text);
        for part in parts {
            assert!(self.text.contains(part), "{shell:?}: no {part:?} in\n{}", self.text);
        }
        // A shell that stumbles says so with the script's name and a line.
        assert!(!self.text.contains("STDIN WAS READ"), "{shell:?}\n{}", self.text);
        let awk = self.text.lines().find(|line| line.contains("awk: "));
        assert!(awk.is_none(), "{shell:?}: {awk:?} in\n{}", self.text);
        for stumble in ["syntax error", "not found", "bad substitution", "unbound", "not set"] {
            let line =
                self.text.lines().find(|line| line.contains(stumble) && line.contains(".sh"));
            assert!(line.is_none(), "{shell:?}: {line:?} in\n{}", self.text);
        }
    }
}

/// The folder of a bundle that this template is for, and the name of its scripts.
pub fn place_of(template: &str) -> (&'static str, &'static str) {
    if template.contains("/back") { ("backout", "back") } else { ("steps", "step") }
}

/// Runs the same scene in every shell, each on a fresh stage, and by turns with every awk.
pub fn in_every_shell(name: &str, scene: impl Fn(&Stage, &[&str])) {
    for (turn, shell) in SHELLS.iter().enumerate() {
        let stage = Stage::named(name);
        let awk = AWKS[turn % AWKS.len()];
        let program = format!("/usr/bin/{}", awk.split(' ').next().unwrap());
        assert!(Path::new(&program).exists(), "{awk} is not installed");
        std::os::unix::fs::symlink(program, stage.path("path/awk")).unwrap();
        scene(&stage, shell);
    }
}
