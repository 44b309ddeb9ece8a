//! SR610: a file store is on none of the hosts of its engine.

use super::host_alike::{alike, stores_elsewhere};
use crate::diagnostic::Finding;
use crate::model::{Member, Model, StoreKind};

rule! {
    /// A file store is restored on a host where none of the engine's servers runs.
    ///
    /// **Why:** the files are opened by the server's own process. On another host the same path is
    /// the same files only where they are on a disk that both hosts share; otherwise the restored
    /// files are never read, and the engine flushes the old ones. Hazard H5.
    ///
    /// **Instead:** name the host of the server. Where the disk is shared and the paths are the same
    /// on both hosts, the warning may stand.
    ///
    /// ```restore fails
    ///   store orders-store {
    ///     file on "san01.example.com" { log "/sib/log"  permanent "/sib/store"  temporary "/sib/tmp" }
    /// #           ^^^^^^^^^^^^^^^^^^^ SR610
    ///   }
    ///   backup nightly {
    ///     taken  2010-11-10T02:00:00-06:00
    ///     config "/backup/20101110/Dmgr01.zip"
    ///     store  orders-store "/backup/20101110/orders"
    ///   }
    /// ```
    ///
    /// ```restore passes
    ///   store orders-store {
    ///     file on "was01.example.com" { log "/sib/log"  permanent "/sib/store"  temporary "/sib/tmp" }
    ///   }
    ///   backup nightly {
    ///     taken  2010-11-10T02:00:00-06:00
    ///     config "/backup/20101110/Dmgr01.zip"
    ///     store  orders-store "/backup/20101110/orders"
    ///   }
    /// ```
    files_elsewhere, "SR610", Warning, since "0.1.0", hazards ["H5"],
    "a file store is on none of the hosts of its engine"
}

pub(super) fn check(model: &Model, findings: &mut Vec<Finding>) {
    for (engine, store) in stores_elsewhere(model) {
        let Some(server) = engine.member.and_then(Member::chosen) else { continue };
        if !matches!(store.kind, Some(StoreKind::File { .. })) {
            continue;
        }
        let host = &model.cell.node_of(server).host;
        let message = format!("no server of engine `{}` runs on `{}`", engine.name, store.host);
        let help = match alike(&store.host, host, true) {
            true => format!("did you mean `{host}`?"),
            false => format!("write `{host}`, unless both hosts share the disk"),
        };
        findings.push(
            RULE.at(store.host_span, message)
                .other(engine.member_span, "the engine runs here")
                .help(help),
        );
    }
}
