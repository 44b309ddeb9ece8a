//! What the README shows is what the compiler does.

#![expect(clippy::unwrap_used, reason = "a panic is how a test fails")]

use sibrestore::bundle::{File, each_file};
use sibrestore::compile::Checked;
use sibrestore::diagnostic::text;
use sibrestore::render::{RenderError, environment};

const README: &str = include_str!("../README.md");

/// The first block of that kind.
fn block(kind: &str) -> String {
    let start = README.find(&format!("```{kind}\n")).unwrap() + kind.len() + 4;
    let length = README[start..].find("```\n").unwrap();
    README[start..start + length].to_owned()
}

fn bundle_of(plan: &str) -> Vec<File> {
    let checked = Checked::new("orders.restore", plan.into());
    let (plan, findings) = checked.plan().unwrap();
    assert!(findings.is_empty(), "{}", text::render(&findings, &checked.source, false, 100));
    let mut files = Vec::new();
    let take = |file| {
        files.push(file);
        Ok::<(), RenderError>(())
    };
    each_file(&environment(), &plan.unwrap(), &checked.source, &[], take).unwrap();
    files
}

#[test]
fn the_findings_are_those_of_the_plan_with_two_mistakes() {
    let plan = block("restore");
    let broken = plan
        .replace("store  orders-store\n", "store  order-store\n")
        .replace("02:00:00-06:00", "02:00:00");
    assert_ne!(plan, broken);
    let checked = Checked::new("orders.restore", broken.into());
    assert_eq!(text::render(&checked.findings, &checked.source, false, 100), block("findings"));
}

#[test]
fn the_script_shown_is_in_the_bundle() {
    let files = bundle_of(&block("restore"));
    let script = files.iter().find(|file| file.path == "steps/703-flush-start/step.py").unwrap();
    assert!(script.text.contains(&block("python")), "{}", block("python"));
}
