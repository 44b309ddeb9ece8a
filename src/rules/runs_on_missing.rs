//! SR501: a cluster engine has no member chosen for the flush start.

rule! {
    /// The engine's bus member is a cluster, and the plan does not say on which member the flush
    /// start happens.
    ///
    /// **Why:** documented by the vendor: a stop or start acts on the one server it is sent to,
    /// and an engine is active on one member only. Two members that are both told to start would
    /// be two starts for one restore. Hazards H3 and H9.
    ///
    /// **Instead:** choose one member with `runs-on`. Only that member is started before the
    /// flush start; the others follow in the last phase.
    ///
    /// ```restore fails cluster
    ///   engine "Messaging.000-OrdersBus" {
    ///     bus    OrdersBus
    ///     member Messaging
    /// #   ^^^^^^^^^^^^^^^^ SR501
    ///     store  orders-store
    ///   }
    /// ```
    ///
    /// ```restore passes cluster
    ///   engine "Messaging.000-OrdersBus" {
    ///     bus    OrdersBus
    ///     member Messaging runs-on Node01/m1
    ///     store  orders-store
    ///   }
    /// ```
    runs_on_missing, "SR501", Error, since "0.1.0", hazards ["H3", "H9"],
    "a cluster engine has no member chosen for the flush start"
}
