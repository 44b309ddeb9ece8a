//! Restoring stores: the commands of each database, and what their answers are worth.

use crate::shell::contexts::store;
use crate::shell::stage::{HOSTILE, Outcome, Stage, in_every_shell};
use serde_json::{Value, json};
use std::fs;

pub const ID: &str = "401-restore-store-orders-store";
pub const TABLES: &str =
    "SIBOWNER\nSIBOWNERO\nSIBCLASSMAP\nSIBLISTING\nSIBXACTS\nSIBKEYS\nSIB000\nSIB001\n";

pub fn put(stage: &Stage, kind: &str, fields: Value) {
    let d = store("IBMWSSIB", "AB12", &stage.text("backup"), &stage.text("keep"), fields);
    stage.step(kind, ID, d);
    fs::create_dir_all(stage.path("keep")).unwrap();
}

/// Runs the step, once more too: the mark of an earlier good end would refuse it by hand.
pub fn run(stage: &Stage, shell: &[&str]) -> Outcome {
    fs::remove_file(stage.path(&format!("bundle/journal/{ID}.done"))).ok();
    stage.run(shell, &format!("steps/{ID}/step.sh"), &[])
}

/// One text with marks, as the tools print it that run a file of statements.
pub fn marked(tables: &str, listing: &str, owner: &str) -> String {
    format!(
        "SIBRESTORE-TABLES\n{tables}SIBRESTORE-LISTING\n{listing}SIBRESTORE-OWNER\n{owner}\
         SIBRESTORE-COUNTS\n1 ROWS\nSIBRESTORE-SESSIONS\nSIBRESTORE-END\n"
    )
}

/// What db2 answers, whatever it is asked.
pub fn of_db2(owner: &str) -> String {
    format!("DB20000I\n{TABLES}{owner}\n1 ROWS\n")
}

pub const IMAGE: &str = "backup/ORDERSDB.0.db2inst1.DBPART000.20101110020030.001";

pub fn db2(stage: &Stage) {
    stage.file(IMAGE, "x");
    stage.database("db2", &of_db2("ab12 FFFF"), "RESTORE*");
    put(stage, "restore_store/db2", json!({ "database": "ORDERSDB", "instance": "db2inst1" }));
}

pub fn confirm(stage: &Stage, shell: &[&str]) -> Outcome {
    fs::remove_file(stage.path(&format!("bundle/journal/{ID}.done"))).ok();
    stage.run_with(shell, &format!("steps/{ID}/step.sh"), &[], &[("SIBRESTORE_CONFIRM", ID)])
}

/// The calls that change a database.
pub fn restores(outcome: &Outcome) -> Vec<&String> {
    let changes = |call: &&String| {
        ["RESTORE DATABASE ", "ROLLFORWARD DB", "impdp ", "onbar ", "load.sql", "restore.sql"]
            .iter()
            .any(|word| call.contains(word))
    };
    outcome.calls.iter().filter(changes).collect()
}

/// A flush start may have followed on another host: by hand the store is not restored again.
#[test]
fn what_is_restored_and_proved_is_not_restored_again_by_hand() {
    in_every_shell("stage", |stage, shell| {
        db2(stage);
        run(stage, shell).expect(shell, 0, &["the owner is N1.s1-Orders"]);
        let again = stage.run(shell, &format!("steps/{ID}/step.sh"), &[]);
        again.expect(shell, 10, &["restored and proved already", "./run.sh run --host"]);
        assert!(again.calls.is_empty(), "{:?}", again.calls);
        // Nor is it put back: then it could be restored once more.
        let fields = json!({ "database": "ORDERSDB", "instance": "db2inst1" });
        put(stage, "restore_store/back_db2", fields);
        let back = stage.run(shell, &format!("backout/{ID}/back.sh"), &[]);
        back.expect(shell, 10, &["this store is restored and proved", "./run.sh backout --host"]);
        assert!(back.calls.is_empty(), "{:?}", back.calls);
        assert!(stage.path(&format!("bundle/journal/{ID}.done")).exists());
    });
}

