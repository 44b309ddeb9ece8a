//! Phase 0, keeping and restoring the configuration, keeping logs, and what people do.

use crate::shell::contexts::{limits, store};
use crate::shell::stage::{HOSTILE, Outcome, Stage, in_every_shell};
use serde_json::{Value, json};
use std::fs;

const ID: &str = "001-a-step";
/// Of something else.
const OTHER_SHA256: &str = "6dad4ba94a1e74ed4a77c3d80ae54cbbf6fd2dff27df38cc7cd0e5a8a0d7b1f2";

fn put(stage: &Stage, kind: &str, d: Value) {
    let mut all = json!({ "profile": stage.text("profile"), "limits": limits() });
    if let (Some(all), Value::Object(d)) = (all.as_object_mut(), d) {
        all.extend(d);
    }
    stage.step(&format!("{kind}/step"), ID, all);
}

fn run(stage: &Stage, shell: &[&str]) -> Outcome {
    stage.run(shell, &format!("steps/{ID}/step.sh"), &[])
}

fn sha256(text: &str) -> String {
    use sha2::{Digest, Sha256};
    Sha256::digest(text).iter().fold(String::new(), |sum, byte| format!("{sum}{byte:02x}"))
}

fn prove(stage: &Stage, sum: &str, props: &str) {
    stage.file("backup/a.zip", "zip");
    stage.file("soap.client.props", props);
    put(
        stage,
        "prove_host",
        json!({
            "os": "posix", "profiles": [stage.text("profile")], "tools": ["sleep"],
            "files": [{ "path": stage.text("backup/a.zip"), "sha256": sum, "what": "the archive" }],
            "dirs": [{ "path": stage.text("backup"), "what": "backups" }], "backups": [],
            "props": [{ "path": stage.text("soap.client.props"), "what": "SOAP",
                "keys": ["com.ibm.SOAP.loginUserid", "com.ibm.SOAP.loginPassword"] }],
        }),
    );
}

const SET: &str = "# com.ibm.SOAP.loginUserid=\ncom.ibm.SOAP.securityEnabled=true\r\n\
    com.ibm.SOAP.loginUserid=wasadmin\ncom.ibm.SOAP.loginPassword={xor}S3cr3t\n";

#[test]
fn phase_0_says_all_that_is_missing_and_changes_nothing() {
    in_every_shell(HOSTILE, |stage, shell| {
        prove(stage, &sha256("zip"), &format!("{SET}com.ibm.SOAP.loginSource=none\n"));
        let outcome = run(stage, shell);
        outcome.expect(shell, 0, &["checksum is right", "all 6 proofs hold"]);
        assert!(!outcome.text.contains("S3cr3t"), "{shell:?}");
        prove(stage, OTHER_SHA256, &format!("{SET}com.ibm.SOAP.loginSource=prompt\n"));
        fs::remove_dir_all(stage.path("profile/config")).unwrap();
        let parts = ["NO  profile", "NO  file", "loginSource asks", "3 of 6 proofs failed"];
        run(stage, shell).expect(shell, 10, &parts);
    });
}

fn prove_backup(stage: &Stage, kind: &str, time: &str) {
    fs::create_dir_all(stage.path("backup")).unwrap();
    put(
        stage,
        "prove_host",
        json!({
            "os": "posix", "profiles": [], "tools": [], "files": [], "dirs": [], "props": [],
            "backups": [{ "path": stage.text("backup"), "kind": kind, "database": "ORDERSDB",
                "time": time, "what": "the backup" }],
        }),
    );
}

