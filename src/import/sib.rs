//! Buses and messaging engines.
//!
//! Elements and attributes are those of the vendor's transforms to older releases; that the documents
//! of engines stand in the folders of servers and clusters is concluded from the ids that wsadmin
//! prints.

use super::xml::{Element, Wanted};
use crate::inventory::{
    Bus, DataStore, Engine, FileStore, InitialState, Member, ServerName, Store,
};

/// `sib-engines.xml`.
pub(super) const ENGINES: Wanted = Wanted {
    namespace: "sibresources.xmi",
    objects: &["SIBMessagingEngine"],
    elements: &["dataStore", "fileStore"],
    attributes: &[
        "name",
        "uuid",
        "busName",
        "initialState",
        "messageStoreType",
        "dataSourceName",
        "schemaName",
        "authAlias",
        "logDirectory",
        "permanentStoreDirectory",
        "temporaryStoreDirectory",
    ],
    property: "",
    properties: &[],
};

/// `sib-bus.xml`.
pub(super) const BUS: Wanted = Wanted {
    namespace: "sibresources.xmi",
    objects: &["SIBus"],
    elements: &["busMembers"],
    attributes: &["name", "uuid", "node", "server", "cluster"],
    property: "",
    properties: &[],
};

/// An engine as its document says it, with the variables of its paths not yet filled in.
pub(super) fn engine(object: &Element, member: &Member) -> Option<Engine> {
    Some(Engine {
        name: object.text("name")?,
        bus: object.text("busName"),
        member: member.clone(),
        uuid: uuid(object),
        initial_state: object.get("initialState").and_then(InitialState::parse),
        store: store(object),
    })
}

/// An older release does not say of which type the store is; the one that is there is meant.
fn store(engine: &Element) -> Option<Store> {
    let data = engine.all("dataStore").next().map(|store| {
        Store::Data(DataStore {
            jndi: store.text("dataSourceName"),
            schema: store.text("schemaName"),
            auth_alias: store.text("authAlias"),
            source: None,
        })
    });
    let file = engine.all("fileStore").next().map(|store| {
        Store::File(FileStore {
            log: store.text("logDirectory"),
            permanent: store.text("permanentStoreDirectory"),
            temporary: store.text("temporaryStoreDirectory"),
        })
    });
    match (engine.get("messageStoreType"), data, file) {
        (Some("DATASTORE"), data, _) => data.or_else(|| Some(Store::Data(DataStore::default()))),
        (Some("FILESTORE"), _, file) => file.or_else(|| Some(Store::File(FileStore::default()))),
        (_, Some(data), None) => Some(data),
        (_, None, Some(file)) => Some(file),
        // Both and no word which: a guess would restore the wrong one.
        _ => None,
    }
}

/// A bus and its members.
pub(super) fn bus(object: &Element) -> Option<Bus> {
    let member = |member: &Element| match (
        member.get("cluster"),
        member.get("node"),
        member.get("server"),
    ) {
        (Some(cluster), _, _) => Some(Member::Cluster(cluster.to_owned())),
        (None, Some(node), Some(server)) => Some(Member::Server(ServerName::new(node, server))),
        // A member that is a WebSphere MQ server has no engine.
        _ => None,
    };
    let mut members: Vec<Member> = object.all("busMembers").filter_map(member).collect();
    members.sort();
    members.dedup();
    Some(Bus { name: object.text("name")?, uuid: uuid(object), members })
}

fn uuid(object: &Element) -> Option<String> {
    let uuid = object.get("uuid")?.to_ascii_uppercase();
    (uuid.len() == 16 && uuid.bytes().all(|byte| byte.is_ascii_hexdigit())).then_some(uuid)
}
