//! Restoring stores: the commands of each database, and what their answers are worth.

use crate::shell::contexts::store;
use crate::shell::stage::{HOSTILE, Outcome, Stage, in_every_shell};
use serde_json::{Value, json};

const ID: &str = "401-restore-store-orders-store";
const TABLES: &str =
    "SIBOWNER\nSIBOWNERO\nSIBCLASSMAP\nSIBLISTING\nSIBXACTS\nSIBKEYS\nSIB000\nSIB001\n";

fn put(stage: &Stage, kind: &str, fields: Value) {
    let d = store("IBMWSSIB", "AB12", &stage.text("backup"), &stage.text("keep"), fields);
    stage.step(kind, ID, d);
    std::fs::create_dir_all(stage.path("keep")).unwrap();
}

fn run(stage: &Stage, shell: &[&str]) -> Outcome {
    stage.run(shell, &format!("steps/{ID}/step.sh"), &[])
}

/// One text with marks, as the tools print it that run a file of statements.
fn marked(tables: &str, listing: &str, owner: &str) -> String {
    format!(
        "SIBRESTORE-TABLES\n{tables}SIBRESTORE-LISTING\n{listing}SIBRESTORE-OWNER\n{owner}\
         SIBRESTORE-END\n"
    )
}

#[test]
fn db2_restores_an_offline_image_and_proves_the_store() {
    in_every_shell("stage", |stage, shell| {
        stage.file("backup/image", "x");
        stage.stand_in("path/db2", "", 0);
        // A restore over a database that is there ends with a warning, which is no error.
        stage.says("db2.1", "SQL2539W\n", 2);
        stage.says("db2.3", TABLES, 0);
        stage.says("db2.4", "SIB000\nSIB001\n", 0);
        stage.says("db2.5", "ab12 FFFF\n", 0);
        put(stage, "restore_store/db2", json!({ "database": "ORDERSDB", "instance": "db2inst1" }));
        let outcome = run(stage, shell);
        outcome.expect(shell, 0, &["the owner is N1.s1-Orders: AB12"]);
        let from = stage.text("backup");
        assert_eq!(
            outcome.calls[0],
            format!(
                "db2 [RESTORE DATABASE ORDERSDB FROM {from} TAKEN AT 20101110020030 \
                 REPLACE EXISTING WITHOUT ROLLING FORWARD WITHOUT PROMPTING]"
            )
        );
        assert_eq!(outcome.calls[1], "db2 [CONNECT TO ORDERSDB]");
        assert_eq!(outcome.calls.last().unwrap(), "db2 [TERMINATE]");
    });
}

#[test]
fn db2_stops_at_an_error_and_at_the_store_of_another_engine() {
    in_every_shell("stage", |stage, shell| {
        stage.file("backup/image", "x");
        stage.stand_in("path/db2", "SQL1035N\n", 4);
        put(stage, "restore_store/db2", json!({ "database": "ORDERSDB", "instance": "db2inst1" }));
        let outcome = run(stage, shell);
        outcome.expect(shell, 11, &["db2 ended with status 4"]);
        assert_eq!(outcome.calls.len(), 1);
        stage.says("db2", TABLES, 0);
        run(stage, shell).expect(shell, 11, &["NO  SIBOWNER does not hold AB12"]);
        stage.says("db2", "AB12 SIBOWNER SIBLISTING SIB000 SIB009", 0);
        run(stage, shell).expect(shell, 11, &["NO  table SIBXACTS is missing"]);
    });
}

#[test]
fn db2_rolls_an_online_image_forward() {
    in_every_shell("stage", |stage, shell| {
        stage.file("backup/image", "x");
        stage.stand_in("path/db2", &format!("{TABLES}AB12\n"), 0);
        let logs = stage.text("logs");
        let fields = json!({ "database": "ORDERSDB", "instance": "db2inst1", "backup": {
            "path": stage.text("backup"), "timestamp": "", "sha256": "", "online": true,
            "logs": logs } });
        put(stage, "restore_store/db2", fields);
        let outcome = run(stage, shell);
        outcome.expect(shell, 10, &["there is no folder"]);
        assert!(outcome.calls.is_empty());
        std::fs::create_dir_all(&logs).unwrap();
        let outcome = run(stage, shell);
        outcome.expect(shell, 0, &[]);
        assert!(outcome.calls[0].contains(&format!("LOGTARGET {logs} REPLACE EXISTING WITHOUT P")));
        assert!(outcome.calls[1].contains("[ROLLFORWARD DB ORDERSDB TO END OF BACKUP AND STOP"));
    });
}

