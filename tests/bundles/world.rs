//! A small world for one bundle: each host a folder with the bundle, its own tree of files, and
//! stand-ins for the vendors' tools. It has what phase 0 proves and what a running cell has, so a
//! step that needs more than phase 0 looked for fails here.

use crate::bundle::{Bundle, Step, repository, with_sum, words};
use crate::jython;
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex, PoisonError};
use tempfile::TempDir;

/// Every shell that a bundle must run in, with the words that start it.
pub const SHELLS: [&str; 7] = ["dash", "bash", "ksh93", "mksh", "lksh", "posh", "busybox sh"];

const PROFILE_TOOLS: [&str; 14] = [
    "startServer.sh",
    "stopServer.sh",
    "startManager.sh",
    "stopManager.sh",
    "startNode.sh",
    "stopNode.sh",
    "serverStatus.sh",
    "syncNode.sh",
    "backupConfig.sh",
    "restoreConfig.sh",
    "logViewer.sh",
    "wsadmin.sh",
    "setupCmdLine.sh",
    "versionInfo.sh",
];
const CONTENT: &str = "what a file holds\n";
const TABLES: &str = "SIBOWNER SIBOWNERO SIBCLASSMAP SIBLISTING SIBXACTS SIBKEYS SIB000 SIB001";

/// One world. It goes away, with its processes, when it is dropped.
pub struct World {
    _folder: TempDir,
    /// The processes that it has made and that have not ended.
    alive: Arc<Mutex<BTreeSet<u32>>>,
    pub root: PathBuf,
    pub bundle: Bundle,
    /// Whether the bundle has the paths of its plan, and the environment says where they are.
    rehearsed: bool,
}

/// How one call of `run.sh` ended.
#[derive(Debug)]
pub struct Outcome {
    pub code: i32,
    pub text: String,
}

impl World {
    /// The world of an example. `running` says whether its processes run in the beginning.
    pub fn new(example: &str, running: bool) -> Self {
        Self::made(example, running, false)
    }

    /// The same with a bundle as it is compiled, rehearsed below a folder of each host.
    pub fn rehearsed(example: &str) -> Self {
        Self::made(example, true, true)
    }

    fn made(example: &str, running: bool, rehearsed: bool) -> Self {
        let folder = TempDir::new().unwrap();
        let root = folder.path().to_owned();
        let prefix =
            if rehearsed { "\"/".to_owned() } else { format!("\"{}/", root.join("fs").display()) };
        let sum: String =
            Sha256::digest(CONTENT).iter().map(|byte| format!("{byte:02x}")).collect();
        // Paths are moved below this world, and files have the one content that is here.
        let bundle = Bundle::compiled(example, |text| {
            let words = text.replace("\"/@", "\"@").replace("\"/", &prefix);
            words
                .replace("\"@", "\"/@")
                .split_inclusive('\n')
                .map(|line| with_sum(line, &sum))
                .collect()
        });
        let world = Self { _folder: folder, alive: Arc::default(), root, bundle, rehearsed };
        world.tools();
        for host in world.bundle.hosts() {
            if rehearsed {
                // As a rehearsal has it: nobody else is asked when the machine was started.
                put(&world.on(&host, "/proc/sys/kernel/random/boot_id"), "one\n");
            }
            world.bundle.write(&world.home(&host));
            world.host(&host);
        }
        world.processes(running);
        world.answers();
        world
    }

    /// The bundle's folder on a host.
    pub fn home(&self, host: &str) -> PathBuf {
        self.root.join("hosts").join(host).join("change 1/the bundle")
    }

    /// A path of the plan, on a host.
    pub fn on(&self, host: &str, path: &str) -> PathBuf {
        let fs = self.root.join("fs");
        let prefix = if self.rehearsed { "/".to_owned() } else { format!("{}/", fs.display()) };
        let path = path.strip_prefix(&prefix).unwrap_or_else(|| panic!("{path} is elsewhere"));
        self.root.join("hosts").join(host).join("fs").join(path)
    }

    /// A file below the root.
    pub fn put(&self, path: &str, text: &str) {
        put(&self.root.join(path), text);
    }

