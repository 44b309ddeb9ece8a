//! SR510: two processes of one host have one port.

use crate::diagnostic::Finding;
use crate::model::{Model, StoreKind};
use crate::source::Span;
use std::collections::BTreeMap;

rule! {
    /// The deployment manager, a server or the network server of a Derby database is on the same host
    /// and behind the same port as another one.
    ///
    /// **Why:** a port belongs to one process of a host (general knowledge). Most often an entry was
    /// copied and its port was not changed (concluded). The scripts would talk to the wrong process,
    /// or to none. Hazard H11.
    ///
    /// **Instead:** write each process's own port. A server's is in the console under its ports, as
    /// SOAP_CONNECTOR_ADDRESS.
    ///
    /// ```restore fails
    ///   cell ProdCell {
    ///     deployment-manager on "was01.example.com" {
    ///       profile "/opt/IBM/WebSphere/AppServer/profiles/Dmgr01"
    ///       soap    8879
    ///     }
    ///     node Node01 on "was01.example.com" {
    ///       profile "/opt/IBM/WebSphere/AppServer/profiles/AppSrv01"
    ///       server  server1 { soap 8879 }
    /// #     ^^^^^^^^^^^^^^^ SR510
    ///     }
    ///   }
    /// ```
    ///
    /// ```restore passes
    ///   cell ProdCell {
    ///     deployment-manager on "was01.example.com" {
    ///       profile "/opt/IBM/WebSphere/AppServer/profiles/Dmgr01"
    ///       soap    8879
    ///     }
    ///     node Node01 on "was01.example.com" {
    ///       profile "/opt/IBM/WebSphere/AppServer/profiles/AppSrv01"
    ///       server  server1 { soap 8880 }
    ///     }
    ///   }
    /// ```
    shared_port, "SR510", Error, since "0.1.0", hazards ["H11"],
    "two processes of one host have one port"
}

pub(super) fn check(model: &Model, findings: &mut Vec<Finding>) {
    let cell = &model.cell;
    let manager = cell.manager.iter().map(|manager| (&manager.host, manager.soap, manager.span));
    let servers = cell
        .servers
        .iter()
        .filter_map(|server| Some((&cell.node(server.node).host, server.soap?, server.span)));
    let mut seen: BTreeMap<(&str, u16), Span> = BTreeMap::new();
    for (host, port, span) in manager.chain(servers).filter(|(_, port, _)| *port > 0) {
        if let Some(first) = seen.insert((host, port), span) {
            findings.push(finding(host, port, span, first));
        }
    }
    // Several databases may be behind one network server.
    for store in &model.stores {
        if let Some(StoreKind::Derby { port: Some(port), .. }) = store.kind
            && let Some(first) = seen.get(&(store.host.as_str(), port))
        {
            findings.push(finding(&store.host, port, store.kind_span, *first));
        }
    }
}

fn finding(host: &str, port: u16, span: Span, first: Span) -> Finding {
    RULE.at(span, format!("port {port} of `{host}` belongs to two processes"))
        .other(first, "this one has it too")
        .help("write the port that each of them has")
}
