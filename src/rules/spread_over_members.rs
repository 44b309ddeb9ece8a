//! SR507: engines of one cluster take their flush start on different members.

use crate::diagnostic::Finding;
use crate::model::{ClusterId, Engine, Member, Model, ServerId};
use std::collections::BTreeMap;

rule! {
    /// Two engines of one cluster choose different members for the flush start.
    ///
    /// **Why:** with the default policy of a bus the first member that starts takes every engine of the
    /// cluster, also at initial state Stopped. An engine that waits on the other member is then not
    /// Stopped where the plan wants it, and the gate stays closed. Whether a policy ties each engine to
    /// its member is not in the plan. Hazard H9.
    ///
    /// **Instead:** choose one member for all engines of the cluster, unless a core group policy ties
    /// each engine to its member.
    ///
    /// ```restore fails cluster
    ///   engine "Messaging.000-OrdersBus" {
    ///     bus    OrdersBus
    ///     member Messaging runs-on Node01/m1
    ///     store  orders-store
    ///     uuid   0123456789ABCDEF
    ///   }
    ///   engine "Messaging.001-OrdersBus" {
    ///     bus    OrdersBus
    ///     member Messaging runs-on Node02/m2
    /// #                    ^^^^^^^^^^^^^^^^^ SR507
    ///     store  more-store
    ///     uuid   0123456789ABCDE0
    ///   }
    ///   store more-store {
    ///     db2 on "db01.example.com" { database MOREDB schema IBMWSSIB instance db2inst1 }
    ///   }
    ///   store orders-store {
    ///     db2 on "db01.example.com" { database ORDERSDB schema IBMWSSIB instance db2inst1 }
    ///   }
    ///   backup nightly {
    ///     taken  2010-11-10T02:00:00-06:00
    ///     config "/backup/20101110/Dmgr01.zip"
    ///     store  orders-store "/backup/20101110" timestamp 20101110020030
    ///     store  more-store "/backup/20101110" timestamp 20101110020030
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
    spread_over_members, "SR507", Warning, since "0.1.0", hazards ["H9"],
    "engines of one cluster take their flush start on different members"
}

pub(super) fn check(model: &Model, findings: &mut Vec<Finding>) {
    let mut seen: BTreeMap<ClusterId, (&Engine, ServerId)> = BTreeMap::new();
    for id in model.restored_engines() {
        let engine = model.engine(id);
        let Some(Member::Cluster { cluster, runs_on: Some(chosen) }) = engine.member else {
            continue;
        };
        let (first, other) = *seen.entry(cluster).or_insert((engine, chosen));
        if other != chosen {
            let message = format!(
                "engines `{}` and `{}` of one cluster choose different members",
                first.name, engine.name
            );
            findings.push(
                RULE.at(engine.runs_on_span, message)
                    .other(first.runs_on_span, format!("`{}` chooses this one", first.name))
                    .help("choose one member for both, unless a core group policy ties each to its own"),
            );
        }
    }
}
