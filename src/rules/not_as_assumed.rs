//! SR818: the cell is not as the bundle assumes.

rule! {
    /// A snapshot of the live cell (`--cell`) shows something that is against what the bundle assumes,
    /// at a server or node of the plan.
    ///
    /// **Why:** some things could not be verified without a live cell, and the runbook lists them under
    /// "Check on your cell first". The snapshot answers one of them, and not as assumed: a server that
    /// logs with HPEL has no SystemOut.log in which a new flush could be told from an old one, and a
    /// server that its node agent starts may bring a standby member up before its time. Hazards H2
    /// and H14.
    ///
    /// **Instead:** read what the runbook says about the point, then change the plan or the cell.
    ///
    /// With a snapshot in which server1 logs with HPEL:
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
    /// #     ^^^^^^^^^^^^^^^ SR818
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
    ///       server  server1 { hpel }
    ///     }
    ///   }
    /// ```
    not_as_assumed, "SR818", Warning, since "0.1.0", hazards ["H2", "H14"],
    "the cell is not as the bundle assumes"
}
