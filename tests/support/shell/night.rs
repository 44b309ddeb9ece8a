//! run.sh: receipts belong to one night, one copy of the folder and one kind of run.

use crate::shell::bundle::{approved, bundle, events, receipts, row, told};
use crate::shell::stage::{Outcome, Stage, in_every_shell};
use serde_json::Value;
use std::fs;

const HOSTS: [&str; 3] = ["a.x", "b.x", "c.x"];

/// The keeper of the night `a.x`, a node `b.x`, and a database host `c.x`.
fn plan() -> Vec<Value> {
    vec![
        row("001-prove-host-a", "a.x", 0, &[]),
        row("002-prove-host-b", "b.x", 0, &[]),
        row("003-prove-host-c", "c.x", 0, &[]),
        row("101-hold", "a.x", 1, &["002-prove-host-b@b.x", "003-prove-host-c@c.x"]),
        row("301-stop-servers", "b.x", 3, &["101-hold@a.x"]),
        row("401-restore-store", "c.x", 4, &["301-stop-servers@b.x"]),
        row("501-restore-config", "a.x", 5, &["401-restore-store@c.x"]),
    ]
}

/// One copy of the folder on one host: its journal is in the folder while it is its turn.
fn on(stage: &Stage, shell: &[&str], host: &str, words: &[&str]) -> Outcome {
    for other in HOSTS {
        let (here, there) = (format!("bundle/journal/{other}.journal"), format!("{other}.away"));
        let (from, to) = if other == host { (&there, &here) } else { (&here, &there) };
        fs::create_dir_all(stage.path("bundle/journal")).unwrap();
        fs::rename(stage.path(from), stage.path(to)).ok();
    }
    let sum = approved(stage);
    let mut all = vec!["run", "--host", host, "--yes-i-reviewed", &sum];
    all.extend(words);
    stage.run(shell, "run.sh", &all)
}

fn with(codes: &[String]) -> Vec<&str> {
    codes.iter().flat_map(|code| ["--receipt", code.as_str()]).collect()
}

/// The receipts for a host that an outcome shows.
fn for_host(outcome: &Outcome, host: &str) -> Vec<String> {
    let start = format!("  there: ./run.sh run --host {host} --receipt ");
    outcome.text.lines().filter_map(|line| line.strip_prefix(&start)).map(str::to_owned).collect()
}

/// A whole night; what each host was told, in the order of the hosts.
fn whole_night(stage: &Stage, shell: &[&str]) -> [Vec<String>; 3] {
    let [b, c] = ["b.x", "c.x"].map(|host| receipts(&on(stage, shell, host, &[])));
    let to_a = [b, c].concat();
    let first = on(stage, shell, "a.x", &with(&to_a));
    first.expect(shell, 14, &["HAND OVER to b.x", "HAND OVER to c.x"]);
    let to_b = for_host(&first, "b.x");
    let second = on(stage, shell, "b.x", &with(&to_b));
    second.expect(shell, 0, &["HAND OVER to c.x"]);
    // Typed in the other order: the receipt of the keeper brings the word of the night.
    let to_c = [for_host(&second, "c.x"), for_host(&first, "c.x")].concat();
    let third = on(stage, shell, "c.x", &with(&to_c));
    third.expect(shell, 0, &["=== 401-restore-store"]);
    let back = for_host(&third, "a.x");
    on(stage, shell, "a.x", &with(&back)).expect(shell, 0, &["ALL DONE on a.x"]);
    [[to_a, back].concat(), to_b, to_c]
}

/// The folder is copied anew: what the first copy has left is gone, but for the mark.
fn copied_anew(stage: &Stage, host: &str) {
    fs::remove_file(stage.path(&format!("bundle/journal/{host}.journal"))).ok();
    fs::remove_file(stage.path(&format!("{host}.away"))).ok();
}

