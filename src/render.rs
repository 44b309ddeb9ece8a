//! Views and templates.
//!
//! A view is plain data: strings, numbers, lists. A template is a file under `templates/` whose
//! name ends in the language that it writes, and that ending alone decides how a value is escaped.

pub mod environment;
pub mod escape;
pub mod runbook;
pub mod view;

pub use environment::{RenderError, bare_environment, environment, render};
