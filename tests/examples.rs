//! The example plans and the starter plans are right, and the broken ones are not.

#![expect(clippy::unwrap_used, reason = "a panic is how a test fails")]

use sibrestore::compile::Checked;
use sibrestore::diagnostic::{Finding, text};
use sibrestore::source::Source;
use std::path::{Path, PathBuf};

fn plans_in(folder: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut plans: Vec<_> = entries.filter(|path| path.is_file()).collect();
    plans.sort();
    assert!(plans.iter().all(|path| path.extension().unwrap() == "restore"), "{plans:?}");
    plans
}

/// The plan, and everything that is found wrong with it up to the order of its steps.
fn check(path: &Path) -> (Source, Vec<Finding>) {
    let name = path.strip_prefix(env!("CARGO_MANIFEST_DIR")).unwrap();
    let checked = Checked::new(name.to_str().unwrap(), std::fs::read(path).unwrap());
    let (plan, findings) = checked.plan().unwrap();
    assert!(plan.is_some() || !findings.is_empty(), "neither a plan nor a finding");
    (checked.source, findings)
}

#[test]
fn examples_have_no_findings() {
    let plans = plans_in("examples");
    assert!(plans.len() >= 11, "{plans:?}");
    for path in plans {
        let (source, findings) = check(&path);
        assert!(findings.is_empty(), "{}", text::render(&findings, &source, false, 100));
    }
}

/// What a line of a starter plan says that it brings, but for names that are named again.
fn marked(text: &str) -> Vec<&str> {
    let marked = text.lines().filter(|line| line.contains("# REPLACE: "));
    marked.map(str::trim).filter(|line| !line.starts_with("member ")).collect()
}

#[test]
fn starter_plans_have_no_finding_but_one_for_each_value_to_be_replaced() {
    let plans = plans_in("templates/init");
    assert_eq!(plans.len(), 3, "{plans:?}");
    for path in plans {
        let (source, findings) = check(&path);
        let others: Vec<_> = findings.iter().filter(|f| f.rule.code != "SR209").cloned().collect();
        assert!(others.is_empty(), "{}", text::render(&others, &source, false, 100));
        let said: Vec<&str> = findings.iter().map(|finding| source.slice(finding.span)).collect();
        for line in marked(source.text()) {
            assert!(said.iter().any(|value| line.contains(value)), "{line} is not in {said:?}");
        }
        // A plan in which every such value is replaced has no finding at all.
        let mut own = source.text().to_owned();
        for (at, value) in said.iter().enumerate() {
            let other = match value.strip_suffix('"') {
                Some(start) => format!("{start}{at}\""),
                None if value.len() == 16 && value.starts_with('0') => {
                    "5E1A90C7B3D24F68".to_owned()
                }
                None if value.len() == 64 => value.replace('0', "f"),
                None if value.len() == 14 => "20240201020012".to_owned(),
                None if value.starts_with("20") => value.replace("01-31", "02-01"),
                None => format!("{value}{at}"),
            };
            own = own.replace(value, &other);
        }
        let checked = Checked::new("own.restore", own.into_bytes());
        let left: Vec<_> = checked.findings.iter().filter(|f| f.rule.code == "SR209").collect();
        assert!(left.is_empty(), "{left:?}");
    }
}

#[test]
fn starter_plans_mark_what_is_to_be_replaced() {
    for path in plans_in("templates/init") {
        let text = std::fs::read_to_string(&path).unwrap();
        let own_words = ["plan ", "store ", "restore ", "backup ", "#", "}"];
        let is_marked = |line: &str| line.contains("# REPLACE: ") || line.contains("# CHECK: ");
        let value = |line: &&str| {
            let line = line.trim();
            !line.is_empty() && !own_words.iter().any(|word| line.starts_with(word))
        };
        let unmarked: Vec<_> = text.lines().filter(value).filter(|line| !is_marked(line)).collect();
        assert!(unmarked.is_empty(), "{}: {unmarked:#?}", path.display());
    }
}

#[test]
fn every_broken_example_is_refused() {
    for path in plans_in("examples/broken") {
        let (_, findings) = check(&path);
        assert!(findings.iter().any(Finding::is_error), "{}", path.display());
    }
}

#[test]
fn the_broken_order_is_named_from_both_sides() {
    let (source, findings) =
        check(&Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/broken/order.restore"));
    insta::assert_snapshot!(text::render(&findings, &source, false, 100), @r"
        error[SR401]: `flush-start` cannot come before `restore-config`
          --> examples/broken/order.restore:53:3
           |
        53 |   flush-start before restore-config
           |   -----------^^^^^^^^--------------
           |   |                  |
           |   |                  keep-config comes first
           |   the procedure has it the other way round
           |   stop-unflushed comes after it
           |
           = help: delete the constraint; the procedure's order is keep-config → restore-config → start-manager → hold-again → start-servers → gate-stopped → stop-unflushed

        1 error; run `sibrestore explain SR401` for the page
        ");
}
