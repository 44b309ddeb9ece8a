//! Draft.
pub mod diagnostic;
pub mod model;
pub mod plan;
pub mod render;
pub mod rules;
pub mod source;
pub mod steps;
pub mod syntax;
