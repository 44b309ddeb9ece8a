//! What the journals say of the steps: when each began and ended, and the longest chain of them.

use super::site::Site;
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// One run of a step.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Span {
    /// The host.
    pub host: String,
    /// The step.
    pub step: String,
    /// 0 to 9.
    pub phase: usize,
    /// The step in a few words.
    pub title: String,
    /// Seconds of the virtual clock from the beginning of the rehearsal.
    pub begin: i64,
    /// The same.
    pub end: i64,
    /// How it ended, as the journal says.
    pub result: String,
}

impl Span {
    /// Seconds from its begin to its end.
    pub fn took(&self) -> i64 {
        self.end - self.begin
    }

    /// What the words of the journal say.
    pub fn ending(&self) -> Ending {
        match self.result.as_str() {
            "exit 0" | "found" | "by-hand" => Ending::Well,
            "exit 14" | "exit 17" => Ending::Waits,
            _ => Ending::Wrong,
        }
    }
}

/// How a run of a step ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// What it is for was reached.
    Well,
    /// It waits for a person or for another host, as planned.
    Waits,
    /// Something was in its way.
    Wrong,
}

/// The longest chain of steps that follow each other.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct CriticalPath {
    /// Seconds that its steps took.
    pub seconds: i64,
    /// Their ids.
    pub steps: Vec<String>,
}

/// One event of a journal: time, step, event, detail.
fn events(bundle: &Path, host: &str) -> Vec<(i64, String, String, String)> {
    let text = fs::read_to_string(bundle.join("journal").join(format!("{host}.journal")));
    let event = |line: &str| {
        let fields: Vec<&str> = line.split('\t').collect();
        let [time, _, _, step, _, event, detail, _] = fields[..] else { return None };
        let at = time.parse::<Timestamp>().ok()?.as_second();
        Some((at, step.to_owned(), event.to_owned(), detail.to_owned()))
    };
    text.unwrap_or_default().lines().filter_map(event).collect()
}

/// When each step of a host ended last.
pub fn ends(bundle: &Path, host: &str) -> BTreeMap<String, i64> {
    let over = |event: &str| ["end", "found", "by-hand"].contains(&event);
    events(bundle, host)
        .into_iter()
        .filter(|(_, _, event, _)| over(event))
        .map(|(at, step, ..)| (step, at))
        .collect()
}

/// Every run of every step of a host; `from` is the beginning of the rehearsal.
pub fn spans(site: &Site, bundle: &Path, host: &str, from: i64) -> Vec<Span> {
    let mut begun: BTreeMap<String, i64> = BTreeMap::new();
    let mut spans = Vec::new();
    let mut last = from;
    let mut add = |id: &str, begin: i64, end: i64, result: &str| {
        let Some(step) = site.step(id) else { return };
        spans.push(Span {
            host: host.to_owned(),
            step: id.to_owned(),
            phase: step.phase,
            title: step.title.clone(),
            begin: begin - from,
            end: end - from,
            result: result.to_owned(),
        });
    };
    for (at, id, event, detail) in events(bundle, host) {
        last = at;
        match event.as_str() {
            "begin" => {
                if let Some(begin) = begun.insert(id.clone(), at) {
                    add(&id, begin, begin, "cut off");
                }
            }
            "end" => add(&id, begun.remove(&id).unwrap_or(at), at, &detail),
            "found" | "by-hand" => add(&id, begun.remove(&id).unwrap_or(at), at, &event),
            _ => {}
        }
    }
    // One that was cut off, and that nobody has looked at again.
    for (id, begin) in begun {
        add(&id, begin, last, "cut off");
    }
    spans
}

/// The longest chain, by the time that each step took in its last run.
pub fn critical_path(site: &Site, spans: &[Span]) -> CriticalPath {
    let took: BTreeMap<&str, i64> =
        spans.iter().map(|span| (span.step.as_str(), span.took())).collect();
    let mut best: BTreeMap<&str, CriticalPath> = BTreeMap::new();
    for step in &site.steps {
        let before = step
            .follows
            .iter()
            .filter_map(|id| best.get(id.as_str()))
            .max_by_key(|path| path.seconds);
        let mut path = before.cloned().unwrap_or_default();
        path.seconds += took.get(step.id.as_str()).copied().unwrap_or(0);
        path.steps.push(step.id.clone());
        best.insert(&step.id, path);
    }
    best.into_values().max_by_key(|path| path.seconds).unwrap_or_default()
}
