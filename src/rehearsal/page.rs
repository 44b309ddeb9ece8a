//! `docs/faults.md`: the catalogue of faults, the assumptions and the verdict, as Markdown.

use super::assumptions::ASSUMPTIONS;
use super::faults;
use super::verdict::ViolationKind;
use std::fmt::Write as _;

const HEAD: &str = "# Faults, assumptions, verdict

Generated from the code. `sibrestore rehearse PLAN --fault ID[@PLACE]` lets one of these happen, `--fault all` each of them by turns,
`--fault kill@STEP[:start|before|after]` kills `run.sh` and everything below it, `--fault kill@all` at each step by turns,
`--fault ID@all` one fault in each of its places, and `--seed N --runs K` lets chance choose two to four at once. After
`--fault backout@STEP` all hosts go back when that step is done, and with `:forward` forward again.

`--operator` says who types what is printed. The obedient mend the cause first and then type every line in the order printed. The
impatient type every line at once and twice, overrides too, and begin the next attempt after a good one. The doubtful look before
everything, type late, and what is old too. A night that ends with no line and no instruction that leads on is a complaint.

A fact is named as page and section of the project's collection: `engine-runtime`, `commands`, `wsadmin-api`.
";

/// The page.
pub fn page() -> String {
    let mut text = HEAD.to_owned();
    text.push_str("\n## Faults\n\n| Fault | What it simulates | Hazards | What the bundle must come to | Fact |\n|---|---|---|---|---|\n");
    for fault in faults::all() {
        let hazards = fault.hazards.join(", ");
        let _ = writeln!(
            text,
            "| `{}` | {} | {hazards} | {} | {} |",
            fault.id,
            fault.what,
            outcome(fault),
            fault.fact
        );
    }
    text.push_str("\n## Assumptions\n\nWhere the facts leave open how the product behaves, the first value is the default. `--assumptions all` rehearses the default, each\nother value, and every two of them together.\n\n| Assumption | About | Values | Fact |\n|---|---|---|---|\n");
    for one in ASSUMPTIONS {
        let values: Vec<String> = one.values.iter().map(|value| format!("`{value}`")).collect();
        let _ = writeln!(
            text,
            "| `{}` | {} | {} | {} |",
            one.name,
            one.what,
            values.join(", "),
            one.fact
        );
    }
    text.push_str("\n## Verdict\n\nThe cell judges, not the scripts. Any of these fails a rehearsal, unless the fault makes it unavoidable.\n\n| Violation | Hazards |\n|---|---|\n");
    for kind in ViolationKind::ALL {
        let _ = writeln!(text, "| {} | {} |", kind.words(), kind.hazards().join(", "));
    }
    text
}

/// The outcome, and what no bundle could prevent.
fn outcome(fault: &faults::Fault) -> String {
    let words: Vec<&str> = fault.unavoidable.iter().map(|kind| kind.words()).collect();
    if words.is_empty() {
        return fault.outcome();
    }
    format!("{}; unavoidable: {}", fault.outcome(), words.join(", "))
}
