//! The hazards of the procedure, and what meets each of them: rules here, gates in scripts there.

use crate::rules;
use std::fmt::Write;

/// What a plan or an operator can get wrong.
#[derive(Debug)]
pub struct Hazard {
    /// `H` and its number.
    pub id: &'static str,
    /// What goes wrong, as a sentence without its full stop.
    pub text: &'static str,
    /// Why, and where that is known from.
    pub why: &'static str,
}

const fn hazard(id: &'static str, text: &'static str, why: &'static str) -> Hazard {
    Hazard { id, text, why }
}

/// Every hazard, in order.
pub static ALL: &[Hazard] = &[
    hazard(
        "H1",
        "The restored configuration brings the initial state `Started` back, and the next server \
         start starts the engine in normal mode",
        "restoreConfig replaces the whole configuration, and the backup is older than the change \
         of the initial state",
    ),
    hazard(
        "H2",
        "A normal start happens between the restore of the store and the flush start: by an \
         operator, a node agent's monitoring policy, a failover, or a recovery start",
        "the vendor's procedure forbids it",
    ),
    hazard(
        "H3",
        "Restart after restore is done twice for one restore, or on an engine that runs",
        "the vendor's procedure allows it for the first start only; streams are flushed only while \
         an engine starts",
    ),
    hazard(
        "H4",
        "Restart after restore is asked for while the server is in recovery mode, and is ignored \
         in silence",
        "documented by the vendor, and seen in the engine's code",
    ),
    hazard(
        "H5",
        "A store is restored while an engine, a cluster member or a dying server still holds its \
         lock",
        "the database is damaged, or the engine ends with CWSIS1519",
    ),
    hazard(
        "H6",
        "An engine loses its database while it runs; the high availability manager stops its \
         server, and a node agent may start it again",
        "property `sib.msgstore.jdbcFailoverOnDBConnectionLoss`, true by default",
    ),
    hazard(
        "H7",
        "Configuration and stores are not of the same time, or only one of the two is restored",
        "destinations and their messages are deleted, or the engine ends with CWSIS1535",
    ),
    hazard(
        "H8",
        "The restore of a whole database takes other engines or applications back in time too",
        "stores share a database, each in a schema of its own",
    ),
    hazard(
        "H9",
        "In a cluster a stop reaches one member only, and the next member takes over",
        "documented by the vendor: a failover follows the saved configuration",
    ),
    hazard(
        "H10",
        "A node's own configuration backup is restored in a cell",
        "documented by the vendor: back up and restore at the deployment manager",
    ),
    hazard(
        "H11",
        "wsadmin runs with `-conntype NONE` while a process of that configuration runs",
        "documented by the vendor: it can damage the repository",
    ),
    hazard(
        "H12",
        "A node is not synchronised because its agent was down, and nothing says so",
        "`syncActiveNodes` touches active nodes only",
    ),
    hazard(
        "H13",
        "The SOAP call times out after 180 seconds, and the start is issued again",
        "the start goes on in the server; a start during a start breaks it",
    ),
    hazard(
        "H14",
        "Success is believed because of an old CWSIP0783 in the log",
        "the log is appended to",
    ),
    hazard(
        "H15",
        "A return code is believed: 246 and 255 are ambiguous, `ij` ends with 0 after errors, \
         `db2` 2 is a warning, `impdp` 5 is finished with errors",
        "documented, and seen in trials",
    ),
    hazard(
        "H16",
        "A tool stops to ask for a password or a confirmation while nobody watches",
        "the login source is `prompt` by default",
    ),
    hazard(
        "H17",
        "backupConfig or restoreConfig stops servers that nobody meant to stop",
        "documented by the vendor as the default",
    ),
    hazard(
        "H18",
        "A name with quotes, `*`, `?`, `,`, `=` or a leading dash changes the meaning of a query \
         or a command line",
        "JMX queries and option parsing",
    ),
    hazard(
        "H19",
        "The initial state is never set back, and the engine stays down after the next restart",
        "the vendor's procedure does not mention it",
    ),
    hazard(
        "H20",
        "The configuration archive comes from another release, another fix level or another cell",
        "documented by the vendor: same release and fix level only",
    ),
    hazard(
        "H21",
        "CWSIP0784 is taken for a missed flush where no restore took place",
        "it means one only if a restore is known to have happened",
    ),
    hazard(
        "H22",
        "The times of backups have no zone and are compared across hosts",
        "hosts have zones of their own",
    ),
    hazard(
        "H24",
        "A receipt of another night, of another copy of the folder or of a rehearsal opens a gate of this one",
        "a bundle is reproducible, so receipts that depend on it alone fit every run of it",
    ),
    hazard(
        "H25",
        "Nothing found is read as nothing wrong: an empty list, a full disk, a name in another charset, a log that has rolled away",
        "a proof that counts no positive finding holds over nothing",
    ),
    hazard(
        "H26",
        "A flushed engine is flushed again because its start was not seen: an agent or the manager went down, the start was slow, the server died after the flush",
        "the state of an engine is seen through the deployment manager and the node agent alone",
    ),
    hazard(
        "H27",
        "The restore has changed nothing, and its tool has ended with 0",
        "the tables and the owner of a store are the same before and after a restore",
    ),
    hazard(
        "H28",
        "Somebody else is disconnected from a shared database, and starts normally on what was restored",
        "an engine that loses its database ends its server, which a node agent starts again",
    ),
    hazard(
        "H29",
        "The way back starts an engine in normal mode on a restored store, or lets it start by itself",
        "the way back of the stop and of the hold does just that where no store was restored",
    ),
];

