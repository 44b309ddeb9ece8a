//! Messaging engines.

use super::cell::{Cell, ClusterId, ServerId};
use super::store::StoreId;
use crate::source::{Span, Spanned};
use serde::Serialize;

/// Index of an engine in [`super::Model::engines`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct EngineId(pub usize);

/// The bus member that an engine belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Member {
    /// One server.
    Server(ServerId),
    /// A cluster, and the one member that takes the flush start.
    Cluster {
        /// The cluster.
        cluster: ClusterId,
        /// The member that takes the flush start; `None` has a finding.
        runs_on: Option<ServerId>,
    },
}

impl Member {
    /// The server that takes the flush start.
    pub fn chosen(self) -> Option<ServerId> {
        match self {
            Member::Server(id) => Some(id),
            Member::Cluster { runs_on, .. } => runs_on,
        }
    }

    /// The cluster, for a cluster member.
    pub fn cluster(self) -> Option<ClusterId> {
        match self {
            Member::Server(_) => None,
            Member::Cluster { cluster, .. } => Some(cluster),
        }
    }

    /// Every server on which the engine could become active.
    pub fn servers(self, cell: &Cell) -> Vec<ServerId> {
        match self {
            Member::Server(id) => vec![id],
            Member::Cluster { cluster, .. } => cell.clusters[cluster.0].members.clone(),
        }
    }
}

/// The initial state to leave behind in phase 9.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum After {
    /// The one recorded in phase 1, else the one in the configuration backup.
    #[default]
    Recorded,
    /// `STARTED`.
    Started,
    /// `STOPPED`.
    Stopped,
}

impl After {
    /// The word in a plan.
    pub fn word(self) -> &'static str {
        match self {
            After::Recorded => "recorded",
            After::Started => "started",
            After::Stopped => "stopped",
        }
    }
}

/// A messaging engine.
#[derive(Debug, Serialize)]
pub struct Engine {
    /// Its name.
    pub name: String,
    /// The bus it belongs to.
    pub bus: String,
    /// Where it runs; `None` has a finding.
    pub member: Option<Member>,
    /// The store it uses; `None` has a finding.
    pub store: Option<StoreId>,
    /// Its unique id in upper case, where the plan pins it.
    pub uuid: Option<Spanned<String>>,
    /// The initial state to leave behind.
    pub after: After,
    /// Keyword and name.
    pub span: Span,
    /// Where the bus is named.
    pub bus_span: Span,
    /// Where the member is named: its value.
    pub member_span: Span,
    /// Where the member that takes the flush start is chosen.
    pub runs_on_span: Span,
    /// Where the store is named.
    pub store_span: Span,
}
