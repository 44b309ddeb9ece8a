//! Restores of databases: what a status, an empty list and a person's word are worth.

use crate::shell::stage::in_every_shell;
use crate::stores::{ID, IMAGE, TABLES, confirm, db2, marked, of_db2, put, restores, run};
use serde_json::{Value, json};

#[test]
fn nobody_is_thrown_out_of_a_database_unasked() {
    in_every_shell("stage", |stage, shell| {
        stage.file("backup", "x");
        let who = "WebSphere, login sib, host other";
        let of = |text: &str| {
            marked(TABLES, "SIB000 SIB001\n", "AB12\n").replace("SIBRESTORE-END", text)
        };
        for (tool, kind, fields, nobody, somebody) in [
            (
                "sqlcmd",
                "sqlserver",
                json!({ "database": "Orders", "server": "" }),
                "SIBRESTORE-SIGHT 1\nSIBRESTORE-CONNECTED 0\nSIBRESTORE-END",
                format!("SIBRESTORE-SIGHT 1\n{who}\nSIBRESTORE-CONNECTED 1\nSIBRESTORE-END"),
            ),
            (
                "sqlplus",
                "oracle",
                json!({ "sid": "ORCL", "directory": "DUMPS", "connect": "/" }),
                "SIBRESTORE-SESSIONS\nSIBRESTORE-END",
                format!("SIBRESTORE-SESSIONS\n{who}\nSIBRESTORE-END"),
            ),
        ] {
            std::fs::remove_dir_all(stage.path("bundle/journal")).ok();
            stage.as_before();
            stage.database("impdp", "", "*");
            stage.database(tool, &of(&somebody), "*'RESTORE DATABASE'*");
            put(stage, &format!("restore_store/{kind}"), fields);
            let says = ["NO  connected to", who, " --confirm 401-"];
            let outcome = run(stage, shell);
            outcome.expect(shell, 10, &says);
            assert!(restores(&outcome).is_empty(), "{:?}", outcome.calls);
            stage.run(shell, &format!("steps/{ID}/step.sh"), &["before"]).expect(shell, 10, &says);
            // Whoever says yes has said it to these, and to nobody else.
            let other = somebody.replace("host other", "host third");
            stage.answers(tool, &of(&other), "*'RESTORE DATABASE'*");
            confirm(stage, shell).expect(shell, 10, &["host third"]);
            let outcome = confirm(stage, shell);
            outcome.expect(shell, 0, &["a person has looked and goes on: connected to", "DONE"]);
            assert_eq!(restores(&outcome).len(), 1);
            // They have gone.
            std::fs::remove_dir_all(stage.path("bundle/journal")).ok();
            stage.as_before();
            stage.answers(tool, &of(nobody), "*'RESTORE DATABASE'*");
            run(stage, shell).expect(shell, 0, &["nobody is connected to", "DONE"]);
        }
        // A user who may not see others sees nobody, and that is not nobody.
        put(stage, "restore_store/sqlserver", json!({ "database": "Orders", "server": "" }));
        for blind in ["SIBRESTORE-SIGHT 0\nSIBRESTORE-CONNECTED 0", "SIBRESTORE-SIGHT 1"] {
            std::fs::remove_dir_all(stage.path("bundle/journal")).ok();
            stage.as_before();
            let text = of(&format!("{blind}\nSIBRESTORE-END"));
            stage.answers("sqlcmd", &text, "*'RESTORE DATABASE'*");
            let outcome = run(stage, shell);
            outcome.expect(shell, 10, &["it cannot be told who is connected to database Orders"]);
            assert!(restores(&outcome).is_empty(), "{:?}", outcome.calls);
        }
        confirm(stage, shell).expect(shell, 0, &["DONE"]);
    });
}

