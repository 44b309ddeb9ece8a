//! SR103: the plan holds a character that does not show what runs.

rule! {
    /// The plan holds a control character, a sign that turns the direction of writing, an
    /// invisible mark, a line separator, or a character above U+FFFF.
    ///
    /// **Why:** what a reviewer sees must be what runs. A sign that turns the direction of
    /// writing can make `"/backup/old"` look like another folder. No literal of a character above
    /// U+FFFF works in every Jython that WebSphere ships (seen in a trial). Hazard H18.
    ///
    /// **Instead:** delete the character. In a string, write a tab as `\t` and a line end as
    /// `\n`.
    ///
    /// ```restore fails
    ///   summary "after the SAN​ failure"
    /// #                       ^ SR103
    /// ```
    ///
    /// ```restore passes
    ///   summary "after the SAN failure"
    /// ```
    forbidden_character, "SR103", Error, since "0.1.0", hazards ["H18"],
    "the plan holds a character that does not show what runs"
}
