//! Each kind of step, asked before and after it runs, and run again after a cut: what is there
//! already is not done once more.

use crate::processes::server_process;
use crate::shell::contexts::{limits, store};
use crate::shell::stage::{HOSTILE, Outcome, Stage, in_every_shell};
use serde_json::{Value, json};
use std::fs;

pub const ID: &str = "001-a-step";
const STEP: &str = "steps/001-a-step/step.sh";

pub fn put(stage: &Stage, kind: &str, d: Value) {
    let mut all = json!({ "profile": stage.text("profile"), "limits": limits() });
    if let (Some(all), Value::Object(d)) = (all.as_object_mut(), d) {
        all.extend(d);
    }
    stage.step(&format!("{kind}/step"), ID, all);
}

fn put_store(stage: &Stage, kind: &str, fields: Value) {
    let d = store("IBMWSSIB", "AB12", &stage.text("backup"), &stage.text("keep"), fields);
    stage.step(kind, ID, d);
    fs::create_dir_all(stage.path("keep")).unwrap();
}

pub fn ask(stage: &Stage, shell: &[&str], mode: &str) -> Outcome {
    stage.run(shell, STEP, &[mode])
}

pub fn journal(stage: &Stage, end: &str) -> std::path::PathBuf {
    stage.path(&format!("bundle/journal/{ID}.{end}"))
}

/// A pid file of a process that lives: this one.
fn runs(stage: &Stage, server: &str) {
    let pid = std::process::id().to_string();
    stage.file(&format!("profile/logs/{server}/{server}.pid"), &pid);
}

fn ended(stage: &Stage, server: &str) {
    fs::remove_file(stage.path(&format!("profile/logs/{server}/{server}.pid"))).ok();
}

#[test]
fn a_server_that_this_step_has_stopped_is_not_stopped_again() {
    in_every_shell(HOSTILE, |stage, shell| {
        stage.stand_in("profile/bin/stopServer.sh", "ADMU4000I: stopped\n", 0);
        stage.file("stand/pid", &stage.text("profile/logs/m1/m1.pid"));
        let servers = json!([{ "name": "m1" }, { "name": "m2" }]);
        put(stage, "stop_servers", json!({ "servers": servers }));
        let pid = server_process(stage, "m1");
        stage.file("stand/victim", &pid.to_string());
        ask(stage, shell, "before").expect(shell, 0, &["READY"]);
        let outcome = ask(stage, shell, "verify");
        outcome.expect(shell, 10, &["DOES NOT HOLD 001-a-step: m1 runs: process"]);
        assert!(outcome.calls.is_empty());
        // m1 goes, and then the run is cut off at m2.
        stage.does(
            "stopServer.sh",
            "rm -f \"$(cat \"$STAND/pid\")\"; kill \"$(cat \"$STAND/victim\")\"\n\
            if [ \"$1\" = m2 ]; then kill -9 $PPID; fi",
        );
        assert_ne!(ask(stage, shell, "do").code, 0);
        assert_eq!(stage.read(&format!("bundle/journal/{ID}.stopped")), "m1\n");
        stage.does("stopServer.sh", "");
        let outcome = ask(stage, shell, "do");
        outcome.expect(shell, 0, &["m1 is down: this step has stopped it before"]);
        assert_eq!(outcome.calls, ["stopServer.sh [m2] [-timeout] [20]"]);
        ask(stage, shell, "verify").expect(shell, 0, &["HOLDS"]);
        // Something has started it again.
        runs(stage, "m1");
        ask(stage, shell, "verify").expect(shell, 10, &["m1 runs"]);
    });
}

#[test]
fn a_process_that_may_be_the_server_leaves_it_open_whether_it_is_down() {
    in_every_shell(HOSTILE, |stage, shell| {
        stage.stand_in("profile/bin/stopManager.sh", "", 0);
        stage.script("path/ps", "if [ \"$1\" = -ef ]; then cat \"$STAND/ps.out\"; else exit 1; fi");
        put(stage, "stop_manager", json!({}));
        let profile = stage.text("profile");
        fs::create_dir_all(stage.path("profile/logs/dmgr")).unwrap();
        stage.file("stand/ps.out", &format!("was 77 1 0 ? 0:01 java {profile}/conf\n"));
        let outcome = ask(stage, shell, "verify");
        outcome.expect(
            shell,
            15,
            &["it may be process 77", "./run.sh run --host was01.example.com --confirm 001-a-step"],
        );
        stage.file("stand/ps.out", "");
        ask(stage, shell, "verify").expect(shell, 0, &["HOLDS"]);
        assert!(outcome.calls.is_empty());
    });
}

