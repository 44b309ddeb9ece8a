//! What a rehearsal comes to, for people and for programs.

mod html;
mod junit;
#[cfg(test)]
mod sample;
mod story;
mod text;

pub use html::html;
pub use junit::junit;
pub use text::{clock, text};

use super::cell::Cell;
use super::people::Run;
use super::timeline::{CriticalPath, Span};
use super::verdict::{Violation, ViolationKind};
use crate::bundle::exit::EXITS;
use schemars::JsonSchema;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// One rehearsal.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Report {
    /// The plan.
    pub plan: String,
    /// The hash of the bundle that was run: the one to approve.
    pub hash: String,
    /// The faults, as `ID@PLACE`.
    pub faults: Vec<String>,
    /// Assumptions that are not the default, as `NAME=VALUE`.
    pub assumptions: Vec<String>,
    /// Who typed: `obedient`, `impatient` or `doubtful`.
    pub operator: String,
    /// Whether every host came to its end.
    pub done: bool,
    /// Where nothing more could be done, and nothing that was printed led on.
    pub no_way_on: Vec<String>,
    /// Where run.sh stopped on the way, but for hand-overs and confirmations.
    pub stops: Vec<Stop>,
    /// What these faults lead to whatever anybody does.
    pub unavoidable: Vec<ViolationKind>,
    /// What must never happen, and did.
    pub violations: Vec<Violation>,
    /// Seconds of the virtual clock, from the first command to the last.
    pub seconds: i64,
    /// The longest chain of steps.
    pub critical_path: CriticalPath,
    /// Launches of wsadmin that did something.
    pub launches: usize,
    /// What happened in the cell that matters: seconds, and in words.
    pub messages: Vec<(i64, String)>,
    /// Messages that came twice.
    pub doubled: u64,
    /// Messages that were lost.
    pub lost: u64,
    /// What was changed, in order.
    pub effects: Vec<String>,
    /// Each run of each step.
    pub spans: Vec<Span>,
    /// The transcripts of the hosts.
    pub transcripts: Vec<String>,
    /// Each run of run.sh.
    #[serde(skip)]
    #[schemars(skip)]
    pub runs: Vec<Run>,
}

impl Report {
    /// The verdict.
    pub fn outcome(&self) -> Outcome {
        let avoidable = self.violations.iter().any(|violation| self.could_be_avoided(violation));
        match (avoidable, self.done) {
            (true, _) => Outcome::Bad,
            (false, false) => Outcome::Stopped,
            (false, true) if self.violations.is_empty() => Outcome::Good,
            (false, true) => Outcome::Unavoidable,
        }
    }

    /// Whether a violation is not of the faults' own making.
    pub fn could_be_avoided(&self, violation: &Violation) -> bool {
        !self.unavoidable.contains(&violation.kind)
    }

    /// The host that was at work longest and how many seconds, where the window is clearly longer than
    /// the longest chain of steps: a host does one step at a time.
    fn busiest(&self) -> Option<(&str, i64)> {
        if !self.stops.is_empty() || self.seconds * 10 <= self.critical_path.seconds * 11 {
            return None;
        }
        let mut busy: BTreeMap<&str, i64> = BTreeMap::new();
        for span in &self.spans {
            *busy.entry(&span.host).or_default() += span.took();
        }
        busy.into_iter().max_by_key(|(_, took)| *took)
    }

    /// The places among the spans of those on the critical path. Only the last run of a step counts,
    /// as it does in the path's seconds: the marks add up to what is said of the path.
    fn critical(&self) -> BTreeSet<usize> {
        let spans = self.spans.iter().enumerate();
        let last: BTreeMap<&str, usize> = spans.map(|(at, span)| (&*span.step, at)).collect();
        self.critical_path.steps.iter().filter_map(|step| last.get(&**step).copied()).collect()
    }

    /// The stops, those that only repeat the one before as a number of times.
    fn stops_folded(&self) -> Vec<(&Stop, usize)> {
        self.stops.chunk_by(|one, next| one == next).map(|same| (&same[0], same.len())).collect()
    }
}

/// The JSON Schema of a report.
pub fn schema() -> String {
    let schema = schemars::schema_for!(Report);
    serde_json::to_string_pretty(&schema).unwrap_or_default() + "\n"
}

/// What a rehearsal comes to, for every reader in the same words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It came to its end, and nothing was done wrong.
    Good,
    /// It came to its end, and nothing was done wrong but what the faults make unavoidable.
    Unavoidable,
    /// It did not come to its end.
    Stopped,
    /// Something was done that must never happen.
    Bad,
}

impl Outcome {
    /// In one word.
    pub fn word(self) -> &'static str {
        match self {
            Self::Good => "GOOD",
            Self::Unavoidable => "UNAVOIDABLE",
            Self::Stopped => "STOPPED",
            Self::Bad => "BAD",
        }
    }

    /// What the word says.
    pub fn words(self) -> &'static str {
        match self {
            Self::Good => "every engine is recovered, flushed once and released",
            Self::Unavoidable => "this fault costs that, whatever anybody does; all else is well",
            Self::Stopped => "it did not come to its end, and nothing was done wrong",
            Self::Bad => "what must never happen has happened",
        }
    }
}

/// A stop of run.sh.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Stop {
    /// The host.
    pub host: String,
    /// The step; empty where run.sh did not come to one.
    pub step: String,
    /// The exit code; -1 where it was killed.
    pub code: i32,
}

impl Stop {
    /// Of a run.
    pub fn of(run: &Run) -> Self {
        Self { host: run.host.clone(), step: run.step.clone(), code: run.code }
    }

    /// Where it was: a step, or run.sh itself.
    fn place(&self) -> &str {
        if self.step.is_empty() { "no step" } else { &self.step }
    }

    /// The exit code.
    fn how(&self) -> String {
        if self.code < 0 { "a signal".to_owned() } else { format!("exit {}", self.code) }
    }

    /// What the exit code means.
    fn meaning(&self) -> &'static str {
        meaning(self.code)
    }
}

/// What an exit code means.
fn meaning(code: i32) -> &'static str {
    let known = EXITS.iter().find(|exit| i32::from(exit.code) == code);
    match known {
        Some(exit) => exit.meaning,
        None if code < 0 => "it was killed",
        None => "no exit code of a bundle",
    }
}

/// What of the cell's events a reader wants to see: changes, and what went on by itself.
pub(super) fn messages(cell: &Cell, from: i64) -> Vec<(i64, String)> {
    cell.events.iter().map(|event| (event.at - from, event.what.clone())).collect()
}

/// The violations, on the clock of the spans.
pub(super) fn violations(cell: &Cell, from: i64) -> Vec<Violation> {
    let violation = |known: &Violation| Violation { at: known.at - from, ..known.clone() };
    cell.violations.iter().map(violation).collect()
}
