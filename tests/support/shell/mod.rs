//! Stages, stand-ins and sample data for the tests of generated shell.

pub mod bundle;
pub mod contexts;
pub mod stage;
