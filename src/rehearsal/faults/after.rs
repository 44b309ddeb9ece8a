//! What goes wrong at the flush start, at its proof, and at the release.

use super::{About, Fault, QUIET, also, has_letters_beyond_ascii, is_managed, releases};
use crate::rehearsal::cell::MANAGER;
use crate::rehearsal::verdict::ViolationKind;

/// Where a flush start that has failed stops, or its proof.
const NOT_FLUSHED: &[(&str, i32)] =
    &[("flush-start", 11), ("flush-start", 13), ("verify-logs", 13), ("verify-engines", 13)];

pub(super) static FAULTS: &[Fault] = &[
    Fault {
        id: "start-times-out",
        what: "the call of the flush start times out, and the engine starts all the same",
        fact: "wsadmin-api A3: a timeout from start is unknown, not failed",
        hazards: &["H13"],
        ..QUIET
    },
    Fault {
        id: "start-lags",
        what: "the call of the flush start comes back at once, and the engine stays Stopped for another 45 seconds",
        fact: "engine-runtime 2.2, an inference: start is asynchronous",
        hazards: &["H3", "H13"],
        ..QUIET
    },
    Fault {
        id: "wsadmin-dies",
        what: "wsadmin is killed right after it has asked for the flush start",
        fact: "wsadmin-api A3: the operation goes on in the server",
        hazards: &["H3", "H13"],
        stops: &[("flush-start", 15)],
        says: "has not printed its RESULT line",
        ..QUIET
    },
    Fault {
        id: "second-run",
        what: "somebody types run.sh a second time while the flush start is at work",
        fact: "wsadmin-api A3: the operation goes on in the server",
        hazards: &["H3"],
        about: About::Step("flush_start"),
        ..QUIET
    },
    Fault {
        id: "machine-restarts-in-flush",
        what: "the machine of the deployment manager starts anew right after the flush start was asked for",
        fact: "wsadmin-api A3: the operation goes on in the server",
        hazards: &["H3", "H13"],
        about: About::If(is_managed, &About::Step("flush_start")),
        // And a look finds nobody to ask until the manager is up again.
        // Where the restart came before an engine was asked, its log says no.
        stops: &[("flush-start", -1), ("flush-start", 15), ("verify-logs", 13)],
        mend: |cell, _| {
            if cell.processes.get(MANAGER).is_some_and(|process| process.pid.is_none()) {
                cell.start_again(MANAGER);
            }
        },
        ..QUIET
    },
    Fault {
        id: "clock-goes-back",
        what: "the clock of the host of the log is set back by an hour between the flush start and its proof",
        fact: "wsadmin-api A3: an old CWSIP0783 may still be in the file",
        hazards: &["H14"],
        about: About::Step("verify_logs"),
        strikes: Some(("verify-logs", |cell, _| cell.caller.now -= 3600)),
        ..QUIET
    },
    Fault {
        id: "state-times-out",
        what: "a question for the state of the engine times out",
        fact: "wsadmin-api A5",
        hazards: &["H13"],
        ..QUIET
    },
    Fault {
        id: "start-fails",
        what: "the flush start fails, and the engine cannot be started again before its server is",
        fact: "engine-runtime 3.2: CWSID0027",
        hazards: &["H3"],
        stops: NOT_FLUSHED,
        says: "--attempt 2",
        ..QUIET
    },
    Fault {
        id: "database-down",
        what: "the database does not answer at the flush start; the engine gives up after 15 minutes",
        fact: "engine-runtime 6.3",
        hazards: &["H13"],
        about: About::Store,
        stops: NOT_FLUSHED,
        says: "--attempt 2",
        ..QUIET
    },
    Fault {
        id: "lock-held",
        what: "a dead client still holds the lock on SIBOWNER at the flush start",
        fact: "commands T9: CWSIS1519",
        hazards: &["H5"],
        about: About::Store,
        stops: NOT_FLUSHED,
        says: "--attempt 2",
        ..QUIET
    },
    Fault {
        id: "server-dies-at-start",
        what: "the server dies in the middle of the flush start",
        fact: "commands T6, wsadmin-api E3",
        hazards: &["H2", "H3"],
        about: About::Server,
        stops: &[
            // Where wsadmin connects to that server, it finds nobody until it is up again.
            ("flush-start", 10),
            ("flush-start", 11),
            ("flush-start", 13),
            ("flush-start", 15),
            ("verify-logs", 13),
            ("stop-unflushed", 10),
        ],
        says: "",
        mend: |cell, server| {
            if cell.processes.get(server).is_some_and(|process| process.pid.is_none()) {
                cell.start_again(server);
            }
        },
        ..QUIET
    },
    Fault {
        id: "flush-fails",
        what: "the flush of one stream fails",
        fact: "engine-runtime 3.1: CWSIP0782E",
        hazards: &["H3"],
        stops: NOT_FLUSHED,
        says: "--attempt 2",
        ..QUIET
    },
    Fault {
        id: "destination-not-recovered",
        what: "a destination cannot be recovered, and the flush says that it is completed all the same",
        fact: "engine-runtime 3.1: 0783 does not prove that nothing failed",
        hazards: &["H3", "H14"],
        stops: NOT_FLUSHED,
        says: "--attempt 2",
        ..QUIET
    },
    Fault {
        id: "completion-missing",
        what: "the engine is Started, and the log has only the CWSIP0783 of a restore of long ago",
        fact: "wsadmin-api A3: an old CWSIP0783 may still be in the file",
        hazards: &["H14"],
        stops: &[("verify-logs", 13)],
        says: "no CWSIP0783",
        unavoidable: &[ViolationKind::FlushedTwice, ViolationKind::MessagesDoubled],
        ..QUIET
    },
    Fault {
        id: "neighbour-completes",
        what: "the log has the CWSIP0783 of an engine whose name begins like this one's, and none of this one",
        fact: "engine-runtime 1.1: select by the exact name",
        hazards: &["H14", "H18"],
        stops: &[("verify-logs", 13)],
        says: "no CWSIP0783",
        unavoidable: &[ViolationKind::FlushedTwice, ViolationKind::MessagesDoubled],
        ..QUIET
    },
    Fault {
        id: "mode-not-honoured",
        what: "the engine takes the start for a normal one",
        fact: "engine-runtime 1.3: what an unknown word does is a gap",
        hazards: &["H2", "H14"],
        stops: &[("verify-logs", 13)],
        says: "the mode was not honoured",
        unavoidable: &[ViolationKind::NormalStart, ViolationKind::MessagesLost],
        ..QUIET
    },
    Fault {
        id: "health-not-ok",
        what: "the engine is Started, and its health is not State=OK",
        fact: "engine-runtime 1.2",
        hazards: &["H14"],
        // Where the logs are on the same host, they refuse a second flush.
        stops: &[("verify-engines", 13), ("verify-engines", 11), ("verify-engines", 15), ("", 10)],
        says: "",
        unavoidable: &[ViolationKind::FlushedTwice, ViolationKind::MessagesDoubled],
        ..QUIET
    },
    Fault {
        id: "log-rolls-over",
        what: "the log rolls over between the flush start and its proof",
        fact: "engine-runtime 5.2: 1 MB by default",
        hazards: &["H14"],
        about: About::Server,
        ..QUIET
    },
    Fault {
        id: "log-rolls-away",
        what: "the log rolls over, and no old file of it is kept",
        fact: "engine-runtime 5.2",
        hazards: &["H14", "H25"],
        about: About::Server,
        stops: &[("verify-logs", 15)],
        says: "only if CWSIP0780 and CWSIP0783 are there for each of them",
        ..QUIET
    },
    Fault {
        id: "log-in-latin-1",
        what: "the server writes its log in ISO 8859-1, and the name of an engine has a letter beyond ASCII",
        fact: "engine-runtime 5.1: the locale of the process that writes",
        hazards: &["H14", "H25"],
        about: About::If(has_letters_beyond_ascii, &About::Server),
        ..QUIET
    },
    Fault {
        id: "unexpected-message",
        what: "CWSIP0784 is in the log after the flush",
        fact: "source procedure: it means something only after a restore",
        hazards: &["H21"],
        ..QUIET
    },
    Fault {
        id: "engine-does-not-initialise",
        what: "the engine comes up as Failed! and not as Stopped",
        fact: "engine-runtime 2, row 13",
        hazards: &["H2"],
        // And where wsadmin connects to that server, it finds nobody until it is up again.
        stops: &[("gate-stopped", 10), ("gate-stopped", 11)],
        says: "look into its log",
        mend: |cell, engine| {
            let server =
                cell.engines.get(engine).map(|engine| engine.chosen.clone()).unwrap_or_default();
            cell.start_again(&server);
        },
        ..QUIET
    },
    Fault {
        id: "release-conflicts",
        what: "the save of the release is rolled back on a conflict",
        fact: "wsadmin-api A1: rollbackOnConflict",
        hazards: &["H19"],
        about: About::If(releases, &About::Step("release")),
        begin: |cell, step| also(cell, "save-conflicts", step),
        stops: &[("release", 11)],
        says: "initial state is STOPPED, not STARTED",
        ..QUIET
    },
    Fault {
        id: "agent-dies-before-release",
        what: "the node agent dies after the flush, so its node would keep the engine held",
        fact: "commands 4: only active nodes are synchronised",
        hazards: &["H12", "H19"],
        about: About::Node,
        strikes: Some(("release", |cell, node| cell.kill_process(&format!("{node}/nodeagent")))),
        stops: &[("release", 10), ("verify-engines", 15), ("verify-engines", 13)],
        says: "node agent",
        mend: |cell, node| cell.start_again(&format!("{node}/nodeagent")),
        ..QUIET
    },
    Fault {
        id: "server-dies-in-release",
        what: "the server dies while the initial states are set back, and its node agent starts it again",
        fact: "commands T6: a killed server is restarted at once",
        hazards: &["H19"],
        about: About::If(is_managed, &About::Server),
        stops: &[("release", 15)],
        says: "is not Started on one member",
        ..QUIET
    },
];
