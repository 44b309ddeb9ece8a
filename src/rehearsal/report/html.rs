//! A rehearsal as a page: the timeline as a picture, in one file that asks for nothing else.

use super::Report;

/// The page.
pub fn html(_report: &Report) -> String {
    String::new()
}
