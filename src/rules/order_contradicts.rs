//! SR401: an order of the plan contradicts the procedure.

rule! {
    /// A `… before …` of the plan asks for an order that the procedure forbids, directly or over
    /// several steps.
    ///
    /// **Why:** the order of the phases is what keeps an engine from a normal start between the
    /// restore of its store and its flush start (the vendor's procedure), and a store from being
    /// overwritten while its lock is held. A plan can make the order stricter, never looser.
    /// Hazards H1, H2 and H5.
    ///
    /// **Instead:** delete the constraint. The finding names both sides and the steps between
    /// them.
    ///
    /// ```restore fails
    ///   flush-start before restore-store
    /// # ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SR401
    /// ```
    ///
    /// ```restore passes
    ///   restore-store orders-store before restore-config
    /// ```
    order_contradicts, "SR401", Error, since "0.1.0", hazards ["H1", "H2", "H5"],
    "an order of the plan contradicts the procedure"
}
