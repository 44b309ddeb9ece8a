//! Text from a plan, made fit for a terminal.
//!
//! A plan may hold anything, and a finding quotes it. What would move the cursor, hide text or
//! turn its direction is shown as a stand-in, so that what is read is what is there.

use std::fmt::Write as _;

/// Stands for the file name until the true line and column are known; never in shown text.
pub(super) const MARK: char = '\u{E000}';
/// Messages quote names, and a name may be megabytes long.
const LONGEST: usize = 300;

/// Appends a character as it may be shown. A tab takes four columns, everything else one place.
pub(super) fn push(out: &mut String, c: char) {
    match c {
        '\t' => out.push_str("    "),
        '\0'..='\u{1F}' => out.push(picture(c)),
        '\u{7F}' => out.push('\u{2421}'),
        _ if hidden(c) => out.push(char::REPLACEMENT_CHARACTER),
        _ => out.push(c),
    }
}

/// The text as it may be shown, with all its characters.
pub(super) fn shown(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    text.chars().for_each(|c| push(&mut out, c));
    out
}

/// The text on one line: line ends become spaces, and the middle of what is too long is left out.
pub(super) fn one_line(text: &str) -> String {
    let text = text.replace("\r\n", "\n");
    let mut out = String::new();
    let half = LONGEST / 2;
    if text.len() <= LONGEST {
        push_words(&mut out, &text);
    } else {
        let head = text.floor_char_boundary(half);
        let tail = text.ceil_char_boundary(text.len() - half);
        push_words(&mut out, &text[..head]);
        let _ = write!(out, "… {} bytes …", tail - head);
        push_words(&mut out, &text[tail..]);
    }
    out
}

fn push_words(out: &mut String, text: &str) {
    for c in text.chars() {
        push(out, if c == '\n' { ' ' } else { c });
    }
}

/// The picture that Unicode has for a control character.
fn picture(c: char) -> char {
    char::from_u32(0x2400 + u32::from(c)).unwrap_or(char::REPLACEMENT_CHARACTER)
}

/// Whether a character shows nothing itself but changes what is shown, or where: the second block
/// of control characters, separators of lines, marks of direction, joiners, tags, private use.
fn hidden(c: char) -> bool {
    matches!(c,
        '\u{80}'..='\u{9F}' | '\u{AD}' | '\u{34F}' | '\u{61C}' | '\u{115F}' | '\u{1160}'
        | '\u{17B4}' | '\u{17B5}' | '\u{180B}'..='\u{180F}' | '\u{200B}'..='\u{200F}'
        | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{3164}'
        | '\u{E000}'..='\u{F8FF}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{FFA0}'
        | '\u{FFF0}'..='\u{FFFB}' | '\u{1BCA0}'..='\u{1BCA3}' | '\u{1D173}'..='\u{1D17A}'
        | '\u{E0000}'..='\u{10FFFF}')
}
