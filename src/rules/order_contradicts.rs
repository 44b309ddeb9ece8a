//! SR401: an order constraint contradicts the procedure.

rule! {
    /// An order constraint contradicts the procedure.
    order_contradicts, "SR401", Error, since "0.1.0", hazards ["H1", "H2", "H5"],
    "an order constraint contradicts the procedure"
}