#[test]
fn a_value_that_a_database_command_cannot_carry_closes_the_gate() {
    in_every_shell(HOSTILE, |stage, shell| {
        stage.file("backup/image", "x");
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

#[test]
fn a_dump_named_within_its_directory_object_is_left_to_the_database() {
    in_every_shell("stage", |stage, shell| {
        stage.stand_in("path/impdp", "", 0);
        stage.stand_in("path/sqlplus", &marked(TABLES, "SIB000 SIB001\n", "AB12 FF\n"), 0);
        let mut fields = json!({ "sid": "ORCL", "directory": "DUMPS", "connect": "/" });
        fields["backup"] = json!({ "path": "sib_20240521.dmp", "sha256": "" });
        put(stage, "restore_store/oracle", fields);
        let outcome = run(stage, shell);
        outcome.expect(shell, 0, &["not looked at: sib_20240521.dmp is in", "DONE"]);
        assert!(outcome.calls[0].contains("[DUMPFILE=sib_20240521.dmp]"), "{:?}", outcome.calls);
    });
}

#[test]
fn impdp_5_is_success_only_when_the_user_exists_already() {
    in_every_shell("stage", |stage, shell| {
        stage.file("backup", "dump");
        stage.stand_in("path/impdp", "ORA-31684: Object type USER:\"X\" already exists\n", 5);
        let good = marked(TABLES, "SIB000 SIB001\n", "AB12 FF\n");
        stage.stand_in("path/sqlplus", &good, 0);
        let fields = json!({ "sid": "ORCL", "directory": "DUMPS", "connect": "/" });
        put(stage, "restore_store/oracle", fields);
        let outcome = run(stage, shell);
        outcome.expect(shell, 0, &["nothing but ORA-31684", "DONE"]);
        assert_eq!(
            outcome.calls,
            [
                format!(
                    "impdp [/] [DIRECTORY=DUMPS] [DUMPFILE=backup] [SCHEMAS=IBMWSSIB] \
                     [TABLE_EXISTS_ACTION=REPLACE] [LOGFILE=sibrestore-{ID}.log]"
                ),
                "sqlplus [-S] [-L] [/] [@verify.sql]".to_owned()
            ]
        );
        stage.says("impdp", "ORA-31684: x ORA-39083: Object type failed\n", 5);
        let outcome = run(stage, shell);
        outcome.expect(shell, 11, &["finished with errors"]);
        assert_eq!(outcome.calls.len(), 1);
        stage.says("impdp", "finished\n", 5);
        run(stage, shell).expect(shell, 11, &[]);
        // A table from after the backup is left over: a person must look.
        stage.says("impdp", "", 0);
        stage.says(
            "sqlplus",
            &marked(&format!("{TABLES}SIB002\n"), "SIB000 SIB001\n", "AB12\n"),
            0,
        );
        run(stage, shell).expect(
            shell,
            15,
            &[
                "table SIB002 is left over",
                "  ./run.sh run --host was01.example.com --confirm 401-",
            ],
        );
        let outcome = stage.run_with(
            shell,
            &format!("steps/{ID}/step.sh"),
            &[],
            &[("SIBRESTORE_CONFIRM", ID)],
        );
        outcome.expect(shell, 0, &["only looking again", "a person has looked"]);
        assert_eq!(outcome.calls.len(), 1, "{:?}", outcome.calls);
        // Without the last mark the answers are cut off.
        stage.says("sqlplus", "SIBRESTORE-TABLES\nORA-00942: table or view does not exist\n", 0);
        run(stage, shell).expect(shell, 11, &["did not come to the end"]);
    });
}

#[test]
fn ij_ending_with_0_is_not_believed() {
    in_every_shell("stage", |stage, shell| {
        std::fs::create_dir_all(stage.path("backup")).unwrap();
        stage.stand_in("path/ij", "", 0);
        let echo = "ij> VALUES 'SIBRESTORE-END';\n";
        let fields = json!({ "database": "/d/x y", "network": true, "host": "h", "port": 1527 });
        put(stage, "restore_store/derby", fields);
        let end = "SIBRESTORE-END       \n";
        stage.says("ij.2", "ERROR 08006: Database '/d/x y' shutdown.\n", 0);
        stage.says("ij.3", end, 0);
        stage.says("ij.4", &marked(TABLES, "SIB000\n", "AB12 |FF\n"), 0);
        let outcome = run(stage, shell);
        outcome.expect(shell, 0, &["the owner is", "DONE"]);
        let calls = ["ij [probe.sql]", "ij [shutdown.sql]", "ij [restore.sql]", "ij [verify.sql]"];
        assert_eq!(outcome.calls, calls);
        let sql = stage.read(&format!("bundle/journal/{ID}.work/restore.sql"));
        let from = stage.text("backup");
        let connect = format!("CONNECT 'jdbc:derby://h:1527//d/x y;restoreFrom={from}';\n");
        assert!(sql.starts_with(&connect), "{sql}");
        for (nth, said, ends, part) in [
            (1, "ERROR XSDB6: Another instance\n".to_owned(), 10, "(XSDB6)"),
            (2, "ERROR XJ001\n".to_owned(), 10, "did not shut"),
            (3, format!("{echo}ERROR XJ040: Failed\n"), 11, "ij did not restore"),
            (3, format!("{end}ERROR XBM0Y: Backup not found\n"), 11, "ij did not restore"),
            (3, "IJ ERROR: file not found\n".to_owned(), 11, "ij did not restore"),
            (3, echo.to_owned(), 11, "ij did not restore"),
        ] {
            std::fs::remove_file(stage.path("stand/ij.count")).ok();
            stage.says("ij.1", "", 0);
            stage.says("ij.2", "ERROR 08006\n", 0);
            stage.says("ij.3", end, 0);
            stage.says(&format!("ij.{nth}"), &said, 0);
            let outcome = run(stage, shell);
            outcome.expect(shell, ends, &[part]);
            assert_eq!(outcome.calls.len(), nth, "{said}");
        }
    });
}

#[test]
fn sqlcmd_isql_and_onbar_end_as_they_are_documented_to() {
    in_every_shell("stage", |stage, shell| {
        stage.file("backup", "x");
        let good = marked(TABLES, "SIB000\n", "AB12\n");
        stage.stand_in("path/sqlcmd", &good, 0);
        put(stage, "restore_store/sqlserver", json!({ "database": "Orders", "server": "" }));
        let outcome = run(stage, shell);
        outcome.expect(shell, 0, &[]);
        assert!(outcome.calls[0].starts_with("sqlcmd [-b] [-Q] [ALTER DATABASE Orders SET SINGLE"));
        stage.says("sqlcmd", "Msg 3101\n", 1);
        run(stage, shell).expect(shell, 11, &["may still be in SINGLE_USER"]);

        stage.stand_in("path/isql", &good, 0);
        put(stage, "restore_store/sybase", json!({ "database": "orders", "server": "SYB1" }));
        let outcome = run(stage, shell);
        outcome.expect(shell, 0, &[]);
        let calls = ["isql [-S] [SYB1] [-i] [load.sql]", "isql [-S] [SYB1] [-i] [verify.sql]"];
        assert_eq!(outcome.calls, calls);
        stage.says("isql", &format!("Msg 3101, Level 16, State 1:\n{good}"), 0);
        let outcome = run(stage, shell);
        outcome.expect(shell, 11, &["isql printed an error"]);
        assert_eq!(outcome.calls.len(), 1);

        for tool in ["onbar", "dbaccess"] {
            stage.stand_in(&format!("path/{tool}"), &good, 0);
        }
        stage.stand_in("path/onstat", "", 5);
        stage.says("onstat.1", "shared memory not initialized\n", 255);
        put(stage, "restore_store/informix", json!({ "server": "ifx1", "database": "orders" }));
        let outcome = run(stage, shell);
        outcome.expect(shell, 0, &[]);
        let calls = [
            "onstat [-]",
            "onbar [-r] [-t] [20101110020030]",
            "onstat [-]",
            "dbaccess [orders] [verify.sql]",
        ];
        assert_eq!(outcome.calls, calls);
        // On-line, a restore would skip what is in use.
        let outcome = run(stage, shell);
        outcome.expect(shell, 10, &["does not say that ifx1 is off-line"]);
        assert_eq!(outcome.calls, ["onstat [-]"]);
        stage.says("onstat", "", 255);
        stage.says("onbar", "", 130);
        run(stage, shell).expect(shell, 11, &["onbar ended with status 130"]);
    });
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
        std::fs::remove_dir_all(stage.path("backup/log")).unwrap();
        stage.file("fs/log/Log", "later");
        run(stage, shell).expect(shell, 10, &["the backup has no log"]);
        assert_eq!(stage.read("fs/log/Log"), "later");
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
        stage.does("db2", "to=$(cat \"$STAND/to\"); : > \"$to/ORDERSDB.0.001\"");
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
        let parts = [
            "belongs to root:root, unlike before",
            "./run.sh run --host was01.example.com --confirm 401-",
        ];
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
