//! A bundle of an example or of a plan, compiled by the real program, and rehearsals of it.

use sibrestore::rehearsal::report::Report;
use sibrestore::rehearsal::series::{self, Trial};
use sibrestore::rehearsal::site::Site;
use sibrestore::rehearsal::{Options, rehearse};
use std::path::{Path, PathBuf};
use std::process::Command;

/// The program under test.
pub fn program() -> &'static Path {
    Path::new(env!("CARGO_BIN_EXE_sibrestore"))
}

/// A file of the repository.
pub fn repository(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// The examples, by name.
pub fn examples() -> Vec<String> {
    let files = std::fs::read_dir(repository("examples")).unwrap();
    let names = files.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<String> =
        names.filter_map(|name| name.strip_suffix(".restore").map(str::to_owned)).collect();
    names.sort();
    assert!(names.len() >= 11, "{names:?}");
    names
}

/// A compiled bundle, and the folder that goes with it.
pub struct Bundle {
    dir: tempfile::TempDir,
}

impl Bundle {
    /// Of an example.
    pub fn of_example(name: &str) -> Self {
        Self::of_plan(&repository(&format!("examples/{name}.restore")))
    }

    /// Of a plan file.
    pub fn of_plan(plan: &Path) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let mut compile = Command::new(program());
        compile.arg("compile").arg(plan).arg("--out").arg(dir.path().join("bundle"));
        let output = compile.output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        Self { dir }
    }

    /// Its folder.
    pub fn path(&self) -> PathBuf {
        self.dir.path().join("bundle")
    }

    /// What its plan.json says.
    pub fn site(&self) -> Site {
        Site::of_bundle(&self.path()).unwrap()
    }

    /// One rehearsal.
    pub fn rehearse(&self, options: &Options) -> Report {
        self.try_rehearse(options).unwrap()
    }

    /// One rehearsal, in a folder that stays.
    pub fn rehearse_in(&self, dir: &Path) -> Report {
        rehearse(&self.path(), dir, program(), &Options::default(), &mut |_| {}).unwrap()
    }

    fn try_rehearse(&self, options: &Options) -> Result<Report, String> {
        let dir = tempfile::tempdir().unwrap();
        rehearse(&self.path(), dir.path(), program(), options, &mut |_| {})
    }

    /// One rehearsal with a fault, as a user names it.
    pub fn with_fault(&self, word: &str) -> (Report, Options) {
        self.with_faults(&[word])
    }

    /// One rehearsal with several.
    pub fn with_faults(&self, words: &[&str]) -> (Report, Options) {
        let site = self.site();
        let faults = words.iter().map(|word| series::fault_named(&site, word).unwrap()).collect();
        let options = Options { faults, ..Options::default() };
        (self.rehearse(&options), options)
    }

    /// Runs trials; every one of them must come out as it must.
    pub fn all_good(&self, trials: Vec<Trial>) -> usize {
        let jobs = std::thread::available_parallelism().map_or(1, usize::from);
        let run =
            series::run(trials, jobs, &|options| self.try_rehearse(options), &|_| {}).unwrap();
        let complaints: Vec<String> = run
            .iter()
            .filter(|trial| !trial.complaint.is_empty())
            .map(|trial| format!("{}: {}", trial.name, trial.complaint))
            .collect();
        assert!(complaints.is_empty(), "{complaints:#?}");
        run.len()
    }
}

/// Changes one file of a bundle, and its line in the manifest.
pub fn change(bundle: &Path, ending: &str, from: &str, to: &str) {
    let manifest = std::fs::read_to_string(bundle.join("MANIFEST.sha256")).unwrap();
    let line = manifest.lines().find(|line| line.ends_with(ending)).unwrap();
    let (sum, file) = line.split_once("  ").unwrap();
    let text = std::fs::read_to_string(bundle.join(file)).unwrap();
    assert!(text.contains(from), "{file} has no {from:?}");
    let text = text.replace(from, to);
    std::fs::write(bundle.join(file), &text).unwrap();
    std::fs::write(
        bundle.join("MANIFEST.sha256"),
        manifest.replace(sum, &sibrestore::bundle::sha256(&text)),
    )
    .unwrap();
}
