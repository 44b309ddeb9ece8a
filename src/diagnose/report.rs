//! What was found, as data: for people by `text`, for programs as JSON with a published schema.

use schemars::JsonSchema;
use serde::Serialize;

/// The answer to all logs together.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Report {
    /// The version of this form; it changes when a field changes its meaning or goes.
    pub version: u32,
    /// The plan that was given; empty without one.
    pub plan: String,
    /// Whether all is in order, as far as the logs tell.
    pub good: bool,
    /// Whether every file was read to its end.
    pub complete: bool,
    /// Each log, with the files that it has rolled over to.
    pub logs: Vec<Log>,
    /// Engines that the plan restores and that no log tells of.
    pub unseen: Vec<String>,
}

/// A log.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Log {
    /// The name of its last file.
    pub name: String,
    /// Its files, in the order in which they were written.
    pub files: Vec<File>,
    /// The engines that it tells of, in the order in which they are first named.
    pub engines: Vec<Engine>,
    /// How many further engines it tells of, for which there was no room.
    pub engines_left_out: u64,
    /// Messages of no engine, and those that are not known here.
    pub others: Vec<Other>,
    /// How many further kinds of such messages there are, for which there was no room.
    pub others_left_out: u64,
}

/// A file of a log.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct File {
    /// Its name as it was given.
    pub name: String,
    /// How many lines were read.
    pub lines: u64,
    /// How many bytes of text were read, unpacked.
    pub bytes: u64,
    /// Why it was not read to its end; empty where it was.
    pub broken: String,
}

/// A place in a log.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Place {
    /// The file, as an index of the files of the log.
    pub file: usize,
    /// The line in it, from 1.
    pub line: u64,
    /// The time as the log has it; empty where it has none.
    pub time: String,
}

/// An engine, and what the log says of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Engine {
    /// Its name.
    pub name: String,
    /// Its bus; empty where the log does not say.
    pub bus: String,
    /// Whether the plan that was given restores it.
    pub restored: bool,
    /// The conclusion.
    pub conclusion: Conclusion,
    /// The last starts, oldest first.
    pub starts: Vec<Start>,
    /// How many starts came before them.
    pub starts_left_out: u64,
    /// The last events, oldest first.
    pub events: Vec<Event>,
    /// How many events came before them.
    pub events_left_out: u64,
}

/// What it comes to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Conclusion {
    /// In a word.
    pub verdict: Verdict,
    /// Whether it is in order: nobody has to act or to look again.
    pub good: bool,
    /// In a sentence or two.
    pub says: String,
    /// What to do, in order; the last is the command to type. May be empty.
    pub next: Vec<String>,
    /// What else to look at; may be empty.
    pub also: Vec<String>,
}

/// The conclusions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// The flush is completed.
    Flushed,
    /// Flushed in an earlier start, and started in the usual way since.
    FlushedEarlier,
    /// A flush is asked for, and the log ends before it is completed.
    FlushRunning,
    /// The engine is Started and the flush that was asked for is not completed.
    FlushIncomplete,
    /// A flush is completed that the log does not show the request of.
    FlushUnasked,
    /// The flush has failed.
    FlushFailed,
    /// Started in normal mode after a restore.
    StartedWithoutFlush,
    /// Started in normal mode; whether that is right depends on whether a backup was restored.
    StartedNormally,
    /// The data store belongs to another engine.
    StoreOfAnother,
    /// The lock on the store is held by somebody else.
    LockHeld,
    /// The store was empty.
    StoreEmpty,
    /// The server must be restarted before the next attempt.
    RestartServer,
    /// A start has failed for another reason.
    StartFailed,
    /// The engine has met an error while it ran.
    Trouble,
    /// A start is under way, and its mode is not told yet.
    Starting,
    /// The engine is Started, and the log does not show its start.
    Running,
    /// It stands by: it is active in another member, or in none.
    StandsBy,
    /// It is Stopped and was not started.
    Stopped,
    /// It is only named in a message that was not expected.
    Unexpected,
    /// Nothing of its state is told.
    NothingTold,
}

/// A start of an engine.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Start {
    /// Where its first message is.
    pub begun: Place,
    /// The mode.
    pub mode: Mode,
    /// How it ended.
    pub end: End,
}

/// The mode of a start.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Mode {
    /// Restart after restore.
    Flush,
    /// Normal.
    Normal,
    /// Not told.
    Unknown,
}

/// The end of a start.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum End {
    /// The engine was Started, or has gone so far that it is read as Started.
    Started,
    /// It failed.
    Failed,
    /// The log does not say.
    Open,
}

/// A message about an engine, or the same message several times in a row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Event {
    /// Where it is; of several, the first.
    #[serde(flatten)]
    pub place: Place,
    /// The id without its letter.
    pub id: String,
    /// The letter of the id, or of the line; may be empty.
    pub letter: String,
    /// What it says.
    pub says: String,
    /// How many times in a row.
    pub times: u64,
}

/// A kind of message that belongs to no engine, or that is not known here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Other {
    /// The id without its letter.
    pub id: String,
    /// The letter of the id, or of the line; may be empty.
    pub letter: String,
    /// Whether there is a page of it.
    pub known: bool,
    /// The engine of the first one; empty where it names none.
    pub engine: String,
    /// What the page says, or else what the first one says.
    pub says: String,
    /// How many times it is there.
    pub times: u64,
    /// How many of those are only quoted in other messages.
    pub quoted: u64,
    /// Where the first one is.
    #[serde(flatten)]
    pub first: Place,
}

/// The JSON Schema of a report.
pub fn schema() -> String {
    let schema = schemars::schema_for!(Report);
    serde_json::to_string_pretty(&schema).unwrap_or_default() + "\n"
}
