//! SR402: the plan's own order contradicts itself.

rule! {
    /// The plan's own order contradicts itself.
    order_cycle, "SR402", Error, since "0.1.0", hazards [],
    "the plan's own order contradicts itself"
}
