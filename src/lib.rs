//! Draft.
pub mod diagnostic;
pub mod hazards;
pub mod model;
pub mod pages;
pub mod render;
pub mod rules;
pub mod source;
pub mod syntax;
