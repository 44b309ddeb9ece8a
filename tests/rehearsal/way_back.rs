//! The way back of all hosts, from a step of each phase, with the assumptions by turns.
//!
//! All steps of one plan, each with every two assumptions, back and forward again, are some thousand
//! rehearsals: `sibrestore rehearse PLAN --fault backout@all` makes those with the usual assumptions.

use crate::stage::Bundle;
use sibrestore::rehearsal::assumptions::Assumptions;
use sibrestore::rehearsal::series;

#[test]
fn everybody_gets_back_from_every_phase_and_forward_again() {
    for (name, first) in [("nd-db2", 0), ("cluster-oracle", 1), ("base-derby", 0)] {
        let bundle = Bundle::of_example(name);
        let site = bundle.site();
        let assumptions = Assumptions::combinations();
        let mut trials = series::ways_back(&site);
        assert_eq!(trials.len(), 2 * site.steps.len());
        // Those that only go back and those that go forward again stand by turns, and each takes
        // another combination.
        for (at, trial) in trials.iter_mut().enumerate() {
            trial.options.assumptions = assumptions[at * 7 % assumptions.len()].clone();
            trial.name = format!("{name}, {} {:?}", trial.name, trial.options.assumptions.words());
        }
        let chosen = trials.into_iter().skip(first).step_by(5).collect();
        bundle.all_good(chosen);
    }
}

/// The member that comes up first has the held engine, whichever that is.
#[test]
fn the_way_back_of_a_cluster_ends_whichever_member_is_up_first() {
    let bundle = Bundle::of_example("cluster-oracle");
    let mut trials = series::ways_back(&bundle.site());
    trials.retain(|trial| trial.name.contains("307-stop-manager"));
    assert_eq!(trials.len(), 2);
    for trial in &mut trials {
        trial.options.assumptions.set("held-standby", "joined").unwrap();
    }
    bundle.all_good(trials);
}