    /// The lines that one kind of statement has in a step's script, as words.
    pub fn lines(&self, id: &str, word: &str) -> Vec<Vec<String>> {
        let text = self.bundle.text(&format!("steps/{id}/step.sh"));
        let lines = text.lines().filter(|line| line.split(' ').next() == Some(word));
        lines.map(|line| words(line)[1..].to_vec()).collect()
    }

    /// The value of a variable that a step's script sets from the plan.
    pub fn value(&self, id: &str, name: &str) -> Option<String> {
        let text = self.bundle.text(&format!("steps/{id}/step.sh"));
        let line = text.lines().find_map(|line| line.strip_prefix(&format!("{name}=")))?;
        Some(words(line).concat())
    }

    fn tools(&self) {
        fs::create_dir_all(self.root.join("stand")).unwrap();
        fs::create_dir_all(self.root.join("elsewhere")).unwrap();
        let tool = self.root.join("tool.sh");
        fs::copy(repository("tests/support/bundles/tool.sh"), &tool).unwrap();
        fs::set_permissions(tool, fs::Permissions::from_mode(0o755)).unwrap();
        self.put("stand/cell", self.bundle.plan["cell"]["name"].as_str().unwrap());
        self.put("calls", "");
    }

    pub fn tool(&self, path: &Path) {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        if !path.exists() {
            symlink(self.root.join("tool.sh"), path).unwrap();
        }
    }

    /// What phase 0 looks for on this host, and nothing else.
    fn host(&self, host: &str) {
        let path = self.root.join("hosts").join(host).join("path");
        for name in ["sleep", "unzip", "who"] {
            self.tool(&path.join(name));
        }
        let steps = self.bundle.steps().into_iter();
        let proofs = steps.filter(|step| step.kind == "prove_host" && step.host == host);
        for id in proofs.map(|step| step.id) {
            for profile in self.lines(&id, "prove_profile") {
                self.profile(host, &profile[0]);
            }
            for tool in self.lines(&id, "prove_tool") {
                if tool[0].contains('/') {
                    self.tool(&self.on(host, &tool[0]));
                } else {
                    self.tool(&path.join(&tool[0]));
                }
            }
            for file in self.lines(&id, "prove_file") {
                if file[2].contains("script") {
                    self.tool(&self.on(host, &file[0]));
                } else {
                    put(&self.on(host, &file[0]), CONTENT);
                }
            }
            for dir in self.lines(&id, "prove_dir") {
                put(&self.on(host, &dir[0]).join("there before"), CONTENT);
            }
            for backup in self.lines(&id, "prove_backup") {
                let [path, kind, database, time] = &backup[..4] else { panic!("{backup:?}") };
                let time = if time.is_empty() { "20240101000000" } else { time };
                let name = match kind.as_str() {
                    "db2" => format!("{database}.0.db2inst1.DBPART000.{time}.001"),
                    "derby" => "service.properties".to_owned(),
                    _ => "File".to_owned(),
                };
                put(&self.on(host, path).join(name), CONTENT);
            }
            let keys: Vec<String> = self.lines(&id, "needs_key").concat();
            for props in self.lines(&id, "prove_props") {
                let mut text = "com.ibm.SOAP.securityEnabled=true\n".to_owned();
                for key in &keys {
                    writeln!(text, "{key}=set").unwrap();
                }
                put(&self.on(host, &props[0]), &text);
            }
        }
        self.file_stores(host);
        self.documents(host);
    }

    /// The documents of the configuration that a start looks at. What a hold, a release and the archive
    /// do to them is the stand-in's.
    fn documents(&self, host: &str) {
        let cell = self.bundle.plan["cell"]["name"].as_str().unwrap();
        // Phase 0 and the archive's step name engines of every host.
        let here = |step: &Step| {
            step.host == host && !["prove_host", "restore_config"].contains(&step.kind.as_str())
        };
        for step in self.bundle.steps().into_iter().filter(here) {
            let Some(profile) = self.value(&step.id, "PROFILE") else { continue };
            let folder = self.on(host, &profile).join("config/cells").join(cell);
            let mut elements: BTreeMap<String, String> = BTreeMap::new();
            let text = self.bundle.text(&format!("steps/{}/step.sh", step.id));
            for line in text.lines() {
                let Some(line) = line.strip_prefix("  printf '%s\\t%s\\t%s\\n' ") else { continue };
                let [place, uuid, name] = words(line).try_into().unwrap();
                let element = format!(
                    "<e:SIBMessagingEngine name=\"{name}\" uuid=\"{uuid}\" initialState=\"STARTED\"/>\n"
                );
                elements.entry(place).or_default().push_str(&element);
            }
            for (place, elements) in &elements {
                let file = folder.join(place).join("sib-engines.xml");
                put(&file, &format!("<xmi:XMI>\n{elements}</xmi:XMI>\n"));
            }
        }
    }

