//! SR502: the chosen server is not a member of the engine's cluster.

rule! {
    /// The server after `runs-on` is described, but it is not a member of the cluster.
    ///
    /// **Why:** the engine can only become active on a member of its cluster. The flush start
    /// would be sent to a server that has no such engine (concluded). Hazard H9.
    ///
    /// **Instead:** choose a member, or add the server to the cluster's description if it is one.
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
    ///       server  web1
    ///     }
    ///     cluster Messaging {
    ///       member Node01/m1
    ///     }
    ///   }
    ///   engine "Messaging.000-OrdersBus" {
    ///     bus    OrdersBus
    ///     member Messaging runs-on Node01/web1
    /// #                            ^^^^^^^^^^^ SR502
    ///     store  orders-store
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
    runs_on_not_a_member, "SR502", Error, since "0.1.0", hazards ["H9"],
    "the chosen server is not a member of the engine's cluster"
}
