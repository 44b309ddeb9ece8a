//! Configurations as backupConfig would find them, made for the tests: documents by name.
//!
//! Their shape is that which programs read that work with such files; no real one is among them.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{Cursor, Write as _};
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
