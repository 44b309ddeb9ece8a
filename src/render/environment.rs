//! The template engine, set up once: embedded files, strict names, an escape for each file type.
//!
//! The ending of a template's name decides how its values are written: `.py.j2` as Jython
//! literals, `.sh.j2` as shell words, `.md.j2` as Markdown text. A value that has no such form
//! stops rendering, with the template and the line, and without showing the value.

use super::escape::{self, LARGEST_JYTHON_INTEGER, NoLiteral};
use minijinja::syntax::SyntaxConfig;
use minijinja::value::{Serde, Value, ValueKind};
use minijinja::{AutoEscape, Environment, Error, ErrorKind, Output, State, UndefinedBehavior};
use serde::Serialize;
use std::fmt;

/// A template that could not be rendered: where, and why, in words that show no value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RenderError {
    /// The name of the template, with its folder.
    pub template: String,
    /// The line in the template, counted from 1; 0 when the whole template is meant.
    pub line: usize,
    /// What is wrong.
    pub message: String,
}

impl fmt::Display for RenderError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.template, self.line, self.message)
    }
}

impl std::error::Error for RenderError {}

/// An environment that holds every embedded template, parsed. Build it once and keep it.
#[allow(unused_qualifications, reason = "the build script writes the full path of the type")]
#[allow(clippy::expect_used, reason = "an embedded template that does not parse is a broken build")]
pub fn environment() -> Environment<'static> {
    let mut environment = bare_environment();
    minijinja_embed::load_templates!(&mut environment);
    environment
}

/// The same settings with no template in it, for templates that come from elsewhere.
#[expect(clippy::expect_used, reason = "fixed delimiters cannot be refused")]
pub fn bare_environment() -> Environment<'static> {
    let mut environment = Environment::new();
    let syntax = SyntaxConfig::builder()
        .trim_blocks(true)
        .lstrip_blocks(true)
        .keep_trailing_newline(true)
        .build()
        .expect("the delimiters are the default ones");
    environment.set_syntax(syntax);
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_auto_escape_callback(language_of);
    environment.set_formatter(print);
    environment.add_filter("code", code);
    environment.add_filter("comment", comment);
    environment.add_filter("prose", prose);
    environment.add_filter("rooted", rooted);
    environment
}

/// Renders one template with one context.
pub fn render(
    environment: &Environment<'_>,
    template: &str,
    context: impl Serialize,
) -> Result<String, RenderError> {
    let context = Value::from(Serde(context));
    environment
        .get_template(template)
        .and_then(|found| found.render(context))
        .map_err(|error| describe(&error, template))
}

const JYTHON: &str = "Jython";
const SHELL: &str = "shell";
const MARKDOWN: &str = "Markdown";

/// A name with another ending writes nothing: printing a value in it is an error.
fn language_of(name: &str) -> AutoEscape {
    let language = match name.strip_suffix(".j2").unwrap_or(name).rsplit('.').next() {
        Some("py") => JYTHON,
        Some("sh") => SHELL,
        Some("md") => MARKDOWN,
        _ => return AutoEscape::None,
    };
    AutoEscape::Custom(language.into())
}

fn print(out: &mut Output, state: &mut State, value: &Value) -> Result<(), Error> {
    let text = if value.is_safe() {
        value.to_string()
    } else {
        match state.auto_escape() {
            AutoEscape::Custom(language) if language == JYTHON => jython(value),
            AutoEscape::Custom(language) if language == SHELL => shell(value),
            AutoEscape::Custom(language) if language == MARKDOWN => markdown(value),
            _ => Err(NoLiteral::kind("a file of this type", "no value")),
        }
        .map_err(unprintable)?
    };
    out.write_str(&text).map_err(|_| Error::new(ErrorKind::WriteFailure, "out of memory"))
}

fn unprintable(error: NoLiteral) -> Error {
    Error::new(ErrorKind::InvalidOperation, error.to_string())
}

