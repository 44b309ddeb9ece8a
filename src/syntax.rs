//! From text to a tree of entries, every leaf with its span.
//!
//! Reading happens in two passes. [`scan`](scan) looks at characters, strings and braces, so that what
//! would make every later message wrong is said first and said exactly; the grammar then cannot run
//! out of stack. [`build`](build) turns the grammar's pairs into [`Entry`]s and reports what fits
//! nowhere. Neither stops at the first error.

mod ast;
mod build;
mod cursor;
mod format;
mod names;
mod scan;

pub use crate::diagnostic::closest;
pub use ast::{Entry, Value};
pub use build::{Rule, parse};
pub use format::format;
pub use names::{BODIES, Body, Form, page};
pub use scan::{MAX_BYTES, MAX_DEPTH, from_bytes, is_forbidden};
