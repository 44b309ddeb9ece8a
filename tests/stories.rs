//! Situations that an administrator knows, one folder each in `tests/cases`.
//!
//! Beside each plan stand what is found wrong with it, its steps in order, and the bundle: the
//! list of its files, and for a few stories the text of every one of them.

#![expect(clippy::unwrap_used, reason = "a panic is how a test fails")]

use sibrestore::bundle::{File, MANIFEST, each_file};
use sibrestore::compile::Checked;
use sibrestore::diagnostic::text;
use sibrestore::plan::Plan;
use sibrestore::render::{RenderError, environment};
use std::fmt::Write;
use std::path::{Path, PathBuf};

/// The stories whose bundles are shown whole: one for each topology.
const WHOLE: &[&str] =
    &["nd-db2-offline-image", "base-derby-disk-loss", "cluster-oracle-failover-member"];

fn stories() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut stories: Vec<PathBuf> = entries.collect();
    stories.sort();
    stories
}

fn name(story: &Path) -> &str {
    story.file_name().unwrap().to_str().unwrap()
}

fn read(story: &Path) -> Checked {
    Checked::new("plan.restore", std::fs::read(story.join("plan.restore")).unwrap())
}

/// Compares a text with the snapshot of that name in the story's folder.
fn compare(story: &Path, snapshot: &str, text: String) {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(story);
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(snapshot, text));
}

/// A step a line: id, host, owner, and what it follows.
fn steps(plan: &Plan) -> String {
    let mut text = String::new();
    for step in &plan.steps {
        let follows: Vec<&str> =
            step.follows.iter().map(|at| plan.steps[*at].id.as_str()).collect();
        let follows = if follows.is_empty() { "nothing".to_owned() } else { follows.join(" ") };
        let owner = step.owner.word();
        writeln!(text, "{}  on {} by {owner}\n    follows {follows}", step.id, step.host).unwrap();
    }
    text
}

fn bundle(plan: &Plan, checked: &Checked) -> Vec<File> {
    let warnings = checked.plan().unwrap().1;
    let mut files = Vec::new();
    let take = |file| {
        files.push(file);
        Ok::<(), RenderError>(())
    };
    each_file(&environment(), plan, &checked.source, &warnings, take).unwrap();
    files
}

/// Path and mode of every file; with the text when the story is shown whole. What would be the
/// same again is left out: hashes of what is shown anyway, the shared libraries but in one story,
/// and the program of a wsadmin script, below its data, but for the flush start.
fn tree(files: &[File], story: &str) -> String {
    let mut text = String::new();
    for file in files {
        let mode = if file.executable { "755" } else { "644" };
        writeln!(text, "{mode} {}", file.path).unwrap();
    }
    let again = |file: &File| file.path == MANIFEST || file.path.starts_with("lib/");
    for file in files.iter().filter(|_| WHOLE.contains(&story)) {
        if file.path == MANIFEST || (story != WHOLE[0] && again(file)) {
            continue;
        }
        let flush_start = file.path.contains("-flush-start") && story == WHOLE[0];
        let shown = match file.text.find("\n\n\n") {
            Some(program) if file.path.ends_with(".py") && !flush_start => {
                format!("{}\n(the program)\n", &file.text[..program])
            }
            _ => file.text.clone(),
        };
        write!(text, "\n========== {}\n{shown}", file.path).unwrap();
    }
    text
}

#[test]
fn every_story_gives_the_findings_the_plan_and_the_bundle_beside_it() {
    let stories = stories();
    assert!(stories.len() >= 22, "{stories:?}");
    for story in &stories {
        let checked = read(story);
        let (plan, findings) = checked.plan().unwrap();
        let mut said = text::render(&findings, &checked.source, false, 100);
        if said.is_empty() {
            said.push_str("no findings\n");
        }
        compare(story, "findings", said);
        let Some(plan) = plan else {
            assert!(!story.join("plan.snap").exists(), "{}: no plan any more", name(story));
            continue;
        };
        compare(story, "plan", steps(&plan));
        let files = bundle(&plan, &checked);
        compare(story, "bundle", tree(&files, name(story)));
    }
}

#[test]
fn every_whole_story_is_a_story() {
    let stories = stories();
    let names: Vec<&str> = stories.iter().map(|story| name(story)).collect();
    assert!(WHOLE.iter().all(|whole| names.contains(whole)), "{names:?}");
}

#[test]
fn every_file_of_every_bundle_has_plain_line_ends_and_ends_with_one() {
    for story in stories() {
        let checked = read(&story);
        let (Some(plan), _) = checked.plan().unwrap() else { continue };
        for file in bundle(&plan, &checked) {
            let at = format!("{} {}", name(&story), file.path);
            assert!(!file.text.contains('\r'), "{at} has a carriage return");
            assert!(file.text.ends_with('\n') && !file.text.ends_with("\n\n"), "{at} ends badly");
            let trailing = file.text.lines().find(|line| line.ends_with([' ', '\t']));
            assert_eq!(trailing, None, "{at} has white space at the end of a line");
            let script = [".sh", ".py"].iter().any(|ending| file.path.ends_with(ending));
            assert!(!script || file.text.is_ascii(), "{at} is a script and not plain ASCII");
        }
    }
}

#[test]
fn every_kind_of_step_is_in_some_story() {
    let mut missing: Vec<&str> = sibrestore::steps::KINDS.iter().map(|kind| kind.name).collect();
    for story in stories() {
        let checked = read(&story);
        let (Some(plan), _) = checked.plan().unwrap() else { continue };
        missing.retain(|kind| plan.steps.iter().all(|step| step.kind.name != *kind));
    }
    assert!(missing.is_empty(), "{missing:?}");
}
