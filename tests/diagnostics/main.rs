//! How findings look: as text, as lines, as JSON, as SARIF. Whatever the plan holds, wherever a
//! span points, every rendering comes to an end and shows nothing that would move a cursor.

mod any;
mod documents;
mod text;

use sibrestore::diagnostic::{Finding, Rule, Severity, text::render};
use sibrestore::source::{Source, Span};

static UNKNOWN: Rule = Rule {
    code: "SR203",
    name: "unknown_name",
    summary: "a name that nothing declares",
    severity: Severity::Error,
    since: "0.1.0",
    hazards: &[],
    page: "A name that nothing declares.\n\nEvery name is declared once.\n",
};

static OLDER: Rule = Rule {
    code: "SR301",
    name: "backups_apart",
    summary: "backups taken at different times",
    severity: Severity::Warning,
    since: "0.1.0",
    hazards: &["H7"],
    page: "Backups taken at different times.\n",
};

const PLAN: &str = "plan orders {\n  store orders-store {\n    db2 on \"db01.example.com\" { database ORDERSDB }\n  }\n  engine E1 {\n    store order-store\n  }\n}\n";

fn plan() -> Source {
    Source::new("orders.restore", PLAN)
}

/// The span of the first `word` in the text.
fn span(source: &Source, word: &str) -> Span {
    let start = source.text().find(word).unwrap_or_default();
    Span::new(start, start + word.len())
}

fn unknown_store(source: &Source) -> Finding {
    UNKNOWN
        .at(span(source, "order-store"), "unknown store `order-store`")
        .label("no store has this name")
        .other(span(source, "orders-store"), "a store with a similar name")
        .help("write `orders-store`")
}

fn plain(findings: &[Finding], source: &Source) -> String {
    render(findings, source, false, 100)
}

/// A finding at a place, without more.
fn at(start: usize, end: usize) -> Vec<Finding> {
    vec![UNKNOWN.at(Span::new(start, end), "here").label("this")]
}
