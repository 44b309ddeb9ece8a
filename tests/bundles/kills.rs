//! Every step of every example is cut off, and the next run goes on: what changes the world, and in
//! which order, is the same as in a run that nothing has disturbed.

use crate::bundle::{Step, all, examples};
use crate::walk::Walk;
use crate::world::World;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, PoisonError};

/// Goes from host to host until all are done, whatever dies on the way. The answer is what has
/// changed the world.
fn to_the_end(world: &World, shell: &str) -> Vec<String> {
    let mut walk = Walk::default();
    let mut open = world.bundle.hosts();
    for _ in 0..world.bundle.steps().len() * 5 + 20 {
        // Whoever was told something goes first.
        open.sort_by_key(|host| !walk.was_told(host));
        let Some(host) = open.first().cloned() else { return world.effects() };
        let told = walk.take(&host);
        let mut arguments = vec!["run", "--host", &host];
        arguments.extend(told.iter().map(String::as_str));
        let outcome = world.run(shell, &host, &arguments);
        let step = walk.read(&outcome.text, &host, outcome.code);
        match outcome.code {
            0 => open.retain(|other| *other != host),
            14 => open.rotate_left(1),
            // Killed: what was on the command line may not have come into the journal.
            -1 => walk.tell(&host, &told.iter().map(String::as_str).collect::<Vec<_>>()),
            17 => walk.tell(&host, &["--confirm", step.as_ref().unwrap()]),
            15 if outcome.text.contains("THIS STEP IS NEVER REPEATED") => {
                // A person looks: has the script of the site had its effect?
                let id = step.unwrap();
                assert_eq!(world.bundle.step(&id).kind, "run_script", "{}", outcome.text);
                let over = world.effects().iter().any(|effect| effect.contains(&format!("|{id}|")));
                walk.tell(&host, &[if over { "--confirm" } else { "--repeat" }, &id]);
            }
            // An instance that was restored, and nobody saw it, is on-line: the DBA takes it down.
            10 if outcome.text.contains("only while it is off-line: ask the DBA") => {
                std::fs::remove_file(world.root.join("stand/informix")).unwrap();
            }
            code => panic!("{}, {shell}, {host}: {code}\n{}", world.bundle.name, outcome.text),
        }
    }
    panic!("{}, {shell}: {open:?} do not come to their end", world.bundle.name);
}

/// What a run changes that nothing has disturbed; made once for each example.
fn undisturbed(example: &str) -> Vec<String> {
    static KNOWN: Mutex<BTreeMap<String, Vec<String>>> = Mutex::new(BTreeMap::new());
    let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(effects) = known.get(example) {
        return effects.clone();
    }
    let world = World::live(example, &[]);
    let effects = to_the_end(&world, "dash");
    let flushes = effects.iter().filter(|effect| effect.contains("|start ['FLUSH'] of ")).count();
    assert_eq!(flushes, world.bundle.plan["engines"].as_array().unwrap().len(), "{effects:?}");
    assert!(!effects.iter().any(|effect| effect.contains("NORMAL START")), "{effects:?}");
    known.insert(example.to_owned(), effects.clone());
    effects
}

/// Lets every step die once at each of its points, and looks that it did.
fn dies(
    example: &str,
    shell: &str,
    points: impl Fn(usize, &Step) -> Vec<&'static str>,
) -> Vec<String> {
    let mut lines = Vec::new();
    for (at, step) in steps_of(example).iter().enumerate() {
        lines.extend(points(at, step).iter().map(|point| format!("{point} {}", step.id)));
    }
    let world = World::live(example, &lines.iter().map(String::as_str).collect::<Vec<_>>());
    let effects = to_the_end(&world, shell);
    for (at, step) in steps_of(example).iter().enumerate() {
        for point in points(at, step) {
            let died = world.has_died(&step.host, &step.id, point);
            assert!(died, "{example}, {shell}: {} did not die: {point}", step.id);
        }
    }
    effects
}

/// The steps of the first attempt of the flush start.
fn steps_of(example: &str) -> Vec<Step> {
    let bundle = all().iter().find(|bundle| bundle.name == example).unwrap();
    bundle.steps().into_iter().filter(|step| step.kind != "stop_unflushed").collect()
}

/// Whether a host other than that of the flush start reads logs.
fn logs_elsewhere(example: &str) -> bool {
    let steps = steps_of(example);
    let flush = steps.iter().find(|step| step.kind == "flush_start").unwrap();
    steps.iter().any(|step| step.kind == "verify_logs" && step.host != flush.host)
}

