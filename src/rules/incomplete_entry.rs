//! SR112: an entry lacks a part.

rule! {
    /// The keyword is right, but the rest of the line is not what it needs.
    ///
    /// **Why:** half an entry cannot be completed by guess: `restore all` does not say from which
    /// backup.
    ///
    /// **Instead:** write it as the help line shows.
    ///
    /// ```restore fails
    ///   restore all
    /// # ^^^^^^^^^^^ SR112
    /// ```
    ///
    /// ```restore passes
    ///   restore all from nightly
    /// ```
    incomplete_entry, "SR112", Error, since "0.1.0", hazards [],
    "an entry lacks a part"
}
