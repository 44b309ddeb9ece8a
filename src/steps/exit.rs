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
}

const fn exit(name: &'static str, code: u8, meaning: &'static str) -> Exit {
    Exit { name, code, meaning }
}

/// The table.
pub static EXITS: &[Exit] = &[
    exit("done", 0, "done"),
    exit("usage", 2, "the command line was wrong; nothing was done"),
    exit("gate_closed", 10, "a check said no; this step has changed nothing"),
    exit("tool_failed", 11, "a tool of WebSphere or of the database failed"),
    exit("timed_out", 12, "a time limit was reached; look at the state before going on"),
    exit("flush_not_confirmed", 13, "the log does not confirm that the flush was completed"),
    exit("handover_awaited", 14, "a step on another host comes first"),
    exit("unknown", 15, "the outcome is unknown; look at the state before going on"),
    exit("bundle_changed", 16, "a file of the bundle differs from the manifest"),
    exit("not_confirmed", 17, "a person did not confirm"),
];

/// The table as templates print it.
pub fn rows() -> Vec<Value> {
    EXITS.iter().map(|exit| json!({ "code": exit.code, "meaning": exit.meaning })).collect()
}
