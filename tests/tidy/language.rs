//! The grammar, the table that explains it, and the plans that use it belong together.

use crate::{files, name, read, root};
use pest::Parser;
use pest::iterators::Pairs;
use sibrestore::source::Source;
use sibrestore::syntax::{BODIES, Entry, parse};
use std::collections::BTreeSet;

#[allow(missing_docs, reason = "the derived parser has one variant for each grammar rule")]
mod grammar {
    #[derive(pest_derive::Parser)]
    #[grammar = "../grammar/plan.pest"]
    pub struct Grammar;
}

fn collect(pairs: Pairs<'_, grammar::Rule>, seen: &mut BTreeSet<String>) {
    for pair in pairs {
        seen.insert(format!("{:?}", pair.as_rule()));
        collect(pair.into_inner(), seen);
    }
}

/// The rules of the grammar that leave a trace in the tree; those marked `_` do not.
fn rules() -> BTreeSet<String> {
    let text = read(&root().join("grammar/plan.pest"));
    let lines = text.lines().filter_map(|line| line.split_once('='));
    let rules = lines.filter(|(name, body)| {
        let name = name.trim();
        let word = |c: char| c.is_ascii_alphanumeric() || c == '_';
        !name.is_empty() && name.chars().all(word) && !body.trim_start().starts_with('_')
    });
    rules.map(|(name, _)| name.trim().to_owned()).collect()
}

#[test]
fn every_rule_of_the_grammar_is_used_by_some_plan() {
    let mut seen = BTreeSet::new();
    for folder in ["examples", "tests/cases", "templates/init"] {
        for path in files(folder, &["restore"]) {
            let text = read(&path);
            // Plans that the first pass refuses are not meant for the grammar.
            if let Ok(pairs) = grammar::Grammar::parse(grammar::Rule::file, &text) {
                collect(pairs, &mut seen);
            }
        }
    }
    let rules = rules();
    assert!(rules.len() > 100, "{}", rules.len());
    let unused: Vec<&String> = rules.difference(&seen).collect();
    assert!(unused.is_empty(), "no plan of the tests has {unused:?}");
}

#[test]
fn every_rule_of_the_grammar_has_a_comment_that_says_what_it_is() {
    let text = read(&root().join("grammar/plan.pest"));
    let lines: Vec<&str> = text.lines().collect();
    for (at, line) in lines.iter().enumerate() {
        let name = line.split_once(" = ").map_or("", |(name, _)| name).trim();
        if name.is_empty() || name.starts_with(['/', '~', '|', '(']) || name == "WHITESPACE" {
            continue;
        }
        let documented = lines[..at].last().is_some_and(|above| above.starts_with("///"));
        assert!(documented || name == "COMMENT", "{line}");
    }
}

/// A block with one entry in it, in a whole plan.
fn within(block: &str, entry: &str) -> String {
    let cell = |inner: &str| format!("plan p {{ cell c {{ {inner} }} }}");
    let plan = |inner: &str| format!("plan p {{ {inner} }}");
    match block {
        "file" => entry.to_owned(),
        "plan" => plan(entry),
        "cell" => cell(entry),
        "deployment-manager" => cell(&format!("deployment-manager on h {{ {entry} }}")),
        "node" => cell(&format!("node n on h {{ {entry} }}")),
        "server" => cell(&format!("node n on h {{ server s {{ {entry} }} }}")),
        "cluster" => cell(&format!("cluster k {{ {entry} }}")),
        "store" => plan(&format!("store s {{ {entry} }}")),
        "kind" => plan(&format!("store s {{ db2 on h {{ {entry} }} }}")),
        "engine" => plan(&format!("engine e {{ {entry} }}")),
        "backup" => plan(&format!("backup b {{ {entry} }}")),
        "limits" => plan(&format!("limits {{ {entry} }}")),
        "roles" => plan(&format!("roles {{ {entry} }}")),
        other => panic!("no plan for the block {other}"),
    }
}

/// A usage line with something in the place of what stands for something.
fn written_out(usage: &str) -> String {
    let words = [
        ("{ … }", "{ }"),
        ("KIND", "db2"),
        ("NODE/SERVER", "n/s"),
        ("PHASE", "hold"),
        ("ROLE", "dba"),
        ("FILE", "\"f.restore\""),
    ];
    words.iter().fold(usage.to_owned(), |usage, (from, to)| usage.replace(from, to))
}

fn has_key(entries: &[Entry], key: &str) -> bool {
    entries.iter().any(|entry| {
        let phase = key == "restore-store" && entry.key.value == "before";
        entry.key.value == key || phase || has_key(entry.entries(), key)
    })
}

#[test]
fn every_usage_line_can_be_written_where_it_is_said_to_stand() {
    for body in BODIES {
        for form in body.entries {
            let text = within(body.name, &written_out(form.usage));
            let (entries, findings) = parse(&Source::new("usage.restore", text.as_str()));
            assert!(findings.is_empty(), "{text}\n{findings:?}");
            assert!(has_key(&entries, form.key), "{text}\n{entries:?}");
        }
    }
}

#[test]
fn every_keyword_of_the_table_is_one_of_the_grammar_and_the_other_way_round() {
    let text = read(&root().join("grammar/plan.pest"));
    let keyword = |line: &str| {
        let literal = line.strip_prefix("k_")?.split_once("= @{ \"")?.1;
        Some(literal.split('"').next()?.to_owned())
    };
    let of_grammar: BTreeSet<String> = text.lines().filter_map(keyword).collect();
    assert!(of_grammar.len() > 60, "{of_grammar:?}");
    let usages: String = BODIES
        .iter()
        .flat_map(|body| body.entries)
        .map(|form| format!("{} {} ", form.usage, form.about))
        .collect();
    for keyword in &of_grammar {
        assert!(usages.contains(keyword.as_str()), "no usage line shows `{keyword}`");
    }
}

#[test]
fn every_example_is_laid_out_in_the_usual_way() {
    for folder in ["examples", "templates/init"] {
        for path in files(folder, &["restore"]) {
            let text = read(&path);
            assert_eq!(sibrestore::syntax::format(&text), text, "{}", name(&path));
        }
    }
}