    fn profile(&self, host: &str, profile: &str) {
        let folder = self.on(host, profile);
        for name in PROFILE_TOOLS {
            self.tool(&folder.join("bin").join(name));
        }
        let cell = self.bundle.plan["cell"]["name"].as_str().unwrap();
        put(&folder.join("config/cells").join(cell).join("cell.xml"), CONTENT);
        fs::create_dir_all(folder.join("logs")).unwrap();
        for server in self.hpel_servers() {
            fs::create_dir_all(folder.join("logs").join(server).join("logdata")).unwrap();
        }
        put(&folder.join("hpel.txt"), OLD);
    }

    /// Servers that the plan says to log with HPEL.
    fn hpel_servers(&self) -> Vec<String> {
        let steps = self.bundle.steps().into_iter().filter(|step| step.kind == "note_logs");
        let lines = steps.flat_map(|step| self.lines(&step.id, "hpel_server"));
        lines.map(|words| words[0].clone()).collect()
    }

    /// The files of a file store are there, and its backup has a folder for each.
    fn file_stores(&self, host: &str) {
        let steps = self.bundle.steps().into_iter();
        for step in steps.filter(|step| step.kind == "restore_store" && step.host == host) {
            for name in ["LOG_FILES", "PERMANENT", "TEMPORARY"] {
                let Some(place) = self.value(&step.id, name) else { continue };
                put(&self.on(host, &place).join("File"), "from after the backup");
            }
        }
    }

    /// The processes of the cell, and the logs of its servers.
    fn processes(&self, running: bool) {
        let plan = self.bundle.plan.clone();
        let mut all: Vec<(String, String)> = Vec::new();
        if let Some(host) = plan["cell"]["deployment_manager"].as_str() {
            all.push((host.to_owned(), "dmgr".to_owned()));
        }
        let nodes = self.bundle.list(&plan["cell"]["nodes"], &["name", "host"]);
        for node in &nodes {
            self.put(&format!("stand/node.{}", node[1]), &node[0]);
            if plan["cell"]["deployment_manager"].is_string() {
                all.push((node[1].clone(), "nodeagent".to_owned()));
            }
        }
        let engines = self.bundle.list(&plan["engines"], &["server"]).concat();
        let clusters = plan["cell"]["clusters"].as_array().unwrap().iter();
        let members = clusters.flat_map(|cluster| cluster["members"].as_array().unwrap().clone());
        let members = members.map(|member| member.as_str().unwrap().to_owned());
        for server in engines.into_iter().chain(members) {
            let (node, server) = server.split_once('/').unwrap();
            let host = nodes.iter().find(|known| known[0] == node).unwrap()[1].clone();
            if !all.contains(&(host.clone(), server.to_owned())) {
                all.push((host, server.to_owned()));
            }
        }
        for (host, name) in &all {
            let logs = self.on(host, &self.profile_of(host)).join("logs").join(name);
            put(&logs.join("SystemOut.log"), OLD);
            if running {
                put(&logs.join(format!("{name}.pid")), &self.spawn().to_string());
                let pid = fs::read_to_string(logs.join(format!("{name}.pid"))).unwrap();
                self.put(&format!("stand/up.{host}-{name}"), &pid);
            }
        }
        let spare: String = (0..all.len() * 3).map(|_| format!("{}\n", self.spawn())).collect();
        self.put("stand/spare", &spare);
    }