#[test]
fn the_receipts_of_an_earlier_night_open_nothing() {
    in_every_shell("stage", |stage, shell| {
        bundle(stage, &plan());
        let told_before = whole_night(stage, shell);
        stage.forget();
        HOSTS.iter().for_each(|host| copied_anew(stage, host));
        // A database host that is new tonight, and all the codes of the last time.
        for code in &told_before[2] {
            let outcome = on(stage, shell, "c.x", &["--receipt", code]);
            outcome.expect(shell, 14, &["RECEIPT REFUSED", "it is of the night of 20"]);
            assert!(outcome.calls.is_empty(), "{:?}", outcome.calls);
        }
        on(stage, shell, "c.x", &[]).expect(shell, 14, &["HAND-OVER AWAITED before 401"]);
        let outcome = on(stage, shell, "c.x", &with(&told_before[2]));
        outcome.expect(shell, 14, &["RECEIPT REFUSED"]);
        assert!(outcome.calls.is_empty(), "{:?}", outcome.calls);
        // Nor do they when the keeper has begun a new night with the old proofs of phase 0.
        let outcome = on(stage, shell, "a.x", &with(&told_before[0][..2]));
        outcome.expect(shell, 14, &["=== 101-hold", "HAND-OVER AWAITED before 501"]);
        let new = for_host(&outcome, "b.x");
        on(stage, shell, "b.x", &[]).expect(shell, 14, &[]);
        let outcome = on(stage, shell, "b.x", &with(&new));
        outcome.expect(shell, 14, &["was not made\n  for this copy of the folder"]);
        let outcome = on(stage, shell, "a.x", &with(&told_before[0][2..]));
        outcome.expect(shell, 14, &["RECEIPT REFUSED", "of the night of"]);
        assert!(outcome.calls.is_empty(), "{:?}", outcome.calls);
    });
}

#[test]
fn a_folder_that_was_lost_in_the_night_gets_new_receipts() {
    in_every_shell("stage", |stage, shell| {
        bundle(stage, &plan());
        let to_a = ["b.x", "c.x"].map(|host| receipts(&on(stage, shell, host, &[]))).concat();
        let first = on(stage, shell, "a.x", &with(&to_a));
        let old = for_host(&first, "b.x");
        on(stage, shell, "b.x", &[]).expect(shell, 14, &[]);
        copied_anew(stage, "b.x");
        let outcome = on(stage, shell, "b.x", &[]);
        let again = receipts(&outcome);
        on(stage, shell, "b.x", &with(&old)).expect(shell, 14, &["RECEIPT REFUSED"]);
        let outcome = on(stage, shell, "a.x", &with(&again));
        let new = for_host(&outcome, "b.x");
        assert_ne!(new, old, "{}", outcome.text);
        on(stage, shell, "b.x", &with(&new)).expect(shell, 0, &["=== 301-stop-servers"]);
    });
}

#[test]
fn a_receipt_says_what_it_is_for_where_it_is_refused() {
    in_every_shell("stage", |stage, shell| {
        bundle(stage, &plan());
        let to_a = ["b.x", "c.x"].map(|host| receipts(&on(stage, shell, host, &[]))).concat();
        let first = on(stage, shell, "a.x", &with(&to_a));
        let to_b = for_host(&first, "b.x");
        let outcome = on(stage, shell, "c.x", &with(&to_a));
        outcome.expect(shell, 14, &["it is for a.x, before its 101-hold\n"]);
        // What a rehearsal has printed is no receipt of a real run.
        let root = stage.text("root");
        fs::create_dir_all(&root).unwrap();
        let journal = stage.path("bundle/journal");
        let real = stage.path("real");
        fs::rename(&journal, &real).unwrap();
        let words = ["run", "--host", "b.x"];
        let world = [("SIBRESTORE_ROOT", root.as_str())];
        let rehearsed = stage.run_with(shell, "run.sh", &words, &world);
        rehearsed.expect(shell, 14, &["REHEARSAL", "HAND OVER to a.x"]);
        fs::remove_dir_all(&journal).unwrap();
        fs::rename(&real, &journal).unwrap();
        let outcome = on(stage, shell, "a.x", &with(&receipts(&rehearsed)));
        let said = "it was printed by a rehearsal, and this is a real run";
        outcome.expect(shell, 14, &["RECEIPT REFUSED", said]);
        on(stage, shell, "b.x", &with(&to_b)).expect(shell, 0, &["=== 301-stop-servers"]);
    });
}

