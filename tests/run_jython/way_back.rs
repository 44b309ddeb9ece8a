//! What takes a step back: decided by what is there, right after any part of the step.

use crate::{changes_nothing, count, ends, in_order, jython};

#[test]
fn gives_each_engine_the_state_that_was_recorded_first() {
    in_order(
        "back_hold",
        &[
            "TARGET Node01.server1-OrdersBus: STARTED, recorded in phase 1",
            "> modify Node01.server1-OrdersBus initialState=STARTED",
            "> modify Messaging.000-OrdersBus initialState=STARTED",
            "> save",
            "CONFIG read back: 2 engines as wanted",
            "NODE Node02 synchronised",
        ],
    );
    ends("back_hold", 0);
    ends("back_hold_again", 0);
    assert_eq!(count("back_hold_again", "> modify"), 0);
}

#[test]
fn leaves_an_engine_that_was_not_recorded_as_it_is() {
    in_order(
        "back_hold_one",
        &["NOTE engine Messaging.000-OrdersBus was not recorded by the hold"],
    );
    ends("back_hold_one", 0);
    assert_eq!(count("back_hold_one", "> modify"), 1);
    ends("back_hold_none", 0);
    assert_eq!(count("back_hold_none", "> modify"), 0);
}

#[test]
fn a_hold_is_not_taken_back_half_or_from_another_engine() {
    in_order("back_hold_agent", &["> save", "FAILED node Node02 (host was02", "ADVICE"]);
    ends("back_hold_agent", 11);
    in_order("back_hold_wrong", &["GATE engine Node01.server1-OrdersBus has uuid"]);
    ends("back_hold_wrong", 10);
    changes_nothing("back_hold_wrong");
}

#[test]
fn nothing_leads_back_from_a_flush_start() {
    for case in ["back_hold_flushed", "back_stop_flushed"] {
        in_order(case, &["GATE a flush start was asked for", "there is no way back from it"]);
        ends(case, 10);
        changes_nothing(case);
    }
}

#[test]
fn a_release_is_taken_back_by_holding_again() {
    in_order(
        "back_release",
        &["> modify Node01.server1-OrdersBus initialState=STOPPED", "> save", "NODE Node02 sync"],
    );
    ends("back_release", 0);
    assert_eq!(count("back_release", "RECORD "), 0);
    ends("back_release_again", 0);
    assert_eq!(count("back_release_again", "> modify"), 0);
    ends("back_release_base", 0);
}

#[test]
fn starts_what_was_stopped_where_it_ran_first_and_in_the_usual_way() {
    in_order(
        "back_stop",
        &[
            "> start None Node01.server1-OrdersBus Node01/server1",
            "> start None Messaging.000-OrdersBus Node01/m1",
            "STARTED what was stopped: 2 engines are recorded",
        ],
    );
    ends("back_stop", 0);
    assert_eq!(count("back_stop", "> start"), 2);
    ends("back_stop_a", 0);
    assert_eq!(count("back_stop_a", "> start"), 1);
    ends("back_stop_none", 0);
    changes_nothing("back_stop_none");
}

#[test]
fn starts_no_engine_that_runs_or_is_on_its_way_somewhere() {
    for case in ["back_stop_running", "back_stop_starting"] {
        ends(case, 0);
        changes_nothing(case);
    }
    in_order("back_stop_standby", &["NOTE Messaging.000-OrdersBus on Node02/m2 runs"]);
    ends("back_stop_standby", 0);
    assert_eq!(count("back_stop_standby", "> start None Messaging"), 0);
    assert_eq!(count("back_stop_standby", "> start None Node01"), 1);
}

#[test]
fn starts_an_engine_on_the_member_that_the_cell_has_made_active_since() {
    in_order(
        "back_stop_moved",
        &[
            "NOTE Messaging.000-OrdersBus on Node01/m1 is Joined; the cell has it on Node02/m2 now",
            "> start None Messaging.000-OrdersBus Node02/m2",
            "STARTED what was stopped: 2 engines are recorded",
        ],
    );
    ends("back_stop_moved", 0);
    assert_eq!(count("back_stop_moved", "> start None Messaging"), 1);
    in_order("back_stop_joined", &["is Joined; no member that can be seen is Stopped"]);
    ends("back_stop_joined", 11);
}

#[test]
fn a_normal_start_too_is_judged_by_the_state_alone() {
    in_order("back_stop_timeout", &["outcome unknown", "Read timed out", "/server1: Started"]);
    ends("back_stop_timeout", 0);
    in_order("back_stop_no_effect", &["the call raised, and no start is seen"]);
    ends("back_stop_no_effect", 15);
    in_order("back_stop_fails", &["the start has failed"]);
    ends("back_stop_fails", 11);
    in_order(
        "back_stop_server_down",
        &["is (server is down); start the server with startServer.sh"],
    );
    ends("back_stop_server_down", 11);
    assert_eq!(count("back_stop_server_down", "> start None Messaging"), 1);
    for case in ["back_stop_elsewhere", "back_stop_unreadable"] {
        ends(case, 10);
        changes_nothing(case);
    }
    for case in ["back_stop", "back_stop_timeout", "back_stop_no_effect", "back_stop_fails"] {
        assert_eq!(count(case, "> start None Node01"), 1, "{case}");
    }
}

#[test]
fn a_normal_start_stands_in_the_way_back_of_the_stop_alone_and_once() {
    let script = jython::script("back_stop");
    assert_eq!(script.matches("\"start\"").count(), 1);
    assert!(script.contains("AdminControl.invoke(place[\"mbean\"], \"start\")\n"));
    assert!(!script.contains("FLUSH\"]"));
    for case in ["back_hold", "back_release"] {
        assert_eq!(jython::script(case).matches("\"start\"").count(), 0, "{case}");
    }
}

#[test]
fn a_stop_says_what_ran_before_it_asks() {
    in_order(
        "stop",
        &[
            "WASSTARTED Node01.server1-OrdersBus|OrdersBus|Node01|server1\n",
            "> stop IMMEDIATE Node01.server1-OrdersBus",
            "WASSTARTED Messaging.000-OrdersBus|OrdersBus|Node01|m1\n",
            "> stop IMMEDIATE Messaging.000-OrdersBus",
        ],
    );
    assert_eq!(count("stop", "WASSTARTED "), 2);
    in_order("stop_never_started", &["WASSTARTED Node01.server1", "> stopServer server1"]);
    in_order("stop_failover", &["|Node01|m1\n", "|Node02|m2\n"]);
    assert_eq!(count("stop_failed_engine", "WASSTARTED Node01.server1"), 0);
}
