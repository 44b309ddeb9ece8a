//! How a value is written in Jython, in shell and in Markdown.
//!
//! Each function gives text that reads back as exactly the value, whatever the value holds, and
//! refuses a value that has no such text. The words of a refusal never hold the value itself.
//! Everything written for Jython and for shell is ASCII, because Jython 2.1 cuts each character
//! of a script to its low byte, and because a shell reads bytes in the locale of its caller.

use std::fmt::{self, Write as _};

/// Why a value cannot be written. Names the character, never the value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoLiteral {
    language: &'static str,
    character: Option<char>,
    why: &'static str,
}

impl fmt::Display for NoLiteral {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.character {
            Some(c) => write!(
                f,
                "a value holds U+{:04X}, {}, and cannot be written in {}",
                u32::from(c),
                self.why,
                self.language
            ),
            None => write!(f, "{} cannot be written in {}", self.why, self.language),
        }
    }
}

impl std::error::Error for NoLiteral {}

impl NoLiteral {
    /// A refusal that is about the kind of the value and not about one of its characters.
    pub fn kind(language: &'static str, why: &'static str) -> Self {
        NoLiteral { language, character: None, why }
    }
}

/// The largest whole number that Jython 2.1 can read as a literal.
pub const LARGEST_JYTHON_INTEGER: i64 = 2_147_483_647;

/// A literal of Jython 2.1 may have 32,767 characters, as they are written.
const LONGEST_JYTHON_LITERAL: usize = 16_000;

/// A Jython literal that Jython 2.1, Jython 2.7 and Python 3 read as the same text.
pub fn jython_literal(value: &str) -> Result<String, NoLiteral> {
    jython(value, value.chars().any(|c| c > '~'))
}

/// Rows of data as one text: a row a line, each row ended by a newline.
///
/// The literal runs over several lines, each but the last ended by a backslash, because Jython
/// 2.1 keeps every adjacent literal apart until the script runs and then meets the 64 KB limit of
/// a method. Only a text that would be too long for one literal is closed and opened again. The
/// literals of one text are all wide or all narrow, so that no runtime has to mix the two.
pub fn jython_rows<S: AsRef<str>>(rows: &[S]) -> Result<String, NoLiteral> {
    let wide = rows.iter().any(|row| row.as_ref().chars().any(|c| c > '~'));
    let open = if wide { "u\"\\\n" } else { "\"\\\n" };
    let mut text = String::from(open);
    let mut opened_at = 0;
    for row in rows {
        if let Some(c) = row.as_ref().chars().find(|c| matches!(c, '\n' | '\r')) {
            let why = "which ends a row,";
            return Err(NoLiteral { language: "a row of Jython data", character: Some(c), why });
        }
        let literal = jython(row.as_ref(), wide)?;
        let inside = &literal[if wide { 2 } else { 1 }..literal.len() - 1];
        if text.len() - opened_at + inside.len() > LONGEST_JYTHON_LITERAL {
            text.push_str("\"\n");
            opened_at = text.len();
            text.push_str(open);
        }
        text.push_str(inside);
        text.push_str("\\n\\\n");
    }
    text.push('"');
    Ok(text)
}

fn jython(value: &str, wide: bool) -> Result<String, NoLiteral> {
    let language = "Jython";
    let mut text = String::with_capacity(value.len() + 4);
    text.push_str(if wide { "u\"" } else { "\"" });
    for c in value.chars() {
        match c {
            '\\' => text.push_str("\\\\"),
            '"' => text.push_str("\\\""),
            '\n' => text.push_str("\\n"),
            '\t' => text.push_str("\\t"),
            ' '..='~' => text.push(c),
            _ => {
                refuse(c, language)?;
                if c > '\u{ffff}' {
                    let why = "above U+FFFF";
                    return Err(NoLiteral { language, character: Some(c), why });
                }
                write!(text, "\\u{:04x}", u32::from(c)).ok();
            }
        }
    }
    text.push('"');
    if text.len() > LONGEST_JYTHON_LITERAL {
        return Err(NoLiteral::kind(language, "a text of more than 16,000 characters"));
    }
    Ok(text)
}

/// One word of a POSIX shell.
///
/// ASCII stands between single quotes. Other characters are written as the octal numbers of their
/// UTF-8 bytes, which `printf` turns back, so that the script itself stays ASCII. A line break is
/// refused: the same word may stand in a comment, which it must not be able to end.
pub fn shell_word(value: &str) -> Result<String, NoLiteral> {
    let mut text = String::with_capacity(value.len() + 2);
    let mut wide = String::new();
    text.push('\'');
    for c in value.chars() {
        refuse(c, "shell")?;
        if c > '~' {
            for byte in c.encode_utf8(&mut [0; 4]).bytes() {
                write!(wide, "\\{byte:03o}").ok();
            }
            continue;
        }
        end_wide(&mut text, &mut wide);
        match c {
            '\'' => text.push_str("'\\''"),
            _ => text.push(c),
        }
    }
    end_wide(&mut text, &mut wide);
    text.push('\'');
    Ok(text)
}

