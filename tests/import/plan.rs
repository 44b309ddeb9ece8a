//! From the archive to the bundle: draft, fill the gaps, compare, compile.

use crate::cells::{self, Config, Stored, USUAL};
use crate::{draft, read};
use sibrestore::bundle::{File, each_file};
use sibrestore::compile::Checked;
use sibrestore::diagnostic::Finding;
use sibrestore::import::{self, Narrowing};
use sibrestore::inventory::Inventory;
use sibrestore::render::{RenderError, environment};
use sibrestore::syntax::format;
use std::collections::BTreeMap;

/// A value for every gap that a draft may have, by how its name ends.
fn filled(gap: &str) -> String {
    let ends = [
        ("ticket", "CHG0041234"),
        ("taken", "2010-11-10T02:00:00-06:00"),
        ("config-archive", "/backup/20101110/Dmgr01.zip"),
        ("timestamp", "20101110020030"),
        ("instance", "db2inst1"),
        ("directory", "SIBDIR"),
        ("runs-on", "Node1/m1"),
        ("keep-folder", "/backup/kept"),
        ("backup", "/backup/20101110/store"),
        ("server", "syb1"),
    ];
    let value = ends.iter().find(|(end, _)| gap.ends_with(end));
    value.unwrap_or_else(|| panic!("no value for `${gap}`")).1.to_owned()
}

/// The gaps of a draft, each once.
fn gaps(plan: &str) -> Vec<String> {
    let code = plan.lines().filter(|line| !line.trim_start().starts_with('#'));
    let words = code.flat_map(str::split_whitespace);
    let mut gaps: Vec<String> =
        words.filter_map(|word| word.strip_prefix('$')).map(str::to_owned).collect();
    gaps.sort();
    gaps.dedup();
    gaps
}

fn settings(plan: &str) -> BTreeMap<String, String> {
    gaps(plan).into_iter().map(|gap| (gap.clone(), filled(&gap))).collect()
}

/// The draft with its gaps filled, read beside the cell.
fn checked(plan: &str, cell: &Inventory) -> Checked {
    Checked::beside("draft.restore", plan.into(), settings(plan), Some(cell))
}

fn said(findings: &[Finding]) -> Vec<String> {
    findings.iter().map(|finding| format!("{} {}", finding.rule.code, finding.message)).collect()
}

/// The bundle of a plan without errors.
fn bundle(checked: &Checked) -> Vec<File> {
    let (plan, findings) = checked.plan().unwrap();
    let mut files = Vec::new();
    let take = |file| {
        files.push(file);
        Ok::<(), RenderError>(())
    };
    each_file(&environment(), &plan.unwrap(), &checked.source, &findings, take).unwrap();
    files
}

/// Cells with every kind of store.
fn all() -> Vec<(&'static str, Config)> {
    let mut cells = vec![
        ("base", cells::base(USUAL)),
        ("nd", cells::nd(USUAL)),
        ("cluster", cells::cluster(USUAL)),
    ];
    type Kind<'a> = (&'a str, &'a str, &'a [(&'a str, &'a str)]);
    let kinds: [Kind; 5] = [
        (
            "sqlserver",
            "MicrosoftSQLServerDataStoreHelper",
            &[("databaseName", "SIB"), ("serverName", "sql\\INST")],
        ),
        (
            "informix",
            "InformixJccDataStoreHelper",
            &[("databaseName", "sib"), ("serverName", "ifx1"), ("ifxIFXHOST", "ifx.example.com")],
        ),
        (
            "sybase",
            "Sybase11DataStoreHelper",
            &[("databaseName", "sib"), ("serverName", "syb.example.com")],
        ),
        (
            "derby",
            "DerbyNetworkServerDataStoreHelper",
            &[
                ("databaseName", "/db/Sib"),
                ("serverName", "der.example.com"),
                ("portNumber", "1527"),
            ],
        ),
        (
            "oracle",
            "Oracle11gDataStoreHelper",
            &[(
                "URL",
                "jdbc:oracle:thin:@(DESCRIPTION=(ADDRESS=(HOST=ora.example.com)(PORT=1521))(CONNECT_DATA=(SID=ORCL)))",
            )],
        ),
    ];
    for (name, helper, properties) in kinds {
        let mut config = cells::base(USUAL);
        let server = "nodes/BaseNode/servers/server1/";
        config.sources(server, &[("jdbc/my", helper, properties)]);
        cells.push((name, config));
    }
    cells
}

#[test]
fn a_draft_has_no_finding_but_its_gaps_and_is_laid_out_as_usual() {
    for (name, config) in all() {
        let plan = draft(config.zip());
        assert_eq!(format(&plan), plan, "{name}");
        let cell = read(config.zip()).unwrap();
        assert_eq!(cell.gaps, Vec::<String>::new(), "{name}");
        let checked =
            Checked::beside("draft.restore", plan.clone().into(), BTreeMap::new(), Some(&cell));
        let open: Vec<String> = checked
            .findings
            .iter()
            .map(|finding| {
                assert_eq!(finding.rule.code, "SR118", "{name}: {}", finding.message);
                checked.source.slice(finding.span).trim_start_matches('$').to_owned()
            })
            .collect();
        assert!(!open.is_empty());
        for gap in gaps(&plan) {
            assert!(open.contains(&gap), "{name}: {gap}");
        }
    }
}

