//! What may stand in which block, in words: the other half of the grammar.
//!
//! The grammar decides; this table explains. It feeds "did you mean", the usage lines of findings
//! and `docs/language.md`. A test writes every usage line into its block and parses it.

/// One entry of a block, as a person would write it.
#[derive(Debug)]
pub struct Form {
    /// The keyword.
    pub key: &'static str,
    /// How it is written.
    pub usage: &'static str,
    /// What it says.
    pub about: &'static str,
}

/// A block and what it takes.
#[derive(Debug)]
pub struct Body {
    /// The keyword of the block.
    pub name: &'static str,
    /// The block in a sentence, with its article.
    pub title: &'static str,
    /// Its entries.
    pub entries: &'static [Form],
}

impl Body {
    /// The keywords, for a help line.
    pub fn keys(&self) -> String {
        let keys: Vec<String> = self.entries.iter().map(|form| format!("`{}`", form.key)).collect();
        keys.join(", ")
    }
}

const fn form(key: &'static str, usage: &'static str, about: &'static str) -> Form {
    Form { key, usage, about }
}

const fn body(name: &'static str, title: &'static str, entries: &'static [Form]) -> Body {
    Body { name, title, entries }
}

/// Every block of the language.
pub static BODIES: &[Body] = &[
    body("file", "a plan file", &[form("plan", "plan NAME { … }", "the plan; one in a file")]),
    body(
        "plan",
        "a plan",
        &[
            form("ticket", "ticket \"CHG0041234\"", "the change ticket"),
            form("summary", "summary \"…\"", "one sentence for page one of the runbook"),
            form("cell", "cell NAME { … }", "the cell; one in a plan"),
            form(
                "store",
                "store NAME { KIND on \"host\" { … } }",
                "a message store and what is behind it",
            ),
            form("engine", "engine \"NAME\" { … }", "a messaging engine"),
            form("backup", "backup NAME { … }", "backups that were taken together"),
            form(
                "restore",
                "restore all from BACKUP",
                "what is restored; also `restore engine NAME from BACKUP`, \
            `restore store NAME from BACKUP`, and `restore STORE before restore STORE` for an order",
            ),
            form(
                "accept",
                "accept rollback of NAME because \"…\"",
                "a waiver: this too goes back in time",
            ),
            form(
                "keep",
                "keep store NAME to \"/folder\"",
                "keep what is about to be overwritten; also `keep config to \"/folder\"`",
            ),
            form(
                "recovery-start",
                "recovery-start NODE/SERVER",
                "start this server once in recovery mode before the flush start",
            ),
            form("limits", "limits { … }", "how long things may take"),
            form("roles", "roles { … }", "who does what"),
            form(
                "wave",
                "wave { ENGINE ENGINE }",
                "engines flush-started together; waves follow one another",
            ),
            form(
                "before",
                "before PHASE of NAME manual \"…\" by ROLE",
                "a step of the site's own before a phase; also `run \"/script\" on \"host\"`",
            ),
            form(
                "after",
                "after PHASE of NAME manual \"…\" by ROLE",
                "a step of the site's own after a phase",
            ),
            form(
                "restore-store",
                "restore-store A before restore-store B",
                "an order between two phases, perhaps of one thing each",
            ),
        ],
    ),
    body(
        "cell",
        "a cell",
        &[
            form("websphere", "websphere 8.5.5", "the release, as far as it is known"),
            form(
                "deployment-manager",
                "deployment-manager on \"host\" { … }",
                "the deployment manager; absent on a stand-alone server",
            ),
            form("node", "node NAME on \"host\" { … }", "a node"),
            form("cluster", "cluster NAME { member NODE/SERVER }", "a cluster and its members"),
        ],
    ),
    body(
        "deployment-manager",
        "a deployment manager",
        &[
            form("node", "node NAME", "the deployment manager's own node"),
            form("profile", "profile \"/path\"", "the profile folder"),
            form("soap", "soap 8879", "the SOAP connector port"),
        ],
    ),
    body(
        "node",
        "a node",
        &[
            form("profile", "profile \"/path\"", "the profile folder"),
            form(
                "server",
                "server NAME",
                "an application server; with `{ soap 8880 }` where its port matters",
            ),
        ],
    ),
    body(
        "server",
        "a server",
        &[
            form("soap", "soap 8880", "the SOAP connector port; needed on a stand-alone server"),
            form(
                "log",
                "log \"/path/SystemOut.log\"",
                "the JVM System output file, when it is not in the usual place",
            ),
            form("hpel", "hpel", "the server logs with High Performance Extensible Logging"),
        ],
    ),
    body(
        "cluster",
        "a cluster",
        &[form("member", "member NODE/SERVER", "a member of the cluster")],
    ),
    body(
        "store",
        "a store",
        &[
            form(
                "db2",
                "db2 on \"host\" { database NAME  schema NAME  instance NAME }",
                "DB2 for Linux, UNIX and Windows",
            ),
            form(
                "oracle",
                "oracle on \"host\" { sid NAME  schema NAME  directory NAME }",
                "Oracle, restored with Data Pump",
            ),
            form(
                "sqlserver",
                "sqlserver on \"host\" { database NAME  schema NAME }",
                "Microsoft SQL Server",
            ),
            form(
                "informix",
                "informix on \"host\" { server NAME  database NAME  schema NAME }",
                "Informix; the whole instance is restored",
            ),
            form(
                "sybase",
                "sybase on \"host\" { server NAME  database NAME  schema NAME }",
                "Sybase Adaptive Server Enterprise",
            ),
            form(
                "derby",
                "derby on \"host\" { database \"/path\"  schema NAME }",
                "Apache Derby, embedded or behind its network server",
            ),
            form(
                "file",
                "file on \"host\" { log \"/path\"  permanent \"/path\"  temporary \"/path\" }",
                "a file store",
            ),
            form(
                "command",
                "command on \"host\" { restore \"/script\"  verify \"/script\" }",
                "the site's own scripts",
            ),
        ],
    ),
    body(
        "kind",
        "this kind of store",
        &[
            form("database", "database NAME", "the database; for Derby its folder"),
            form("schema", "schema NAME", "the schema that holds the tables of the data store"),
            form("instance", "instance NAME", "the DB2 instance"),
            form("sid", "sid NAME", "the Oracle instance"),
            form("directory", "directory NAME", "the Oracle directory object that holds the dump"),
            form(
                "connect",
                "connect \"/\"",
                "the Oracle connect string, without a password; `/` by default",
            ),
            form("server", "server NAME", "the database server's name"),
            form("network-server", "network-server 1527", "the port of the Derby network server"),
            form("log", "log \"/path\"", "the folder of the file store's log file"),
            form("permanent", "permanent \"/path\"", "the folder of the permanent store file"),
            form("temporary", "temporary \"/path\"", "the folder of the temporary store file"),
            form("restore", "restore \"/script\"", "the site's script that restores the store"),
            form(
                "verify",
                "verify \"/script\"",
                "the site's script that proves the restored store",
            ),
            form(
                "keep",
                "keep \"/script\"",
                "the site's script that keeps the store before it is overwritten",
            ),
            form("tools", "tools \"/path\"", "the folder of the database's client tools"),
        ],
    ),
    body(
        "engine",
        "an engine",
        &[
            form("bus", "bus NAME", "the service integration bus"),
            form(
                "member",
                "member NODE/SERVER",
                "the bus member: a server, or `CLUSTER runs-on NODE/SERVER`",
            ),
            form("store", "store NAME", "the store it uses"),
            form(
                "uuid",
                "uuid 0123456789ABCDEF",
                "its unique id, to be proved before anything is started",
            ),
            form(
                "initial-state",
                "initial-state recorded",
                "the initial state to leave behind: `recorded`, `started` or `stopped`",
            ),
        ],
    ),
    body(
        "backup",
        "a backup",
        &[
            form("taken", "taken 2010-11-10T02:00:00-06:00", "when it was taken, with a zone"),
            form("websphere", "websphere 8.5.5", "the release it was taken with"),
            form("cell", "cell NAME", "the cell it was taken of"),
            form(
                "config",
                "config \"/path/file.zip\" sha256 \"…\"",
                "the archive that backupConfig wrote",
            ),
            form(
                "store",
                "store NAME \"/path\" sha256 \"…\"",
                "the backup of one store; also `timestamp`, `online logs \"/path\"`, `taken`",
            ),
        ],
    ),
    body(
        "limits",
        "limits",
        &[
            form("stop", "stop 5m", "an engine may take this long to stop by IMMEDIATE"),
            form("force", "force 5m", "and this long to stop by FORCE"),
            form(
                "server-stop",
                "server-stop 10m",
                "a server, node agent or deployment manager may take this long to stop",
            ),
            form(
                "start",
                "start 20m",
                "an engine may take this long to start; it waits 15 minutes for its database",
            ),
            form(
                "server-start",
                "server-start 15m",
                "a server, node agent or deployment manager may take this long to start",
            ),
            form("sync", "sync 10m", "a node may take this long to synchronise"),
            form("recovery", "recovery 30m", "a recovery start may take this long"),
            form("poll", "poll 10s", "the pause between two looks"),
        ],
    ),
    body(
        "roles",
        "roles",
        &[
            form("websphere", "websphere \"WebSphere on call\"", "runs the WebSphere steps"),
            form("dba", "dba \"DBA on call\"", "runs the database steps"),
            form(
                "application",
                "application \"Application owner\"",
                "confirms what the application sees",
            ),
        ],
    ),
];

/// The block of that name; the table is complete, which a test proves.
pub(super) fn body_named(name: &str) -> &'static Body {
    BODIES.iter().find(|body| body.name == name).unwrap_or(&BODIES[0])
}

/// Every entry of every block, as a page of the documentation.
pub fn page() -> String {
    let mut page = String::from(
        "# The entries of a plan\n\nEvery block and what may stand in it. The order within a block is free.\n",
    );
    for body in BODIES {
        page.push_str(&format!("\n## In {}\n\n| Entry | Says |\n|---|---|\n", body.title));
        for form in body.entries {
            page.push_str(&format!("| `{}` | {} |\n", form.usage, form.about));
        }
    }
    page
}
