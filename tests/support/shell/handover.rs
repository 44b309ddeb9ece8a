//! run.sh: hand-overs between hosts, with receipts that pass on paper or by telephone.

use crate::shell::bundle::{approved, bundle, manifest, receipts, row, told, two_hosts};
use crate::shell::stage::{AWKS, HOSTILE, Outcome, SHELLS, Stage, in_every_shell};
use std::fs;
use std::process::Command;

fn run(stage: &Stage, shell: &[&str], host: &str, more: &[&str]) -> Outcome {
    let mut words = vec!["run", "--host", host];
    words.extend(more);
    stage.run(shell, "run.sh", &words)
}

/// The journals of two machines are apart: this one's is put away.
fn apart(stage: &Stage, host: &str) {
    let at = format!("bundle/journal/{host}.journal");
    fs::rename(stage.path(&at), stage.path(&format!("{host}.journal"))).unwrap();
}

fn back(stage: &Stage, host: &str) {
    let at = format!("bundle/journal/{host}.journal");
    fs::rename(stage.path(&format!("{host}.journal")), stage.path(&at)).unwrap();
}

#[test]
fn hosts_hand_over_with_receipts() {
    in_every_shell(HOSTILE, |stage, shell| {
        bundle(stage, &two_hosts());
        let outcome = run(stage, shell, "a.x", &[]);
        outcome.expect(
            shell,
            14,
            &[
                "HAND-OVER AWAITED before 101-hold:\n  from b.x, which gives its receipt after \
                 002-prove-host-b\n",
                "  ./run.sh run --host a.x --receipt CODE\n",
                "  ./run.sh run --host a.x --override 101-hold --reason 'TEXT'\n",
            ],
        );
        assert_eq!(outcome.calls, ["001-prove-host-a do"]);
        apart(stage, "a.x");
        let outcome = run(stage, shell, "b.x", &[]);
        outcome.expect(shell, 14, &["HAND OVER to a.x, before its 101-hold: receipt "]);
        assert_eq!(outcome.calls, ["002-prove-host-b do"]);
        let code = receipts(&outcome).remove(0);
        outcome.expect(shell, 14, &[&format!("./run.sh run --host a.x --receipt {code}\n")]);
        // Should the paper be lost, it is said again.
        stage.run(shell, "run.sh", &["status", "--host", "b.x"]).expect(shell, 0, &[&code]);
        apart(stage, "b.x");
        back(stage, "a.x");
        // As people write it.
        let typed = code.replace('-', "").to_lowercase();
        let outcome = run(stage, shell, "a.x", &["--receipt", &typed]);
        outcome.expect(
            shell,
            14,
            &[
                &format!("receipt {code} taken: b.x has done its part before 101-hold\n"),
                "  ./run.sh run --host a.x --receipt CODE\n",
                "which gives its receipt after 301-stop-servers, 402-stop-node\n",
            ],
        );
        assert_eq!(outcome.calls, ["101-hold do"]);
        assert_eq!(told(stage, "a.x")[2], "101-hold receipt from b.x");
        let to_b = receipts(&outcome).remove(0);
        apart(stage, "a.x");
        back(stage, "b.x");
        let outcome = run(stage, shell, "b.x", &["--receipt", &to_b]);
        outcome.expect(shell, 0, &["HAND OVER to a.x, before its 501-restore-config"]);
        assert_eq!(outcome.calls, ["301-stop-servers do", "402-stop-node do"]);
        // The receipts of b.x come on paper, so its journal in this folder is a copy.
        let done = receipts(&outcome).remove(0);
        back(stage, "a.x");
        run(stage, shell, "a.x", &[]).expect(shell, 14, &["before 501-restore-config"]);
        let outcome = run(stage, shell, "a.x", &["--receipt", &done]);
        outcome.expect(shell, 0, &[]);
        assert_eq!(outcome.calls, ["501-restore-config do"]);
        let status = stage.run(shell, "run.sh", &["status"]);
        status.expect(shell, 0, &["a.x: 3 of 3 steps are done", "b.x: 3 of 3 steps are done"]);
    });
}

