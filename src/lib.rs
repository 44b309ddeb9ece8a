//! Draft.
pub mod diagnostic;
pub mod model;
pub mod render;
pub mod rules;
pub mod source;
pub mod syntax;
pub mod hazards;
pub mod pages;