#[test]
fn a_folder_without_the_backup_of_the_plan_is_no_backup() {
    in_every_shell(HOSTILE, |stage, shell| {
        let image = |of: &str, time: &str, text: &str| {
            stage.file(&format!("backup/{of}.0.db2inst1.DBPART000.{time}.001"), text);
        };
        let no = |parts: &[&str]| run(stage, shell).expect(shell, 10, parts);
        prove_backup(stage, "db2", "20101110020030");
        no(&["NO  folder", "it holds no image of ORDERSDB"]);
        image("OTHERDB", "20101110020030", "image");
        no(&["it holds no image of ORDERSDB"]);
        image("ordersdb", "20101109020030", "image");
        no(&["it holds no image of 20101110020030"]);
        image("ordersdb", "20101110020030", "");
        no(&["image ordersdb.0.db2inst1.DBPART000.20101110020030.001 is empty"]);
        image("ordersdb", "20101110020030", "image");
        run(stage, shell).expect(shell, 0, &["all 2 proofs hold"]);
        // DB2 takes the one image that is there, where nobody names one.
        prove_backup(stage, "db2", "");
        no(&["it holds images of 2 times"]);
        for (kind, file, says) in
            [("derby", "service.properties", "no Derby database"), ("file", "in/File", "no file")]
        {
            fs::remove_dir_all(stage.path("backup")).unwrap();
            prove_backup(stage, kind, "");
            no(&[says]);
            stage.file(&format!("backup/{file}"), "x");
            run(stage, shell).expect(shell, 0, &["all 2 proofs hold"]);
        }
    });
}

#[test]
fn a_command_of_the_system_that_is_missing_is_named() {
    in_every_shell("stage", |stage, shell| {
        prove_backup(stage, "file", "");
        stage.file("backup/File", "x");
        // All that is on this machine, but for one.
        let mut there = std::collections::BTreeSet::new();
        for folder in ["/usr/local/bin", "/usr/bin", "/bin"] {
            for entry in fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                let name = path.file_name().unwrap().to_str().unwrap().to_owned();
                if name != "cksum" && there.insert(name.clone()) {
                    let link = stage.path("few").join(&name);
                    fs::create_dir_all(stage.path("few")).unwrap();
                    std::os::unix::fs::symlink(path, link).unwrap();
                }
            }
        }
        let script = format!("steps/{ID}/step.sh");
        let few = stage.text("few");
        let first = format!("/usr/bin/{}", shell[0]);
        let mut words = vec![first.as_str()];
        words.extend(&shell[1..]);
        let outcome = stage.run_with(&words, &script, &[], &[("PATH", few.as_str())]);
        outcome.expect(shell, 10, &["not on the path of this user: cksum", "1 of 2 proofs failed"]);
    });
}

#[test]
fn credentials_are_asked_for_only_where_security_is_on() {
    in_every_shell("stage", |stage, shell| {
        prove(stage, "", "com.ibm.SOAP.securityEnabled=true\ncom.ibm.SOAP.loginUserid= \n");
        let parts = ["no value: com.ibm.SOAP.loginUserid", "no value: com.ibm.SOAP.loginPassword"];
        run(stage, shell).expect(shell, 10, &parts);
        prove(stage, "", "com.ibm.SOAP.securityEnabled=false\n");
        run(stage, shell).expect(shell, 0, &["securityEnabled is not true"]);
        fs::remove_file(stage.path("soap.client.props")).unwrap();
        run(stage, shell).expect(shell, 10, &["NO  properties"]);
    });
}

#[test]
fn a_configuration_is_kept_without_stopping_servers() {
    in_every_shell(HOSTILE, |stage, shell| {
        stage.stand_in("profile/bin/backupConfig.sh", "ADMU5002I: done\n", 0);
        stage.does("backupConfig.sh", "printf zip > \"$1\"");
        put(stage, "keep_config", json!({ "to": stage.text("keep") }));
        let outcome = run(stage, shell);
        outcome.expect(shell, 0, &["the configuration is kept in"]);
        assert!(outcome.calls[0].contains(".zip] [-nostop] [-logfile]"), "{:?}", outcome.calls);
        // The tool fails: then the files themselves are kept.
        stage.says("backupConfig.sh", "ADMU0111E: Program exiting with error\n", 0);
        stage.file("profile/config/cells/ProdCell/cell.xml", "<x/>");
        run(stage, shell).expect(shell, 0, &["the files are copied instead"]);
        let kept = stage.read("bundle/journal/kept.txt");
        let copy = kept.lines().last().unwrap().split_once('|').unwrap().1;
        assert_eq!(fs::read_to_string(format!("{copy}/cells/ProdCell/cell.xml")).unwrap(), "<x/>");
    });
}