#[test]
fn a_receipt_of_something_else_is_refused() {
    in_every_shell("stage", |stage, shell| {
        let mut rows = two_hosts();
        rows.push(row("601-start-node", "a.x", 6, &["603-x@b.x"]));
        rows.insert(2, row("603-x", "b.x", 0, &[]));
        bundle(stage, &rows);
        run(stage, shell, "a.x", &[]).expect(shell, 14, &[]);
        apart(stage, "a.x");
        let codes = receipts(&run(stage, shell, "b.x", &[]));
        assert_eq!(codes.len(), 2, "{codes:?}");
        apart(stage, "b.x");
        back(stage, "a.x");
        // Right, but for a step that comes later: taken, and still awaited here.
        let outcome = run(stage, shell, "a.x", &["--receipt", &codes[1]]);
        outcome.expect(
            shell,
            14,
            &["before 601-start-node\n", "HAND-OVER AWAITED before 101-hold"],
        );
        assert!(outcome.calls.is_empty());
        let journal = stage.read("bundle/journal/a.x.journal");
        // The same code on the host that has given it.
        let outcome = run(stage, shell, "b.x", &["--receipt", &codes[0]]);
        outcome.expect(shell, 14, &["RECEIPT REFUSED", "it is for a.x, before its 101-hold\n"]);
        assert!(outcome.calls.is_empty());
        fs::remove_file(stage.path("bundle/journal/b.x.journal")).unwrap();
        // A typing error is told apart from a code that is right and for something else.
        let mut wrong = codes[0].clone().into_bytes();
        wrong.swap(0, 1);
        if wrong[0] == wrong[1] {
            wrong[0] = if wrong[1] == b'2' { b'3' } else { b'2' };
        }
        let wrong = String::from_utf8(wrong).unwrap();
        let typing = format!("RECEIPT REFUSED: {wrong} has a typing error\n");
        run(stage, shell, "a.x", &["--receipt", &wrong]).expect(shell, 14, &[&typing]);
        for junk in ["1", "é", "12345678", "$(id)", "-------"] {
            run(stage, shell, "a.x", &["--receipt", junk]).expect(shell, 14, &["typing error"]);
        }
        assert_eq!(stage.read("bundle/journal/a.x.journal").matches("\treceipt\t").count(), 1);
        assert!(stage.read("bundle/journal/a.x.journal").starts_with(&journal));
        // Another bundle of the same plan has other receipts.
        stage.forget();
        let old = approved(stage);
        stage.file("bundle/README", "another\n");
        manifest(stage);
        assert_ne!(approved(stage), old);
        let outcome = run(stage, shell, "a.x", &["--receipt", &codes[0]]);
        // Rarely both nights have the same word; then it says so.
        outcome.expect(shell, 14, &["RECEIPT REFUSED", "copy of this folder"]);
    });
}

#[test]
fn a_receipt_is_asked_for_where_somebody_can_type() {
    in_every_shell("stage", |stage, shell| {
        bundle(stage, &two_hosts());
        let code = receipts(&run(stage, shell, "b.x", &[])).remove(0);
        apart(stage, "b.x");
        let words = ["run", "--host", "a.x"];
        let outcome = stage.at_a_terminal(shell, &words, &["1111-11", "", "never typed"]);
        outcome.expect(shell, 14, &["1111-11 has a typing error", "enter alone stops here:"]);
        assert_eq!(outcome.calls, ["001-prove-host-a do"]);
        let outcome = stage.at_a_terminal(shell, &words, &["EOF"]);
        outcome.expect(shell, 14, &[]);
        let outcome = stage.at_a_terminal(shell, &words, &["x", "x", "x"]);
        outcome.expect(shell, 14, &["then go on with:"]);
        let outcome = stage.at_a_terminal(shell, &words, &[&code, ""]);
        outcome.expect(shell, 14, &["taken: b.x has done", "AWAITED before 501-restore-config"]);
        assert_eq!(outcome.calls, ["101-hold do"]);
    });
}

