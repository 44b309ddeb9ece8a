//! How names and texts of a cell are written in a plan.

use crate::inventory::ServerName;
use crate::syntax::is_forbidden;
use std::collections::BTreeSet;

/// A value as it is written in a plan.
pub(super) struct Name(pub(super) String);

impl Name {
    /// A bare word where it can be one, else text in quotes; `None` where it cannot stand in a plan.
    pub(super) fn of(text: &str) -> Option<Self> {
        if text.is_empty() || text.chars().any(is_forbidden) {
            return None;
        }
        Some(Self(if is_plain(text) { text.to_owned() } else { quoted(text) }))
    }

    /// `NODE/SERVER`, each part quoted where it has to be.
    pub(super) fn pair(server: &ServerName) -> Option<Self> {
        let (node, name) = (Self::of(&server.node)?, Self::of(&server.server)?);
        Some(Self(format!("{}/{}", node.0, name.0)))
    }
}

/// A dot alone would not need quotes, but names and hosts with dots have them everywhere else too.
fn is_plain(text: &str) -> bool {
    let is_number = text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    text.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '_')
        && (is_number || text.chars().all(|c| c.is_ascii_alphanumeric() || "_-".contains(c)))
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

/// A text of the cell in a comment: one line, not too long, no character that does not show.
pub(super) fn comment(text: &str) -> String {
    const LONGEST: usize = 300;
    let plain = text.chars().map(|c| if is_forbidden(c) { '?' } else { c });
    let mut short: String = plain.take(LONGEST).collect();
    if short.len() < text.len() && text.chars().nth(LONGEST).is_some() {
        short.push('…');
    }
    short
}

/// A text as a plain word in lower case: letters, digits and single dashes, at most 40; `OrdersBus`
/// gives `orders-bus`.
pub(super) fn slug(text: &str, otherwise: &str) -> String {
    let mut word = String::new();
    let mut was_lower = false;
    for c in text.chars() {
        if was_lower && c.is_ascii_uppercase() {
            word.push('-');
        }
        was_lower = c.is_ascii_lowercase();
        if c.is_ascii_alphanumeric() {
            word.push(c.to_ascii_lowercase());
        } else if !word.ends_with('-') && !word.is_empty() {
            word.push('-');
        }
        if word.len() >= 40 {
            break;
        }
    }
    match word.trim_end_matches('-') {
        "" => otherwise.to_owned(),
        word => word.to_owned(),
    }
}

/// Names that were given already.
pub(super) struct Names(BTreeSet<String>);

/// What the names of gaps begin with that every draft may have.
const GIVEN: &[&str] =
    &["archived", "cell", "config", "keep", "manager", "taken", "ticket", "websphere"];

impl Names {
    /// No name but those that every draft may have.
    pub(super) fn new() -> Self {
        Self(GIVEN.iter().map(|word| (*word).to_owned()).collect())
    }

    /// A word for a gap or a store that is like the text and like no other; the text `Node01` gives
    /// `node01`, a second one like it `node01-2`.
    pub(super) fn gap(&mut self, text: &str, otherwise: &str) -> String {
        let word = slug(text, otherwise);
        let numbered = (2..).map(|number| format!("{word}-{number}"));
        let mut words = std::iter::once(word.clone()).chain(numbered);
        let free = words.find(|word| !self.0.contains(word)).unwrap_or(word);
        self.0.insert(free.clone());
        free
    }
}