fn restore(stage: &Stage, listing: &str) {
    stage.file("backup/a.zip", "zip");
    stage.stand_in("path/unzip", listing, 0);
    stage.stand_in("profile/bin/restoreConfig.sh", "ADMU5506I: restored\n", 0);
    stage.file("stand/profile", &stage.text("profile"));
    stage.does(
        "restoreConfig.sh",
        "p=$(cat \"$STAND/profile\"); mv \"$p/config\" \"$p/config.old_7\"\n\
         mkdir -p \"$p/config/cells/ProdCell\"",
    );
    let archive = stage.text("backup/a.zip");
    put(
        stage,
        "restore_config",
        json!({ "archive": archive, "sha256": sha256("zip"), "cell": "ProdCell", "nd": false }),
    );
}

#[test]
fn the_archive_of_a_node_is_not_that_of_the_cell() {
    in_every_shell(HOSTILE, |stage, shell| {
        let node = "  1  cells/ProdCell/nodes/N1/servers/m1/server.xml\n\
            \x20 1  cells/Other/nodes/N0/servers/dmgr/server.xml\n\
            \x20 1  cells/ProdCell/cell.xml\n";
        restore(stage, node);
        let d = json!({ "archive": stage.text("backup/a.zip"), "sha256": "",
            "cell": "ProdCell", "nd": true });
        put(stage, "restore_config", d);
        let outcome = run(stage, shell);
        outcome.expect(shell, 10, &["no deployment manager", "a node's own archive (H10)"]);
        assert_eq!(outcome.calls.len(), 1, "{:?}", outcome.calls);
        let whole = format!("{node}  1  cells/ProdCell/nodes/N0/servers/dmgr/server.xml\n");
        stage.says("unzip", &whole, 0);
        run(stage, shell).expect(shell, 0, &["config.old_7"]);
    });
}

#[test]
fn a_configuration_is_restored_and_the_old_one_is_found() {
    in_every_shell(HOSTILE, |stage, shell| {
        restore(stage, "  12  cells/ProdCell/cell.xml\n");
        let outcome = run(stage, shell);
        outcome.expect(shell, 0, &["config.old_7", "held the engines again (H1)"]);
        assert!(outcome.calls[1].starts_with("restoreConfig.sh ["), "{:?}", outcome.calls);
        assert!(outcome.calls[1].ends_with("[-replacelog]"), "{:?}", outcome.calls);
        let renamed = format!("RENAMED config {0}|{0}/config.old_7\n", stage.text("profile"));
        assert_eq!(stage.read("bundle/journal/kept.txt"), renamed);
        // An error id counts, and the status does not excuse it.
        stage.does("restoreConfig.sh", "");
        stage.says("restoreConfig.sh", "ADMU0111E: Program exiting with error\n", 0);
        run(stage, shell).expect(shell, 11, &["ADMU message that ends in E"]);
        stage.says("restoreConfig.sh", "", 1);
        run(stage, shell).expect(shell, 11, &["status 1"]);
    });
}

#[test]
fn a_restore_that_has_failed_and_left_no_configuration_is_made_again() {
    in_every_shell(HOSTILE, |stage, shell| {
        restore(stage, "  12  cells/ProdCell/cell.xml\n");
        stage.does(
            "restoreConfig.sh",
            "p=$(cat \"$STAND/profile\"); mv \"$p/config\" \"$p/config.old_7\"",
        );
        stage.says("restoreConfig.sh", "ADMU0111E: Program exiting with error\n", 255);
        run(stage, shell).expect(shell, 11, &["ADMU message that ends in E"]);
        stage.does(
            "restoreConfig.sh",
            "p=$(cat \"$STAND/profile\"); mkdir -p \"$p/config/cells/ProdCell\"",
        );
        stage.says("restoreConfig.sh", "ADMU5506I: restored\n", 0);
        run(stage, shell).expect(shell, 0, &["the configuration of ProdCell is restored"]);
    });
}