#[test]
fn an_override_needs_a_reason_which_is_reported() {
    in_every_shell("stage", |stage, shell| {
        bundle(stage, &two_hosts());
        let words = ["--override", "101-hold", "--reason", "b.x is *gone* | see CHG\t7"];
        let outcome = run(stage, shell, "a.x", &words);
        outcome.expect(shell, 14, &["HAND-OVER AWAITED before 501-restore-config"]);
        assert_eq!(outcome.calls, ["001-prove-host-a do", "101-hold do"]);
        let report = stage.run(shell, "run.sh", &["report"]);
        report.expect(
            shell,
            0,
            &["## Overrides\n", "`101-hold` b.x is \\*gone\\* \\| see CHG?7\n"],
        );
    });
}

#[test]
fn after_a_way_back_the_receipts_of_before_count_no_more() {
    in_every_shell("stage", |stage, shell| {
        bundle(stage, &two_hosts());
        let code = receipts(&run(stage, shell, "b.x", &[])).remove(0);
        apart(stage, "b.x");
        stage.ends("101-hold", "do", 12);
        run(stage, shell, "a.x", &["--receipt", &code]).expect(shell, 12, &[]);
        let sum = approved(stage);
        let words = [
            "backout",
            "--host",
            "a.x",
            "--yes-i-reviewed",
            &sum,
            "--override",
            "back-101-hold",
            "--reason",
            "b.x was never begun",
        ];
        stage.run(shell, "run.sh", &words).expect(shell, 0, &["=== back-101-hold"]);
        let outcome = run(stage, shell, "a.x", &[]);
        outcome.expect(shell, 14, &["HAND-OVER AWAITED before 101-hold"]);
        assert!(!outcome.calls.contains(&"101-hold do".to_owned()), "{:?}", outcome.calls);
    });
}

/// The programs themselves: the same code in every awk, and every slip of the finger found out.
#[test]
fn every_wrong_character_and_every_swap_is_found_out() {
    let stage = Stage::plain();
    bundle(&stage, &two_hosts());
    let ask = "NL=' '; BUNDLE=$1; JOURNAL=$BUNDLE/journal; SR_HOST=a.x; ATTEMPT=1; export SR_HOST\n\
        say() { :; }\n. \"$BUNDLE/lib/tools.sh\"; . \"$BUNDLE/lib/journal.sh\"\n\
        . \"$BUNDLE/lib/night.sh\"; . \"$BUNDLE/lib/receipts.sh\"; . \"$BUNDLE/lib/typed.sh\"\n\
        HOST=b.x; SR_HOST=b.x; JOURNAL_FILE=/dev/null; OWN_WORD=H2N7\n\
        read_words() { :; }\nread_seed\n\
        printf '%s\\n' '101-hold\ta.x\tb.x\tonce\tids\tearly\t0' | codes\n\
        # None of them is awaited, so one that is typed right is unknown.\n\
        hand_overs_of() { :; }\njudge_receipts \"$(cat \"$2\")\" ''\n";
    stage.file("ask.sh", ask);
    stage.file("typed", "");
    let asked = |awk: &str, shell: &[&str]| {
        stage.script("path/awk", &format!("exec {awk} \"$@\""));
        let mut words: Vec<String> = shell[1..].iter().map(|word| (*word).to_owned()).collect();
        words.extend([stage.text("ask.sh"), stage.text("bundle"), stage.text("typed")]);
        let path = format!("{}:/usr/bin:/bin", stage.text("path"));
        let output =
            Command::new(shell[0]).args(words).env("PATH", path).env("LC_ALL", "C").output();
        String::from_utf8(output.unwrap().stdout).unwrap()
    };
    let codes = asked(AWKS[0], SHELLS[0]);
    for awk in AWKS {
        assert_eq!(asked(awk, SHELLS[0]), codes, "{awk}: is {awk} installed?");
    }
    let code = codes.split('\t').next().unwrap().to_owned();
    assert_eq!((code.len(), &code[..5], &code[9..10]), (13, "H2N7-", "-"), "{codes}");
    let plain: Vec<char> = code.replace('-', "").chars().collect();
    let alphabet: Vec<char> = "123456789ABCDEFGHJKMNPQRSTVWXYZ".chars().collect();
    let mut typed = vec![code.clone()];
    for at in 0..plain.len() {
        for other in alphabet.iter().chain(['0', 'O', 'U'].iter()) {
            let mut wrong = plain.clone();
            wrong[at] = *other;
            typed.push(wrong.iter().collect());
        }
        if at > 0 {
            let mut wrong = plain.clone();
            wrong.swap(at - 1, at);
            typed.push(wrong.iter().collect());
        }
    }
    typed.retain(|one| one == &code || *one != plain.iter().collect::<String>());
    assert!(typed.len() > 200, "{}", typed.len());
    for (turn, awk) in AWKS.iter().enumerate() {
        // Each awk has its share; the sum is the same in all, as the codes above have shown.
        let share: Vec<&String> = typed
            .iter()
            .enumerate()
            .filter(|(at, _)| *at == 0 || at % 4 == turn)
            .map(|(_, t)| t)
            .collect();
        stage.file("typed", &share.iter().map(|one| format!("{one}\n")).collect::<String>());
        let said = asked(awk, SHELLS[turn]);
        let right: Vec<&str> = said.lines().filter(|line| line.starts_with("WRONG")).collect();
        assert_eq!(right, [format!("WRONG\t{code}")], "{awk}");
        let wrong = said.lines().filter(|line| line.starts_with("TYPING")).count();
        assert_eq!(wrong, share.len() - 1, "{awk}");
    }
}

