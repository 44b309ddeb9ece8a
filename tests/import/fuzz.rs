//! Damaged archives, damaged documents and names of every kind, a fixed number of each: nothing panics, no
//! password comes out, and what is drafted is always a plan.

use crate::cells::{self, Config, Form, MARKER, UNUSUAL, USUAL};
use crate::damage::{Damage, damage_of, damaged};
use crate::read;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::{Config as Runs, RngSeed, TestRunner};
use sibrestore::compile::Checked;
use sibrestore::import::{self, Narrowing};
use sibrestore::inventory::{
    Bus, Cluster, DataSource, DataStore, DatabaseKind, Engine, FileStore, Inventory, Manager,
    Member, Node, Server, ServerName, Store,
};
use sibrestore::syntax::format;
use std::cell::Cell;

/// How many damaged archives, damaged documents and strange cells are tried.
const CASES: u32 = 300;

fn runner() -> TestRunner {
    let runs = Runs {
        cases: CASES,
        failure_persistence: None,
        rng_seed: RngSeed::Fixed(20_101_110),
        ..Runs::default()
    };
    TestRunner::new(runs)
}

fn damage() -> impl Strategy<Value = Damage> {
    let bits: Vec<&'static [u8]> = vec![
        b"<",
        b">",
        b"/>",
        b"\"",
        b"&",
        b"&#0;",
        b"&#x10FFFF;",
        b"<!--",
        b"-->",
        b"<![CDATA[",
        b"]]>",
        b"<?",
        b"<!DOCTYPE a>",
        b" xmlns=\"\"",
        b" xmlns:ws=\"urn:x\"",
        b"${A}",
        b"\0",
        b"\xff\xfe",
        b"\xef\xbb\xbf",
        b"PK\x05\x06",
        b"PK\x01\x02",
        b"PK\x03\x04",
        b"\xff\xff\xff\xff",
        b"name=\"\"",
        b"<entries",
        b"<xmi:XMI>",
        b"\n",
    ];
    damage_of(200, bits)
}

fn seeds() -> Vec<Config> {
    let makes: [fn(Form) -> Config; 3] = [cells::base, cells::nd, cells::cluster];
    [USUAL, UNUSUAL].into_iter().flat_map(|form| makes.map(|make| make(form))).collect()
}

/// What must hold of every cell that was read, however strange it is. Whether there was a draft.
fn holds(cell: &Inventory) -> bool {
    let plan = match import::draft(cell, &Narrowing::default(), Some(&"0".repeat(64))) {
        Ok(plan) => plan,
        Err(error) => {
            assert_eq!(cell.engines, [], "{error}");
            return false;
        }
    };
    assert_eq!(format(&plan), plan);
    // What a name may not be is said of the name, and never because the text has fallen apart.
    let about_values = ["SR113", "SR115", "SR118"];
    for compared in [None, Some(cell)] {
        let checked = Checked::beside("d", plan.clone().into(), Default::default(), compared);
        for finding in &checked.findings {
            let code = finding.rule.code;
            assert!(code > "SR118" || about_values.contains(&code), "{finding:?}\n{plan}");
        }
    }
    true
}

#[test]
fn damaged_documents_are_refused_or_read_and_show_no_password() {
    let seeds = seeds();
    let (refused, drafted) = (Cell::new(0), Cell::new(0));
    let which = (any::<prop::sample::Index>(), any::<prop::sample::Index>(), vec(damage(), 1..5));
    runner()
        .run(&which, |(seed, document, damages)| {
            let mut config = seed.get(&seeds).clone();
            let names: Vec<String> = config.documents.keys().cloned().collect();
            let bytes = config.documents.get_mut(document.get(&names)).unwrap();
            *bytes = damaged(std::mem::take(bytes), &damages);
            match read(config.zip()) {
                Ok(cell) => {
                    let known = format!("{cell:?}");
                    prop_assert!(!known.contains(MARKER));
                    count(&drafted, holds(&cell));
                }
                Err(error) => {
                    prop_assert!(!error.to_string().contains(MARKER), "{error}");
                    count(&refused, true);
                }
            }
            Ok(())
        })
        .unwrap();
    assert!(refused.get() > 50 && drafted.get() > 50, "{refused:?} refused, {drafted:?} drafted");
}

#[test]
fn damaged_archives_are_refused_or_read() {
    let seeds: Vec<Vec<u8>> = seeds().iter().map(Config::zip).collect();
    let (refused, drafted) = (Cell::new(0), Cell::new(0));
    runner()
        .run(&(any::<prop::sample::Index>(), vec(damage(), 1..4)), |(seed, damages)| {
            match read(damaged(seed.get(&seeds).clone(), &damages)) {
                Ok(cell) => count(&drafted, holds(&cell)),
                Err(error) => {
                    prop_assert!(!error.to_string().is_empty());
                    count(&refused, true);
                }
            }
            Ok(())
        })
        .unwrap();
    assert!(refused.get() > 50 && drafted.get() > 0, "{refused:?} refused, {drafted:?} drafted");
}

