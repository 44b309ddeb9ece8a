//! What a plan adds to the order: constraints, waves, hooks and waivers.

use super::engine::EngineId;
use super::limits::Role;
use super::store::StoreId;
use crate::source::{Span, Spanned};
use serde::Serialize;

/// A phase of the procedure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Phase {
    /// Phase 0: prove that everything is there; change nothing.
    Prove,
    /// Phase 1: initial state Stopped, saved and synchronised.
    Hold,
    /// Phase 2: stop the engines.
    Stop,
    /// Phase 3: stop servers, node agents, deployment manager.
    Quiesce,
    /// Phase 4: restore the stores.
    RestoreStore,
    /// Phase 5: restore the configuration and hold again.
    RestoreConfig,
    /// Phase 6: start node agents and servers; every engine stays Stopped.
    StartServers,
    /// Phase 7: start each engine once in Restart after restore mode.
    FlushStart,
    /// Phase 8: prove that the flush was completed.
    Verify,
    /// Phase 9: set the initial state back.
    Release,
}

impl Phase {
    /// All of them, in order.
    pub const ALL: [Phase; 10] = [
        Phase::Prove,
        Phase::Hold,
        Phase::Stop,
        Phase::Quiesce,
        Phase::RestoreStore,
        Phase::RestoreConfig,
        Phase::StartServers,
        Phase::FlushStart,
        Phase::Verify,
        Phase::Release,
    ];

    /// 0 to 9.
    pub fn number(self) -> usize {
        self as usize
    }

    /// The word in a plan.
    pub fn word(self) -> &'static str {
        match self {
            Phase::Prove => "prove",
            Phase::Hold => "hold",
            Phase::Stop => "stop",
            Phase::Quiesce => "quiesce",
            Phase::RestoreStore => "restore-store",
            Phase::RestoreConfig => "restore-config",
            Phase::StartServers => "start-servers",
            Phase::FlushStart => "flush-start",
            Phase::Verify => "verify",
            Phase::Release => "release",
        }
    }

    /// The phase for people.
    pub fn title(self) -> &'static str {
        match self {
            Phase::Prove => "Prove",
            Phase::Hold => "Hold",
            Phase::Stop => "Stop the engines",
            Phase::Quiesce => "Quiesce",
            Phase::RestoreStore => "Restore the stores",
            Phase::RestoreConfig => "Restore the configuration",
            Phase::StartServers => "Start the servers",
            Phase::FlushStart => "Flush start",
            Phase::Verify => "Verify",
            Phase::Release => "Release",
        }
    }
}

/// The one thing whose phase is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Subject {
    /// An engine.
    Engine(EngineId),
    /// A store.
    Store(StoreId),
}

/// One side of an order constraint.
#[derive(Clone, Debug, Serialize)]
pub struct Side {
    /// The phase.
    pub phase: Phase,
    /// The thing, or the whole phase.
    pub subject: Option<Subject>,
    /// Where it is written.
    pub span: Span,
    /// As it is written, with single spaces.
    pub text: String,
}

/// `A before B`.
#[derive(Clone, Debug, Serialize)]
pub struct Order {
    /// What comes first.
    pub first: Side,
    /// What comes after.
    pub then: Side,
    /// The entry.
    pub span: Span,
}

/// Engines that are flush-started together.
#[derive(Clone, Debug, Serialize)]
pub struct Wave {
    /// The engines.
    pub engines: Vec<Spanned<EngineId>>,
    /// The entry.
    pub span: Span,
}

/// What a hook does.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Action {
    /// An instruction to a person.
    Manual(String),
    /// A script of the site's own, on a host.
    Run {
        /// Its path.
        path: String,
        /// The host.
        host: String,
    },
}

/// A step of the site's own before or after a phase.
#[derive(Clone, Debug, Serialize)]
pub struct Hook {
    /// Whether it comes before; otherwise after.
    pub before: bool,
    /// Where in the order.
    pub side: Side,
    /// What it does.
    pub action: Action,
    /// Who does it.
    pub role: Role,
    /// The entry.
    pub span: Span,
}

/// A waiver for what else is rolled back.
#[derive(Clone, Debug, Serialize)]
pub struct Accept {
    /// The store, where a store of the plan is meant.
    pub store: Option<StoreId>,
    /// As it is written.
    pub what: String,
    /// Why that is acceptable.
    pub reason: String,
    /// The entry.
    pub span: Span,
}
