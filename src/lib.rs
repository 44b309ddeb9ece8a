//! Draft.
pub mod diagnostic;
pub mod render;
pub mod source;