#[test]
fn db2_restores_an_offline_image_and_proves_the_store() {
    in_every_shell("stage", |stage, shell| {
        db2(stage);
        let outcome = run(stage, shell);
        outcome.expect(
            shell,
            0,
            &["the owner is N1.s1-Orders: AB12", "it is not what it was before the restore"],
        );
        let from = stage.text("backup");
        let restore = format!(
            "db2 [RESTORE DATABASE ORDERSDB FROM {from} TAKEN AT 20101110020030 \
             REPLACE EXISTING WITHOUT ROLLING FORWARD WITHOUT PROMPTING]"
        );
        assert_eq!(restores(&outcome), [&restore]);
        // Whoever reads before the restore is gone when it begins.
        let at = outcome.calls.iter().position(|call| *call == restore).unwrap();
        assert_eq!(outcome.calls[0], "db2 [CONNECT TO ORDERSDB]");
        assert_eq!(outcome.calls[at - 1], "db2 [TERMINATE]");
        assert_eq!(outcome.calls[at + 1], "db2 [CONNECT TO ORDERSDB]");
        assert!(outcome.calls.last().is_some_and(|call| call == "db2 [TERMINATE]"));
        let counts = outcome.calls.iter().filter(|call| call.contains("COUNT(*)"));
        let counts: Vec<_> = counts.collect();
        assert_eq!((counts.len(), counts[0]), (2, counts[1]));
        assert!(counts[0].contains(
            "[SELECT 1 AS T, COUNT(*) AS N FROM IBMWSSIB.SIBXACTS UNION ALL SELECT 2 AS T, \
             COUNT(*) AS N FROM IBMWSSIB.SIB000 UNION ALL"
        ));
    });
}

#[test]
fn db2_stops_at_an_error_and_at_the_store_of_another_engine() {
    in_every_shell("stage", |stage, shell| {
        db2(stage);
        stage.stand_in("path/db2", "SQL1035N\n", 4);
        stage.does("db2", "");
        let outcome = run(stage, shell);
        outcome.expect(shell, 11, &["db2 ended with status 4", "cannot be read"]);
        assert_eq!(restores(&outcome).len(), 1);
        assert!(outcome.calls.last().unwrap().contains("RESTORE"), "{:?}", outcome.calls);
        stage.says("db2", &of_db2(""), 0);
        run(stage, shell).expect(shell, 11, &["NO  SIBOWNER does not hold AB12"]);
        stage.says("db2", "DB20000I AB12 SIBOWNER SIBLISTING SIB000 SIB009", 0);
        run(stage, shell).expect(shell, 11, &["NO  table SIBXACTS is missing"]);
    });
}

#[test]
fn db2_rolls_an_online_image_forward() {
    in_every_shell("stage", |stage, shell| {
        db2(stage);
        let logs = stage.text("logs");
        let fields = json!({ "database": "ORDERSDB", "instance": "db2inst1", "backup": {
            "path": stage.text("backup"), "timestamp": "", "sha256": "", "online": true,
            "logs": logs } });
        put(stage, "restore_store/db2", fields);
        let outcome = run(stage, shell);
        outcome.expect(shell, 10, &["there is no folder"]);
        assert!(outcome.calls.is_empty());
        fs::create_dir_all(&logs).unwrap();
        let outcome = run(stage, shell);
        outcome.expect(shell, 0, &[]);
        let [restore, forward] = restores(&outcome)[..] else { panic!("{:?}", outcome.calls) };
        assert!(restore.contains(&format!("LOGTARGET {logs} REPLACE EXISTING WITHOUT P")));
        assert!(forward.contains("[ROLLFORWARD DB ORDERSDB TO END OF BACKUP AND STOP"));
    });
}