#[test]
fn any_bytes_are_a_document_or_refused() {
    let bits: Vec<&[u8]> = vec![
        b"<?xml version=\"1.0\"",
        b" encoding=\"utf-16\"",
        b" encoding=\"latin1\"",
        b"?>",
        b"<a",
        b" b='1'",
        b"/>",
        b">",
        b"</a>",
        b"\xfe\xff",
        b"&x;",
    ];
    let bit = proptest::sample::select(bits).prop_map(<[u8]>::to_vec);
    let bytes = vec(prop_oneof![bit, vec(any::<u8>(), 0..8)], 0..12);
    let refused = Cell::new(0);
    runner()
        .run(&bytes, |pieces| {
            count(&refused, import::try_document(&pieces.concat()).is_err());
            Ok(())
        })
        .unwrap();
    assert!(refused.get() > 50, "{refused:?}");
}

fn count(cell: &Cell<u32>, more: bool) {
    cell.set(cell.get() + u32::from(more));
}

/// Texts that names could be, and that no name should be.
fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        "[A-Za-z][A-Za-z0-9_.-]{0,12}",
        "[ -~]{0,16}",
        any::<String>().prop_map(|text| text.chars().take(20).collect()),
        Just("engine".to_owned()),
        Just("${USER_INSTALL_ROOT}/x".to_owned()),
        Just("a\n}\nplan b {".to_owned()),
        Just("# not a comment".to_owned()),
        Just("\"\\".to_owned()),
        Just("{xor}Lz4sLChvLTs=".to_owned()),
        Just("/opt/was".to_owned()),
        Just("C:\\was".to_owned()),
        Just("\u{202e}x".to_owned()),
    ]
}

fn maybe() -> impl Strategy<Value = Option<String>> {
    prop::option::of(text())
}

fn store() -> impl Strategy<Value = Option<Store>> {
    use DatabaseKind::{Db2, Derby, Informix, Oracle, SqlServer, Sybase};
    let kind = prop::option::of(prop::sample::select(vec![
        Db2, Derby, Informix, Oracle, SqlServer, Sybase,
    ]));
    let source = (maybe(), kind, maybe(), maybe(), prop::option::of(1..9_u16), maybe()).prop_map(
        |(name, kind, database, host, port, server)| DataSource {
            name,
            kind,
            database,
            host,
            port,
            server,
        },
    );
    let data = (maybe(), maybe(), maybe(), prop::option::of(source)).prop_map(
        |(jndi, schema, auth_alias, source)| {
            Store::Data(DataStore { jndi, schema, auth_alias, source })
        },
    );
    let file = (maybe(), maybe(), maybe()).prop_map(|(log, permanent, temporary)| {
        Store::File(FileStore { log, permanent, temporary })
    });
    prop::option::of(prop_oneof![data, file])
}

fn pair() -> impl Strategy<Value = ServerName> {
    (text(), text()).prop_map(|(node, server)| ServerName { node, server })
}

fn cell() -> impl Strategy<Value = Inventory> {
    let server = (text(), prop::option::of(1..9_u16), maybe(), prop::option::of(any::<bool>()))
        .prop_map(|(name, soap, log, hpel)| Server { name, soap, log, hpel });
    let node = (text(), maybe(), maybe(), any::<bool>(), vec(server, 0..3)).prop_map(
        |(name, host, profile, has_agent, servers)| Node {
            name,
            host,
            profile,
            release: None,
            has_agent,
            servers,
        },
    );
    let member = prop_oneof![pair().prop_map(Member::Server), text().prop_map(Member::Cluster)];
    let engine = (text(), maybe(), member, store()).prop_map(|(name, bus, member, store)| Engine {
        name,
        bus,
        member,
        uuid: None,
        initial_state: None,
        store,
    });
    let manager = (text(), maybe(), maybe(), maybe()).prop_map(|(node, host, profile, release)| {
        Manager { node, host, profile, soap: None, release }
    });
    let cluster = (text(), vec(pair(), 0..3)).prop_map(|(name, members)| Cluster { name, members });
    let whole = (
        text(),
        prop::option::of(manager),
        vec(node, 0..3),
        vec(cluster, 0..2),
        vec(engine, 1..4),
        vec(text(), 0..2),
    );
    whole.prop_map(|(cell, manager, nodes, clusters, engines, gaps)| Inventory {
        origin: gaps.first().cloned().unwrap_or_default(),
        cell,
        manager,
        nodes,
        clusters,
        buses: vec![Bus::default()],
        engines,
        gaps,
    })
}

#[test]
fn whatever_the_names_in_a_cell_are_its_draft_is_a_plan() {
    runner()
        .run(&cell(), |cell| {
            prop_assert!(holds(&cell));
            Ok(())
        })
        .unwrap();
}
