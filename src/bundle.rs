//! The bundle: path, text and mode of every file, one after the other.
//!
//! Files are made one at a time and handed on, so that the memory needed does not grow with the
//! plan. The manifest comes last, because it holds the hashes of all others; its own hash is what
//! a change ticket approves.

mod document;
mod tables;
pub mod write;

pub use crate::steps::exit;
pub use document::{Document, schema};

use crate::diagnostic::Finding;
use crate::plan::Plan;
use crate::render::view::{PlanView, StepView, advice, context, exits, plan_view, step_view};
use crate::render::{RenderError, render, runbook};
use crate::source::Source;
use crate::steps::{Script, Subject};
use minijinja::Environment;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::io::{self, BufRead, BufReader, Read};

/// The name of the file that lists all others.
pub const MANIFEST: &str = "MANIFEST.sha256";
/// The name of the resolved plan.
pub const PLAN: &str = "plan.json";

/// One file of a bundle.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// Its path in the bundle, with forward slashes.
    pub path: String,
    /// Its text; line ends are LF.
    pub text: String,
    /// Whether it is meant to be run.
    pub executable: bool,
}

/// What a bundle is, once every file has been handed on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Summary {
    /// SHA-256 of the manifest, in lower case: the hash that is approved.
    pub hash: String,
    /// How many files there are.
    pub files: usize,
    /// How many bytes they have.
    pub bytes: u64,
}

/// Makes the files of a bundle and hands each to `take`, the manifest last.
///
/// # Errors
/// A template that cannot be rendered, or the first error of `take`.
pub fn each_file<E: From<RenderError>>(
    environment: &Environment<'static>,
    plan: &Plan,
    source: &Source,
    warnings: &[Finding],
    mut take: impl FnMut(File) -> Result<(), E>,
) -> Result<Summary, E> {
    let maker = Maker { environment, plan, plan_view: plan_view(plan) };
    let mut manifest = Manifest::default();
    let mut hand_on = |file: File| {
        manifest.add(&file);
        take(file)
    };
    let mut views = Vec::with_capacity(plan.steps.len());
    for at in 0..plan.steps.len() {
        let view = step_view(plan, source, at);
        for file in maker.step(at, &view)? {
            hand_on(file)?;
        }
        views.push(view);
    }
    for file in maker.libraries()? {
        hand_on(file)?;
    }
    for file in maker.run(&views)? {
        hand_on(file)?;
    }
    hand_on(maker.runbook(&views, warnings)?)?;
    hand_on(File { path: PLAN.into(), text: document::text(plan, &views), executable: false })?;
    let (file, summary) = manifest.file();
    take(file)?;
    Ok(summary)
}

struct Maker<'a> {
    environment: &'a Environment<'static>,
    plan: &'a Plan<'a>,
    plan_view: PlanView,
}

impl Maker<'_> {
    /// The scripts of one step.
    fn step(&self, at: usize, view: &StepView) -> Result<Vec<File>, RenderError> {
        let step = &self.plan.steps[at];
        let context = context(self.plan, &self.plan_view, view, at);
        let folder = step.kind.name;
        let variant = match step.subject {
            Subject::Group(group) => {
                self.plan.site.first_store(group).kind.as_ref().map_or("step", |kind| kind.word())
            }
            _ => "step",
        };
        let shell = self.file(
            &format!("steps/{folder}/{variant}.sh.j2"),
            &context,
            view.script.clone(),
            true,
        )?;
        let mut files = vec![shell];
        if step.kind.script == Script::Wsadmin {
            let path = format!("steps/{}/step.py", step.id);
            files.push(self.file(&format!("steps/{folder}/step.py.j2"), &context, path, false)?);
        }
        if view.has_back_script {
            let name =
                if variant == "step" { "back".to_owned() } else { format!("back_{variant}") };
            let path = format!("backout/{}/back.sh", step.id);
            files.push(self.file(&format!("steps/{folder}/{name}.sh.j2"), &context, path, true)?);
            if step.kind.script == Script::Wsadmin {
                let path = format!("backout/{}/back.py", step.id);
                let template = format!("steps/{folder}/back.py.j2");
                files.push(self.file(&template, &context, path, false)?);
            }
        }
        Ok(files)
    }

    /// The shell functions that steps share.
    fn libraries(&self) -> Result<Vec<File>, RenderError> {
        let context = json!({
            "plan": self.plan_view, "exit": exits(), "exits": exit::rows(), "advice": advice(),
        });
        let mut names: Vec<&str> = self.environment.templates().map(|(name, _)| name).collect();
        names.retain(|name| name.starts_with("lib/") && name.ends_with(".sh.j2"));
        names.sort_unstable();
        let file =
            |name: &&str| self.file(name, &context, name.trim_end_matches(".j2").to_owned(), false);
        names.iter().map(file).collect()
    }

    /// The one command of the day, and the tables that it reads.
    fn run(&self, views: &[StepView]) -> Result<[File; 4], RenderError> {
        let context = json!({ "plan": self.plan_view, "exit": exits() });
        let run = self.file("run.sh.j2", &context, "run.sh".into(), true)?;
        let steps = tables::steps(self.environment, self.plan, views)?;
        let engines = tables::engines(self.environment, self.plan)?;
        let plan = tables::plan(self.environment, self.plan)?;
        let table = |path: &str, text| File { path: path.to_owned(), text, executable: false };
        Ok([
            run,
            table("lib/steps.txt", steps),
            table("lib/engines.txt", engines),
            table("lib/plan.txt", plan),
        ])
    }

    fn runbook(&self, views: &[StepView], warnings: &[Finding]) -> Result<File, RenderError> {
        let text = runbook::text(self.environment, self.plan, views, warnings)?;
        Ok(File { path: "RUNBOOK.md".into(), text, executable: false })
    }

    fn file(
        &self,
        template: &str,
        context: &Value,
        path: String,
        executable: bool,
    ) -> Result<File, RenderError> {
        Ok(File { path, text: render(self.environment, template, context)?, executable })
    }
}

/// Hash and path of each file, as `sha256sum -c` reads them.
#[derive(Default)]
struct Manifest {
    lines: Vec<String>,
    bytes: u64,
}

impl Manifest {
    fn add(&mut self, file: &File) {
        self.bytes += file.text.len() as u64;
        self.lines.push(format!("{}  {}\n", sha256(&file.text), file.path));
    }

    fn file(mut self) -> (File, Summary) {
        // By path, which begins after the hash and two spaces.
        self.lines.sort_by(|a, b| a[66..].cmp(&b[66..]));
        let text = self.lines.concat();
        let summary = Summary {
            hash: sha256(&text),
            files: self.lines.len() + 1,
            bytes: self.bytes + text.len() as u64,
        };
        (File { path: MANIFEST.into(), text, executable: false }, summary)
    }
}

/// SHA-256 in lower case.
pub fn sha256(bytes: impl AsRef<[u8]>) -> String {
    hex(&Sha256::digest(bytes))
}

/// The same of what a reader gives, which need not fit into the memory.
///
/// # Errors
/// Those of the reader.
pub fn sha256_of(from: impl Read) -> io::Result<String> {
    let mut hash = Sha256::new();
    let mut from = BufReader::with_capacity(1 << 16, from);
    loop {
        let piece = from.fill_buf()?;
        if piece.is_empty() {
            return Ok(hex(&hash.finalize()));
        }
        hash.update(piece);
        let read = piece.len();
        from.consume(read);
    }
}

fn hex(hash: &[u8]) -> String {
    hash.iter().map(|byte| format!("{byte:02x}")).collect()
}