    /// The one profile that phase 0 proves on a host.
    pub fn profile_of(&self, host: &str) -> String {
        let steps = self.bundle.steps();
        let mut proofs = steps.iter().filter(|step| step.kind == "prove_host" && step.host == host);
        self.lines(&proofs.next().unwrap().id, "prove_profile")[0][0].clone()
    }

    /// A process that ends when it is killed, as a server would. Somebody must take its status,
    /// or it would stay in the table of processes.
    fn spawn(&self) -> u32 {
        let mut child: Child =
            Command::new("/bin/sleep").arg("3600").stdin(Stdio::null()).spawn().unwrap();
        let pid = child.id();
        let alive = Arc::clone(&self.alive);
        alive.lock().unwrap().insert(pid);
        std::thread::spawn(move || {
            child.wait().unwrap();
            alive.lock().unwrap().remove(&pid);
        });
        pid
    }

    /// What databases and wsadmin scripts say, and what a flush start leaves in the logs.
    fn answers(&self) {
        let uuids = self.bundle.list(&self.bundle.plan["engines"], &["uuid"]).concat();
        self.put(
            "stand/answer",
            &format!(
                "SIBRESTORE-SIGHT 1\nSIBRESTORE-CONNECTED 0\nSIBRESTORE-TABLES\n{}\n\
                 SIBRESTORE-LISTING\nSIB000 SIB001\nSIBRESTORE-OWNER\n{}\n\
                 SIBRESTORE-COUNTS\n1 ROWS\nSIBRESTORE-SESSIONS\nSIBRESTORE-END\n",
                TABLES.replace(' ', "\n"),
                uuids.join("\n").to_lowercase()
            ),
        );
        let mut logs = String::new();
        for step in self.bundle.steps() {
            if self
                .bundle
                .files
                .iter()
                .any(|file| file.path == format!("steps/{}/step.py", step.id))
            {
                let said = jython::said(&self.bundle.name, &step.id);
                self.put(&format!("stand/said.{}", step.id), &said);
            }
            if step.kind == "verify_logs" {
                logs += &self.flush_texts(&step.host, &step.id);
            }
        }
        for step in self.bundle.steps().iter().filter(|step| step.kind == "flush_start") {
            self.put(&format!("stand/then.{}", step.id), &logs);
            self.put("stand/then.txt", &logs);
        }
    }

    /// Shell that writes what the engines of a step say when they are flushed.
    fn flush_texts(&self, host: &str, id: &str) -> String {
        let mut shell = String::new();
        let mut log = String::new();
        for line in self.bundle.text(&format!("steps/{id}/step.sh")).lines() {
            let words = words(line);
            match words.first().map(String::as_str) {
                Some("server") if words.len() == 3 => {
                    log = self.on(host, &words[2]).display().to_string();
                    if !Path::new(&log).exists() {
                        put(Path::new(&log), OLD);
                    }
                }
                Some("hpel_server") if words.len() == 3 => {
                    let profile = self.on(host, &self.profile_of(host));
                    log = profile.join("hpel.txt").display().to_string();
                }
                Some("engine") if words.len() == 2 => {
                    for message in ["CWSIP0780I", "CWSIP0783E"] {
                        let name = &words[1];
                        writeln!(
                            shell,
                            "echo '[11/10/10 8:00] 20 SibMessage I [Bus:{name}] {message}: \
                             Messaging engine: {name} started' >> '{log}'"
                        )
                        .unwrap();
                    }
                }
                _ => {}
            }
        }
        shell
    }

    /// Runs `run.sh` on a host in one shell. Every `sh` that it finds is that shell. Nobody types
    /// a name before a point of no return: the hash of the bundle stands for that.
    pub fn run(&self, shell: &str, host: &str, arguments: &[&str]) -> Outcome {
        let sum = sibrestore::bundle::sha256(self.bundle.text("MANIFEST.sha256"));
        let mut all = arguments.to_vec();
        if ["run", "backout"].contains(&arguments[0]) {
            all.extend(["--yes-i-reviewed", &sum]);
        }
        self.script(shell, host, "run.sh", &all)
    }