#[test]
fn a_status_alone_proves_no_restore_of_db2() {
    in_every_shell("stage", |stage, shell| {
        db2(stage);
        // An error whose status was lost on the way.
        let says = |text: &str| {
            let other = of_db2("AB12").replace("DB20000I\n", "");
            stage.answers("db2", &other, "RESTORE*");
            let more = format!("\ncase $1 in RESTORE*) printf '{text}' ;; esac");
            stage.does("db2", &(stage.read("stand/db2.do") + &more));
        };
        says("SQL2542N  No match was found\\n");
        let outcome = run(stage, shell);
        outcome.expect(shell, 11, &["ended with status 0 and printed an error"]);
        assert!(outcome.calls.last().unwrap().contains("RESTORE"));
        // A warning is what a success prints over a database that is there.
        for id in ["DB20000I", "SQL2539W", "SQL2540W"] {
            fs::remove_dir_all(stage.path("bundle/journal")).unwrap();
            stage.as_before();
            says(&format!("{id}  The restore is done\\n"));
            run(stage, shell).expect(shell, 0, &["DONE"]);
        }
        // Nothing says that it has worked: a person looks, and nothing is restored meanwhile.
        fs::remove_dir_all(stage.path("bundle/journal")).unwrap();
        stage.as_before();
        says("done\\n");
        let outcome = run(stage, shell);
        outcome.expect(
            shell,
            15,
            &["LOOK db2 ended with status 0 and has printed none of", " --confirm 401-"],
        );
        let outcome = confirm(stage, shell);
        outcome.expect(shell, 0, &["a person has looked and goes on", "DONE"]);
        assert!(restores(&outcome).is_empty());
    });
}

#[test]
fn a_value_that_a_database_command_cannot_carry_closes_the_gate() {
    in_every_shell(HOSTILE, |stage, shell| {
        stage.file("backup/O.0.i.DBPART000.20101110020030.001", "x");
        stage.file("backup/service.properties", "x");
        for tool in ["db2", "sqlcmd", "isql", "ij"] {
            stage.stand_in(&format!("path/{tool}"), "", 0);
        }
        for (kind, fields) in [
            ("restore_store/db2", json!({ "database": "O", "instance": "i" })),
            ("restore_store/sqlserver", json!({ "database": "O", "server": "" })),
            ("restore_store/sybase", json!({ "database": "O", "server": "s" })),
            ("restore_store/sqlserver", json!({ "database": "O;X", "server": "" })),
            (
                "restore_store/derby",
                json!({ "database": "/d", "network": false, "host": "h", "port": 1 }),
            ),
        ] {
            put(stage, kind, fields);
            let outcome = run(stage, shell);
            outcome.expect(shell, 10, &["GATE CLOSED"]);
            assert!(outcome.calls.is_empty(), "{kind}");
        }
    });
}

/// An Oracle database, as sqlplus and impdp show it.
fn oracle(stage: &Stage, tables: &str) {
    stage.database("impdp", "", "*");
    stage.database("sqlplus", &marked(tables, "SIB000 SIB001\n", "AB12 FF\n"), "NEVER");
}

#[test]
fn a_dump_named_within_its_directory_object_is_left_to_the_database() {
    in_every_shell("stage", |stage, shell| {
        oracle(stage, TABLES);
        let mut fields = json!({ "sid": "ORCL", "directory": "DUMPS", "connect": "/" });
        fields["backup"] = json!({ "path": "sib_20240521.dmp", "sha256": "" });
        put(stage, "restore_store/oracle", fields);
        let outcome = run(stage, shell);
        outcome.expect(shell, 0, &["not looked at: sib_20240521.dmp is in", "DONE"]);
        assert!(restores(&outcome)[0].contains("[DUMPFILE=sib_20240521.dmp]"));
    });
}