#[test]
fn a_second_copy_on_the_same_host_is_noticed() {
    in_every_shell("stage", |stage, shell| {
        bundle(stage, &plan());
        whole_night(stage, shell);
        copied_anew(stage, "a.x");
        let outcome = on(stage, shell, "a.x", &[]);
        outcome.expect(shell, 10, &["another copy of a bundle was run to its end on this host"]);
        assert!(outcome.calls.is_empty(), "{:?}", outcome.calls);
        let words = ["--override", "other-copy", "--reason", "an exercise was run here"];
        on(stage, shell, "a.x", &words).expect(shell, 14, &["=== 001-prove-host-a"]);
        let noted: Vec<String> = told(stage, "a.x");
        assert!(!noted.iter().any(|line| line.contains("101-hold begin")), "{noted:?}");
        let why = events(stage, "a.x").into_iter().find(|fields| fields[5] == "override").unwrap();
        assert!(why[6].contains("an exercise was run here"), "{why:?}");
        let report = stage.run(shell, "run.sh", &["report"]);
        report.expect(shell, 0, &["## Overrides", "an exercise was run here"]);
    });
}

/// Two copies that take turns could restore a store twice, or make the flush start twice: past a
/// point of no return no override takes the place of a copy.
#[test]
fn a_copy_past_a_point_of_no_return_is_not_overridden() {
    in_every_shell("stage", |stage, shell| {
        bundle(stage, &plan());
        let to_a = ["b.x", "c.x"].map(|host| receipts(&on(stage, shell, host, &[]))).concat();
        let first = on(stage, shell, "a.x", &with(&to_a));
        let second = on(stage, shell, "b.x", &with(&for_host(&first, "b.x")));
        let to_c = [for_host(&second, "c.x"), for_host(&first, "c.x")].concat();
        let journal = |host: &str| stage.path(&format!("bundle/journal/{host}.journal"));
        let words = ["--override", "other-copy", "--reason", "begun anew"];
        // b.x has restored nothing.
        copied_anew(stage, "b.x");
        let gate = on(stage, shell, "b.x", &[]);
        gate.expect(shell, 10, &["another copy of a bundle was run to its end"]);
        on(stage, shell, "b.x", &words).expect(shell, 14, &["=== 002-prove-host-b"]);
        // c.x has, and did not come to its end.
        stage.ends("401-restore-store", "do", 15);
        on(stage, shell, "c.x", &with(&to_c)).expect(shell, 15, &["=== 401-restore-store"]);
        let known = fs::read(journal("c.x")).unwrap();
        copied_anew(stage, "c.x");
        for words in [&[][..], &words] {
            let outcome = on(stage, shell, "c.x", words);
            let said =
                ["has passed a point of no return on this host", "./run.sh status --host c.x"];
            outcome.expect(shell, 10, &said);
            assert!(!outcome.text.contains("--override"), "{}", outcome.text);
            assert!(outcome.calls.is_empty(), "{:?}", outcome.calls);
        }
        fs::write(journal("c.x"), known).unwrap();
        stage.ends("401-restore-store", "do", 0);
        on(stage, shell, "c.x", &[]).expect(shell, 0, &["ALL DONE on c.x"]);
    });
}

