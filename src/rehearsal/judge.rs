//! The end of a rehearsal: whether all is as it has to be, if it is said to be done.

use super::cell::{Cell, Engine, State, instance_key};
use super::verdict::ViolationKind;

/// Judges the cell. What was lost or doubled counts in any case.
pub(super) fn at_the_end(cell: &mut Cell, done: bool) {
    let engines: Vec<Engine> = cell.engines.values().cloned().collect();
    cell.caller.step.clear();
    for engine in engines.iter().filter(|engine| engine.planned) {
        let receiver = &engine.receiver;
        if receiver.lost > 0 {
            cell.violate(
                ViolationKind::MessagesLost,
                &engine.name,
                &format!("{} new messages were discarded", receiver.lost),
            );
        }
        if receiver.doubled > receiver.allowed {
            let how = format!(
                "{} came twice, and the procedure allows {}",
                receiver.doubled, receiver.allowed
            );
            cell.violate(ViolationKind::MessagesDoubled, &engine.name, &how);
        }
        if done {
            recovered(cell, engine);
            released(cell, engine);
        }
    }
    for engine in engines.iter().filter(|engine| !engine.planned) {
        untouched(cell, engine);
    }
}

/// Its store was restored, and flushed.
fn recovered(cell: &mut Cell, engine: &Engine) {
    let Some(data) = cell.data_of(&engine.name).cloned() else { return };
    let why = if data.restored {
        "its store was restored and not flushed"
    } else if !data.from_backup {
        "its store was not restored"
    } else if !data.flushed {
        "its store was not flushed"
    } else if data.damaged {
        "a destination was not recovered"
    } else {
        return;
    };
    cell.violate(ViolationKind::NotRecovered, &engine.name, why);
}

/// It is up, and comes up again after the next restart of its server, on each member.
fn released(cell: &mut Cell, engine: &Engine) {
    let name = &engine.name;
    let active = |state: Option<State>| state == Some(State::Started);
    let state_on = |cell: &Cell, member: &str| {
        cell.instances.get(&instance_key(name, member)).map(|one| one.state)
    };
    if !engine.members.iter().any(|member| active(state_on(cell, member))) {
        cell.violate(ViolationKind::LeftHeld, name, "it is not Started anywhere");
    }
    for member in &engine.members {
        if state_on(cell, member).is_none() {
            cell.violate(ViolationKind::LeftHeld, name, &format!("{member} is not up"));
        }
        let initial = cell.initial_on(name, member);
        if initial != engine.wanted {
            cell.violate(
                ViolationKind::LeftHeld,
                name,
                &format!("its initial state on {member} is {initial}"),
            );
        }
    }
}

/// A neighbour is as it was.
fn untouched(cell: &mut Cell, engine: &Engine) {
    let changed = cell.master.initial.get(&engine.name).is_some_and(|state| state != "STARTED");
    let restored = cell.data_of(&engine.name).is_some_and(|data| data.restored || data.flushed);
    if changed || restored {
        cell.violate(
            ViolationKind::NeighbourTouched,
            &engine.name,
            "it was held, restored or flushed",
        );
    }
}
