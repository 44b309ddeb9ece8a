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

#[path = "support/shell/stores.rs"]
mod stores;

#[path = "support/shell/runner.rs"]
mod runner;

#[path = "support/shell/proofs.rs"]
mod proofs;
