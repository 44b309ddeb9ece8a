//! What holds for any text and for any plan, tried with random ones.

#![expect(clippy::unwrap_used, reason = "a panic is how a test fails")]

#[path = "support/plans.rs"]
mod plans;
#[path = "support/texts.rs"]
mod texts;

use proptest::prelude::*;
use serde_json::{Value, json};
use sibrestore::bundle::{File, each_file};
use sibrestore::compile::Checked;
use sibrestore::diagnostic::{Finding, json, line, sarif, text};
use sibrestore::plan::{Plan, check};
use sibrestore::render::{RenderError, environment};
use sibrestore::source::{Source, Span};
use sibrestore::syntax::{self, format};
use std::collections::BTreeSet;

/// Failures are shown in full, so no file needs to remember them.
fn settings(cases: u32) -> ProptestConfig {
    ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(cases) }
}

fn read(text: &[u8]) -> Checked {
    Checked::new("random.restore", text.to_vec())
}

fn in_bounds(span: Span, text: &str) -> bool {
    span.start <= span.end && text.is_char_boundary(span.start) && text.is_char_boundary(span.end)
}

/// Reads any bytes to the end of the pipeline; every place that is named must exist.
fn survives(bytes: &[u8]) {
    let checked = read(bytes);
    let (_, findings) = checked.plan().unwrap();
    let text = checked.source.text();
    for finding in &findings {
        assert!(in_bounds(finding.span, text), "{finding:?}");
        assert!(finding.others.iter().all(|other| in_bounds(other.span, text)), "{finding:?}");
        assert!(!finding.message.contains("k_"), "{finding:?} shows a name of the grammar");
    }
    for render in [text_of, json::render, sarif::render, line::render] {
        let said = render(&findings, &checked.source);
        assert!(!said.contains('\u{1b}') && !said.contains('\0'), "{said:?}");
    }
}

fn text_of(findings: &[Finding], source: &Source) -> String {
    text::render(findings, source, false, 100)
}

/// Without places, which a layout changes.
fn without_spans(value: Value) -> Value {
    match value {
        Value::Object(fields) => fields
            .into_iter()
            .filter(|(key, _)| !key.ends_with("span"))
            .map(|(key, value)| (key, without_spans(value)))
            .collect(),
        Value::Array(items) => items.into_iter().map(without_spans).collect(),
        other => other,
    }
}

/// What a text says, whatever it looks like: tree, model and messages.
fn meaning(text: &str) -> String {
    let checked = read(text.as_bytes());
    let mut said: Vec<&str> = checked.findings.iter().map(|found| found.message.as_str()).collect();
    said.sort_unstable();
    let meaning = json!({ "entries": syntax::parse(&checked.source).0, "model": checked.model, "said": said });
    serde_json::to_string_pretty(&without_spans(meaning)).unwrap()
}

/// The first line in which two texts differ.
fn first_difference<'a>(a: &'a str, b: &'a str) -> Option<(&'a str, &'a str)> {
    let pairs = a.lines().chain(["the end"]).zip(b.lines().chain(["the end"]));
    pairs.into_iter().find(|(a, b)| a != b)
}

fn keeps_its_meaning_when_laid_out(text: &str) {
    let laid_out = format(text);
    assert_eq!(format(&laid_out), laid_out, "laid out twice:\n{laid_out}");
    // What the first pass refuses has no meaning to be kept.
    let (entries, found) = syntax::parse(&Source::new("random.restore", text));
    if !(entries.is_empty() && found.iter().any(Finding::is_error)) {
        let (after, before) = (meaning(&laid_out), meaning(text));
        assert_eq!(first_difference(&after, &before), None, "laid out as\n{laid_out}");
    }
}

fn files(plan: &Plan, checked: &Checked) -> Vec<File> {
    let mut files = Vec::new();
    let take = |file| {
        files.push(file);
        Ok::<(), RenderError>(())
    };
    each_file(&environment(), plan, &checked.source, &[], take).unwrap();
    files
}

/// Everything that comes before a step, directly or not.
fn ancestors(plan: &Plan, step: usize) -> BTreeSet<usize> {
    let mut found = BTreeSet::new();
    let mut stack = plan.steps[step].follows.clone();
    while let Some(at) = stack.pop() {
        if found.insert(at) {
            stack.extend(&plan.steps[at].follows);
        }
    }
    found
}

/// The step that restores a store.
fn restore_of(plan: &Plan, store: &str) -> usize {
    let ending = format!("-restore-store-{store}");
    plan.steps.iter().position(|step| step.id.ends_with(&ending)).unwrap()
}

fn wave_of(plan: &Plan, engine: &str) -> usize {
    let engines = plan.site.engines.iter();
    let at = engines.clone().position(|id| plan.site.model.engine(*id).name == engine).unwrap();
    plan.site.waves[at]
}

/// Some of what the procedure demands, written down a second time.
const MUST_FOLLOW: &[(&str, &str)] = &[
    ("prove_host", "hold"),
    ("stop_servers", "restore_store"),
    ("restore_store", "restore_config"),
    ("restore_store", "hold_again"),
    ("hold_again", "start_servers"),
    ("gate_stopped", "flush_start"),
    ("flush_start", "verify_logs"),
    ("verify_logs", "release"),
    ("release", "start_members"),
];

