//! Which engine a message is about, in every charset, and what is no answer.

use crate::shell::stage::{Outcome, SHELLS, Stage, in_every_shell};
use serde_json::json;
use std::fs;

const LOG: &str = "profile/logs/m1/SystemOut.log";
const NOTE: &str = "701-note-logs";
const VERIFY: &str = "801-verify-logs";
const CONFIRM: &str = "./run.sh run --host was01.example.com --confirm 801-verify-logs";

fn put(stage: &Stage, engines: &[&str]) {
    let d = json!({ "profile": stage.text("profile"), "servers": [
        { "name": "m1", "log": stage.text(LOG), "hpel": false, "engines": engines }] });
    stage.step("note_logs/step", NOTE, d.clone());
    stage.step("verify_logs/step", VERIFY, d);
    stage.file(LOG, "old\n");
}

fn note(stage: &Stage, shell: &[&str]) -> Outcome {
    stage.run(shell, &format!("steps/{NOTE}/step.sh"), &[])
}

/// A look, or the step itself; `over` is what run.sh knows of the start.
fn look(stage: &Stage, shell: &[&str], mode: &str, over: bool) -> Outcome {
    let over: &[(&str, &str)] = if over { &[("SIBRESTORE_OVER", "yes")] } else { &[] };
    stage.run_with(shell, &format!("steps/{VERIFY}/step.sh"), &[mode], over)
}

fn line(bracket: &[u8], id: &str, name: &[u8], end: &str) -> Vec<u8> {
    let stamp = b"[11/10/10 8:00:00:000 UTC] 00000020 SibMessage    I   [";
    let text = format!("] {id}I: Messaging engine: ");
    [stamp, bracket, text.as_bytes(), name, end.as_bytes(), b"\n"].concat()
}

fn asked(name: &[u8]) -> Vec<u8> {
    line(b":", "CWSIP0780", name, " started, flush of all delivery streams requested.")
}

fn ended(name: &[u8]) -> Vec<u8> {
    line(b":", "CWSIP0783", name, " started, flush of all delivery streams completed.")
}

fn flushed(name: &[u8]) -> Vec<u8> {
    [asked(name), ended(name)].concat()
}

fn log(stage: &Stage, text: &[u8]) {
    fs::write(stage.path(LOG), [b"old\n", text].concat()).unwrap();
}

fn recorded(stage: &Stage) -> String {
    let text = stage.read("bundle/journal/recorded.txt");
    fs::remove_file(stage.path("bundle/journal/recorded.txt")).ok();
    text
}

#[test]
fn a_name_beyond_ascii_is_read_in_every_usual_charset() {
    let name = "N.m1-Best\u{e9}llung \u{20ac}";
    let forms: [&[u8]; 7] = [
        name.as_bytes(),
        b"N.m1-Best\xe9llung ?",
        b"N.m1-Best\xe9llung \x80",
        b"N.m1-Best\xe9llung \xa4",
        b"N.m1-Best?llung ?",
        b"N.m1-Best\\u00e9llung \\u20ac",
        b"N.m1-Best\\u00E9llung \\u20AC",
    ];
    in_every_shell("stage", |stage, shell| {
        put(stage, &[name, "N.m1-Audit"]);
        note(stage, shell).expect(shell, 0, &[]);
        for form in forms {
            log(stage, &[flushed(form), flushed(b"N.m1-Audit")].concat());
            look(stage, shell, "verify", true).expect(shell, 0, &["for each of 2 engines"]);
            let failed = line(&[b"B:", form].concat(), "CWSIP0051", b"x", " cannot be");
            log(stage, &[flushed(form), flushed(b"N.m1-Audit"), failed].concat());
            let outcome = look(stage, shell, "verify", true);
            outcome.expect(shell, 13, &["NOT FLUSHED  N.m1-Best"]);
            assert!(!outcome.text.contains("NOT FLUSHED  N.m1-Audit"), "{}", outcome.text);
        }
    });
}

