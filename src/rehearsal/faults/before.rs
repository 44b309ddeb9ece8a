//! What is wrong before anybody begins, or is found out by phases 0 to 3.

use super::{
    About, Fault, QUIET, Then, also, is_managed, knows_every_uuid, logs_as_usual, restores_config,
    sets_back_what_was,
};
use crate::rehearsal::cell::{Asked, Cell, FileChange, Instance, Life, MANAGER, State, What};
use crate::rehearsal::verdict::ViolationKind;

/// Property values with which no tool asks a person.
const LOGIN_SET: &str = "com.ibm.SOAP.securityEnabled=true\ncom.ibm.SOAP.loginSource=none\ncom.ibm.SOAP.loginUserid=set\ncom.ibm.SOAP.loginPassword=set\n";

pub(super) static FAULTS: &[Fault] = &[
    Fault {
        id: "server-down",
        what: "the server of the engine went down with the failure",
        fact: "commands 2.2: 246 also stands for already stopped",
        hazards: &["H15"],
        about: About::If(is_managed, &About::Server),
        begin: down,
        ..QUIET
    },
    Fault {
        id: "agent-down",
        what: "the node agent is down, so its node cannot be told to hold",
        fact: "commands 4: only active nodes are synchronised",
        hazards: &["H12"],
        about: About::Node,
        begin: |cell, node| down(cell, &format!("{node}/nodeagent")),
        ..QUIET
    },
    Fault {
        id: "manager-down",
        what: "the deployment manager went down with the failure",
        fact: "wsadmin-api C: MBeans are seen through it alone",
        hazards: &["H12", "H19"],
        about: About::ConfigHost,
        begin: |cell, _| {
            if cell.nd {
                down(cell, MANAGER)
            }
        },
        ..QUIET
    },
    Fault {
        id: "all-down",
        what: "every process of the cell is down",
        fact: "the procedure begins after a failure",
        hazards: &["H15", "H19"],
        about: About::ConfigHost,
        begin: |cell, _| {
            for key in cell.processes.keys().cloned().collect::<Vec<_>>() {
                down(cell, &key);
            }
        },
        ..QUIET
    },
    Fault {
        id: "engine-stopped",
        what: "the engine is stopped already, and its store is not locked",
        fact: "engine-runtime 2",
        hazards: &["H5"],
        begin: |cell, engine| set_state(cell, engine, State::Stopped),
        ..QUIET
    },
    Fault {
        id: "engine-failed",
        what: "the engine has failed: its state is Failed!",
        fact: "engine-runtime 2, row 13",
        hazards: &["H5"],
        begin: |cell, engine| set_state(cell, engine, State::Failed),
        ..QUIET
    },
    Fault {
        id: "engine-starting",
        what: "the engine is on its way up when the hold begins",
        fact: "engine-runtime 2.2: a stop in Starting does nothing",
        hazards: &["H2", "H13"],
        begin: |cell, engine| {
            set_state(cell, engine, State::Starting);
            for key in instances(cell, engine) {
                cell.later(100, What::Started(key, Asked::Auto));
            }
        },
        ..QUIET
    },
    Fault {
        id: "held-before",
        what: "an earlier, abandoned change has left the engine held: STOPPED is no state to come back to",
        fact: "the source procedure never sets the initial state back",
        hazards: &["H19"],
        about: About::If(sets_back_what_was, &About::ConfigHost),
        begin: |cell, _| {
            for state in cell.master.initial.values_mut() {
                "STOPPED".clone_into(state);
            }
            for node in cell.nodes.values_mut() {
                node.copy.initial = cell.master.initial.clone();
            }
        },
        // The members of a cluster that start after the release find their engines STOPPED, too.
        stops: &[("hold", 17), ("start-members", 10)],
        says: "--confirm 101-hold",
        // The people know that it was stopped on purpose.
        mend: |cell, _| {
            for engine in cell.engines.values_mut().filter(|engine| !engine.wanted_by_plan) {
                "STOPPED".clone_into(&mut engine.wanted);
            }
        },
        ..QUIET
    },
    Fault {
        id: "other-engine-in-configuration",
        what: "the engine was deleted and created again: its uuid is another one than the plan's",
        fact: "engine-runtime 6.2",
        hazards: &["H7"],
        about: About::PinnedEngine,
        begin: |cell, engine| {
            cell.master.uuids.insert(engine.to_owned(), "00000000DEADBEEF".to_owned());
        },
        stops: &[("hold", 10)],
        says: "another engine",
        then: Then::GiveUp,
        ..QUIET
    },
    Fault {
        id: "forgotten-member",
        what: "the cluster has a member that the plan does not know",
        fact: "wsadmin-api C: every member has an instance of the engine",
        hazards: &["H9"],
        about: About::ClusterEngine,
        begin: |cell, engine| {
            let cluster =
                cell.engines.get(engine).map(|engine| engine.cluster.clone()).unwrap_or_default();
            cell.members.push([cluster, "ForgottenNode".to_owned(), "forgotten".to_owned()]);
        },
        stops: &[("hold", 10)],
        says: "and the plan does not",
        then: Then::GiveUp,
        ..QUIET
    },
    Fault {
        id: "archive-of-another-cell",
        what: "the archive of the configuration is of another cell",
        fact: "commands 1.1: the whole configuration is replaced",
        hazards: &["H20"],
        about: About::ConfigHost,
        begin: |cell, _| "AnotherCell".clone_into(&mut cell.archive.cell),
        stops: &[("prove-host", 10)],
        says: "holds no cell",
        mend: |cell, _| cell.archive.cell = cell.name.clone(),
        ..QUIET
    },
    Fault {
        id: "archive-of-a-node",
        what: "the archive was made on a node, not on the deployment manager",
        fact: "commands 1.1: do not back up at node level",
        hazards: &["H10"],
        about: About::If(restores_config, &About::Node),
        begin: |cell, _| cell.archive.has_manager = false,
        stops: &[("prove-host", 10)],
        says: "node's own archive",
        mend: |cell, _| cell.archive.has_manager = true,
        ..QUIET
    },
    Fault {
        id: "other-engine-in-archive",
        what: "the archive has an engine of the same name with another uuid",
        fact: "engine-runtime 6.2",
        hazards: &["H7", "H20"],
        about: About::If(knows_every_uuid, &About::ConfigHost),
        begin: |cell, _| {
            for uuid in cell.archive.config.uuids.values_mut() {
                "00000000DEADBEEF".clone_into(uuid);
            }
        },
        stops: &[("prove-host", 10)],
        says: "another engine",
        mend: |cell, _| cell.archive.config.uuids = cell.master.uuids.clone(),
        ..QUIET
    },
    Fault {
        id: "hpel-unknown",
        what: "the server logs with HPEL, and the plan does not say so",
        fact: "engine-runtime 5.3: SystemOut.log is no longer written then",
        hazards: &["H14"],
        about: About::If(logs_as_usual, &About::Server),
        begin: |cell, server| {
            let Some(process) = cell.processes.get_mut(server) else { return };
            process.hpel = true;
            let (host, log) = (process.host.clone(), process.log.clone());
            cell.outbox.push(FileChange::Remove(host, log));
            cell.old_log(server);
        },
        stops: &[("prove-host", 10)],
        says: "the plan has to say hpel",
        then: Then::GiveUp,
        ..QUIET
    },
    Fault {
        id: "archive-damaged",
        what: "the archive of the configuration is not the file that the plan's checksum is of",
        fact: "commands 1.1: same release, same time",
        hazards: &["H7", "H20"],
        about: About::ConfigHost,
        begin: |cell, host| {
            let file = FileChange::Write(
                host.to_owned(),
                cell.archive.path.clone(),
                "something else\n".to_owned(),
            );
            cell.outbox.push(file);
        },
        stops: &[("prove-host", 10)],
        says: "checksum differs",
        then: Then::GiveUp,
        ..QUIET
    },
    Fault {
        id: "archive-missing",
        what: "the archive of the configuration is not where the plan says",
        fact: "source procedure, step 5",
        hazards: &["H7"],
        about: About::ConfigHost,
        begin: |cell, host| {
            cell.outbox.push(FileChange::Remove(host.to_owned(), cell.archive.path.clone()))
        },
        stops: &[("prove-host", 10)],
        says: "it is missing",
        then: Then::GiveUp,
        ..QUIET
    },
    Fault {
        id: "login-asks",
        what: "the property files are set so that a tool asks a person for a password",
        fact: "commands 3.5: loginSource=prompt stalls",
        hazards: &["H16"],
        about: About::ConfigHost,
        begin: |cell, host| {
            props(
                cell,
                host,
                "com.ibm.SOAP.securityEnabled=true\ncom.ibm.SOAP.loginSource=prompt\ncom.ibm.SOAP.loginUserid=set\ncom.ibm.SOAP.loginPassword=set\n",
            )
        },
        stops: &[("prove-host", 10)],
        says: "asks a person",
        mend: |cell, host| props(cell, host, LOGIN_SET),
        ..QUIET
    },
    Fault {
        id: "login-empty",
        what: "security is on, and the property file has no password",
        fact: "commands 3.5",
        hazards: &["H16"],
        about: About::ConfigHost,
        begin: |cell, host| {
            props(
                cell,
                host,
                "com.ibm.SOAP.securityEnabled=true\ncom.ibm.SOAP.loginSource=none\ncom.ibm.SOAP.loginUserid=set\n",
            )
        },
        stops: &[("prove-host", 10)],
        says: "no value",
        mend: |cell, host| props(cell, host, LOGIN_SET),
        ..QUIET
    },
    Fault {
        id: "bundle-changed",
        what: "somebody has edited a file of the bundle on one host after it was approved",
        fact: "the bundle is approved by its hash",
        hazards: &["H15"],
        about: About::Host,
        begin: |cell, host| {
            let file = "/../bundle/RUNBOOK.md".to_owned();
            cell.outbox.push(FileChange::Append(
                host.to_owned(),
                file,
                b"one more line\n".to_vec(),
            ));
        },
        stops: &[("", 16)],
        says: "BUNDLE CHANGED",
        then: Then::NewCopy,
        ..QUIET
    },
    Fault {
        id: "login-refused",
        what: "wsadmin cannot log in at the hold",
        fact: "commands 3.3: WASX7246E",
        hazards: &["H16"],
        about: About::Step("hold"),
        stops: &[("hold", 11)],
        says: "soap.client.props",
        ..QUIET
    },
    Fault {
        id: "save-conflicts",
        what: "somebody saves the configuration at the same time, and the hold's save is rolled back",
        fact: "wsadmin-api A1: rollbackOnConflict",
        hazards: &["H1"],
        about: About::Step("hold"),
        stops: &[("hold", 11)],
        says: "initial state is STARTED, not STOPPED",
        ..QUIET
    },
    Fault {
        id: "save-times-out",
        what: "the save of the hold is done, and its answer never comes",
        fact: "wsadmin-api A3: a SOAP timeout says nothing",
        hazards: &["H13"],
        about: About::Step("hold"),
        ..QUIET
    },
    Fault {
        id: "sync-fails",
        what: "the node does not take the new configuration at once",
        fact: "wsadmin-api A3: sync answers false",
        hazards: &["H12"],
        about: About::Node,
        ..QUIET
    },
    Fault {
        id: "sync-times-out",
        what: "the call that synchronises the node times out",
        fact: "wsadmin-api A5: ADMC0009E, the hop timed out",
        hazards: &["H12", "H13"],
        about: About::Node,
        ..QUIET
    },
    Fault {
        id: "stop-hangs",
        what: "the engine does not stop when asked to; only by force",
        fact: "commands 5: immediate may take arbitrarily long",
        hazards: &["H5"],
        ..QUIET
    },
    Fault {
        id: "force-hangs",
        what: "the engine does not stop by force either; only with its server",
        fact: "source procedure, step 3",
        hazards: &["H5"],
        about: About::If(is_managed, &About::Server),
        begin: |cell, _| also(cell, "force-hangs", ""),
        ..QUIET
    },
    Fault {
        id: "server-hangs",
        what: "neither the engine nor its server ends; somebody has to end the process, under a node agent that restarts it",
        fact: "commands T6: a killed server is restarted at once",
        hazards: &["H2", "H5", "H6"],
        about: About::If(is_managed, &About::Server),
        begin: |cell, _| also(cell, "force-hangs", ""),
        stops: &[("stop-engines", 12), ("stop-servers", 12)],
        says: "first stop the node agent",
        mend: |cell, server| {
            cell.faults.retain(|fault| fault.id != "force-hangs");
            let node = server.split('/').next().unwrap_or_default().to_owned();
            // For the next attempt the node agent stays up.
            if !cell.stores.values().any(|store| store.data.from_backup) {
                cell.kill_process(&format!("{node}/nodeagent"));
            }
            cell.kill_process(server);
        },
        ..QUIET
    },
    Fault {
        id: "stop-times-out",
        what: "the call that stops the engine times out, and the engine stops all the same",
        fact: "wsadmin-api A3",
        hazards: &["H13"],
        ..QUIET
    },
    Fault {
        id: "failover",
        what: "the engine that is stopped here becomes active on another member",
        fact: "commands 5: failover follows the saved configuration",
        hazards: &["H9"],
        about: About::ClusterEngine,
        ..QUIET
    },
    Fault {
        id: "stop-cannot-log-in",
        what: "stopServer is refused the login and says that the server cannot be reached; its status is that of a stopped one",
        fact: "commands 2.3: ADMU0509I is also said when a probe fails",
        hazards: &["H5", "H15"],
        about: About::Server,
        stops: &[("stop-servers", 12), ("stop-servers", 11)],
        says: "still there",
        ..QUIET
    },
    Fault {
        id: "server-dies-at-stop",
        what: "the server dies while its engine is being stopped, and the node agent starts it again",
        fact: "commands T6, held by the synchronised configuration",
        hazards: &["H6"],
        about: About::If(is_managed, &About::Server),
        strikes: Some(("stop-engines", |cell, server| cell.kill_process(server))),
        ..QUIET
    },
    Fault {
        id: "started-by-hand",
        what: "somebody starts the server and its engine by hand before the flush start",
        fact: "the source procedure forbids it",
        hazards: &["H2", "H21"],
        about: About::Engine,
        strikes: Some(("gate-stopped", |cell, engine| {
            for key in instances(cell, engine) {
                let _ = cell.start_engine(&key, "DEFAULT");
            }
        })),
        stops: &[("gate-stopped", 10)],
        says: "started in normal mode",
        // One that does not stop is stopped with its server.
        mend: |cell, engine| {
            let hangs = cell.faults.iter().any(|fault| fault.id.ends_with("-hangs"));
            for key in instances(cell, engine) {
                let server = cell.instances[&key].server.clone();
                let _ = cell.stop_engine(&key, "IMMEDIATE");
                if hangs && cell.is_running(&server) {
                    cell.start_again(&server);
                }
            }
        },
        unavoidable: &[ViolationKind::NormalStart, ViolationKind::MessagesLost],
        ..QUIET
    },
];