/// The codes that an outcome has for a host.
fn codes_for(outcome: &Outcome, command: &str, host: &str) -> Vec<String> {
    let start = format!("  there: ./run.sh {command} --host {host} --receipt ");
    outcome.text.lines().filter_map(|line| line.strip_prefix(&start)).map(str::to_owned).collect()
}

/// A way back on both hosts, each with its own journal: what was handed over before is void.
#[test]
fn a_receipt_on_paper_is_void_after_a_way_back() {
    in_every_shell("stage", |stage, shell| {
        bundle(stage, &two_hosts());
        let sum = approved(stage);
        // One host at a time has its journal in the folder.
        let at = |host: &str, command: &str, codes: &[String]| {
            let other = if host == "a.x" { "b.x" } else { "a.x" };
            if stage.path(&format!("bundle/journal/{other}.journal")).exists() {
                apart(stage, other);
            }
            if stage.path(&format!("{host}.journal")).exists() {
                back(stage, host);
            }
            let mut words = vec![command, "--host", host, "--yes-i-reviewed", &sum];
            words.extend(codes.iter().flat_map(|code| ["--receipt", code.as_str()]));
            stage.run(shell, "run.sh", &words)
        };
        let old_to_a = codes_for(&at("b.x", "run", &[]), "run", "a.x");
        let outcome = at("a.x", "run", &old_to_a);
        outcome.expect(shell, 14, &["=== 101-hold"]);
        let old_to_b = codes_for(&outcome, "run", "b.x");
        let to_a = codes_for(&at("b.x", "backout", &[]), "backout", "a.x");
        let outcome = at("a.x", "backout", &to_a);
        outcome.expect(shell, 0, &["=== back-101-hold"]);
        let to_b = codes_for(&outcome, "backout", "b.x");
        at("b.x", "backout", &to_b).expect(shell, 0, &["=== back-002-prove-host-b"]);

        let new_to_a = codes_for(&at("b.x", "run", &[]), "run", "a.x");
        assert_ne!(old_to_a, new_to_a);
        at("a.x", "run", &old_to_a).expect(shell, 14, &["RECEIPT REFUSED", "before a way back"]);
        let outcome = at("a.x", "run", &new_to_a);
        outcome.expect(shell, 14, &["=== 101-hold"]);
        let new_to_b = codes_for(&outcome, "run", "b.x");
        assert_ne!(old_to_b, new_to_b);
        let outcome = at("b.x", "run", &old_to_b);
        outcome.expect(shell, 14, &["RECEIPT REFUSED"]);
        assert!(outcome.calls.is_empty(), "{:?}", outcome.calls);
        at("b.x", "run", &new_to_b).expect(shell, 0, &["=== 402-stop-node"]);
    });
}
