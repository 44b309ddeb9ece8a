//! What is drafted, shape by shape.

use crate::cells::{self, UNUSUAL, USUAL};
use crate::draft;
use sibrestore::import::{self, Narrowing};
use sibrestore::inventory::Store;

#[test]
fn the_draft_of_a_stand_alone_server() {
    insta::assert_snapshot!(draft(cells::base(USUAL).zip()));
}

#[test]
fn the_draft_of_a_network_deployment_cell() {
    insta::assert_snapshot!(draft(cells::nd(USUAL).zip()));
}

#[test]
fn the_draft_of_a_cluster() {
    insta::assert_snapshot!(draft(cells::cluster(USUAL).zip()));
}

#[test]
fn every_form_of_the_documents_says_the_same() {
    for make in [cells::base, cells::nd, cells::cluster] {
        assert_eq!(draft(make(UNUSUAL).zip()), draft(make(USUAL).zip()));
    }
}

#[test]
fn a_folder_says_the_same_as_an_archive() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path().join("Backup.zip");
    for (name, make) in [("config", cells::nd as fn(_) -> _), ("some/where/config", cells::base)] {
        let config: cells::Config = make(USUAL);
        config.unpack(&at.join(name));
        let cell = import::read(&at).unwrap();
        let found = import::draft(&cell, &Narrowing::default(), Some(&"0".repeat(64))).unwrap();
        assert_eq!(found, draft(config.zip()));
        std::fs::remove_dir_all(&at).unwrap();
    }
}

#[test]
fn absent_attributes_are_defaults_and_no_mistakes() {
    let engines = "nodes/Node01/servers/server1/sib-engines.xml";
    let config = cells::nd(USUAL)
        .with(engines, "messageStoreType=\"DATASTORE\"", "")
        .with(engines, "initialState=\"STARTED\"", "")
        .without("nodes/Node01/node-metadata.properties")
        .without("nodes/Node01/node.xml");
    let cell = crate::read(config.zip()).unwrap();
    let engine = cell.engine("Node01.server1-OrdersBus").unwrap();
    assert_eq!(engine.initial_state, None);
    assert!(matches!(&engine.store, Some(Store::Data(_))), "{engine:?}");
    assert_eq!(cell.node("Node01").unwrap().release, None);
    assert_eq!(cell.release(), Some("8.5.5.16"));
    assert_eq!(cell.gaps, Vec::<String>::new());
}

#[test]
fn a_cell_of_thousands_of_nodes_is_drafted() {
    const NODES: usize = 2_000;
    let mut config = cells::nd(USUAL);
    for node in 0..NODES {
        let (name, host) = (format!("Wide{node:04}"), format!("wide{node}.example.com"));
        let processes = [("nodeagent", "NODE_AGENT", 8878), ("s1", "APPLICATION_SERVER", 8880)];
        config.node(&name, &host, "/opt/was/profiles/Wide", &processes);
    }
    let cell = crate::read(config.zip()).unwrap();
    assert_eq!(cell.nodes.len(), NODES + 2);
    assert_eq!(cell.gaps, Vec::<String>::new());
    let plan = import::draft(&cell, &Narrowing::default(), None).unwrap();
    assert_eq!(plan.matches("\n    node ").count(), NODES + 2);
    // Of servers that can host no engine nothing but their entry is read.
    assert_eq!(cell.node("Wide0007").unwrap().servers[0].log, None);
    assert!(cell.node("Node01").unwrap().servers[0].log.is_some());
}
