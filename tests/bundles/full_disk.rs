//! Bundles whose disk is full: from the first block of a step on, from the second one, and so on. Nothing
//! is called done that is not, no start is asked for that is not recorded, and with room again the
//! night comes to its end.
//!
//! A file system of its own is needed, which a process may mount in its own view of the machine: as
//! root, or by `unshare -r`. Where neither is possible, the tests fail.

use crate::walk::Walk;
use crate::world::{World, put};
use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::{Command, Stdio};

/// How many blocks may be left when a step begins: from none to so many.
const MOST: usize = 6;
const INSIDE: &str = "SIBRESTORE_TEST_OF_A_FULL_DISK";

/// Runs a test again in a view of the machine in which it may mount; that one does the work.
fn may_mount(test: &str) -> bool {
    if std::env::var_os(INSIDE).is_some() {
        return true;
    }
    let id = Command::new("id").arg("-u").output().unwrap().stdout;
    let own = if id == b"0\n" { "-m" } else { "-rm" };
    let output = Command::new("unshare")
        .arg(own)
        .arg(std::env::current_exe().unwrap())
        .args(["--exact", &format!("full_disk::{test}"), "--nocapture"])
        .env(INSIDE, "yes")
        .stderr(Stdio::inherit())
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{test} inside of `unshare {own}`: {}\n{said}", output.status);
    // A name that no test has would run none.
    assert!(said.contains("test result: ok. 1 passed"), "{test}: {said}");
    false
}

fn must(program: &str, arguments: &[&str]) {
    let status = Command::new(program).args(arguments).stderr(Stdio::inherit()).status().unwrap();
    assert!(status.success(), "{program} {arguments:?}");
}

/// A world in which the folder of the bundle on each host is a small disk. In place of each shell
/// stands one that fills this disk before a step, for each count of blocks once.
struct Full {
    world: World,
    shell: String,
}

impl Full {
    fn new(example: &str) -> Self {
        let world = World::live(example, &[]);
        for host in world.bundle.hosts() {
            let home = world.home(&host);
            must("mount", &["-t", "tmpfs", "-o", "size=8m", "tmpfs", home.to_str().unwrap()]);
            world.bundle.write(&home);
        }
        let shell = world.root.join("full.sh");
        put(
            &shell,
            &format!(
                "#!/bin/sh\n\
                 case \"$1 ${{2:-}}\" in */steps/*'/step.sh do')\n\
                 \x20 id=${{1%/step.sh}}; id=${{id##*/}}; struck=$STAND_ROOT/stand/struck.$id\n\
                 \x20 left=$(cat \"$struck\" 2> /dev/null || echo 0)\n\
                 \x20 if [ \"$left\" -le {MOST} ]; then\n\
                 \x20   echo $((left + 1)) > \"$struck\"\n\
                 \x20   . \"$STAND_ROOT/fill.sh\" \"$left\"\n\
                 \x20 fi ;;\n\
                 esac\n\
                 exec dash ${{1+\"$@\"}}\n"
            ),
        );
        fs::set_permissions(&shell, fs::Permissions::from_mode(0o755)).unwrap();
        put(
            &world.root.join("fill.sh"),
            "disk=${1%/steps/*}\n\
             free=$(df -Pk \"$disk\" | awk 'NR == 2 { print int($4 / 4) }')\n\
             dd if=/dev/zero of=\"$disk/journal/fill\" bs=4096 count=$((free - left)) 2> /dev/null\n",
        );
        Self { shell: shell.to_str().unwrap().to_owned(), world }
    }

    fn fill(&self, host: &str, left: usize) {
        let home = self.world.home(host);
        fs::create_dir_all(home.join("journal")).unwrap();
        let script = self.world.root.join("fill.sh");
        let text =
            format!("left={left}; set -- '{}/steps/x'; . '{}'", home.display(), script.display());
        must("sh", &["-c", &text]);
    }

    fn make_room(&self, host: &str) {
        fs::remove_file(self.world.home(host).join("journal/fill")).ok();
    }

    /// Each start that was asked for is recorded on the host that has asked.
    fn starts_are_recorded(&self, after: &str) {
        let mut starts: BTreeMap<(String, String), usize> = BTreeMap::new();
        for effect in self.world.effects() {
            assert!(!effect.contains("NORMAL START"), "{after}: {effect}");
            let Some((_, rest)) = effect.split_once("|start ['FLUSH'] of ") else { continue };
            let host = effect.split('|').next().unwrap().to_owned();
            let name = rest.split(", which was").next().unwrap().to_owned();
            *starts.entry((host, name)).or_default() += 1;
        }
        for ((host, name), count) in starts {
            let file = self.world.home(&host).join("journal/recorded.txt");
            let text = fs::read_to_string(file).unwrap();
            let lines = text.lines().filter(|l| l.starts_with(&format!("FLUSHING {name}|")));
            assert_eq!((lines.count(), count), (1, 1), "{after}: {name}\n{text}");
        }
    }

