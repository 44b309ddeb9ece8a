//! Compiling the example plans: what each bundle holds.

use serde_json::Value;
use sibrestore::bundle::{File, each_file};
use sibrestore::compile::Checked;
use sibrestore::render::environment;
use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

/// One compiled plan.
#[derive(Clone, Debug)]
pub struct Bundle {
    /// The name of the example.
    pub name: String,
    /// Its files.
    pub files: Vec<File>,
    /// `plan.json`.
    pub plan: Value,
}

/// A step, as `plan.json` has it.
#[derive(Clone, Debug)]
pub struct Step {
    pub id: String,
    pub kind: String,
    pub host: String,
    pub follows: Vec<String>,
}

/// A path in the repository.
pub fn repository(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// The names of all examples that compile.
pub fn examples() -> Vec<String> {
    let entries = fs::read_dir(repository("examples")).unwrap();
    let mut names: Vec<String> = entries
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|end| end == "restore"))
        .map(|path| path.file_stem().unwrap().to_str().unwrap().to_owned())
        .collect();
    names.sort();
    assert!(names.len() >= 11, "{names:?}");
    names
}

/// The bundles of all examples, each compiled once.
pub fn all() -> &'static [Bundle] {
    static ALL: OnceLock<Vec<Bundle>> = OnceLock::new();
    ALL.get_or_init(|| examples().iter().map(|name| Bundle::compiled(name, |text| text)).collect())
}

impl Bundle {
    /// Compiles an example after its text was changed.
    pub fn compiled(name: &str, change: impl Fn(String) -> String) -> Self {
        let path = format!("examples/{name}.restore");
        let text = change(fs::read_to_string(repository(&path)).unwrap());
        let checked = Checked::new(&path, text.into_bytes());
        let (plan, findings) = checked.plan().unwrap();
        let plan = plan.unwrap_or_else(|| panic!("{path}: {findings:?}"));
        let mut files = Vec::new();
        each_file(&environment(), &plan, &checked.source, &findings, |file| {
            files.push(file);
            anyhow::Ok(())
        })
        .unwrap();
        let json = files.iter().find(|file| file.path == "plan.json").unwrap();
        let plan = serde_json::from_str(&json.text).unwrap();
        Self { name: name.to_owned(), files, plan }
    }

    /// The text of one file.
    pub fn text(&self, path: &str) -> &str {
        let file = self.files.iter().find(|file| file.path == path);
        &file.unwrap_or_else(|| panic!("{}: no {path}", self.name)).text
    }

    /// Writes all files below a folder.
    pub fn write(&self, folder: &Path) {
        for file in &self.files {
            let path = folder.join(&file.path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(&path, &file.text).unwrap();
            let mode = if file.executable { 0o755 } else { 0o644 };
            fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
        }
    }

    /// The steps in the order of the plan.
    pub fn steps(&self) -> Vec<Step> {
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let step = |value: &Value| Step {
            id: text(&value["id"]),
            kind: text(&value["kind"]),
            host: text(&value["host"]),
            follows: value["follows"].as_array().unwrap().iter().map(text).collect(),
        };
        self.plan["steps"].as_array().unwrap().iter().map(step).collect()
    }

    /// One step of this id.
    pub fn step(&self, id: &str) -> Step {
        self.steps()
            .into_iter()
            .find(|step| step.id == id)
            .unwrap_or_else(|| panic!("{}: no step {id}", self.name))
    }

    /// The ids of all steps that come before this one, whatever the order within the plan is.
    pub fn ancestors(&self, id: &str) -> BTreeSet<String> {
        let mut all = BTreeSet::new();
        let mut open = self.step(id).follows;
        while let Some(next) = open.pop() {
            if all.insert(next.clone()) {
                open.extend(self.step(&next).follows);
            }
        }
        all
    }

    /// The hosts, in the order in which the plan comes to them.
    pub fn hosts(&self) -> Vec<String> {
        let mut hosts = Vec::new();
        for step in self.steps() {
            if !hosts.contains(&step.host) {
                hosts.push(step.host);
            }
        }
        hosts
    }

    /// The list under a key, each entry's fields as text; nothing where a field is absent.
    pub fn list(&self, at: &Value, fields: &[&str]) -> Vec<Vec<String>> {
        let field = |entry: &Value, name: &str| entry[name].as_str().unwrap_or("").to_owned();
        let entries = at.as_array().unwrap().iter();
        entries.map(|entry| fields.iter().map(|name| field(entry, name)).collect()).collect()
    }
}

/// The same line with this checksum in place of its own.
pub fn with_sum(line: &str, sum: &str) -> String {
    match line.split_once("sha256 ") {
        None => line.to_owned(),
        Some((before, after)) => format!("{before}sha256 {sum}{}", &after[64..]),
    }
}

/// The words of a line of shell: plain ones, and those in single quotes. Paths are those of the
/// plan, wherever they are.
pub fn words(line: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut quoted = false;
    let line = line.replace("\"$ROOT\"", "");
    let mut rest = line.chars();
    while let Some(c) = rest.next() {
        match c {
            '\'' => quoted = !quoted,
            '\\' if !quoted => words.last_mut().unwrap().extend(rest.next()),
            ' ' if !quoted => words.push(String::new()),
            _ => words.last_mut().unwrap().push(c),
        }
    }
    words
}
