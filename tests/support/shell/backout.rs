//! run.sh: the way back, the last step first, to the last point of no return.

use crate::shell::bundle::{approved, bundle, one_host, receipts, row, told, two_hosts};
use crate::shell::stage::{HOSTILE, Outcome, Stage, in_every_shell};
use std::fs;

/// The way back, with the approval.
pub fn back(stage: &Stage, shell: &[&str], more: &[&str]) -> Outcome {
    let sum = approved(stage);
    let mut words = vec!["backout", "--yes-i-reviewed", &sum];
    words.extend(more);
    stage.run(shell, "run.sh", &words)
}

#[test]
fn steps_are_taken_back_in_reverse_and_can_be_done_again() {
    in_every_shell(HOSTILE, |stage, shell| {
        bundle(
            stage,
            &[
                row("001-prove-host", "a", 0, &[]),
                row("101-hold", "a", 1, &[]),
                row("301-stop-servers", "a", 3, &[]),
                row("501-restore-config", "a", 5, &[]),
                row("601-start-servers", "a", 6, &[]),
            ],
        );
        back(stage, shell, &[]).expect(shell, 0, &["nothing to take back on a"]);
        // One step has failed half way, one was never begun.
        stage.ends("501-restore-config", "do", 11);
        stage.run(shell, "run.sh", &["run"]).expect(shell, 11, &[]);
        let outcome = stage.run(shell, "run.sh", &["backout"]);
        outcome.expect(
            shell,
            17,
            &["there is no terminal to type orders-bus at", "  101-hold  Do"],
        );
        assert!(outcome.calls.is_empty());
        let outcome = back(stage, shell, &["--yes-i-reviewed", &"0".repeat(64)]);
        outcome.expect(shell, 16, &["not the bundle that was reviewed"]);
        assert!(outcome.calls.is_empty());
        // A way back that fails stops there, and goes on from there.
        stage.ends("back-301-stop-servers", "back", 12);
        let outcome = back(stage, shell, &[]);
        outcome.expect(shell, 12, &["STOPPED at back-301-stop-servers with exit 12"]);
        assert_eq!(outcome.calls, ["back-501-restore-config back", "back-301-stop-servers back"]);
        stage.acts("back-301-stop-servers", "back", "kill -9 $$\n");
        let outcome = back(stage, shell, &["--confirm", "back-301-stop-servers"]);
        outcome.expect(shell, 15, &["STOPPED at back-301-stop-servers"]);
        let call = "back-301-stop-servers back confirm=back-301-stop-servers";
        assert_eq!(outcome.calls, [call]);
        stage.acts("back-301-stop-servers", "back", "");
        stage.ends("back-301-stop-servers", "back", 0);
        stage.file("bundle/journal/101-hold.done", "attempt 1\n");
        let outcome = back(stage, shell, &[]);
        outcome.expect(shell, 0, &["it has changed nothing that would have to be taken back"]);
        assert_eq!(outcome.calls, ["back-301-stop-servers back", "back-101-hold back"]);
        assert!(!stage.path("bundle/journal/101-hold.done").exists());
        back(stage, shell, &[]).expect(shell, 0, &["nothing to take back on a"]);
        let report = stage.run(shell, "run.sh", &["report"]);
        report.expect(shell, 0, &["## Taken back", "way back, exit 12", "| taken back |"]);
        stage.ends("501-restore-config", "do", 0);
        let outcome = stage.run(shell, "run.sh", &["run"]);
        outcome.expect(shell, 0, &[]);
        assert_eq!(outcome.calls.len(), 5, "{:?}", outcome.calls);
    });
}

