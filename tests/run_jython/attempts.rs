//! Phase 7 again and again: each engine is asked once in an attempt, and a confirmed one never.

use crate::{changes_nothing, count, ends, in_order, transcript};

const A: &str = "Node01.server1-OrdersBus";

#[test]
fn an_engine_that_was_asked_is_waited_for_and_not_asked_again() {
    for case in ["cut_a_started", "cut_a_starting"] {
        in_order(
            case,
            &[
                "NOTE Node01.server1-OrdersBus on Node01/server1 was asked in attempt 1",
                "STATE Messaging.000-OrdersBus on Node01/m1: Starting",
            ],
        );
        ends(case, 0);
        assert_eq!(count(case, "> start"), 1, "{case}");
        assert_eq!(count(case, "> start [FLUSH] Messaging.000-OrdersBus"), 1, "{case}");
    }
    for case in ["cut_both_started", "cut_both_starting", "cut_both_timeout", "second_asked"] {
        ends(case, 0);
        changes_nothing(case);
    }
}

#[test]
fn an_attempt_whose_engine_is_stopped_again_has_failed_for_good() {
    for case in ["cut_a_stopped", "cut_a_failed", "cut_both_stopped", "cut_both_stopping"] {
        in_order(
            case,
            &["was asked in attempt 1 and is ", "; its log says whether it was flushed"],
        );
        // The logs decide; nobody is sent to the next attempt from here.
        assert!(!transcript(case).contains("--attempt"), "{case}");
        let rest = transcript(case).contains("\nATREST 1\n");
        assert_eq!(rest, case != "cut_both_stopping", "{case}");
        ends(case, 13);
        changes_nothing(case);
    }
    in_order("second_over", &["was asked in attempt 2", "its log says", "\nATREST 2\n"]);
    ends("second_over", 13);
    changes_nothing("second_over");
}

#[test]
fn a_start_that_fails_while_it_is_waited_for_is_not_repeated() {
    in_order("cut_a_starting_then_stopped", &["is Stopped: the start has failed", "\nATREST 1\n"]);
    ends("cut_a_starting_then_stopped", 11);
    changes_nothing("cut_a_starting_then_stopped");
    // The one that failed is of the second wave, whose turn has not come.
    in_order("cut_both_meanwhile", &["WAVE 2", "its log says whether it was flushed"]);
    ends("cut_both_meanwhile", 13);
    changes_nothing("cut_both_meanwhile");
    ends("cut_both_for_ever", 12);
    changes_nothing("cut_both_for_ever");
}

#[test]
fn what_cannot_be_seen_has_not_failed() {
    for case in [
        "cut_both_server_down",
        "cut_both_agent_down",
        "cut_both_unreadable",
        "cut_both_silent",
        "well_unreadable",
        "unflushed_unreadable",
    ] {
        ends(case, 15);
        changes_nothing(case);
    }
    for case in ["flush_silent", "cut_none_timeout", "cut_both_timeout", "well_timeout"] {
        ends(case, 0);
    }
    // Nothing was asked of the cell before, so nothing can have failed.
    in_order("unflushed_silent", &["SocketTimeoutException", "GATE closed: this step has changed"]);
    ends("unflushed_silent", 10);
}

#[test]
fn an_engine_that_somebody_else_has_started_closes_the_gate() {
    for case in ["cut_none_started", "cut_a_both_started", "second_running", "cut_a_standby"] {
        ends(case, 10);
        changes_nothing(case);
    }
    in_order(
        "second_running",
        &["is Started, and only a Stopped engine", "it was not asked in attempt 2: its log says"],
    );
}

#[test]
fn a_later_attempt_is_for_its_engines_alone() {
    in_order(
        "second",
        &["FLUSHING Node01.server1-OrdersBus|OrdersBus|2\n", "> start [FLUSH] Node01"],
    );
    ends("second", 0);
    assert_eq!(count("second", "> start"), 1);
    assert_eq!(count("second", "NOTE "), 0);
    in_order(
        "second_other_stopped",
        &["NOTE Messaging.000-OrdersBus on Node01/m1 is Stopped; it is not of attempt 2"],
    );
    ends("second_other_stopped", 0);
    assert_eq!(count("second_other_stopped", "> start"), 1);
    ends("second_both", 0);
    assert_eq!(count("second_both", "> start"), 2);
    in_order(
        "second_escaped",
        &["FLUSHING it's \"q\" [x] {y} 100% \\u00fc\\u20ac, a=b?*|B\\u00dcS"],
    );
    ends("second_escaped", 0);
    assert_eq!(count("second_escaped", "> start"), 1);
}

