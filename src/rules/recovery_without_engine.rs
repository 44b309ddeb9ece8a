//! SR505: a recovery start is asked for a server that hosts no restored engine.

use crate::diagnostic::Finding;
use crate::model::{ClusterId, Member, Model, ServerId};
use std::collections::BTreeSet;

rule! {
    /// `recovery-start` names a server, and no engine that is restored runs on it.
    ///
    /// **Why:** a recovery start completes the transactions of one server (documented by the
    /// vendor). For the restored engine it matters only on the servers that host it, and it is
    /// the flush start on that server that must wait until the recovery start has ended. A server
    /// that recovers shuts down by itself, and the bundle starts only servers of restored engines
    /// again (concluded). Hazard H4.
    ///
    /// **Instead:** name the server of the engine, or the members of its cluster.
    ///
    /// ```restore fails
    ///   cell ProdCell {
    ///     deployment-manager on "dmgr01.example.com" {
    ///       profile "/opt/IBM/WebSphere/AppServer/profiles/Dmgr01"
    ///       soap    8879
    ///     }
    ///     node Node01 on "was01.example.com" {
    ///       profile "/opt/IBM/WebSphere/AppServer/profiles/AppSrv01"
    ///       server  server1
    ///       server  server2
    ///     }
    ///   }
    ///   recovery-start Node01/server2
    /// #                ^^^^^^^^^^^^^^ SR505
    /// ```
    ///
    /// ```restore passes cluster
    ///   recovery-start Node01/m1
    /// ```
    ///
    /// ```restore passes cluster
    ///   recovery-start Node01/m1
    ///   recovery-start Node02/m2
    /// ```
    recovery_without_engine, "SR505", Error, since "0.1.0", hazards ["H4"],
    "a recovery start is asked for a server that hosts no restored engine"
}

pub(super) fn check(model: &Model, findings: &mut Vec<Finding>) {
    if model.recovery_starts.is_empty() {
        return;
    }
    let mut hosts: BTreeSet<ServerId> = BTreeSet::new();
    let mut clusters: BTreeSet<ClusterId> = BTreeSet::new();
    for id in model.restored_engines() {
        match model.engine(id).member {
            Some(Member::Server(server)) => {
                hosts.insert(server);
            }
            Some(Member::Cluster { cluster, .. }) if clusters.insert(cluster) => {
                hosts.extend(&model.cell.clusters[cluster.0].members);
            }
            _ => {}
        }
    }
    for start in model.recovery_starts.iter().filter(|start| !hosts.contains(&start.value)) {
        let server = model.cell.path_of(start.value);
        findings.push(
            RULE.at(start.span, format!("no engine that is restored runs on `{server}`"))
                .other(model.cell.server(start.value).span, "the server is described here")
                .help("name the server that hosts the engine, or delete the recovery start"),
        );
    }
}
