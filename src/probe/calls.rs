//! Every call that the probe may make, each with what says that it only reads.

/// A call of one of wsadmin's objects.
#[derive(Debug)]
pub struct Call {
    /// The object and its method, as in `AdminConfig.list`.
    pub name: &'static str,
    /// How many arguments it may have.
    pub arguments: &'static [usize],
    /// Which argument decides what the call does, counted from 0; `None` where none does.
    pub deciding: Option<usize>,
    /// The values that the deciding argument may have; empty where it does not matter.
    pub words: &'static [&'static str],
    /// What says that it reads and changes nothing: a page of the facts with its section, or public code.
    pub source: &'static str,
}

impl Call {
    /// The words in lines of a comment.
    pub(super) fn lines(&self) -> Vec<String> {
        const WIDTH: usize = 70;
        let mut lines: Vec<String> = Vec::new();
        for word in self.words {
            match lines.last_mut() {
                Some(line) if line.len() + word.len() < WIDTH => {
                    line.push_str(", ");
                    line.push_str(word);
                }
                _ => lines.push((*word).to_owned()),
            }
        }
        lines
    }
}

/// The whole list. No method that shows all of an object is in it, since that may hold a password, and
/// no operation of an MBean with parameters.
pub static CALLS: &[Call] = &[
    Call {
        name: "AdminConfig.list",
        arguments: &[1, 2],
        deciding: Some(0),
        words: &[
            "Cell",
            "Node",
            "ServerEntry",
            "NamedEndPoint",
            "ClusterMember",
            "HighPerformanceExtensibleLogging",
            "MonitoringPolicy",
            "OneOfNPolicy",
            "SIBus",
            "SIBusMember",
            "SIBMessagingEngine",
        ],
        source: "wsadmin-api A1: list of a type, and of a type in a scope; types: wsadmin-api A1 and B, \
            and for the logging and policy types public scripts that list them",
    },
    Call {
        name: "AdminConfig.showAttribute",
        arguments: &[2],
        deciding: Some(1),
        words: &[
            "name",
            "uuid",
            "hostName",
            "serverName",
            "serverType",
            "endPointName",
            "endPoint",
            "host",
            "port",
            "enable",
            "nodeRestartState",
            "nodeName",
            "memberName",
            "node",
            "server",
            "cluster",
            "busName",
            "initialState",
            "messageStoreType",
            "dataStore",
            "dataSourceName",
            "schemaName",
            "createTables",
            "fileStore",
            "logDirectory",
            "permanentStoreDirectory",
            "temporaryStoreDirectory",
        ],
        source: "wsadmin-api A1: one attribute as a text; attributes: wsadmin-api A1 and B; hostName of a \
            node, enable of HighPerformanceExtensibleLogging and nodeRestartState of a \
            MonitoringPolicy: public scripts that read or set them",
    },
    Call {
        name: "AdminControl.getCell",
        arguments: &[0],
        deciding: None,
        words: &[],
        source: "wsadmin-api A3",
    },
    Call {
        name: "AdminControl.getNode",
        arguments: &[0],
        deciding: None,
        words: &[],
        source: "wsadmin-api A3",
    },
    Call {
        name: "AdminControl.getType",
        arguments: &[0],
        deciding: None,
        words: &[],
        source: "wsadmin-api A3: the type of the connector",
    },
    Call {
        name: "AdminControl.queryNames",
        arguments: &[1],
        deciding: Some(0),
        words: &["SIBMessagingEngine", "SIBMain", "Server", "NodeAgent", "NodeSync"],
        source: "wsadmin-api A3 and C: names of running objects, by type alone",
    },
    Call {
        name: "AdminControl.getAttribute",
        arguments: &[2],
        deciding: Some(1),
        words: &["state", "processType", "autoSyncEnabled", "serverStartupSyncEnabled"],
        source: "wsadmin-api A3: attributes of Server and NodeSync",
    },
    Call {
        name: "AdminControl.invoke",
        arguments: &[2],
        deciding: Some(1),
        words: &[
            "state",
            "getHealth",
            "getPreparedTransactions",
            "showMessagingEngines",
            "isNodeSynchronized",
        ],
        source: "engine-runtime 1.2 and 1.4, wsadmin-api A3: operations without parameters that answer \
            a text; getHealth and getPreparedTransactions only where they are listed",
    },
    Call {
        name: "AdminTask.getNodeBaseProductVersion",
        arguments: &[1],
        deciding: None,
        words: &[],
        source: "public scripts and the command's own help: returns the base version of a node",
    },
    Call {
        name: "Help.operations",
        arguments: &[1],
        deciding: None,
        words: &[],
        source: "wsadmin-api A3: lists the operations of an object",
    },
];
