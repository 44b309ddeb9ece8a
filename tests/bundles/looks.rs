//! What only looks changes nothing; and what was changed before the last point of no return can be
//! taken back.

use crate::bundle::examples;
use crate::walk::Walk;
use crate::world::World;
use std::collections::BTreeSet;
use std::fs;
use std::process::Command;

#[test]
fn a_dry_run_calls_no_tool() {
    for example in examples() {
        let world = World::live(&example, &[]);
        for host in world.bundle.hosts() {
            let outcome = world.run("dash", &host, &["run", "--host", &host, "--dry-run"]);
            assert_eq!(outcome.code, 0, "{}", outcome.text);
            let here = world.bundle.steps().into_iter().filter(|step| step.host == host);
            for step in here.filter(|step| step.kind != "stop_unflushed") {
                assert!(outcome.text.contains(&format!("{}  ", step.id)), "{}", outcome.text);
            }
        }
        assert_eq!(world.calls(), Vec::<[String; 3]>::new(), "{example}");
        assert_eq!(world.effects(), Vec::<String>::new(), "{example}");
    }
}

#[test]
fn asking_a_step_before_and_after_changes_nothing() {
    for example in examples() {
        let world = World::live(&example, &[]);
        let cell = world.cell();
        for step in world.bundle.steps() {
            for words in [&["verify", &step.id][..], &["verify", &step.id, "--before"]] {
                let outcome = world.run("dash", &step.host, words);
                let known = [0, 10, 11, 12, 13, 15].contains(&outcome.code);
                assert!(known, "{example} {words:?}: {}\n{}", outcome.code, outcome.text);
            }
        }
        assert_eq!(world.effects(), Vec::<String>::new(), "{example}");
        assert_eq!(world.cell(), cell, "{example}");
    }
}

/// Each host goes on without a word about points of no return until all of them stop there.
fn to_the_first_point_of_no_return(world: &World, walk: &mut Walk) {
    let hosts = world.bundle.hosts();
    // A host that waits prints its receipts again; they lead on only once.
    let mut known = BTreeSet::new();
    for round in 0..40 {
        let mut idle = round > 0;
        for host in &hosts {
            let told = walk.take(host);
            idle = told.iter().fold(idle, |idle, word| !known.insert(word.clone()) && idle);
            let mut arguments = vec!["run", "--host", host];
            arguments.extend(told.iter().map(String::as_str));
            let outcome = world.script("dash", host, "run.sh", &arguments);
            let step = walk.read(&outcome.text, host, outcome.code);
            assert!([0, 14, 17].contains(&outcome.code), "{}", outcome.text);
            if outcome.code == 17 && outcome.text.contains("NOT CONFIRMED: nobody") {
                walk.tell(host, &["--confirm", &step.unwrap()]);
            }
        }
        if idle {
            return;
        }
    }
    panic!("{}: it does not come to a point of no return", world.bundle.name);
}

/// Takes everything back, from host to host.
fn all_the_way_back(world: &World, walk: &mut Walk) {
    let mut open = world.bundle.hosts();
    for _ in 0..60 {
        let Some(host) = open.first().cloned() else { return };
        let told = walk.take(&host);
        let mut arguments = vec!["backout", "--host", &host];
        arguments.extend(told.iter().map(String::as_str));
        let outcome = world.run("dash", &host, &arguments);
        for line in outcome.text.lines() {
            if let Some(there) = line.strip_prefix("  there: ./run.sh backout --host ") {
                let (other, receipt) = there.split_once(" --receipt ").unwrap();
                walk.tell(other, &["--receipt", receipt]);
            }
        }
        match outcome.code {
            0 => open.retain(|other| *other != host),
            14 => open.rotate_left(1),
            code => panic!("{}, {host}: {code}\n{}", world.bundle.name, outcome.text),
        }
    }
    panic!("{}: {open:?} do not come back", world.bundle.name);
}

#[test]
fn what_was_done_before_a_point_of_no_return_is_taken_back_and_done_again() {
    for example in examples() {
        let world = World::live(&example, &[]);
        let before = world.cell();
        let mut walk = Walk::default();
        to_the_first_point_of_no_return(&world, &mut walk);
        assert!(!world.effects().is_empty(), "{example}");
        assert_ne!(world.cell(), before, "{example}");
        all_the_way_back(&world, &mut Walk::default());
        // A standby whose server was started while the engine was held joins when that server is
        // started the next time.
        let joined = |cell: &str| cell.replace("Joined", "Stopped");
        assert_eq!(joined(&world.cell()), joined(&before), "{example}: {:#?}", world.effects());
        // And forward again, to the end.
        let mut walk = Walk::default();
        walk.go_to_the_end(&world, "dash");
        let effects = world.effects();
        let flushes = effects.iter().filter(|line| line.contains("|start ['FLUSH'] of ")).count();
        assert_eq!(flushes, world.bundle.plan["engines"].as_array().unwrap().len(), "{effects:?}");
    }
}

/// Typed by hand, a script beyond which nothing leads back would ask nobody and leave no journal.
#[test]
fn a_point_of_no_return_is_passed_by_run_sh_alone() {
    let mut seen = 0;
    for example in examples() {
        let world = World::live(&example, &[]);
        for step in world.bundle.steps() {
            let text = world.bundle.text(&format!("steps/{}/step.sh", step.id));
            if !text.contains("POINT OF NO RETURN") {
                continue;
            }
            seen += 1;
            let script = world.home(&step.host).join(format!("steps/{}/step.sh", step.id));
            // Nor does a word open it that somebody sets who has read the scripts.
            for word in ["", "yes", &step.host] {
                let mut by_hand = Command::new("sh");
                let output = by_hand.arg(&script).env("SIBRESTORE_RUN", word).output().unwrap();
                let said = String::from_utf8_lossy(&output.stdout).into_owned();
                assert_eq!(output.status.code(), Some(10), "{said}");
                assert!(said.contains("only run.sh runs it"), "{said}");
                let journal = world.home(&step.host).join("journal");
                let names = fs::read_dir(journal).unwrap().map(|one| one.unwrap().file_name());
                let own = |name: &std::ffi::OsString| *name == *format!("{}.log", step.id);
                assert!(names.into_iter().all(|name| own(&name)), "{}", step.id);
            }
            fs::remove_dir_all(world.home(&step.host).join("journal")).unwrap();
        }
    }
    assert!(seen >= examples().len(), "{seen}");
}
