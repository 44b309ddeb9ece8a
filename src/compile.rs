//! The pipeline in one place: how far a text gets, and every finding on the way.

use crate::diagnostic::{Finding, sort};
use crate::inventory::Inventory;
use crate::model::{Model, resolve};
use crate::plan::{Plan, build, check};
use crate::rules;
use crate::source::{Source, Spanned};
use crate::syntax::{from_bytes, parse};
use std::collections::BTreeMap;

/// A plan file that was read and checked.
#[derive(Debug)]
pub struct Checked {
    /// The text.
    pub source: Source,
    /// The model; whole only when there are no errors.
    pub model: Option<Model>,
    /// Everything that is wrong with the text and the model, in reading order.
    pub findings: Vec<Finding>,
}

impl Checked {
    /// Reads and checks a plan. `name` is the file as the user named it.
    pub fn new(name: &str, bytes: Vec<u8>) -> Self {
        Self::with_settings(name, bytes, BTreeMap::new())
    }

    /// The same, with values for what the plan leaves open as `$name`.
    pub fn with_settings(name: &str, bytes: Vec<u8>, settings: BTreeMap<String, String>) -> Self {
        Self::beside(name, bytes, settings, None)
    }

    /// The same, compared with what is known of the real cell. An engine whose uuid the plan does not
    /// pin has it from there.
    pub fn beside<'a>(
        name: &str,
        bytes: Vec<u8>,
        settings: BTreeMap<String, String>,
        cells: impl IntoIterator<Item = &'a Inventory>,
    ) -> Self {
        let (source, mut findings) = from_bytes(name, bytes);
        let source = source.with_settings(settings);
        if !findings.is_empty() {
            return Self { source, model: None, findings };
        }
        let (entries, found) = parse(&source);
        findings.extend(found);
        let (mut model, found) = resolve(&source, &entries);
        findings.extend(found);
        // The tree of a large plan is large, and nobody looks at it again.
        drop(entries);
        for cell in cells {
            if let Some(model) = &mut model {
                pin(model, cell);
                findings.extend(rules::compare(model, cell));
            }
        }
        if let Some(model) = &model {
            let found = rules::check_after(model, &findings);
            findings.extend(found);
        }
        shorten(&mut findings);
        Self { source, model, findings }
    }

    /// Puts the steps in order: the plan when nothing is wrong, and every finding there is.
    ///
    /// # Errors
    /// Where the finished graph breaks the procedure's invariant: a mistake of the compiler's own.
    pub fn plan(&self) -> Result<(Option<Plan<'_>>, Vec<Finding>), String> {
        let mut findings = self.findings.clone();
        let sound = !findings.iter().any(Finding::is_error);
        let Some(model) = self.model.as_ref().filter(|_| sound) else {
            return Ok((None, findings));
        };
        let (plan, found) = build(model, &self.source);
        findings.extend(found);
        sort(&mut findings);
        if let Some(plan) = &plan {
            check(plan)?;
        }
        Ok((plan, findings))
    }
}

/// Pins the uuids that the cell says and the plan does not.
fn pin(model: &mut Model, cell: &Inventory) {
    if !rules::another_cell::is_same(model, cell) {
        return;
    }
    for engine in model.engines.iter_mut().filter(|engine| engine.uuid.is_none()) {
        let known =
            cell.engine(&engine.name).filter(|known| known.bus.as_ref() == Some(&engine.bus));
        let uuid = known.and_then(|known| known.uuid.clone());
        engine.uuid = uuid.map(|uuid| Spanned::new(uuid, engine.span));
    }
}

/// More findings than this help nobody; they also have to be drawn.
const MOST_FINDINGS: usize = 200;

/// Sorts findings; of a flood of them keeps the first, and the last one says so. A warning never
/// takes the place of an error, or the plan would seem to be right.
fn shorten(findings: &mut Vec<Finding>) {
    sort(findings);
    let more = findings.len().saturating_sub(MOST_FINDINGS);
    if more == 0 {
        return;
    }
    findings.sort_by_key(|finding| !finding.is_error());
    findings.truncate(MOST_FINDINGS);
    sort(findings);
    if let Some(last) = findings.pop() {
        findings.push(last.help(format!("mend these first: {more} more findings are not shown")));
    }
}
