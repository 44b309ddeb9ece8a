//! The syntax tree: one shape for every entry of a plan.
//!
//! The grammar has already said which entries stand where, so the tree need not say it again.

use crate::source::{Span, Spanned};
use serde::Serialize;

/// A value as it was written; what it means is the model's business.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Value {
    /// The text, with a string's escapes resolved.
    pub text: String,
    /// Whether it stood in quotes.
    pub quoted: bool,
    /// Whether an open value stands inside it; that has its finding.
    #[serde(skip)]
    pub within: bool,
}

/// A keyword with its values, clauses and block: `node Node01 on "was01" { … }`.
#[derive(Clone, Debug, Serialize)]
pub struct Entry {
    /// The keyword, as the language spells it.
    pub key: Spanned<String>,
    /// The values after the keyword, in order.
    pub values: Vec<Spanned<Value>>,
    /// The clauses on the same line, such as `on "was01"` or `sha256 "…"`.
    pub clauses: Vec<Entry>,
    /// The entries in braces; `None` where there is no block.
    pub body: Option<Vec<Entry>>,
    /// Keywords that lines of the block seem to mean, which were not understood. They have their
    /// findings, so that nothing needs to be called missing on top of it.
    #[serde(skip)]
    pub broken: Vec<&'static str>,
    /// From the keyword to the last character.
    pub span: Span,
}

impl Entry {
    /// The first clause with this keyword.
    pub fn clause(&self, key: &str) -> Option<&Entry> {
        self.clauses.iter().find(|clause| clause.key.value == key)
    }

    /// The entries in the block with this keyword, in order.
    pub fn all<'a>(&'a self, key: &'a str) -> impl Iterator<Item = &'a Entry> {
        self.entries().iter().filter(move |entry| entry.key.value == key)
    }

    /// Every entry of the block; none where there is no block.
    pub fn entries(&self) -> &[Entry] {
        self.body.as_deref().unwrap_or(&[])
    }

    /// The first value.
    pub fn value(&self) -> Option<&Spanned<Value>> {
        self.values.first()
    }

    /// Keyword and values: what a label points at when the block is long.
    pub fn head(&self) -> Span {
        let end = self.values.last().map_or(self.key.span.end, |value| value.span.end);
        Span::new(self.key.span.start, end)
    }
}