#[test]
fn an_id_whose_name_cannot_be_read_is_no_proof_that_nothing_was_flushed() {
    let one = "N.m1-Bus";
    let cases: Vec<(Vec<&str>, Vec<u8>)> = vec![
        // Another charset, and a log that was cut off in the name.
        (vec!["N.m1-\u{17b}\u{f3}"], flushed(b"N.m1-\xaf\xf3")),
        (vec![one], [asked(b"N.m1-Bus"), ended(b"N.m1\xff-Bus")].concat()),
        (vec![one], b"x CWSIP0780I: Messaging engine: N.m1-Bu\n".to_vec()),
        (vec![one], b"x CWSIP0783I:\n".to_vec()),
        // Both engines may be written like this.
        (vec!["N.m1-B\u{17b}", "N.m1-B\u{142}"], flushed(b"N.m1-B?")),
        (vec![one], [flushed(b"N.m1-Bus"), line(b":", "CWSIP0782", b"N.\xe9", " x")].concat()),
        (vec![one], [flushed(b"N.m1-Bus"), line(b"B:N.\xe9-B", "CWSIS0002", b"", "")].concat()),
    ];
    for shell in SHELLS {
        for (engines, text) in &cases {
            let stage = Stage::plain();
            put(&stage, engines);
            note(&stage, shell).expect(shell, 0, &[]);
            log(&stage, text);
            for mode in ["verify", "do"] {
                let parts = ["CANNOT TELL  ", "messages of the flush name an engine", CONFIRM];
                look(&stage, shell, mode, true).expect(shell, 15, &parts);
            }
            assert_eq!(recorded(&stage), "", "{shell:?}");
        }
    }
}

#[test]
fn the_name_is_what_stands_between_the_fixed_parts_of_a_message() {
    let both = ["N.s-A", "N.s-A started"];
    in_every_shell("stage", |stage, shell| {
        put(stage, &both);
        note(stage, shell).expect(shell, 0, &[]);
        for (text, not) in [
            ([flushed(b"N.s-A"), flushed(b"N.s-A started")].concat(), vec![]),
            (flushed(b"N.s-A"), vec!["N.s-A started"]),
            (flushed(b"N.s-A started"), vec!["N.s-A"]),
            // The bracket knows better than a text that is translated.
            (
                [
                    flushed(b"N.s-A"),
                    line(b"A started:N.s-A started", "CWSIP0780", b"N.s-A started", " x"),
                    line(b"A started:N.s-A started", "CWSIP0783", b"N.s-A started", " x"),
                    line(b"A:N.s-A", "CWSIP0780", b"N.s-A", " started"),
                ]
                .concat(),
                vec!["N.s-A"],
            ),
        ] {
            log(stage, &text);
            let outcome = look(stage, shell, "verify", true);
            outcome.expect(shell, if not.is_empty() { 0 } else { 13 }, &[]);
            for name in both {
                let said = outcome.text.contains(&format!("NOT FLUSHED  {name}:"));
                assert_eq!(said, not.contains(&name), "{shell:?} {name}\n{}", outcome.text);
            }
        }
        // A neighbour that the plan does not know, and whose name goes on.
        put(stage, &["N.s-A"]);
        note(stage, shell).expect(shell, 0, &[]);
        for other in ["N.s-A started", "N.s-A2", "N.s-A@x", "N.s-A.b"] {
            log(stage, &flushed(other.as_bytes()));
            let parts = ["NOT FLUSHED  N.s-A: no CWSIP0780"];
            look(stage, shell, "verify", true).expect(shell, 13, &parts);
        }
    });
}

