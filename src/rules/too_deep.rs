//! SR108: blocks are nested too deeply.

rule! {
    /// Blocks stand in one another more than twelve deep.
    ///
    /// **Why:** the language needs four. More is a mistake or an attack; reading it could exhaust
    /// the stack (concluded).
    ///
    /// **Instead:** look for a missing `}`, or for a file that is no plan.
    ///
    /// ```restore fails
    /// {{{{{{{{{{{{{ }}}}}}}}}}}}}
    /// #          ^ SR108
    /// ```
    ///
    /// ```restore passes
    ///   ticket "CHG0041234"
    /// ```
    too_deep, "SR108", Error, since "0.1.0", hazards [],
    "blocks are nested too deeply"
}
