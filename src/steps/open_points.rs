//! What the product rests on that nobody could verify without a live cell.
//!
//! Each point says what is assumed and gives a command that only reads. The runbook prints those
//! that concern the plan at hand under "Check on your cell first".

use super::Site;
use crate::model::StoreKind;

/// An open point.
#[derive(Debug)]
pub struct OpenPoint {
    /// What the bundle assumes, and what happens if it is not so.
    pub assumes: &'static str,
    /// Where the command is typed.
    pub on: On,
    /// A command that only reads.
    pub command: &'static str,
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
        assumes: "The MBean of a stopped engine is there while its server runs. Where it is not, the gate \
            of phase 6 stays closed and says so.",
        on: On::Wsadmin,
        command: "AdminControl.queryNames('type=SIBMessagingEngine,*')",
        concerns: always,
    },
    OpenPoint {
        assumes: "wsadmin and the command line tools find their credentials in the property files and do \
            not ask. A tool that asks gets no answer and fails.",
        on: On::Host,
        command: "wsadmin.sh -lang jython -c \"AdminControl.getCell()\" </dev/null",
        concerns: always,
    },
    OpenPoint {
        assumes: "restoreConfig of this release takes -logfile and -replacelog.",
        on: On::Host,
        command: "restoreConfig.sh -help",
        concerns: |site| site.with_config,
    },
    OpenPoint {
        assumes: "The config folder of the profile is a real folder: restoreConfig does not work where it is \
            a logical one.",
        on: On::Host,
        command: "ls -ld PROFILE/config",
        concerns: |site| site.with_config,
    },
    OpenPoint {
        assumes: "The server writes SystemOut.log. With HPEL it does not, and the plan has to say `hpel`.",
        on: On::Host,
        command: "ls -l PROFILE/logs/SERVER/SystemOut.log",
        concerns: always,
    },
    OpenPoint {
        assumes: "The core group policy lets each engine run on its chosen member. With the default policy the \
            first member that starts takes all engines of the cluster; a policy that prefers another member \
            may move the flush start.",
        on: On::Wsadmin,
        command: "print(AdminConfig.list('OneOfNPolicy'))",
        concerns: |site| !site.clusters.is_empty(),
    },
    OpenPoint {
        assumes: "No monitoring policy starts servers with their node agent: nodeRestartState is STOPPED. \
            Otherwise a standby member may come up before the gate, which then stays closed.",
        on: On::Wsadmin,
        command: "for p in AdminConfig.list('MonitoringPolicy').splitlines(): print(AdminConfig.show(p))",
        concerns: |site| site.model.is_nd(),
    },
    OpenPoint {
        assumes: "The mode of the start is passed as a list of one text, as in the vendor's own procedure. The \
            form with a plain text is known from stop only.",
        on: On::Wsadmin,
        command: "print(Help.operations(ENGINE, 'start'))",
        concerns: always,
    },
    OpenPoint {
        assumes: "SIBOWNER names its owner in a column whose name differs between sources (ME_UUID, MEUUID); \
            the bundle reads the whole row and looks for the uuid in it.",
        on: On::Database,
        command: "SELECT * FROM SCHEMA.SIBOWNER",
        concerns: |site| (0..site.groups.len()).any(|at| site.first_store(at).is_data_store()),
    },
    OpenPoint {
        assumes: "The transaction logs of the servers are of the present, not of the backup: in-doubt \
            transactions may name branches that the store no longer knows. Nothing here deletes them.",
        on: On::Wsadmin,
        command: "AdminControl.invoke(ENGINE, 'getPreparedTransactions')",
        concerns: always,
    },
    OpenPoint {
        assumes: "The process of a server is known by PROFILE/logs/SERVER/SERVER.pid (`nodeagent` and `dmgr` for those), and by a command line that holds PROFILE/config and ends in the server's name. Where neither is so, a stop ends as unknown.",
        on: On::Host,
        command: "ls PROFILE/logs/*/*.pid; ps -ef",
        concerns: always,
    },
    OpenPoint {
        assumes: "stopServer takes -timeout, as stopNode and stopManager are documented to.",
        on: On::Host,
        command: "stopServer.sh -help",
        concerns: always,
    },
    OpenPoint {
        assumes: "With HPEL, logViewer without an output file prints to its output, records begin with `[`, and -repositoryDir takes the server's log folder.",
        on: On::Host,
        command: "logViewer.sh -repositoryDir PROFILE/logs/SERVER",
        concerns: |site| site.chosen.iter().any(|id| site.model.cell.server(*id).hpel),
    },
    OpenPoint {
        assumes: "What startServer -recovery prints is not documented; the bundle waits until the process has ended.",
        on: On::Host,
        command: "startServer.sh -help",
        concerns: |site| !site.model.recovery_starts.is_empty(),
    },
    OpenPoint {
        assumes: "SYSCAT.TABLES shows the tables of the schema to this user.",
        on: On::Database,
        command: "db2 \"SELECT TABNAME FROM SYSCAT.TABLES WHERE TABSCHEMA = 'SCHEMA'\"",
        concerns: |site| any_kind(site, |kind| matches!(kind, StoreKind::Db2 { .. })),
    },
    OpenPoint {
        assumes: "sqlplus and impdp log in with the connect string of the plan without asking, and the directory object is where the dump is.",
        on: On::Database,
        command: "SELECT DIRECTORY_PATH FROM ALL_DIRECTORIES",
        concerns: |site| any_kind(site, |kind| matches!(kind, StoreKind::Oracle { .. })),
    },
    OpenPoint {
        assumes: "sqlcmd logs in as the user of the operating system.",
        on: On::Database,
        command: "sqlcmd -b -S SERVER -Q \"SELECT 1\"",
        concerns: |site| any_kind(site, |kind| matches!(kind, StoreKind::SqlServer { .. })),
    },
    OpenPoint {
        assumes: "isql logs in without asking for a password. It reports SQL errors in its output only, which is what the bundle reads.",
        on: On::Database,
        command: "isql -S SERVER -i FILE, with `select 1` in the file",
        concerns: |site| any_kind(site, |kind| matches!(kind, StoreKind::Sybase { .. })),
    },
    OpenPoint {
        assumes: "dbaccess ends with a status that is not 0 after an error, and onbar -r leaves the instance on-line.",
        on: On::Database,
        command: "onstat -",
        concerns: |site| any_kind(site, |kind| matches!(kind, StoreKind::Informix { .. })),
    },
    OpenPoint {
        assumes: "ij and its class path are set for this user.",
        on: On::Database,
        command: "ij with an empty file",
        concerns: |site| any_kind(site, |kind| matches!(kind, StoreKind::Derby { .. })),
    },
];
