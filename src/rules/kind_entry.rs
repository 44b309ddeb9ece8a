//! SR601: an entry does not belong to this kind of store.

rule! {
    /// The entry exists, but another kind of store takes it.
    ///
    /// **Why:** each database is restored with its own tools, and those take nothing that the
    /// others do: an Oracle instance has no `database`.
    ///
    /// **Instead:** take the entries that the help line names.
    ///
    /// ```restore fails
    ///   store orders-store {
    ///     oracle on "db01.example.com" {
    ///       sid       ORCL
    ///       schema    IBMWSSIB
    ///       directory DUMPS
    ///       database  ORDERSDB
    /// #     ^^^^^^^^^^^^^^^^^^ SR601
    ///     }
    ///   }
    ///   backup nightly {
    ///     taken  2010-11-10T02:00:00-06:00
    ///     config "/backup/20101110/Dmgr01.zip"
    ///     store  orders-store "orders.dmp"
    ///   }
    /// ```
    ///
    /// ```restore passes
    ///   store orders-store {
    ///     oracle on "db01.example.com" { sid ORCL  schema IBMWSSIB  directory DUMPS }
    ///   }
    ///   backup nightly {
    ///     taken  2010-11-10T02:00:00-06:00
    ///     config "/backup/20101110/Dmgr01.zip"
    ///     store  orders-store "orders.dmp"
    ///   }
    /// ```
    kind_entry, "SR601", Error, since "0.1.0", hazards [],
    "an entry does not belong to this kind of store"
}
