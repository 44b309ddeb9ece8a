//! SR101: the plan file is too large.

rule! {
    /// The file has more than 16 MiB. It is not read any further.
    ///
    /// **Why:** a plan is text that a person reviews. Ten thousand engines need about six million
    /// bytes; a larger file is almost always the wrong file, such as a log or an archive
    /// (concluded).
    ///
    /// **Instead:** give the compiler the plan. If the plan really is that large, split it by bus
    /// or by cell.
    ///
    /// There is no plan here to show it: the file would have to be larger than 16 MiB.
    ///
    /// ```restore passes
    ///   ticket "CHG0041234"
    /// ```
    plan_too_large, "SR101", Error, since "0.1.0", hazards [],
    "the plan file is too large"
}
