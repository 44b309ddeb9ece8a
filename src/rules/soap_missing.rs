//! SR504: a stand-alone server has no SOAP port.

use crate::diagnostic::Finding;
use crate::model::Model;

rule! {
    /// There is no deployment manager, and the server has no `soap` port.
    ///
    /// **Why:** the server is then the process that wsadmin connects to. Without a port, wsadmin
    /// would have to be used without a connection while the server runs, which can damage the
    /// repository (documented by the vendor). Hazard H11.
    ///
    /// **Instead:** add `soap` with the port of the server's SOAP connector; 8880 is the vendor's
    /// default.
    ///
    /// ```restore fails base
    ///   cell ProdCell {
    ///     node Node01 on "was01.example.com" {
    ///       profile "/opt/IBM/WebSphere/AppServer/profiles/AppSrv01"
    ///       server  server1
    /// #     ^^^^^^^^^^^^^^^ SR504
    ///     }
    ///   }
    /// ```
    ///
    /// ```restore passes base
    ///   cell ProdCell {
    ///     node Node01 on "was01.example.com" {
    ///       profile "/opt/IBM/WebSphere/AppServer/profiles/AppSrv01"
    ///       server  server1 { soap 8880 }
    ///     }
    ///   }
    /// ```
    soap_missing, "SR504", Error, since "0.1.0", hazards ["H11"],
    "a stand-alone server has no SOAP port"
}

pub(super) fn check(model: &Model, findings: &mut Vec<Finding>) {
    let [server] = model.cell.servers.as_slice() else { return };
    if !model.is_nd() && server.soap.is_none() {
        findings.push(
            RULE.at(server.span, format!("server `{}` has no SOAP port", server.name))
                .other(model.cell.span, "this cell has no deployment manager to connect to")
                .help(format!("write `server {} {{ soap 8880 }}` with its port", server.name)),
        );
    }
}