#[test]
fn what_has_a_process_is_not_started_again_and_its_status_is_asked() {
    in_every_shell(HOSTILE, |stage, shell| {
        for (kind, tool, server) in [
            ("start_manager", "startManager.sh", "dmgr"),
            ("start_node", "startNode.sh", "nodeagent"),
            ("start_servers", "startServer.sh", "m1"),
            ("start_members", "startServer.sh", "m1"),
        ] {
            stage.stand_in(&format!("profile/bin/{tool}"), "ADMU3000I: open\n", 0);
            stage.stand_in("profile/bin/serverStatus.sh", "ADMU0509I: stopped\n", 0);
            put(stage, kind, json!({ "servers": [{ "name": "m1" }] }));
            stage.synchronised();
            ended(stage, server);
            let status = format!("serverStatus.sh [{server}]");
            let before = ask(stage, shell, "before");
            before.expect(shell, 0, &["READY"]);
            assert!(before.calls.is_empty());
            let outcome = ask(stage, shell, "verify");
            outcome.expect(shell, 10, &["DOES NOT HOLD", "ADMU0508"]);
            assert_eq!(outcome.calls, std::slice::from_ref(&status), "{kind}");
            // It is on its way up: an earlier run was cut off.
            runs(stage, server);
            stage.file("stand/serverStatus.sh.count", "0");
            stage.says("serverStatus.sh", "ADMU0508I: STARTED\n", 0);
            stage.says("serverStatus.sh.1", "ADMU0500I: status\n", 0);
            let outcome = ask(stage, shell, "do");
            outcome.expect(shell, 0, &["it is not started again", "DONE"]);
            assert_eq!(outcome.calls, [status.clone(), status.clone()], "{kind}");
            ask(stage, shell, "verify").expect(shell, 0, &["HOLDS"]);
            // It says that it is started, and its process is gone.
            stage.file(&format!("profile/logs/{server}/{server}.pid"), "4194399");
            ask(stage, shell, "verify").expect(shell, 15, &["its process is gone"]);
            runs(stage, server);
            stage.says("serverStatus.sh", "ADMU0500I: status\n", 0);
            let outcome = ask(stage, shell, "do");
            outcome.expect(shell, 12, &["has not said in 60 s"]);
            assert!(!outcome.calls.iter().any(|call| call.starts_with(tool)), "{kind}");
        }
    });
}

#[test]
fn a_recovery_that_was_asked_for_is_waited_for_and_not_asked_again() {
    in_every_shell(HOSTILE, |stage, shell| {
        stage.stand_in("profile/bin/startServer.sh", "ADMU3200I: launched\n", 0);
        stage.stand_in("profile/bin/serverStatus.sh", "ADMU0509I: stopped\n", 0);
        put(stage, "recovery_start", json!({ "server": "m1" }));
        ask(stage, shell, "verify").expect(shell, 10, &["has not come to its end"]);
        ask(stage, shell, "before").expect(shell, 0, &["READY"]);
        // Cut off while the end is waited for.
        runs(stage, "m1");
        ask(stage, shell, "before").expect(shell, 10, &["m1 runs"]);
        ended(stage, "m1");
        stage.does("serverStatus.sh", "kill -9 $PPID");
        assert_ne!(ask(stage, shell, "do").code, 0);
        stage.does("serverStatus.sh", "");
        ask(stage, shell, "verify").expect(shell, 10, &[]);
        let outcome = ask(stage, shell, "do");
        outcome.expect(shell, 0, &["only its end is looked for"]);
        assert_eq!(outcome.calls, ["serverStatus.sh [m1]"]);
        ask(stage, shell, "verify").expect(shell, 0, &["HOLDS"]);
        runs(stage, "m1");
        ask(stage, shell, "verify").expect(shell, 15, &["something else has started it"]);
        // Cut off while the tool is at work: what it launched is waited for.
        ended(stage, "m1");
        stage.does("startServer.sh", "kill -9 $PPID");
        assert_ne!(ask(stage, shell, "do").code, 0);
        runs(stage, "m1");
        let outcome = ask(stage, shell, "do");
        outcome.expect(shell, 12, &["has asked for the recovery start", "TIMED OUT"]);
        assert!(outcome.calls.is_empty());
    });
}

