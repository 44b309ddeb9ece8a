//! Generated shell, run in real shells with stand-in commands. No WebSphere and no waiting.
//!
//! A missing shell or a missing shellcheck fails a test: `tests/support/install-tools.sh`
//! installs them.

#![allow(clippy::disallowed_methods, reason = "tests write files and start processes")]
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a panic is how a test fails")]

#[path = "support/shell/mod.rs"]
mod shell;

#[path = "support/shell/text.rs"]
mod text;

#[path = "support/shell/processes.rs"]
mod processes;

#[path = "support/shell/flush_twice.rs"]
mod flush_twice;

#[path = "support/shell/wsadmin.rs"]
mod wsadmin;

#[path = "support/shell/logs.rs"]
mod logs;

#[path = "support/shell/lognames.rs"]
mod lognames;

#[path = "support/shell/stores.rs"]
mod stores;

#[path = "support/shell/store_proofs.rs"]
mod store_proofs;

#[path = "support/shell/store_files.rs"]
mod store_files;

#[path = "support/shell/runner.rs"]
mod runner;

#[path = "support/shell/resume.rs"]
mod resume;

#[path = "support/shell/approved.rs"]
mod approved;

#[path = "support/shell/handover.rs"]
mod handover;

#[path = "support/shell/adopt.rs"]
mod adopt;

#[path = "support/shell/night.rs"]
mod night;

#[path = "support/shell/review.rs"]
mod review;

#[path = "support/shell/host.rs"]
mod host;

#[path = "support/shell/attempts.rs"]
mod attempts;

#[path = "support/shell/backout.rs"]
mod backout;

#[path = "support/shell/report.rs"]
mod report;

#[path = "support/shell/codes.rs"]
mod codes;

#[path = "support/shell/proofs.rs"]
mod proofs;

#[path = "support/shell/commands.rs"]
mod commands;

#[path = "support/shell/earlier.rs"]
mod earlier;

#[path = "support/shell/asked.rs"]
mod asked;
#[path = "support/shell/config.rs"]
mod config;

#[path = "support/shell/backs.rs"]
mod backs;

#[path = "support/shell/by_hand.rs"]
mod by_hand;

#[path = "support/shell/open_attempt.rs"]
mod open_attempt;
#[path = "support/shell/outcomes.rs"]
mod outcomes;

#[path = "support/shell/rehearsal.rs"]
mod rehearsal;
