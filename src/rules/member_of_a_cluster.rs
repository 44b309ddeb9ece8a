//! SR508: an engine names a server that belongs to a cluster.

use crate::diagnostic::Finding;
use crate::model::{Member, Model};
use std::collections::BTreeMap;

rule! {
    /// An engine's `member` is a server, and that server is a member of a cluster.
    ///
    /// **Why:** a bus member is either a server or a whole cluster. With a server named, the gates would
    /// not look at the other members, on which the engine can become active. Hazard H9.
    ///
    /// **Instead:** name the cluster and the member that takes the flush start.
    ///
    /// ```restore fails cluster
    ///   engine "Messaging.000-OrdersBus" {
    ///     bus    OrdersBus
    ///     member Node01/m1
    /// #          ^^^^^^^^^ SR508
    ///     store  orders-store
    ///     uuid   0123456789ABCDEF
    ///   }
    /// ```
    ///
    /// ```restore passes cluster
    ///   engine "Messaging.000-OrdersBus" {
    ///     bus    OrdersBus
    ///     member Messaging runs-on Node01/m1
    ///     store  orders-store
    ///     uuid   0123456789ABCDEF
    ///   }
    /// ```
    member_of_a_cluster, "SR508", Error, since "0.1.0", hazards ["H9"],
    "an engine names a server that belongs to a cluster"
}

pub(super) fn check(model: &Model, findings: &mut Vec<Finding>) {
    let mut cluster_of = BTreeMap::new();
    for cluster in &model.cell.clusters {
        cluster_of.extend(cluster.members.iter().map(|id| (*id, cluster)));
    }
    for engine in &model.engines {
        let Some(Member::Server(server)) = engine.member else { continue };
        if let Some(cluster) = cluster_of.get(&server) {
            let path = model.cell.path_of(server);
            let message = format!("`{path}` is a member of cluster `{}`", cluster.name);
            findings.push(
                RULE.at(engine.member_span, message)
                    .other(cluster.span, "the cluster is described here")
                    .help(format!("write `member {} runs-on {path}`", cluster.name)),
            );
        }
    }
}
