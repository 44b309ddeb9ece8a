//! The exit codes of a bundle: one table, the same for every script.
//!
//! wsadmin's own 103 and 105 are not used, nor are the codes above 125 that a shell gives itself.

use serde_json::{Value, json};

/// One exit code.
#[derive(Debug)]
pub struct Exit {
    /// The name that templates use.
    pub name: &'static str,
    /// The code.
    pub code: u8,
    /// What it means.
    pub meaning: &'static str,
    /// What to do then.
    pub then: &'static str,
}

const fn exit(name: &'static str, code: u8, meaning: &'static str, then: &'static str) -> Exit {
    Exit { name, code, meaning, then }
}

/// The table.
pub static EXITS: &[Exit] = &[
    exit("done", 0, "done", "read the last lines: a receipt to pass on, or that all is done"),
    exit(
        "usage",
        2,
        "the command line was wrong; nothing was done",
        "read --help and type it again",
    ),
    exit(
        "gate_closed",
        10,
        "a check said no; this step has changed nothing",
        "mend what the lines GATE CLOSED, NO and ADVICE name, then run again",
    ),
    exit(
        "tool_failed",
        11,
        "a tool of WebSphere or of the database failed",
        "ask the owner of the step; the tool's own message is in journal/STEP.log; then run again",
    ),
    exit(
        "timed_out",
        12,
        "a time limit was reached; look at the state before going on",
        "what was asked for may still be going on: look, wait, then run again",
    ),
    exit(
        "flush_not_confirmed",
        13,
        "the log does not confirm that the flush was completed",
        "start nothing by hand; mend the cause, then type the lines of the next attempt as printed",
    ),
    exit(
        "handover_awaited",
        14,
        "a step on another host comes first",
        "ask the people of the host that is named for its receipt",
    ),
    exit(
        "unknown",
        15,
        "the outcome is unknown; look at the state before going on",
        "look at exactly what ADVICE names; it says what to type afterwards",
    ),
    exit(
        "bundle_changed",
        16,
        "a file of the bundle differs from the manifest",
        "stop; show both hashes to whoever approved the change",
    ),
    exit(
        "not_confirmed",
        17,
        "a person did not confirm",
        "do or look at what is named, then confirm it",
    ),
];

/// The table as templates print it.
pub fn rows() -> Vec<Value> {
    EXITS
        .iter()
        .map(|exit| json!({ "code": exit.code, "meaning": exit.meaning, "then": exit.then }))
        .collect()
}

/// The table as a page of the documentation prints it.
pub fn table() -> String {
    let mut table = String::from("| Code | Meaning | Then |\n|---|---|---|\n");
    for exit in EXITS {
        table.push_str(&format!("| {} | {} | {} |\n", exit.code, exit.meaning, exit.then));
    }
    table
}