#[test]
fn the_mark_of_a_synchronised_node_and_of_a_person_is_what_verify_looks_for() {
    in_every_shell(HOSTILE, |stage, shell| {
        stage.stand_in("profile/bin/syncNode.sh", "ADMU0402I: node N1 done\n", 0);
        put(stage, "sync_node", json!({ "node": "N1", "manager_host": "d1", "manager_port": 8 }));
        ask(stage, shell, "before").expect(shell, 0, &["READY"]);
        ask(stage, shell, "verify").expect(shell, 10, &["DOES NOT HOLD"]);
        ask(stage, shell, "do").expect(shell, 0, &[]);
        let outcome = ask(stage, shell, "verify");
        outcome.expect(shell, 0, &["HOLDS"]);
        assert!(outcome.calls.is_empty());
        put(stage, "manual", json!({ "text": "call them", "role": "DBA" }));
        fs::remove_file(journal(stage, "done")).unwrap();
        ask(stage, shell, "before").expect(shell, 0, &["it is for DBA to do"]);
        ask(stage, shell, "verify").expect(shell, 10, &["nobody has said"]);
        let confirmed = [("SIBRESTORE_CONFIRM", ID)];
        stage.run_with(shell, STEP, &[], &confirmed).expect(shell, 0, &[]);
        ask(stage, shell, "verify").expect(shell, 0, &["HOLDS"]);
    });
}

#[test]
fn phase_0_may_be_asked_at_any_time() {
    in_every_shell(HOSTILE, |stage, shell| {
        let tools = |names: Value| {
            json!({ "os": "posix", "profiles": [], "tools": names,
            "files": [], "dirs": [], "backups": [], "props": [] })
        };
        put(stage, "prove_host", tools(json!(["sleep"])));
        ask(stage, shell, "before").expect(shell, 0, &["READY 001-a-step: all 2 proofs"]);
        ask(stage, shell, "verify").expect(shell, 0, &["HOLDS 001-a-step: all 2 proofs"]);
        put(stage, "prove_host", tools(json!(["no such tool"])));
        ask(stage, shell, "verify").expect(shell, 10, &["GATE CLOSED"]);
    });
}

#[test]
fn what_is_said_to_be_kept_must_still_be_there() {
    in_every_shell(HOSTILE, |stage, shell| {
        let gone = |what: &str| {
            let kept = stage.read("bundle/journal/kept.txt");
            let line = kept.lines().rfind(|line| line.starts_with(what)).unwrap();
            let copy = line.split_once('|').unwrap().1.to_owned();
            ask(stage, shell, "verify").expect(shell, 0, &["HOLDS"]);
            fs::rename(&copy, format!("{copy}.away")).unwrap();
            ask(stage, shell, "verify").expect(shell, 10, &["is gone"]);
        };
        let asked = || {
            ask(stage, shell, "before").expect(shell, 0, &["READY"]);
            ask(stage, shell, "verify").expect(shell, 10, &["DOES NOT HOLD"]);
            let outcome = ask(stage, shell, "do");
            outcome.expect(shell, 0, &[]);
        };
        stage.file("profile/logs/m 1/SystemOut.log", "text");
        let servers = json!([{ "name": "m 1", "log_dir": stage.text("profile/logs/m 1") }]);
        put(stage, "keep_logs", json!({ "servers": servers, "to": "journal/kept-logs" }));
        asked();
        gone("KEPT logs m 1|");
        stage.stand_in("profile/bin/backupConfig.sh", "ADMU5002I: done\n", 0);
        stage.does("backupConfig.sh", "printf zip > \"$1\"");
        put(stage, "keep_config", json!({ "to": "journal/kept-config" }));
        asked();
        gone("KEPT config ");
        let fields = json!({ "log": stage.text("fs/log"), "permanent": stage.text("fs/store"),
            "temporary": stage.text("fs/store") });
        stage.file("fs/log/Log", "now");
        put_store(stage, "keep_store/file", fields);
        asked();
        gone("KEPT store ");
    });
}

