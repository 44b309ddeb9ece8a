//! Taking steps back: the former situation comes back, whatever part of the step had happened, and a
//! second run changes nothing more.

use crate::config::{REPLACES, restore_config};
use crate::processes::server_process;
use crate::shell::contexts::{limits, store};
use crate::shell::stage::{HOSTILE, Outcome, Stage, event, in_every_shell};
use serde_json::{Value, json};
use std::fs;

const ID: &str = "001-a-step";
const TABLES: &str =
    "SIBOWNER\nSIBOWNERO\nSIBCLASSMAP\nSIBLISTING\nSIBXACTS\nSIBKEYS\nSIB000\nSIB001\n";

fn put(stage: &Stage, kind: &str, d: Value) {
    let mut all = json!({ "profile": stage.text("profile"), "limits": limits() });
    if let (Some(all), Value::Object(d)) = (all.as_object_mut(), d) {
        all.extend(d);
    }
    stage.step(&format!("{kind}/step"), ID, all.clone());
    stage.step(&format!("{kind}/back"), ID, all);
}

/// The step that keeps a store, the one that restores it, and the way back of that.
fn put_store(stage: &Stage, database: &str, fields: &Value) {
    fs::create_dir_all(stage.path("keep")).unwrap();
    for (kind, id) in
        [("keep_store/", "000-keep"), ("restore_store/", ID), ("restore_store/back_", ID)]
    {
        let (backup, keep) = (stage.text("backup"), stage.text("keep"));
        let d = store("IBMWSSIB", "AB12", &backup, &keep, fields.clone());
        stage.step(&format!("{kind}{database}"), id, d);
    }
}

fn keep(stage: &Stage, shell: &[&str]) {
    stage.run(shell, "steps/000-keep/step.sh", &[]).expect(shell, 0, &["DONE"]);
}

fn step(stage: &Stage, shell: &[&str]) -> Outcome {
    stage.run(shell, &format!("steps/{ID}/step.sh"), &[])
}

fn back(stage: &Stage, shell: &[&str]) -> Outcome {
    stage.run(shell, &format!("backout/{ID}/back.sh"), &["back"])
}

fn by_run(stage: &Stage, shell: &[&str]) -> Outcome {
    let script = format!("backout/{ID}/back.sh");
    stage.called_by_run(shell, &script, &event(ID, "back-begin"), "$$")
}

#[test]
fn only_what_the_step_has_stopped_is_started_again() {
    in_every_shell(HOSTILE, |stage, shell| {
        stage.stand_in("profile/bin/stopServer.sh", "ADMU0509I: cannot be reached\n", 246);
        stage.stand_in("profile/bin/startServer.sh", "ADMU3000I: open\n", 0);
        stage.stand_in("profile/bin/serverStatus.sh", "ADMU0508I: STARTED\n", 0);
        let servers = json!([{ "name": "m1" }, { "name": "was down" }, { "name": "m 3'" }]);
        put(stage, "stop_servers", json!({ "servers": servers }));
        back(stage, shell).expect(shell, 0, &["DONE"]);
        assert!(stage.read("stand/calls").is_empty());
        let pid = server_process(stage, "m1");
        stage.file("stand/victim", &pid.to_string());
        stage.does("stopServer.sh", "case $1 in m1) kill \"$(cat \"$STAND/victim\")\" ;; esac");
        stage.says("stopServer.sh.3", "ADMU4000I: Server stop completed.\n", 0);
        step(stage, shell).expect(shell, 0, &[]);
        assert_eq!(stage.read(&format!("bundle/journal/{ID}.stopped")), "m1\nm 3'\n");
        // m1 is up already: an earlier run of the way back was cut off.
        stage.file("profile/logs/m1/m1.pid", &std::process::id().to_string());
        let outcome = back(stage, shell);
        outcome.expect(shell, 0, &["m1 has a process already", "DONE back-001-a-step"]);
        let calls = ["serverStatus.sh [m1]", "startServer.sh [m 3'] [-timeout] [60]"];
        assert_eq!(outcome.calls, calls);
        let again = back(stage, shell);
        again.expect(shell, 0, &["DONE"]);
        assert!(again.calls.is_empty());
    });
}

