//! What holds for the text of every generated shell file, before any is run.

use crate::shell::contexts::{run, samples, step};
use crate::shell::stage::{LIBRARY, SHELLS, Stage, place_of, rendered};
use serde_json::json;
use std::collections::BTreeMap;
use std::process::Command;

/// Every shell file that templates give, by its path in a bundle.
pub fn every_file() -> BTreeMap<String, String> {
    let mut files = BTreeMap::new();
    for (number, (template, d)) in samples().into_iter().enumerate() {
        let name = template.trim_start_matches("steps/").trim_end_matches(".sh.j2");
        let (kind, variant) = name.split_once('/').unwrap();
        let id = format!("{number:03}-{kind}-{variant}");
        let text = rendered(&template, &step(&id, kind, d));
        let (folder, file) = place_of(&template);
        files.insert(format!("{folder}/{id}/{file}.sh"), text);
    }
    for part in LIBRARY {
        let text = rendered(&format!("lib/{part}.sh.j2"), &run());
        files.insert(format!("lib/{part}.sh"), text);
    }
    files.insert("run.sh".to_owned(), rendered("run.sh.j2", &run()));
    files
}

#[test]
fn every_shell_template_has_a_sample() {
    let environment = sibrestore::render::environment();
    let samples: Vec<String> = samples().into_iter().map(|(name, _)| name).collect();
    for (name, _) in environment.templates() {
        if name.starts_with("steps/") && name.ends_with(".sh.j2") {
            assert!(samples.iter().any(|sample| sample == name), "{name} has no sample");
        } else if name.starts_with("lib/") && name.ends_with(".sh.j2") {
            let part = name.trim_start_matches("lib/").trim_end_matches(".sh.j2");
            assert!(LIBRARY.contains(&part), "{name} is not in the list of the library");
        }
    }
}

#[test]
fn generated_shell_is_ascii_with_plain_line_ends() {
    for (name, text) in every_file() {
        assert!(text.is_ascii(), "{name}");
        assert!(!text.contains(['\r', '\t']), "{name}");
        assert!(text.ends_with('\n') && !text.ends_with("\n\n"), "{name}");
        assert!(!text.contains("\n\n\n"), "{name} has two empty lines");
        if !name.starts_with("lib/") {
            assert!(text.starts_with("#!/bin/sh\n"), "{name}: {}", &text[..40]);
        }
    }
}

#[test]
fn shellcheck_finds_nothing() {
    let stage = Stage::plain();
    let files = every_file();
    for (name, text) in &files {
        stage.file(&format!("bundle/{name}"), text);
    }
    let run = |extra: &[&str], names: Vec<&String>| {
        let output = Command::new("shellcheck")
            .args(["-s", "sh", "-x"])
            .args(extra)
            .args(names)
            .current_dir(stage.path("bundle"))
            .output()
            .expect("shellcheck is needed by this test");
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(output.status.success(), "{said}");
    };
    let (library, scripts) = files.keys().partition::<Vec<_>, _>(|name| name.starts_with("lib/"));
    // A library alone neither sets all that it reads nor reads all that it sets.
    run(&["-e", "SC2154,SC2034"], library);
    // What a script takes from a library it may leave unused there, and a `$` in data is data.
    run(&["-e", "SC2034,SC2016"], scripts);
}

#[test]
fn no_file_uses_what_one_of_the_shells_lacks() {
    let words = [
        "local", "typeset", "function", "print", "whence", "let", "source", "declare", "readonly",
        "command", "select", "eval", "mktemp", "seq", "readlink",
    ];
    let parts = [
        "[[ ",
        "&>",
        "<<<",
        "<(",
        " $'",
        "=$'",
        "echo ",
        "pipefail",
        "$RANDOM",
        "$SECONDS",
        "${!",
        "+=",
        "grep -q",
        "sed -i",
        "stat -",
        "tail -c",
        "head -c",
        "date +%s",
        " == ",
        "-nt ",
        "-password",
        "$((0",
    ];
    for (name, text) in every_file() {
        for (number, line) in without_awk(&text) {
            let code = line.trim();
            let at = format!("{name}:{number}: {line}");
            if code.starts_with('#') {
                continue;
            }
            let first = code.split([' ', ';']).next().unwrap_or_default();
            assert!(!words.contains(&first), "{at}");
            assert!(!(code.starts_with("export ") && code.contains('=')), "{at}");
            assert!(!code.starts_with("! ") && !code.contains("if ! "), "{at}");
            for part in parts {
                assert!(!line.contains(part), "{part}: {at}");
            }
        }
    }
}

