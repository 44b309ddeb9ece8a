//! The page about the probe: its calls and its questions, from the tables.

use super::{CALLS, questions};
use crate::steps::open_points::OPEN_POINTS;
use std::fmt::Write;

/// The page as Markdown.
pub fn page() -> String {
    let mut page = String::from(
        "# What the probe asks\n\n\
         `sibrestore probe` writes a script that reads a live cell; [how to run it](tools.md#the-probe).\n\n\
         ## Its calls\n\n\
         These and no others: a test proves it from the text of the script. The words are the types, attributes and \
         operations that a call may name.\n\n\
         | Call | Words | What says that it reads |\n|---|---|---|\n",
    );
    for call in CALLS {
        let words: Vec<String> = call.words.iter().map(|word| format!("`{word}`")).collect();
        let words = words.join(", ");
        let _ = writeln!(page, "| `{}` | {words} | {} |", call.name, call.source);
    }
    page.push_str(
        "\n## Its questions\n\n\
         Those that bundles rest on also stand in the runbook under \"Check on your cell first\".\n\n\
         | Question | Asks | What bundles assume |\n|---|---|---|\n",
    );
    for question in questions() {
        let point = OPEN_POINTS.iter().find(|point| point.id == question.id);
        let assumes = point.map_or("", |point| point.assumes);
        let _ = writeln!(page, "| `{}` | {} | {assumes} |", question.id, question.text);
    }
    page
}
