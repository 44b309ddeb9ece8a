//! Cells, nodes, servers, clusters and variables.
//!
//! The profile folder is the variable `USER_INSTALL_ROOT` of a node, and its release stands in
//! `node-metadata.properties`, as published programs read them. That the log file is
//! `outputStreamRedirect/@fileName`, and that HPEL is one of `services`, is concluded from the names
//! that wsadmin scripts use.

use super::xml::{Element, Wanted};
use crate::inventory::{Scope, ServerName, Variables};

const NONE: Wanted = Wanted {
    namespace: "",
    objects: &[],
    elements: &[],
    attributes: &[],
    property: "",
    properties: &[],
};

/// `cell.xml`.
pub(super) const CELL: Wanted =
    Wanted { namespace: "topology.cell.xmi", objects: &["Cell"], attributes: &["name"], ..NONE };

/// `node.xml`.
pub(super) const NODE: Wanted =
    Wanted { namespace: "topology.node.xmi", objects: &["Node"], attributes: &["name"], ..NONE };

/// `cluster.xml`.
pub(super) const CLUSTER: Wanted = Wanted {
    namespace: "topology.cluster.xmi",
    objects: &["ServerCluster"],
    elements: &["members"],
    attributes: &["name", "memberName", "nodeName"],
    ..NONE
};

/// `serverindex.xml`.
pub(super) const SERVER_INDEX: Wanted = Wanted {
    namespace: "serverindex.xmi",
    objects: &["ServerIndex"],
    elements: &["serverEntries", "specialEndpoints", "endPoint"],
    attributes: &["hostName", "serverName", "serverType", "endPointName", "host", "port"],
    ..NONE
};

/// `server.xml`.
pub(super) const SERVER: Wanted = Wanted {
    namespace: "process.xmi",
    objects: &["Server"],
    elements: &["outputStreamRedirect", "services"],
    attributes: &["name", "fileName", "type", "enable"],
    ..NONE
};

/// `variables.xml`.
pub(super) const VARIABLES: Wanted = Wanted {
    namespace: "variables.xmi",
    objects: &["VariableMap"],
    elements: &["entries"],
    attributes: &["symbolicName", "value"],
    ..NONE
};

/// One process in `serverindex.xml`.
#[derive(Debug)]
pub(super) struct Process {
    pub(super) name: String,
    pub(super) kind: Kind,
    pub(super) soap: Option<u16>,
}

/// What a process is, by its `serverType`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Server,
    Manager,
    Agent,
    /// A web server, a proxy, or what else cannot host a messaging engine.
    Other,
}

/// The host and the processes of a node.
pub(super) fn processes(index: &Element) -> (Option<String>, Vec<Process>) {
    let process = |entry: &Element| {
        let kind = match entry.get("serverType") {
            None | Some("APPLICATION_SERVER") => Kind::Server,
            Some("DEPLOYMENT_MANAGER") => Kind::Manager,
            Some("NODE_AGENT") => Kind::Agent,
            Some(_) => Kind::Other,
        };
        let is_soap =
            |point: &&Element| point.get("endPointName") == Some("SOAP_CONNECTOR_ADDRESS");
        let soap = entry.all("specialEndpoints").find(is_soap).and_then(|point| {
            point
                .all("endPoint")
                .find_map(|end| end.get("port")?.parse().ok().filter(|port| *port > 0))
        });
        Some(Process { name: entry.text("serverName")?, kind, soap })
    };
    (index.text("hostName"), index.all("serverEntries").filter_map(process).collect())
}

/// Name and members of a cluster.
pub(super) fn members(cluster: &Element) -> Vec<ServerName> {
    let member = |member: &Element| {
        Some(ServerName::new(member.get("nodeName")?, member.get("memberName")?))
    };
    let mut members: Vec<ServerName> = cluster.all("members").filter_map(member).collect();
    members.sort();
    members.dedup();
    members
}

/// Adds the variables of one document. Those whose name speaks of a secret are left out.
pub(super) fn add_variables(objects: &[Element], scope: &Scope, to: &mut Variables) {
    for entry in objects.iter().flat_map(|map| map.all("entries")) {
        let (Some(name), Some(value)) = (entry.get("symbolicName"), entry.get("value")) else {
            continue;
        };
        let lower = name.to_ascii_lowercase();
        if !["pass", "pwd", "secret", "credential"].iter().any(|word| lower.contains(word)) {
            to.add(scope.clone(), name, value);
        }
    }
}

/// The JVM System output file of a server as it is configured, and whether it logs with HPEL.
pub(super) fn logs(server: &Element) -> (Option<String>, bool) {
    let file = server.all("outputStreamRedirect").find_map(|redirect| redirect.text("fileName"));
    let is_hpel = |service: &Element| {
        service.get("type") == Some("HighPerformanceExtensibleLogging")
            && service.get("enable") == Some("true")
    };
    (file, server.all("services").any(is_hpel))
}

/// The release that `node-metadata.properties` says, such as `8.5.5.16`.
pub(super) fn release(properties: &str) -> Option<String> {
    let value = properties.lines().find_map(|line| {
        let (key, value) = line.split_once('=')?;
        (key.trim() == "com.ibm.websphere.baseProductVersion").then(|| value.trim().to_owned())
    })?;
    let is_release = value.len() <= 32 && value.split('.').all(|part| part.parse::<u16>().is_ok());
    is_release.then_some(value)
}