#[test]
fn data_pump_has_succeeded_when_no_other_error_than_that_of_the_user_is_there() {
    in_every_shell("stage", |stage, shell| {
        stage.file("backup", "dump");
        oracle(stage, TABLES);
        let ends = |text: &str, code: i32| {
            stage.as_before();
            stage.answers("impdp", text, "*");
            stage.file("stand/impdp.rc", &code.to_string());
        };
        let fields = json!({ "sid": "ORCL", "directory": "DUMPS", "connect": "/" });
        put(stage, "restore_store/oracle", fields);
        ends("ORA-31684: Object type USER:\"X\" already exists\n", 5);
        let outcome = run(stage, shell);
        outcome.expect(shell, 0, &["nothing but ORA-31684", "DONE"]);
        assert_eq!(
            outcome.calls,
            [
                "sqlplus [-S] [-L] [/] [@sessions.sql]".to_owned(),
                "sqlplus [-S] [-L] [/] [@verify.sql]".to_owned(),
                "sqlplus [-S] [-L] [/] [@counts.sql]".to_owned(),
                format!(
                    "impdp [/] [DIRECTORY=DUMPS] [DUMPFILE=backup] [SCHEMAS=IBMWSSIB] \
                     [TABLE_EXISTS_ACTION=REPLACE] [LOGFILE=sibrestore-{ID}.log]"
                ),
                "sqlplus [-S] [-L] [/] [@verify.sql]".to_owned(),
                "sqlplus [-S] [-L] [/] [@counts.sql]".to_owned(),
            ]
        );
        for (text, code, part) in [
            ("ORA-31684: x ORA-39083: Object type failed\n", 5, "finished with errors"),
            ("finished\n", 5, "printed none of them"),
            ("ORA-39002: invalid operation\n", 0, "status 0 and printed errors"),
            ("", 1, "impdp ended with status 1"),
        ] {
            ends(text, code);
            let outcome = run(stage, shell);
            outcome.expect(shell, 11, &[part]);
            assert!(outcome.calls.last().unwrap().starts_with("impdp"), "{:?}", outcome.calls);
        }
        // A table from after the backup is left over: a person must look.
        ends("", 0);
        let over = marked(&format!("{TABLES}SIB002\n"), "SIB000 SIB001\n", "AB12\n");
        stage.answers("sqlplus", &over, "NEVER");
        run(stage, shell).expect(
            shell,
            15,
            &[
                "table SIB002 is left over",
                "  ./run.sh run --host was01.example.com --confirm 401-",
            ],
        );
        let outcome = confirm(stage, shell);
        outcome.expect(shell, 0, &["only looking again", "a person has looked"]);
        assert!(restores(&outcome).is_empty(), "{:?}", outcome.calls);
        // Without the last mark the answers are cut off.
        let cut = "SIBRESTORE-TABLES\nORA-00942: table or view does not exist\n";
        stage.answers("sqlplus", cut, "NEVER");
        run(stage, shell).expect(shell, 11, &["NOT LOOKED AT", "did not come to the end"]);
    });
}