/// A path of the plan as one word of a shell: an absolute one stands below `$ROOT`.
///
/// `$ROOT` is empty on a real host, and the word is then the path itself. What is no absolute path,
/// such as the name of a dump in a directory of the database, is written as it is.
pub fn shell_path(value: &str) -> Result<String, NoLiteral> {
    let root = if value.starts_with('/') { "\"$ROOT\"" } else { "" };
    Ok(format!("{root}{}", shell_word(value)?))
}

fn end_wide(text: &mut String, wide: &mut String) {
    if !wide.is_empty() {
        write!(text, "'\"$(printf '{wide}')\"'").ok();
        wide.clear();
    }
}

/// A value in a comment, which ends with its line: a line end is refused, and what is not ASCII is
/// written as `\uXXXX`, because Jython 2.1 reads comments by their low bytes too.
pub fn comment(value: &str) -> Result<String, NoLiteral> {
    let mut text = String::with_capacity(value.len());
    for c in value.chars() {
        match c {
            ' '..='~' => text.push(c),
            _ if c.is_control() => {
                let why = "which ends a comment or hides part of it,";
                return Err(NoLiteral { language: "a comment", character: Some(c), why });
            }
            _ => {
                // Writing to a string cannot fail.
                let _ = write!(text, "\\u{:04X}", u32::from(c));
            }
        }
    }
    Ok(text)
}

/// Text of Markdown, on one line, in a paragraph, a list or a table cell.
///
/// Only what could be read as markup is escaped, so that the source stays readable: marks that
/// open something anywhere, and marks that open something at the start of a line.
pub fn markdown(value: &str) -> Result<String, NoLiteral> {
    let mut text = String::with_capacity(value.len() + 8);
    let characters: Vec<char> = one_line(value).chars().collect();
    let number = characters.iter().take_while(|c| c.is_ascii_digit()).count();
    for (i, &c) in characters.iter().enumerate() {
        refuse(c, "Markdown")?;
        let before = i.checked_sub(1).map(|j| characters[j]);
        let opens = match c {
            '\\' | '`' | '*' | '[' | ']' | '<' | '>' | '&' | '|' | '~' | '$' => true,
            '_' => {
                let after = characters.get(i + 1);
                !(before.is_some_and(char::is_alphanumeric)
                    && after.is_some_and(|c| c.is_alphanumeric()))
            }
            '#' | '+' | '-' | '=' | ':' => i == 0 || (c == '#' && before == Some(' ')),
            '.' | ')' => number > 0 && i == number,
            _ => false,
        };
        if opens {
            text.push('\\');
        }
        text.push(c);
    }
    Ok(text)
}

/// Markdown text in which each pair of backquotes stands around code; one without a partner is
/// shown as it is.
pub fn markdown_prose(value: &str) -> Result<String, NoLiteral> {
    let parts: Vec<&str> = value.split('`').collect();
    if parts.len().is_multiple_of(2) || parts.iter().skip(1).step_by(2).any(|code| code.is_empty())
    {
        return markdown(value);
    }
    let piece = |(at, part): (usize, &&str)| match at % 2 {
        _ if part.is_empty() => Ok(String::new()),
        0 => {
            // A piece by itself loses the spaces that part it from its neighbours.
            let before = if part.starts_with(' ') { " " } else { "" };
            let after = if part.ends_with(' ') { " " } else { "" };
            Ok(format!("{before}{}{after}", markdown(part.trim())?))
        }
        _ => markdown_code(part),
    };
    parts.iter().enumerate().map(piece).collect()
}

/// A code span of Markdown, with a fence that the value cannot close.
pub fn markdown_code(value: &str) -> Result<String, NoLiteral> {
    let value = one_line(value);
    let mut longest = 0;
    let mut run = 0;
    for c in value.chars() {
        refuse(c, "Markdown")?;
        run = if c == '`' { run + 1 } else { 0 };
        longest = longest.max(run);
    }
    let fence = "`".repeat(longest + 1);
    let touches = |c: Option<char>| matches!(c, Some('`' | ' '));
    let pad = if touches(value.chars().next()) || touches(value.chars().last()) { " " } else { "" };
    Ok(format!("{fence}{pad}{value}{pad}{fence}"))
}

/// A line break in Markdown text is a space when it is read, so it is written as one.
fn one_line(value: &str) -> String {
    value.trim_matches([' ', '\n', '\r', '\t']).replace("\r\n", " ").replace(['\n', '\t'], " ")
}