/// The lines of a script, with their numbers, but for the programs that it hands to awk.
fn without_awk(text: &str) -> Vec<(usize, &str)> {
    let mut lines = Vec::new();
    let mut inside = false;
    for (number, line) in text.lines().enumerate() {
        let opens_or_closes = line.matches('\'').count() % 2 == 1;
        let comment = line.trim_start().starts_with('#');
        if inside {
            inside = !opens_or_closes;
        } else if (line.contains("awk ") || line.ends_with("='")) && !comment {
            inside = opens_or_closes;
        } else {
            lines.push((number + 1, line));
        }
    }
    assert!(!inside, "a program of awk does not end");
    lines
}

#[test]
fn every_shell_parses_every_file() {
    let stage = Stage::plain();
    let files = every_file();
    for (name, text) in &files {
        stage.file(&format!("bundle/{name}"), text);
    }
    for shell in SHELLS {
        for name in files.keys() {
            let output = Command::new(shell[0])
                .args(&shell[1..])
                .arg("-n")
                .arg(stage.path("bundle").join(name))
                .output()
                .unwrap_or_else(|error| panic!("{} is needed by this test: {error}", shell[0]));
            let said = String::from_utf8_lossy(&output.stderr).into_owned();
            // ksh93 also gives advice here; that is no failure.
            let quiet = said.lines().all(|line| line.contains(": warning: "));
            assert!(output.status.success() && quiet, "{shell:?} {name}: {said}");
        }
    }
}

#[test]
fn a_value_with_a_line_break_is_refused_with_its_template() {
    let environment = sibrestore::render::environment();
    let context = step("1", "run_script", json!({ "path": "/a\nb" }));
    let error = sibrestore::render::render(&environment, "steps/run_script/step.sh.j2", &context);
    assert_eq!(error.unwrap_err().template, "steps/run_script/step.sh.j2");
}

#[test]
fn the_first_comment_of_each_template_names_what_it_reads() {
    let environment = sibrestore::render::environment();
    let mut seen = 0;
    for (name, template) in environment.templates() {
        if !name.ends_with(".sh.j2") && name != "lib/steps.txt.j2" {
            continue;
        }
        seen += 1;
        let head = template.source().split("#}").next().unwrap();
        assert!(head.starts_with("{# Purpose: ") && head.contains("Runs on: "), "{name}");
        let (_, inputs) = head.split_once("Inputs: ").unwrap();
        let (inputs, _) = inputs.split_once("Runs on:").unwrap();
        let words = inputs.split([',', ' ', '\n']).map(|word| word.trim_end_matches('.'));
        let mut said: Vec<&str> =
            words.filter(|word| !word.is_empty() && *word != "none").collect();
        let read = template.undeclared_variables(true);
        let mut read: Vec<&str> = read.iter().map(String::as_str).collect();
        said.sort_unstable();
        read.sort_unstable();
        assert_eq!(said, read, "{name}");
    }
    assert!(seen > 40, "{seen}");
}

#[test]
fn templates_are_short_and_narrow() {
    for (name, template) in sibrestore::render::environment().templates() {
        if name.ends_with(".sh.j2") || name.ends_with(".txt.j2") {
            assert!(template.source().lines().count() <= 150, "{name}");
            let wide = template.source().lines().find(|line| line.chars().count() > 99);
            assert!(wide.is_none(), "{name}: {wide:?}");
        }
    }
}
