//! run.sh report: planned against done, in Markdown that a ticket takes as it is.

use crate::shell::bundle::{approved, bundle, manifest, row, two_hosts};
use crate::shell::stage::{AWKS, SHELLS, Stage, rendered};
use serde_json::json;

/// A journal written by hand, so that times are known.
fn journal(stage: &Stage, host: &str, lines: &[&str]) {
    let sum = approved(stage);
    let text: String =
        lines.iter().map(|line| format!("{}\t{sum}\n", line.replace(" | ", "\t"))).collect();
    stage.file(&format!("bundle/journal/{host}.journal"), &text);
}

#[test]
fn the_report_is_the_same_in_every_awk() {
    let stage = Stage::plain();
    let mut rows = two_hosts();
    rows.push(row("601-start-servers", "a.x", 6, &[]));
    rows[2]["title"] = json!("Hold [all] of `x|y` *now* \\ <b>");
    bundle(&stage, &rows);
    let context = json!({ "rows": rows });
    stage.file("bundle/lib/steps.txt", &rendered("lib/steps.txt.j2", &context));
    manifest(&stage);
    journal(
        &stage,
        "a.x",
        &[
            "2024-02-28T23:59:50Z | o_neil | a.x | - | 1 | run | run, process 1",
            "2024-02-28T23:59:50Z | o_neil | a.x | 001-prove-host-a | 1 | begin | -",
            "2024-02-28T23:59:50Z | o_neil | a.x | 001-prove-host-a | 1 | end | exit 0",
            "2024-02-28T23:59:59Z | o_neil | a.x | 101-hold | 1 | override | b.x *burns* | so",
            "2024-02-28T23:59:59Z | o_neil | a.x | 101-hold | 1 | begin | -",
            "2024-03-01T01:00:01Z | o_neil | a.x | 101-hold | 1 | end | exit 12",
            // The clock is set back, and the order of the lines is kept all the same.
            "2024-03-01T00:30:00Z | eve | a.x | 101-hold | 1 | begin | -",
            "2024-03-01T00:31:05Z | eve | a.x | 101-hold | 1 | end | exit 0",
            "2024-03-01T00:31:06Z | eve | a.x | 501-restore-config | 1 | receipt | from b.x",
            "2024-03-01T00:31:07Z | eve | a.x | 501-restore-config | 1 | begin | -",
            "2024-03-01T00:31:09Z | eve | a.x | - | 1 | stop | run, exit 130",
        ]
        .map(|line| line.replace("*burns* | so", "*burns* ~ so"))
        .iter()
        .map(String::as_str)
        .collect::<Vec<_>>(),
    );
    stage.file("bundle/journal/kept.txt", "KEPT config /keep/a_b.zip\nRENAMED config /p/old\n");
    stage.file(
        "bundle/journal/recorded.txt",
        "FLUSHED N.s-B_us|1\nNOTHELD E|x\nBACKUP E|u|STARTED\nNOTHELD on purpose\n",
    );
    let wanted = [
        "# Report of orders-bus\n\n- Ticket: CHG'1\\|2\n- Bundle: SHA-256 of MANIFEST.sha256 is ",
        "- Steps done: 2 of 7\n- From 2024-02-28T23:59:50Z to 2024-03-01T00:31:09Z, 24:31:19\n",
        "- **No journal of b.x is here: its steps show as not begun**\n",
        "| `101-hold` | Hold \\[all\\] of \\`x\\|y\\` \\*now\\* \\\\ \\<b\\> | a.x | WebSphere team | \
         2024-03-01T00:30:00Z | 2024-03-01T00:31:05Z | 0:01:05 | 2 | eve | done |\n",
        "| 0:00:00 | 1 | o\\_neil | done |\n",
        "| 2024-03-01T00:31:07Z | - | - | 1 | eve | CUT OFF |\n",
        "| `301-stop-servers` | Do 301-stop-servers & it's $1 | b.x | WebSphere team | - | - | - | \
         0 | - | not begun |\n",
        "\n## Flush\n\n- `FLUSHED N.s-B_us|1`\n",
        "\n## Overrides\n\n- 2024-02-28T23:59:59Z, a.x, o\\_neil: `101-hold` b.x \\*burns\\* ~ so\n",
        "\n## Receipts\n\n- 2024-03-01T00:31:06Z, a.x, eve: `501-restore-config` from b.x\n",
        "\n## Could not be held in phase 1\n\n- `NOTHELD E|x`\n\n## ",
        "\n## Kept\n\n- `KEPT config /keep/a_b.zip`\n- `RENAMED config /p/old`\n",
        "\n## Ends of runs\n\n- 2024-03-01T00:31:09Z, a.x, eve: run, exit 130, 24:31:19\n",
    ];
    for (turn, shell) in SHELLS.iter().enumerate() {
        let awk = AWKS[turn % AWKS.len()];
        stage.script("path/awk", &format!("exec {awk} \"$@\""));
        stage.run(shell, "run.sh", &["report"]).expect(shell, 0, &wanted);
    }
    // With the journal of the other host its steps are there, in the order of the plan.
    journal(
        &stage,
        "b.x",
        &[
            "2024-02-29T00:00:00Z | bob | b.x | 301-stop-servers | 1 | begin | -",
            "2024-02-29T00:00:09Z | bob | b.x | 301-stop-servers | 1 | found | what it should reach",
        ],
    );
    for (turn, shell) in SHELLS.iter().enumerate() {
        let awk = AWKS[turn % AWKS.len()];
        stage.script("path/awk", &format!("exec {awk} \"$@\""));
        let outcome = stage.run(shell, "run.sh", &["report"]);
        let parts = ["- Steps done: 3 of 7\n", "| bob | found done after an interruption |\n"];
        outcome.expect(shell, 0, &parts);
        assert!(!outcome.text.contains("No journal of"), "{}", outcome.text);
        assert!(outcome.text.find("`301-stop").unwrap() < outcome.text.find("`501-rest").unwrap());
    }
}
