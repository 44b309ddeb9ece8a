//! A stage uses only the stages before it.

use crate::{files, name, read, root};
use std::collections::BTreeSet;
use std::path::Path;

/// Each module of the library and what it may use. The stages stand in the order of the pipeline.
const LAYERS: &[(&str, &[&str])] = &[
    ("source", &[]),
    // What is known of a real cell, whoever knows it.
    ("inventory", &[]),
    ("diagnostic", &["source", "pages"]),
    ("pages", &["diagnostic", "rules"]),
    ("hazards", &["rules"]),
    ("messages", &[]),
    // It reads logs, and knows of a plan only what is restored.
    ("diagnose", &["messages", "model"]),
    ("syntax", &["source", "diagnostic", "rules"]),
    // The text of the starter plans, and which of its values are to be replaced.
    ("starters", &["source", "syntax"]),
    ("model", &["source", "diagnostic", "rules", "syntax", "starters"]),
    ("rules", &["source", "diagnostic", "inventory", "model"]),
    ("steps", &["source", "model"]),
    ("plan", &["source", "diagnostic", "rules", "model", "steps"]),
    ("render", &["source", "diagnostic", "hazards", "messages", "model", "steps", "plan"]),
    ("bundle", &["source", "diagnostic", "model", "steps", "plan", "render"]),
    ("probe", &["inventory", "model", "steps", "render"]),
    ("compile", &["source", "diagnostic", "inventory", "rules", "syntax", "model", "plan"]),
    // It drafts the text of a plan, and does not know what is right or wrong in one.
    ("import", &["inventory", "syntax"]),
    // It runs the files of a bundle, and knows of the compiler only what plan.json says.
    ("rehearsal", &["model", "bundle", "hazards"]),
];

/// The module of a source file.
fn module(path: &Path) -> String {
    let name = name(path);
    let first = name.strip_prefix("src/").unwrap().split('/').next().unwrap();
    first.trim_end_matches(".rs").to_owned()
}

/// The words after `crate::`, also in braces.
fn used(text: &str) -> BTreeSet<String> {
    let mut used = BTreeSet::new();
    for after in text.split("crate::").skip(1) {
        let list = match after.strip_prefix('{') {
            Some(list) => list.split('}').next().unwrap().split(',').collect(),
            None => vec![after],
        };
        for path in list {
            let word = |c: char| c.is_ascii_alphanumeric() || c == '_';
            let first = path.trim().split(|c| !word(c)).next().unwrap();
            used.insert(first.to_owned());
        }
    }
    used
}

#[test]
fn a_stage_uses_only_the_stages_before_it() {
    for path in files("src", &["rs"]) {
        let module = module(&path);
        if ["lib", "main", "cli"].contains(&module.as_str()) {
            continue;
        }
        let (_, allowed) = LAYERS.iter().find(|(name, _)| *name == module).unwrap();
        for other in used(&read(&path)) {
            let fine = other == module || allowed.contains(&other.as_str());
            assert!(fine, "{} uses {other}", name(&path));
        }
    }
}

#[test]
fn only_the_pipeline_and_the_pages_run_rules() {
    for path in files("src", &["rs"]) {
        if ["rules", "compile", "pages", "hazards", "cli"].contains(&module(&path).as_str()) {
            continue;
        }
        let text = read(&path);
        for runs in ["rules::check", "rules::ALL", "rules::find", "check_after", "rules::compare"] {
            assert!(!text.contains(runs), "{} has {runs}", name(&path));
        }
    }
}

#[test]
fn only_the_command_line_prints_only_the_writer_writes_and_only_rehearsals_start_processes() {
    for path in files("src", &["rs"]) {
        let (at, text) = (name(&path), read(&path));
        let program = text.split("#[cfg(test)]").next().unwrap();
        let is_cli = module(&path) == "cli";
        assert!(!program.contains("std::net"), "{at}");
        if module(&path) == "rehearsal" {
            continue;
        }
        // The command line of rehearsals makes the folder that they have to themselves.
        let writers = ["src/bundle/write.rs", "src/cli/fmt.rs", "src/cli/rehearse.rs"];
        let writes = writers.contains(&at.as_str());
        let has =
            |words: &[&'static str]| words.iter().find(|word| program.contains(**word)).copied();
        assert_eq!(has(&["process::Command"]), None, "{at}");
        if !is_cli {
            assert_eq!(
                has(&["println!", "print!(", "stdout()", "stderr()", "std::env::"]),
                None,
                "{at}"
            );
        }
        if !writes {
            let write = ["fs::write", "File::create", "OpenOptions", "tempfile::", "fs::rename"];
            assert_eq!(has(&write), None, "{at}");
        }
    }
}

#[test]
fn every_module_is_drawn_in_a_layer() {
    let drawn = read(&root().join("src/lib.rs"));
    let modules: BTreeSet<&str> =
        drawn.lines().filter_map(|line| line.strip_prefix("pub mod ")?.strip_suffix(';')).collect();
    let layers: BTreeSet<&str> = LAYERS.iter().map(|(name, _)| *name).collect();
    assert_eq!(modules, layers);
}
