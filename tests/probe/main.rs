//! The probe: that it only reads, and that what it writes is what the cell has.
//!
//! The script is run against stand-in cells in Jython 2.1, in Jython 2.7 and in Python 3. A runtime
//! that is missing fails the tests; `tests/support/install-tools.sh` fetches them.

#![allow(clippy::disallowed_methods, reason = "a test starts processes and writes files")]
#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

mod command;
mod known;
mod read_only;
mod run;
mod runbook;
mod script;
mod snapshot;
