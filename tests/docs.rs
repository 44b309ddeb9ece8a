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
fn the_page_of_steps_is_fresh() {
    is_fresh("steps.md", &sibrestore::steps::page());
}