#[test]
fn what_is_not_there_yet_is_no_failure_while_the_start_may_be_under_way() {
    in_every_shell("stage", |stage, shell| {
        put(stage, &["N.m1-Bus", "N.m1-Audit"]);
        note(stage, shell).expect(shell, 0, &[]);
        let again = "ADVICE   ./run.sh verify 801-verify-logs --host was01.example.com";
        for text in [vec![], asked(b"N.m1-Bus"), flushed(b"N.m1-Bus")] {
            log(stage, &text);
            for mode in ["verify", "do"] {
                let parts = ["NOT YET      N.m1-Audit", "not yet:", again];
                let outcome = look(stage, shell, mode, false);
                outcome.expect(shell, 15, &parts);
                assert!(!outcome.text.contains("NOT FLUSHED"), "{}", outcome.text);
            }
            assert!(!recorded(stage).contains("NOTFLUSHED"));
        }
        // A message of failure is no end: a start that goes on may complete its flush.
        let failed = line(b"B:N.m1-Bus", "CWSIS1519", b"x", "");
        log(stage, &[asked(b"N.m1-Bus"), failed.clone()].concat());
        let parts = ["NOT YET      N.m1-Bus: CWSIS1519", "NOT YET      N.m1-Audit"];
        look(stage, shell, "verify", false).expect(shell, 15, &parts);
        assert_eq!(recorded(stage), "");
        log(stage, &[failed, flushed(b"N.m1-Audit")].concat());
        look(stage, shell, "verify", false).expect(shell, 15, &["NOT YET      N.m1-Bus"]);
        look(stage, shell, "verify", true).expect(shell, 13, &["NOT FLUSHED 801-verify-logs"]);
        recorded(stage);
        // What run.sh knows to be over is over.
        log(stage, &asked(b"N.m1-Bus"));
        let parts = ["NOT FLUSHED  N.m1-Bus: no CWSIP0783", "NOT FLUSHED  N.m1-Audit"];
        look(stage, shell, "verify", true).expect(shell, 13, &parts);
    });
}

#[test]
fn a_log_that_cannot_be_read_is_looked_at_elsewhere_and_confirmed() {
    in_every_shell("stage", |stage, shell| {
        put(stage, &["N.m1-Bus", "N.m1-Audit"]);
        note(stage, shell).expect(shell, 0, &[]);
        // It rolled away, and another file has got its place, and may have its inode.
        fs::write(stage.path(LOG), b"another beginning, and much more\n").unwrap();
        let parts = ["CANNOT TELL  N.m1-Bus: ", "CANNOT TELL  N.m1-Audit: ", CONFIRM];
        look(stage, shell, "verify", true).expect(shell, 15, &parts);
        look(stage, shell, "do", true).expect(shell, 15, &parts);
        assert_eq!(recorded(stage), "");
        let environment = [("SIBRESTORE_CONFIRM", VERIFY)];
        let script = format!("steps/{VERIFY}/step.sh");
        // A look confirms nothing.
        stage.run_with(shell, &script, &["verify"], &environment).expect(shell, 15, &[]);
        let parts = ["CONFIRMED BY A PERSON", "for N.m1-Audit", "DONE"];
        stage.run_with(shell, &script, &["do"], &environment).expect(shell, 0, &parts);
        let words = "SAIDYES N.m1-Bus|1\nSAIDYES N.m1-Audit|1\n\
                     FLUSHED N.m1-Bus|1\nFLUSHED N.m1-Audit|1\n";
        assert_eq!(recorded(stage), words);
        a_person_says_no(stage, shell);
        // What the log denies, or does not say yet, is nobody's to confirm.
        put(stage, &["N.m1-Bus", "N.m1-Audit"]);
        note(stage, shell).expect(shell, 0, &[]);
        log(stage, &line(b"B:N.m1-Bus", "CWSIP0782", b"x", ""));
        let parts = ["NOT YET      N.m1-Bus: CWSIP0782, and its start may go on"];
        stage.run_with(shell, &script, &["do"], &environment).expect(shell, 15, &parts);
        assert_eq!(recorded(stage), "");
        let over = [&environment[..], &[("SIBRESTORE_OVER", "yes")]].concat();
        let parts = ["NOT FLUSHED  N.m1-Bus: CWSIP0782", "NOT FLUSHED  N.m1-Audit: no CWSIP0780"];
        stage.run_with(shell, &script, &["do"], &over).expect(shell, 13, &parts);
    });
}

