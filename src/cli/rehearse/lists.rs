//! The lists of `rehearse`: faults, and assumptions.

use super::Format;
use serde_json::json;
use sibrestore::rehearsal::assumptions::ASSUMPTIONS;
use sibrestore::rehearsal::faults;
use std::fmt::Write as _;

/// The catalogue of faults.
pub(super) fn faults(format: Format) -> serde_json::Result<String> {
    if format == Format::Json {
        let all: Vec<_> = faults::all()
            .map(|fault| {
                json!({
                    "id": fault.id, "what": fault.what, "hazards": fault.hazards,
                    "fact": fault.fact, "outcome": fault.outcome(),
                })
            })
            .collect();
        return Ok(serde_json::to_string_pretty(&all)? + "\n");
    }
    let mut text = String::new();
    for fault in faults::all() {
        let _ = writeln!(text, "{:30} {}", fault.id, fault.what);
        let _ = writeln!(text, "{:30} {}; {}", "", fault.hazards.join(" "), fault.fact);
        let _ = writeln!(text, "{:30} {}", "", fault.outcome());
    }
    text.push_str("kill@STEP[:WHEN]               run.sh and all below it are killed, start, before or after; kill@all for each\n");
    text.push_str("backout@STEP[:forward]         after the step all hosts go back, and forward again; backout@all for each\n");
    text.push_str("ID@all                         the fault in each of its places by turns\n");
    Ok(text)
}

/// What nobody knows without a live cell, and its values.
pub(super) fn assumptions(format: Format) -> serde_json::Result<String> {
    if format == Format::Json {
        let all: Vec<_> = ASSUMPTIONS
            .iter()
            .map(|one| {
                json!({
                    "name": one.name, "what": one.what, "values": one.values, "fact": one.fact,
                })
            })
            .collect();
        return Ok(serde_json::to_string_pretty(&all)? + "\n");
    }
    let mut text = String::new();
    for one in ASSUMPTIONS {
        let _ = writeln!(text, "{:20} {}: {}", one.name, one.what, one.values.join(" | "));
        let _ = writeln!(text, "{:20} {}", "", one.fact);
    }
    Ok(text)
}
