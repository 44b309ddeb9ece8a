//! Every exit code of the table comes out of run.sh, and says on the screen what it is.

use crate::shell::bundle::{approved, bundle, row, two_hosts};
use crate::shell::stage::{Outcome, Stage, in_every_shell};
use std::collections::BTreeSet;

#[test]
fn every_exit_code_of_the_table_is_produced() {
    in_every_shell("stage", |stage, shell| {
        let mut rows = two_hosts();
        rows.push(row("001-look", "c", 0, &[]));
        rows.push(row("401-restore-store", "c", 4, &[]));
        bundle(stage, &rows);
        let sum = approved(stage);
        let mut seen = BTreeSet::new();
        let mut came = |outcome: Outcome, part: &str| {
            assert!(outcome.text.contains(part), "{shell:?}: no {part:?} in\n{}", outcome.text);
            seen.insert(outcome.code);
        };
        let run = |stage: &Stage, words: &[&str]| stage.run(shell, "run.sh", words);
        came(run(stage, &["verify-manifest"]), "every file of");
        came(run(stage, &["run"]), "--host is needed");
        came(run(stage, &["run", "--host", "a.x"]), "HAND-OVER AWAITED");
        // What a step ends with is what run.sh ends with.
        for code in [10, 11, 12, 13, 15] {
            stage.ends("001-look", "do", code);
            let words = ["run", "--host", "c"];
            came(run(stage, &words), &format!("STOPPED at 001-look with exit {code};"));
        }
        stage.ends("001-look", "do", 0);
        came(run(stage, &["run", "--host", "c"]), "NOT CONFIRMED");
        let words = ["run", "--host", "c", "--approved", &of_another_bundle(&sum)];
        came(run(stage, &words), "BUNDLE CHANGED");
        let table = sibrestore::steps::exit::EXITS.iter().map(|exit| i32::from(exit.code));
        assert_eq!(seen, table.collect(), "{shell:?}");
    });
}

/// The hash of another bundle: it differs in its first character.
fn of_another_bundle(sum: &str) -> String {
    let first = if sum.starts_with('0') { "1" } else { "0" };
    format!("{first}{}", &sum[1..])
}