#[test]
fn agents_and_managers_are_started_again_and_what_was_started_is_stopped() {
    in_every_shell(HOSTILE, |stage, shell| {
        for (name, server) in [("Node", "nodeagent"), ("Manager", "dmgr")] {
            let (stop, start) = (format!("stop{name}.sh"), format!("start{name}.sh"));
            stage.stand_in(&format!("profile/bin/{stop}"), "ADMU4000I\n", 0);
            stage.stand_in(&format!("profile/bin/{start}"), "ADMU3000I\n", 0);
            stage.stand_in("profile/bin/serverStatus.sh", "ADMU0508I\n", 0);
            stage.forget();
            put(stage, &format!("stop_{}", name.to_lowercase()), json!({}));
            let outcome = by_run(stage, shell);
            outcome.expect(shell, 0, &["nothing to take back"]);
            assert!(outcome.calls.is_empty());
            step(stage, shell).expect(shell, 0, &[]);
            assert_eq!(stage.read(&format!("bundle/journal/{ID}.stopped")), format!("{server}\n"));
            stage.says(&start, "ADMU3011E\n", 255);
            // A configuration may be restored on another host, which only run.sh knows of.
            if name == "Node" {
                let outcome = back(stage, shell);
                outcome.expect(shell, 10, &["only run.sh takes this back"]);
                assert!(outcome.calls.is_empty(), "{:?}", outcome.calls);
            }
            by_run(stage, shell).expect(shell, 11, &["did not initialise"]);
            stage.says(&start, "ADMU3000I\n", 0);
            let outcome = by_run(stage, shell);
            outcome.expect(shell, 0, &["is up again"]);
            assert_eq!(outcome.calls, [format!("{start} [-timeout] [60]")]);
            by_run(stage, shell).expect(shell, 0, &["nothing to take back"]);
            // What was up before the step stays up.
            put(stage, &format!("start_{}", name.to_lowercase()), json!({}));
            let outcome = by_run(stage, shell);
            outcome.expect(shell, 0, &["was not started by this step"]);
            assert!(outcome.calls.is_empty());
            stage.file(&format!("bundle/journal/{ID}.started"), &format!("{server}\n"));
            let outcome = by_run(stage, shell);
            outcome.expect(shell, 0, &["is down"]);
            assert_eq!(outcome.calls, [format!("{stop} [-timeout] [20]")]);
        }
        stage.stand_in("profile/bin/stopServer.sh", "ADMU4000I\n", 0);
        for kind in ["start_servers", "start_members"] {
            put(stage, kind, json!({ "servers": [{ "name": "m1" }, { "name": "m 2" }] }));
            stage.file(&format!("bundle/journal/{ID}.started"), "m 2\n");
            let outcome = by_run(stage, shell);
            outcome.expect(shell, 0, &["m1 was not started by this step", "is down"]);
            assert_eq!(outcome.calls, ["stopServer.sh [m 2] [-timeout] [20]"]);
            assert!(!stage.path(&format!("bundle/journal/{ID}.started")).exists());
            assert!(!stage.path(&format!("bundle/journal/{ID}.stopped")).exists());
        }
    });
}

fn config(stage: &Stage) -> String {
    stage.read("profile/config/cells/ProdCell/cell.xml")
}