/// A journal that somebody puts back from a copy may not know what was done since.
#[test]
fn an_older_copy_of_the_journal_is_not_gone_on_with() {
    in_every_shell("stage", |stage, shell| {
        bundle(stage, &plan());
        let to_a = ["b.x", "c.x"].map(|host| receipts(&on(stage, shell, host, &[]))).concat();
        on(stage, shell, "a.x", &[]).expect(shell, 14, &["HAND-OVER AWAITED before 101"]);
        let journal = stage.path("bundle/journal/a.x.journal");
        let old = fs::read(&journal).unwrap();
        let first = on(stage, shell, "a.x", &with(&to_a));
        first.expect(shell, 14, &["=== 101-hold"]);
        let newest = fs::read(&journal).unwrap();
        fs::write(&journal, old).unwrap();
        let outcome = on(stage, shell, "a.x", &with(&to_a));
        let said = ["2 steps were begun on a.x", "has 1 of them", "./run.sh run --host a.x"];
        outcome.expect(shell, 15, &said);
        assert!(outcome.calls.is_empty(), "{:?}", outcome.calls);
        let words = ["verify", "101-hold", "--host", "a.x"];
        let outcome = stage.run(shell, "run.sh", &words);
        outcome.expect(shell, 15, &said);
        assert!(outcome.calls.is_empty(), "{:?}", outcome.calls);
        fs::write(&journal, newest).unwrap();
        on(stage, shell, "a.x", &[]).expect(shell, 14, &["HAND-OVER AWAITED before 501"]);
    });
}

/// A new copy of the folder would note a log after the flush, or restore a store once more.
#[test]
fn after_the_flush_start_no_host_begins_anew() {
    in_every_shell("stage", |stage, shell| {
        bundle(stage, &plan());
        let to_a = ["b.x", "c.x"].map(|host| receipts(&on(stage, shell, host, &[]))).concat();
        on(stage, shell, "a.x", &with(&to_a)).expect(shell, 14, &["=== 101-hold"]);
        copied_anew(stage, "b.x");
        let again = receipts(&on(stage, shell, "b.x", &[]));
        stage.file("bundle/journal/recorded.txt", "FLUSHING E|Bus|1\n");
        let outcome = on(stage, shell, "a.x", &with(&again));
        outcome.expect(shell, 14, &["is of a new copy of the folder on b.x", "on b.x: ./run.sh"]);
        assert!(for_host(&outcome, "b.x").is_empty(), "{}", outcome.text);
        stage.file("bundle/journal/recorded.txt", "");
        on(stage, shell, "a.x", &with(&again)).expect(shell, 14, &["HAND OVER to b.x"]);
    });
}

/// A disk that was full when it was written must not end the guard for good.
#[test]
fn an_empty_mark_is_written_again() {
    in_every_shell("stage", |stage, shell| {
        bundle(stage, &plan());
        on(stage, shell, "b.x", &[]);
        let to_a = ["b.x", "c.x"].map(|host| receipts(&on(stage, shell, host, &[]))).concat();
        let mark = stage.path("mark/.sibrestore-a.x");
        fs::create_dir_all(mark.parent().unwrap()).unwrap();
        fs::write(&mark, "").unwrap();
        on(stage, shell, "a.x", &with(&to_a)).expect(shell, 14, &["=== 101-hold"]);
        assert!(fs::read_to_string(&mark).unwrap().starts_with("under-way\t"), "{shell:?}");
    });
}

/// A journal that was copied for the report, or by mistake, may be of before a way back.
#[test]
fn a_copy_of_the_journal_of_another_host_is_no_receipt() {
    in_every_shell("stage", |stage, shell| {
        bundle(stage, &plan());
        let to_a = ["b.x", "c.x"].map(|host| receipts(&on(stage, shell, host, &[]))).concat();
        let first = on(stage, shell, "a.x", &with(&to_a));
        let second = on(stage, shell, "b.x", &with(&for_host(&first, "b.x")));
        let to_c = [for_host(&second, "c.x"), for_host(&first, "c.x")].concat();
        let third = on(stage, shell, "c.x", &with(&to_c));
        third.expect(shell, 0, &["=== 401-restore-store"]);
        on(stage, shell, "a.x", &[]).expect(shell, 14, &["HAND-OVER AWAITED before 501"]);
        fs::copy(stage.path("c.x.away"), stage.path("bundle/journal/c.x.journal")).unwrap();
        let sum = approved(stage);
        let words = ["run", "--host", "a.x", "--yes-i-reviewed", &sum];
        let outcome = stage.run(shell, "run.sh", &words);
        outcome.expect(shell, 14, &["HAND-OVER AWAITED before 501"]);
        fs::remove_file(stage.path("bundle/journal/c.x.journal")).unwrap();
        let code = for_host(&third, "a.x");
        on(stage, shell, "a.x", &with(&code)).expect(shell, 0, &["ALL DONE on a.x"]);
    });
}

