//! SR119: an open value stands inside a value.

use crate::diagnostic::Finding;
use crate::source::Span;

rule! {
    /// A value holds `$name` or `${name}` between other characters.
    ///
    /// **Why:** `$` leaves a value open only where it stands before the whole value. Inside a value
    /// nothing is put in its place, neither a value of `--set` nor a variable of a shell. In text for
    /// people, such as an instruction, a name in capitals is taken for a variable of a shell and is
    /// not reported.
    ///
    /// **Instead:** leave the whole value open, as in `config $archive`, and give it with `--set`. A
    /// `$` that belongs to the value is written `\$`.
    ///
    /// ```restore fails
    ///   keep config to "/keep/$night/config"
    /// #                ^^^^^^^^^^^^^^^^^^^^^ SR119
    /// ```
    ///
    /// ```restore passes
    ///   keep config to "/keep/config"
    /// ```
    dollar_within, "SR119", Error, since "0.1.0", hazards [],
    "an open value stands inside a value"
}

/// The finding for a value, as it is written, with such a name in it. `given` says whether a name
/// was given a value, and `prose` whether the value is a text for people.
pub fn finding(
    written: &str,
    span: Span,
    prose: bool,
    given: impl Fn(&str) -> bool,
) -> Option<Finding> {
    if !written.contains('$') {
        return None;
    }
    let plain = written.replace("\\\\", "").replace("\\$", "");
    let is_meant = |name: &&str| !prose || given(name) || name.starts_with(char::is_lowercase);
    let name = names(&plain).into_iter().find(is_meant)?;
    let message = format!("`${name}` stands inside a value, where nothing is put in its place");
    let help = format!(
        "leave the whole value open as `${name}`, or write `\\${name}` for the text itself"
    );
    Some(RULE.at(span, message).help(help))
}

/// The names behind `$` or `${` in a text.
fn names(text: &str) -> Vec<&str> {
    let begins = |rest: &&str| rest.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
    let whole = |rest: &'_ str| {
        rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(rest.len())
    };
    text.split('$')
        .skip(1)
        .map(|rest| rest.strip_prefix('{').unwrap_or(rest))
        .filter(begins)
        .map(|rest| &rest[..whole(rest)])
        .collect()
}
