//! The kinds of step and the exit codes, as a page of the documentation.

use super::{Attempts, Follows, KINDS, StepKind, WayBack, exit};
use crate::model::Phase;

/// Every kind by phase, and the table of exit codes.
pub fn page() -> String {
    let mut page = String::from(
        "# The steps\n\nWhat a bundle does, by phase. A plan has those kinds of step that apply to it.\n",
    );
    for phase in Phase::ALL {
        page.push_str(&format!("\n## Phase {}: {}\n", phase.number(), phase.title()));
        for kind in KINDS.iter().filter(|kind| kind.phase == phase && !is_hook(kind)) {
            page.push_str(&section(kind));
        }
    }
    page.push_str("\n## Steps of the site's own\n");
    for kind in KINDS.iter().filter(|kind| is_hook(kind)) {
        page.push_str(&section(kind));
    }
    page.push_str("\n## Exit codes\n\nThe same for every script of a bundle.\n\n");
    page.push_str(&exit::table());
    page
}

fn is_hook(kind: &StepKind) -> bool {
    matches!(kind.name, "manual" | "run_script")
}

fn section(kind: &StepKind) -> String {
    let follows: Vec<String> = kind.follows.iter().map(follow).collect();
    let mut text = format!("\n### {}\n\n", kind.name.replace('_', "-"));
    let mut line = |word: &str, what: &str| {
        if !what.is_empty() {
            text.push_str(&format!("- **{word}**: {what}\n"));
        }
    };
    line("Owner", kind.owner.word());
    line("Follows", &follows.join("; "));
    line("Before", kind.before);
    line("After", kind.after);
    line("If it fails", kind.fails);
    line(
        "Way back",
        match kind.way_back {
            WayBack::NotNeeded => "nothing was changed",
            WayBack::By(how) => how,
            WayBack::PointOfNoReturn => "none: a point of no return",
        },
    );
    line("Repeatable", if kind.repeatable { "yes" } else { "never" });
    line(
        "Attempts",
        match kind.attempts {
            Attempts::Once => "",
            Attempts::Each => "in each attempt of the flush start",
            Attempts::FromSecond => "only from the second attempt of the flush start on",
        },
    );
    line("Guards against", &kind.hazards.join(", "));
    text
}

fn follow(follows: &Follows) -> String {
    match follows {
        Follows::First(kinds) => {
            let kinds: Vec<String> = kinds.iter().map(|kind| kind.replace('_', "-")).collect();
            format!("every {}", kinds.join(", or else every "))
        }
        Follows::Same(kind) => format!("the {} of the same node or store", kind.replace('_', "-")),
    }
}
