//! The kinds of people: what each does with the lines that are printed.

use super::reading::Line;
use crate::rehearsal::chance::Chance;

/// How a person works.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Operator {
    /// Mends the cause first, then types every line that is printed, in the order printed.
    #[default]
    Obedient,
    /// Types every line at once and twice, overrides too, and mends the cause only when that has not
    /// helped.
    Impatient,
    /// Looks before everything, types late, and sometimes what was on an earlier screen.
    Doubtful,
}

impl Operator {
    /// Every kind.
    pub const ALL: [Self; 3] = [Self::Obedient, Self::Impatient, Self::Doubtful];

    /// In one word.
    pub fn word(self) -> &'static str {
        match self {
            Self::Obedient => "obedient",
            Self::Impatient => "impatient",
            Self::Doubtful => "doubtful",
        }
    }

    /// The kind of that word.
    pub fn named(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.word() == word)
    }

    /// Seconds from a stop to the next word typed.
    pub(super) fn reaction(self, chance: &mut Chance) -> i64 {
        match self {
            Self::Obedient => 120,
            Self::Impatient => 5,
            Self::Doubtful => 600 + 60 * i64::try_from(chance.below(20)).unwrap_or(0),
        }
    }

    /// At which stop in the same place the cause is put right.
    pub(super) fn mends_at(self) -> usize {
        if self == Self::Impatient { 2 } else { 1 }
    }

    /// The lines of a screen, as this person types them. Nobody overrides what stops a step.
    pub(super) fn chooses(self, lines: Vec<Line>) -> Vec<Line> {
        let mut lines: Vec<Line> = lines.into_iter().filter(|line| !line.overrides()).collect();
        match self {
            Self::Obedient => {}
            Self::Impatient => lines = lines.into_iter().flat_map(|l| [l.clone(), l]).collect(),
            // Looks come first.
            Self::Doubtful => lines.sort_by_key(|line| line.command() != "verify"),
        }
        lines
    }
}
