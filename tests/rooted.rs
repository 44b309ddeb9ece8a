//! A rehearsal must not touch the real host: in the shell files of a bundle each path of the plan
//! stands behind `"$ROOT"`, where a reviewer sees it.

#![expect(clippy::unwrap_used, reason = "a panic is how a test fails")]

use sibrestore::bundle::{File, each_file};
use sibrestore::compile::Checked;
use sibrestore::render::escape::shell_word;
use sibrestore::render::{RenderError, environment};
use std::path::{Path, PathBuf};

/// Every plan of the repository that is meant to compile.
fn plans() -> Vec<PathBuf> {
    let mut plans = Vec::new();
    for folder in ["examples", "templates/init", "tests/cases"] {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.join("plan.restore").exists() {
                plans.push(path.join("plan.restore"));
            } else if path.is_file() {
                plans.push(path);
            }
        }
    }
    plans.sort();
    plans
}

/// The shell files of a plan's bundle; none when the plan has errors.
fn shell_files(text: &str) -> Vec<File> {
    let checked = Checked::new("plan.restore", text.as_bytes().to_vec());
    let Some(plan) = checked.plan().unwrap().0 else { return Vec::new() };
    let mut files = Vec::new();
    let take = |file: File| {
        files.extend(file.path.ends_with(".sh").then_some(file));
        Ok::<(), RenderError>(())
    };
    each_file(&environment(), &plan, &checked.source, &[], take).unwrap();
    files
}

/// The absolute paths that a plan names. `/@` begins a connect string of Oracle.
fn paths(text: &str) -> Vec<String> {
    let mut paths = Vec::new();
    let mut rest = text.chars();
    while rest.any(|c| c == '"') {
        let mut value = String::new();
        while let Some(c) = rest.next().filter(|c| *c != '"') {
            value.extend(if c == '\\' { rest.next() } else { Some(c) });
        }
        if value.starts_with('/') && !value.starts_with("/@") {
            paths.push(value);
        }
    }
    paths
}

/// Where a word of shell begins with this path in a line: what stands before it, up to its quote.
fn before<'a>(line: &'a str, path: &str) -> Vec<&'a str> {
    let word = shell_word(path).unwrap();
    let inside = &word[1..word.len() - 1];
    let starts = line.match_indices(inside).map(|(at, _)| &line[..at]);
    // Within a longer path it is not the beginning.
    starts
        .filter(|text| !text.ends_with(|c: char| c.is_alphanumeric() || "/._-".contains(c)))
        .collect()
}

/// Words for people, and the part of a URL that a network server opens.
fn is_no_path(line: &str, file: &File) -> bool {
    line.starts_with("STEP_TITLE=")
        || line.starts_with("TEXT=")
        || (line.starts_with("DATABASE=") && file.text.contains("\nNETWORK='yes'\n"))
}

#[test]
fn each_path_of_a_plan_stands_behind_the_root() {
    let (mut seen, mut compiled) = (0, 0);
    for plan in plans() {
        let text = std::fs::read_to_string(&plan).unwrap_or_default();
        let paths = paths(&text);
        let files = shell_files(&text);
        compiled += usize::from(!files.is_empty());
        for file in &files {
            for line in file.text.lines().filter(|line| !line.trim_start().starts_with('#')) {
                let found = paths.iter().flat_map(|path| before(line, path));
                for text in found.filter(|_| !is_no_path(line, file)) {
                    seen += 1;
                    let rooted = text.ends_with("\"$ROOT\"'");
                    assert!(rooted, "{} {}: {line}", plan.display(), file.path);
                }
            }
        }
    }
    assert!(compiled > 35 && seen > 1500, "{compiled} plans, {seen} paths");
}

#[test]
fn a_path_that_only_a_network_server_opens_stays_as_it_is() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let plan = folder.join("derby-behind-its-network-server/plan.restore");
    let files = shell_files(&std::fs::read_to_string(plan).unwrap());
    let scripts: Vec<&File> =
        files.iter().filter(|file| file.text.contains("\nNETWORK='yes'\n")).collect();
    assert!(!scripts.is_empty());
    for script in scripts {
        assert!(script.text.contains("\nDATABASE='/"), "{}", script.text);
        // The folder of the backup is looked at.
        let looked_at = ["\nFROM=\"$ROOT\"'/", "\nTO=\"$ROOT\"'/"];
        assert!(looked_at.iter().any(|part| script.text.contains(part)), "{}", script.text);
    }
}
