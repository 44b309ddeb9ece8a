//! The templates, read as text: each says what it needs, and stays short enough to be reviewed.

use sibrestore::render::environment;
use std::collections::BTreeSet;

/// Name and source of each wsadmin template.
fn templates() -> Vec<(String, String, BTreeSet<String>)> {
    let environment = environment();
    let all = environment.templates().filter(|(name, _)| name.ends_with(".py.j2"));
    all.map(|(name, template)| {
        let used = template.undeclared_variables(true).into_iter().collect();
        (name.to_owned(), template.source().to_owned(), used)
    })
    .collect()
}

/// What the header lists between `Inputs:` and `Runs on:`.
fn listed(source: &str) -> Option<BTreeSet<String>> {
    let header = source.strip_prefix("{# Purpose: ")?.split_once(" #}")?.0;
    let inputs = header.split_once("\n   Inputs: ")?.1.split_once(".\n   Runs on: ")?.0;
    let names = inputs.split(',').map(|name| name.trim().to_owned());
    Some(names.filter(|name| name != "none").collect())
}

#[test]
fn each_header_lists_the_values_that_are_used() {
    let templates = templates();
    assert!(templates.len() > 15, "{}", templates.len());
    for (name, source, used) in templates {
        assert_eq!(listed(&source).as_ref(), Some(&used), "{name}");
    }
}

#[test]
fn templates_are_short_and_print_nothing_unescaped() {
    for (name, source, _) in templates() {
        assert!(source.lines().count() <= 150, "{name}");
        for line in source.lines() {
            assert!(line.chars().count() <= 90, "{name}: {line}");
        }
        assert!(!source.contains("|safe") && !source.contains("| safe"), "{name}");
        assert!(source.is_ascii(), "{name}");
    }
}

/// Data stand above the program: no value is printed inside a function.
#[test]
fn values_stand_above_the_program() {
    for (name, source, _) in templates() {
        let program = source.find("\ndef ").unwrap_or(source.len());
        assert!(!source[program..].contains("{{"), "{name}");
        if name.starts_with("lib/") {
            assert!(!source.contains("{{"), "{name}");
        }
    }
}
