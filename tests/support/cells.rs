//! Configurations as backupConfig would find them, made for the tests: documents by name.
//!
//! Their shape is that which programs read that work with such files; no real one is among them.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{Cursor, Write as _};
use std::path::Path;
use zip::write::SimpleFileOptions;

/// Stands wherever a configuration keeps a password; nothing may ever show it.
pub const MARKER: &str = "MARKER-4f1d-PASSWORD";

/// How the documents of a configuration are written.
#[derive(Clone, Copy, Debug)]
pub struct Form {
    /// Objects stand below `xmi:XMI`; otherwise the only one is the root.
    pub wrapped: bool,
    /// The prefix of the objects' namespace.
    pub prefix: &'static str,
    /// The prefix of XMI's own namespace.
    pub xmi: &'static str,
}

/// As the product writes most of them.
pub const USUAL: Form = Form { wrapped: false, prefix: "ws", xmi: "xmi" };
/// The other way round, with prefixes that nobody expects.
pub const UNUSUAL: Form = Form { wrapped: true, prefix: "a.b", xmi: "x" };

/// The documents of a configuration, below the folder of its cell.
#[derive(Clone, Debug)]
pub struct Config {
    /// The name of the cell.
    pub cell: String,
    /// By name, relative to `cells/CELL/`.
    pub documents: BTreeMap<String, Vec<u8>>,
    form: Form,
}

/// A message store of an engine.
#[derive(Clone, Copy, Debug)]
pub enum Stored<'a> {
    /// In a database: JNDI name and schema.
    Data(&'a str, &'a str),
    /// In files below a folder.
    Files(&'a str),
}

/// JNDI name, class of the helper, and properties of a data source.
pub type Source<'a> = (&'a str, &'a str, &'a [(&'a str, &'a str)]);

impl Config {
    /// A cell with nothing in it.
    pub fn new(cell: &str, form: Form) -> Self {
        let mut config = Self { cell: cell.to_owned(), documents: BTreeMap::new(), form };
        config.add("cell.xml", "5.0/topology.cell.xmi", &[format!("Cell name=\"{cell}\"/")]);
        let secret = format!(
            "Security enabled=\"true\"><authDataEntries alias=\"{cell}/sib\" userId=\"sibuser\" password=\"{{xor}}{MARKER}\"/></"
        );
        config.add("security.xml", "5.0/security.xmi", &[secret]);
        config.variables("", &[("WAS_ROOT", "/opt/was"), ("DB_PASSWORD", MARKER)]);
        config
    }

    /// Adds a document: each object as `NAME attributes/` or `NAME attributes>inner</`.
    pub fn add(&mut self, name: &str, schema: &str, objects: &[String]) {
        let Form { wrapped, prefix, xmi } = self.form;
        let wrapped = wrapped || objects.len() != 1;
        let spaces = format!(
            "{xmi}:version=\"2.0\" xmlns:{xmi}=\"http://www.omg.org/XMI\" \
             xmlns:{prefix}=\"http://www.ibm.com/websphere/appserver/schemas/{schema}\""
        );
        let mut text = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
        if wrapped {
            let _ = write!(text, "<{xmi}:XMI {spaces}>");
        }
        for (number, object) in objects.iter().enumerate() {
            let (kind, rest) = object.split_once(' ').unwrap();
            let own = if wrapped { String::new() } else { format!(" {spaces}") };
            let _ = write!(text, "\n<{prefix}:{kind}{own} {xmi}:id=\"{kind}_{number}\" ");
            match rest.strip_suffix("</") {
                Some(inner) => {
                    let inner = inner.replace("xmi:type=\"", &format!("{xmi}:type=\""));
                    let _ = write!(text, "{inner}</{prefix}:{kind}>");
                }
                None => {
                    let _ = write!(text, "{rest}>");
                }
            }
        }
        if wrapped {
            let _ = write!(text, "\n</{xmi}:XMI>");
        }
        text.push('\n');
        self.documents.insert(name.to_owned(), text.into_bytes());
    }

    /// Variables of the folder.
    pub fn variables(&mut self, folder: &str, variables: &[(&str, &str)]) {
        let mut text = String::from("VariableMap >");
        for (name, value) in variables {
            let _ = write!(text, "<entries symbolicName=\"{name}\" value=\"{value}\"/>");
        }
        text.push_str("</");
        self.add(&format!("{folder}variables.xml"), "5.0/variables.xmi", &[text]);
    }

