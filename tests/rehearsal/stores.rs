//! Stores of each kind on a bad night: what a tool says and what it has done, and who is connected.

use crate::stage::{Bundle, change, repository};
use sibrestore::rehearsal::series;
use sibrestore::rehearsal::verdict::ViolationKind;

/// A plan of each kind of store that no example has.
fn case(name: &str) -> Bundle {
    Bundle::of_plan(&repository(&format!("tests/cases/{name}/plan.restore")))
}

const IN_ALL: &[&str] = &["restore-does-nothing", "restore-says-done", "database-in-use"];

#[test]
fn each_database_is_believed_by_a_difference_and_nobody_is_thrown_out() {
    let mut seen = 0;
    for bundle in [
        case("sqlserver-named-instance"),
        case("derby-behind-its-network-server"),
        case("without-a-uuid"),
        Bundle::of_example("base-derby"),
        Bundle::of_example("cluster-oracle"),
        Bundle::of_example("sybase"),
        Bundle::of_example("informix-whole-instance"),
    ] {
        for fault in IN_ALL {
            // An Informix instance is off-line before its restore, and shows nothing.
            if series::fault_named(&bundle.site(), fault).is_err() {
                continue;
            }
            let (report, options) = bundle.with_fault(fault);
            assert_eq!(series::complaint(&report, &options), None, "{}: {fault}", report.plan);
            seen += 1;
        }
    }
    assert!(seen >= 18, "{seen}");
}

#[test]
fn what_cannot_be_read_and_what_has_not_changed_come_to_a_good_end() {
    for (bundle, fault) in [
        (case("sqlserver-named-instance"), "database-lost"),
        (case("sqlserver-named-instance"), "nothing-since-backup"),
        (case("without-a-uuid"), "store-of-another"),
        (case("without-a-uuid"), "database-lost"),
        (Bundle::of_example("cluster-oracle"), "nothing-since-backup"),
        (Bundle::of_example("file-store"), "files-in-use"),
        (Bundle::of_example("site-commands"), "restore-does-nothing"),
    ] {
        let (report, options) = bundle.with_fault(fault);
        assert_eq!(series::complaint(&report, &options), None, "{}: {fault}", report.plan);
    }
}

/// A plan whose stores are compared by a person comes to its end without a stop.
#[test]
fn people_compare_an_owner_that_nobody_has_pinned() {
    let report = case("without-a-uuid").rehearse(&sibrestore::rehearsal::Options::default());
    assert!(report.done && report.stops.is_empty() && report.violations.is_empty());
    let asked = report.runs.iter().filter(|run| run.text.contains("LOOK COMPARE BY HAND"));
    assert_eq!(asked.count(), 1);
}

/// The same bundles without their guards: the cell sees what they believe.
#[test]
fn a_bundle_that_believes_or_does_not_ask_fails_its_rehearsal() {
    type Changed<'a> = (Bundle, &'a str, &'a str, &'a str, &'a str, ViolationKind);
    let no_question = ("\nnobody_connected() {", "\nnot_called() {");
    let changed: Vec<Changed> = vec![
        (
            case("sqlserver-named-instance"),
            "restore-store-shop-store/step.sh",
            no_question.0,
            no_question.1,
            "database-in-use",
            ViolationKind::NeighbourTouched,
        ),
        (
            Bundle::of_example("cluster-oracle"),
            "restore-store-payments-0/step.sh",
            no_question.0,
            no_question.1,
            "database-in-use",
            ViolationKind::NeighbourTouched,
        ),
        (
            Bundle::of_example("cluster-oracle"),
            "lib/restores.sh",
            "doubt \"$STORE: the store is the same as before the restore\"",
            ":",
            "restore-says-done",
            ViolationKind::NotRecovered,
        ),
        (
            Bundle::of_example("file-store"),
            "lib/copies.sh",
            "\nnobody_holds() {\n",
            "\nnobody_holds() {\n  return 0\n",
            "files-in-use",
            ViolationKind::StoreUnderLock,
        ),
    ];
    for (bundle, file, from, to, fault, kind) in changed {
        change(&bundle.path(), file, from, to);
        let (report, _) = bundle.with_fault(fault);
        let found = report.violations.iter().any(|violation| violation.kind == kind);
        assert!(found, "{file}, {fault}: {:?}", report.violations);
    }
}

#[test]
fn one_path_may_be_a_file_store_here_and_an_archive_there() {
    let text = std::fs::read_to_string(repository("examples/file-store.restore")).unwrap();
    let site = Bundle::of_example("file-store").site();
    let (store, archive) = (site.stores[0].backup.clone(), site.config.unwrap().path);
    let (folder, _) = archive.rsplit_once('/').unwrap();
    assert_ne!(store, folder);
    let dir = tempfile::tempdir().unwrap();
    let plan = dir.path().join("plan.restore");
    let moved = text.replace(&format!("\"{store}\""), &format!("\"{folder}\""));
    assert_ne!(moved, text);
    std::fs::write(&plan, moved).unwrap();
    let report = Bundle::of_plan(&plan).rehearse(&sibrestore::rehearsal::Options::default());
    assert!(report.done && report.stops.is_empty(), "{:?}", report.stops);
}
