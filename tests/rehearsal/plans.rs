//! Undisturbed rehearsals: every example, every shell, and the length of the window.

use crate::stage::{Bundle, examples};
use sibrestore::rehearsal::{Options, series};
use std::fmt::Write as _;

#[test]
fn every_example_is_recovered_flushed_once_and_released() {
    for name in examples() {
        let bundle = Bundle::of_example(&name);
        let report = bundle.rehearse(&Options::default());
        assert_eq!(series::complaint(&report, &Options::default()), None, "{name}");
        assert!(report.done && report.violations.is_empty() && report.stops.is_empty(), "{name}");
        // The store brings three messages that were not acknowledged, for each engine.
        let engines = bundle.site().engines.len() as u64;
        assert_eq!((report.lost, report.doubled), (0, 3 * engines), "{name}");
        let flushes = report.effects.iter().filter(|what| what.starts_with("start FLUSH of "));
        assert_eq!(flushes.count() as u64, engines, "{name}");
    }
}

#[test]
fn the_same_is_done_in_each_shell() {
    let bundle = Bundle::of_example("nd-db2");
    let effects = |shell: &[&str]| {
        let shell = shell.iter().map(|word| (*word).to_owned()).collect();
        let report = bundle.rehearse(&Options { shell, ..Options::default() });
        assert!(report.done && report.violations.is_empty(), "{:?}", report.violations);
        report.effects
    };
    let expected = effects(&["dash"]);
    assert!(expected.len() > 10, "{expected:?}");
    for shell in [&["bash"][..], &["ksh93"], &["mksh"], &["posh"], &["busybox", "sh"]] {
        assert_eq!(effects(shell), expected, "{shell:?}");
    }
}

/// A plan of so many engines, on as many hosts as there are servers.
fn plan(engines: usize, servers: usize) -> String {
    let mut text = String::from(
        "plan many {\n  cell BigCell {\n    deployment-manager on \"dm.example.com\" {\n      \
         profile \"/was/dm\"\n      soap 8879\n    }\n",
    );
    for at in 1..=servers {
        writeln!(
            text,
            "    node N{at} on \"h{at}.example.com\" {{ profile \"/was/n{at}\"  server s{at} }}"
        )
        .unwrap();
    }
    text.push_str("  }\n");
    for at in 1..=engines {
        writeln!(
            text,
            "  store st{at} {{ db2 on \"db.example.com\" {{ database SIB{0} schema S{at} instance db2inst1 }} }}",
            (at - 1) % servers + 1
        )
        .unwrap();
    }
    for at in 1..=engines {
        let server = (at - 1) % servers + 1;
        writeln!(
            text,
            "  engine \"N{server}.s{server}-Bus{at}\" {{ bus Bus{at} member N{server}/s{server} store st{at} uuid {at:016X} }}"
        )
        .unwrap();
    }
    text.push_str("  backup b {\n    taken 2024-05-21T19:00:00Z\n    config \"/backup/dm.zip\"\n");
    for at in 1..=engines {
        writeln!(
            text,
            "    store st{at} \"/backup/sib{}\" timestamp 20240521190000",
            (at - 1) % servers + 1
        )
        .unwrap();
    }
    text.push_str("  }\n  restore all from b\n}\n");
    text
}

#[test]
fn the_window_is_the_critical_path_and_launches_do_not_grow() {
    let mut launches = Vec::new();
    for (engines, servers) in [(1, 1), (10, 5), (50, 10)] {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("many.restore");
        std::fs::write(&file, plan(engines, servers)).unwrap();
        let report = Bundle::of_plan(&file).rehearse(&Options::default());
        assert!(report.done && report.violations.is_empty(), "{:?}", report.violations);
        let path = report.critical_path.seconds;
        assert!(path > 600, "{path}");
        assert!(report.seconds * 10 <= path * 11, "{engines}: {} of {path}", report.seconds);
        launches.push(report.launches);
    }
    assert_eq!(launches[0], launches[1]);
    assert_eq!(launches[0], launches[2]);
}
