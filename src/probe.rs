//! The probe: a script for wsadmin that reads a live cell and writes a snapshot of it.
//!
//! The script is rendered from `templates/probe/`. What it may call is the table of [`CALLS`], which
//! is printed at its top and which a test compares with the calls that it makes. What it asks about
//! open points has its words and ids from [`crate::steps::open_points`], as the runbook has.

mod answers;
mod calls;
mod known;
mod page;
mod questions;
pub mod snapshot;

pub use answers::answers;
pub use calls::{CALLS, Call};
pub use known::inventory;
pub use page::page;
pub use questions::{Question, questions};
pub use snapshot::Snapshot;

use crate::render::{RenderError, render};
use crate::steps::exit::EXITS;
use minijinja::Environment;
use serde_json::{Map, Value, json};

/// The form of a snapshot. It changes when a program that reads the old form would misread the new one.
pub const FORMAT: u32 = 1;

/// Seconds after which the script asks nothing more. A call that hangs takes the SOAP timeout, 180
/// seconds unless it was changed (commands 3.5).
const LIMIT_SECONDS: u32 = 1800;

/// The text of the script.
///
/// # Errors
/// A template that cannot be rendered.
pub fn script(environment: &Environment<'_>) -> Result<String, RenderError> {
    let exits: Map<String, Value> =
        EXITS.iter().map(|exit| (exit.name.to_owned(), json!(exit.code))).collect();
    let points: Vec<String> =
        questions().map(|question| format!("{}|{}", question.id, question.text)).collect();
    let calls: Vec<Value> =
        CALLS.iter().map(|call| json!({ "text": call.name, "words": call.lines() })).collect();
    let context = json!({
        "format": FORMAT,
        "version": concat!("sibrestore ", env!("CARGO_PKG_VERSION")),
        "limit": LIMIT_SECONDS,
        "points": points,
        "calls": calls,
        "exit": exits,
    });
    render(environment, "probe/probe.py.j2", context)
}
