//! A snapshot as what is known of the cell.

use crate::run::alike;
use sibrestore::inventory::{
    Bus, Cluster, DataStore, Engine, FileStore, InitialState, Inventory, Manager, Member, Node,
    Server, ServerName, Store,
};
use sibrestore::probe::{Snapshot, inventory};

fn known(case: &str) -> Result<Inventory, String> {
    inventory(&Snapshot::read(alike(case).as_bytes()).unwrap(), "the live cell")
}

fn text(text: &str) -> Option<String> {
    Some(text.to_owned())
}

fn server(name: &str, soap: u16, hpel: Option<bool>) -> Server {
    Server { name: name.into(), soap: Some(soap), log: None, hpel }
}

fn node(name: &str, host: &str, release: &str, has_agent: bool, servers: Vec<Server>) -> Node {
    let (host, release) = (text(host), text(release));
    Node { name: name.into(), host, profile: None, release, has_agent, servers }
}

fn orders(name: &str, node: &str, initial_state: Option<InitialState>) -> Engine {
    Engine {
        name: name.into(),
        bus: text("OrdersBus"),
        member: Member::Server(ServerName::new(node, "server1")),
        uuid: text("AAAA000000000001"),
        initial_state,
        store: Some(Store::Data(DataStore {
            jndi: text("jdbc/orders"),
            schema: text("IBMWSSIB"),
            auth_alias: None,
            source: None,
        })),
    }
}

#[test]
fn a_whole_cell_is_known_whole() {
    let bus = "B\u{fc}s \u{20ac}";
    let member = Member::Cluster("Messaging".into());
    let expected = Inventory {
        origin: "the live cell".into(),
        cell: "ProdCell".into(),
        manager: Some(Manager {
            node: "CellManager01".into(),
            host: text("dmgr01.example.com"),
            profile: None,
            soap: Some(8879),
            release: text("8.5.5.20"),
        }),
        nodes: vec![
            node(
                "Node01",
                "was01.example.com",
                "8.5.5.20",
                true,
                vec![server("m1", 8881, Some(false)), server("server1", 8880, Some(false))],
            ),
            node(
                "Node02",
                "was02.example.com",
                "8.5.5.16",
                true,
                vec![server("m2", 8880, Some(true))],
            ),
        ],
        clusters: vec![Cluster {
            name: "Messaging".into(),
            members: vec![ServerName::new("Node01", "m1"), ServerName::new("Node02", "m2")],
        }],
        buses: vec![
            Bus { name: bus.into(), uuid: text("0B00000000000002"), members: vec![member.clone()] },
            Bus {
                name: "OrdersBus".into(),
                uuid: text("0B00000000000001"),
                members: vec![Member::Server(ServerName::new("Node01", "server1"))],
            },
        ],
        engines: vec![
            Engine {
                name: format!("Messaging.000-{bus}"),
                bus: text(bus),
                member,
                uuid: text("CCCC000000000001"),
                initial_state: Some(InitialState::Stopped),
                store: Some(Store::File(FileStore {
                    log: text("${USER_INSTALL_ROOT}/fs/log"),
                    permanent: text("/shared/fs \"x\"\\store"),
                    temporary: None,
                })),
            },
            orders("Node01.server1-OrdersBus", "Node01", Some(InitialState::Started)),
        ],
        gaps: vec![],
    };
    assert_eq!(known("nd").unwrap(), expected);
}

/// No manager, no agent, no initial state, and nobody knows of HPEL.
#[test]
fn a_stand_alone_server_is_known() {
    let known = known("base").unwrap();
    assert_eq!(known.manager, None);
    let servers = vec![server("server1", 8880, None)];
    assert_eq!(known.nodes, [node("Alone01", "was01.example.com", "7.0.0.45", false, servers)]);
    assert_eq!(known.engines, [orders("Alone01.server1-OrdersBus", "Alone01", None)]);
    assert_eq!(known.gaps, [""; 0]);
}

#[test]
fn what_failed_is_a_gap_and_not_an_absence() {
    let known = known("broken").unwrap();
    assert_eq!(known.engines.len(), 2);
    let Some(Store::Data(store)) = &known.engines[1].store else { panic!("{known:?}") };
    assert_eq!((store.jndi.as_deref(), store.schema.as_deref()), (None, Some("IBMWSSIB")));
    let count = known.gaps.len();
    assert_eq!((count, known.gaps[3].as_str()), (4, "3 more calls about the configuration failed"));
    assert_eq!(
        known.gaps[0],
        "AdminTask.getNodeBaseProductVersion of CellManager01 failed: \
         java.net.SocketTimeoutException: Read timed out"
    );
}

#[test]
fn a_managed_server_does_not_know_the_cell() {
    let why = "it does not have the whole cell, since wsadmin was connected to neither a deployment \
        manager nor a stand-alone server";
    assert_eq!(known("part").unwrap_err(), why);
}

#[test]
fn a_cell_whose_objects_were_not_listed_is_not_known() {
    let why = "it does not have the whole cell, since AdminConfig.list Node failed: ";
    let timeout = "java.net.SocketTimeoutException: Read timed out";
    assert_eq!(known("silent").unwrap_err(), format!("{why}{timeout}"));
    let slow = known("slow").unwrap_err();
    assert!(slow.starts_with("it does not have the whole cell, since "), "{slow}");
    assert!(slow.ends_with(" failed: the time was over"), "{slow}");
}