#[test]
fn the_archive_of_another_cell_and_a_running_manager_close_the_gate() {
    in_every_shell("stage", |stage, shell| {
        restore(stage, "  12  cells/TestCell/cell.xml\n");
        let outcome = run(stage, shell);
        outcome.expect(shell, 10, &["holds no cell ProdCell"]);
        assert_eq!(outcome.calls.len(), 1, "{:?}", outcome.calls);
        restore(stage, "  12  cells/ProdCell/cell.xml\n");
        stage.file("backup/a.zip", "other");
        let outcome = run(stage, shell);
        outcome.expect(shell, 10, &["checksum differs"]);
        assert!(outcome.calls.is_empty());
        restore(stage, "  12  cells/ProdCell/cell.xml\n");
        stage.file("profile/logs/dmgr/dmgr.pid", &std::process::id().to_string());
        let outcome = run(stage, shell);
        outcome.expect(shell, 10, &["dmgr runs"]);
        assert!(outcome.calls.is_empty());
    });
}

#[test]
fn a_missing_checksum_tool_is_said_aloud() {
    in_every_shell("stage", |stage, shell| {
        restore(stage, "  12  cells/ProdCell/cell.xml\n");
        // Only these commands are on the path, so no tool for SHA-256 is.
        for tool in [
            "cat", "tail", "tee", "wc", "date", "mkdir", "dirname", "basename", "grep", "ls",
            "sed", "ps", "sort", "tr", "mv", "id", "printf", "sh", "rm", "head",
        ] {
            let target = ["/usr/bin", "/bin"].iter().map(|dir| format!("{dir}/{tool}"));
            let target = target.into_iter().find(|at| fs::metadata(at).is_ok()).unwrap();
            std::os::unix::fs::symlink(target, stage.path(&format!("path/{tool}"))).unwrap();
        }
        let script = format!("steps/{ID}/step.sh");
        let path = [("PATH", stage.text("path"))];
        let path: Vec<(&str, &str)> = path.iter().map(|(k, v)| (*k, v.as_str())).collect();
        let whole = |name: &str| format!("/usr/bin/{name}");
        let first = whole(shell[0]);
        let mut words = vec![first.as_str()];
        words.extend(&shell[1..]);
        let outcome = stage.run_with(&words, &script, &[], &path);
        outcome.expect(shell, 0, &["NOT VERIFIED: this host has no tool for SHA-256"]);
    });
}

#[test]
fn logs_are_kept_under_new_names() {
    in_every_shell(HOSTILE, |stage, shell| {
        stage.file("profile/logs/m 1/SystemOut.log", "text");
        let servers = json!([{ "name": "m 1", "log_dir": stage.text("profile/logs/m 1"),
            "hpel": false }, { "name": "m2", "log_dir": stage.text("none"), "hpel": false }]);
        // As plans have it: within the bundle, whatever the working directory is.
        put(stage, "keep_logs", json!({ "servers": servers, "to": "journal/kept-logs" }));
        run(stage, shell).expect(shell, 0, &["m2 has no log folder", "DONE"]);
        assert!(stage.path("bundle/journal/kept-logs").is_dir());
        let kept = stage.read("bundle/journal/kept.txt");
        let (_, copy) = kept.lines().next().unwrap().split_once('|').unwrap();
        assert_eq!(fs::read_to_string(format!("{copy}/SystemOut.log")).unwrap(), "text");
    });
}

