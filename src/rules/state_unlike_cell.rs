//! SR814: an engine is left in another initial state than it had.

use super::{both, origin};
use crate::diagnostic::Finding;
use crate::inventory::{InitialState, Inventory};
use crate::model::{After, Model};

rule! {
    /// The plan leaves an engine in another initial state than it had when the configuration was
    /// backed up.
    ///
    /// **Why:** an engine that was `STOPPED` on purpose would start with its server from now on, or
    /// one that was `STARTED` would stay down after the next restart (concluded). Hazard H19.
    ///
    /// **Instead:** leave `initial-state` out; then the engine gets back what it had.
    ///
    /// Compared with the cell of the standard plan:
    ///
    /// ```restore fails
    ///   engine "Node01.server1-OrdersBus" {
    /// # ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SR814
    ///     bus    OrdersBus
    ///     member Node01/server1
    ///     store  orders-store
    ///     uuid   3F1A9C7E52B0D864
    ///     initial-state stopped
    ///   }
    /// ```
    ///
    /// ```restore passes
    ///   engine "Node01.server1-OrdersBus" {
    ///     bus    OrdersBus
    ///     member Node01/server1
    ///     store  orders-store
    ///     uuid   3F1A9C7E52B0D864
    ///     initial-state started
    ///   }
    /// ```
    state_unlike_cell, "SR814", Warning, since "0.1.0", hazards ["H19"],
    "an engine is left in another initial state than it had"
}

pub(super) fn check(model: &Model, cell: &Inventory, findings: &mut Vec<Finding>) {
    for (engine, known) in both(model, cell) {
        let Some(state) = known.initial_state else { continue };
        let differs = matches!(
            (engine.after, state),
            (After::Started, InitialState::Stopped) | (After::Stopped, InitialState::Started)
        );
        if differs {
            let message = format!(
                "engine `{}` was `{}` and is left `{}`",
                engine.name,
                state.word(),
                engine.after.word()
            );
            findings.push(
                RULE.at(engine.span, message)
                    .label(format!("{} says `{}`", origin(cell), state.word()))
                    .help("leave `initial-state` out, unless the change is wanted"),
            );
        }
    }
}
