//! The catalogue of faults, kills, assumptions and chance.

use crate::stage::{Bundle, examples};
use sibrestore::rehearsal::series;

/// Faults that cannot happen in a cell with one server, whose store is kept before its restore.
const NOT_IN_A_CELL: &[&str] = &[
    "forgotten-member",
    "failover",
    "database-lost",
    "files-in-use",
    "instance-left-up",
    "recovery-fails",
    "recovery-never-ends",
    "log-in-latin-1",
];

/// The same of a stand-alone server.
const NOT_IN_A_STAND_ALONE_SERVER: &[&str] = &[
    "server-down",
    "agent-down",
    "forgotten-member",
    "archive-of-a-node",
    "sync-fails",
    "sync-times-out",
    "force-hangs",
    "server-hangs",
    "failover",
    "server-dies-at-stop",
    "database-lost",
    "files-in-use",
    "instance-left-up",
    "manager-does-not-start",
    "no-connection",
    "sync-node-fails",
    "server-dies-after-start",
    "recovery-fails",
    "recovery-never-ends",
    "machine-restarts-in-flush",
    "log-in-latin-1",
    "agent-dies-before-release",
    "server-dies-in-release",
    "agent-dies",
    "manager-dies",
];

#[test]
fn every_fault_comes_out_as_it_must_in_a_cell_and_in_a_stand_alone_server() {
    for (name, left_out) in [("nd-db2", NOT_IN_A_CELL), ("base-derby", NOT_IN_A_STAND_ALONE_SERVER)]
    {
        let bundle = Bundle::of_example(name);
        let (trials, others) = series::catalogue(&bundle.site());
        assert_eq!(others, left_out, "{name}");
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