    /// A script that calls a step as run.sh would: it holds the lock and has noted that it begins it.
    fn caller(&self, host: &str, script: &str) -> PathBuf {
        let (journal, step) = (self.home(host).join("journal"), script.split('/').nth(1).unwrap());
        let (file, journal) = (self.root.join("callers/run.sh"), journal.display());
        put(
            &file,
            &format!(
                "lock='{journal}/lock.{host}'; mkdir -p \"$lock\"\n\
                 echo \"process $$ on m, user u\" > \"$lock/holder\"\n\
                 printf 't\\tu\\t{host}\\t{step}\\t1\\tbegin\\t-\\t-\\n' > '{journal}/{host}.journal'\n\
                 sh '{}' \"$@\"; rc=$?\nrm -rf \"$lock\"; exit $rc\n",
                self.home(host).join(script).display()
            ),
        );
        file
    }

    /// The same with another script of the bundle.
    pub fn script(&self, shell: &str, host: &str, script: &str, arguments: &[&str]) -> Outcome {
        let fs_link = self.root.join("fs");
        fs::remove_file(&fs_link).ok();
        symlink(self.root.join("hosts").join(host).join("fs"), &fs_link).unwrap();
        let here = self.root.join("hosts").join(host);
        fs::create_dir_all(here.join("fs")).unwrap();
        put(&here.join("path/sh"), &format!("#!/bin/sh\nexec {shell} \"$@\"\n"));
        fs::set_permissions(here.join("path/sh"), fs::Permissions::from_mode(0o755)).unwrap();
        // The machine is the host that it stands for.
        for name in ["hostname", "uname"] {
            put(&here.join("path").join(name), &format!("#!/bin/sh\necho '{host}'\n"));
            let mode = fs::Permissions::from_mode(0o755);
            fs::set_permissions(here.join("path").join(name), mode).unwrap();
        }
        let root = self.rehearsed.then(|| ("SIBRESTORE_ROOT", here.join("fs")));
        let no_return =
            script != "run.sh" && self.bundle.text(script).contains("\nONLY_RUN_SH='nothing");
        let file = if no_return { self.caller(host, script) } else { self.home(host).join(script) };
        let output = Command::new("/usr/bin/env")
            .args(shell.split(' '))
            .arg(file)
            .args(arguments)
            .env_clear()
            .env("PATH", format!("{}:/usr/local/bin:/usr/bin:/bin", here.join("path").display()))
            .env("STAND_ROOT", &self.root)
            .env("STAND_HOST", host)
            .env("SIBRESTORE_RUN", if no_return { host } else { "" })
            .env("PYTHONDONTWRITEBYTECODE", "1")
            .env("STAND_CELL", repository("tests/support/jython"))
            .envs(root)
            .process_group(0)
            .current_dir(self.root.join("elsewhere"))
            .stdin(Stdio::null())
            .output()
            .unwrap();
        let text = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
        assert!(!text.contains("STDIN WAS READ"), "{text}");
        let strays = fs::read_dir(self.root.join("elsewhere")).unwrap().count();
        assert_eq!(strays, 0, "something is in the folder where the script was called\n{text}");
        Outcome { code: output.status.code().unwrap_or(-1), text }
    }

    /// The calls of tools so far: host, step, tool and arguments.
    pub fn calls(&self) -> Vec<[String; 3]> {
        let text = fs::read_to_string(self.root.join("calls")).unwrap();
        let call = |line: &str| {
            let mut parts = line.splitn(3, '|').map(str::to_owned);
            [parts.next().unwrap(), parts.next().unwrap(), parts.next().unwrap()]
        };
        text.lines().map(call).collect()
    }
}

impl Drop for World {
    fn drop(&mut self) {
        // The number of one that has ended may be another's by now, even this test's own.
        let alive = self.alive.lock().unwrap_or_else(PoisonError::into_inner);
        let pids: Vec<String> = alive.iter().map(u32::to_string).collect();
        drop(alive);
        Command::new("kill").args(pids).stderr(Stdio::null()).status().ok();
    }
}

/// A log of before: an older flush start is in it (H14).
const OLD: &str = "[1/1/10 1:00] 20 SibMessage I [:] CWSIP0780I: Messaging engine: old started\n\
    [1/1/10 1:00] 20 SibMessage I [:] CWSIP0783E: Messaging engine: old started\n";

pub fn put(path: &Path, text: &str) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}
