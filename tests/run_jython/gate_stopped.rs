//! Phase 6: open for the right states alone.

use crate::jython::transcript;
use crate::{changes_nothing, count, ends, in_order};

#[test]
fn opens_for_stopped_engines_and_a_standby_in_either_form() {
    for case in ["gate", "gate_other_down", "gate_base", "gate_hostile"] {
        in_order(case, &["GATE open"]);
        ends(case, 0);
        changes_nothing(case);
    }
}

#[test]
fn waits_for_an_engine_that_is_not_initialised_yet() {
    in_order("gate_late", &["engine not initialised", "WAIT", "/server1: Stopped", "GATE open"]);
    ends("gate_late", 0);
}

#[test]
fn closes_on_everything_else_and_says_why() {
    for (case, why, waits) in [
        ("gate_started", "is Started; it was started in normal mode", false),
        ("gate_joined", "on Node01/m1 is Joined, not Stopped; it is a standby here", true),
        (
            "gate_other_active",
            "another member is active: Messaging.000-OrdersBus on Node02/m2",
            false,
        ),
        ("gate_strange", "is Stopped2, not Stopped", true),
        ("gate_agent_down", "node agent not in contact), not Stopped; start the node agent", true),
        ("gate_server_down", "(server is down), not Stopped; start the server", true),
    ] {
        in_order(case, &[why, "GATE closed: this step has changed nothing"]);
        ends(case, 10);
        changes_nothing(case);
        assert_eq!(count(case, "WAIT ") > 0, waits, "{case}\n{}", transcript(case));
    }
}

#[test]
fn closes_on_an_engine_in_a_server_that_the_plan_does_not_know() {
    for (case, state) in
        [("gate_stranger", "Starting"), ("gate_stranger_unreadable", "(state cannot be read)")]
    {
        let why = format!("GATE Messaging.000-OrdersBus on Node03/m3 is {state}, in a server");
        in_order(case, &[&why, "GATE closed"]);
        ends(case, 10);
        changes_nothing(case);
    }
    ends("gate_stranger_quiet", 0);
}
