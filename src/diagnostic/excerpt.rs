//! The few lines of a plan that a finding needs, cut to what a person can look at.
//!
//! A plan may be one line of ten megabytes, or two places may be a million lines apart. An
//! [`Excerpt`] holds only what stands near the marks, and places the marks in the shortened text.

use super::display::{push, shown};
use super::place;
use crate::source::{Source, Span};
use std::collections::BTreeMap;
use std::ops::Range;

/// Lines up to this many bytes are kept whole.
const WHOLE: usize = 300;
/// Of a longer line, this many bytes stay on either side of each end of a mark.
const AROUND: usize = 40;
/// Marks with at least this many lines between them go into different excerpts.
const APART: usize = 50;

/// A place to underline.
pub(super) struct Mark<'a> {
    /// The bytes; of more than one line only the first is underlined.
    pub(super) span: Span,
    /// The place the finding is about, rather than one it also speaks of.
    pub(super) primary: bool,
    /// What stands there; may be empty.
    pub(super) text: &'a str,
}

/// Consecutive lines, and the marks in them.
#[derive(Default)]
pub(super) struct Excerpt {
    /// Number of the first line.
    pub(super) first_line: usize,
    /// The lines; those without a mark are blank.
    pub(super) text: String,
    /// For each mark its index and its bytes in `text`.
    pub(super) marks: Vec<(usize, Range<usize>)>,
}

/// Cuts out what the marks need: the excerpt with the primary mark first, then the others in order.
pub(super) fn cut(source: &Source, marks: &[Mark<'_>]) -> Vec<Excerpt> {
    let mut by_line: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (index, mark) in marks.iter().enumerate() {
        by_line.entry(place::start(source, mark.span).line).or_default().push(index);
    }
    let mut excerpts: Vec<Excerpt> = Vec::new();
    let mut last_line = 0;
    for (line, indexes) in by_line {
        match excerpts.last_mut() {
            Some(excerpt) if line - last_line < APART => {
                excerpt.text.push_str(&"\n".repeat(line - last_line));
            }
            _ => excerpts.push(Excerpt { first_line: line, ..Excerpt::default() }),
        }
        last_line = line;
        if let Some(excerpt) = excerpts.last_mut() {
            add_line(excerpt, source, marks, &indexes);
        }
    }
    excerpts.sort_by_key(|excerpt| !excerpt.marks.iter().any(|(index, _)| marks[*index].primary));
    excerpts
}

/// Adds the line that the marks of `indexes` begin on.
fn add_line(excerpt: &mut Excerpt, source: &Source, marks: &[Mark<'_>], indexes: &[usize]) {
    let text = source.text();
    let at = place::clamp(source, marks[indexes[0]].span).start;
    let start = text[..at].rfind('\n').map_or(0, |newline| newline + 1);
    let line = text[start..].split('\n').next().unwrap_or("");
    let line = line.strip_suffix('\r').unwrap_or(line);
    let inside = |span: Span| {
        let span = place::clamp(source, span);
        (span.start - start).min(line.len())..(span.end - start).min(line.len())
    };
    let ranges: Vec<_> = indexes.iter().map(|index| inside(marks[*index].span)).collect();
    let pieces = pieces(line, &ranges);
    let offset = push_pieces(&mut excerpt.text, line, &pieces);
    for (index, range) in indexes.iter().zip(ranges) {
        excerpt.marks.push((*index, offset(range.start)..offset(range.end)));
    }
}

/// The parts of a line that are shown, in order and apart from one another.
fn pieces(line: &str, ranges: &[Range<usize>]) -> Vec<Range<usize>> {
    if line.len() <= WHOLE {
        return std::iter::once(0..line.len()).collect();
    }
    let around = |at: usize| {
        line.floor_char_boundary(at.saturating_sub(AROUND))..line.ceil_char_boundary(at + AROUND)
    };
    let mut wanted: Vec<_> =
        ranges.iter().flat_map(|range| [around(range.start), around(range.end)]).collect();
    wanted.sort_by_key(|piece| piece.start);
    let mut pieces: Vec<Range<usize>> = Vec::new();
    for piece in wanted {
        match pieces.last_mut() {
            Some(last) if piece.start <= last.end => last.end = last.end.max(piece.end),
            _ => pieces.push(piece),
        }
    }
    pieces
}

/// Appends the pieces with an ellipsis where something is missing; the function that comes back
/// turns an offset into the line into one into `out`.
fn push_pieces<'a>(
    out: &mut String,
    line: &'a str,
    pieces: &'a [Range<usize>],
) -> impl Fn(usize) -> usize + use<'a> {
    let mut begins = Vec::new();
    let mut shown_to = 0;
    for piece in pieces {
        if piece.start > shown_to {
            out.push('…');
        }
        begins.push(out.len());
        line[piece.clone()].chars().for_each(|c| push(out, c));
        shown_to = piece.end;
    }
    if shown_to < line.len() {
        out.push('…');
    }
    move |offset| {
        let index = pieces.partition_point(|piece| piece.start <= offset).saturating_sub(1);
        let piece = &pieces[index];
        begins[index] + shown(&line[piece.start..offset.min(piece.end)]).len()
    }
}
