//! SR509: two nodes have one profile.

use crate::diagnostic::Finding;
use crate::model::Model;
use crate::source::Span;
use std::collections::BTreeMap;

rule! {
    /// Two nodes, or a node and the deployment manager, are on one host and in one profile folder.
    ///
    /// **Why:** a profile belongs to one node (documented by the vendor). Most often an entry was
    /// copied and its profile or its host was not changed (concluded). The configuration would be
    /// restored in the folder of the wrong node, and a process would be looked for where it is not.
    /// Hazards H10 and H11.
    ///
    /// **Instead:** write each node's own profile folder, and the host that it is on.
    ///
    /// ```restore fails
    ///   cell ProdCell {
    ///     deployment-manager on "dmgr01.example.com" {
    ///       profile "/opt/IBM/WebSphere/AppServer/profiles/Dmgr01"
    ///       soap    8879
    ///     }
    ///     node Node01 on "dmgr01.example.com" {
    /// #   ^^^^^^^^^^^ SR509
    ///       profile "/opt/IBM/WebSphere/AppServer/profiles/Dmgr01"
    ///       server  server1
    ///     }
    ///   }
    /// ```
    ///
    /// ```restore passes
    ///   cell ProdCell {
    ///     deployment-manager on "dmgr01.example.com" {
    ///       profile "/opt/IBM/WebSphere/AppServer/profiles/Dmgr01"
    ///       soap    8879
    ///     }
    ///     node Node01 on "dmgr01.example.com" {
    ///       profile "/opt/IBM/WebSphere/AppServer/profiles/AppSrv01"
    ///       server  server1
    ///     }
    ///   }
    /// ```
    shared_profile, "SR509", Error, since "0.1.0", hazards ["H10", "H11"],
    "two nodes have one profile"
}

pub(super) fn check(model: &Model, findings: &mut Vec<Finding>) {
    let mut seen: BTreeMap<(&str, &str), (Span, String)> = BTreeMap::new();
    let manager = model.cell.manager.iter().map(|manager| {
        let title = "the deployment manager".to_owned();
        (&manager.host, &manager.profile, manager.span, title)
    });
    let nodes = model
        .cell
        .nodes
        .iter()
        .map(|node| (&node.host, &node.profile, node.span, format!("node `{}`", node.name)));
    for (host, profile, span, title) in manager.chain(nodes) {
        if host.is_empty() || profile.is_empty() {
            continue;
        }
        if let Some((first, other)) = seen.get(&(host.as_str(), profile.as_str())) {
            let message = format!("{other} and {title} have one profile on `{host}`");
            findings.push(
                RULE.at(span, message)
                    .label(format!("both are in `{profile}`"))
                    .other(*first, "the other is described here")
                    .help("a profile belongs to one node: correct its folder or its host"),
            );
        } else {
            seen.insert((host, profile), (span, title));
        }
    }
}
