//! SR506: a server is a member of two clusters.

use crate::diagnostic::Finding;
use crate::model::{Cluster, Model, ServerId};
use std::collections::BTreeMap;

rule! {
    /// A server stands in two clusters, or twice in one.
    ///
    /// **Why:** a server belongs to one cluster at most (general knowledge). The scripts stop and
    /// start members by cluster, and would start this server when only the other cluster's turn
    /// has come. Hazard H9.
    ///
    /// **Instead:** delete it from the cluster that it does not belong to.
    ///
    /// ```restore fails cluster
    ///   cell ProdCell {
    ///     deployment-manager on "dmgr01.example.com" {
    ///       profile "/opt/IBM/WebSphere/AppServer/profiles/Dmgr01"
    ///       soap    8879
    ///     }
    ///     node Node01 on "was01.example.com" {
    ///       profile "/opt/IBM/WebSphere/AppServer/profiles/AppSrv01"
    ///       server  m1
    ///     }
    ///     cluster Messaging {
    ///       member Node01/m1
    ///     }
    ///     cluster Web {
    /// #   ^^^^^^^^^^^ SR506
    ///       member Node01/m1
    ///     }
    ///   }
    /// ```
    ///
    /// ```restore passes cluster
    ///   engine "Messaging.000-OrdersBus" {
    ///     bus    OrdersBus
    ///     member Messaging runs-on Node02/m2
    ///     store  orders-store
    ///   }
    /// ```
    two_clusters, "SR506", Error, since "0.1.0", hazards ["H9"],
    "a server is a member of two clusters"
}

pub(super) fn check(model: &Model, findings: &mut Vec<Finding>) {
    let mut first: BTreeMap<ServerId, &Cluster> = BTreeMap::new();
    for cluster in &model.cell.clusters {
        for member in &cluster.members {
            let Some(other) = first.insert(*member, cluster) else { continue };
            let server = model.cell.path_of(*member);
            let message = if std::ptr::eq(other, cluster) {
                format!("`{server}` is twice in cluster `{}`", cluster.name)
            } else {
                format!("`{server}` is in clusters `{}` and `{}`", other.name, cluster.name)
            };
            findings.push(
                RULE.at(cluster.span, message)
                    .other(other.span, "first here")
                    .help("delete it from the cluster that it does not belong to"),
            );
        }
    }
}
