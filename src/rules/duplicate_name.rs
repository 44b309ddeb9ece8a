//! SR201: a name is given to two things of one kind.

rule! {
    /// Two stores, engines, backups, nodes, clusters, or servers of one node have the same name.
    ///
    /// **Why:** every other entry refers to them by name, and could mean either.
    ///
    /// **Instead:** give each its own name, or delete one.
    ///
    /// ```restore fails
    ///   store orders-store {
    ///     db2 on "db01.example.com" { database ORDERSDB  schema IBMWSSIB  instance db2inst1 }
    ///   }
    ///   store orders-store {
    /// # ^^^^^^^^^^^^^^^^^^ SR201
    ///     db2 on "db01.example.com" { database AUDITDB  schema IBMWSSIB  instance db2inst1 }
    ///   }
    /// ```
    ///
    /// ```restore passes
    ///   store orders-store {
    ///     db2 on "db01.example.com" { database ORDERSDB  schema IBMWSSIB  instance db2inst1 }
    ///   }
    ///   store audit-store {
    ///     db2 on "db01.example.com" { database AUDITDB  schema IBMWSSIB  instance db2inst1 }
    ///   }
    /// ```
    duplicate_name, "SR201", Error, since "0.1.0", hazards [],
    "a name is given to two things of one kind"
}
