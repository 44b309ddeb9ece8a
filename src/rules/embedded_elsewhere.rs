//! SR609: an embedded database is not on the host of its server.

use super::host_alike::{alike, stores_elsewhere};
use crate::diagnostic::Finding;
use crate::model::{Member, Model, StoreKind};

rule! {
    /// A store is in Derby without `network-server`, and on another host than the server that takes
    /// the flush start.
    ///
    /// **Why:** an embedded database is opened by the server's own process, as files of its host
    /// (documented by the vendor). What is restored on another host is not what the server opens:
    /// its engine would flush the old tables. Hazard H5.
    ///
    /// **Instead:** name the host of the server, or, where the database is behind Derby's network
    /// server, add `network-server` with its port.
    ///
    /// ```restore fails
    ///   store orders-store {
    ///     derby on "db01.example.com" { database "/opt/databases/Orders"  schema IBMWSSIB }
    /// #            ^^^^^^^^^^^^^^^^^^ SR609
    ///   }
    ///   backup nightly {
    ///     taken  2010-11-10T02:00:00-06:00
    ///     config "/backup/20101110/Dmgr01.zip"
    ///     store  orders-store "/backup/20101110/Orders"
    ///   }
    /// ```
    ///
    /// ```restore passes
    ///   store orders-store {
    ///     derby on "was01.example.com" { database "/opt/databases/Orders"  schema IBMWSSIB }
    ///   }
    ///   backup nightly {
    ///     taken  2010-11-10T02:00:00-06:00
    ///     config "/backup/20101110/Dmgr01.zip"
    ///     store  orders-store "/backup/20101110/Orders"
    ///   }
    /// ```
    ///
    /// ```restore passes
    ///   store orders-store {
    ///     derby on "db01.example.com" {
    ///       database "/opt/databases/Orders"  schema IBMWSSIB  network-server 1527
    ///     }
    ///   }
    ///   backup nightly {
    ///     taken  2010-11-10T02:00:00-06:00
    ///     config "/backup/20101110/Dmgr01.zip"
    ///     store  orders-store "/backup/20101110/Orders"
    ///   }
    /// ```
    embedded_elsewhere, "SR609", Error, since "0.1.0", hazards ["H5"],
    "an embedded database is not on the host of its server"
}

pub(super) fn check(model: &Model, findings: &mut Vec<Finding>) {
    for (engine, store) in stores_elsewhere(model) {
        let Some(server) = engine.member.and_then(Member::chosen) else { continue };
        if !matches!(store.kind, Some(StoreKind::Derby { .. })) {
            continue;
        }
        let host = &model.cell.node_of(server).host;
        let message = format!(
            "the embedded database of store `{}` is not on `{host}`, the host of `{}`",
            store.name,
            model.cell.path_of(server)
        );
        let help = match alike(&store.host, host, true) {
            true => format!("did you mean `{host}`?"),
            false => format!("write `{host}`, or add `network-server` with its port"),
        };
        findings.push(
            RULE.at(store.host_span, message)
                .other(engine.member_span, "the engine runs here")
                .help(help),
        );
    }
}