/// The same on each host, in the same order, and nothing before what it follows on other hosts.
fn same_order(example: &str, shell: &str, effects: &[String], expected: &[String]) {
    let on = |effects: &[String]| {
        let mut hosts: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for effect in effects {
            let (host, what) = effect.split_once('|').unwrap();
            hosts.entry(host.to_owned()).or_default().push(what.to_owned());
        }
        hosts
    };
    assert_eq!(on(effects), on(expected), "{example}, {shell}");
    for step in steps_of(example) {
        let first = effects.iter().position(|line| step_of(line) == step.id);
        for before in &step.follows {
            let last = effects.iter().rposition(|line| step_of(line) == before);
            assert!(
                first.is_none() || last < first,
                "{example}, {shell}: {} before {before}: {effects:#?}",
                step.id
            );
        }
    }
}

/// The step of an effect.
fn step_of(effect: &str) -> &str {
    effect.split('|').nth(1).unwrap()
}

/// At its start, in its middle, before what it changes is changed, and just before its end. A step
/// that only looks has no middle; cut off at its start it is over as soon as it has looked again, so
/// it dies there in one shell and at its end in the next.
///
/// Each example goes on in dash and in one or two of the other shells, of which at least one has an odd
/// number; all of them in each would take the better part of an hour.
fn goes_on(shell: &str, number: usize) {
    let mut walked = 0;
    for (at, example) in examples().into_iter().enumerate() {
        if number > 0 && !(at + number).is_multiple_of(3) {
            continue;
        }
        walked += 1;
        let expected = undisturbed(&example);
        let changing: BTreeSet<&str> = expected.iter().map(|line| step_of(line)).collect();
        let logs_elsewhere = logs_elsewhere(&example);
        let points = |at: usize, step: &Step| {
            // Where the host of the flush start has all logs, its next run looks into them at once. So
            // in one shell the flush start dies at its end, and in the next its proof dies.
            let looks = !logs_elsewhere && number.is_multiple_of(2);
            if step.kind == "verify_logs" && looks {
                Vec::new()
            } else if step.kind == "flush_start" && !logs_elsewhere && !looks {
                vec!["start", "before"]
            } else if changing.contains(step.id.as_str()) {
                vec!["start", "before", "end"]
            } else if (at + number).is_multiple_of(2) {
                vec!["start"]
            } else {
                vec!["end"]
            }
        };
        same_order(&example, shell, &dies(&example, shell, points), &expected);
    }
    assert!(walked >= 3, "{shell}: {walked}");
}

#[test]
fn every_step_is_cut_off_in_dash() {
    goes_on("dash", 0);
}

#[test]
fn every_step_is_cut_off_in_bash() {
    goes_on("bash", 1);
}

#[test]
fn every_step_is_cut_off_in_ksh93() {
    goes_on("ksh93", 2);
}

#[test]
fn every_step_is_cut_off_in_mksh() {
    goes_on("mksh", 3);
}

#[test]
fn every_step_is_cut_off_in_posh() {
    goes_on("posh", 4);
}

#[test]
fn every_step_is_cut_off_in_busybox() {
    goes_on("busybox sh", 5);
}

/// A restore or a recovery start that is complete, and whose end nobody has seen, is made again: nothing
/// could tell it from one that is not. Nothing else is done twice.
#[test]
fn what_was_changed_before_the_cut_is_not_changed_again() {
    for example in examples() {
        let expected = undisturbed(&example);
        let changing = |_: usize, step: &Step| {
            let changes = expected.iter().any(|line| line.contains(&format!("|{}|", step.id)));
            if changes { vec!["after"] } else { Vec::new() }
        };
        let mut effects = dies(&example, "dash", changing);
        effects.dedup_by(|later, first| later == first && is_made_again(first));
        same_order(&example, "dash", &effects, &expected);
    }
}

fn is_made_again(effect: &str) -> bool {
    let what = effect.splitn(3, '|').nth(2).unwrap();
    [
        "RESTORE",
        "ROLLFORWARD",
        "recovery of",
        "restoreConfig",
        "impdp",
        "sqlcmd",
        "isql",
        "ij",
        "onbar",
        "sib-",
    ]
    .iter()
    .any(|start| what.starts_with(start))
}