/// A process that was down before.
pub(super) fn down(cell: &mut Cell, key: &str) {
    for instance in cell
        .instances
        .keys()
        .filter(|name| name.ends_with(&format!("@{key}")))
        .cloned()
        .collect::<Vec<_>>()
    {
        cell.release_lock(&instance);
        cell.instances.remove(&instance);
    }
    let Some(process) = cell.processes.get_mut(key) else { return };
    process.pid = None;
    process.life = Life::Down;
    let (host, file) = (process.host.clone(), process.pid_file());
    cell.outbox.push(FileChange::Remove(host, file));
}

fn instances(cell: &Cell, engine: &str) -> Vec<String> {
    let of = |(_, one): &(&String, &Instance)| one.engine == engine && one.state != State::Joined;
    cell.instances.iter().filter(of).map(|(key, _)| key.clone()).collect()
}

fn set_state(cell: &mut Cell, engine: &str, state: State) {
    for key in instances(cell, engine) {
        if !state.is_active() {
            cell.release_lock(&key);
        }
        if let Some(one) = cell.instances.get_mut(&key) {
            one.state = state;
        }
    }
}

fn props(cell: &mut Cell, host: &str, text: &str) {
    let file = format!("{}/properties/soap.client.props", cell.admin_profile());
    cell.outbox.push(FileChange::Write(host.to_owned(), file, text.to_owned()));
}