/// Both copies have begun before either has left its mark.
#[test]
fn of_two_copies_that_begin_at_once_one_goes_on() {
    in_every_shell("stage", |stage, shell| {
        bundle(stage, &plan());
        // While the first copy proves its host, the second one is run, up to its first change.
        let words = "--override 101 --reason x";
        let second = format!(
            "if [ ! -d \"$STAND/../second\" ]; then\n\
               cp -R \"$STAND/../bundle\" \"$STAND/../second\"\n\
               rm -rf \"$STAND/../second/journal\"\n\
               sh \"$STAND/../second/run.sh\" run --host a.x {words} > \"$STAND/../said\" 2>&1\n\
             fi"
        );
        stage.acts("001-prove-host-a", "do", &second);
        let outcome = on(stage, shell, "a.x", &["--override", "101", "--reason", "x"]);
        let said = stage.read("said");
        assert!(said.contains("=== 101-hold"), "{said}");
        outcome.expect(shell, 10, &["another copy of a bundle is under way on this host"]);
        let holds = outcome.calls.iter().filter(|call| *call == "101-hold do").count();
        assert_eq!(holds, 1, "{:?}", outcome.calls);
    });
}

/// What lets a store be overwritten in use, or an engine be started wrongly, is not overridden.
#[test]
fn a_receipt_that_stands_for_the_invariant_is_not_overridden() {
    in_every_shell("stage", |stage, shell| {
        bundle(stage, &plan());
        on(stage, shell, "c.x", &[]).expect(shell, 14, &["Nothing replaces that receipt"]);
        let words = ["--override", "401", "--reason", "b.x is down anyway"];
        let outcome = on(stage, shell, "c.x", &words);
        outcome.expect(shell, 10, &["the receipt that 401-restore-store waits for is not"]);
        assert!(outcome.calls.is_empty(), "{:?}", outcome.calls);
        let outcome = on(stage, shell, "a.x", &[]);
        let price = "a missing file or tool on that host is found out in the middle of the night\n";
        outcome.expect(shell, 14, &[price, "--override 101-hold --reason 'TEXT'\n"]);
    });
}

/// As it is said on the telephone.
#[test]
fn steps_have_numbers_and_hosts_have_short_names() {
    in_every_shell("stage", |stage, shell| {
        bundle(stage, &plan());
        let outcome = stage.run(shell, "run.sh", &["run", "--host", "A"]);
        outcome.expect(shell, 14, &["./run.sh run --host a.x --receipt CODE"]);
        stage.run(shell, "run.sh", &["verify", "001"]).expect(shell, 0, &[]);
        stage.run(shell, "run.sh", &["verify", "00"]).expect(shell, 2, &["the plan has no step"]);
        stage.run(shell, "run.sh", &["run", "--host", "x"]).expect(shell, 2, &["no host x"]);
        let wrong = ["run", "--host", "a", "--approved", "0123"];
        stage.run(shell, "run.sh", &wrong).expect(shell, 2, &["not a hash"]);
        stage.file("bundle/more.txt", "not approved\n");
        let status = stage.run(shell, "run.sh", &["status"]);
        status.expect(shell, 0, &["nobody has approved them:\n  more.txt\n"]);
        fs::remove_file(stage.path("bundle/lib/journal.sh")).unwrap();
        let outcome = stage.run(shell, "run.sh", &["status"]);
        outcome.expect(shell, 16, &["BUNDLE CHANGED: lib/journal.sh is missing"]);
    });
}