#[test]
fn a_draft_with_its_gaps_filled_compiles_without_a_finding() {
    for (name, config) in all() {
        let cell = read(config.zip()).unwrap();
        let checked = checked(&draft(config.zip()), &cell);
        let (plan, findings) = checked.plan().unwrap();
        assert_eq!(said(&findings), Vec::<String>::new(), "{name}");
        let plan = plan.unwrap();
        assert_eq!(plan.site.engines.len(), cell.engines.len(), "{name}");
        assert!(bundle(&checked).iter().any(|file| file.path == "RUNBOOK.md"), "{name}");
    }
}

#[test]
fn compiling_beside_an_archive_pins_the_uuids_that_the_plan_does_not() {
    let config = cells::cluster(USUAL);
    let cell = read(config.zip()).unwrap();
    let plan = draft(config.zip());
    let lines = plan.lines().filter(|line| !line.trim_start().starts_with("uuid"));
    let without: String = lines.flat_map(|line| [line, "\n"]).collect();
    assert_eq!(plan.matches("A00000000000000").count(), 2);
    assert!(!without.contains("A00000000000000"));
    let alone = Checked::with_settings("draft.restore", without.clone().into(), settings(&without));
    assert_eq!(
        said(&alone.findings),
        ["SR605 engine `Messaging.000-MsgBus` and 1 more have no `uuid`"]
    );
    let beside = checked(&without, &cell);
    assert_eq!(said(&beside.findings), Vec::<String>::new());
    let files = bundle(&beside);
    for uuid in ["A000000000000001", "A000000000000002"] {
        let gate = files.iter().find(|file| file.path.ends_with("gate-stopped/step.py")).unwrap();
        assert!(gate.text.contains(uuid), "{}", gate.text);
    }
}

#[test]
fn a_uuid_of_another_bus_or_of_another_cell_is_not_pinned() {
    let config = cells::nd(USUAL);
    let plan = draft(config.zip());
    let without = plan.replace("uuid   5E1A90C7B3D24F68", "");
    assert_ne!(plan, without);
    let mut cell = read(config.zip()).unwrap();
    let at = cell.engines.iter().position(|engine| engine.name.contains("Orders")).unwrap();
    cell.engines[at].bus = Some("OtherBus".to_owned());
    let pinned = |cell: &Inventory| {
        let model = checked(&without, cell).model.unwrap();
        model.engines.iter().find(|engine| engine.name.contains("Orders")).unwrap().uuid.is_some()
    };
    assert!(!pinned(&cell));
    cell.engines[at].bus = Some("OrdersBus".to_owned());
    assert!(pinned(&cell));
    cell.cell = "OtherCell".to_owned();
    assert!(!pinned(&cell));
}

/// What is found when the archive differs from the plan that was drafted of `config`.
fn compared(config: &Config, archive: &Config) -> Vec<String> {
    said(&checked(&draft(config.zip()), &read(archive.zip()).unwrap()).findings)
}

const ORDERS: &str = "nodes/Node01/servers/server1/sib-engines.xml";

#[test]
fn each_difference_from_the_archive_is_found() {
    let nd = || cells::nd(USUAL);
    let engine = "engine `Node01.server1-OrdersBus`";
    let cases: Vec<(Config, Vec<String>)> = vec![
        (nd(), vec![]),
        (nd().with(ORDERS, "5E1A90C7B3D24F68", "5E1A90C7B3D24F69"), vec![format!("SR804 {engine} has another uuid")]),
        (nd().with(ORDERS, "schemaName=\"IBMWSSIB\"", "schemaName=\"ORDERS\""), vec![format!("SR810 {engine} has the schema `ORDERS`, not `IBMWSSIB`")]),
        (nd().with(ORDERS, "schemaName=\"IBMWSSIB\"", ""), vec![]),
        (nd().with("resources.xml", "ORDERSDB", "OTHERDB"), vec![format!("SR809 {engine} has the database `OTHERDB`, not `ORDERSDB`")]),
        (nd().with("resources.xml", "DB2UniversalDataStoreHelper", "Oracle11gDataStoreHelper"), vec![format!("SR808 {engine} has a store of kind `oracle`")]),
        (nd().with("resources.xml", "db01.example.com", "db02.example.com"), vec![format!("SR811 the database of {engine} has the host `db02.example.com`, not `db01.example.com`")]),
        (nd().with("nodes/Node01/serverindex.xml", "hostName=\"was01", "hostName=\"was07"), vec!["SR811 node `Node01` has the host `was07.example.com`, not `was01.example.com`".to_owned()]),
        (nd().with(ORDERS, "Node01.server1-OrdersBus", "Node01.server1-OrderBus"), vec![
            "SR816 engine `Node01.server1-OrderBus` goes back in time with store `orders-bus-store`".to_owned(),
            "SR803 `Backup.zip` has no engine `Node01.server1-OrdersBus`".to_owned(),
        ]),
        (nd().with("cell.xml", "ProdCell", "TestCell"), vec!["SR801 the plan is about cell `ProdCell`".to_owned()]),
        (nd().with("nodes/DmgrNode/node-metadata.properties", "8.5.5.16", "9.0.5.12"), vec!["SR812 `Backup.zip` is of release `9.0.5.12`, not `8.5.5.16`".to_owned()]),
    ];
    for (archive, expected) in cases {
        assert_eq!(compared(&nd(), &archive), expected);
    }
}

