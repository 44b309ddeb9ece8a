//! What people add to a night, and what goes down in the middle of any step.

use super::{
    ANYWHERE, About, Fault, QUIET, also, are_down_on_purpose, is_managed,
    is_manager_down_on_purpose,
};
use crate::rehearsal::cell::{Cell, MANAGER, ProcessKind};

pub(super) static FAULTS: &[Fault] = &[
    Fault {
        id: "agent-dies",
        what: "the node agents die when the step is begun",
        fact: "wsadmin-api C: a server is seen through its node's agent",
        hazards: &["H12", "H26"],
        about: About::If(is_managed, &About::AnyStep),
        strikes: Some(("", |cell, _| {
            for key in agents(cell) {
                cell.kill_process(&key);
            }
        })),
        stops: ANYWHERE,
        mend: |cell, _| {
            if !are_down_on_purpose(cell) {
                for key in agents(cell) {
                    start(cell, &key);
                }
            }
        },
        // It is looked after at each stop until they may be up again.
        is_over: false,
        ..QUIET
    },
    Fault {
        id: "manager-dies",
        what: "the deployment manager dies when the step is begun",
        fact: "wsadmin-api C: MBeans are seen through it alone",
        hazards: &["H12", "H26"],
        about: About::If(is_managed, &About::AnyStep),
        strikes: Some(("", |cell, _| cell.kill_process(MANAGER))),
        stops: ANYWHERE,
        mend: |cell, _| {
            if !is_manager_down_on_purpose(cell) {
                start(cell, MANAGER);
            }
        },
        // It is looked after at each stop until they may be up again.
        is_over: false,
        ..QUIET
    },
    Fault {
        id: "second-night",
        what: "the bundle is copied anew to all hosts after a good end, and run with the receipts of the night before",
        fact: "the same plan gives the same bundle, so the receipts of a night may lie about",
        hazards: &["H24"],
        about: About::FirstHost,
        occasion: true,
        ..QUIET
    },
    Fault {
        id: "lost-folder",
        what: "after a good end the folder of one host is lost, copied anew, and run with the receipts of before",
        fact: "the journal is in the folder",
        hazards: &["H24"],
        about: About::Host,
        occasion: true,
        ..QUIET
    },
    Fault {
        id: "second-copy",
        what: "after a good end somebody runs a second copy of the folder on one host, with the receipts of before",
        fact: "lock and journal are in the folder",
        hazards: &["H24"],
        about: About::Host,
        occasion: true,
        ..QUIET
    },
];

/// What happens to servers around the end of a flush.
pub(super) static AFTER_THE_FLUSH: &[Fault] = &[
    Fault {
        id: "server-dies-after-flush",
        what: "the server dies right after the flush is completed, before anybody has seen the engine Started",
        fact: "commands T6: held, it comes up Stopped",
        hazards: &["H26"],
        about: About::Server,
        stops: ANYWHERE,
        mend: |cell, server| start_server(cell, server),
        ..QUIET
    },
    Fault {
        id: "servers-die-after-flush",
        what: "every server of an engine does so",
        fact: "commands T6: held, they come up Stopped",
        hazards: &["H26"],
        about: About::FirstHost,
        begin: |cell, _| {
            for server in chosen(cell) {
                also(cell, "server-dies-after-flush", &server);
            }
        },
        stops: ANYWHERE,
        mend: |cell, _| {
            for server in chosen(cell) {
                start_server(cell, &server);
            }
        },
        ..QUIET
    },
    Fault {
        id: "start-hangs",
        what: "the flush start never ends: the engine is Starting until its server is restarted",
        fact: "wsadmin-api A3: a limit that is reached says nothing of the engine",
        hazards: &["H13", "H26"],
        stops: ANYWHERE,
        says: "the start hangs",
        ..QUIET
    },
    Fault {
        id: "slow-start",
        what: "the flush start takes longer than the plan's limit, and succeeds",
        fact: "wsadmin-api A3: a limit that is reached says nothing of the engine",
        hazards: &["H13", "H26"],
        stops: ANYWHERE,
        ..QUIET
    },
];

fn agents(cell: &Cell) -> Vec<String> {
    let agents = cell.processes.iter().filter(|(_, one)| one.kind == ProcessKind::Agent);
    agents.map(|(key, _)| key.clone()).collect()
}

/// The servers that take the flush start.
fn chosen(cell: &Cell) -> Vec<String> {
    let planned = cell.engines.values().filter(|engine| engine.planned);
    let mut servers: Vec<String> = planned.map(|engine| engine.chosen.clone()).collect();
    servers.sort();
    servers.dedup();
    servers
}

/// Somebody starts a server that is down, unless the servers are down on purpose.
fn start_server(cell: &mut Cell, server: &str) {
    if !are_down_on_purpose(cell) {
        start(cell, server);
    }
}

/// Somebody starts what is down.
fn start(cell: &mut Cell, key: &str) {
    if cell.processes.get(key).is_some_and(|process| process.pid.is_none()) {
        cell.start_again(key);
    }
}
