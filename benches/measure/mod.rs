//! Times and memory, for every bench.

#![allow(dead_code, reason = "each bench takes what it needs")]

use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// How long something takes.
pub fn timed(work: impl FnOnce()) -> Duration {
    let begin = Instant::now();
    work();
    begin.elapsed()
}

/// The one in the middle.
pub fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times[times.len() / 2]
}

/// Runs a command that must succeed; what it prints is not looked at.
pub fn run(mut command: Command) {
    assert!(command.stdout(Stdio::null()).status().unwrap().success(), "{command:?}");
}

/// The most memory that the process of a command has, in kilobytes, as the kernel counts it.
pub fn peak(mut command: Command) -> u64 {
    let mut child = command.stdout(Stdio::null()).spawn().unwrap();
    let status = format!("/proc/{}/status", child.id());
    let mut peak = 0;
    while child.try_wait().unwrap().is_none() {
        let text = std::fs::read_to_string(&status).unwrap_or_default();
        let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let kilobytes = line.and_then(|line| line.split_whitespace().next()?.parse().ok());
        peak = peak.max(kilobytes.unwrap_or(0));
        std::thread::sleep(Duration::from_millis(1));
    }
    peak
}
