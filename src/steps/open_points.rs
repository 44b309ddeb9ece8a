//! What the product rests on that nobody could verify without a live cell.
//!
//! Each point says what is assumed and gives a command that only reads. The runbook prints those
//! that concern the plan at hand under "Check on your cell first".

use super::Site;
use crate::model::StoreKind;

/// An open point.
#[derive(Debug)]
pub struct OpenPoint {
    /// Its name in a snapshot of a cell; once published, never used for another point.
    pub id: &'static str,
    /// What the bundle assumes, and what happens if it is not so.
    pub assumes: &'static str,
    /// Where the command is typed.
    pub on: On,
    /// A command that only reads.
    pub command: &'static str,
    /// What the probe asks a live cell about it; `None` where no call of wsadmin can tell.
    pub question: Option<&'static str>,
    /// Whether the plan at hand rests on it.
    pub concerns: fn(&Site) -> bool,
}

/// Where a command is typed.
#[derive(Clone, Copy, Debug)]
pub enum On {
    /// In wsadmin, connected to the deployment manager or stand-alone server.
    Wsadmin,
    /// In a shell on the WebSphere host.
    Host,
    /// In the database's own client.
    Database,
}

impl On {
    /// For people.
    pub fn words(self) -> &'static str {
        match self {
            On::Wsadmin => "in wsadmin",
            On::Host => "in a shell",
            On::Database => "with the database's client",
        }
    }
}

fn always(_site: &Site) -> bool {
    true
}

fn any_kind(site: &Site, wanted: fn(&StoreKind) -> bool) -> bool {
    let kinds = (0..site.groups.len()).filter_map(|at| site.first_store(at).kind.as_ref());
    kinds.into_iter().any(wanted)
}

