//! Reading pest's pairs: the only place that knows what a string looks like inside.

use super::ast::Value;
use super::build::Rule;
use crate::source::{Span, Spanned};
use pest::iterators::Pair;

/// The bytes of a pair.
pub(super) fn span(pair: &Pair<'_, Rule>) -> Span {
    let span = pair.as_span();
    Span::new(span.start(), span.end())
}

/// The value in a `string`, `word` or `joined` pair.
pub(super) fn value(pair: Pair<'_, Rule>) -> Spanned<Value> {
    let at = span(&pair);
    let quoted = pair.as_rule() != Rule::word;
    let text = match pair.as_rule() {
        Rule::string => unescape(pair.as_str()),
        Rule::joined => {
            let parts = pair.into_inner().map(|part| match part.as_rule() {
                Rule::string => unescape(part.as_str()),
                _ => part.as_str().to_owned(),
            });
            parts.collect::<Vec<_>>().join("/")
        }
        _ => pair.as_str().to_owned(),
    };
    Spanned::new(Value { text, quoted, within: false }, at)
}

/// Resolves `\"`, `\\`, `\$`, `\n`, `\t`; any other escaped character stands for itself, so that
/// Windows paths written with single backslashes are caught by the scan and not changed here.
fn unescape(literal: &str) -> String {
    let inner = &literal[1..literal.len() - 1];
    if !inner.contains('\\') {
        return inner.to_owned();
    }
    let mut text = String::with_capacity(inner.len());
    let mut chars = inner.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' => match chars.next() {
                Some('n') => text.push('\n'),
                Some('t') => text.push('\t'),
                Some(other) => text.push(other),
                None => {}
            },
            _ => text.push(c),
        }
    }
    text
}
