//! The modes that only look, before a step and after it.

use crate::{changes_nothing, ends, in_order, jython, transcript};

/// What verify ends with: 0 holds, 10 is lacking and the step may be run, all else is unknown.
const HOLDS: usize = 0;
const LACKING: usize = 10;
const UNKNOWN: usize = 15;

#[test]
fn no_call_of_before_or_verify_changes_anything_in_any_scenario() {
    let looks: Vec<&str> = jython::cases()
        .iter()
        .filter(|case| ["before", "verify"].contains(&case.mode))
        .map(|case| case.name.as_str())
        .collect();
    assert!(looks.len() > 300, "{}", looks.len());
    for case in looks {
        changes_nothing(case);
        let text = transcript(case);
        for line in ["CHANGE ", "FLUSHING ", "WASSTARTED ", "RECORD ", "BACKUP "] {
            assert!(!text.contains(&format!("\n{line}")), "{case}: {line}\n{text}");
        }
        assert_eq!(text.matches("\nRESULT rc=").count(), 1, "{case}\n{text}");
    }
}

#[test]
fn a_script_that_is_not_told_what_to_do_does_nothing() {
    for case in ["no_mode", "strange_mode", "back_mode", "back_do"] {
        in_order(case, &["this script has no mode"]);
        ends(case, 10);
        changes_nothing(case);
        assert_eq!(transcript(case).matches("    > ").count(), 0, "{case}");
    }
}

#[test]
fn a_hold_holds_when_the_master_and_each_node_in_contact_have_it() {
    for (case, rc) in [
        ("verify:held", HOLDS),
        ("verify:hold_twice", HOLDS),
        ("verify:held_no_agents", HOLDS),
        ("verify:hold_nd", LACKING),
        ("verify:held_one", LACKING),
        ("verify:held_old_copy", LACKING),
        ("verify:hold_third_member", LACKING),
        ("verify:hold_again_local", LACKING),
        ("verify:held_silent_node", UNKNOWN),
        ("verify:held_wrong_cell", UNKNOWN),
        ("verify:hold_wrong_process", UNKNOWN),
    ] {
        ends(case, rc);
    }
    in_order("verify:held", &["NODE Node01 is synchronised", "NODE Node02 is synchronised"]);
    in_order(
        "verify:held_one",
        &["LACKING engine Messaging.000-OrdersBus: initial state is STARTED"],
    );
    in_order("verify:held_old_copy", &["LACKING Node02 (host was02", "says false"]);
    in_order("verify:held_no_agents", &["NOTHELD node Node01 (host was01", "NOTHELD node Node02"]);
    in_order("verify:held_silent_node", &["Read timed out", "UNCLEAR Node02 (host was02"]);
}

#[test]
fn a_stop_holds_when_no_engine_is_active_anywhere() {
    for (case, rc) in [
        ("verify:gate", HOLDS),
        ("verify:gate_started", LACKING),
        ("verify:stop", LACKING),
        ("verify:stop_stranger", UNKNOWN),
        ("verify:unflushed_stopped", HOLDS),
        ("verify:unflushed", LACKING),
        ("verify:unflushed_server_down", LACKING),
        ("verify:unflushed_unreadable", UNKNOWN),
        ("verify:unflushed_silent", UNKNOWN),
        ("verify:unflushed_no_list", UNKNOWN),
    ] {
        ends(case, rc);
    }
    in_order("verify:stop", &["LACKING Node01.server1-OrdersBus on Node01/server1 is Started"]);
}

#[test]
fn a_release_holds_when_each_state_is_the_one_to_come_back_to() {
    for (case, rc) in [
        ("verify:release_stopped", HOLDS),
        ("verify:release_base", HOLDS),
        ("verify:release", LACKING),
        ("verify:release_agent_down", LACKING),
        ("verify:release_nothing", LACKING),
    ] {
        ends(case, rc);
    }
}

#[test]
fn a_flush_start_that_was_cut_off_holds_or_may_go_on_or_is_for_a_person() {
    for (case, rc) in [
        // Each was asked and is Started, if need be after a while.
        ("verify:cut_both_started", HOLDS),
        ("verify:cut_both_starting", HOLDS),
        ("verify:cut_both_timeout", HOLDS),
        ("verify:second_asked", HOLDS),
        // What was asked is Started, and the others are Stopped.
        ("verify:cut_none_stopped", LACKING),
        ("verify:cut_none_timeout", LACKING),
        ("verify:cut_a_started", LACKING),
        ("verify:cut_a_starting", LACKING),
        ("verify:second", LACKING),
        // All else.
        ("verify:cut_none_started", UNKNOWN),
        ("verify:cut_a_starting_then_stopped", UNKNOWN),
        ("verify:cut_a_stopped", UNKNOWN),
        ("verify:cut_a_failed", UNKNOWN),
        ("verify:cut_a_both_started", UNKNOWN),
        ("verify:cut_both_for_ever", UNKNOWN),
        ("verify:cut_both_stopped", UNKNOWN),
        ("verify:cut_both_server_down", UNKNOWN),
        ("verify:cut_both_agent_down", UNKNOWN),
        ("verify:cut_both_unreadable", UNKNOWN),
        ("verify:cut_both_silent", UNKNOWN),
        ("verify:cut_a_standby", UNKNOWN),
        ("verify:second_running", UNKNOWN),
        ("verify:second_over", UNKNOWN),
        ("verify:second_no_list", UNKNOWN),
        ("verify:flush_stranger", UNKNOWN),
    ] {
        ends(case, rc);
    }
}

#[test]
fn the_person_is_told_which_log_to_read_and_what_to_type() {
    in_order(
        "verify:cut_a_stopped",
        &[
            "UNCLEAR Node01.server1-OrdersBus on Node01/server1 was asked in attempt 1 and is Stopped",
            "ADVICE read the log of server server1 on node Node01 (host was01.example.com): what",
            "position in journal/positions.txt of that host",
            "ADVICE CWSIP0780 there: the start was asked for; CWSIP0783 too: the flush is completed",
        ],
    );
    in_order("verify:cut_none_started", &["was not asked in attempt 1 and is Started"]);
    in_order(
        "verify:cut_both_for_ever",
        &["is Starting", "ADVICE an engine that is Starting is waited"],
    );
}

#[test]
fn the_gates_are_those_of_the_step_itself() {
    for (case, rc) in [
        ("before:hold_nd", 0),
        ("before:hold_wrong_uuid", 10),
        ("before:stop", 0),
        ("before:stop_stranger", 10),
        ("before:gate", 0),
        ("before:gate_server_down", 10),
        ("before:flush", 0),
        ("before:flush_started", 10),
        ("before:cut_a_stopped", 13),
        ("before:unflushed", 0),
        ("before:unflushed_strange", 10),
        ("before:release", 0),
        ("before:release_nothing", 0),
        ("before:release_stopped_again", 10),
        ("before:well_second", 0),
        ("before:verify", 10),
    ] {
        ends(case, rc);
    }
    in_order("before:hold_nd", &["FOUND Node01.server1-OrdersBus: initial state STARTED"]);
    in_order("before:stop", &["FOUND 2 places in which an engine is active"]);
}
