//! run.sh: before a point of no return a person types the name of what is about to change.

use crate::shell::bundle::{approved, bundle, one_host, told};
use crate::shell::stage::{HOSTILE, in_every_shell};

const TARGET: &str = "the-401-restore-store";

#[test]
fn a_point_of_no_return_is_not_passed_without_a_person() {
    in_every_shell(HOSTILE, |stage, shell| {
        bundle(stage, &one_host());
        let sum = approved(stage);
        let outcome = stage.run(shell, "run.sh", &["run"]);
        outcome.expect(
            shell,
            17,
            &[
                "    POINT OF NO RETURN: nothing undoes this step. It changes the-401-restore-store\n",
                "NOT CONFIRMED: there is no terminal to type the-401-restore-store at",
                &format!("  ./run.sh run --host a --yes-i-reviewed {sum}\n"),
            ],
        );
        assert_eq!(outcome.calls, ["001-prove-host do", "101-hold do"]);
        let wrong = sum.replace(|c: char| c.is_ascii_digit(), "0");
        let outcome = stage.run(shell, "run.sh", &["run", "--yes-i-reviewed", &wrong]);
        let both = ["not the bundle that was reviewed", &wrong, &sum];
        outcome.expect(shell, 16, &both);
        assert!(outcome.calls.is_empty());
        assert!(!told(stage, "a").iter().any(|line| line.contains("401")), "nothing was begun");
        let outcome = stage.run(shell, "run.sh", &["run", "--yes-i-reviewed", &sum]);
        outcome.expect(shell, 0, &[]);
        assert_eq!(outcome.calls, ["401-restore-store do", "501-restore-config do"]);
        assert!(
            told(stage, "a").contains(&"401-restore-store reviewed by --yes-i-reviewed".into())
        );
    });
}

#[test]
fn the_name_is_typed_at_a_terminal() {
    in_every_shell("two words", |stage, shell| {
        bundle(stage, &one_host());
        let asks = "Type the-401-restore-store and press enter to go on:";
        for typed in ["yes", "the-401-restore-stor", "EOF", ""] {
            let outcome = stage.at_a_terminal(shell, &["run"], &[typed]);
            outcome.expect(shell, 17, &[asks, "NOT CONFIRMED: that was not the-401-restore-store"]);
            assert!(!outcome.calls.contains(&"401-restore-store do".to_owned()), "{typed}");
        }
        let outcome = stage.at_a_terminal(shell, &["run"], &["INT"]);
        outcome.expect(shell, 130, &[asks]);
        assert!(!stage.path("bundle/journal/lock.a").exists(), "{shell:?}");
        let outcome = stage.at_a_terminal(shell, &["run"], &[TARGET]);
        outcome.expect(shell, 0, &[asks]);
        assert_eq!(outcome.calls, ["401-restore-store do", "501-restore-config do"]);
        let typed = "401-restore-store reviewed typed the-401-restore-store";
        assert!(told(stage, "a").contains(&typed.to_owned()));
    });
}
