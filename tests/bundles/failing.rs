//! Every step of a bundle fails once: nothing that comes after it runs on any host until somebody
//! has mended the cause, and then the bundle goes on to its end.

use crate::bundle::Step;
use crate::walk::{Walk, in_order};
use crate::world::{World, put};
use std::fs;
use std::path::{Path, PathBuf};

/// The exit code of a step whose cause of failure is the one of [`spoil`].
fn code_of(world: &World, step: &Step) -> i32 {
    let files = world.value(&step.id, "PERMANENT").is_some();
    match step.kind.as_str() {
        "prove_host" => 10,
        // Without its backup, or the folder to keep it in, the gate stays closed.
        "keep_store" | "restore_store" if files => 10,
        // An instance that is not seen to be off-line.
        "restore_store" if world.value(&step.id, "ONSTAT").is_some() => 10,
        // Without logViewer the log cannot be read at all.
        "verify_logs" if !world.lines(&step.id, "hpel_server").is_empty() => 15,
        "verify_logs" => 13,
        // After a recovery start only serverStatus can tell what came of it.
        "recovery_start" => 15,
        "manual" => 17,
        _ => 11,
    }
}

/// A path that a step needs: moving it away makes the step fail.
fn needed(world: &World, step: &Step) -> Option<PathBuf> {
    match step.kind.as_str() {
        "prove_host" => {
            let proofs = ["prove_tool", "prove_file", "prove_dir", "prove_profile"];
            let paths = proofs.iter().flat_map(|proof| world.lines(&step.id, proof));
            let path = paths.map(|words| words[0].clone()).next().unwrap();
            if path.contains('/') {
                return Some(world.on(&step.host, &path));
            }
            Some(world.root.join("hosts").join(&step.host).join("path").join(path))
        }
        "keep_store" | "restore_store" => {
            world.value(&step.id, "PERMANENT")?;
            let name = if step.kind == "keep_store" { "TO" } else { "FROM" };
            Some(world.on(&step.host, &world.value(&step.id, name).unwrap()))
        }
        _ => None,
    }
}

/// A path that a step wants to write: something else there makes it fail.
fn written(world: &World, step: &Step) -> Option<PathBuf> {
    let journal = world.home(&step.host).join("journal");
    match step.kind.as_str() {
        "keep_logs" | "keep_config" => {
            let to = world.value(&step.id, "TO").unwrap();
            if to.starts_with('/') {
                return Some(world.on(&step.host, &to));
            }
            Some(world.home(&step.host).join(to))
        }
        "note_logs" => Some(journal.join("positions.txt")),
        _ => None,
    }
}

fn beside(path: &Path, end: &str) -> PathBuf {
    PathBuf::from(format!("{}{end}", path.display()))
}

/// Makes a step fail, without touching the bundle.
fn spoil(world: &World, step: &Step) {
    if let Some(path) = needed(world, step) {
        fs::rename(&path, beside(&path, ".away")).unwrap();
    }
    if let Some(path) = written(world, step) {
        if path.exists() {
            fs::rename(&path, beside(&path, ".away")).unwrap();
        }
        if step.kind == "note_logs" {
            fs::create_dir_all(path).unwrap();
        } else {
            put(&path, "in the way");
        }
    }
}

/// Mends what [`spoil`] did, and what the stand-ins were told.
fn mend(world: &World, step: &Step) {
    world.put(&format!("stand/mended.{}", step.id), "");
    if let Some(path) = needed(world, step) {
        fs::rename(beside(&path, ".away"), path).unwrap();
    }
    if let Some(path) = written(world, step) {
        if path.is_dir() {
            fs::remove_dir(&path).unwrap();
        } else {
            fs::remove_file(&path).unwrap();
        }
        if beside(&path, ".away").exists() {
            fs::rename(beside(&path, ".away"), path).unwrap();
        }
    }
    if step.kind == "verify_logs" {
        let text = fs::read_to_string(world.root.join("stand/late")).unwrap();
        let output = std::process::Command::new("sh").arg("-c").arg(text).status().unwrap();
        assert!(output.success());
    }
}

fn fails_everywhere(example: &str) {
    let world = World::new(example, true);
    let steps = world.bundle.steps();
    world.put("stand/fail-once", "");
    // The messages of the flush come only when somebody has mended the cause.
    for step in steps.iter().filter(|step| step.kind == "flush_start") {
        let then = world.root.join(format!("stand/then.{}", step.id));
        fs::rename(then, world.root.join("stand/late")).unwrap();
    }
    let phase_0 = |step: &&Step| step.kind == "prove_host";
    steps.iter().filter(phase_0).for_each(|step| spoil(&world, step));
    let mut walk = Walk::default();
    let mut open = world.bundle.hosts();
    let mut failed: Vec<Step> = Vec::new();
    let mut tried: Vec<String> = Vec::new();
    let mut spoilt = false;
    while !open.is_empty() {
        let before = (open.len(), walk.begun.len());
        for host in open.clone() {
            let begun = walk.begun.len();
            let code = walk.go_on(&world, "dash", &host);
            for (_, id) in &walk.begun[begun..] {
                let ancestors = world.bundle.ancestors(id);
                for step in &failed {
                    assert!(!ancestors.contains(&step.id), "{id} ran, and {} failed", step.id);
                }
            }
            if code == 0 {
                open.retain(|other| *other != host);
            }
            if ![0, 14].contains(&code) {
                let step = world.bundle.step(&walk.begun.last().unwrap().1);
                let said = || fs::read_to_string(world.root.join("last.txt")).unwrap_or_default();
                assert_eq!(code, code_of(&world, &step), "{example}: {}\n{}", step.id, said());
                assert!(!tried.contains(&step.id), "{example}: {} again\n{}", step.id, said());
                tried.push(step.id.clone());
                failed.push(step);
            }
        }
        assert_ne!(before, (open.len(), walk.begun.len()), "{open:?} wait for each other");
        // Every host has had its turn while these were broken.
        for step in failed.drain(..) {
            mend(&world, &step);
        }
        if !spoilt && steps.iter().filter(phase_0).all(|step| walk.done.contains(&step.id)) {
            spoilt = true;
            steps.iter().filter(|step| !phase_0(step)).for_each(|step| spoil(&world, step));
        }
    }
    in_order(&world, &walk, |_| 2);
}

#[test]
fn each_step_of_a_network_deployment_stops_the_rest_when_it_fails() {
    fails_everywhere("nd-db2");
}

#[test]
fn each_step_of_a_stand_alone_server_stops_the_rest_when_it_fails() {
    fails_everywhere("base-derby");
}

#[test]
fn each_step_of_a_cluster_stops_the_rest_when_it_fails() {
    fails_everywhere("cluster-oracle");
}

#[test]
fn each_step_of_a_recovery_start_stops_the_rest_when_it_fails() {
    fails_everywhere("recovery-start");
}

#[test]
fn each_step_of_a_site_stops_the_rest_when_it_fails() {
    for example in ["hooks-and-order", "site-commands", "file-store"] {
        fails_everywhere(example);
    }
}