#[test]
fn a_restore_that_has_changed_nothing_is_looked_at_and_made_again() {
    in_every_shell("stage", |stage, shell| {
        db2(stage);
        stage.answers("db2", &of_db2("AB12"), "NEVER");
        let same = [
            "LOOK orders-store: the store is the same as before the restore",
            " --confirm 401-",
            "  ./run.sh run --host was01.example.com\n",
        ];
        assert_eq!(restores(&run(stage, shell)).len(), 1);
        // A confirmation that nobody was asked for answers nothing, and a run restores once more.
        let outcome = run(stage, shell);
        outcome.expect(shell, 15, &same);
        assert_eq!(restores(&outcome).len(), 1);
        stage.answers("db2", &of_db2("AB12"), "RESTORE*");
        let outcome = run(stage, shell);
        outcome.expect(shell, 0, &["it is not what it was before the restore", "DONE"]);
        assert_eq!(restores(&outcome).len(), 1);
        // Nothing has run since the backup: a person says that it is right.
        std::fs::remove_dir_all(stage.path("bundle/journal")).unwrap();
        stage.answers("db2", &of_db2("AB12"), "NEVER");
        let outcome = confirm(stage, shell);
        outcome.expect(shell, 15, &same);
        let outcome = confirm(stage, shell);
        outcome.expect(shell, 0, &["a person has looked and goes on", "DONE"]);
        assert!(restores(&outcome).is_empty());
    });
}

#[test]
fn a_database_that_is_lost_cannot_be_read_before_its_restore() {
    in_every_shell("stage", |stage, shell| {
        db2(stage);
        let lost = "if [ ! -f \"$STAND/state\" ]; then case $1 in RESTORE* | TERM*) ;; \
            *) echo SQL1013N; exit 4 ;; esac; fi";
        stage.does("db2", &format!("{}\n{lost}", stage.read("stand/db2.do")));
        let parts = ["NOTE orders-store cannot be read", "before the restore, and it can now"];
        run(stage, shell).expect(shell, 0, &parts);
    });
}

#[test]
fn without_a_uuid_a_person_compares_and_two_stores_have_two_owners() {
    in_every_shell("stage", |stage, shell| {
        stage.file(IMAGE, "x");
        stage.file("bundle/lib/steps.txt", "101-hold\tdmgr01.example.com\t1\n");
        stage.database("db2", &of_db2("8D02506A16F5FF4B 00000000000000A1"), "RESTORE*");
        let engine = |name: &str| json!({ "name": format!("{name}-store"), "schema": name, "engine": name, "uuid": "" });
        let stores = |all: Value| {
            let fields = json!({ "database": "ORDERSDB", "instance": "db2inst1", "stores": all });
            put(stage, "restore_store/db2", fields);
        };
        stores(json!([engine("A")]));
        let hand = "COMPARE BY HAND: SIBOWNER must hold the uuid that step 101-hold on \
            dmgr01.example.com recorded for A ";
        run(stage, shell).expect(shell, 15, &[hand, " --confirm 401-"]);
        confirm(stage, shell).expect(shell, 0, &["a person has looked", "DONE"]);
        // The hold was on this host, so nobody has to.
        stage.as_before();
        stage.file("bundle/journal/recorded.txt", "RECORD A|8d02506a16f5ff4b|STARTED\n");
        run(stage, shell).expect(shell, 0, &["the owner is A: 8d02506a16f5ff4b", "DONE"]);
        stage.as_before();
        stage.file("bundle/journal/recorded.txt", "RECORD A|AAAA506A16F5FF4B|STARTED\n");
        run(stage, shell).expect(shell, 11, &["does not hold AAAA506A16F5FF4B, which was rec"]);
        stage.as_before();
        stage.file("bundle/journal/recorded.txt", "");
        stores(json!([engine("A"), engine("B")]));
        let parts = ["NO  SIBOWNER shows the same owner in two stores of this step: 8D02506A1"];
        run(stage, shell).expect(shell, 11, &parts);
    });
}

#[test]
fn a_list_of_stores_that_was_cut_off_proves_nothing() {
    in_every_shell("stage", |stage, shell| {
        db2(stage);
        let script = format!("bundle/steps/{ID}/step.sh");
        let text = stage.read(&script);
        stage.file(&script, &text.replace("\nstore 'orders-store'", "\n: 'orders-store'"));
        let outcome = run(stage, shell);
        outcome.expect(shell, 11, &["0 of 1 stores are in"]);
        assert!(outcome.calls.is_empty());
        // And what is in the list is lost later.
        stage.file(&script, &text.replace("\ndb2_ready\n", "\n: > \"$STORES\"\ndb2_ready\n"));
        let outcome = run(stage, shell);
        outcome.expect(shell, 11, &["0 of 1 stores are in"]);
        assert!(outcome.calls.is_empty());
    });
}
