//! What goes wrong while stores and the configuration are restored, and servers are started.

use super::{
    About, Fault, QUIET, also, is_managed, keeps_no_store, restores_config, starts_as_usual,
};
use crate::rehearsal::cell::{Cell, MANAGER, What};

pub(super) static FAULTS: &[Fault] = &[
    Fault {
        id: "restore-tool-fails",
        what: "the database's restore ends with an error and has changed nothing",
        fact: "commands 7: exit codes of each database",
        hazards: &["H15"],
        about: About::Database,
        stops: &[("restore-store", 11)],
        says: "RUN ",
        ..QUIET
    },
    Fault {
        id: "restore-tool-warns",
        what: "the restore is done, and its tool ends with the status of a warning",
        fact: "commands 7: db2 2, impdp 5 with ORA-31684",
        hazards: &["H15"],
        about: About::Database,
        ..QUIET
    },
    Fault {
        id: "store-incomplete",
        what: "the restored store lacks a table",
        fact: "engine-runtime 6.1: the tables are one unit",
        hazards: &["H7"],
        about: About::DataStore,
        stops: &[("restore-store", 11)],
        says: "is missing",
        mend: Cell::take_off_line,
        ..QUIET
    },
    Fault {
        id: "store-of-another",
        what: "the backup is of the store of another engine",
        fact: "engine-runtime 6.2: CWSIS1535",
        hazards: &["H7", "H22"],
        about: About::DataStore,
        stops: &[("restore-store", 11), ("restore-store", 15)],
        says: "SIBOWNER",
        mend: Cell::take_off_line,
        ..QUIET
    },
    Fault {
        id: "store-empty",
        what: "the restored store has tables and no rows",
        fact: "engine-runtime 3.3: CWSIS1543I after a restore",
        hazards: &["H7", "H14"],
        about: About::DataStore,
        stops: &[("restore-store", 11), ("restore-store", 15)],
        says: "SIBOWNER",
        mend: Cell::take_off_line,
        ..QUIET
    },
    Fault {
        id: "restore-does-nothing",
        what: "the database's restore prints an error, has changed nothing, and ends with 0",
        fact: "commands 7: a wrapper, an alias or a pipe loses a status; ij and isql have none",
        hazards: &["H15", "H27"],
        about: About::Database,
        stops: &[("restore-store", 11), ("restore-store", 15)],
        says: "RUN ",
        ..QUIET
    },
    Fault {
        id: "restore-says-done",
        what: "the database's restore says that it is done, and has changed nothing",
        fact: "commands 7.1: Derby ignores restoreFrom in silence when a client has come back",
        hazards: &["H15", "H27"],
        about: About::LegibleStore,
        stops: &[("restore-store", 15)],
        says: "the store is the same as before the restore",
        ..QUIET
    },
    Fault {
        id: "nothing-since-backup",
        what: "nothing has changed in the store since its backup was taken",
        fact: "commands 7.7: the restore then leaves what was there",
        hazards: &["H15"],
        about: About::LegibleStore,
        begin: same_as_backup,
        stops: &[("restore-store", 15)],
        says: "the store is the same as before the restore",
        ..QUIET
    },
    Fault {
        id: "database-lost",
        what: "the database is lost: nothing in it can be read before its restore",
        fact: "commands 7.2: db2 ends with 4; 7.1: ij with 0",
        hazards: &["H15"],
        about: About::If(keeps_no_store, &About::LegibleStore),
        ..QUIET
    },
    Fault {
        id: "database-in-use",
        what: "an engine of another cell is connected to the database when it is to be restored",
        fact: "commands 7.2: connections must be gone; 7.4: SINGLE_USER disconnects them",
        hazards: &["H5", "H6", "H8", "H28"],
        about: About::DataStore,
        stops: &[
            ("keep-store", 10),
            ("keep-store", 11),
            ("restore-store", 10),
            ("restore-store", 11),
        ],
        says: "RUN ",
        ..QUIET
    },
    Fault {
        id: "files-in-use",
        what: "a process that the plan does not know has the files of the file store open",
        fact: "engine-runtime 3.3: CWSIS1579, the log file is locked",
        hazards: &["H5"],
        about: About::FileStore,
        stops: &[("keep-store", 10), ("restore-store", 10)],
        says: "has /",
        ..QUIET
    },
    Fault {
        id: "instance-left-up",
        what: "nobody has taken the Informix instance off-line before its restore",
        fact: "commands 7.6: onstat 5 is on-line",
        hazards: &["H5", "H8"],
        about: About::Informix,
        stops: &[("restore-store", 10)],
        says: "ask the DBA",
        ..QUIET
    },
    Fault {
        id: "restore-config-fails",
        what: "restoreConfig ends with an error after it has renamed the old configuration",
        fact: "commands 1.3: ADMU0111E",
        hazards: &["H15"],
        about: About::ConfigHost,
        stops: &[("restore-config", 11)],
        says: "restoreConfig",
        ..QUIET
    },
    Fault {
        id: "restore-config-says-error",
        what: "restoreConfig prints an error and ends with 0",
        fact: "commands 1.3: no source for its exit codes",
        hazards: &["H15"],
        about: About::ConfigHost,
        stops: &[("restore-config", 11)],
        says: "restoreConfig printed an error",
        ..QUIET
    },
    Fault {
        id: "backup-config-fails",
        what: "backupConfig no longer works on the configuration that is to be kept",
        fact: "commands 1.3",
        hazards: &["H17"],
        about: About::ConfigHost,
        ..QUIET
    },
    Fault {
        id: "process-started-meanwhile",
        what: "somebody starts a server of the profile before the configuration is replaced",
        fact: "commands T7, wsadmin-api A1",
        hazards: &["H11", "H17"],
        about: About::ConfigHost,
        strikes: Some(("restore-config", |cell, host| {
            let profile = cell.admin_profile();
            let here = cell
                .processes
                .iter()
                .find(|(_, process)| process.host == host && process.profile == profile);
            if let Some(key) = here.map(|(key, _)| key.clone()) {
                cell.start_again(&key);
            }
        })),
        stops: &[("restore-config", 10)],
        says: "runs",
        mend: |cell, host| {
            for key in cell
                .processes
                .iter()
                .filter(|(_, process)| process.host == host)
                .map(|(key, _)| key.clone())
                .collect::<Vec<_>>()
            {
                cell.kill_process(&key);
            }
        },
        ..QUIET
    },
    Fault {
        id: "manager-does-not-start",
        what: "the deployment manager does not initialise with the restored configuration at first",
        fact: "commands 2.3: ADMU3011E",
        hazards: &["H15"],
        about: About::If(restores_config, &About::Step("start_manager")),
        begin: |cell, _| also(cell, "start-tool-fails", MANAGER),
        stops: &[("start-manager", 11)],
        says: "did not initialise",
        ..QUIET
    },
    Fault {
        id: "no-connection",
        what: "wsadmin finds nobody at the SOAP port when it is to hold again",
        fact: "commands 3.3: WASX7023E",
        hazards: &["H1"],
        about: About::If(is_managed, &About::Step("hold_again")),
        stops: &[("hold-again", 11), ("hold-again", 10)],
        says: "could not connect",
        ..QUIET
    },
    Fault {
        id: "sync-node-fails",
        what: "syncNode ends with an exception",
        fact: "commands 2.3: ADMU0111E",
        hazards: &["H12"],
        about: About::Node,
        stops: &[("sync-node", 11)],
        says: "ADMU0111",
        ..QUIET
    },
    Fault {
        id: "start-tool-times-out",
        what: "startServer gives up waiting, and the server goes on starting",
        fact: "commands 2.2: 254",
        hazards: &["H13", "H15"],
        about: About::If(starts_as_usual, &About::Server),
        stops: &[("start-servers", 12)],
        says: "may still be starting",
        ..QUIET
    },
    Fault {
        id: "start-tool-fails",
        what: "the server does not initialise at its first start",
        fact: "commands 2.3: ADMU3011E",
        hazards: &["H15"],
        about: About::If(starts_as_usual, &About::Server),
        stops: &[("start-servers", 11)],
        says: "did not initialise",
        ..QUIET
    },
    Fault {
        id: "server-dies-after-start",
        what: "the server dies soon after its start, and the node agent starts it again",
        fact: "commands T6: held, it comes up Stopped",
        hazards: &["H2", "H6"],
        about: About::If(is_managed, &About::Server),
        strikes: Some(("gate-stopped", |cell, server| cell.kill_process(server))),
        ..QUIET
    },
    Fault {
        id: "machine-restarts-in-restore",
        what: "the machine starts anew while the configuration is being replaced",
        fact: "commands 1.3: restoreConfig renames the old configuration first",
        hazards: &["H15"],
        about: About::Step("restore_config"),
        stops: &[("restore-config", -1)],
        ..QUIET
    },
    Fault {
        id: "step-by-hand",
        what: "somebody runs the step by hand while run.sh is replacing the configuration with it",
        fact: "commands 1.3: restoreConfig renames the old configuration first",
        hazards: &["H15"],
        about: About::Step("restore_config"),
        ..QUIET
    },
    Fault {
        id: "recovery-fails",
        what: "the server does not initialise when it is started in recovery mode",
        fact: "commands 2.3: ADMU3011E",
        hazards: &["H4"],
        about: About::Step("recovery_start"),
        stops: &[("recovery-start", 15)],
        says: "ADMU3011",
        ..QUIET
    },
    Fault {
        id: "recovery-never-ends",
        what: "the server that was started in recovery mode does not end",
        fact: "commands 2.4",
        hazards: &["H4"],
        about: About::Step("recovery_start"),
        begin: |cell, _| also(cell, "recovery-never-ends", ""),
        stops: &[("recovery-start", 12)],
        says: "do not start it normally",
        mend: |cell, _| {
            cell.faults.retain(|fault| fault.id != "recovery-never-ends");
            let recovering = cell.processes.iter().filter(|(_, process)| process.recovery);
            for key in recovering.map(|(key, _)| key.clone()).collect::<Vec<_>>() {
                cell.later(30, What::Gone(key));
            }
        },
        ..QUIET
    },
];

/// All stores of the database are as in their backups, and so is what their receivers know.
fn same_as_backup(cell: &mut Cell, store: &str) {
    let Some(group) = cell.stores.get(store).map(|store| store.restored_with.clone()) else {
        return;
    };
    for name in cell.group(&group) {
        let Some(store) = cell.stores.get_mut(&name) else { continue };
        store.data = store.backup.clone();
        let stream = store.data.stream.clone();
        for engine in cell.engines.values_mut().filter(|engine| engine.store == name) {
            engine.receiver.expected = stream.next - stream.open;
        }
    }
}
