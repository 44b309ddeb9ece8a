//! Findings as line.
