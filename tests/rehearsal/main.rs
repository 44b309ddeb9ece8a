//! Rehearsals: the real bundles of the examples against the simulated cell.

#![cfg(feature = "rehearsal")]
#![expect(clippy::unwrap_used, reason = "a panic is how a test fails")]
#![expect(clippy::disallowed_methods, reason = "these tests write files and run the program")]

mod by_hand;
mod catalogue;
mod guards;
mod jython;
mod logs;
#[path = "../support/rehearsal/many.rs"]
mod many;
mod operators;
mod plans;
mod series;
mod stage;
mod stores;
mod tools;
mod verdict;
mod way_back;
