//! What a snapshot of the cell says about open points: the runbook prints it beside each point.

use crate::model::ServerId;
use serde::Serialize;
use std::collections::BTreeMap;

/// A look at the live cell.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SeenCell {
    /// When it was, as `2026-11-24T18:00:00Z`; empty when nobody can say.
    pub time: String,
    /// What was seen, by the id of the open point; a point that nothing answered has no entry.
    pub answers: BTreeMap<&'static str, Vec<SeenLine>>,
}

/// One thing that was seen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SeenLine {
    /// What it is, with the server or node that it is about.
    pub text: String,
    /// The server of the plan that it is about; `None` for a node or the cell.
    #[serde(skip)]
    pub server: Option<ServerId>,
    /// Whether it is against what the bundle assumes.
    pub against: bool,
}

impl SeenCell {
    /// What was seen of a point.
    pub fn of(&self, point: &str) -> &[SeenLine] {
        self.answers.get(point).map_or(&[], Vec::as_slice)
    }

    /// Whether something was seen that is against what the bundle assumes.
    pub fn is_against(&self, point: &str) -> bool {
        self.of(point).iter().any(|line| line.against)
    }
}
