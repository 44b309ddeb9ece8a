//! Configurations of three topologies, and changes to them.

pub use crate::builder::{Config, Form, MARKER, Stored, USUAL, zip};

use std::fmt::Write as _;
use std::path::Path;

/// The other way round, with prefixes that nobody expects.
pub const UNUSUAL: Form = Form { wrapped: true, prefix: "a.b", xmi: "x" };

impl Config {
    /// A cluster with members as node and server.
    pub fn cluster(&mut self, name: &str, members: &[(&str, &str)]) {
        let mut text = format!("ServerCluster name=\"{name}\">");
        for (node, server) in members {
            let _ =
                write!(text, "<members memberName=\"{server}\" nodeName=\"{node}\" weight=\"2\"/>");
        }
        text.push_str("</");
        self.add(&format!("clusters/{name}/cluster.xml"), "5.0/topology.cluster.xmi", &[text]);
    }

    /// Replaces a text in a document; it must be there.
    #[must_use]
    pub fn with(mut self, document: &str, from: &str, to: &str) -> Self {
        let bytes = self.documents.get_mut(document).unwrap_or_else(|| panic!("no {document}"));
        let text = String::from_utf8(bytes.clone()).unwrap();
        assert!(text.contains(from), "{document} has no {from}: {text}");
        *bytes = text.replace(from, to).into_bytes();
        self
    }

    /// Takes a document away; it must be there.
    #[must_use]
    pub fn without(mut self, document: &str) -> Self {
        assert!(self.documents.remove(document).is_some(), "no {document}");
        self
    }

    /// The folder `config` at that place.
    pub fn unpack(&self, at: &Path) {
        for (name, bytes) in self.files() {
            let path = at.join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, bytes).unwrap();
        }
    }
}

/// A stand-alone server with an engine in embedded Derby.
pub fn base(form: Form) -> Config {
    let mut config = Config::new("BaseCell", form);
    config.node(
        "BaseNode",
        "was.example.com",
        "/opt/was/profiles/AppSrv01",
        &[("server1", "APPLICATION_SERVER", 8880)],
    );
    config.bus("MyBus", "node=\"BaseNode\" server=\"server1\"");
    let server = "nodes/BaseNode/servers/server1/";
    config.engines(
        server,
        &[(
            "BaseNode.server1-MyBus",
            "MyBus",
            "0123456789ABCDE1",
            "",
            Stored::Data("jdbc/my", "IBMWSSIB"),
        )],
    );
    let database = [("databaseName", "${USER_INSTALL_ROOT}/databases/MyBus")];
    config.sources(server, &[("jdbc/my", "DerbyDataStoreHelper", &database)]);
    config
}

/// A deployment manager and two nodes; one engine in DB2, one in files.
pub fn nd(form: Form) -> Config {
    let mut config = Config::new("ProdCell", form);
    let manager = ("dmgr", "DEPLOYMENT_MANAGER", 8879);
    config.node("DmgrNode", "dmgr01.example.com", "/opt/was/profiles/Dmgr01", &[manager]);
    let agent = ("nodeagent", "NODE_AGENT", 8878);
    let server = ("server1", "APPLICATION_SERVER", 8880);
    let web = ("web", "WEB_SERVER", 8881);
    config.node("Node01", "was01.example.com", "/opt/was/profiles/AppSrv01", &[agent, server, web]);
    config.node("Node02", "was02.example.com", "/opt/was/profiles/AppSrv02", &[agent, server]);
    config.bus("OrdersBus", "node=\"Node01\" server=\"server1\"");
    config.bus("AuditBus", "node=\"Node02\" server=\"server1\"");
    let (one, two) = ("nodes/Node01/servers/server1/", "nodes/Node02/servers/server1/");
    let orders = Stored::Data("jdbc/orders", "IBMWSSIB");
    config.engines(
        one,
        &[(
            "Node01.server1-OrdersBus",
            "OrdersBus",
            "5E1A90C7B3D24F68",
            "initialState=\"STARTED\" messageStoreType=\"DATASTORE\"",
            orders,
        )],
    );
    let audit = Stored::Files("${USER_INSTALL_ROOT}/filestores/audit");
    config.engines(
        two,
        &[(
            "Node02.server1-AuditBus",
            "AuditBus",
            "6F2BA1D8C4E35079",
            "initialState=\"STOPPED\" messageStoreType=\"FILESTORE\"",
            audit,
        )],
    );
    let database =
        [("databaseName", "ORDERSDB"), ("serverName", "db01.example.com"), ("portNumber", "50000")];
    config.sources("", &[("jdbc/orders", "DB2UniversalDataStoreHelper", &database)]);
    config
}

/// A cluster of two members on two nodes with two engines in one Oracle instance.
pub fn cluster(form: Form) -> Config {
    let mut config = Config::new("MsgCell", form);
    config.node(
        "DmgrNode",
        "dmgr.example.com",
        "/was/Dmgr01",
        &[("dmgr", "DEPLOYMENT_MANAGER", 8879)],
    );
    for (node, host, member) in
        [("Node1", "was1.example.com", "m1"), ("Node2", "was2.example.com", "m2")]
    {
        let processes = [("nodeagent", "NODE_AGENT", 8878), (member, "APPLICATION_SERVER", 8880)];
        config.node(node, host, "/was/AppSrv01", &processes);
    }
    config.cluster("Messaging", &[("Node1", "m1"), ("Node2", "m2")]);
    config.bus("MsgBus", "cluster=\"Messaging\"");
    let engine = |name, uuid, schema| {
        (name, "MsgBus", uuid, "initialState=\"STARTED\"", Stored::Data("jdbc/msg", schema))
    };
    config.engines(
        "clusters/Messaging/",
        &[
            engine("Messaging.000-MsgBus", "A000000000000001", "SIB000"),
            engine("Messaging.001-MsgBus", "A000000000000002", "SIB001"),
        ],
    );
    let url = [("URL", "jdbc:oracle:thin:@//ora.example.com:1521/MSGDB")];
    config.sources("clusters/Messaging/", &[("jdbc/msg", "Oracle11gDataStoreHelper", &url)]);
    config
}
