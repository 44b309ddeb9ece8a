//! The simulated tools have the traps of the real ones.

use crate::stage::Bundle;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A host of a world after its rehearsal.
struct Host {
    dir: tempfile::TempDir,
    name: String,
}

impl Host {
    fn of_example(example: &str) -> Self {
        let bundle = Bundle::of_example(example);
        let dir = tempfile::tempdir().unwrap();
        assert!(bundle.rehearse_in(dir.path()).done);
        Self { dir, name: bundle.site().steps[0].host.clone() }
    }

    fn root(&self) -> PathBuf {
        self.dir.path().join("hosts").join(&self.name).join("root")
    }

    fn path(&self) -> PathBuf {
        self.dir.path().join("hosts").join(&self.name).join("path")
    }

    /// Runs a tool as a person would; the answer is its exit code and what it printed.
    fn run(&self, tool: &Path, arguments: &[&str]) -> (i32, String) {
        let path = format!("{}:{}", self.path().display(), std::env::var("PATH").unwrap());
        let output = Command::new(tool).args(arguments).env("PATH", path).output().unwrap();
        let text = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
        (output.status.code().unwrap(), text)
    }

    /// A tool of the one profile of the host.
    fn profile_tool(&self, name: &str) -> PathBuf {
        self.find(&Path::new("bin").join(name))
    }

    /// A file below the root.
    fn find(&self, end: &Path) -> PathBuf {
        let mut folders = vec![self.root()];
        while let Some(folder) = folders.pop() {
            let tool = folder.join(end);
            if tool.exists() {
                return tool;
            }
            let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
            folders.extend(entries.filter(|path| path.is_dir()));
        }
        panic!("there is no {}", end.display());
    }
}

#[test]
fn starts_and_stops_have_statuses_that_mislead() {
    let host = Host::of_example("base-derby");
    let pid_file = |host: &Host| host.run(&host.path().join("ps"), &["-ef"]).1;
    let server = pid_file(&host);
    let line = server.lines().find(|line| line.contains("WsServer")).unwrap();
    let server = line.rsplit(' ').next().unwrap().to_owned();
    let start = |host: &Host| host.run(&host.profile_tool("startServer.sh"), &[&server]);
    let stop = |host: &Host| host.run(&host.profile_tool("stopServer.sh"), &[&server]);
    let (code, text) = start(&host);
    assert!(code == 255 && text.contains("ADMU3027E"), "{code} {text}");
    let (code, text) = stop(&host);
    assert!(code == 0 && text.contains("ADMU4000I"), "{code} {text}");
    assert!(!pid_file(&host).contains("WsServer"));
    let (code, text) = stop(&host);
    assert!(code == 246 && text.contains("ADMU0509I"), "{code} {text}");
    let (code, text) = host.run(&host.profile_tool("startServer.sh"), &["nobody"]);
    assert!(code == 255 && text.contains("ADMU0522E"), "{code} {text}");
    let (code, text) = start(&host);
    assert!(code == 0 && text.contains("ADMU3000I"), "{code} {text}");
}

#[test]
fn ij_ends_with_0_whatever_happens() {
    let host = Host::of_example("base-derby");
    let ij = host.find(Path::new("ij"));
    let (code, text) = host.run(&ij, &["/there/is/no/such.sql"]);
    assert!(code == 0 && text.contains("IJ ERROR"), "{code} {text}");
    let file = host.dir.path().join("one.sql");
    std::fs::write(&file, "CONNECT 'jdbc:derby:/no/such/database';\n").unwrap();
    let (code, text) = host.run(&ij, &[&file.display().to_string()]);
    assert!(code == 0 && text.contains("ERROR XJ004"), "{code} {text}");
}

#[test]
fn wsadmin_ends_with_105_when_a_script_raises() {
    let host = Host::of_example("nd-db2");
    let script = host.dir.path().join("one.py");
    std::fs::write(&script, "raise ValueError(\"no\")\n").unwrap();
    let script = script.display().to_string();
    let wsadmin = host.profile_tool("wsadmin.sh");
    let connected = [
        "-lang",
        "jython",
        "-conntype",
        "SOAP",
        "-host",
        &host.name,
        "-port",
        "8879",
        "-f",
        &script,
        "a b",
    ];
    let (code, text) = host.run(&wsadmin, &connected);
    assert_eq!(code, 105, "{text}");
    for words in ["WASX7209I", "WASX7303I", "\"[a b]\"", "WASX7017E", "ValueError: no"] {
        assert!(text.contains(words), "{words}\n{text}");
    }
    std::fs::write(
        host.dir.path().join("one.py"),
        "import sys\nprint(sys.argv)\nopen(\"/etc/hostname\", \"w\")\n",
    )
    .unwrap();
    let (code, text) = host.run(&wsadmin, &connected);
    assert!(code == 105 && text.contains("['a b']"), "{code} {text}");
    let nowhere =
        ["-lang", "jython", "-conntype", "SOAP", "-host", &host.name, "-port", "9", "-f", &script];
    let (code, text) = host.run(&wsadmin, &nowhere);
    assert!(code == 1 && text.contains("WASX7023E"), "{code} {text}");
}

#[test]
fn the_catalogue_and_the_assumptions_are_listed_without_a_plan() {
    for (option, known) in
        [("--faults", "start-fails "), ("--assumptions", "no-connection "), ("--seed=1", "")]
    {
        let mut list = Command::new(crate::stage::program());
        let output = list.args(["rehearse", option]).output().unwrap();
        let (out, error) = (output.stdout, String::from_utf8(output.stderr).unwrap());
        let out = String::from_utf8(out).unwrap();
        if known.is_empty() {
            assert_eq!(output.status.code(), Some(2), "{out}");
            assert!(error.contains("name a plan or the folder of a bundle"), "{error}");
        } else {
            assert_eq!(output.status.code(), Some(0), "{error}");
            assert!(out.lines().any(|line| line.starts_with(known)), "{out}");
        }
    }
}
