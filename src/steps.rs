//! The steps of the procedure: one kind, one file; a kind is data and two functions.
//!
//! A kind says when it applies and what its templates need to know. It does not know the order of
//! the whole plan, only what it follows, by name, and never the text of a script.

mod conn;
pub mod exit;
mod flush_start;
mod gate_stopped;
mod held;
mod hold;
mod hold_again;
mod hooks;
mod keep_config;
mod keep_logs;
mod keep_store;
mod manual;
pub(crate) mod needs;
mod note_logs;
pub mod open_points;
mod page;
mod prove_host;
mod recovery_start;
mod release;
mod restore_config;
mod restore_store;
mod run_script;
mod seen;
mod site;
mod start_manager;
mod start_members;
mod start_node;
mod start_servers;
mod stop_engines;
mod stop_manager;
mod stop_node;
mod stop_servers;
mod stop_unflushed;
mod store_view;
mod sync_node;
mod verify_engines;
mod verify_logs;

pub use page::page;
pub use seen::{SeenCell, SeenLine};
pub use site::{Group, Site};

use crate::model::{NodeId, Phase, Role, ServerId};
use crate::source::Span;
use serde_json::Value;

/// What a step is about.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Subject {
    /// The whole cell.
    Cell,
    /// A host, by index in [`Site::hosts`].
    Host(usize),
    /// A node.
    Node(NodeId),
    /// A server.
    Server(ServerId),
    /// A group of stores restored as one, by index in [`Site::groups`].
    Group(usize),
    /// A hook, by index in the model.
    Hook(usize),
}

/// What a kind of step follows.
#[derive(Clone, Copy, Debug)]
pub enum Follows {
    /// Every step of the first of these kinds that the plan has at all.
    First(&'static [&'static str]),
    /// The step of that kind on the same node, or for the same group of stores.
    Same(&'static str),
}

/// What runs a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Script {
    /// A shell script.
    Shell,
    /// A shell script that launches wsadmin with a Jython script.
    Wsadmin,
}

/// What can be done about a step that has ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WayBack {
    /// Nothing was changed.
    NotNeeded,
    /// This undoes it.
    By(&'static str),
    /// Nothing undoes it.
    PointOfNoReturn,
}

/// In which attempts of the flush start a step is run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Attempts {
    /// Once, whatever the flush start comes to.
    Once,
    /// In each of them.
    Each,
    /// Only when an attempt before was not confirmed.
    FromSecond,
}

/// A kind of step.
#[derive(Debug)]
pub struct StepKind {
    /// Its name: the file's, and the folder's of its templates.
    pub name: &'static str,
    /// The phase it belongs to.
    pub phase: Phase,
    /// Which steps of the source procedure it comes from; empty for those that the source lacks.
    pub source: &'static str,
    /// The hazards it guards against.
    pub hazards: &'static [&'static str],
    /// Who does it.
    pub owner: Role,
    /// What it follows.
    pub follows: &'static [Follows],
    /// What must hold before it.
    pub before: &'static str,
    /// What holds after it.
    pub after: &'static str,
    /// What to do when it fails.
    pub fails: &'static str,
    /// The way back.
    pub way_back: WayBack,
    /// Whether it may be run again.
    pub repeatable: bool,
    /// In which attempts of the flush start it is run.
    pub attempts: Attempts,
    /// What runs it.
    pub script: Script,
    /// The steps of this kind that a plan has.
    pub each: fn(&Site) -> Vec<Draft>,
    /// What its templates need to know.
    pub view: fn(&Site, &Subject) -> Value,
}

/// A step before it has its place in the order.
#[derive(Clone, Debug)]
pub struct Draft {
    /// What it is about.
    pub subject: Subject,
    /// The host it runs on.
    pub host: String,
    /// The step in a few words, beginning with a verb.
    pub title: String,
    /// The part of its id that tells it from others of its kind; may be empty.
    pub slug: String,
    /// The entry of the plan that it comes from.
    pub span: Span,
}

/// Every kind, in the order of the procedure.
pub static KINDS: &[&StepKind] = &[
    &prove_host::KIND,
    &hold::KIND,
    &stop_engines::KIND,
    &stop_servers::KIND,
    &keep_logs::KIND,
    &stop_node::KIND,
    &stop_manager::KIND,
    &keep_store::KIND,
    &restore_store::KIND,
    &keep_config::KIND,
    &restore_config::KIND,
    &start_manager::KIND,
    &hold_again::KIND,
    &sync_node::KIND,
    &start_node::KIND,
    &recovery_start::KIND,
    &start_servers::KIND,
    &gate_stopped::KIND,
    &stop_unflushed::KIND,
    &note_logs::KIND,
    &flush_start::KIND,
    &verify_logs::KIND,
    &verify_engines::KIND,
    &release::KIND,
    &start_members::KIND,
    &manual::KIND,
    &run_script::KIND,
];

/// The kind of that name.
pub fn kind(name: &str) -> Option<&'static StepKind> {
    KINDS.iter().copied().find(|kind| kind.name == name)
}
