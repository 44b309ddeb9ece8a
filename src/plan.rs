//! The plan: steps in an order, as a graph without cycles.
//!
//! The procedure's order comes from the step kinds; the plan file can only make it stricter. What
//! it asks for that the procedure forbids is a finding that names both sides and the chain between.

mod build;
mod check;
mod graph;
mod orders;
mod seen;
mod waves;

pub use build::build;
pub use check::check;

use crate::model::{Phase, Role};
use crate::source::Span;
use crate::steps::{SeenCell, Site, StepKind, Subject};

/// Index of a step in [`Plan::steps`].
pub type StepIndex = usize;

/// A step in its place.
#[derive(Clone, Debug)]
pub struct Step {
    /// Such as `401-restore-store-orders-store`: phase, number in the phase, kind, subject.
    pub id: String,
    /// Its kind.
    pub kind: &'static StepKind,
    /// Its phase; a hook's is that of the phase it stands before or after.
    pub phase: Phase,
    /// What it is about.
    pub subject: Subject,
    /// The host it runs on.
    pub host: String,
    /// Who does it.
    pub owner: Role,
    /// The step in a few words.
    pub title: String,
    /// The steps it follows directly, sorted.
    pub follows: Vec<StepIndex>,
    /// The entry of the plan file that it comes from.
    pub span: Span,
}

/// Steps in an order in which they can be run one after the other.
#[derive(Debug)]
pub struct Plan<'a> {
    /// What the steps are about.
    pub site: Site<'a>,
    /// The steps; each comes after those it follows.
    pub steps: Vec<Step>,
    /// What a snapshot of the cell says about open points; empty without one.
    pub seen: SeenCell,
}

impl Plan<'_> {
    /// The steps on one host, in order.
    pub fn on_host<'s>(&'s self, host: &'s str) -> impl Iterator<Item = &'s Step> {
        self.steps.iter().filter(move |step| step.host == host)
    }

    /// Every host that has a step, in the order of their first step.
    pub fn hosts(&self) -> Vec<&str> {
        let mut seen = std::collections::BTreeSet::new();
        self.steps.iter().map(|step| step.host.as_str()).filter(|host| seen.insert(*host)).collect()
    }
}