#[test]
fn ij_ending_with_0_is_not_believed() {
    in_every_shell("stage", |stage, shell| {
        stage.file("backup/service.properties", "x");
        let echo = "ij> VALUES 'SIBRESTORE-END';\n";
        let fields = json!({ "database": "/d/x y", "network": true, "host": "h", "port": 1527 });
        put(stage, "restore_store/derby", fields);
        let end = "SIBRESTORE-END       \n";
        let good = marked(TABLES, "SIB000\n", "AB12 |FF\n");
        let begin = || {
            fs::remove_dir_all(stage.path("bundle/journal")).ok();
            fs::remove_file(stage.path("stand/ij.count")).ok();
            stage.as_before();
            stage.database("ij", &good, "*restoreFrom=*");
            stage.says("ij.1", end, 0);
            stage.says("ij.2", "SIBRESTORE-SESSIONS\nSIBRESTORE-END\n", 0);
            stage.says("ij.5", "ERROR 08006: Database '/d/x y' shutdown.\n", 0);
            stage.says("ij.6", end, 0);
        };
        begin();
        let outcome = run(stage, shell);
        outcome.expect(shell, 0, &["nobody is connected", "the owner is", "DONE"]);
        let calls = [
            "ij [probe.sql]",
            "ij [sessions.sql]",
            "ij [verify.sql]",
            "ij [counts.sql]",
            "ij [shutdown.sql]",
            "ij [restore.sql]",
            "ij [verify.sql]",
            "ij [counts.sql]",
        ];
        assert_eq!(outcome.calls, calls);
        let sql = stage.read(&format!("bundle/journal/{ID}.work/restore.sql"));
        let from = stage.text("backup");
        let connect = format!("CONNECT 'jdbc:derby://h:1527//d/x y;restoreFrom={from}';\n");
        assert!(sql.starts_with(&connect), "{sql}");
        let sessions = "SIBRESTORE-SESSIONS\ntransaction of SIB\nSIBRESTORE-END\n";
        for (nth, said, ends, part) in [
            (1, "ERROR XSDB6: Another instance\n".to_owned(), 10, "(XSDB6)"),
            (2, sessions.to_owned(), 10, "connected to database /d/x y: transaction of SIB"),
            (5, "ERROR XJ001\n".to_owned(), 10, "did not shut"),
            (6, format!("{echo}ERROR XJ040: Failed\n"), 11, "ij did not restore"),
            (6, format!("{end}ERROR XBM0Y: Backup not found\n"), 11, "ij did not restore"),
            (6, "IJ ERROR: file not found\n".to_owned(), 11, "ij did not restore"),
            (6, echo.to_owned(), 11, "ij did not restore"),
        ] {
            begin();
            stage.says(&format!("ij.{nth}"), &said, 0);
            let outcome = run(stage, shell);
            outcome.expect(shell, ends, &[part]);
            assert_eq!(outcome.calls.len(), nth, "{said}");
        }
        // A client has come back before restoreFrom, which is ignored in silence.
        begin();
        stage.answers("ij", &good, "NEVER");
        let parts = ["ignore restoreFrom in silence", "the same as before the restore"];
        run(stage, shell).expect(shell, 15, &parts);
    });
}

#[test]
fn sqlcmd_isql_and_onbar_end_as_they_are_documented_to() {
    in_every_shell("stage", |stage, shell| {
        stage.file("backup", "x");
        let good = marked(TABLES, "SIB000\n", "AB12\n");
        let nobody = format!("SIBRESTORE-SIGHT 1\nSIBRESTORE-CONNECTED 0\n{good}");
        stage.database("sqlcmd", &nobody, "*'RESTORE DATABASE'*");
        put(stage, "restore_store/sqlserver", json!({ "database": "Orders", "server": "" }));
        let outcome = run(stage, shell);
        outcome.expect(shell, 0, &[]);
        let restore = "sqlcmd [-b] [-w] [1000] [-Q] [ALTER DATABASE Orders SET SINGLE";
        assert!(outcome.calls.iter().any(|call| call.starts_with(restore)), "{:?}", outcome.calls);
        for (text, code) in [("Msg 3101", 1), ("Msg 3013, Level 16, State 1", 0)] {
            stage.as_before();
            stage.answers("sqlcmd", &nobody, "*'RESTORE DATABASE'*");
            let fails =
                format!("\ncase $* in *'RESTORE DATABASE'*) echo '{text}'; exit {code} ;; esac");
            stage.does("sqlcmd", &(stage.read("stand/sqlcmd.do") + &fails));
            run(stage, shell).expect(shell, 11, &["may still be in SINGLE_USER"]);
        }

        stage.as_before();
        fs::remove_dir_all(stage.path("bundle/journal")).unwrap();
        stage.database("isql", &good, "*'load database'*");
        put(stage, "restore_store/sybase", json!({ "database": "orders", "server": "SYB1" }));
        let outcome = run(stage, shell);
        outcome.expect(shell, 0, &[]);
        let calls = ["verify", "counts", "load", "verify", "counts"]
            .map(|file| format!("isql [-S] [SYB1] [-i] [{file}.sql]"));
        assert_eq!(outcome.calls, calls);
        stage.answers("isql", &format!("Msg 3101, Level 16, State 1:\n{good}"), "NEVER");
        let outcome = run(stage, shell);
        outcome.expect(shell, 11, &["isql printed an error"]);
        assert_eq!(outcome.calls.last().unwrap(), &calls[2]);

        stage.as_before();
        fs::remove_dir_all(stage.path("bundle/journal")).unwrap();
        stage.database("onbar", "", "*");
        stage.database("dbaccess", &good, "NEVER");
        let is_up = "if [ ! -f \"$STAND/state\" ]; then exit 1; fi";
        stage.does("dbaccess", &format!("{is_up}\n{}", stage.read("stand/dbaccess.do")));
        stage.stand_in("path/onstat", "", 5);
        stage.says("onstat.1", "shared memory not initialized\n", 255);
        put(stage, "restore_store/informix", json!({ "server": "ifx1", "database": "orders" }));
        let outcome = run(stage, shell);
        outcome.expect(shell, 0, &["it could not be read before the restore"]);
        let calls = [
            "dbaccess [orders] [verify.sql]",
            "onstat [-]",
            "onbar [-r] [-t] [20101110020030]",
            "onstat [-]",
            "onstat [-]",
            "dbaccess [orders] [verify.sql]",
            "dbaccess [orders] [counts.sql]",
        ];
        assert_eq!(outcome.calls, calls);
        // On-line, a restore would skip what is in use.
        let outcome = run(stage, shell);
        outcome.expect(shell, 10, &["does not say that ifx1 is off-line"]);
        assert!(restores(&outcome).is_empty());
        stage.says("onstat", "", 255);
        stage.says("onbar", "", 130);
        stage.does("onbar", "");
        run(stage, shell).expect(shell, 11, &["onbar ended with status 130"]);
        // Whatever onbar says: what is off-line has not been restored.
        stage.says("onbar", "", 0);
        let parts = ["status 0, and ifx1 is still off-line", " --confirm 401-"];
        run(stage, shell).expect(shell, 15, &parts);
    });
}