#[test]
fn the_first_renamed_configuration_is_put_back_and_the_present_one_is_kept() {
    in_every_shell(HOSTILE, |stage, shell| {
        restore_config(stage);
        let d = json!({ "profile": stage.text("profile"), "limits": limits(), "cell": "ProdCell" });
        stage.step("restore_config/back", ID, d);
        back(stage, shell).expect(shell, 0, &["nothing to take back"]);
        // Half a restore, then a whole one.
        stage.does("restoreConfig.sh", &REPLACES.replace("HERE", "kill -9 $PPID; exit 1"));
        assert_ne!(step(stage, shell).code, 0);
        stage.does("restoreConfig.sh", &REPLACES.replace("HERE", ""));
        step(stage, shell).expect(shell, 0, &[]);
        assert_eq!(config(stage), "then\n");
        stage.file("profile/logs/dmgr/dmgr.pid", &std::process::id().to_string());
        back(stage, shell).expect(shell, 10, &["dmgr runs"]);
        fs::remove_file(stage.path("profile/logs/dmgr/dmgr.pid")).unwrap();
        // Cut off at each of the two renames.
        for nth in [1, 2] {
            stage.script(
                "path/mv",
                &format!(
                    "n=$(cat \"$STAND/n\" 2>/dev/null || echo 0); n=$((n + 1))\n\
                     echo $n > \"$STAND/n\"; /bin/mv \"$@\"\n\
                     if [ $n = {nth} ]; then kill -9 $PPID; fi"
                ),
            );
            assert_ne!(back(stage, shell).code, 0, "{shell:?} {nth}");
        }
        fs::remove_file(stage.path("path/mv")).unwrap();
        let outcome = back(stage, shell);
        outcome.expect(shell, 0, &["config.old_1", "DONE"]);
        assert_eq!(config(stage), "now", "{shell:?}");
        let names = fs::read_dir(stage.path("profile")).unwrap();
        let aside = names.map(|name| name.unwrap().path());
        let aside: Vec<_> =
            aside.filter(|path| path.to_str().unwrap().contains("taken-back")).collect();
        assert_eq!(aside.len(), 1, "{shell:?}");
        let kept = fs::read_to_string(aside[0].join("cells/ProdCell/cell.xml")).unwrap();
        assert_eq!(kept, "then\n");
        let outcome = back(stage, shell);
        outcome.expect(shell, 0, &["nothing to take back"]);
        // Forward and back once more: the half that is still there is not the way back.
        stage.does("restoreConfig.sh", &REPLACES.replace("HERE", ""));
        step(stage, shell).expect(shell, 0, &["config.old_1"]);
        back(stage, shell).expect(shell, 0, &[]);
        assert_eq!(config(stage), "now", "{shell:?}");
    });
}

#[test]
fn without_a_renamed_folder_what_was_kept_is_put_back() {
    in_every_shell(HOSTILE, |stage, shell| {
        restore_config(stage);
        let d = json!({ "profile": stage.text("profile"), "limits": limits(), "cell": "ProdCell" });
        stage.step("restore_config/back", ID, d);
        let journal = |name: &str, text: &str| stage.file(&format!("bundle/journal/{name}"), text);
        let profile = stage.text("profile");
        stage.does("restoreConfig.sh", "");
        step(stage, shell).expect(shell, 0, &["no renamed folder"]);
        back(stage, shell).expect(shell, 10, &["names no configuration"]);
        // The files themselves were kept, because backupConfig did not work.
        stage.file("keep/c/config/cells/ProdCell/cell.xml", "kept");
        journal("kept.txt", &format!("KEPT config {profile}|{}\n", stage.text("keep/c/config")));
        let outcome = back(stage, shell);
        outcome.expect(shell, 0, &["DONE"]);
        assert!(outcome.calls.is_empty());
        assert_eq!(config(stage), "kept");
        assert!(stage.path("keep/c/config/cells").exists());
        step(stage, shell).expect(shell, 0, &[]);
        let zip = stage.text("keep/c.zip");
        stage.file("keep/c.zip", "zip");
        journal("kept.txt", &format!("KEPT config {profile}|{zip}\n"));
        stage.says("restoreConfig.sh", "ADMU0111E: Program exiting with error\n", 0);
        back(stage, shell).expect(shell, 11, &["did not restore"]);
        stage.says("restoreConfig.sh", "ADMU5506I\n", 0);
        let outcome = back(stage, shell);
        outcome.expect(shell, 0, &["is again the one from before"]);
        assert!(outcome.calls[0].starts_with(&format!("restoreConfig.sh [{zip}]")));
    });
}

