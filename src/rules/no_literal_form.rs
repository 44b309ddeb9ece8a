//! SR901: a value has no literal form in a script.

rule! {
    /// A value of the plan holds a character that cannot be written in the script it belongs to
    /// so that every shell or every Jython reads it back as it was.
    ///
    /// **Why:** a value that means one thing in the plan and another in the script is the mistake
    /// that no review finds. Each value is printed as a literal of the script's own language, and
    /// where there is none, nothing is written. Hazard H18.
    ///
    /// **Instead:** give the thing a name without this character, or reach it by another path.
    ///
    /// There is no plan here to show it: characters that are known to have no literal form are
    /// refused earlier, by SR103. This finding is for what is left.
    ///
    /// ```restore passes
    ///   summary "OrdersBus after the SAN failure"
    /// ```
    no_literal_form, "SR901", Error, since "0.1.0", hazards ["H18"],
    "a value has no literal form in a script"
}
