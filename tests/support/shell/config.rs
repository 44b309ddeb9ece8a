//! The restore of the configuration: what is in place is not restored once more, and half of it is.

use crate::asked::{ID, ask, journal, put};
use crate::shell::stage::{HOSTILE, Stage, in_every_shell};
use serde_json::json;
use std::fs;

pub fn restore_config(stage: &Stage) {
    stage.file("backup/a.zip", "zip");
    stage.stand_in("path/unzip", "  12  cells/ProdCell/cell.xml\n", 0);
    stage.stand_in("profile/bin/restoreConfig.sh", "ADMU5506I: restored\n", 0);
    stage.file("profile/config/cells/ProdCell/cell.xml", "now");
    stage.file("stand/profile", &stage.text("profile"));
    let d = json!({ "archive": stage.text("backup/a.zip"), "sha256": "", "cell": "ProdCell",
        "nd": false });
    put(stage, "restore_config", d);
}

/// What restoreConfig does; `HERE` stands for what happens between its renaming and its writing.
pub const REPLACES: &str = "p=$(cat \"$STAND/profile\"); n=1\n\
    while [ -d \"$p/config.old_$n\" ]; do n=$((n + 1)); done\n\
    mv \"$p/config\" \"$p/config.old_$n\"; mkdir -p \"$p/config/cells\"; HERE\n\
    mkdir -p \"$p/config/cells/ProdCell\"; echo then > \"$p/config/cells/ProdCell/cell.xml\"\n";

#[test]
fn a_configuration_that_is_in_place_is_not_restored_again_and_half_of_one_is() {
    in_every_shell(HOSTILE, |stage, shell| {
        restore_config(stage);
        ask(stage, shell, "before").expect(shell, 0, &["READY"]);
        ask(stage, shell, "verify").expect(shell, 10, &["has not come to its end"]);
        stage.does("restoreConfig.sh", &REPLACES.replace("HERE", "kill -9 $PPID; exit 1"));
        assert_ne!(ask(stage, shell, "do").code, 0);
        // The first folder is the way back, whatever comes after it.
        ask(stage, shell, "verify").expect(shell, 10, &["config.old_1"]);
        stage.does("restoreConfig.sh", &REPLACES.replace("HERE", ""));
        ask(stage, shell, "do").expect(shell, 0, &["config.old_2", "DONE"]);
        let profile = stage.text("profile");
        let renamed = |n: u8| format!("RENAMED config {profile}|{profile}/config.old_{n}\n");
        assert_eq!(stage.read("bundle/journal/kept.txt"), renamed(1) + &renamed(2), "{shell:?}");
        assert_eq!(stage.read("profile/config.old_1/cells/ProdCell/cell.xml"), "now");
        let outcome = ask(stage, shell, "verify");
        outcome.expect(shell, 0, &["HOLDS"]);
        assert!(outcome.calls.is_empty());
        // Cut off after the restore was complete: only the mark is missing.
        fs::remove_file(journal(stage, "done")).unwrap();
        stage.file(&format!("bundle/journal/{ID}.restored"), "then\n");
        ask(stage, shell, "verify").expect(shell, 0, &["HOLDS"]);
        let outcome = ask(stage, shell, "do");
        outcome.expect(shell, 0, &["not restored again", "(H1)"]);
        assert!(!outcome.calls.iter().any(|call| call.starts_with("restoreConfig")), "{shell:?}");
    });
}