#[test]
fn a_db2_store_is_put_back_from_the_image_that_was_kept() {
    in_every_shell("stage", |stage, shell| {
        stage.file("backup/ORDERSDB.0.i.DBPART000.20101110020030.001", "x");
        let good = format!("DB20000I\n{TABLES}AB12\n1 ROWS\n");
        stage.database("db2", &good, "RESTORE*");
        stage.file("stand/to", &stage.text("keep"));
        let image = "ORDERSDB.0.db2inst1.DBPART000.20240521081500.001";
        // What was kept makes it again what it was.
        let keeps = format!(
            "case $1 in BACKUP*) echo x > \"$(cat \"$STAND/to\")/{image}\" ;;\n\
             RESTORE*/keep*) rm -f \"$STAND/state\" ;; esac"
        );
        let answers = stage.read("stand/db2.do").replace("sed ", &format!("{keeps}\nsed "));
        let and = |more: &str| stage.does("db2", &format!("{answers}\n{more}"));
        and("");
        put_store(stage, "db2", &json!({ "database": "ORDERSDB", "instance": "db2inst1" }));
        keep(stage, shell);
        let outcome = back(stage, shell);
        outcome.expect(shell, 0, &["was not begun: nothing to take back"]);
        assert!(outcome.calls.is_empty());
        // Only half of the restore has happened.
        and("case $1 in RESTORE*) kill -9 $PPID ;; esac");
        assert_ne!(step(stage, shell).code, 0);
        // And the way back is cut off while it looks at what it has restored.
        and("case $1 in CONNECT*) kill -9 $PPID ;; esac");
        let outcome = back(stage, shell);
        assert_ne!(outcome.code, 0, "{shell:?}");
        let (from, call) = (stage.text("keep"), &outcome.calls[0]);
        assert_eq!(
            *call,
            format!(
                "db2 [RESTORE DATABASE ORDERSDB FROM {from} TAKEN AT 20240521081500 REPLACE \
                 EXISTING WITHOUT ROLLING FORWARD WITHOUT PROMPTING]"
            )
        );
        and("");
        let outcome = back(stage, shell);
        let parts = ["only looking again", "again what it was before", "is again as it was kept"];
        outcome.expect(shell, 0, &parts);
        assert!(!outcome.calls.iter().any(|call| call.contains("[RESTORE")), "{shell:?}");
        back(stage, shell).expect(shell, 0, &["nothing to take back"]);
        // What was kept may have been broken: a person says so.
        step(stage, shell).expect(shell, 0, &[]);
        stage.file("stand/db2.text", &good.replace("AB12", ""));
        let parts = [
            "does not hold AB12",
            "it is not what it was before the restore",
            "./run.sh backout --host was01.example.com --confirm back-001-a-step",
        ];
        back(stage, shell).expect(shell, 15, &parts);
        let confirmed = [("SIBRESTORE_CONFIRM", "back-001-a-step")];
        let script = format!("backout/{ID}/back.sh");
        stage.run_with(shell, &script, &[], &confirmed).expect(shell, 0, &["a person has looked"]);
        // A way back that has changed nothing leaves a restored store, on which nothing may start.
        stage.file("stand/db2.text", &good);
        stage.as_before();
        step(stage, shell).expect(shell, 0, &[]);
        stage.answers("db2", &good, "RESTORE*");
        back(stage, shell).expect(shell, 15, &["LOOK orders-store: it is not what it was before"]);
    });
}

