//! Every step of every example is cut off, and the next run goes on: what changes the world, and in
//! which order, is the same as in a run that nothing has disturbed.

use crate::bundle::examples;
use crate::walk::Walk;
use crate::world::{SHELLS, World};
use std::collections::BTreeSet;

/// Goes from host to host until all are done, whatever dies on the way.
fn to_the_end(world: &World, shell: &str) -> Vec<String> {
    let mut walk = Walk::default();
    let mut open = world.bundle.hosts();
    let most = world.bundle.steps().len() * 8 + 20;
    for _ in 0..most {
        let Some(host) = open.first().cloned() else { return world.effects() };
        let told = walk.take(&host);
        let mut arguments = vec!["run", "--host", &host];
        arguments.extend(told.iter().map(String::as_str));
        let outcome = world.run(shell, &host, &arguments);
        let step = walk.read(&outcome.text, &host, outcome.code);
        match outcome.code {
            0 => open.retain(|other| *other != host),
            14 => open.rotate_left(1),
            // Killed; what was on the command line may not have reached the journal.
            -1 => walk.tell(&host, &told.iter().map(String::as_str).collect::<Vec<_>>()),
            17 => walk.tell(&host, &["--confirm", step.as_ref().unwrap()]),
            15 if outcome.text.contains("THIS STEP IS NEVER REPEATED") => {
                let id = step.unwrap();
                let over = world.effects().iter().any(|effect| effect.contains(&format!("|{id}|")));
                walk.tell(&host, &[if over { "--confirm" } else { "--repeat" }, &id]);
            }
            code => panic!("{}, {shell}, {host}: {code}\n{}", world.bundle.name, outcome.text),
        }
    }
    panic!("{}, {shell}: {open:?} do not come to their end", world.bundle.name);
}

fn undisturbed(example: &str, shell: &str) -> Vec<String> {
    let world = World::live(example, &[]);
    let effects = to_the_end(&world, shell);
    assert!(effects.iter().any(|effect| effect.contains("|start ['FLUSH'] of ")), "{effects:?}");
    assert!(!effects.iter().any(|effect| effect.contains("NORMAL START")), "{effects:?}");
    effects
}

fn dies_everywhere(example: &str, shell: &str) {
    let expected = undisturbed(example, "dash");
    let points = ["start", "before", "end"];
    let world = World::live(example, &points);
    let effects = to_the_end(&world, shell);
    assert_eq!(effects, expected, "{example}, {shell}");
    let changing: BTreeSet<&str> =
        expected.iter().filter_map(|line| line.split('|').nth(1)).collect();
    for step in world.bundle.steps() {
        for point in points {
            if point != "before" || changing.contains(step.id.as_str()) {
                assert!(world.has_died(&step.host, &step.id, point), "{}: {point}", step.id);
            }
        }
    }
}

#[test]
fn every_example_goes_on_after_every_cut() {
    for example in examples() {
        dies_everywhere(&example, "dash");
    }
}

fn in_shell(shell: &str) {
    for example in examples() {
        dies_everywhere(&example, shell);
    }
}