#[test]
fn a_later_attempt_without_a_right_list_asks_nobody() {
    for (case, why) in [
        ("second_no_list", "GATE there is no list of the engines of attempt 2"),
        ("second_lost_list", "GATE there is no list of the engines of attempt 2"),
        (
            "second_strange",
            "GATE the list of attempt 2 names Node01.server1, and the plan does not",
        ),
        ("unflushed_no_list", "GATE there is no list of the engines of attempt 2"),
        ("unflushed_strange", "GATE the list of attempt 2 names Node01.server1, and the plan"),
        ("unflushed_first", "GATE the first attempt has no engine that must be stopped"),
    ] {
        in_order(case, &[why]);
        ends(case, 10);
        changes_nothing(case);
    }
}

#[test]
fn stops_what_was_not_confirmed_and_nothing_else() {
    in_order(
        "unflushed",
        &["> stop IMMEDIATE Node01.server1-OrdersBus Node01/server1", "GATE open"],
    );
    ends("unflushed", 0);
    assert_eq!(count("unflushed", "> stop"), 1);
    assert_eq!(count("unflushed", "Messaging.000"), 0, "not even its state is asked for");
    assert_eq!(count("unflushed", "WASSTARTED"), 0);
    ends("unflushed_both", 0);
    assert_eq!(count("unflushed_both", "> stop IMMEDIATE"), 2);
    ends("unflushed_stopped", 0);
    changes_nothing("unflushed_stopped");
}

#[test]
fn waits_a_start_out_before_it_stops_and_goes_on_to_force_but_never_to_the_server() {
    for case in ["unflushed_starting", "unflushed_timeout"] {
        in_order(case, &["/server1: Starting", "/server1: Started", "> stop IMMEDIATE"]);
        ends(case, 0);
    }
    in_order("unflushed_force", &["> stop IMMEDIATE", "> stop FORCE", "GATE open"]);
    ends("unflushed_force", 0);
    in_order(
        "unflushed_hangs",
        &["> stop FORCE", "FAILED Node01.server1-OrdersBus on Node01/server1 is still Stopping"],
    );
    ends("unflushed_hangs", 12);
    in_order("unflushed_member", &["> stop IMMEDIATE Messaging.000-OrdersBus Node02/m2"]);
    ends("unflushed_member", 0);
    for case in ["unflushed", "unflushed_force", "unflushed_hangs", "unflushed_unreadable"] {
        assert_eq!(count(case, "> stopServer"), 0, "{case}");
    }
}

#[test]
fn an_engine_that_is_not_stopped_in_the_end_is_named_with_what_helps() {
    for (case, what) in [
        ("unflushed_failed", "is Failed!, not Stopped; restart the server"),
        ("unflushed_server_down", "is (server is down), not Stopped; start the server"),
        (
            "unflushed_agent_down",
            "is (not seen: node agent not in contact), not Stopped; start the node agent",
        ),
    ] {
        in_order(case, &[&format!("FAILED {A} on Node01/server1 {what}")]);
        ends(case, 11);
    }
}

#[test]
fn a_confirmed_engine_whose_server_was_restarted_is_not_flushed_again() {
    in_order(
        "well_confirmed_stopped",
        &[
            "FLUSHED Messaging.000-OrdersBus on Node01/m1 is Stopped: it, or its server, was stopped",
            "> start None Messaging.000-OrdersBus",
        ],
    );
    assert!(!transcript("well_confirmed_stopped").contains("[FLUSH]"));
    assert_eq!(count("well_confirmed_stopped", "> start "), 1);
    ends("well_confirmed_stopped", 0);
    ends("well_ours_stopped", 0);
    ends("well_second", 0);
    in_order(
        "before:well_not_asked",
        &["GATE no flush start of Node01.server1-OrdersBus was asked"],
    );
    ends("before:well_not_asked", 10);
}