fn files(stage: &Stage) -> [&'static str; 3] {
    let fields = json!({ "log": stage.text("fs/log"), "permanent": stage.text("fs/permanent"),
        "temporary": stage.text("fs/temporary") });
    let places = ["log", "permanent", "temporary"];
    for place in places {
        stage.file(&format!("fs/{place}/File"), "now");
        stage.file(&format!("backup/{place}/File"), "then");
    }
    put_store(stage, "restore_store/file", fields);
    places
}

/// The run dies at its n-th call of this command, before or after the command has done its work.
fn dies_at(stage: &Stage, command: &str, nth: usize, after: bool) {
    let first = if after { format!("/bin/{command} \"$@\"; ") } else { String::new() };
    stage.script(
        &format!("path/{command}"),
        &format!(
            "n=$(cat \"$STAND/n\" 2>/dev/null || echo 0); n=$((n + 1)); echo $n > \"$STAND/n\"\n\
             if [ $n = {nth} ]; then {first}kill -9 $PPID; exit 1; fi\n\
             exec /bin/{command} \"$@\""
        ),
    );
    fs::remove_file(stage.path("stand/n")).ok();
}

#[test]
fn files_that_were_half_renamed_are_renamed_to_the_end_and_none_is_lost() {
    in_every_shell(HOSTILE, |stage, shell| {
        // Three copies, one rename for the list of them, and two renames for each place.
        let cuts: Vec<(&str, usize, bool)> = [("cp", 2, false), ("cp", 3, true)]
            .into_iter()
            .chain((1..=7).flat_map(|nth| [("mv", nth, false), ("mv", nth, true)]))
            .collect();
        // All of them in one shell, and the worst of them in the others.
        let worst = [("cp", 3, true), ("mv", 2, true), ("mv", 3, true), ("mv", 4, false)];
        let cuts = if shell == ["dash"] { cuts } else { worst.to_vec() };
        for (command, nth, after) in cuts {
            for folder in ["fs", "backup", "bundle/journal"] {
                fs::remove_dir_all(stage.path(folder)).ok();
            }
            let places = files(stage);
            dies_at(stage, command, nth, after);
            let at = format!("{shell:?} {command} {nth} {after}");
            assert_ne!(ask(stage, shell, "do").code, 0, "{at}");
            fs::remove_file(stage.path(&format!("path/{command}"))).unwrap();
            ask(stage, shell, "verify").expect(shell, 10, &["has not come to its end"]);
            ask(stage, shell, "do").expect(shell, 0, &["DONE"]);
            let names = fs::read_dir(stage.path("fs")).unwrap();
            let names: Vec<String> =
                names.map(|name| name.unwrap().file_name().into_string().unwrap()).collect();
            assert_eq!(names.len(), 6, "{at}: {names:?}");
            let kept = stage.read("bundle/journal/kept.txt");
            assert_eq!(kept.lines().count(), 3, "{at}: {kept}");
            for (place, line) in places.iter().zip(kept.lines()) {
                assert_eq!(stage.read(&format!("fs/{place}/File")), "then", "{at}");
                let before = line.split_once('|').unwrap().1;
                assert!(before.contains(&format!("/fs/{place}.before-")), "{at}: {before}");
                assert_eq!(fs::read_to_string(format!("{before}/File")).unwrap(), "now", "{at}");
            }
            ask(stage, shell, "verify").expect(shell, 0, &["HOLDS"]);
        }
    });
}

