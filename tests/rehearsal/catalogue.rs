//! The catalogue of faults, kills, assumptions and chance.

use crate::stage::{Bundle, examples};
use sibrestore::rehearsal::series;

#[test]
fn every_fault_comes_out_as_it_must_in_a_cell_and_in_a_stand_alone_server() {
    for (name, most_left_out) in [("nd-db2", 6), ("base-derby", 25)] {
        let bundle = Bundle::of_example(name);
        let (trials, others) = series::catalogue(&bundle.site());
        assert!(others.len() <= most_left_out, "{name}: {others:?}");
        assert!(bundle.all_good(trials) >= 40, "{name}");
    }
}

/// What no other example of these two can show.
#[test]
fn faults_of_clusters_recovery_starts_and_instances_come_out_as_they_must() {
    for (name, faults) in [
        (
            "cluster-oracle",
            &["forgotten-member", "failover", "restore-tool-warns", "start-fails"][..],
        ),
        (
            "recovery-start",
            &["recovery-never-ends", "recovery-fails", "engine-does-not-initialise"],
        ),
        // One of two engines is not flushed, each with a log of its own.
        ("hooks-and-order", &["start-fails", "machine-restarts-in-flush"]),
        ("informix-whole-instance", &["instance-left-up", "restore-tool-fails", "store-empty"]),
        // A step of the site stands between the proof and the release.
        ("site-commands", &["restore-tool-fails", "completion-missing"]),
        ("sybase", &["restore-tool-fails", "store-of-another"]),
        ("two-buses-shared-database", &["restore-tool-fails", "store-incomplete", "flush-fails"]),
    ] {
        let bundle = Bundle::of_example(name);
        for fault in faults {
            let (report, options) = bundle.with_fault(fault);
            assert_eq!(series::complaint(&report, &options), None, "{name}, {fault}");
        }
    }
}

#[test]
fn several_faults_at_once_come_to_a_good_end() {
    let bundle = Bundle::of_example("nd-db2");
    bundle.all_good(series::random(&bundle.site(), 20_241_110, 8));
}

#[test]
fn a_fault_that_cannot_be_is_refused() {
    let site = Bundle::of_example("base-derby").site();
    for word in
        ["moon", "agent-down", "engine-stopped@nobody", "kill@nothing", "kill@101-hold:never"]
    {
        assert!(series::fault_named(&site, word).is_err(), "{word}");
    }
    assert!(examples().contains(&"base-derby".to_owned()));
}
