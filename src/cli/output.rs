//! Reading plans, printing text and findings.

use anyhow::{Context, Result, bail};
use clap::ValueEnum;
use sibrestore::diagnostic::{Finding, json, line, sarif, text};
use sibrestore::source::Source;
use sibrestore::syntax::MAX_BYTES;
use std::io::{IsTerminal, Read, Write};
use std::path::Path;

/// How findings are printed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For people: the place in the plan, and what to do
    #[default]
    Text,
    /// One JSON document
    Json,
    /// SARIF 2.1.0, for code review tools
    Sarif,
    /// file:line:col, one finding a line
    Line,
}

/// A plan's bytes; `-` is standard input. At most one byte more than is ever read is taken.
pub(crate) fn read(path: &Path) -> Result<(String, Vec<u8>)> {
    let mut bytes = Vec::new();
    let limit = MAX_BYTES as u64 + 1;
    if path.as_os_str() == "-" {
        std::io::stdin()
            .take(limit)
            .read_to_end(&mut bytes)
            .context("cannot read standard input")?;
        return Ok(("<stdin>".to_owned(), bytes));
    }
    let name = path.display().to_string();
    let file = std::fs::File::open(path).with_context(|| format!("cannot read {name}"))?;
    if file.metadata().is_ok_and(|about| about.is_dir()) {
        bail!("cannot read {name}: it is a folder");
    }
    file.take(limit).read_to_end(&mut bytes).with_context(|| format!("cannot read {name}"))?;
    Ok((name, bytes))
}

/// Prints findings: text to standard error, for machines to standard output.
pub(crate) fn findings(findings: &[Finding], source: &Source, format: Format) -> Result<()> {
    match format {
        Format::Text if findings.is_empty() => Ok(()),
        Format::Text => {
            let said = text::render(findings, source, wants_colour(), 100);
            std::io::stderr().write_all(said.as_bytes()).context("cannot write to standard error")
        }
        Format::Json => print(&json::render(findings, source)),
        Format::Sarif => print(&sarif::render(findings, source)),
        Format::Line => print(&line::render(findings, source)),
    }
}

/// Whether standard error is shown to somebody who wants colours.
fn wants_colour() -> bool {
    std::io::stderr().is_terminal()
        && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
        && std::env::var_os("TERM").is_none_or(|value| value != "dumb")
}

/// Says on standard error what is not as it should be, and ends nothing.
pub(crate) fn warn(text: &str) -> Result<()> {
    let (bold, plain) = if wants_colour() { ("\u{1b}[1;33m", "\u{1b}[0m") } else { ("", "") };
    writeln!(std::io::stderr(), "{bold}warning{plain}: {text}")
        .context("cannot write to standard error")
}

/// Prints to standard output.
pub(crate) fn print(text: &str) -> Result<()> {
    let mut out = std::io::stdout().lock();
    out.write_all(text.as_bytes())?;
    out.flush()?;
    Ok(())
}

/// Whether the reader of our output has gone away, which is no failure.
pub(crate) fn is_broken_pipe(error: &anyhow::Error) -> bool {
    let cause = error.downcast_ref::<std::io::Error>();
    cause.is_some_and(|error| error.kind() == std::io::ErrorKind::BrokenPipe)
}
