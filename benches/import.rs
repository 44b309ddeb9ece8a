//! How fast an archive is drafted, beside `unzip -p` of the same documents into `xmllint --noout`.
//!
//! Run with `cargo bench --bench import`. It judges nothing: the bar is printed with the figure. Where one of
//! the two tools is missing it says so and prints its own time alone.

#![expect(clippy::unwrap_used, reason = "a bench stops at the first surprise")]
#![expect(clippy::print_stdout, reason = "a bench prints its figures")]
#![expect(clippy::disallowed_methods, reason = "a bench looks at the clock and starts processes")]

#[path = "../tests/support/cells.rs"]
mod cells;
mod measure;

use cells::{Config, Stored, USUAL};
use measure::{median, run, timed};
use std::path::Path;
use std::process::{Command, Stdio};

const BINARY: &str = env!("CARGO_BIN_EXE_sibrestore");
const NODES: usize = 100;
const SERVERS: usize = 1_000;
const ENGINES: usize = 200;
const ROUNDS: usize = 15;

/// A cell of that size; every fifth server has an engine, in a database or in files.
fn large(filled: bool) -> Config {
    let mut config = Config::new("Large", USUAL);
    config.node(
        "DmgrNode",
        "dm.example.com",
        "/was/Dmgr01",
        &[("dmgr", "DEPLOYMENT_MANAGER", 8879)],
    );
    for node in 0..NODES {
        let names: Vec<String> = (0..SERVERS / NODES).map(|at| format!("s{at}")).collect();
        let mut processes = vec![("nodeagent", "NODE_AGENT", 8878)];
        processes.extend(names.iter().map(|name| (name.as_str(), "APPLICATION_SERVER", 8880)));
        let name = format!("Node{node:03}");
        config.node(&name, &format!("was{node}.example.com"), "/was/AppSrv01", &processes);
        for server in names.iter().step_by(SERVERS / ENGINES) {
            engine(&mut config, &name, server);
            if filled {
                let folder = format!("nodes/{name}/servers/{server}/");
                fill(&mut config, &format!("{folder}server.xml"));
                fill(&mut config, &format!("{folder}resources.xml"));
            }
        }
    }
    config
}

/// Makes a document larger: those of servers in use have hundreds of elements of which a
/// draft needs none.
fn fill(config: &mut Config, document: &str) {
    const ELEMENTS: usize = 200;
    let bytes = config.documents.get_mut(document).unwrap();
    let text = String::from_utf8(std::mem::take(bytes)).unwrap();
    let (head, end) = text.trim_end().rsplit_once("</").unwrap();
    let mut filled = head.to_owned();
    for at in 0..ELEMENTS {
        filled.push_str(&format!(
            "\n  <components xmi:id=\"Component_118312212964{at}\" name=\"Component {at}\" enable=\"true\">\
             <properties xmi:id=\"Property_118312212964{at}\" name=\"setting{at}\" value=\"{at}\" required=\"false\"/>\
             </components>"
        ));
    }
    filled.push_str(&format!("</{end}\n"));
    *bytes = filled.into_bytes();
}

fn engine(config: &mut Config, node: &str, server: &str) {
    let (bus, folder) = (format!("{node}{server}"), format!("nodes/{node}/servers/{server}/"));
    let (jndi, name) = (format!("jdbc/{bus}"), format!("{node}.{server}-{bus}"));
    config.bus(&bus, &format!("node=\"{node}\" server=\"{server}\""));
    let uuid = format!("{:016X}", config.documents.len());
    let stored = match server {
        "s0" => Stored::Data(&jndi, "IBMWSSIB"),
        _ => Stored::Files("${USER_INSTALL_ROOT}/filestores"),
    };
    config.engines(&folder, &[(&name, &bus, &uuid, "", stored)]);
    let database = [("databaseName", bus.as_str()), ("serverName", "db.example.com")];
    config.sources(&folder, &[(&jndi, "DB2UniversalDataStoreHelper", &database)]);
}

/// The documents of which the draft is made: those of every node, and of the servers with engines.
fn needed(config: &Config) -> Vec<(String, &[u8])> {
    let with_engine = |name: &str| {
        let folder = name.rsplit_once('/').map_or("", |(folder, _)| folder);
        config.documents.contains_key(&format!("{folder}/sib-engines.xml"))
    };
    let is_needed = |name: &str| {
        let of_server = name.contains("/servers/");
        let is_xml = name.ends_with(".xml") && name != "security.xml";
        is_xml && (!of_server || with_engine(name))
    };
    let documents = config.documents.iter().filter(|(name, _)| is_needed(name));
    documents.map(|(name, bytes)| (name.clone(), bytes.as_slice())).collect()
}

fn import(archive: &Path) {
    let mut command = Command::new(BINARY);
    command.arg("import").arg(archive);
    run(command);
}

/// One `unzip` of an archive that holds nothing else, which spares it the search for names, and one `xmllint`
/// for all documents, put below one root: the declarations are taken out on the way, because a document has
/// one only at its beginning.
fn unzip_and_check(archive: &Path) {
    let script = "set -e; { echo '<all>'; unzip -p \"$1\" | grep -v '^<?xml'; echo '</all>'; } \
                  | xmllint --huge --noout -";
    let mut command = Command::new("sh");
    command.args(["-c", script, "sh"]).arg(archive);
    run(command);
}

fn has(tool: &str) -> bool {
    let mut command = Command::new("sh");
    command.args(["-c", "command -v \"$1\"", "sh", tool]).stdout(Stdio::null());
    command.status().unwrap().success()
}

/// Both of them by turns, on one cell.
fn compare(filled: bool) {
    let folder = tempfile::tempdir().unwrap();
    let (archive, part) = (folder.path().join("Large.zip"), folder.path().join("Part.zip"));
    let config = large(filled);
    let needed = needed(&config);
    std::fs::write(&archive, config.zip()).unwrap();
    std::fs::write(&part, cells::zip(needed.iter().cloned())).unwrap();
    println!(
        "{SERVERS} servers, {ENGINES} engines: {} documents, {} of them needed with {} kB; archive {} kB",
        config.documents.len(),
        needed.len(),
        needed.iter().map(|(_, bytes)| bytes.len()).sum::<usize>() / 1024,
        std::fs::metadata(&archive).unwrap().len() / 1024
    );
    let missing: Vec<&str> = ["unzip", "xmllint"].into_iter().filter(|tool| !has(tool)).collect();
    if !missing.is_empty() {
        let alone = median((0..ROUNDS).map(|_| timed(|| import(&archive))).collect());
        println!("import: {alone:?}; nothing to compare with, missing: {}", missing.join(", "));
        return;
    }
    let (mut importing, mut checking) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        importing.push(timed(|| import(&archive)));
        checking.push(timed(|| unzip_and_check(&part)));
    }
    let (importing, checking) = (median(importing), median(checking));
    println!(
        "import: {importing:?}; unzip -p into xmllint --noout: {checking:?}; ratio {:.2} (bar 0.5)",
        importing.as_secs_f64() / checking.as_secs_f64()
    );
}

fn main() {
    println!("documents of servers with engines of about 40 kB each:");
    compare(true);
    println!("documents with nothing in them but what is needed:");
    compare(false);
}