    /// A node with its processes: name, type and SOAP port of each.
    pub fn node(&mut self, name: &str, host: &str, profile: &str, processes: &[(&str, &str, u16)]) {
        let folder = format!("nodes/{name}/");
        self.add(
            &format!("{folder}node.xml"),
            "5.0/topology.node.xmi",
            &[format!("Node name=\"{name}\"/")],
        );
        let mut index = format!("ServerIndex hostName=\"{host}\">");
        for (server, kind, soap) in processes {
            let _ = write!(
                index,
                "<serverEntries serverDisplayName=\"{server}\" serverName=\"{server}\" serverType=\"{kind}\">\
                 <deployedApplications>a.ear/deployments/a</deployedApplications>\
                 <specialEndpoints endPointName=\"BOOTSTRAP_ADDRESS\"><endPoint host=\"{host}\" port=\"2809\"/></specialEndpoints>\
                 <specialEndpoints endPointName=\"SOAP_CONNECTOR_ADDRESS\"><endPoint host=\"{host}\" port=\"{soap}\"/></specialEndpoints>\
                 </serverEntries>"
            );
        }
        index.push_str("</");
        self.add(&format!("{folder}serverindex.xml"), "5.0/serverindex.xmi", &[index]);
        self.variables(
            &folder,
            &[("USER_INSTALL_ROOT", profile), ("LOG_ROOT", "${USER_INSTALL_ROOT}/logs")],
        );
        let metadata = "com.ibm.websphere.baseProductShortName=ND\ncom.ibm.websphere.baseProductVersion=8.5.5.16\n";
        self.documents.insert(format!("{folder}node-metadata.properties"), metadata.into());
        for (server, _, _) in processes {
            self.server(name, server);
        }
    }

    fn server(&mut self, node: &str, server: &str) {
        let folder = format!("nodes/{node}/servers/{server}/");
        self.variables(&folder, &[("SERVER_LOG_ROOT", &format!("${{LOG_ROOT}}/{server}"))]);
        let text = format!(
            "Server name=\"{server}\">\
             <services xmi:type=\"hpelservice:HighPerformanceExtensibleLogging\" enable=\"false\"/>\
             <services xmi:type=\"orb:ObjectRequestBroker\" enable=\"true\"><interceptors name=\"i\"/></services>\
             <outputStreamRedirect fileName=\"${{SERVER_LOG_ROOT}}/SystemOut.log\" rolloverSize=\"1\"/></"
        );
        self.add(&format!("{folder}server.xml"), "5.0/process.xmi", &[text]);
    }

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

    /// A bus with one member, as the attributes of `busMembers`.
    pub fn bus(&mut self, name: &str, member: &str) {
        let text = format!(
            "SIBus name=\"{name}\" uuid=\"00000000000000B5\"><busMembers {member}><target engineUuid=\"0\"/></busMembers></"
        );
        self.add(&format!("buses/{name}/sib-bus.xml"), "6.0/sibresources.xmi", &[text]);
    }

    /// Engines of one folder: name, bus, uuid, further attributes, store.
    pub fn engines(&mut self, folder: &str, engines: &[(&str, &str, &str, &str, Stored)]) {
        let object = |(name, bus, uuid, more, stored): &(&str, &str, &str, &str, Stored)| {
            let store = match stored {
                Stored::Data(jndi, schema) => {
                    format!(
                        "<dataStore dataSourceName=\"{jndi}\" schemaName=\"{schema}\" authAlias=\"{bus}/sib\" createTables=\"false\"/>"
                    )
                }
                Stored::Files(at) => format!(
                    "<fileStore logDirectory=\"{at}/log\" permanentStoreDirectory=\"{at}/store\" temporaryStoreDirectory=\"{at}/temp\"/>"
                ),
            };
            format!(
                "SIBMessagingEngine name=\"{name}\" busName=\"{bus}\" uuid=\"{uuid}\" {more}>{store}<localizationPoints identifier=\"Q\"/></"
            )
        };
        let objects: Vec<String> = engines.iter().map(object).collect();
        self.add(&format!("{folder}sib-engines.xml"), "6.0/sibresources.xmi", &objects);
    }

    /// Data sources of one folder: JNDI name, class of the helper, properties.
    pub fn sources(&mut self, folder: &str, sources: &[Source]) {
        let object = |(jndi, helper, properties): &Source| {
            let mut text = format!(
                "JDBCProvider name=\"Provider of {jndi}\" xa=\"false\"><classpath>/drivers/a.jar</classpath>\
                 <factories xmi:type=\"resources.jdbc:CMPConnectorFactory\" name=\"cmp\"/>\
                 <factories xmi:type=\"resources.jdbc:DataSource\" name=\"DS {jndi}\" jndiName=\"{jndi}\" \
                 datasourceHelperClassname=\"com.ibm.websphere.rsadapter.{helper}\"><propertySet>"
            );
            for (name, value) in [("password", MARKER)].iter().chain(*properties) {
                let _ = write!(
                    text,
                    "<resourceProperties name=\"{name}\" type=\"java.lang.String\" value=\"{value}\"/>"
                );
            }
            text.push_str("</propertySet></factories></");
            text
        };
        let objects: Vec<String> = sources.iter().map(object).collect();
        self.add(&format!("{folder}resources.xml"), "5.0/resources.jdbc.xmi", &objects);
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

    /// Every document with its name in an archive.
    pub fn files(&self) -> impl Iterator<Item = (String, &[u8])> {
        self.documents
            .iter()
            .map(|(name, bytes)| (format!("cells/{}/{name}", self.cell), bytes.as_slice()))
    }

    /// The archive.
    pub fn zip(&self) -> Vec<u8> {
        zip(self.files())
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

/// An archive of these files.
pub fn zip<'a>(files: impl IntoIterator<Item = (String, &'a [u8])>) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        let method = match bytes {
            [] => zip::CompressionMethod::Stored,
            _ => zip::CompressionMethod::Deflated,
        };
        let options = SimpleFileOptions::default().compression_method(method);
        writer.start_file(name, options).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
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
            "0123456789ABCDEF",
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
