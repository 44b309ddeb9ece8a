//! SR103: the plan holds a character that does not show what runs.

rule! {
    /// The plan holds a character that does not show what runs.
    forbidden_character, "SR103", Error, since "0.1.0", hazards ["H18"],
    "the plan holds a character that does not show what runs"
}
