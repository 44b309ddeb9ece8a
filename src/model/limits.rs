//! Time limits and roles.

use crate::source::Span;
use serde::Serialize;

/// How long things may take, in seconds.
#[derive(Clone, Debug, Serialize)]
pub struct Limits {
    /// An engine's stop by IMMEDIATE.
    pub stop: u32,
    /// An engine's stop by FORCE.
    pub force: u32,
    /// A server's, node agent's or deployment manager's stop.
    pub server_stop: u32,
    /// An engine's start; an engine waits 15 minutes for its database before it fails.
    pub start: u32,
    /// A server's, node agent's or deployment manager's start.
    pub server_start: u32,
    /// The synchronisation of a node.
    pub sync: u32,
    /// A recovery start.
    pub recovery: u32,
    /// The pause between two looks.
    pub poll: u32,
    /// Where `start` is set; empty where it is the default.
    #[serde(skip)]
    pub start_span: Span,
    /// Where the plan says the pause between two looks.
    #[serde(skip)]
    pub poll_span: Option<Span>,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            stop: 300,
            force: 300,
            server_stop: 600,
            start: 1200,
            server_start: 900,
            sync: 600,
            recovery: 1800,
            poll: 10,
            start_span: Span::default(),
            poll_span: None,
        }
    }
}

/// Who owns a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Runs the WebSphere steps.
    WebSphere,
    /// Runs the database steps.
    Dba,
    /// Confirms what the application sees.
    Application,
}

impl Role {
    /// The word in a plan.
    pub fn word(self) -> &'static str {
        match self {
            Role::WebSphere => "websphere",
            Role::Dba => "dba",
            Role::Application => "application",
        }
    }
}

/// The people behind the roles.
#[derive(Clone, Debug, Serialize)]
pub struct Roles {
    /// Runs the WebSphere steps.
    pub websphere: String,
    /// Runs the database steps.
    pub dba: String,
    /// Confirms what the application sees.
    pub application: String,
}

impl Default for Roles {
    fn default() -> Self {
        Self {
            websphere: "WebSphere administrator".into(),
            dba: "database administrator".into(),
            application: "application owner".into(),
        }
    }
}

impl Roles {
    /// The name behind a role.
    pub fn name(&self, role: Role) -> &str {
        match role {
            Role::WebSphere => &self.websphere,
            Role::Dba => &self.dba,
            Role::Application => &self.application,
        }
    }
}
