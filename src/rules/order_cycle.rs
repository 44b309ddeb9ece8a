//! SR402: the plan's own orders contradict one another.

rule! {
    /// Two or more `… before …` entries of the plan, each possible alone, wait for one another.
    ///
    /// **Why:** no step of the circle could ever be the first.
    ///
    /// **Instead:** delete one of the entries that the finding names.
    ///
    /// ```restore fails
    ///   store orders-store {
    ///     db2 on "db01.example.com" { database ORDERSDB  schema IBMWSSIB  instance db2inst1 }
    ///   }
    ///   store audit-store {
    ///     db2 on "db01.example.com" { database AUDITDB  schema IBMWSSIB  instance db2inst1 }
    ///   }
    ///   engine "Node01.server1-OrdersBus" {
    ///     bus    OrdersBus
    ///     member Node01/server1
    ///     store  orders-store
    ///   }
    ///   engine "Node01.server1-AuditBus" {
    ///     bus    AuditBus
    ///     member Node01/server1
    ///     store  audit-store
    ///   }
    ///   backup nightly {
    ///     taken  2010-11-10T02:00:00-06:00
    ///     config "/backup/20101110/Dmgr01.zip"
    ///     store  orders-store "/backup/20101110" timestamp 20101110020030
    ///     store  audit-store  "/backup/20101110" timestamp 20101110020330
    ///   }
    ///   restore all from nightly
    ///   restore orders-store before restore audit-store
    ///   restore audit-store before restore orders-store
    /// # ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SR402
    /// ```
    ///
    /// ```restore passes
    ///   store orders-store {
    ///     db2 on "db01.example.com" { database ORDERSDB  schema IBMWSSIB  instance db2inst1 }
    ///   }
    ///   store audit-store {
    ///     db2 on "db01.example.com" { database AUDITDB  schema IBMWSSIB  instance db2inst1 }
    ///   }
    ///   engine "Node01.server1-OrdersBus" {
    ///     bus    OrdersBus
    ///     member Node01/server1
    ///     store  orders-store
    ///   }
    ///   engine "Node01.server1-AuditBus" {
    ///     bus    AuditBus
    ///     member Node01/server1
    ///     store  audit-store
    ///   }
    ///   backup nightly {
    ///     taken  2010-11-10T02:00:00-06:00
    ///     config "/backup/20101110/Dmgr01.zip"
    ///     store  orders-store "/backup/20101110" timestamp 20101110020030
    ///     store  audit-store  "/backup/20101110" timestamp 20101110020330
    ///   }
    ///   restore all from nightly
    ///   restore orders-store before restore audit-store
    /// ```
    order_cycle, "SR402", Error, since "0.1.0", hazards [],
    "the plan's own orders contradict one another"
}
