//! The starter plans that `init` prints, and the values in them that exist in no real cell.

use crate::source::Source;
use crate::syntax::{Entry, parse};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

/// One stand-alone server.
pub const BASE: &str = include_str!("../templates/init/base.restore");
/// A deployment manager and a node.
pub const ND: &str = include_str!("../templates/init/nd.restore");
/// A deployment manager, two nodes and a cluster.
pub const CLUSTER: &str = include_str!("../templates/init/cluster.restore");

/// The comment that marks a value to be replaced.
const MARK: &str = "# REPLACE: ";

/// What belongs in the place of a value, by the keyword of its entry and the value.
type Wanted = BTreeMap<String, BTreeMap<String, String>>;

/// What belongs in the place of a value that the starter plans mark to be replaced, in their own
/// words; `None` for every other value.
pub fn wanted(key: &str, value: &str) -> Option<&'static str> {
    static VALUES: OnceLock<Wanted> = OnceLock::new();
    let values = VALUES.get_or_init(values);
    values.get(key)?.get(value).map(String::as_str)
}

fn values() -> Wanted {
    let mut marked = Wanted::new();
    let mut names = BTreeSet::new();
    for text in [BASE, ND, CLUSTER] {
        let source = Source::new("starter.restore", text);
        for plan in parse(&source).0 {
            let inner = plan.entries();
            inner.iter().for_each(|entry| collect(&source, entry, &mut marked, &mut names));
        }
    }
    // A name that the plan chooses itself stands on lines without a mark too.
    for values in marked.values_mut() {
        values.retain(|value, _| !names.contains(value));
    }
    marked
}

fn collect(source: &Source, entry: &Entry, marked: &mut Wanted, names: &mut BTreeSet<String>) {
    for value in &entry.values {
        let line = source.text()[value.span.end..].lines().next().unwrap_or("");
        match line.split_once(MARK) {
            Some((_, wanted)) => {
                let values = marked.entry(entry.key.value.clone()).or_default();
                let first = values.entry(value.value.text.clone());
                first.or_insert_with(|| wanted.to_owned());
            }
            None => {
                names.insert(value.value.text.clone());
            }
        }
    }
    for inner in entry.clauses.iter().chain(entry.entries()) {
        collect(source, inner, marked, names);
    }
}
