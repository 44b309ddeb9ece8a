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
fn examples_and_starter_plans_have_no_findings() {
    let plans = [plans_in("examples"), plans_in("templates/init")].concat();
    assert!(plans.len() >= 14, "{plans:?}");
    for path in plans {
        let (source, findings) = check(&path);
        assert!(findings.is_empty(), "{}", text::render(&findings, &source, false, 100));
    }
}

#[test]
fn starter_plans_mark_what_is_to_be_replaced() {
    for path in plans_in("templates/init") {
        let text = std::fs::read_to_string(&path).unwrap();
        let own_words = ["plan ", "store ", "restore ", "backup ", "#", "}"];
        let value = |line: &&str| {
            let line = line.trim();
            !line.is_empty() && !own_words.iter().any(|word| line.starts_with(word))
        };
        let unmarked: Vec<_> =
            text.lines().filter(value).filter(|line| !line.contains("# REPLACE: ")).collect();
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
