//! What a rehearsal comes to, for people and for programs.

mod html;
mod text;

pub use html::html;
pub use text::{clock, text};

use super::cell::Cell;
use super::people::Run;
use super::timeline::{CriticalPath, Span};
use super::verdict::Violation;
use schemars::JsonSchema;
use serde::Serialize;

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
    /// Whether every host came to its end.
    pub done: bool,
    /// Where run.sh stopped on the way, but for hand-overs and confirmations.
    pub stops: Vec<Stop>,
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
}

/// What of the cell's events a reader wants to see: changes, and what went on by itself.
pub(super) fn messages(cell: &Cell, from: i64) -> Vec<(i64, String)> {
    cell.events.iter().map(|event| (event.at - from, event.what.clone())).collect()
}
