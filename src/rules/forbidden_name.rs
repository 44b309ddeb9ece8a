//! SR203: WebSphere does not allow this name.

rule! {
    /// The name of a cell, node, server, cluster, bus or engine holds a character that WebSphere
    /// refuses, is empty, or begins or ends with a space.
    ///
    /// **Why:** documented by the vendor ("Object names: What the name string cannot contain").
    /// Such a name cannot exist in the cell, and in a query of MBeans `*`, `?`, `,` and `=` would
    /// select other engines. Hazard H18.
    ///
    /// **Instead:** write the name as the administrative console shows it.
    ///
    /// ```restore fails
    ///   engine "Node01.server1-Orders*" {
    /// #        ^^^^^^^^^^^^^^^^^^^^^^^^ SR203
    ///     bus    OrdersBus
    ///     member Node01/server1
    ///     store  orders-store
    ///   }
    /// ```
    ///
    /// ```restore passes
    ///   engine "Node01.server1-OrdersBus" {
    ///     bus    OrdersBus
    ///     member Node01/server1
    ///     store  orders-store
    ///   }
    /// ```
    forbidden_name, "SR203", Error, since "0.1.0", hazards ["H18"],
    "WebSphere does not allow this name"
}
