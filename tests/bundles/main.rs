//! The bundles that the compiler writes for the examples, run as they are: the wsadmin scripts in
//! real Jython, and whole bundles by `run.sh`, host by host, with stand-in vendor tools.
//!
//! A runtime or a shell that is missing fails the tests; `tests/support/install-tools.sh` installs
//! them.

#![allow(clippy::disallowed_methods, reason = "tests write files and start processes")]
#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

mod bundle;
mod failing;
mod files;
mod full_disk;
mod jython;
mod kills;
mod live;
mod looks;
mod walk;
mod world;
