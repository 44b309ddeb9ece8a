//! SR109: the file holds no plan.

rule! {
    /// The file is empty, or holds comments only.
    ///
    /// **Why:** a bundle that restores nothing looks like one that has been run.
    ///
    /// **Instead:** write `plan NAME { … }`. `sibrestore init` writes a starter plan with
    /// comments.
    ///
    /// ```restore fails
    /// # Put OrdersBus back.
    /// # SR109
    /// ```
    ///
    /// ```restore passes
    ///   ticket "CHG0041234"
    /// ```
    no_plan, "SR109", Error, since "0.1.0", hazards [],
    "the file holds no plan"
}
