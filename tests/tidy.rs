//! The shape of the repository, held by tests: layers, sizes, templates, grammar, plans in pages.

#![expect(clippy::unwrap_used, reason = "a panic is how a test fails")]

#[path = "tidy/language.rs"]
mod language;
#[path = "tidy/layers.rs"]
mod layers;
#[path = "tidy/templates.rs"]
mod templates;

use sibrestore::compile::Checked;
use sibrestore::diagnostic::Finding;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Every file below a folder of the repository whose name has one of these endings.
fn files(folder: &str, endings: &[&str]) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut folders = vec![root().join(folder)];
    while let Some(at) = folders.pop() {
        for entry in std::fs::read_dir(&at).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|end| endings.contains(&end.to_str().unwrap())) {
                files.push(path);
            }
        }
    }
    files.sort();
    files
}

fn read(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap()
}

fn name(path: &Path) -> String {
    path.strip_prefix(root()).unwrap().to_str().unwrap().to_owned()
}

#[test]
fn no_file_is_longer_than_a_person_reads() {
    let mut seen = 0;
    for folder in ["src", "grammar", "templates", "tests", "benches"] {
        for path in files(folder, &["rs", "pest", "j2", "sh", "py"]) {
            let lines = read(&path).lines().count();
            assert!(lines <= 500, "{} has {lines} lines", name(&path));
            seen += 1;
        }
    }
    assert!(seen > 200, "{seen}");
}

#[test]
fn every_exit_code_has_one_name_and_every_name_one_code() {
    let exits = sibrestore::steps::exit::EXITS;
    let codes: BTreeSet<u8> = exits.iter().map(|exit| exit.code).collect();
    let names: BTreeSet<&str> = exits.iter().map(|exit| exit.name).collect();
    assert_eq!((codes.len(), names.len()), (exits.len(), exits.len()));
    // 1 is what a shell makes of its own mistakes, and from 126 on it has its own meanings.
    assert!(codes.iter().all(|code| *code != 1 && *code < 126), "{codes:?}");
}

/// The plans in fenced blocks whose first line is exactly this.
fn blocks(text: &str, fence: &str) -> Vec<String> {
    let mut blocks = Vec::new();
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        if line == fence {
            let block: Vec<&str> = lines.by_ref().take_while(|line| *line != "```").collect();
            blocks.push(block.join("\n") + "\n");
        }
    }
    blocks
}

#[test]
fn plans_in_the_pages_are_right_and_those_marked_broken_are_not() {
    let mut pages = files("docs", &["md"]);
    // The plans on the pages of the rules are fragments, and the tests of the rules run them.
    pages.retain(|page| !page.ends_with("rules.md"));
    pages.push(root().join("README.md"));
    let mut seen = 0;
    for page in &pages {
        let text = read(page);
        for (fence, broken) in [("```restore", false), ("```restore broken", true)] {
            for block in blocks(&text, fence) {
                seen += 1;
                let checked = Checked::new("page.restore", block.clone().into());
                let (_, findings) = checked.plan().unwrap();
                let wrong = findings.iter().any(Finding::is_error);
                assert_eq!(wrong, broken, "{}: {findings:?}\n{block}", name(page));
            }
        }
    }
    assert!(seen >= 2, "{seen}");
}

#[test]
fn every_page_that_a_page_points_to_is_there() {
    let mut pages = files("docs", &["md"]);
    pages.push(root().join("README.md"));
    for page in &pages {
        for link in read(page).split("](").skip(1) {
            let target = link.split([')', '#']).next().unwrap();
            if target.is_empty() || target.contains("://") {
                continue;
            }
            let path = page.parent().unwrap().join(target);
            assert!(path.exists(), "{} points to {target}", name(page));
        }
    }
}
