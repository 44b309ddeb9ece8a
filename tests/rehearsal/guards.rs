//! Guards are taken out of a bundle one at a time: the rehearsal must notice each.
//!
//! Not in the list, because something else stands behind them: `-nostop` of keep-config (nothing of
//! that profile runs there), the stop of an engine (its server is stopped next), syncNode (an agent
//! that starts synchronises in full). Most guards of run.sh itself are tested with run.sh.

use crate::stage::{Bundle, change};
use sibrestore::rehearsal::{Options, series};

/// A guard: the example, the file by the end of its path, its text and what is left of it, and the
/// fault that shows that it is missing; none where the undisturbed rehearsal does.
struct Guard(&'static str, &'static str, &'static str, &'static str, &'static str);

const GUARDS: &[Guard] = &[
    // H1: the restored configuration is held again.
    Guard(
        "nd-db2",
        "hold-again/step.py",
        "e[\"target\"] = \"STOPPED\"",
        "e[\"target\"] = e[\"initial\"]",
        "",
    ),
    Guard(
        "base-derby",
        "hold-again/step.py",
        "e[\"target\"] = \"STOPPED\"",
        "e[\"target\"] = e[\"initial\"]",
        "",
    ),
    // H2: nothing may have started the engine.
    Guard(
        "nd-db2",
        "gate-stopped/step.py",
        "return gate(lost + late)",
        "return DONE",
        "started-by-hand",
    ),
    // The mode.
    Guard(
        "nd-db2",
        "flush-start/step.py",
        "\"start\", [\"FLUSH\"]",
        "\"start\", [\"DEFAULT\"]",
        "",
    ),
    // H14: only text after the noted position counts.
    Guard("nd-db2", "lib/flushed.sh", "\"from=$rp_size\"", "from=0", "mode-not-honoured"),
    Guard(
        "nd-db2",
        "lib/flushed.sh",
        "else if (asked[e]) print \"MISSING\\t\"",
        "else if (asked[e]) print \"OK\\t\"",
        "completion-missing",
    ),
    Guard(
        "nd-db2",
        "lib/flushed.sh",
        "CWSIP(078[023]|0051|0056)",
        "CWSIP(078[023])",
        "destination-not-recovered",
    ),
    // H11, H17: nothing of the profile runs when its configuration is replaced.
    Guard(
        "nd-db2",
        "restore-config/step.sh",
        "\nneed_profile_down\n",
        "\n",
        "process-started-meanwhile",
    ),
    Guard(
        "nd-db2",
        "lib/archive.sh",
        "WRONG=\"$1 holds no cell $2\"\n    return 0",
        ":",
        "archive-of-another-cell",
    ),
    Guard(
        "nd-db2",
        "restore-config/step.sh",
        "if saw 'ADMU[0-9][0-9][0-9][0-9]E'",
        "if false",
        "restore-config-says-error",
    ),
    Guard("nd-db2", "lib/proofs.sh", "if same_sha256 \"$1\" \"$2\"", "if true", "archive-damaged"),
    // H7: the store is this engine's, and whole.
    Guard(
        "nd-db2",
        "restore-store-orders-store/step.sh",
        "\nverify_stores note\n",
        "\n",
        "store-of-another",
    ),
    Guard(
        "nd-db2",
        "restore-store-orders-store/step.sh",
        "\nverify_stores note\n",
        "\n",
        "store-empty",
    ),
    // H13: a timeout of the call is no failure.
    Guard(
        "nd-db2",
        "flush-start/step.py",
        "place[\"engine\"][\"raised\"] = 1",
        "start(place)",
        "start-times-out",
    ),
    // H9: the plan knows all members.
    Guard(
        "cluster-oracle",
        "101-hold/step.py",
        "find_configured(engines) + members_differ(engines)",
        "find_configured(engines)",
        "forgotten-member",
    ),
    // One run at a time, and no step beside itself.
    Guard(
        "nd-db2",
        "lib/lock.sh",
        "mkdir \"$LOCK\" 2> /dev/null || return 1",
        "mkdir -p \"$LOCK\" 2> /dev/null || return 1",
        "second-run",
    ),
    Guard(
        "nd-db2",
        "lib/earlier.sh",
        "if wait_until 5 1 'an earlier run of this step to end' no_earlier",
        "if true",
        "step-by-hand",
    ),
    // H15: a restore that failed is no restore.
    Guard(
        "nd-db2",
        "lib/db2.sh",
        "*) WHY=\"db2 ended with status $TOOL_RC: see the SQL message above\"; return 1 ;;",
        "*) return 0 ;;",
        "restore-tool-fails",
    ),
    // H19: the initial state is set back, and read back.
    Guard(
        "nd-db2",
        "release/step.py",
        "e[\"target\"] = found.get(name)",
        "e[\"target\"] = e[\"initial\"]",
        "",
    ),
];

#[test]
fn each_guard_that_is_taken_out_is_missed() {
    let mut unnoticed = Vec::new();
    for Guard(example, file, from, to, fault) in GUARDS {
        let bundle = Bundle::of_example(example);
        change(&bundle.path(), file, from, to);
        let (report, options) = match *fault {
            "" => (bundle.rehearse(&Options::default()), Options::default()),
            word => bundle.with_fault(word),
        };
        if series::complaint(&report, &options).is_none() {
            unnoticed.push(format!("{example}, {file}: {from}"));
        }
    }
    assert!(unnoticed.is_empty(), "{unnoticed:#?}");
}