#[test]
fn a_cluster_that_has_grown_and_an_engine_that_has_moved_are_found() {
    let cluster = cells::cluster(USUAL);
    let mut grown = cluster.clone();
    grown.cluster("Messaging", &[("Node1", "m1"), ("Node2", "m2"), ("Node2", "m3")]);
    let agent = ("nodeagent", "NODE_AGENT", 8878);
    let members = [agent, ("m2", "APPLICATION_SERVER", 8880), ("m3", "APPLICATION_SERVER", 8881)];
    grown.node("Node2", "was2.example.com", "/was/AppSrv01", &members);
    assert_eq!(compared(&cluster, &grown), ["SR807 cluster `Messaging` has also `Node2/m3`"]);
    let mut moved = cells::nd(USUAL).without(ORDERS);
    let engine = (
        "Node01.server1-OrdersBus",
        "OrdersBus",
        "5E1A90C7B3D24F68",
        "",
        Stored::Data("jdbc/orders", "IBMWSSIB"),
    );
    moved.engines("nodes/Node02/servers/server1/", &[engine]);
    let found = compared(&cells::nd(USUAL), &moved);
    assert!(
        found.contains(
            &"SR806 engine `Node01.server1-OrdersBus` belongs to another bus member".to_owned()
        ),
        "{found:?}"
    );
}

#[test]
fn a_draft_is_narrowed_by_engine_bus_and_store() {
    let cell = read(cells::nd(USUAL).zip()).unwrap();
    let one = |narrowing: Narrowing| import::draft(&cell, &narrowing, None);
    let some = |text: &str| vec![text.to_owned()];
    let orders = [
        Narrowing { engines: some("Node01.server1-OrdersBus"), ..Narrowing::default() },
        Narrowing { buses: some("OrdersBus"), ..Narrowing::default() },
        Narrowing { stores: some("orders-bus-store"), ..Narrowing::default() },
        Narrowing { stores: some("jdbc/orders"), ..Narrowing::default() },
        Narrowing { stores: some("ORDERSDB"), ..Narrowing::default() },
    ];
    for narrowing in orders {
        let plan = one(narrowing.clone()).unwrap();
        assert!(plan.contains("plan orders-bus {"), "{plan}");
        assert!(plan.contains("engine \"Node01.server1-OrdersBus\""), "{plan}");
        assert!(!plan.contains("AuditBus"), "{narrowing:?}: {plan}");
        // Every node stays: its agent is stopped while the configuration is replaced.
        assert!(plan.contains("node Node02 on"), "{plan}");
    }
    let why = |narrowing| one(narrowing).unwrap_err().to_string();
    assert_eq!(
        why(Narrowing { engines: some("Node01.server1-OrderBus"), ..Narrowing::default() }),
        "the cell has no engine `Node01.server1-OrderBus`; did you mean `Node01.server1-OrdersBus`?"
    );
    assert_eq!(
        why(Narrowing { buses: some("Zzz"), ..Narrowing::default() }),
        "the cell has no engine of a bus `Zzz`; it has `AuditBus`, `OrdersBus`"
    );
    assert_eq!(
        why(Narrowing { stores: some("orders-store"), ..Narrowing::default() }),
        "the cell has no store `orders-store`; did you mean `orders-bus-store`?"
    );
}

#[test]
fn what_a_narrowed_draft_takes_back_in_time_is_named() {
    let mut config = cells::nd(USUAL);
    let second = (
        "Node02.server1-AuditBus",
        "AuditBus",
        "6F2BA1D8C4E35079",
        "",
        Stored::Data("jdbc/orders", "AUDIT"),
    );
    config.engines("nodes/Node02/servers/server1/", &[second]);
    let cell = read(config.zip()).unwrap();
    let narrowing = Narrowing { buses: vec!["OrdersBus".to_owned()], ..Narrowing::default() };
    let plan = import::draft(&cell, &narrowing, Some(&"0".repeat(64))).unwrap();
    let comment = "# Engine Node02.server1-AuditBus has its tables in the same database and is not in this plan.";
    assert!(plan.contains(comment), "{plan}");
    assert_eq!(
        said(&checked(&plan, &cell).findings),
        ["SR816 engine `Node02.server1-AuditBus` goes back in time with store `orders-bus-store`"]
    );
    let both = draft(config.zip());
    // Both engines are in one database, which is restored once, from one image.
    assert_eq!(
        both.matches("$audit-bus-backup timestamp $audit-bus-timestamp").count(),
        2,
        "{both}"
    );
    assert_eq!(said(&checked(&both, &cell).findings), Vec::<String>::new());
}
