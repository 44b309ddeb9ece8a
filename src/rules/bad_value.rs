//! SR115: a value does not have the form its entry needs.

rule! {
    /// The value is there, but it is not a port, a release, a checksum, a host, or whatever its
    /// entry needs.
    ///
    /// **Why:** values end up in scripts and command lines. One that begins with a dash would be
    /// read as an option, and a name with a quote would end a string of SQL (concluded). Hazard
    /// H18.
    ///
    /// **Instead:** write it in the form that the help line shows.
    ///
    /// ```restore fails
    ///   engine "Node01.server1-OrdersBus" {
    ///     bus    OrdersBus
    ///     member Node01/server1
    ///     store  orders-store
    ///     uuid   3F1A9C7E
    /// #          ^^^^^^^^ SR115
    ///   }
    /// ```
    ///
    /// ```restore fails
    ///   store orders-store {
    ///     db2 on "-db01" { database "ORDERSDB; DROP"  schema IBMWSSIB  instance db2inst1 }
    /// #          ^^^^^^^ SR115
    /// #                             ^^^^^^^^^^^^^^^^ SR115
    ///   }
    /// ```
    ///
    /// ```restore passes
    ///   engine "Node01.server1-OrdersBus" {
    ///     bus    OrdersBus
    ///     member Node01/server1
    ///     store  orders-store
    ///     uuid   3F1A9C7E52B0D864
    ///   }
    /// ```
    bad_value, "SR115", Error, since "0.1.0", hazards ["H18"],
    "a value does not have the form its entry needs"
}
