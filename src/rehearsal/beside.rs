//! What happens beside a step that is at work: somebody types the same once more, or the machine
//! starts anew.

use super::cell::{Caller, FileChange};
use super::stage::bundle_of;
use super::verdict::ViolationKind;
use super::world::{World, boot_file, kill_group, put, root_of};
use std::io;
use std::process::Command;

/// Lets somebody type `run.sh run`, or the step itself, while the step is at work.
///
/// # Errors
/// A file that cannot be written, or a shell that is not there.
pub(super) fn typed_again(world: &mut World) -> io::Result<()> {
    let Caller { step, mode, host, .. } = world.cell.caller.clone();
    if mode != "do" {
        return Ok(());
    }
    let script = format!("steps/{step}/step.sh");
    let words: &[(&str, &[&str])] =
        &[("second-run", &["run.sh", "run", "--host", &host]), ("step-by-hand", &[&script, "do"])];
    for (fault, words) in words {
        if world.cell.fault_times(fault, &step, 1) {
            world.save()?;
            let code = typed(world, words)?;
            *world = World::open(world.dir(), &host)?;
            let what = format!("somebody types {} while {step} is at work: exit {code}", words[0]);
            world.cell.happens(what.clone());
            if ![10, 12].contains(&code) {
                world.cell.violate(ViolationKind::RunsAtOnce, &step, &what);
            }
            world.save()?;
        }
    }
    Ok(())
}

/// What a person types on the host of the caller; the answer is the exit code.
#[expect(clippy::disallowed_methods, reason = "a rehearsal starts processes")]
fn typed(world: &World, words: &[&str]) -> io::Result<i32> {
    let host = &world.cell.caller.host;
    let output = Command::new("sh")
        .arg(bundle_of(world.dir(), host).join(words[0]))
        .args(&words[1..])
        .env_clear()
        .env("PATH", std::env::var("PATH").unwrap_or_default())
        .env("SIBRESTORE_ROOT", root_of(world.dir(), host))
        .output()?;
    Ok(output.status.code().unwrap_or(-1))
}

/// Lets the machine of the caller start anew, where a fault asks for it: nothing runs any more, the
/// pid files stay, and the machine has another name for its start.
///
/// # Errors
/// A file that cannot be written.
pub(super) fn machine_restarts(world: &mut World) -> io::Result<()> {
    let Caller { step, mode, host, .. } = world.cell.caller.clone();
    let asked = |fault: &str, world: &mut World| world.cell.fault_times(fault, &step, 1);
    let strikes = mode == "do"
        && (asked("machine-restarts-in-restore", world)
            || asked("machine-restarts-in-flush", world));
    if !strikes {
        return Ok(());
    }
    let cell = &mut world.cell;
    cell.happens(format!("the machine {host} starts anew while {step} is at work"));
    let here = cell.processes.iter().filter(|(_, process)| process.host == host);
    let mut keys: Vec<String> = here.map(|(key, _)| key.clone()).collect();
    // Agents first, which would start the others again.
    keys.sort_by_key(|key| !key.ends_with("/nodeagent"));
    for key in keys {
        let process = &cell.processes[&key];
        let (file, pid) = (process.pid_file(), process.pid);
        cell.kill_process(&key);
        if let Some(pid) = pid {
            cell.outbox.push(FileChange::Write(host.clone(), file, format!("{pid}\n")));
        }
    }
    put(&boot_file(world.dir(), &host), "b0070000-0000-0000-0000-000000000002\n")?;
    world.save()?;
    kill_group();
    Ok(())
}