#[test]
fn a_place_that_something_else_has_made_meanwhile_is_not_overwritten() {
    in_every_shell("stage", |stage, shell| {
        files(stage);
        dies_at(stage, "mv", 3, false);
        assert_ne!(ask(stage, shell, "do").code, 0);
        fs::remove_file(stage.path("path/mv")).unwrap();
        stage.file("fs/log/File", "a server was started");
        ask(stage, shell, "do").expect(shell, 15, &["something else has made"]);
        assert_eq!(stage.read("fs/log/File"), "a server was started");
        fs::rename(stage.path("fs/log"), stage.path("fs/elsewhere")).unwrap();
        ask(stage, shell, "do").expect(shell, 0, &[]);
        assert_eq!(stage.read("fs/log/File"), "then");
    });
}

const TABLES: &str =
    "SIBOWNER\nSIBOWNERO\nSIBCLASSMAP\nSIBLISTING\nSIBXACTS\nSIBKEYS\nSIB000\nSIB001\n";

#[test]
fn a_store_of_each_database_may_be_asked_for_without_a_call_of_its_tools() {
    in_every_shell("stage", |stage, shell| {
        stage.file("backup/service.properties", "x");
        for tool in
            ["impdp", "sqlplus", "sqlcmd", "isql", "onbar", "onstat", "dbaccess", "ij", "db2"]
        {
            stage.stand_in(&format!("path/{tool}"), "", 0);
        }
        stage.stand_in("path/own", "AB12\n", 0);
        let own = stage.text("path/own");
        for (database, fields) in [
            ("oracle", json!({ "sid": "ORCL", "directory": "DUMPS", "connect": "/" })),
            ("sqlserver", json!({ "database": "Orders", "server": "" })),
            ("sybase", json!({ "database": "orders", "server": "SYB1" })),
            ("informix", json!({ "server": "ifx1", "database": "orders" })),
            ("derby", json!({ "database": "/d", "network": true, "host": "h", "port": 1527 })),
            ("command", json!({ "restore": own, "verify": own, "keep": own })),
        ] {
            put_store(stage, &format!("restore_store/{database}"), fields);
            let before = ask(stage, shell, "before");
            let blind = (10, "it cannot be told who is connected");
            let (code, says) = if database == "sqlserver" { blind } else { (0, "READY") };
            before.expect(shell, code, &[says]);
            let looks = !before.calls.is_empty();
            assert_eq!(looks, ["oracle", "sqlserver"].contains(&database), "{database}");
            let verify = ask(stage, shell, "verify");
            verify.expect(shell, 10, &["DOES NOT HOLD", "has not come to its end"]);
            assert!(verify.calls.is_empty(), "{database}");
            assert!(!journal(stage, "touched").exists(), "{database}");
        }
        // Restored and not yet proved: the proof alone is what is asked for.
        stage.file(&format!("bundle/journal/{ID}.restored"), "then\n");
        let outcome = ask(stage, shell, "verify");
        outcome.expect(shell, 0, &["shows the uuid of N1.s1-Orders", "HOLDS"]);
        assert_eq!(outcome.calls, ["own"]);
        let text = |tables: &str| {
            format!(
                "SIBRESTORE-TABLES\n{tables}SIBRESTORE-LISTING\nSIB000 SIB001\nSIBRESTORE-OWNER\nAB12\n\
             SIBRESTORE-COUNTS\n1 5\nSIBRESTORE-END\n"
            )
        };
        // What was noted before the restore had other rows.
        stage.file(&format!("bundle/journal/{ID}.before"), "1|counts|1 4\n1|end|1\n");
        stage.says("sqlplus", &text(&format!("{TABLES}SIB002\n")), 0);
        let fields = json!({ "sid": "ORCL", "directory": "DUMPS", "connect": "/" });
        put_store(stage, "restore_store/oracle", fields);
        let outcome = ask(stage, shell, "verify");
        outcome.expect(shell, 15, &["SIB002 is left over", "OUTCOME UNKNOWN"]);
        assert!(!outcome.calls.iter().any(|call| call.starts_with("impdp")));
        stage.says("sqlplus", &text(TABLES), 0);
        ask(stage, shell, "verify").expect(shell, 0, &["HOLDS"]);
    });
}

