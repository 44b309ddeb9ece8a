//! Typing: one run of run.sh on a host, and the clocks of the hosts.

use super::{People, Run};
use crate::rehearsal::stage::{bundle_of, run_script};
use crate::rehearsal::timeline;
use crate::rehearsal::world::{World, clock, host_dir, put, set_clock};
use std::fs;
use std::io;

impl People<'_> {
    /// Nobody is told of something before it has happened.
    pub(super) fn not_before(&self, host: &str, time: i64) -> io::Result<()> {
        let here = clock(self.dir, host)?;
        set_clock(self.dir, host, here.max(time))
    }

    /// The time at which a receipt was given: that of the line before it in the transcript that says
    /// when something ended; else now.
    pub(super) fn when_given(&self, host: &str, receipt: &str) -> io::Result<i64> {
        let now = clock(self.dir, host)?;
        let folder = self.folder(host);
        let transcript = folder.join("journal").join(format!("{host}.transcript"));
        let text = fs::read_to_string(transcript).unwrap_or_default();
        let Some((before, _)) = text.split_once(receipt) else { return Ok(now) };
        let step = before.lines().rev().find_map(|line| line.strip_prefix("=== "));
        let step = step.and_then(|line| line.split(' ').next()).unwrap_or_default();
        let ended = timeline::ends(&folder, host);
        Ok(ended.get(step).copied().unwrap_or(now))
    }

    /// Copies those files of the bundle again that somebody may have changed.
    pub(super) fn copy_bundle_again(&self, host: &str) -> io::Result<()> {
        for file in ["run.sh", "RUNBOOK.md"] {
            fs::copy(self.bundle.join(file), bundle_of(self.dir, host).join(file))?;
        }
        Ok(())
    }

    /// Runs run.sh on a host with these words.
    pub(super) fn run(&mut self, host: &str, words: Vec<String>) -> io::Result<Run> {
        let own = host_dir(self.dir, host).join("path");
        let shell = self.shell.clone();
        // Every `sh` that the bundle finds is the shell of this rehearsal.
        if shell != ["sh"] {
            let file = own.join("sh");
            put(&file, &format!("#!/bin/sh\nexec {} \"$@\"\n", shell.join(" ")))?;
            use std::os::unix::fs::PermissionsExt as _;
            fs::set_permissions(&file, fs::Permissions::from_mode(0o755))?;
        }
        let mut all = words.clone();
        if words.first().is_some_and(|word| word == "run" || word == "backout") {
            all.extend(["--yes-i-reviewed".to_owned(), self.hash.clone()]);
        }
        all.extend(["--approved".to_owned(), self.hash.clone()]);
        // What the last run has done to files is not what this one does.
        World::open(self.dir, host)?;
        let (code, text) = run_script(self.dir, host, &shell, "run.sh", &all, &[])?;
        let mut step = String::new();
        for line in text.lines().filter_map(|line| line.strip_prefix("=== ")) {
            line.split(' ').next().unwrap_or_default().clone_into(&mut step);
            (self.progress)(&format!("{host}  {line}"));
        }
        if code == 0 || code == 14 {
            step.clear();
        } else {
            (self.progress)(&format!("{host}  {} ended with {code}", words.join(" ")));
        }
        let run = Run { host: host.to_owned(), words, code, step, text };
        self.runs.push(run.clone());
        Ok(run)
    }
}