/// Every open point.
pub static OPEN_POINTS: &[OpenPoint] = &[
    OpenPoint {
        id: "stopped-engine-mbean",
        assumes: "The MBean of a stopped engine is there while its server runs. Where it is not, the gate \
            of phase 6 stays closed and says so.",
        on: On::Wsadmin,
        command: "AdminControl.queryNames('type=SIBMessagingEngine,*')",
        question: Some("Does a stopped engine have an MBean while its server runs?"),
        concerns: always,
    },
    OpenPoint {
        id: "credentials",
        assumes: "wsadmin and the command line tools find their credentials in the property files and do \
            not ask. A tool that asks gets no answer and fails.",
        on: On::Host,
        command: "wsadmin.sh -lang jython -c \"AdminControl.getCell()\" </dev/null",
        question: None,
        concerns: always,
    },
    OpenPoint {
        id: "restore-config-options",
        assumes: "restoreConfig of this release takes -logfile and -replacelog.",
        on: On::Host,
        command: "restoreConfig.sh -help",
        question: None,
        concerns: |site| site.with_config,
    },
    OpenPoint {
        id: "config-folder",
        assumes: "The config folder of the profile is a real folder: restoreConfig does not work where it is \
            a logical one.",
        on: On::Host,
        command: "ls -ld PROFILE/config",
        question: None,
        concerns: |site| site.with_config,
    },
    OpenPoint {
        id: "system-out",
        assumes: "The server writes SystemOut.log. With HPEL it does not, and the plan has to say `hpel`.",
        on: On::Host,
        command: "ls -l PROFILE/logs/SERVER/SystemOut.log",
        question: Some("Which servers log with HPEL, and so write no SystemOut.log?"),
        concerns: always,
    },
    OpenPoint {
        id: "core-group-policy",
        assumes: "The core group policy lets each engine run on its chosen member. With the default policy the \
            first member that starts takes all engines of the cluster; a policy that prefers another member \
            may move the flush start.",
        on: On::Wsadmin,
        command: "print(AdminConfig.list('OneOfNPolicy'))",
        question: Some("Which policies keep one member active at a time?"),
        concerns: |site| !site.clusters.is_empty(),
    },
    OpenPoint {
        id: "node-restart-state",
        assumes: "No monitoring policy starts servers with their node agent: nodeRestartState is STOPPED. \
            Otherwise a standby member may come up before the gate, which then stays closed.",
        on: On::Wsadmin,
        command: "for p in AdminConfig.list('MonitoringPolicy').splitlines(): print(AdminConfig.show(p))",
        question: Some("Which servers does a node agent start when it starts?"),
        concerns: |site| site.model.is_nd(),
    },
    OpenPoint {
        id: "start-mode-form",
        assumes: "The mode of the start is passed as a list of one text, as in the vendor's own procedure. The \
            form with a plain text is known from stop only.",
        on: On::Wsadmin,
        command: "print(Help.operations(ENGINE, 'start'))",
        question: Some("Which forms of the operation start does an engine have?"),
        concerns: always,
    },
    OpenPoint {
        id: "owner-column",
        assumes: "SIBOWNER names its owner in a column whose name differs between sources (ME_UUID, MEUUID); \
            the bundle reads the whole row and looks for the uuid in it.",
        on: On::Database,
        command: "SELECT * FROM SCHEMA.SIBOWNER",
        question: None,
        concerns: |site| (0..site.groups.len()).any(|at| site.first_store(at).is_data_store()),
    },
    OpenPoint {
        id: "in-doubt-transactions",
        assumes: "The transaction logs of the servers are of the present, not of the backup: in-doubt \
            transactions may name branches that the store no longer knows. Nothing here deletes them.",
        on: On::Wsadmin,
        command: "AdminControl.invoke(ENGINE, 'getPreparedTransactions')",
        question: Some("How many prepared transactions does each running engine have?"),
        concerns: always,
    },
    OpenPoint {
        id: "pid-files",
        assumes: "The process of a server is known by PROFILE/logs/SERVER/SERVER.pid (`nodeagent` and `dmgr` for those), and by a command line that holds PROFILE/config and ends in the server's name. Where neither is so, a stop ends as unknown.",
        on: On::Host,
        command: "ls PROFILE/logs/*/*.pid; ps -ef",
        question: None,
        concerns: always,
    },
    OpenPoint {
        id: "stop-server-timeout",
        assumes: "stopServer takes -timeout, as stopNode and stopManager are documented to.",
        on: On::Host,
        command: "stopServer.sh -help",
        question: None,
        concerns: always,
    },
    OpenPoint {
        id: "log-viewer",
        assumes: "With HPEL, logViewer without an output file prints to its output, records begin with `[`, and -repositoryDir takes the server's log folder.",
        on: On::Host,
        command: "logViewer.sh -repositoryDir PROFILE/logs/SERVER",
        question: None,
        concerns: |site| site.chosen.iter().any(|id| site.model.cell.server(*id).hpel),
    },
    OpenPoint {
        id: "recovery-start-output",
        assumes: "What startServer -recovery prints is not documented; the bundle waits until the process has ended.",
        on: On::Host,
        command: "startServer.sh -help",
        question: None,
        concerns: |site| !site.model.recovery_starts.is_empty(),
    },
    OpenPoint {
        id: "db2-catalog",
        assumes: "SYSCAT.TABLES shows the tables of the schema to this user.",
        on: On::Database,
        command: "db2 \"SELECT TABNAME FROM SYSCAT.TABLES WHERE TABSCHEMA = 'SCHEMA'\"",
        question: None,
        concerns: |site| any_kind(site, |kind| matches!(kind, StoreKind::Db2 { .. })),
    },
    OpenPoint {
        id: "oracle-login",
        assumes: "sqlplus and impdp log in with the connect string of the plan without asking, and the directory object is where the dump is.",
        on: On::Database,
        command: "SELECT DIRECTORY_PATH FROM ALL_DIRECTORIES",
        question: None,
        concerns: |site| any_kind(site, |kind| matches!(kind, StoreKind::Oracle { .. })),
    },
    OpenPoint {
        id: "oracle-sessions",
        assumes: "This user may read V$SESSION and V$LOCKED_OBJECT, which show who works with the tables. \
            Where it may not, the step says that nobody was looked for, and Data Pump refuses nothing.",
        on: On::Database,
        command: "SELECT COUNT(*) FROM V$SESSION",
        question: None,
        concerns: |site| any_kind(site, |kind| matches!(kind, StoreKind::Oracle { .. })),
    },
    OpenPoint {
        id: "sqlserver-sessions",
        assumes: "This user may see the sessions of others. Where it may not, the restore waits until a \
            person says that nobody is connected.",
        on: On::Database,
        command: "sqlcmd -b -S SERVER -Q \"SELECT HAS_PERMS_BY_NAME(NULL, NULL, 'VIEW SERVER STATE')\"",
        question: None,
        concerns: |site| any_kind(site, |kind| matches!(kind, StoreKind::SqlServer { .. })),
    },
    OpenPoint {
        id: "sqlserver-login",
        assumes: "sqlcmd logs in as the user of the operating system.",
        on: On::Database,
        command: "sqlcmd -b -S SERVER -Q \"SELECT 1\"",
        question: None,
        concerns: |site| any_kind(site, |kind| matches!(kind, StoreKind::SqlServer { .. })),
    },
    OpenPoint {
        id: "sybase-login",
        assumes: "isql logs in without asking for a password. It reports SQL errors in its output only, which is what the bundle reads.",
        on: On::Database,
        command: "isql -S SERVER -i FILE, with `select 1` in the file",
        question: None,
        concerns: |site| any_kind(site, |kind| matches!(kind, StoreKind::Sybase { .. })),
    },
    OpenPoint {
        id: "informix-tools",
        assumes: "dbaccess ends with a status that is not 0 after an error, and onbar -r leaves the instance on-line.",
        on: On::Database,
        command: "onstat -",
        question: None,
        concerns: |site| any_kind(site, |kind| matches!(kind, StoreKind::Informix { .. })),
    },
    OpenPoint {
        id: "derby-ij",
        assumes: "ij and its class path are set for this user.",
        on: On::Database,
        command: "ij with an empty file",
        question: None,
        concerns: |site| any_kind(site, |kind| matches!(kind, StoreKind::Derby { .. })),
    },
];