#[test]
fn a_kept_store_of_each_database_is_named_by_its_record() {
    in_every_shell("stage", |stage, shell| {
        stage.stand_in("path/db2", "", 0);
        stage.stand_in("path/ij", "SIBRESTORE-END\n", 0);
        stage.stand_in("path/own", "", 0);
        stage.file("stand/to", &stage.text("keep"));
        stage.does("db2", "echo x > \"$(cat \"$STAND/to\")/image.001\"");
        let own = stage.text("path/own");
        for (database, tool, fields) in [
            ("db2", "db2", json!({ "database": "O", "instance": "i" })),
            ("derby", "ij", json!({ "database": "/d", "network": true, "host": "h", "port": 1 })),
            ("command", "own", json!({ "restore": own, "verify": own, "keep": own })),
        ] {
            stage.forget();
            put_store(stage, &format!("keep_store/{database}"), fields);
            let before = ask(stage, shell, "before");
            before.expect(shell, 0, &["READY"]);
            let verify = ask(stage, shell, "verify");
            assert!(before.calls.is_empty() && verify.calls.is_empty(), "{database}");
            verify.expect(shell, 10, &["orders-store has not been kept"]);
            let outcome = ask(stage, shell, "do");
            outcome.expect(shell, 0, &["DONE"]);
            assert!(outcome.calls[0].starts_with(tool));
            let verify = ask(stage, shell, "verify");
            verify.expect(shell, 0, &["orders-store is kept: "]);
            assert!(verify.calls.is_empty(), "{database}");
        }
    });
}

fn restores(outcome: &Outcome) -> usize {
    outcome.calls.iter().filter(|call| call.contains("[RESTORE DATABASE")).count()
}

#[test]
fn a_restore_that_was_complete_is_only_looked_at_after_a_cut() {
    in_every_shell("stage", |stage, shell| {
        stage.file("backup/ORDERSDB.0.i.DBPART000.20101110020030.001", "x");
        stage.database("db2", &format!("DB20000I\n{TABLES}AB12\n1 ROWS\n"), "RESTORE*");
        let answers = stage.read("stand/db2.do");
        let dies = |at: &str| stage.does("db2", &format!("{answers}\n{at}"));
        let fields = json!({ "database": "ORDERSDB", "instance": "db2inst1" });
        put_store(stage, "restore_store/db2", fields);
        let before = ask(stage, shell, "before");
        before.expect(shell, 0, &["READY"]);
        assert!(before.calls.is_empty());
        let outcome = ask(stage, shell, "verify");
        outcome.expect(shell, 10, &["has not come to its end"]);
        assert!(outcome.calls.is_empty());
        // Cut off in the restore: it is begun anew.
        dies("case $1 in RESTORE*) kill -9 $PPID ;; esac");
        assert_ne!(ask(stage, shell, "do").code, 0);
        ask(stage, shell, "verify").expect(shell, 10, &[]);
        // Cut off in the look at it. What was noted before the first restore is what counts.
        dies("case $1 in CONNECT*) kill -9 $PPID ;; esac");
        let outcome = ask(stage, shell, "do");
        assert_ne!(outcome.code, 0);
        assert_eq!(restores(&outcome), 1);
        dies("");
        let outcome = ask(stage, shell, "verify");
        outcome.expect(shell, 0, &["the owner is", "HOLDS"]);
        assert_eq!(restores(&outcome), 0);
        let outcome = ask(stage, shell, "do");
        outcome.expect(shell, 0, &["only looking again", "DONE"]);
        assert_eq!(restores(&outcome), 0);
        // A proof that says no is followed by a new restore.
        stage.answers("db2", &format!("DB20000I\n{TABLES}1 ROWS\n"), "RESTORE*");
        ask(stage, shell, "verify").expect(shell, 11, &["does not hold AB12"]);
        let outcome = ask(stage, shell, "do");
        outcome.expect(shell, 11, &["does not hold AB12"]);
        assert_eq!(restores(&outcome), 1);
        let again = ask(stage, shell, "do");
        assert_eq!((again.code, restores(&again)), (11, 1), "{shell:?}");
    });
}
