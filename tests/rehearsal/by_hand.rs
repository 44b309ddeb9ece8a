//! Steps that are started by hand, and what they promise in `Before`.

use crate::stage::{Bundle, program};
use sibrestore::rehearsal::Options;
use sibrestore::rehearsal::by_hand::{Night, Tried, every_step};
use sibrestore::rehearsal::cell::{Cell, State};

/// Every script of an example by hand, in every state of its night.
fn tried(example: &str) -> Vec<Tried> {
    let bundle = Bundle::of_example(example);
    let dir = tempfile::tempdir().unwrap();
    let tried = every_step(&bundle.path(), dir.path(), program(), &Options::default()).unwrap();
    let site = bundle.site();
    // Before the first step, and after each one.
    let states = site.steps.iter().filter(|step| !step.id.contains("stop-unflushed")).count() + 1;
    let scripts = tried.iter().filter(|one| one.after.is_empty()).count();
    assert_eq!(tried.len(), states * scripts, "{example}");
    assert!(scripts > site.steps.len(), "{example}");
    tried
}

/// What no script that is started by hand may lead to.
fn violations(tried: &[Tried]) -> Vec<String> {
    let mut found = Vec::new();
    for one in tried {
        for violation in &one.violations {
            let (after, how) = (&one.after, &violation.how);
            found.push(format!("{} after {after:?}: {:?}: {how}", one.script, violation.kind));
        }
    }
    found
}

#[test]
fn no_step_by_hand_does_harm_in_any_state_of_a_stand_alone_server() {
    let tried = tried("base-derby");
    assert_eq!(violations(&tried), Vec::<String>::new());
}

#[test]
fn no_step_by_hand_does_harm_in_any_state_of_a_cell() {
    let tried = tried("nd-db2");
    assert_eq!(violations(&tried), Vec::<String>::new());
}

/// A night up to a step, and then everything back; what the cell is after that.
fn taken_back(bundle: &Bundle, assumptions: &[(&str, &str)], last: &str) -> (Cell, String) {
    let mut options = Options::default();
    for (name, value) in assumptions {
        options.assumptions.set(name, value).unwrap();
    }
    let (site, dir) = (bundle.site(), tempfile::tempdir().unwrap());
    let mut night = Night::begin(&site, &bundle.path(), dir.path(), program(), &options).unwrap();
    while !night.next_step().unwrap().unwrap().contains(last) {}
    let begun = night.runs.len();
    let back = night.take_back().unwrap();
    let texts: String = night.runs[begun..].iter().map(|(_, _, text)| text.as_str()).collect();
    assert!(back, "{assumptions:?} {last}\n{texts}");
    (night.cell().unwrap(), texts)
}

#[test]
fn a_cluster_comes_back_on_whichever_member_the_cell_has_made_active() {
    let bundle = Bundle::of_example("cluster-oracle");
    for assumptions in [
        &[][..],
        &[("held-standby", "joined")],
        &[("held-standby", "joined"), ("standby-mbean", "absent")],
    ] {
        let (cell, texts) = taken_back(&bundle, assumptions, "stop-manager");
        assert_eq!(texts.contains("; the cell has it on "), !assumptions.is_empty(), "{texts}");
        assert_eq!(cell.violations, [], "{assumptions:?}");
        for engine in cell.engines.values().filter(|engine| engine.planned) {
            let here = cell.instances.values().filter(|one| one.engine == engine.name);
            let started = here.filter(|one| one.state == State::Started).count();
            assert_eq!(started, 1, "{assumptions:?} {}", engine.name);
            assert_eq!(cell.master.initial[&engine.name], "STARTED", "{assumptions:?}");
        }
    }
}
