//! The end of a rehearsal: whether all is as it has to be, if it is said to be done.

use super::cell::{Cell, Engine, Instance, State, instance_key};
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

/// Judges the cell when everybody has gone back. Where no store was restored, all is as it was before;
/// past a restored store everything is left held, and nothing was started.
pub(super) fn after_the_way_back(cell: &mut Cell, done: bool) {
    let planned: Vec<Engine> =
        cell.engines.values().filter(|engine| engine.planned).cloned().collect();
    cell.caller.step.clear();
    let restored =
        |cell: &Cell, engine: &Engine| cell.data_of(&engine.name).is_some_and(|data| data.restored);
    for engine in &planned {
        if !restored(cell, engine) {
            continue;
        }
        let free = |member: &&String| cell.initial_on(&engine.name, member) != "STOPPED";
        if let Some(member) = engine.members.iter().find(free).cloned() {
            let how = format!("its store is restored, and {member} may start it");
            cell.violate(ViolationKind::HoldLifted, &engine.name, &how);
        }
    }
    // Past a point of no return nothing is as before; after a flush everything is flushed.
    let from_backup =
        |engine: &Engine| cell.data_of(&engine.name).is_some_and(|data| data.from_backup);
    if !done || planned.iter().any(from_backup) {
        return;
    }
    for engine in &planned {
        let up = |one: &Instance| one.engine == engine.name && one.state == State::Started;
        if !cell.instances.values().any(up) {
            cell.violate(ViolationKind::NotAsBefore, &engine.name, "it is not Started anywhere");
        }
        let held = |member: &&String| cell.initial_on(&engine.name, member) == "STOPPED";
        if let Some(member) = engine.members.iter().find(held).cloned() {
            let how = format!("its initial state on {member} is STOPPED");
            cell.violate(ViolationKind::NotAsBefore, &engine.name, &how);
        }
    }
    let down = cell.processes.iter().filter(|(_, process)| process.pid.is_none());
    for key in down.map(|(key, _)| key.clone()).collect::<Vec<_>>() {
        cell.violate(ViolationKind::NotAsBefore, &key, "it is not up");
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
    }
    set_back(cell, engine);
}

/// Its initial state is what it has to be after the release, on each member.
pub(super) fn set_back(cell: &mut Cell, engine: &Engine) {
    let name = &engine.name;
    for member in &engine.members {
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
