//! SR807: a cluster has other members.

use super::{one_line, origin, some_of};
use crate::diagnostic::Finding;
use crate::inventory::Inventory;
use crate::model::Model;
use std::collections::BTreeSet;

rule! {
    /// The configuration has a cluster with other members than the plan.
    ///
    /// **Why:** every member can take an engine over (documented by the vendor: a failover follows
    /// the saved configuration). A member that the plan does not name is not stopped, and starts the
    /// engine in normal mode on the store that was just restored (concluded). Hazards H2 and H9.
    ///
    /// **Instead:** describe all members of the cluster, and only those.
    ///
    /// Compared with the cell of the standard plan:
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
    ///     cluster Messaging { member Node01/m1 }
    /// #   ^^^^^^^^^^^^^^^^^ SR807
    ///   }
    /// ```
    ///
    /// ```restore passes cluster
    ///   restore all from nightly
    /// ```
    cluster_unlike_cell, "SR807", Error, since "0.1.0", hazards ["H2", "H9"],
    "a cluster has other members"
}

pub(super) fn check(model: &Model, cell: &Inventory, findings: &mut Vec<Finding>) {
    for cluster in &model.cell.clusters {
        let Some(known) = cell.cluster(&cluster.name) else { continue };
        let said: BTreeSet<String> =
            cluster.members.iter().map(|id| model.cell.path_of(*id)).collect();
        let known: BTreeSet<String> = known.members.iter().map(|name| name.to_string()).collect();
        let name = &cluster.name;
        for (these, those, has) in [(&known, &said, "has also"), (&said, &known, "has not")] {
            let differ: Vec<String> = these.difference(those).map(|name| one_line(name)).collect();
            let names: Vec<&str> = differ.iter().map(String::as_str).collect();
            if !names.is_empty() {
                let message = format!("cluster `{name}` {has} {}", some_of(&names));
                findings.push(
                    RULE.at(cluster.span, message)
                        .label(format!("as {} says", origin(cell)))
                        .help("describe all members of the cluster, and only those"),
                );
            }
        }
    }
}
