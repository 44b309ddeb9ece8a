//! Phase 2: stopped by the gentlest means that works.

use crate::{changes_nothing, count, ends, in_order};

#[test]
fn stops_all_at_once_and_leaves_the_standby_alone() {
    in_order(
        "stop",
        &[
            "> stop IMMEDIATE Node01.server1-OrdersBus Node01/server1",
            "> stop IMMEDIATE Messaging.000-OrdersBus Node01/m1",
            "STATE Node01.server1-OrdersBus on Node01/server1: Stopped",
            "GATE open",
        ],
    );
    ends("stop", 0);
    assert_eq!(count("stop", "> stop "), 2);
    in_order(
        "stop_no_object",
        &["STATE Messaging.000-OrdersBus on Node02/m2: Joined", "GATE open"],
    );
    ends("stop_no_object", 0);
}

#[test]
fn waits_out_an_engine_on_its_way_before_it_stops_it() {
    in_order(
        "stop_starting",
        &["/server1: Starting", "/server1: Started", "> stop IMMEDIATE Node01.server1"],
    );
    ends("stop_starting", 0);
    in_order(
        "stop_never_started",
        &["/server1: Starting", "> stopServer server1 Node01 immediate", "(server is down)"],
    );
    ends("stop_never_started", 0);
    assert_eq!(count("stop_never_started", "> stop IMMEDIATE Node01.server1"), 0);
}

#[test]
fn goes_from_gentle_to_force_to_the_server() {
    in_order(
        "stop_hung",
        &[
            "> stop IMMEDIATE Node01.server1",
            "> stop FORCE Node01.server1",
            "> stopServer server1 Node01 immediate",
            "(server is down)",
            "GATE open",
        ],
    );
    ends("stop_hung", 0);
    assert_eq!(count("stop_hung", "> stop FORCE"), 1);
    assert_eq!(count("stop_two_hung", "> stopServer"), 1);
    ends("stop_two_hung", 0);
}

#[test]
fn closes_the_gate_when_no_means_is_left() {
    in_order(
        "stop_server_stays",
        &[
            "> stopServer",
            "FAILED Node01.server1-OrdersBus on Node01/server1 is still Stopping",
            "ADVICE first stop the node agent (stopNode.sh)",
        ],
    );
    ends("stop_server_stays", 12);
    in_order("stop_hung_base", &["> stop FORCE", "ADVICE stop the server with stopServer.sh"]);
    ends("stop_hung_base", 12);
    assert_eq!(count("stop_hung_base", "> stopServer"), 0);
}

#[test]
fn follows_a_failover_to_the_other_member() {
    in_order(
        "stop_failover",
        &[
            "> stop IMMEDIATE Messaging.000-OrdersBus Node01/m1",
            "Node02/m2: Started",
            "> stop IMMEDIATE Messaging.000-OrdersBus Node02/m2",
        ],
    );
    ends("stop_failover", 0);
}

#[test]
fn says_what_it_cannot_see_and_leaves_a_failed_engine() {
    in_order(
        "stop_agent_down",
        &["NOTE Messaging.000-OrdersBus on Node02/m2 cannot be seen; phase 3"],
    );
    ends("stop_agent_down", 0);
    in_order("stop_failed_engine", &["on Node01/server1: Failed!", "GATE open"]);
    ends("stop_failed_engine", 0);
}

#[test]
fn an_engine_active_outside_the_plan_is_not_passed_over() {
    let where_it_is = "Messaging.000-OrdersBus on Node03/m3 is Started, in a server that the plan";
    in_order("stop_stranger", &["GATE ", where_it_is, "GATE closed"]);
    ends("stop_stranger", 10);
    changes_nothing("stop_stranger");
    in_order("stop_stranger_late", &["> stop IMMEDIATE", "FAILED ", where_it_is]);
    ends("stop_stranger_late", 11);
    assert_eq!(count("stop_stranger_late", "GATE open"), 0);
    ends("stop_stranger_joined", 0);
}
