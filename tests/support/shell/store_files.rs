//! File stores: their files change places, nothing is lost, and nobody has them open meanwhile.

use crate::shell::contexts::store;
use crate::shell::stage::{HOSTILE, Stage, in_every_shell};
use crate::stores::{ID, run};
use serde_json::{Value, json};

fn put(stage: &Stage, kind: &str, fields: Value) {
    let d = store("IBMWSSIB", "AB12", &stage.text("backup"), &stage.text("keep"), fields);
    stage.step(kind, ID, d);
    std::fs::create_dir_all(stage.path("keep")).unwrap();
    // The good end of another step that had this name.
    std::fs::remove_file(stage.path(&format!("bundle/journal/{ID}.done"))).ok();
}

#[test]
fn the_files_of_a_file_store_change_places_and_nothing_is_lost() {
    in_every_shell(HOSTILE, |stage, shell| {
        let fields = json!({ "log": stage.text("fs/log"), "permanent": stage.text("fs/store"),
            "temporary": stage.text("fs/store") });
        for name in ["log/Log", "store/PermanentStore", "store/TemporaryStore"] {
            stage.file(&format!("fs/{name}"), "now");
            stage.file(&format!("backup/{name}"), "then");
        }
        put(stage, "keep_store/file", fields.clone());
        run(stage, shell).expect(shell, 0, &["DONE"]);
        put(stage, "restore_store/file", fields.clone());
        run(stage, shell).expect(shell, 0, &["put aside", "DONE"]);
        assert_eq!(stage.read("fs/log/Log"), "then");
        assert_eq!(stage.read("fs/store/TemporaryStore"), "then");
        let kept = stage.read("bundle/journal/kept.txt");
        let kept: Vec<&str> = kept.lines().map(|line| line.split_once('|').unwrap().1).collect();
        assert_eq!(kept.len(), 3, "{kept:?}");
        let log = |at: &str| std::fs::read_to_string(at).unwrap();
        assert_eq!(log(&format!("{}/log/Log", kept[0])), "now");
        assert_eq!(log(&format!("{}/Log", kept[1])), "now");
        // A backup that is not whole changes nothing.
        std::fs::remove_file(stage.path("backup/log/Log")).unwrap();
        run(stage, shell).expect(shell, 10, &["is not the backup: it holds no file"]);
        std::fs::remove_dir_all(stage.path("backup/log")).unwrap();
        stage.file("fs/log/Log", "later");
        run(stage, shell).expect(shell, 10, &["the backup has no log"]);
        assert_eq!(stage.read("fs/log/Log"), "later");
    });
}

#[test]
fn a_question_about_an_owner_is_answered_without_copying_again() {
    in_every_shell(HOSTILE, |stage, shell| {
        let fields = json!({ "log": stage.text("fs/log"), "permanent": stage.text("fs/store"),
            "temporary": stage.text("fs/store") });
        let put_all = || {
            for name in ["log/Log", "store/PermanentStore"] {
                stage.file(&format!("fs/{name}"), "now");
                stage.file(&format!("backup/{name}"), "then");
            }
            put(stage, "restore_store/file", fields.clone());
        };
        put_all();
        let count = || std::fs::read_dir(stage.path("fs")).unwrap().count();
        // What was there belongs to somebody else than this user.
        stage.script(
            "path/ls",
            "for last in \"$@\"; do :; done\ncase $last in *before*) \
             echo '-rw- 1 wasuser was 1 x' ;; *) exec /bin/ls \"$@\" ;; esac",
        );
        let parts = ["belongs to root:root, unlike before", " --confirm 401-"];
        run(stage, shell).expect(shell, 15, &parts);
        assert_eq!(count(), 4);
        stage.file("fs/log/Log", "a person has looked");
        run(stage, shell).expect(shell, 15, &["only looking again", "unlike before"]);
        let confirmed = [("SIBRESTORE_CONFIRM", ID)];
        let script = format!("steps/{ID}/step.sh");
        let outcome = stage.run_with(shell, &script, &[], &confirmed);
        outcome.expect(shell, 0, &["only looking again", "a person has looked", "DONE"]);
        assert_eq!(count(), 4);
        assert_eq!(stage.read("fs/log/Log"), "a person has looked");
        // Once it is answered, a new run is a new restore.
        std::fs::remove_file(stage.path("path/ls")).unwrap();
        run(stage, shell).expect(shell, 0, &["put aside"]);
        assert_eq!((count(), stage.read("fs/log/Log").as_str()), (6, "then"));
    });
}

