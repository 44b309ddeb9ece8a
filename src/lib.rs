//! A compiler for the restore of WebSphere service integration messaging engines.
//!
//! One datum travels one way; each stage is a module and nobody reaches back:
//!
//! ```text
//! text ─grammar─▶ syntax ─▶ model ─▶ rules (findings)
//!                             └─▶ steps ─▶ plan (graph) ─▶ view ─templates─▶ bundle ─write─▶ disk
//! ```
//!
//! The shape of the code, the invariants and the tests that hold them:
#![doc = include_str!("../docs/architecture.md")]

pub mod bundle;
pub mod compile;
pub mod diagnose;
pub mod diagnostic;
pub mod hazards;
pub mod import;
pub mod inventory;
pub mod messages;
pub mod model;
pub mod pages;
pub mod plan;
pub mod probe;
#[cfg(feature = "rehearsal")]
pub mod rehearsal;
pub mod render;
pub mod rules;
pub mod source;
pub mod starters;
pub mod steps;
pub mod syntax;