/// Of two engines whose log has rolled away, a person says no of one and then yes of the other.
fn a_person_says_no(stage: &Stage, shell: &[&str]) {
    put(stage, &["N.m1-Bus", "N.m1-Audit"]);
    note(stage, shell).expect(shell, 0, &[]);
    fs::write(stage.path(LOG), b"another beginning, and much more\n").unwrap();
    let script = format!("steps/{VERIFY}/step.sh");
    let no =
        format!("./run.sh run --host was01.example.com --repeat {VERIFY} --engine 'N.m1-Audit'");
    // As long as a start may be under way, nobody can know.
    let outcome = look(stage, shell, "do", false);
    outcome.expect(shell, 15, &["CANNOT TELL  N.m1-Audit: "]);
    assert!(!outcome.text.contains("--repeat"), "{}", outcome.text);
    let said = [("SIBRESTORE_REPEAT", VERIFY), ("SIBRESTORE_CHOSEN", "N.m1-Audit\n")];
    let parts = ["NOT USED: the word about N.m1-Audit: the flush start is not over yet"];
    stage.run_with(shell, &script, &["do"], &said).expect(shell, 15, &parts);
    assert_eq!(recorded(stage), "");
    look(stage, shell, "do", true).expect(shell, 15, &[&no]);
    let over = [&said[..], &[("SIBRESTORE_OVER", "yes")]].concat();
    // A look takes no word.
    stage.run_with(shell, &script, &["verify"], &over).expect(shell, 15, &[]);
    let parts = ["NOT FLUSHED  N.m1-Audit: said by a person", "CANNOT TELL  N.m1-Bus: "];
    stage.run_with(shell, &script, &["do"], &over).expect(shell, 15, &parts);
    let yes = [("SIBRESTORE_CONFIRM", VERIFY), ("SIBRESTORE_OVER", "yes")];
    let correction =
        format!("./run.sh run --host was01.example.com --confirm {VERIFY} --engine 'N.m1-Audit'");
    let parts = ["for N.m1-Bus", "NOT FLUSHED  N.m1-Audit: said by a person", &correction];
    stage.run_with(shell, &script, &["do"], &yes).expect(shell, 13, &parts);
    // What was said stays, for every later look in this attempt.
    look(stage, shell, "verify", true).expect(shell, 13, &["  flushed      N.m1-Bus"]);
    let words = "NOTFLUSHED N.m1-Audit|1|said by a person\n\
                 SAIDYES N.m1-Bus|1\nFLUSHED N.m1-Bus|1\n";
    assert_eq!(recorded(stage), words);
    stage.file("bundle/journal/recorded.txt", words);
    // The no was an error: the word of today counts, about the engine that it names.
    let names = [("SIBRESTORE_CHOSEN", "N.m1-Audit\n")];
    let corrected = [&yes[..], &names[..]].concat();
    stage.run_with(shell, &script, &["do"], &corrected).expect(shell, 0, &["for N.m1-Audit"]);
    look(stage, shell, "verify", true).expect(shell, 0, &["  flushed      N.m1-Audit"]);
    assert!(recorded(stage).ends_with("SAIDYES N.m1-Audit|1\nFLUSHED N.m1-Audit|1\n"));
    // What the log itself says is nobody's to deny.
    put(stage, &["N.m1-Bus", "N.m1-Audit"]);
    note(stage, shell).expect(shell, 0, &[]);
    let both = line(b"B:N.m1-Bus", "CWSIP0782", b"x", "");
    log(stage, &both);
    let parts = ["NOT USED: the word about N.m1-Audit: its log is read as it is"];
    stage.run_with(shell, &script, &["do"], &over).expect(shell, 13, &parts);
    recorded(stage);
}

#[test]
fn a_server_that_keeps_one_old_log_is_named() {
    in_every_shell("stage", |stage, shell| {
        put(stage, &["N.m1-Bus"]);
        let config = "profile/config/cells/ProdCell/nodes/N1/servers/m1/server.xml";
        for (kept, said) in [("1", true), ("0", true), ("5", false)] {
            stage.file(
                config,
                &format!(
                    "<process:Server>\n<errorStreamRedirect maxNumberOfBackupFiles=\"1\"/>\n\
                     <outputStreamRedirect fileName=\"x\"\n maxNumberOfBackupFiles=\"{kept}\"/>\n"
                ),
            );
            fs::remove_file(stage.path("bundle/journal/positions.txt")).ok();
            let outcome = note(stage, shell);
            outcome.expect(shell, 0, &[]);
            assert_eq!(outcome.text.contains("may roll away"), said, "{kept} {}", outcome.text);
        }
    });
}