/// A store whose log has one file, which a process has open.
fn in_use(stage: &Stage) -> std::process::Child {
    let fields = json!({ "log": stage.text("fs/log"), "permanent": stage.text("fs/store"),
        "temporary": stage.text("fs/store") });
    for name in ["log/Log", "store/PermanentStore"] {
        stage.file(&format!("fs/{name}"), "now");
        stage.file(&format!("backup/{name}"), "then");
    }
    put(stage, "restore_store/file", fields);
    let mut holder = std::process::Command::new("sleep");
    let log = std::fs::File::open(stage.path("fs/log/Log")).unwrap();
    holder.arg("600").stdin(log).spawn().unwrap()
}

#[test]
fn files_that_a_process_has_open_are_left_alone() {
    in_every_shell(HOSTILE, |stage, shell| {
        let mut holder = in_use(stage);
        let held = format!("NO  process {} has {}", holder.id(), stage.text("fs/log/Log"));
        // Each tool that may be there tells the same; one that sees nobody is not believed.
        for blind in [&[][..], &["fuser"], &["fuser", "lsof"]] {
            for tool in blind {
                stage.script(&format!("path/{tool}"), "exit 1");
            }
            for mode in ["before", "do"] {
                let outcome = stage.run(shell, &format!("steps/{ID}/step.sh"), &[mode]);
                outcome.expect(shell, 10, &[&held, "open in 1 processes"]);
            }
        }
        assert_eq!(stage.read("fs/log/Log"), "now");
        stage.script("path/ls", "case \"$*\" in *proc*) exit 1 ;; *) exec /bin/ls \"$@\" ;; esac");
        holder.kill().unwrap();
        holder.wait().unwrap();
        // Where none of them can tell, that is said.
        run(stage, shell).expect(shell, 0, &["NOT LOOKED AT: whether a process has", "DONE"]);
        assert_eq!(stage.read("fs/log/Log"), "then");
    });
}

#[test]
fn a_copy_that_is_not_the_same_is_no_copy() {
    in_every_shell(HOSTILE, |stage, shell| {
        let mut holder = in_use(stage);
        holder.kill().unwrap();
        holder.wait().unwrap();
        // It ends with 0, and one file is cut off.
        stage.script(
            "path/cp",
            "for last in \"$@\"; do :; done\n/bin/cp \"$@\"\n\
             if [ -f \"$last/Log\" ]; then : > \"$last/Log\"; fi",
        );
        run(stage, shell).expect(shell, 11, &["is not the same as"]);
        assert_eq!(stage.read("fs/log/Log"), "now");
        std::fs::remove_file(stage.path("path/cp")).unwrap();
        let parts = ["an earlier run that was cut off", ": 1 files", "DONE"];
        run(stage, shell).expect(shell, 0, &parts);
        assert_eq!(stage.read("fs/log/Log"), "then");
    });
}

#[test]
fn a_list_of_places_that_was_cut_off_copies_nothing() {
    in_every_shell("stage", |stage, shell| {
        let mut holder = in_use(stage);
        holder.kill().unwrap();
        holder.wait().unwrap();
        let script = format!("bundle/steps/{ID}/step.sh");
        let text = stage.read(&script);
        stage.file(
            &script,
            &text.replace("\nif restore_needed", "\n: > \"$WORK/places\"\nif restore_needed"),
        );
        run(stage, shell).expect(shell, 11, &["0 of 2 places are in"]);
        assert_eq!(stage.read("fs/log/Log"), "now");
    });
}
