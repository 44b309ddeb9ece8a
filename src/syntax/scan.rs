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
pub const MAX_BYTES: usize = 64 * 1024 * 1024;
/// Deepest nesting of blocks. The language itself needs four.
pub const MAX_DEPTH: usize = 12;
/// One broken file should not give a thousand findings.
const MAX_FINDINGS: usize = 20;

/// Takes a file's bytes. Bytes that are not UTF-8 are replaced, and reported where they stand.
pub fn from_bytes(name: &str, bytes: Vec<u8>) -> (Source, Vec<Finding>) {
    if bytes.len() > MAX_BYTES {
        let message = format!("the plan has {} bytes; at most {MAX_BYTES} are read", bytes.len());
        return (Source::new(name, ""), vec![plan_too_large::RULE.at(Span::default(), message)]);
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
    let mut scan = Scan { text, open: Vec::new(), findings: Vec::new(), too_deep: false };
    scan.run();
    scan.findings
}

struct Scan<'a> {
    text: &'a str,
    open: Vec<usize>,
    findings: Vec<Finding>,
    too_deep: bool,
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
                '}' if self.open.pop().is_none() => self
                    .findings
                    .push(unopened_block::RULE.at(Span::new(at, at + 1), "`}` closes nothing")),
                _ => self.character(at, c),
            }
        }
        for at in self.open.iter().rev() {
            self.findings.push(
                unclosed_block::RULE
                    .at(Span::new(*at, at + 1), "this block is never closed")
                    .label("opened here")
                    .other(Span::new(self.text.len(), self.text.len()), "the plan ends here")
                    .help("add the missing `}`"),
            );
        }
        self.findings.truncate(MAX_FINDINGS);
    }

    fn open(&mut self, at: usize) {
        self.open.push(at);
        if self.open.len() > MAX_DEPTH && !self.too_deep {
            self.too_deep = true;
            let message = format!("blocks are nested more than {MAX_DEPTH} deep");
            self.findings.push(too_deep::RULE.at(Span::new(at, at + 1), message));
        }
        // What is too deep is said once; remembering every brace of a flood helps nobody.
        self.open.truncate(MAX_DEPTH + 1);
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
            Some('"' | '\\' | 'n' | 't') => {
                chars.next();
            }
            Some(c) if c != '\n' => self.findings.push(
                bad_escape::RULE
                    .at(Span::new(at, at + 1 + c.len_utf8()), format!("`\\{c}` is no escape"))
                    .help(
                        "write `\\\\` for a backslash; the escapes are `\\\"` `\\\\` `\\n` `\\t`",
                    ),
            ),
            _ => {}
        }
    }

    fn character(&mut self, at: usize, c: char) {
        let allowed = matches!(c, '\t' | '\n' | '\r') || !is_forbidden(c);
        if !allowed {
            self.findings.push(
                forbidden_character::RULE
                    .at(
                        Span::new(at, at + c.len_utf8()),
                        format!("the character U+{:04X} cannot stand in a plan", u32::from(c)),
                    )
                    .label("here, perhaps invisible")
                    .help("delete it; it would show a reviewer something else than what runs"),
            );
        }
    }
}

/// Control characters, line and paragraph separators, bidirectional controls, the byte order mark
/// inside the text, and everything above U+FFFF (no literal of it runs in every Jython).
fn is_forbidden(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{2028}' | '\u{2029}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}'
            | '\u{2066}'..='\u{2069}' | '\u{FEFF}' | '\u{10000}'..)
}
