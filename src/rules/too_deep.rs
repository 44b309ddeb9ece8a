//! SR108: blocks are nested too deeply.

rule! {
    /// Blocks are nested too deeply.
    too_deep, "SR108", Error, since "0.1.0", hazards [],
    "blocks are nested too deeply"
}
