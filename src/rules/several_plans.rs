//! SR110: the file holds more than one plan.

rule! {
    /// A second `plan` stands in the file.
    ///
    /// **Why:** a bundle is reviewed, approved and run as one. Two plans in one file leave open
    /// which of them was approved (concluded).
    ///
    /// **Instead:** give each plan a file of its own.
    ///
    /// ```restore fails
    /// plan orders-bus {
    ///   cell ProdCell {
    ///     websphere 8.5.5
    ///     node Node01 on "was01.example.com" {
    ///       profile "/opt/IBM/WebSphere/AppServer/profiles/AppSrv01"
    ///       server  server1 { soap 8880 }
    ///     }
    ///   }
    ///   store orders-store {
    ///     db2 on "db01.example.com" { database ORDERSDB  schema IBMWSSIB  instance db2inst1 }
    ///   }
    ///   engine "Node01.server1-OrdersBus" {
    ///     bus    OrdersBus
    ///     member Node01/server1
    ///     store  orders-store
    ///   }
    ///   backup nightly {
    ///     taken  2010-11-10T02:00:00-06:00
    ///     config "/backup/20101110/AppSrv01.zip"
    ///     store  orders-store "/backup/20101110" timestamp 20101110020030
    ///   }
    ///   restore all from nightly
    /// }
    ///
    /// plan billing-bus {
    /// #^^^^^^^^^^^^^^^ SR110
    /// }
    /// ```
    ///
    /// ```restore passes
    ///   ticket "CHG0041234"
    /// ```
    several_plans, "SR110", Error, since "0.1.0", hazards [],
    "the file holds more than one plan"
}
