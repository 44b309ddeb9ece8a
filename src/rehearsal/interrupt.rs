//! Ctrl-C: what a rehearsal has begun ends with it, and it begins nothing more.
//!
//! Each run of run.sh has a process group of its own, which a terminal does not reach.

use std::collections::BTreeSet;
use std::io;
use std::os::unix::process::CommandExt as _;
use std::process::{Command, Output, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

static CAME: AtomicBool = AtomicBool::new(false);
static AT_WORK: Mutex<BTreeSet<u32>> = Mutex::new(BTreeSet::new());

/// Listens from now on, for SIGINT alone: who starts a long series with `nohup` wants it to outlive the
/// terminal.
///
/// # Errors
/// In words: this program listens already, or the system does not let it.
pub fn listen() -> Result<(), String> {
    let end = || {
        CAME.store(true, Ordering::SeqCst);
        at_work().iter().for_each(|group| kill(*group));
    };
    ctrlc::set_handler(end).map_err(|error| format!("cannot listen for Ctrl-C: {error}"))
}

/// Whether it came.
pub fn came() -> bool {
    CAME.load(Ordering::SeqCst)
}

/// Runs a command in a process group of its own to its end, or to that of this program.
pub(super) fn output(command: &mut Command) -> io::Result<Output> {
    if came() {
        return Err(io::ErrorKind::Interrupted.into());
    }
    let command = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let child = command.process_group(0).spawn()?;
    let group = child.id();
    at_work().insert(group);
    // It may have come between.
    if came() {
        kill(group);
    }
    let output = child.wait_with_output();
    at_work().remove(&group);
    if came() { Err(io::ErrorKind::Interrupted.into()) } else { output }
}

fn at_work() -> std::sync::MutexGuard<'static, BTreeSet<u32>> {
    AT_WORK.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}

#[expect(clippy::disallowed_methods, reason = "a rehearsal ends what it started")]
fn kill(group: u32) {
    let _ = Command::new("sh").args(["-c", &format!("kill -9 -{group}")]).status();
}
