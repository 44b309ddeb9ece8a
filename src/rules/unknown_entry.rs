//! SR111: an entry is not one of its block.

rule! {
    /// The first word of a line is not an entry of the block that it stands in.
    ///
    /// **Why:** an entry that is passed over in silence is a backup that is not restored, or an
    /// engine that is not held.
    ///
    /// **Instead:** take the keyword that the help line names. The entries of each block are in
    /// the page about the language.
    ///
    /// ```restore fails
    ///   tiket "CHG0041234"
    /// # ^^^^^ SR111
    /// ```
    ///
    /// ```restore fails
    ///   bus OrdersBus
    /// # ^^^ SR111
    /// ```
    ///
    /// ```restore passes
    ///   ticket "CHG0041234"
    /// ```
    unknown_entry, "SR111", Error, since "0.1.0", hazards [],
    "an entry is not one of its block"
}
