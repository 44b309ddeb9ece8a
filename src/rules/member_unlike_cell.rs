//! SR806: an engine belongs to another bus member.

use super::{both, one_line, origin};
use crate::diagnostic::Finding;
use crate::inventory::{self, Inventory, ServerName};
use crate::model::{Member, Model};

rule! {
    /// The configuration has the engine on another server or cluster than the plan.
    ///
    /// **Why:** the scripts stop and start the servers of the member that the plan names. The engine
    /// would run on elsewhere while its store is restored (concluded). Hazards H5 and H9.
    ///
    /// **Instead:** write the member that the configuration says.
    ///
    /// Compared with the cell of the standard plan:
    ///
    /// ```restore fails cluster
    ///   engine "Messaging.000-OrdersBus" {
    ///     bus    OrdersBus
    ///     member Node01/m1
    /// #          ^^^^^^^^^ SR806
    ///     store  orders-store
    ///     uuid   3F1A9C7E52B0D864
    ///   }
    ///   cell ProdCell {
    ///     deployment-manager on "dmgr01.example.com" {
    ///       profile "/opt/IBM/WebSphere/AppServer/profiles/Dmgr01"
    ///       soap    8879
    ///     }
    ///     node Node01 on "was01.example.com" {
    ///       profile "/opt/IBM/WebSphere/AppServer/profiles/AppSrv01"
    ///       server  m1
    ///     }
    ///     node Node02 on "was02.example.com" {
    ///       profile "/opt/IBM/WebSphere/AppServer/profiles/AppSrv01"
    ///       server  m2
    ///     }
    ///   }
    /// ```
    ///
    /// ```restore passes cluster
    ///   engine "Messaging.000-OrdersBus" {
    ///     bus    OrdersBus
    ///     member Messaging runs-on Node02/m2
    ///     store  orders-store
    ///     uuid   3F1A9C7E52B0D864
    ///   }
    /// ```
    member_unlike_cell, "SR806", Error, since "0.1.0", hazards ["H5", "H9"],
    "an engine belongs to another bus member"
}

pub(super) fn check(model: &Model, cell: &Inventory, findings: &mut Vec<Finding>) {
    for (engine, known) in both(model, cell) {
        let said = match engine.member {
            Some(Member::Server(server)) => {
                let name = &model.cell.server(server).name;
                let node = &model.cell.node_of(server).name;
                inventory::Member::Server(ServerName::new(node, name))
            }
            Some(Member::Cluster { cluster, .. }) => {
                inventory::Member::Cluster(model.cell.clusters[cluster.0].name.clone())
            }
            None => continue,
        };
        if said != known.member {
            let member = one_line(&known.member.to_string());
            let message = format!("engine `{}` belongs to another bus member", engine.name);
            findings.push(
                RULE.at(engine.member_span, message)
                    .label(format!("{} says `{member}`", origin(cell)))
                    .help(match &known.member {
                        inventory::Member::Server(_) => format!("write `member {member}`"),
                        inventory::Member::Cluster(_) => {
                            format!("write `member {member} runs-on NODE/SERVER`")
                        }
                    }),
            );
        }
    }
}