/// A yes/no value is 1 or 0, since Jython 2.1 has no `True`. A list of texts is a list of rows.
fn jython(value: &Value) -> Result<String, NoLiteral> {
    match value.kind() {
        ValueKind::Bool => Ok(String::from(if value.is_true() { "1" } else { "0" })),
        ValueKind::Number => match value.as_i64() {
            Some(n) if value.is_integer() && n.abs() <= LARGEST_JYTHON_INTEGER => Ok(n.to_string()),
            _ => Err(NoLiteral::kind(JYTHON, "a number that is not a whole number of 31 bits")),
        },
        ValueKind::Seq => {
            let items: Vec<Value> = value.try_iter().map_err(|_| no_form(JYTHON))?.collect();
            let rows: Option<Vec<&str>> = items.iter().map(Value::as_str).collect();
            escape::jython_rows(&rows.ok_or_else(|| no_form(JYTHON))?)
        }
        _ => escape::jython_literal(value.as_str().ok_or_else(|| no_form(JYTHON))?),
    }
}

fn shell(value: &Value) -> Result<String, NoLiteral> {
    match whole_number(value) {
        Some(n) => Ok(n.to_string()),
        None => escape::shell_word(value.as_str().ok_or_else(|| no_form(SHELL))?),
    }
}

fn markdown(value: &Value) -> Result<String, NoLiteral> {
    match whole_number(value) {
        Some(n) => Ok(n.to_string()),
        None => escape::markdown(value.as_str().ok_or_else(|| no_form(MARKDOWN))?),
    }
}

fn whole_number(value: &Value) -> Option<i64> {
    if value.kind() == ValueKind::Number && value.is_integer() { value.as_i64() } else { None }
}

fn no_form(language: &'static str) -> NoLiteral {
    NoLiteral::kind(language, "a value that is neither text nor a whole number")
}

/// The filter `code`: a code span, for Markdown only.
fn code(state: &State, value: &Value) -> Result<Value, Error> {
    match (state.auto_escape(), value.as_str()) {
        (AutoEscape::Custom(language), Some(text)) if language == MARKDOWN => {
            escape::markdown_code(text).map(Value::from_safe_string).map_err(unprintable)
        }
        _ => Err(unprintable(NoLiteral::kind("this place", "a code span of Markdown"))),
    }
}

/// The filter `prose`: text in which backquotes stand around code, for Markdown only.
fn prose(state: &State, value: &Value) -> Result<Value, Error> {
    match (state.auto_escape(), value.as_str()) {
        (AutoEscape::Custom(language), Some(text)) if language == MARKDOWN => {
            escape::markdown_prose(text).map(Value::from_safe_string).map_err(unprintable)
        }
        _ => Err(unprintable(NoLiteral::kind("this place", "prose of Markdown"))),
    }
}

/// The filter `rooted`: a path of the plan, for shell only, which a rehearsal keeps in a folder of its
/// own.
fn rooted(state: &State, value: &Value) -> Result<Value, Error> {
    match (state.auto_escape(), value.as_str()) {
        (AutoEscape::Custom(language), Some(text)) if language == SHELL => {
            escape::shell_path(text).map(Value::from_safe_string).map_err(unprintable)
        }
        _ => Err(unprintable(NoLiteral::kind("this place", "a path below the root"))),
    }
}

/// The filter `comment`: a value as a reviewer reads it, for the rest of a comment line only.
fn comment(state: &State, value: &Value) -> Result<Value, Error> {
    let is_script =
        matches!(state.auto_escape(), AutoEscape::Custom(l) if l == JYTHON || l == SHELL);
    let text = match (whole_number(value), value.as_str()) {
        (Some(number), _) => Ok(number.to_string()),
        (None, Some(text)) if is_script => escape::comment(text),
        _ => Err(NoLiteral::kind("this place", "a comment of a script")),
    };
    text.map(Value::from_safe_string).map_err(unprintable)
}

