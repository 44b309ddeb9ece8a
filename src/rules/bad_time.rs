//! SR116: a time is not RFC 3339 with a zone.

rule! {
    /// A time is not written as date, `T`, time and zone.
    ///
    /// **Why:** hosts have zones of their own. `02:00` on the database's host and `02:00` on the
    /// deployment manager's host can be hours apart, and the difference decides whether two
    /// backups belong together (concluded). Hazard H22.
    ///
    /// **Instead:** write `2010-11-10T02:00:00-06:00`, or `2010-11-10T08:00:00Z` for the same
    /// moment in UTC.
    ///
    /// ```restore fails
    ///   backup nightly {
    ///     taken  2010-11-10T02:00:00
    /// #          ^^^^^^^^^^^^^^^^^^^ SR116
    ///     config "/backup/20101110/Dmgr01.zip"
    ///     store  orders-store "/backup/20101110" timestamp 20101110020030
    ///   }
    /// ```
    ///
    /// ```restore passes
    ///   backup nightly {
    ///     taken  2010-11-10T08:00:00Z
    ///     config "/backup/20101110/Dmgr01.zip"
    ///     store  orders-store "/backup/20101110" timestamp 20101110020030
    ///   }
    /// ```
    bad_time, "SR116", Error, since "0.1.0", hazards ["H22"],
    "a time is not RFC 3339 with a zone"
}
