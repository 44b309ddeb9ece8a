//! Views and templates.