    /// What a journal calls done holds, now that there is room to look.
    fn what_is_done_holds(&self, host: &str, step: &str, text: &str) {
        if text.contains(&format!("DONE {step}:")) {
            let look = self.world.run("dash", host, &["verify", step]);
            assert_eq!(look.code, 0, "{step} was DONE\n{text}\n--- and now\n{}", look.text);
        }
    }
}

impl Drop for Full {
    fn drop(&mut self) {
        for host in self.world.bundle.hosts() {
            Command::new("umount").arg("-l").arg(self.world.home(&host)).status().ok();
        }
    }
}

/// The whole night on one host after the other; each step is begun on a disk with no block left, then
/// with one, and so on.
fn night(example: &str) {
    let full = Full::new(example);
    let world = &full.world;
    let mut walk = Walk::default();
    let mut open = world.bundle.hosts();
    let mut stops = 0;
    for _ in 0..2000 {
        let Some(host) = open.first().cloned() else { break };
        let told = walk.take(&host);
        let mut arguments = vec!["run", "--host", &host];
        arguments.extend(told.iter().map(String::as_str));
        let outcome = world.run(&full.shell, &host, &arguments);
        full.make_room(&host);
        let step = walk.read(&outcome.text, &host, outcome.code);
        full.starts_are_recorded(&outcome.text);
        if let Some(step) = &step {
            full.what_is_done_holds(&host, step, &outcome.text);
        }
        match outcome.code {
            0 => drop(open.remove(0)),
            14 => open.rotate_left(1),
            17 => walk.tell(&host, &["--confirm", step.as_ref().unwrap()]),
            _ => {
                stops += 1;
                // What was typed may not be in the journal yet: people type it again.
                if step.is_none() {
                    let told: Vec<&str> = told.iter().map(String::as_str).collect();
                    walk.tell(&host, &told);
                }
                assert!(!outcome.text.contains("--attempt 2"), "{}", outcome.text);
            }
        }
    }
    assert!(open.is_empty(), "{open:?} did not come to their end");
    let steps = world.bundle.steps().len();
    assert!(stops > steps, "{stops} stops in {steps} steps: the disk was hardly ever full");
    let undisturbed = World::live(example, &[]);
    Walk::default().go_to_the_end(&undisturbed, "dash");
    assert_eq!(world.cell(), undisturbed.cell());
    let flushes = |world: &World| {
        world.effects().iter().filter(|effect| effect.contains("|start ['FLUSH']")).count()
    };
    assert_eq!(flushes(world), flushes(&undisturbed));
}

#[test]
fn a_full_disk_in_any_step_of_a_stand_alone_server_is_no_proof_and_no_end() {
    if may_mount("a_full_disk_in_any_step_of_a_stand_alone_server_is_no_proof_and_no_end") {
        night("base-derby");
    }
}

#[test]
fn a_full_disk_in_any_step_of_a_cell_is_no_proof_and_no_end() {
    if may_mount("a_full_disk_in_any_step_of_a_cell_is_no_proof_and_no_end") {
        night("nd-db2");
    }
}

#[test]
fn no_command_says_of_a_full_disk_what_it_would_not_say_with_room() {
    if !may_mount("no_command_says_of_a_full_disk_what_it_would_not_say_with_room") {
        return;
    }
    let full = Full::new("base-derby");
    let world = &full.world;
    let host = world.bundle.hosts().remove(0);
    let mut commands: Vec<Vec<String>> = Vec::new();
    for words in ["status", "report", "check --host H", "backout --host H", "verify-manifest"] {
        commands.push(words.replace('H', &host).split(' ').map(str::to_owned).collect());
    }
    for step in world.bundle.steps().iter().filter(|step| step.host == host) {
        commands.push(vec!["verify".to_owned(), step.id.clone()]);
        commands.push(vec!["verify".to_owned(), step.id.clone(), "--before".to_owned()]);
    }
    for words in commands {
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let with_room = world.run("dash", &host, &words);
        for left in 0..=MOST {
            full.fill(&host, left);
            let outcome = world.run("dash", &host, &words);
            full.make_room(&host);
            let text = &outcome.text;
            assert!(
                outcome.code != 0 || with_room.code == 0,
                "{words:?}, {left} blocks left: {text}"
            );
            assert!(!text.contains("HAND OVER"), "{words:?}, {left} blocks left: {text}");
        }
    }
    assert_eq!(world.effects(), Vec::<String>::new());
    assert!(!Path::new(&world.home(&host)).join("journal/recorded.txt").exists());
}
