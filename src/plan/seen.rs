//! What a snapshot of the cell says about a plan.

use super::Plan;
use crate::diagnostic::Finding;
use crate::rules::not_as_assumed;
use crate::steps::SeenCell;

const HELP: &str = "the runbook says under Check on your cell first what rests on it";

impl Plan<'_> {
    /// Takes what was seen of the cell, and warns of each thing that is against what the bundle assumes.
    pub fn look(&mut self, seen: SeenCell) -> Vec<Finding> {
        self.seen = seen;
        let cell = &self.site.model.cell;
        let mut findings = Vec::new();
        for lines in self.seen.answers.values() {
            for line in lines.iter().filter(|line| line.against) {
                let span = line.server.map_or(cell.span, |server| cell.server(server).span);
                let message = format!("not as assumed: {}", line.text.replace('`', "'"));
                findings.push(not_as_assumed::RULE.at(span, message).help(HELP));
            }
        }
        findings
    }
}
