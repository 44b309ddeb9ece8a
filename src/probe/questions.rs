//! What a snapshot answers: open points of bundles, and what else nobody could look up.

use crate::steps::open_points::OPEN_POINTS;

/// A question that a read-only call of wsadmin can answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Question {
    /// Its name in a snapshot; once published, never used for another question.
    pub id: &'static str,
    /// The question itself.
    pub text: &'static str,
}

/// Every question, in the order of a snapshot.
pub fn questions() -> impl Iterator<Item = Question> {
    let of_bundles = OPEN_POINTS
        .iter()
        .filter_map(|point| point.question.map(|text| Question { id: point.id, text }));
    of_bundles.chain(GOOD_TO_KNOW.iter().copied())
}

const fn question(id: &'static str, text: &'static str) -> Question {
    Question { id, text }
}

/// Questions that no bundle rests on: it is right whichever way they turn out.
const GOOD_TO_KNOW: &[Question] = &[
    // wsadmin-api F6 and engine-runtime 1.2: getHealth is not in each release.
    question("health-operation", "Does an engine have the operation getHealth?"),
    // engine-runtime 8: whether the MBean exists on members in state Joined.
    question("standby-engine-mbean", "Does a standby member have an MBean of the engine?"),
    // wsadmin-api F4: the state that members show while the initial state is STOPPED.
    question("held-engine-states", "Which states do members show of an engine that is held?"),
    // wsadmin-api F1: whether an initial state that is the default is left out.
    question("initial-state-omitted", "Does each engine have an initial state?"),
    // wsadmin-api F4: the keys of the engine's object name.
    question("engine-mbean-name", "What does the name of an engine's MBean look like?"),
    // wsadmin-api A1: no sample of an engine's configuration id was found.
    question("engine-config-id", "What does the configuration id of an engine look like?"),
    // wsadmin-api F6: the operations of Server and NodeAgent in this release.
    question("server-operations", "Which operations that stop a server does its MBean have?"),
    question("node-agent-operations", "Which operations on servers does a node agent have?"),
    // jython-and-shells 9: the exact level of Jython.
    question("jython-level", "Which Jython runs the scripts of wsadmin?"),
    // jython-and-shells 1.5: results have the line ends of the platform.
    question("line-ends", "How do the lines of an answer end?"),
];
