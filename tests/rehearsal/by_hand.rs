//! Steps that are started by hand, and what they promise in `Before`.

use crate::stage::{Bundle, program};
use sibrestore::rehearsal::Options;
use sibrestore::rehearsal::by_hand::{Tried, every_step};

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