/// The hazard of that id.
pub fn find(id: &str) -> Option<&'static Hazard> {
    ALL.iter().find(|hazard| hazard.id == id)
}

/// A step kind and the hazards that its script guards against.
pub type Gates<'a> = &'a [(&'a str, &'a [&'a str])];

/// Rules and step kinds that meet a hazard.
fn met(id: &str, gates: Gates<'_>) -> (Vec<String>, Vec<String>) {
    let by_rules = rules::ALL
        .iter()
        .filter(|entry| entry.rule.hazards.contains(&id))
        .map(|entry| format!("{} `{}`", entry.rule.code, entry.rule.name));
    let by_gates =
        gates.iter().filter(|(_, ids)| ids.contains(&id)).map(|(kind, _)| format!("`{kind}`"));
    (by_rules.collect(), by_gates.collect())
}

/// The hazards that neither a rule nor a script meets.
pub fn unmet(gates: Gates<'_>) -> Vec<&'static str> {
    let alone = |id| met(id, gates) == (Vec::new(), Vec::new());
    ALL.iter().map(|hazard| hazard.id).filter(|id| alone(id)).collect()
}

/// `docs/hazards.md`.
pub fn document(gates: Gates<'_>) -> String {
    let mut out = String::from(INTRODUCTION);
    for hazard in ALL {
        let (rules, gates) = met(hazard.id, gates);
        let _ = writeln!(
            out,
            "\n## {}\n\n{}.\n\n*Why:* {}.\n\n- Rules: {}\n- Scripts: {}",
            hazard.id,
            hazard.text,
            hazard.why,
            or_none(&rules),
            or_none(&gates)
        );
    }
    out
}

fn or_none(some: &[String]) -> String {
    if some.is_empty() { "none".to_owned() } else { some.join(", ") }
}

const INTRODUCTION: &str = "\
# Hazards

Made from the sources of rules and steps by a test; change those, not this page.

What a plan or an operator can get wrong when a messaging engine's store is restored. Each hazard is
met by a rule, which refuses or warns before anything is written, by a gate in a script, which looks
before it acts on the day, or by both. The rules are described in [rules.md](rules.md).
";
