//! Phase 7: once each, wave by wave, whatever the call answers.

use crate::{changes_nothing, count, ends, in_order};

#[test]
fn starts_wave_after_wave_and_each_engine_once() {
    in_order(
        "flush",
        &[
            "WAVE 1: 1 engines",
            "FLUSHING Node01.server1-OrdersBus|OrdersBus",
            "> start [FLUSH] Node01.server1-OrdersBus Node01/server1",
            "STATE Node01.server1-OrdersBus on Node01/server1: Started",
            "WAVE 2: 1 engines",
            "> start [FLUSH] Messaging.000-OrdersBus Node01/m1",
            "STATE Messaging.000-OrdersBus on Node01/m1: Started",
            "STARTED 2 engines",
        ],
    );
    ends("flush", 0);
    assert_eq!(count("flush", "> start"), 2);
}

#[test]
fn starts_a_wave_side_by_side() {
    in_order(
        "flush_one_wave",
        &["> start [FLUSH] Node01", "> start [FLUSH] Messaging", "/server1: Started"],
    );
    ends("flush_one_wave", 0);
    for case in ["flush_base", "flush_hostile"] {
        ends(case, 0);
    }
    assert_eq!(count("flush_hostile", "> start [FLUSH]"), 2);
}

#[test]
fn is_right_whether_the_call_blocks_or_returns_at_once_or_times_out() {
    for case in ["flush_at_once", "flush_blocks", "flush_soap_timeout"] {
        ends(case, 0);
        assert_eq!(count(case, "> start"), 2, "{case}");
    }
    in_order(
        "flush_soap_timeout",
        &[
            "outcome unknown, looking at its state: java.net.SocketTimeoutException: Read timed out",
            "/server1: Starting",
            "/server1: Started",
        ],
    );
}

#[test]
fn says_failed_unknown_or_timed_out_and_starts_no_later_wave() {
    for (case, rc, why) in [
        ("flush_fails", 11, "is Stopped: the start has failed"),
        ("flush_no_effect", 11, "is Stopped: the start had no effect"),
        ("flush_raised", 15, "the call raised, and no start is seen"),
        ("flush_never_ends", 12, "it is still starting after 300s"),
        ("flush_server_dies", 15, "(server is down): it cannot be seen any more"),
    ] {
        in_order(case, &["> start [FLUSH] Node01", why, "no later wave was started"]);
        ends(case, rc);
        assert_eq!(count(case, "> start"), 1, "{case}");
    }
    in_order("flush_second_wave", &["WAVE 2", "is Started, and only a Stopped engine"]);
    ends("flush_second_wave", 15);
    assert_eq!(count("flush_second_wave", "> start"), 1);
}

#[test]
fn starts_nothing_unless_every_engine_is_stopped() {
    for case in
        ["flush_started", "flush_joined", "flush_other_active", "flush_strange", "flush_agent_down"]
    {
        in_order(case, &["GATE closed: this step has changed nothing"]);
        ends(case, 10);
        changes_nothing(case);
    }
    in_order("flush_started", &["is Started, and only a Stopped engine may be flush-started"]);
}

#[test]
fn does_not_start_again_what_an_earlier_run_has_started() {
    in_order(
        "flush_again",
        &["was asked in attempt 1 by an earlier run; not asked again", "> start [FLUSH] Messaging"],
    );
    ends("flush_again", 0);
    assert_eq!(count("flush_again", "> start"), 1);
}

#[test]
fn a_cell_that_does_not_answer_for_a_while_is_asked_again() {
    let lines = ["(state cannot be read)", "NOTE the cell does not answer", "/server1: Started"];
    in_order("flush_silent", &lines);
    ends("flush_silent", 0);
    assert_eq!(count("flush_silent", "> start"), 2);
}

#[test]
fn starts_nothing_beside_an_engine_that_is_active_outside_the_plan() {
    in_order("flush_stranger", &["GATE Messaging.000-OrdersBus on Node03/m3 is Starting, in a"]);
    ends("flush_stranger", 10);
    changes_nothing("flush_stranger");
    in_order(
        "flush_stranger_late",
        &["WAVE 2", "FAILED Messaging.000-OrdersBus on Node03/m3 is Started, in a server"],
    );
    ends("flush_stranger_late", 15);
    assert_eq!(count("flush_stranger_late", "> start"), 1);
}
