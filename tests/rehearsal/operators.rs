//! Nights with people of each kind: whatever they type of what is printed, nothing happens that must
//! not, and there is always a way on.

use crate::stage::Bundle;
use sibrestore::rehearsal::series::{self, Trial};
use sibrestore::rehearsal::{Operator, Options};

/// The trials, typed by people of a kind.
fn typed_by(operator: Operator, mut trials: Vec<Trial>) -> Vec<Trial> {
    for (at, trial) in trials.iter_mut().enumerate() {
        trial.name = format!("{}, {}", trial.name, operator.word());
        trial.options.operator = operator;
        if trial.options.seed == 0 {
            trial.options.seed = at as u64;
        }
    }
    trials
}

#[test]
fn no_operator_does_what_must_not_be_and_each_has_a_way_on() {
    for (name, seed, runs) in [("base-derby", 20_250_101, 6), ("nd-db2", 20_250_102, 4)] {
        let bundle = Bundle::of_example(name);
        for operator in Operator::ALL {
            let trials = series::random(&bundle.site(), seed, runs);
            assert_eq!(bundle.all_good(typed_by(operator, trials)) as u64, runs);
        }
    }
}

/// What only several engines can show: a second attempt touches what failed and nothing else.
#[test]
fn a_second_attempt_of_one_of_several_engines_comes_to_its_end() {
    for name in ["two-engines-one-server", "two-servers-one-node"] {
        let bundle = Bundle::of_example(name);
        let faults = ["start-fails", "lock-held", "server-dies-after-flush"];
        let trials = faults.map(|word| {
            let faults = vec![series::fault_named(&bundle.site(), word).unwrap()];
            Trial::new(format!("{name}, {word}"), Options { faults, ..Options::default() })
        });
        bundle.all_good(trials.into());
    }
}

/// Every operator, where the flush is over and nobody has seen it, and where it only takes its time.
#[test]
fn a_flush_that_was_not_seen_is_not_repeated() {
    for (name, words) in [
        (
            "nd-db2",
            &["slow-start", "start-hangs", "server-dies-after-flush", "agent-dies@703-flush-start"]
                [..],
        ),
        ("hooks-and-order", &["servers-die-after-flush"]),
        ("base-derby", &["slow-start", "start-hangs", "start-lags", "server-dies-after-flush"]),
    ] {
        let bundle = Bundle::of_example(name);
        for operator in Operator::ALL {
            let trial = |word: &&str| {
                let faults = vec![series::fault_named(&bundle.site(), word).unwrap()];
                Trial::new(format!("{name}, {word}"), Options { faults, ..Options::default() })
            };
            bundle.all_good(typed_by(operator, words.iter().map(trial).collect()));
        }
    }
}

#[test]
fn receipts_of_another_night_open_nothing() {
    let bundle = Bundle::of_example("nd-db2");
    let trials = ["second-night", "lost-folder", "second-copy", "lost-folder@db01.example.com"];
    let trials = trials.map(|word| {
        let faults = vec![series::fault_named(&bundle.site(), word).unwrap()];
        Trial::new(word.to_owned(), Options { faults, ..Options::default() })
    });
    bundle.all_good(trials.into());
}

/// Agents and the deployment manager go down in one step of each phase.
#[test]
fn what_goes_down_in_a_step_is_found_out_and_put_right() {
    let bundle = Bundle::of_example("nd-db2");
    let site = bundle.site();
    for id in ["agent-dies", "manager-dies"] {
        let fault = sibrestore::rehearsal::faults::find(id).unwrap();
        let all = series::everywhere(fault, &site);
        assert!(all.len() > 20, "{id}: {}", all.len());
        let phases = (1..=9).filter_map(|phase| {
            let in_phase = |trial: &&Trial| {
                site.step(&trial.options.faults[0].1).is_some_and(|step| step.phase == phase)
            };
            all.iter().rfind(in_phase).cloned()
        });
        assert_eq!(bundle.all_good(phases.collect()), 9);
    }
}

/// The host of the flush start and the host that keeps the logs begin an attempt in any order. What
/// one of them has to say is printed until the other has heard it.
#[test]
fn attempts_that_hosts_begin_in_any_order_come_to_their_end() {
    let nights = [
        ("nd-db2", "start-fails", Operator::Impatient, 1),
        ("nd-db2", "flush-fails", Operator::Impatient, 2),
        (
            "nd-db2",
            "destination-not-recovered@Node01.server1-OrdersBus",
            Operator::Impatient,
            4_101_012_303,
        ),
        (
            "two-servers-one-node",
            "started-by-hand@TradeNode.returns-TradeBus",
            Operator::Doubtful,
            9_302_027_906,
        ),
    ];
    for (name, fault, operator, seed) in nights {
        let bundle = Bundle::of_example(name);
        let faults = vec![series::fault_named(&bundle.site(), fault).unwrap()];
        let options = Options { faults, operator, seed, ..Options::default() };
        bundle.all_good(vec![Trial::new(format!("{name}, {fault}"), options)]);
    }
}

/// A call that came back at once says nothing: the engine is still Stopped when the run is killed.
#[test]
fn a_start_that_begins_late_is_not_repeated() {
    for name in ["base-derby", "nd-db2"] {
        let bundle = Bundle::of_example(name);
        for operator in Operator::ALL {
            let trial = |word: &str| {
                let named = |word: &str| series::fault_named(&bundle.site(), word).unwrap();
                let faults = vec![named("start-lags"), named(word)];
                Trial::new(format!("{name}, {word}"), Options { faults, ..Options::default() })
            };
            let trials = ["kill@703-flush-start:after", "wsadmin-dies"].map(trial).to_vec();
            assert_eq!(bundle.all_good(typed_by(operator, trials)), 2);
        }
    }
}

/// An engine that no stop ends is ended with its server, by lines that are printed.
#[test]
fn an_engine_that_does_not_stop_when_it_must_is_no_end() {
    for (name, hangs, fault) in [
        ("nd-db2", "force-hangs", "destination-not-recovered"),
        ("two-engines-one-server", "force-hangs", "destination-not-recovered"),
        ("nd-db2", "stop-hangs", "started-by-hand"),
    ] {
        let bundle = Bundle::of_example(name);
        let named = |word: &str| series::fault_named(&bundle.site(), word).unwrap();
        let faults = vec![named(hangs), named(fault)];
        let trial = Trial::new(name.to_owned(), Options { faults, ..Options::default() });
        bundle.all_good(vec![trial]);
    }
}