#[test]
fn the_sites_own_commands_say_by_their_status() {
    in_every_shell(HOSTILE, |stage, shell| {
        for tool in ["restore", "verify", "keep"] {
            stage.stand_in(&format!("path/my {tool}"), "uuid AB12\n", 0);
        }
        let fields = json!({ "restore": stage.text("path/my restore"),
            "verify": stage.text("path/my verify"), "keep": stage.text("path/my keep") });
        put(stage, "keep_store/command", fields.clone());
        let outcome = run(stage, shell);
        outcome.expect(shell, 0, &[]);
        assert_eq!(outcome.calls, [format!("my keep [{}]", stage.text("keep"))]);
        put(stage, "restore_store/command", fields);
        let outcome = run(stage, shell);
        outcome.expect(shell, 0, &["shows the uuid of N1.s1-Orders"]);
        let restore = format!("my restore [{}]", stage.text("backup"));
        assert_eq!(outcome.calls, [restore.as_str(), "my verify"]);
        stage.says("my restore", "", 1);
        let outcome = run(stage, shell);
        outcome.expect(shell, 11, &["ended with status 1"]);
        assert_eq!(outcome.calls, [restore]);
    });
}

#[test]
fn a_store_is_kept_by_the_databases_own_backup() {
    in_every_shell("stage", |stage, shell| {
        stage.stand_in("path/db2", "", 0);
        stage.file("stand/to", &stage.text("keep"));
        stage.does("db2", "to=$(cat \"$STAND/to\"); echo x > \"$to/ORDERSDB.0.001\"");
        put(stage, "keep_store/db2", json!({ "database": "ORDERSDB", "instance": "db2inst1" }));
        run(stage, shell).expect(shell, 0, &["kept: "]);
        assert!(stage.read("bundle/journal/kept.txt").contains("/keep/ORDERSDB.0.001"));
        // The same again makes no new file, so it is not believed.
        run(stage, shell).expect(shell, 15, &["there is no new file"]);
        stage.stand_in("path/ij", "ERROR XSDB6\n", 0);
        let fields = json!({ "database": "/d", "network": false, "host": "h", "port": 1 });
        put(stage, "keep_store/derby", fields);
        run(stage, shell).expect(shell, 10, &["XSDB6"]);
    });
}
