//! The answers of a snapshot that concern a plan.

use super::snapshot::{Seen, Snapshot};
use crate::model::ServerId;
use crate::steps::open_points::OPEN_POINTS;
use crate::steps::{SeenCell, SeenLine, Site};
use std::collections::{BTreeMap, BTreeSet};

/// What a snapshot says about the open points of a plan: of its own servers and nodes, and of the cell.
pub fn answers(snapshot: &Snapshot, site: &Site) -> SeenCell {
    let cell = &site.model.cell;
    let ids = || site.chosen.union(&site.standby).copied();
    let servers: BTreeMap<String, ServerId> = ids().map(|id| (cell.path_of(id), id)).collect();
    let nodes: BTreeSet<&str> = ids().map(|id| cell.node_of(id).name.as_str()).collect();
    let mut answers = BTreeMap::new();
    for point in OPEN_POINTS.iter().filter(|point| (point.concerns)(site)) {
        let of_point = snapshot.points.iter().filter(|answer| answer.id == point.id);
        let seen = of_point.flat_map(|answer| &answer.seen);
        let lines: Vec<SeenLine> = seen
            .filter_map(|seen| {
                let server = servers.get(&seen.about).copied();
                let concerns = server.is_some()
                    || seen.about.is_empty()
                    || nodes.contains(seen.about.as_str());
                concerns.then(|| line(seen, point.id, server, site))
            })
            .collect();
        if !lines.is_empty() {
            answers.insert(point.id, lines);
        }
    }
    SeenCell { time: snapshot.time().unwrap_or_default(), answers }
}

fn line(seen: &Seen, point: &str, server: Option<ServerId>, site: &Site) -> SeenLine {
    // What is assumed of a server's log is what the plan says of it.
    let hpel = server.is_some_and(|id| site.model.cell.server(id).hpel);
    let against = match (point, seen.holds.as_str()) {
        ("system-out", "yes") => hpel,
        ("system-out", "no") => !hpel,
        (_, holds) => holds == "no",
    };
    let text = match seen.about.as_str() {
        "" => seen.says.clone(),
        about => format!("{about}: {}", seen.says),
    };
    SeenLine { text: one_line(&text), server, against }
}

/// The runbook holds no line break inside a value; what a cell says may.
fn one_line(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}