#[test]
fn the_way_back_ends_at_the_last_point_of_no_return() {
    in_every_shell("stage", |stage, shell| {
        bundle(stage, &one_host());
        // Refused: it has changed nothing, so the way back leads past it.
        stage.ends("401-restore-store", "do", 10);
        let sum = approved(stage);
        let run = || stage.run(shell, "run.sh", &["run", "--yes-i-reviewed", &sum]);
        run().expect(shell, 10, &[]);
        let outcome = back(stage, shell, &[]);
        outcome.expect(shell, 0, &[]);
        assert!(!outcome.text.contains("The way back ends"), "{}", outcome.text);
        assert_eq!(outcome.calls, ["back-101-hold back"]);
        // Half way through: from there it only goes forward.
        stage.ends("401-restore-store", "do", 11);
        run().expect(shell, 11, &[]);
        stage.ends("401-restore-store", "do", 10);
        run().expect(shell, 10, &[]);
        let outcome = back(stage, shell, &[]);
        let end = "The way back ends at 401-restore-store  Do 401-restore-store & it's $1: it was";
        outcome.expect(shell, 0, &["nothing to take back on a", end]);
        assert!(outcome.calls.is_empty());
        stage.ends("401-restore-store", "do", 0);
        run().expect(shell, 0, &[]);
        let outcome = back(stage, shell, &[]);
        outcome.expect(shell, 0, &[end]);
        assert_eq!(outcome.calls, ["back-501-restore-config back"]);
    });
}

#[test]
fn the_name_of_the_plan_is_typed_for_the_way_back_and_a_closed_terminal_ends_it() {
    in_every_shell("stage", |stage, shell| {
        bundle(stage, &one_host()[..2]);
        stage.run(shell, "run.sh", &["run"]).expect(shell, 0, &[]);
        let outcome = stage.at_a_terminal(shell, &["backout"], &["orders"]);
        outcome.expect(shell, 17, &["NOT CONFIRMED: that was not orders-bus"]);
        assert!(outcome.calls.is_empty());
        stage.acts("back-101-hold", "back", "kill -1 $PPID\n");
        let outcome = stage.at_a_terminal(shell, &["backout"], &["orders-bus"]);
        outcome.expect(shell, 129, &["STOPPED after back-101-hold"]);
        assert_eq!(told(stage, "a").last().unwrap(), "101-hold taken-back -");
        back(stage, shell, &[]).expect(shell, 0, &["  001-prove-host  Do"]);
    });
}

#[test]
fn hosts_hand_back_in_the_other_order() {
    in_every_shell("stage", |stage, shell| {
        bundle(stage, &two_hosts());
        for host in ["a.x", "b.x", "a.x", "b.x", "a.x"] {
            stage.run(shell, "run.sh", &["run", "--host", host]);
        }
        let status = stage.run(shell, "run.sh", &["status"]);
        status.expect(shell, 0, &["a.x: 3 of 3", "b.x: 3 of 3"]);
        // b.x may not go back before a.x has; it does not see the journal of a.x.
        let away = |host: &str| {
            let at = stage.path(&format!("bundle/journal/{host}.journal"));
            fs::rename(at, stage.path(&format!("{host}.away"))).unwrap();
        };
        let here = |host: &str| {
            let at = stage.path(&format!("bundle/journal/{host}.journal"));
            fs::rename(stage.path(&format!("{host}.away")), at).unwrap();
        };
        away("a.x");
        let outcome = back(stage, shell, &["--host", "b.x"]);
        outcome.expect(
            shell,
            14,
            &["HAND-OVER AWAITED before back-402-stop-node", "Nothing replaces that receipt"],
        );
        assert!(!outcome.text.contains("--override"), "{}", outcome.text);
        assert!(outcome.calls.is_empty());
        away("b.x");
        here("a.x");
        let outcome = back(stage, shell, &["--host", "a.x"]);
        outcome.expect(shell, 14, &["HAND-OVER AWAITED before back-101-hold"]);
        assert_eq!(outcome.calls, ["back-501-restore-config back"], "{}", outcome.text);
        let codes = receipts(&outcome);
        assert!(!codes.is_empty(), "{shell:?}: what a.x has taken back\n{}", outcome.text);
        away("a.x");
        here("b.x");
        let mut words = vec!["--host", "b.x"];
        words.extend(codes.iter().flat_map(|code| ["--receipt", code]));
        let outcome = back(stage, shell, &words);
        assert!(
            outcome.calls.contains(&"back-301-stop-servers back".to_owned()),
            "{}",
            outcome.text
        );
    });
}
