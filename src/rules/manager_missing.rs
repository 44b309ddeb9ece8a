//! SR503: a cell of several servers has no deployment manager.

use crate::diagnostic::Finding;
use crate::model::Model;

rule! {
    /// The cell has a cluster, several nodes or several servers, and the plan does not describe
    /// its deployment manager.
    ///
    /// **Why:** documented by the vendor: in a cell the configuration is backed up, restored and
    /// changed at the deployment manager, never at a node. Without it the compiler would take the
    /// cell for a stand-alone server and change a node's own copy, with `-conntype NONE` while
    /// other processes of the cell run. Hazards H9, H10 and H11.
    ///
    /// **Instead:** describe the deployment manager. For several stand-alone servers, make a plan
    /// for each.
    ///
    /// ```restore fails base
    ///   cell ProdCell {
    /// # ^^^^^^^^^^^^^ SR503
    ///     node Node01 on "was01.example.com" {
    ///       profile "/opt/IBM/WebSphere/AppServer/profiles/AppSrv01"
    ///       server  server1 { soap 8880 }
    ///     }
    ///     node Node02 on "was02.example.com" {
    ///       profile "/opt/IBM/WebSphere/AppServer/profiles/AppSrv01"
    ///       server  server1 { soap 8880 }
    ///     }
    ///   }
    /// ```
    ///
    /// ```restore fails base
    ///   cell ProdCell {
    /// # ^^^^^^^^^^^^^ SR503
    ///     node Node01 on "was01.example.com" {
    ///       profile "/opt/IBM/WebSphere/AppServer/profiles/AppSrv01"
    ///       server  server1 { soap 8880 }
    ///       server  m1
    ///     }
    ///     cluster Messaging {
    ///       member Node01/m1
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
    ///       server  server1
    ///     }
    ///     node Node02 on "was02.example.com" {
    ///       profile "/opt/IBM/WebSphere/AppServer/profiles/AppSrv01"
    ///       server  server1
    ///     }
    ///   }
    /// ```
    manager_missing, "SR503", Error, since "0.1.0", hazards ["H9", "H10", "H11"],
    "a cell of several servers has no deployment manager"
}

pub(super) fn check(model: &Model, findings: &mut Vec<Finding>) {
    let cell = &model.cell;
    if model.is_nd() {
        return;
    }
    let proof = if let Some(cluster) = cell.clusters.first() {
        Some(("a cluster", cluster.span))
    } else if let Some(node) = cell.nodes.get(1) {
        Some(("several nodes", node.span))
    } else {
        cell.servers.get(1).map(|server| ("several servers", server.span))
    };
    let Some((what, span)) = proof else { return };
    findings.push(
        RULE.at(cell.span, format!("cell `{}` has {what} and no deployment manager", cell.name))
            .other(span, "a stand-alone server has none of this")
            .help("add `deployment-manager on \"host\" { … }`"),
    );
}
