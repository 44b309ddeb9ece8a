//! SR511: two servers have one log.

use crate::diagnostic::Finding;
use crate::model::Model;
use std::collections::BTreeMap;

rule! {
    /// Two servers of one host write the same file, by their `log` entries or where a server without
    /// one writes it.
    ///
    /// **Why:** each server has a log of its own. Most often an entry was copied and its path was not
    /// changed (concluded). The flush of an engine would be looked for in the wrong file, not be
    /// found, and be asked for a second time. Hazards H3 and H14.
    ///
    /// **Instead:** write each server's own log, or leave it out where it is
    /// `PROFILE/logs/SERVER/SystemOut.log`.
    ///
    /// ```restore fails
    ///   cell ProdCell {
    ///     deployment-manager on "dmgr01.example.com" {
    ///       profile "/opt/IBM/WebSphere/AppServer/profiles/Dmgr01"
    ///       soap    8879
    ///     }
    ///     node Node01 on "was01.example.com" {
    ///       profile "/opt/IBM/WebSphere/AppServer/profiles/AppSrv01"
    ///       server  server1 { log "/logs/SystemOut.log" }
    ///       server  server2 { log "/logs/SystemOut.log" }
    /// #     ^^^^^^^^^^^^^^^ SR511
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
    ///     node Node01 on "was01.example.com" {
    ///       profile "/opt/IBM/WebSphere/AppServer/profiles/AppSrv01"
    ///       server  server1 { log "/logs/server1/SystemOut.log" }
    ///       server  server2
    ///     }
    ///   }
    /// ```
    shared_log, "SR511", Error, since "0.1.0", hazards ["H3", "H14"],
    "two servers have one log"
}

pub(super) fn check(model: &Model, findings: &mut Vec<Finding>) {
    let cell = &model.cell;
    let mut seen = BTreeMap::new();
    for server in cell.servers.iter().filter(|server| !server.hpel) {
        let node = cell.node(server.node);
        let usual = || format!("{}/logs/{}/SystemOut.log", node.profile, server.name);
        let log = server.log.clone().unwrap_or_else(usual);
        let Some((first, name)) = seen.insert((&node.host, log), (server.span, &server.name))
        else {
            continue;
        };
        // Two servers of one name in one profile have a finding already.
        if server.log.is_some() || name != &server.name {
            let message = format!("servers `{name}` and `{}` have one log", server.name);
            findings.push(
                RULE.at(server.span, message)
                    .other(first, "the other server")
                    .help("write each server's own log"),
            );
        }
    }
}