#[test]
fn a_derby_store_and_one_of_the_sites_own_are_put_back_by_the_same_tools() {
    in_every_shell("stage", |stage, shell| {
        stage.file("backup/service.properties", "x");
        let text = format!(
            "SIBRESTORE-TABLES\n{TABLES}SIBRESTORE-LISTING\nSIB000\nSIBRESTORE-OWNER\nAB12\n\
             SIBRESTORE-COUNTS\n1 ROWS\nSIBRESTORE-END\n"
        );
        stage.database("ij", &text, "*restoreFrom=*/backup*");
        let fields = json!({ "database": "/d/store", "network": false, "host": "h", "port": 1 });
        put_store(stage, "derby", &fields);
        let keeps = "copy=$(sed -n \"s/.*BACKUP_DATABASE('\\(.*\\)').*/\\1/p\" \"$1\")\n\
            if [ -n \"$copy\" ]; then mkdir -p \"$copy/store\"\n\
            echo x > \"$copy/store/service.properties\"; fi\n\
            case $told in *restoreFrom=*/keep/*) rm -f \"$STAND/state\" ;; esac\nsed -e ";
        let answers = stage.read("stand/ij.do").replacen("sed ", keeps, 1);
        stage.does("ij", &answers);
        keep(stage, shell);
        step(stage, shell).expect(shell, 0, &[]);
        let outcome = back(stage, shell);
        outcome.expect(shell, 0, &["is again as it was kept"]);
        let calls = ["probe", "restore", "verify", "counts"].map(|file| format!("ij [{file}.sql]"));
        assert_eq!(outcome.calls, calls);
        let sql = stage.read(&format!("bundle/journal/back-{ID}.work/restore.sql"));
        let from = format!("restoreFrom={}/000-keep-", stage.text("keep"));
        assert!(sql.contains(&from) && sql.contains("/store'"), "{sql}");
        stage.forget();
        for tool in ["restore", "verify", "keep"] {
            stage.stand_in(&format!("path/my {tool}"), "uuid AB12\n", 0);
        }
        let fields = json!({ "restore": stage.text("path/my restore"),
            "verify": stage.text("path/my verify"), "keep": stage.text("path/my keep") });
        put_store(stage, "command", &fields);
        keep(stage, shell);
        stage.says("my restore", "", 1);
        step(stage, shell).expect(shell, 11, &[]);
        stage.says("my restore", "", 0);
        let outcome = back(stage, shell);
        outcome.expect(shell, 0, &["DONE"]);
        let restore = format!("my restore [{}]", stage.text("keep"));
        assert_eq!(outcome.calls, [restore.as_str(), "my verify"]);
        back(stage, shell).expect(shell, 0, &["nothing to take back"]);
    });
}

#[test]
fn the_files_of_a_store_come_back_and_those_of_the_restore_stay_beside_them() {
    in_every_shell(HOSTILE, |stage, shell| {
        let fields = json!({ "log": stage.text("fs/log"), "permanent": stage.text("fs/store"),
            "temporary": stage.text("fs/temporary") });
        for place in ["log", "store", "temporary"] {
            stage.file(&format!("backup/{place}/File"), "then");
        }
        // The temporary store was not there when the others were kept.
        stage.file("fs/log/File", "now");
        stage.file("fs/store/File", "now");
        put_store(stage, "file", &fields);
        keep(stage, shell);
        back(stage, shell).expect(shell, 0, &["nothing to take back"]);
        // Half of the step: the log has been put aside, and nothing is in its place.
        stage.script("path/mv", "/bin/mv \"$@\"; case $2 in */log.before-*) kill -9 $PPID ;; esac");
        assert_ne!(step(stage, shell).code, 0);
        fs::remove_file(stage.path("path/mv")).unwrap();
        assert!(!stage.path("fs/log").exists());
        back(stage, shell).expect(shell, 0, &["DONE"]);
        let all = |text: &str| {
            assert_eq!(stage.read("fs/log/File"), text, "{shell:?}");
            assert_eq!(stage.read("fs/store/File"), text, "{shell:?}");
        };
        all("now");
        step(stage, shell).expect(shell, 0, &["DONE"]);
        all("then");
        assert!(stage.path("fs/temporary").exists());
        // The way back itself is cut off between two renames.
        stage.script(
            "path/mv",
            "/bin/mv \"$@\"; case $2 in */store.before-*) kill -9 $PPID ;; esac",
        );
        assert_ne!(back(stage, shell).code, 0);
        fs::remove_file(stage.path("path/mv")).unwrap();
        back(stage, shell).expect(shell, 0, &["going on with it", "DONE"]);
        all("now");
        assert!(!stage.path("fs/temporary").exists(), "{shell:?}");
        let before = fs::read_dir(stage.path("fs")).unwrap().count();
        back(stage, shell).expect(shell, 0, &["nothing to take back"]);
        assert_eq!(fs::read_dir(stage.path("fs")).unwrap().count(), before);
    });
}