/// Whether every step of the second kind has every step of the first among its ancestors.
fn follows_all(plan: &Plan, first: &str, then: &str) -> bool {
    let of = |kind: &str| -> Vec<usize> {
        (0..plan.steps.len()).filter(|at| plan.steps[*at].kind.name == kind).collect()
    };
    let firsts = of(first);
    of(then).iter().all(|then| {
        let before = ancestors(plan, *then);
        firsts.iter().all(|first| before.contains(first))
    })
}

proptest! {
    #![proptest_config(settings(300))]

    #[test]
    fn any_text_is_read_without_a_panic(text in "\\PC{0,400}") {
        survives(text.as_bytes());
    }

    #[test]
    fn any_bytes_are_read_without_a_panic(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        survives(&bytes);
    }

    #[test]
    fn any_row_of_words_is_read_without_a_panic(text in texts::words()) {
        survives(text.as_bytes());
        keeps_its_meaning_when_laid_out(&text);
    }

    #[test]
    fn a_damaged_plan_is_read_without_a_panic(plan in texts::damaged()) {
        survives(&plan.0);
    }

    #[test]
    fn a_damaged_plan_keeps_its_meaning_when_laid_out(plan in texts::damaged()) {
        if let Ok(text) = String::from_utf8(plan.0) {
            keeps_its_meaning_when_laid_out(&text);
        }
    }
}

proptest! {
    #![proptest_config(settings(40))]

    #[test]
    fn a_random_plan_compiles_in_an_order_that_respects_every_edge(made in plans::plans()) {
        keeps_its_meaning_when_laid_out(&made.text);
        let checked = read(made.text.as_bytes());
        let (plan, findings) = checked.plan().unwrap();
        let errors: Vec<&Finding> = findings.iter().filter(|finding| finding.is_error()).collect();
        prop_assert!(errors.is_empty(), "{}\n{}", text_of(&findings, &checked.source), made.text);
        let plan = plan.unwrap();
        for (at, step) in plan.steps.iter().enumerate() {
            prop_assert!(step.follows.iter().all(|first| *first < at), "{}", step.id);
        }
        for (first, then) in &made.store_orders {
            let before = ancestors(&plan, restore_of(&plan, then));
            prop_assert!(before.contains(&restore_of(&plan, first)), "{first} before {then}");
        }
        for (first, then) in &made.flush_orders {
            prop_assert!(wave_of(&plan, first) < wave_of(&plan, then), "{first} before {then}");
        }
        let ids: BTreeSet<&str> = plan.steps.iter().map(|step| step.id.as_str()).collect();
        prop_assert_eq!(ids.len(), plan.steps.len());
        let restored: BTreeSet<&str> =
            plan.site.engines.iter().map(|id| plan.site.model.engine(*id).name.as_str()).collect();
        prop_assert!(made.engines.iter().all(|engine| restored.contains(engine.as_str())));
    }

    #[test]
    fn a_random_plan_becomes_a_bundle_with_every_script_its_runbook_names(made in plans::plans()) {
        let checked = read(made.text.as_bytes());
        let (plan, _) = checked.plan().unwrap();
        let plan = plan.unwrap();
        let files = files(&plan, &checked);
        let paths: BTreeSet<&str> = files.iter().map(|file| file.path.as_str()).collect();
        prop_assert_eq!(paths.len(), files.len());
        let runbook = &files.iter().find(|file| file.path == "RUNBOOK.md").unwrap().text;
        for step in &plan.steps {
            let script = format!("steps/{}/step.sh", step.id);
            prop_assert!(paths.contains(script.as_str()), "{}", script);
            prop_assert!(runbook.contains(&step.id), "{} is not in the runbook", step.id);
        }
    }

    #[test]
    fn an_order_with_an_edge_missing_is_never_believed(
        made in plans::plans(),
        cuts in prop::collection::vec((any::<prop::sample::Index>(), any::<prop::sample::Index>()), 1..12),
    ) {
        let checked = read(made.text.as_bytes());
        let (plan, _) = checked.plan().unwrap();
        let mut plan = plan.unwrap();
        for (step, edge) in cuts {
            let step = step.index(plan.steps.len());
            let follows = &mut plan.steps[step].follows;
            if !follows.is_empty() {
                follows.remove(edge.index(follows.len()));
            }
        }
        let broken = MUST_FOLLOW.iter().find(|(first, then)| !follows_all(&plan, first, then));
        if let Some(pair) = broken {
            prop_assert!(check(&plan).is_err(), "{:?}", pair);
        }
    }
}

#[test]
fn an_order_without_one_of_the_edges_that_matter_is_refused() {
    let text = std::fs::read_to_string("examples/cluster-oracle.restore").unwrap();
    let checked = read(text.as_bytes());
    for (_, then) in MUST_FOLLOW {
        let mut plan = checked.plan().unwrap().0.unwrap();
        check(&plan).unwrap();
        let step = plan.steps.iter().position(|step| step.kind.name == *then).unwrap();
        plan.steps[step].follows.clear();
        let refused = check(&plan).unwrap_err();
        assert!(refused.contains(" does not always come before "), "{refused}");
    }
}
