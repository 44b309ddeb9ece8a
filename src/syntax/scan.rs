//! The first pass: characters, strings and braces.
//!
//! What it finds would make every later message misleading, so any finding of it stops the reading.

use crate::diagnostic::Finding;
use crate::rules::{
    bad_escape, forbidden_character, not_utf8, plan_too_large, too_deep, unclosed_block,
    unclosed_string, unopened_block,
};
use crate::source::{Source, Span};

/// Largest plan that is read, in bytes. Ten thousand engines need about six million.
pub const MAX_BYTES: usize = 16 * 1024 * 1024;
/// Deepest nesting of blocks. The language itself needs four.
pub const MAX_DEPTH: usize = 12;
/// One broken file should not give a thousand findings.
const MAX_FINDINGS: usize = 20;

/// Takes a file's bytes. Bytes that are not UTF-8 are replaced, and reported where they stand.
pub fn from_bytes(name: &str, bytes: Vec<u8>) -> (Source, Vec<Finding>) {
    if bytes.len() > MAX_BYTES {
        let message =
            format!("the plan has {} bytes, and at most {MAX_BYTES} are read", bytes.len());
        let finding = plan_too_large::RULE.at(Span::default(), message);
        return (
            Source::new(name, ""),
            vec![finding.help("is this the plan? if it is, split it by bus or by cell")],
        );
    }
    match String::from_utf8(bytes) {
        Ok(text) => (Source::new(name, text), Vec::new()),
        Err(error) => {
            let at = error.utf8_error().valid_up_to();
            let text = String::from_utf8_lossy(error.as_bytes()).into_owned();
            let finding = not_utf8::RULE
                .at(Span::new(at, at + '\u{FFFD}'.len_utf8()), "the plan is not UTF-8 text")
                .label("first byte that is not")
                .help("save the file as UTF-8");
            (Source::new(name, text), vec![finding])
        }
    }
}

/// Looks at every character once.
pub(super) fn scan(text: &str) -> Vec<Finding> {
    let mut scan = Scan { text, open: Vec::new(), deeper: 0, findings: Vec::new(), suspect: None };
    scan.run();
    scan.findings
}

struct Scan<'a> {
    text: &'a str,
    open: Vec<usize>,
    /// Braces opened beyond the deepest nesting; they are counted and not remembered.
    deeper: usize,
    findings: Vec<Finding>,
    /// A block that was closed by a `}` further left than itself.
    suspect: Option<usize>,
}

impl Scan<'_> {
    fn run(&mut self) {
        let mut chars = self.text.char_indices().peekable();
        if self.text.starts_with('\u{FEFF}') {
            chars.next();
        }
        while let Some((at, c)) = chars.next() {
            if self.findings.len() >= MAX_FINDINGS {
                return;
            }
            match c {
                '#' => {
                    while let Some((at, c)) = chars.next_if(|(_, c)| *c != '\n') {
                        self.character(at, c);
                    }
                }
                '"' => self.string(at, &mut chars),
                '{' => self.open(at),
                '}' => self.close(at),
                _ => self.character(at, c),
            }
        }
        for at in self.open.iter().rev() {
            let finding = unclosed_block::RULE
                .at(Span::new(*at, at + 1), "this block is never closed")
                .label("opened here")
                .help("add the missing `}`");
            self.findings.push(match self.suspect {
                Some(other) => finding.other(
                    Span::new(other, other + 1),
                    "this block may be the one that lacks its `}`",
                ),
                None => finding,
            });
        }
        self.findings.truncate(MAX_FINDINGS);
    }

    fn open(&mut self, at: usize) {
        if self.open.len() <= MAX_DEPTH {
            self.open.push(at);
        } else {
            self.deeper += 1;
        }
        // What is too deep is said once; remembering every brace of a flood helps nobody.
        if self.open.len() > MAX_DEPTH && self.deeper == 0 {
            let message = format!("blocks are nested more than {MAX_DEPTH} deep");
            self.findings.push(
                too_deep::RULE
                    .at(Span::new(at, at + 1), message)
                    .help("look for a missing `}`; the language needs four levels"),
            );
        }
    }

    fn close(&mut self, at: usize) {
        if self.deeper > 0 {
            self.deeper -= 1;
        } else if let Some(opened) = self.open.pop() {
            if self.suspect.is_none()
                && self.begins_line(at)
                && self.indent(at) < self.indent(opened)
            {
                self.suspect = Some(opened);
            }
        } else {
            self.findings.push(
                unopened_block::RULE
                    .at(Span::new(at, at + 1), "`}` closes nothing")
                    .help("delete it, or add the `{` it belongs to"),
            );
        }
    }

    /// Whether nothing but white space stands before this place on its line.
    fn begins_line(&self, at: usize) -> bool {
        let line = self.text[..at].rfind('\n').map_or(0, |before| before + 1);
        self.text[line..at].trim().is_empty()
    }

    /// How far the line of this place is indented.
    fn indent(&self, at: usize) -> usize {
        let line = self.text[..at].rfind('\n').map_or(0, |before| before + 1);
        self.text[line..].chars().take_while(|c| matches!(c, ' ' | '\t')).count()
    }

    fn string(&mut self, start: usize, chars: &mut std::iter::Peekable<std::str::CharIndices<'_>>) {
        loop {
            match chars.next_if(|(_, c)| *c != '\n') {
                None => {
                    let end = chars.peek().map_or(self.text.len(), |(at, _)| *at);
                    self.findings.push(
                        unclosed_string::RULE
                            .at(Span::new(start, end), "this string has no closing quote")
                            .help("end it with `\"` on the same line"),
                    );
                    return;
                }
                Some((_, '"')) => return,
                Some((at, '\\')) => self.escape(at, chars),
                Some((at, c)) => self.character(at, c),
            }
        }
    }

    fn escape(&mut self, at: usize, chars: &mut std::iter::Peekable<std::str::CharIndices<'_>>) {
        match chars.peek().map(|(_, c)| *c) {
            Some('"' | '\\' | '$' | 'n' | 't') => {
                chars.next();
            }
            Some(c) if c != '\n' => self.findings.push(
                bad_escape::RULE
                    .at(Span::new(at, at + 1 + c.len_utf8()), format!("`\\{c}` is no escape"))
                    .help(
                        "write `\\\\` for a backslash; the escapes are `\\\"` `\\\\` `\\$` `\\n` `\\t`",
                    ),
            ),
            _ => {}
        }
    }

    fn character(&mut self, at: usize, c: char) {
        // A carriage return alone lets the rest of a line hide its beginning on a terminal.
        let ends_line = c == '\r' && self.text[at + 1..].starts_with('\n');
        let allowed = ends_line || matches!(c, '\t' | '\n') || !is_forbidden(c);
        if !allowed {
            self.findings.push(
                forbidden_character::RULE
                    .at(
                        Span::new(at, at + c.len_utf8()),
                        format!("the character U+{:04X} cannot stand in a plan", u32::from(c)),
                    )
                    .label("here, perhaps invisible")
                    .help("delete it: with it, what a reviewer sees is not what runs"),
            );
        }
    }
}

/// Control characters, line and paragraph separators, bidirectional controls, what has no width (soft
/// hyphen, zero width space and joiners, a byte order mark inside the text), and everything above U+FFFF (no literal of it runs in every Jython).
pub fn is_forbidden(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{AD}' | '\u{61C}' | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}'
            | '\u{2060}'..='\u{206F}' | '\u{FEFF}' | '\u{10000}'..)
}
