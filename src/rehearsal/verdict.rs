//! What must never happen, whatever the scripts say: the cell itself judges.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Something that must never happen, and did.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Violation {
    /// What kind of thing.
    pub kind: ViolationKind,
    /// Seconds of the virtual clock.
    pub at: i64,
    /// The host that was at work; empty where it happened by itself.
    pub host: String,
    /// The step that was at work; empty where it happened by itself.
    pub step: String,
    /// The engine, store or process that it is about.
    pub about: String,
    /// How it came about.
    pub how: String,
}

/// The kinds of violation.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum ViolationKind {
    /// An engine was started on a restored store, and nothing was flushed.
    NormalStart,
    /// An engine was flushed again for a restore whose flush was completed.
    FlushedTwice,
    /// A flush start was asked of an engine that ran.
    FlushOnRunning,
    /// A flush start was asked of an engine whose server was in recovery mode.
    FlushInRecovery,
    /// A start was asked of an engine that was starting.
    StartDuringStart,
    /// A store was overwritten while an engine held its lock.
    StoreUnderLock,
    /// A configuration was edited or replaced while a process of it ran.
    ConfigCorrupted,
    /// A tool stopped servers that nobody had asked it to stop.
    SurpriseOutage,
    /// A look changed something.
    ChangedWhileLooking,
    /// Two runs were at work on one host at once.
    RunsAtOnce,
    /// Something that the plan is not about was changed.
    NeighbourTouched,
    /// All is said to be done, and an engine is not up, or is still held.
    LeftHeld,
    /// All is said to be done, and a store was not restored or not flushed.
    NotRecovered,
    /// The way back has left an engine free to start on a restored store.
    HoldLifted,
    /// The way back is said to be done, and something is not as it was before.
    NotAsBefore,
    /// New messages were lost.
    MessagesLost,
    /// More messages came twice than the procedure allows.
    MessagesDoubled,
}

impl ViolationKind {
    /// Every kind.
    pub const ALL: [Self; 17] = [
        Self::NormalStart,
        Self::FlushedTwice,
        Self::FlushOnRunning,
        Self::FlushInRecovery,
        Self::StartDuringStart,
        Self::StoreUnderLock,
        Self::ConfigCorrupted,
        Self::SurpriseOutage,
        Self::ChangedWhileLooking,
        Self::RunsAtOnce,
        Self::NeighbourTouched,
        Self::LeftHeld,
        Self::NotRecovered,
        Self::HoldLifted,
        Self::NotAsBefore,
        Self::MessagesLost,
        Self::MessagesDoubled,
    ];

    /// In words.
    pub fn words(self) -> &'static str {
        match self {
            Self::NormalStart => "normal start on a restored store",
            Self::FlushedTwice => "flushed twice for one restore",
            Self::FlushOnRunning => "flush start of a running engine",
            Self::FlushInRecovery => "flush start in recovery mode",
            Self::StartDuringStart => "start during a start",
            Self::StoreUnderLock => "store overwritten under a lock",
            Self::ConfigCorrupted => "configuration corrupted",
            Self::SurpriseOutage => "servers stopped by surprise",
            Self::ChangedWhileLooking => "changed by a look",
            Self::RunsAtOnce => "two runs at once",
            Self::NeighbourTouched => "neighbour touched",
            Self::LeftHeld => "engine left down or held",
            Self::NotRecovered => "said to be done, and not recovered",
            Self::HoldLifted => "hold lifted on a restored store",
            Self::NotAsBefore => "said to be taken back, and not as before",
            Self::MessagesLost => "messages lost",
            Self::MessagesDoubled => "more messages doubled than the procedure allows",
        }
    }

    /// The hazards that it would show, of the procedure's list.
    pub fn hazards(self) -> &'static [&'static str] {
        match self {
            Self::NormalStart => &["H1", "H2", "H9", "H12", "H14", "H21"],
            Self::FlushedTwice | Self::FlushOnRunning | Self::RunsAtOnce => &["H3"],
            Self::FlushInRecovery => &["H4"],
            Self::StartDuringStart => &["H13"],
            Self::StoreUnderLock => &["H5", "H6", "H8"],
            Self::ConfigCorrupted => &["H10", "H11", "H12", "H20"],
            Self::SurpriseOutage => &["H17"],
            Self::ChangedWhileLooking => &["H15", "H16"],
            Self::NeighbourTouched => &["H18"],
            Self::LeftHeld => &["H19"],
            Self::NotRecovered => &["H7", "H14", "H15", "H22"],
            Self::HoldLifted => &["H2", "H9", "H29"],
            Self::NotAsBefore => &["H19"],
            Self::MessagesLost | Self::MessagesDoubled => &["H2", "H3"],
        }
    }
}