/// Characters that no generated file holds: they are invisible, reorder the text around them, or
/// end a line where a reader sees none.
fn refuse(c: char, language: &'static str) -> Result<(), NoLiteral> {
    let why = match c {
        '\0'..='\u{1f}' | '\u{7f}'..='\u{9f}' => "a control character",
        '\u{2028}' | '\u{2029}' => "a line separator",
        '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {
            "a mark of writing direction"
        }
        '\u{feff}' => "a byte order mark",
        _ => return Ok(()),
    };
    Err(NoLiteral { language, character: Some(c), why })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_jython_literal_is_ascii_and_closes_only_at_its_end() {
        let value = "a\"b\\c$`'[]{}% \u{e9}\u{20ac}";
        let expected = "u\"a\\\"b\\\\c$`'[]{}% \\u00e9\\u20ac\"";
        assert_eq!(jython_literal(value).unwrap(), expected);
        assert_eq!(jython_literal("\\u0041\n").unwrap(), "\"\\\\u0041\\n\"");
    }

    #[test]
    fn rows_are_one_text_with_a_row_a_line() {
        let expected = "u\"\\\na|b\\n\\\nc|\\u00fc\\n\\\n\"";
        assert_eq!(jython_rows(&["a|b", "c|\u{fc}"]).unwrap(), expected);
        assert_eq!(jython_rows::<&str>(&[]).unwrap(), "\"\\\n\"");
        assert!(jython_rows(&["a\nb"]).is_err());
    }

    #[test]
    fn rows_too_long_for_one_literal_make_several() {
        let row = "x".repeat(9_000);
        let text = jython_rows(&[&row, &row, &row]).unwrap();
        assert_eq!(text.matches("\"\n\"\\\n").count(), 2);
        assert!(jython_literal(&"x".repeat(16_001)).is_err());
    }

    #[test]
    fn a_shell_word_is_ascii_on_one_line() {
        assert_eq!(shell_word("it's $(x)").unwrap(), "'it'\\''s $(x)'");
        assert_eq!(shell_word("").unwrap(), "''");
        assert_eq!(shell_word("a\u{e9}b").unwrap(), "'a'\"$(printf '\\303\\251')\"'b'");
        assert!(shell_word("a\nb").is_err());
    }

    #[test]
    fn an_absolute_path_stands_below_the_root_and_nothing_else_does() {
        assert_eq!(shell_path("/opt/IBM").unwrap(), "\"$ROOT\"'/opt/IBM'");
        assert_eq!(shell_path("/it's $(x) \"y\"").unwrap(), "\"$ROOT\"'/it'\\''s $(x) \"y\"'");
        let wide = "\"$ROOT\"'/caf'\"$(printf '\\303\\251')\"''";
        assert_eq!(shell_path("/caf\u{e9}").unwrap(), wide);
        for word in ["", "orders.dmp", "journal/kept-logs", "db2", "C:\\back up", "a host/name"] {
            assert_eq!(shell_path(word).unwrap(), shell_word(word).unwrap());
        }
        assert!(shell_path("/a\nb").is_err());
    }

    #[test]
    fn markdown_escapes_what_opens_and_leaves_names_readable() {
        assert_eq!(markdown("Node01.server1-Orders_Bus").unwrap(), "Node01.server1-Orders_Bus");
        assert_eq!(
            markdown("*a* [b](c) <d> | `e`").unwrap(),
            "\\*a\\* \\[b\\](c) \\<d\\> \\| \\`e\\`"
        );
        assert_eq!(markdown("1. a").unwrap(), "1\\. a");
        assert_eq!(markdown("- a\n# b").unwrap(), "\\- a \\# b");
    }

    #[test]
    fn prose_keeps_its_code_and_escapes_the_rest() {
        assert_eq!(
            markdown_prose("run `db2 *` now, *soon*").unwrap(),
            "run `db2 *` now, \\*soon\\*"
        );
        assert_eq!(markdown_prose("one ` alone").unwrap(), "one \\` alone");
        assert_eq!(markdown_prose("`a`, `b`").unwrap(), "`a`, `b`");
    }

    #[test]
    fn a_code_span_has_a_longer_fence_than_its_text() {
        assert_eq!(markdown_code("a``b`").unwrap(), "``` a``b` ```");
    }

    #[test]
    fn invisible_characters_are_refused_and_not_repeated() {
        for c in ['\0', '\u{1b}', '\u{85}', '\u{2028}', '\u{202e}', '\u{feff}'] {
            let value = format!("secret{c}");
            for said in [jython_literal(&value), shell_word(&value), markdown(&value)] {
                let said = said.unwrap_err().to_string();
                assert!(said.contains(&format!("U+{:04X}", u32::from(c))), "{said}");
                assert!(!said.contains("secret"), "{said}");
            }
        }
        assert!(jython_literal("\u{1f600}").is_err());
    }
}
