//! What a snapshot of the cell says about a plan.

use super::Plan;
use crate::diagnostic::Finding;
use crate::rules::not_as_assumed;
use crate::steps::{SeenCell, SeenLine};

const HELP: &str = "the runbook says under Check on your cell first what rests on it";

/// How many things that are against one point are told one by one; the runbook has them all.
const MOST: usize = 5;

impl Plan<'_> {
    /// Takes what was seen of the cell, and warns of what is against what the bundle assumes.
    pub fn look(&mut self, seen: SeenCell) -> Vec<Finding> {
        self.seen = seen;
        let cell = &self.site.model.cell;
        let mut findings = Vec::new();
        for lines in self.seen.answers.values() {
            let against: Vec<&SeenLine> = lines.iter().filter(|line| line.against).collect();
            for line in against.iter().take(MOST) {
                let span = line.server.map_or(cell.span, |server| cell.server(server).span);
                let message = format!("not as assumed: {}", line.text.replace('`', "'"));
                findings.push(not_as_assumed::RULE.at(span, message).help(HELP));
            }
            let more = against.len().saturating_sub(MOST);
            if more > 0
                && let Some(last) = findings.pop()
            {
                findings.push(last.label(format!("there are {more} more like this")));
            }
        }
        findings
    }
}