/// The innermost place is the useful one: an error in an included file carries both.
fn describe(error: &Error, asked_for: &str) -> RenderError {
    let mut innermost = error;
    while let Some(inner) =
        std::error::Error::source(innermost).and_then(|source| source.downcast_ref::<Error>())
    {
        innermost = inner;
    }
    let shown = |kind| {
        // The engine's own words for these kinds name templates, filters and paths. Its words for
        // other kinds may quote values, so only our own are let through.
        let names = matches!(
            kind,
            ErrorKind::SyntaxError
                | ErrorKind::TemplateNotFound
                | ErrorKind::UnknownFilter
                | ErrorKind::UnknownFunction
                | ErrorKind::UnknownTest
                | ErrorKind::UndefinedError
        );
        let detail = innermost.detail().unwrap_or_default();
        names || detail.contains("cannot be written in ")
    };
    let message = match innermost.detail() {
        Some(detail) if shown(innermost.kind()) => detail.to_owned(),
        _ => innermost.kind().to_string(),
    };
    RenderError {
        template: innermost.name().unwrap_or(asked_for).to_owned(),
        line: innermost.line().unwrap_or(0),
        message,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn with(name: &'static str, text: &'static str) -> Environment<'static> {
        let mut environment = bare_environment();
        environment.add_template(name, text).unwrap();
        environment
    }

    #[test]
    fn the_ending_of_the_name_decides_the_escape() {
        let context = json!({"v": "a'b*", "n": 3, "yes": true, "rows": ["x|y", "z|w"]});
        let said = |name, text| render(&with(name, text), name, &context).unwrap();
        assert_eq!(said("a.py.j2", "X = {{ v }}\n"), "X = \"a'b*\"\n");
        assert_eq!(said("a.py.j2", "{{ n }} {{ yes }}"), "3 1");
        assert_eq!(said("a.py.j2", "{{ rows }}"), "\"\\\nx|y\\n\\\nz|w\\n\\\n\"");
        assert_eq!(said("a.sh.j2", "x={{ v }} {{ n }}\n"), "x='a'\\''b*' 3\n");
        assert_eq!(said("a.md.j2", "{{ v }} {{ v|code }}\n"), "a'b\\* `a'b*`\n");
    }

    #[test]
    fn a_rooted_path_is_for_shell_only() {
        let context = json!({"path": "/a b's", "bare": "a.dmp", "empty": "", "none": null, "n": 3});
        let said = |name, text| render(&with(name, text), name, &context);
        let line = "A={{ path|rooted }}\nB={{ bare|rooted }}\nC={{ empty|rooted }}\n";
        let expected = "A=\"$ROOT\"'/a b'\\''s'\nB='a.dmp'\nC=''\n";
        assert_eq!(said("a.sh.j2", line).unwrap(), expected);
        for (name, text) in [
            ("a.py.j2", "{{ path|rooted }}"),
            ("a.md.j2", "{{ path|rooted }}"),
            ("a.txt.j2", "{{ path|rooted }}"),
            ("a.sh.j2", "{{ none|rooted }}"),
            ("a.sh.j2", "{{ n|rooted }}"),
        ] {
            let error = said(name, text).unwrap_err();
            assert!(error.message.contains("a path below the root cannot be written"), "{error}");
        }
    }

    #[test]
    fn a_value_with_no_literal_form_stops_with_template_and_line() {
        let environment =
            with("steps/x/step.py.j2", "# one\n{% if yes %}\nX = {{ v }}\n{% endif %}\n");
        let context = json!({"v": "secret\u{0}", "yes": true});
        let error = render(&environment, "steps/x/step.py.j2", context).unwrap_err();
        assert_eq!((error.template.as_str(), error.line), ("steps/x/step.py.j2", 3));
        assert!(error.message.contains("U+0000"), "{error}");
        assert!(!error.to_string().contains("secret"), "{error}");
    }

    #[test]
    fn an_error_in_an_included_file_names_that_file() {
        let mut environment = with("a.sh.j2", "\n{% include 'b.sh.j2' %}\n");
        environment.add_template("b.sh.j2", "\n\n{{ missing.name }}\n").unwrap();
        let error = render(&environment, "a.sh.j2", json!({})).unwrap_err();
        assert_eq!((error.template.as_str(), error.line), ("b.sh.j2", 3), "{error}");
    }

    #[test]
    fn other_values_and_other_files_print_nothing() {
        for (name, text) in [
            ("a.py.j2", "{{ none }}"),
            ("a.py.j2", "{{ big }}"),
            ("a.py.j2", "{{ half }}"),
            ("a.py.j2", "{{ map }}"),
            ("a.sh.j2", "{{ yes }}"),
            ("a.sh.j2", "{{ list }}"),
            ("a.md.j2", "{{ none }}"),
            ("a.txt.j2", "{{ text }}"),
        ] {
            let context = json!({"none": null, "big": 2_147_483_648_i64, "half": 0.5,
                "map": {"secret": 1}, "list": ["secret"], "yes": true, "text": "secret"});
            let error = render(&with(name, text), name, context).unwrap_err();
            assert!(error.message.contains("cannot be written in "), "{name} {text}: {error}");
            assert!(!error.to_string().contains("secret"), "{name} {text}: {error}");
        }
    }

    #[test]
    fn every_embedded_template_parses() {
        environment();
    }
}
