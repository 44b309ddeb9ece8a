//! SR212: an engine is named after another member of the plan.

use crate::diagnostic::Finding;
use crate::model::{Member, Model};
use crate::source::Span;
use std::collections::BTreeMap;

rule! {
    /// An engine is named as WebSphere names the engine of one server or cluster of the plan, and its
    /// `member` is another one.
    ///
    /// **Why:** WebSphere names an engine after its node, server and bus, or its cluster, number and
    /// bus. A name of another member is often a line copied from another engine, in which the member
    /// was not changed. The scripts look for the engine where the plan says that it runs, and would
    /// close the gate. Hazard H18.
    ///
    /// **Instead:** correct the name or the member.
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
    ///   engine "Node01.server2-OrdersBus" {
    ///     bus    OrdersBus
    ///     member Node01/server1
    /// #          ^^^^^^^^^^^^^^ SR212
    ///     store  orders-store
    ///     uuid   3F1A9C7E52B0D864
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
    ///       server  server2
    ///     }
    ///   }
    ///   engine "Node01.server2-OrdersBus" {
    ///     bus    OrdersBus
    ///     member Node01/server2
    ///     store  orders-store
    ///     uuid   3F1A9C7E52B0D864
    ///   }
    /// ```
    name_of_another_member, "SR212", Warning, since "0.1.0", hazards ["H18"],
    "an engine is named after another member of the plan"
}

pub(super) fn check(model: &Model, findings: &mut Vec<Finding>) {
    let cell = &model.cell;
    // What WebSphere's own names of engines begin with.
    let servers = cell
        .servers
        .iter()
        .map(|server| (format!("{}.{}", cell.node(server.node).name, server.name), server.span));
    let clusters = cell.clusters.iter().map(|cluster| (cluster.name.clone(), cluster.span));
    let members: BTreeMap<String, Span> = servers.chain(clusters).collect();
    for engine in &model.engines {
        let Some(member) = engine.member else { continue };
        let Some(named) = engine.name.strip_suffix(&format!("-{}", engine.bus)) else { continue };
        let own = match member {
            Member::Server(id) => format!("{}.{}", cell.node_of(id).name, cell.server(id).name),
            Member::Cluster { cluster, .. } => cell.clusters[cluster.0].name.clone(),
        };
        let of_cluster = named.rsplit_once('.').filter(|(_, number)| is_number(number));
        let named = of_cluster.map_or(named, |(cluster, _)| cluster);
        let Some(span) = members.get(named).filter(|_| named != own) else { continue };
        // A server of that cluster has a finding of its own.
        if let (Member::Server(id), Some(_)) = (member, of_cluster)
            && cell.clusters.iter().any(|other| other.name == named && other.members.contains(&id))
        {
            continue;
        }
        let message = format!("engine `{}` is named after `{named}`", engine.name);
        findings.push(
            RULE.at(engine.member_span, message)
                .other(*span, "the engine's name says this one")
                .help("correct the name or the member, unless the engine was really named so"),
        );
    }
}

/// The number in the name of a cluster's engine.
fn is_number(text: &str) -> bool {
    text.len() == 3 && text.bytes().all(|b| b.is_ascii_digit())
}
