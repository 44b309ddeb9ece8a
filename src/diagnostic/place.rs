//! Where a finding stands, in numbers for people: lines and columns from 1, columns in characters.
//!
//! A span that lies outside the text, or inside a character, is moved to the nearest place that
//! exists: a finding that points slightly wrong is worth more than none.

use crate::source::{Source, Span};
use serde::Serialize;

/// One end of a span.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub(super) struct Place {
    /// Line, from 1.
    pub(super) line: usize,
    /// Column in characters (Unicode code points), from 1.
    pub(super) column: usize,
    /// Byte offset, from 0.
    pub(super) byte: usize,
}

/// The place of a byte offset that [`clamp`] has seen.
fn place(source: &Source, byte: usize) -> Place {
    let (line, column) = source.line_column(byte);
    Place { line, column, byte }
}

/// Where a span begins.
pub(super) fn start(source: &Source, span: Span) -> Place {
    place(source, clamp(source, span).start)
}

/// Where a span begins and where it has ended: the second place is one past the last character.
pub(super) fn both(source: &Source, span: Span) -> (Place, Place) {
    let span = clamp(source, span);
    (place(source, span.start), place(source, span.end))
}

/// The span, moved into the text and onto character boundaries; never ends before it starts.
pub(super) fn clamp(source: &Source, span: Span) -> Span {
    let text = source.text();
    let start = text.floor_char_boundary(span.start);
    let end = text.ceil_char_boundary(span.end.min(text.len())).max(start);
    Span::new(start, end)
}
