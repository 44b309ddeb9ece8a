//! Generated pages say what the code says.

#![expect(clippy::unwrap_used, reason = "a panic is how a test fails")]

use std::fs;
use std::path::Path;

/// Compares a page with what the code says now; `UPDATE_DOCS=1` writes it instead.
fn is_fresh(name: &str, text: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs").join(name);
    if std::env::var_os("UPDATE_DOCS").is_some() {
        #[expect(clippy::disallowed_methods, reason = "this is how the page is updated")]
        fs::write(&path, text).unwrap();
    }
    let now = fs::read_to_string(&path).unwrap_or_default();
    assert!(now == text, "docs/{name} is stale: run the tests once with UPDATE_DOCS=1");
}

#[test]
fn the_page_of_entries_is_fresh() {
    is_fresh("entries.md", &sibrestore::syntax::page());
}

#[test]
fn the_page_of_messages_is_fresh() {
    is_fresh("messages.md", &sibrestore::messages::document());
}

#[test]
#[cfg(feature = "rehearsal")]
fn the_page_of_faults_is_fresh() {
    is_fresh("faults.md", &sibrestore::rehearsal::page());
}

#[test]
fn the_page_of_the_probe_is_fresh() {
    is_fresh("probe.md", &sibrestore::probe::page());
}

#[test]
fn the_page_of_steps_is_fresh() {
    is_fresh("steps.md", &sibrestore::steps::page());
}

#[test]
fn the_exit_codes_of_the_page_for_operators_are_fresh() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/operating.md");
    let page = fs::read_to_string(path).unwrap();
    let (before, rest) = page.split_once("| Code | Meaning | Then |\n").unwrap();
    let rows = rest.split_inclusive('\n').take_while(|line| line.starts_with('|'));
    let after: usize = rows.map(str::len).sum();
    let fresh = format!("{before}{}{}", sibrestore::steps::exit::table(), &rest[after..]);
    is_fresh("operating.md", &fresh);
}