#[test]
fn a_person_confirms_by_the_id_and_a_script_by_its_status() {
    in_every_shell(HOSTILE, |stage, shell| {
        put(stage, "manual", json!({ "text": "call 'them' $now", "role": "DBA" }));
        run(stage, shell).expect(
            shell,
            17,
            &[
                "TO BE DONE by DBA: call 'them' $now",
                "  ./run.sh run --host was01.example.com --confirm 001-a-step\n",
            ],
        );
        let script = format!("steps/{ID}/step.sh");
        let outcome = stage.run_with(shell, &script, &[], &[("SIBRESTORE_CONFIRM", ID)]);
        outcome.expect(shell, 0, &[]);
        let outcome = stage.run_with(shell, &script, &[], &[("SIBRESTORE_CONFIRM", "001")]);
        outcome.expect(shell, 17, &[]);
        stage.stand_in("bundle/-my $script", "said\n", 0);
        put(stage, "run_script", json!({ "path": "-my $script" }));
        let outcome = run(stage, shell);
        outcome.expect(shell, 0, &["said"]);
        assert_eq!(outcome.calls, ["-my $script"]);
        stage.says("-my $script", "said\n", 3);
        run(stage, shell).expect(shell, 11, &["ended with status 3"]);
        put(stage, "run_script", json!({ "path": "/none" }));
        run(stage, shell).expect(shell, 10, &["is not there"]);
    });
}

/// From here on commands run as another user than the one who owns the stage.
fn as_another_user(stage: &Stage) {
    stage.script("path/id", "case $1 in -u) echo 4711 ;; *) echo stranger ;; esac");
}

#[test]
fn a_configuration_that_belongs_to_another_user_closes_the_gate() {
    in_every_shell(HOSTILE, |stage, shell| {
        prove(stage, "", "com.ibm.SOAP.securityEnabled=false\n");
        as_another_user(stage);
        let parts = ["NO  profile", "this run is by stranger", "1 of 6 proofs failed"];
        run(stage, shell).expect(shell, 10, &parts);
        restore(stage, "  12  cells/ProdCell/cell.xml\n");
        let outcome = run(stage, shell);
        let parts = ["this run is by stranger", "files would belong to stranger"];
        outcome.expect(shell, 10, &parts);
        assert!(outcome.calls.is_empty(), "{:?}", outcome.calls);
        // A Derby database without a server is opened by this step itself. Its path is a
        // plain one here, because a quote closes the gate before.
        stage.stand_in("path/ij", "", 0);
        let mut fields =
            json!({ "database": "/var/tmp", "network": false, "host": "h", "port": 1527 });
        let d = store("IBMWSSIB", "AB12", "/var/tmp", "", fields.clone());
        stage.step("restore_store/derby", ID, d);
        let outcome = run(stage, shell);
        outcome.expect(shell, 10, &["/var/tmp belongs to root", "this run is by stranger"]);
        assert!(outcome.calls.is_empty(), "{:?}", outcome.calls);
        // The files of a network server are its own matter.
        fields["network"] = json!(true);
        let backup = tempfile::tempdir().unwrap();
        fs::write(backup.path().join("service.properties"), "x").unwrap();
        let from = backup.path().to_str().unwrap();
        stage.step("restore_store/derby", ID, store("S", "AB12", from, "", fields));
        let outcome = run(stage, shell);
        assert_eq!(outcome.calls[0], "ij [probe.sql]", "{shell:?}");
    });
}

#[test]
fn a_folder_of_the_journal_is_the_bundles_own() {
    in_every_shell(HOSTILE, |stage, shell| {
        stage.stand_in("profile/bin/backupConfig.sh", "ADMU5002I: done\n", 0);
        stage.does("backupConfig.sh", "printf zip > \"$1\"");
        put(stage, "keep_config", json!({ "to": "journal/kept-config" }));
        run(stage, shell).expect(shell, 0, &["the configuration is kept in"]);
        assert_eq!(fs::read_dir(stage.path("bundle/journal/kept-config")).unwrap().count(), 1);
        assert!(!std::path::Path::new("/journal").exists(), "{shell:?}");
    });
}
