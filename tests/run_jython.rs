//! The wsadmin scripts, run: every template with sample contexts, in Jython 2.1, in Jython 2.7
//! and in Python 3, against a stand-in cell that prints each call. The three transcripts of a
//! case are equal, and the tests here read one of them.
//!
//! A runtime that is missing fails the tests; `tests/support/install-tools.sh` fetches them.

#![allow(missing_docs, clippy::disallowed_methods, reason = "tests start processes and write")]

#[path = "support/contexts.rs"]
mod contexts;
#[path = "support/jython.rs"]
mod jython;

use jython::transcript;

/// The transcript has these lines in this order; other lines may stand between them.
fn in_order(case: &str, lines: &[&str]) {
    let text = transcript(case);
    let mut rest = text.as_str();
    for line in lines {
        match rest.find(line) {
            Some(at) => rest = &rest[at + line.len()..],
            None => panic!("{case}: no {line:?} where it is due in\n{text}"),
        }
    }
}

/// How the script ends: its result, and whether it raises, which belong together.
fn ends(case: &str, rc: usize) {
    let end = if rc == 0 { "ended" } else { "raised RuntimeError" };
    in_order(case, &[&format!("\nRESULT rc={rc} step=101-{}\n--- {end} ", jython::kind(case))]);
    assert_eq!(transcript(case).matches("\nRESULT ").count(), 1);
}

/// How often a piece of text stands in the transcript.
fn count(case: &str, text: &str) -> usize {
    transcript(case).matches(text).count()
}

/// Nothing was changed, whatever was found.
fn changes_nothing(case: &str) {
    for call in ["> modify", "> save", "> start", "> stop", "> stopServer", "> sync"] {
        assert_eq!(count(case, call), 0, "{case} calls {call}\n{}", transcript(case));
    }
}

#[test]
fn the_three_runtimes_print_the_same() {
    jython::all_equal();
}

#[test]
fn every_script_is_in_the_portable_subset() {
    jython::all_portable();
}

#[test]
fn the_checker_refuses_what_one_of_the_runtimes_refuses() {
    jython::checker_refuses();
}

#[test]
fn every_literal_reads_back_in_each_runtime() {
    jython::literals_read_back();
}

#[test]
fn an_engine_is_one_line_of_the_script() {
    let script = jython::script("hold_nd");
    let row =
        "\nNode01.server1-OrdersBus|OrdersBus||Node01|server1|AAAA000000000001|recorded|1\\n\\\n";
    assert!(script.contains(row), "{script}");
    let hostile = jython::script("hold_hostile");
    assert!(hostile.contains("\nit's \\\"q\\\" [x] {y} 100% \\u00fc\\u20ac, a=b?*|"), "{hostile}");
    assert!(
        hostile.contains("\n# Guards    \"H1\": \"the restored \\\"Started\\\"\\nimport os\"\n")
    );
}

#[test]
fn the_flush_start_stands_in_one_place() {
    let script = jython::script("flush");
    assert_eq!(script.matches("\"start\"").count(), 1);
    assert!(script.contains("AdminControl.invoke(place[\"mbean\"], \"start\", [\"FLUSH\"])"));
    for case in ["hold_nd", "stop", "gate", "verify", "release"] {
        assert_eq!(jython::script(case).matches("\"start\"").count(), 0, "{case}");
    }
}

mod hold {
    use super::*;

    #[test]
    fn records_then_changes_then_saves_then_reads_back_then_synchronises() {
        in_order(
            "hold_nd",
            &[
                "CONNECTED cell ProdCell, node CellManager01, DeploymentManager",
                "RECORD Node01.server1-OrdersBus|AAAA000000000001|STARTED",
                "RECORD Messaging.000-OrdersBus|cccc000000000001|STARTED",
                "> modify Node01.server1-OrdersBus initialState=STOPPED",
                "> modify Messaging.000-OrdersBus initialState=STOPPED",
                "> save",
                "> reset",
                "> showAttribute Node01.server1-OrdersBus initialState",
                "CONFIG read back: 2 engines as wanted",
                "NODE Node01 synchronised",
                "NODE Node02 synchronised",
            ],
        );
        ends("hold_nd", 0);
        assert_eq!(count("hold_nd", "> save"), 1);
        assert_eq!(count("hold_nd", "modify Neighbour"), 0);
        assert_eq!(count("hold_nd", "> list "), 1);
    }

    #[test]
    fn synchronises_nothing_on_a_stand_alone_server() {
        in_order("hold_base", &["RECORD Node01", "> modify", "> save", "read back: 1"]);
        ends("hold_base", 0);
        assert_eq!(count("hold_base", "NodeSync"), 0);
    }

    #[test]
    fn says_which_node_is_not_held_and_goes_on() {
        in_order(
            "hold_agent_down",
            &["NODE Node01 synchronised", "NOTHELD node Node02 (host was02"],
        );
        ends("hold_agent_down", 0);
    }

    #[test]
    fn asks_a_late_node_again_and_gives_up_on_one_that_never_follows() {
        in_order(
            "hold_sync_late",
            &["Read timed out", "sync says false", "NODE Node01 synchronised"],
        );
        ends("hold_sync_late", 0);
        in_order(
            "hold_sync_never",
            &["NODE Node01 sync", "NOTHELD node Node02: not synchronised in 50s"],
        );
        ends("hold_sync_never", 12);
    }

    #[test]
    fn changes_nothing_when_the_cell_is_not_the_one_of_the_plan() {
        for (case, why) in [
            ("hold_wrong_uuid", "GATE engine Node01.server1-OrdersBus has uuid AAAA000000000002"),
            ("hold_missing", "GATE engine Messaging.000-OrdersBus on bus OrdersBus is 0 times"),
            (
                "hold_wrong_cell",
                "GATE connected to cell TestCell, and the plan is for cell ProdCell",
            ),
            ("hold_wrong_process", "no process is DeploymentManager (found: NodeAgent)"),
            ("hold_again_wrong_cell", "GATE this configuration is of cell TestCell"),
        ] {
            in_order(case, &[why]);
            ends(case, 10);
            changes_nothing(case);
        }
    }

    #[test]
    fn believes_the_reading_back_and_not_the_save() {
        in_order(
            "hold_save_fails",
            &["not saved: java.net.SocketTimeoutException", "initial state is STARTED"],
        );
        ends("hold_save_fails", 11);
        in_order(
            "hold_save_times_out",
            &["not saved: java.net.SocketTimeoutException", "read back: 2"],
        );
        ends("hold_save_times_out", 0);
    }

    #[test]
    fn a_second_run_saves_nothing_and_still_synchronises() {
        in_order(
            "hold_twice",
            &[
                "RECORD Node01.server1-OrdersBus|AAAA000000000001|STOPPED",
                "nothing to change",
                "NODE Node02",
            ],
        );
        ends("hold_twice", 0);
        assert_eq!(count("hold_twice", "> modify") + count("hold_twice", "> save"), 0);
    }

    #[test]
    fn records_no_state_that_is_not_there() {
        ends("hold_no_state", 0);
        assert_eq!(count("hold_no_state", "RECORD "), 0);
    }

    #[test]
    fn holds_again_without_a_connection_and_with_every_agent_down() {
        in_order(
            "hold_again_local",
            &[
                "LOCAL cell ProdCell",
                "BACKUP Node01.server1-OrdersBus|AAAA000000000001|STARTED",
                "> modify",
                "> save",
                "read back: 1",
            ],
        );
        ends("hold_again_local", 0);
        in_order(
            "hold_again_nd",
            &["BACKUP Node01", "> save", "NOTHELD node Node01", "NOTHELD node Node02"],
        );
        ends("hold_again_nd", 0);
    }

    #[test]
    fn finds_an_engine_whose_name_needs_quoting() {
        in_order(
            "hold_hostile",
            &["RECORD it's \"q\" [x] {y} 100% \\u00fc\\u20ac, a=b?*|EEEE000000000001|STARTED"],
        );
        ends("hold_hostile", 0);
        assert_eq!(count("hold_hostile", "> modify"), 2);
    }
}

mod stop_engines {
    use super::*;

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
                "ADVICE end these",
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
}

mod gate_stopped {
    use super::*;

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
        in_order(
            "gate_late",
            &["engine not initialised", "WAIT", "/server1: Stopped", "GATE open"],
        );
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
            (
                "gate_agent_down",
                "node agent not in contact), not Stopped; start the node agent",
                true,
            ),
            ("gate_server_down", "(server is down), not Stopped; start the server", true),
        ] {
            in_order(case, &[&format!("{why}"), "GATE closed: this step has changed nothing"]);
            ends(case, 10);
            changes_nothing(case);
            assert_eq!(count(case, "WAIT ") > 0, waits, "{case}\n{}", transcript(case));
        }
    }
}

mod flush_start {
    use super::*;

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
        for case in [
            "flush_started",
            "flush_joined",
            "flush_other_active",
            "flush_strange",
            "flush_agent_down",
        ] {
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
            &["was asked to start by an earlier run", "> start [FLUSH] Messaging"],
        );
        ends("flush_again", 0);
        assert_eq!(count("flush_again", "> start"), 1);
    }
}

mod verify_engines {
    use super::*;

    #[test]
    fn wants_started_and_health_where_there_is_health() {
        in_order("verify", &["> getHealth Node01.server1", "> getHealth Messaging"]);
        ends("verify", 0);
        in_order("verify_old", &["has no operation getHealth"]);
        ends("verify_old", 0);
        for (case, why) in [
            ("verify_unhealthy", "getHealth says State=LocalError"),
            ("verify_no_answer", "getHealth says java.lang.IllegalArgumentException"),
            ("verify_stopped", "is Stopped, not Started"),
            ("verify_server_down", "is (server is down), not Started"),
        ] {
            in_order(case, &[why]);
            ends(case, 13);
            changes_nothing(case);
        }
    }
}

mod release {
    use super::*;

    #[test]
    fn sets_what_was_recorded_first() {
        in_order(
            "release",
            &[
                "TARGET Node01.server1-OrdersBus: STARTED, recorded in phase 1",
                "TARGET Messaging.000-OrdersBus: STOPPED, from the backup",
                "> modify Node01.server1-OrdersBus initialState=STARTED",
                "> save",
                "NODE Node02 synchronised",
            ],
        );
        ends("release", 0);
        assert_eq!(count("release", "> modify"), 1);
    }

    #[test]
    fn names_what_to_add_when_nothing_was_recorded() {
        for case in ["release_nothing", "release_no_argument"] {
            in_order(
                case,
                &[
                    "GATE no initial state of engine Node01.server1-OrdersBus was recorded: add initial-state",
                ],
            );
            ends(case, 10);
            changes_nothing(case);
        }
    }

    #[test]
    fn the_plan_overrides_the_record() {
        in_order(
            "release_started",
            &["TARGET Messaging.000-OrdersBus: STARTED, the plan", "> modify Messaging"],
        );
        ends("release_started", 0);
        in_order(
            "release_stopped",
            &["TARGET Node01.server1-OrdersBus: STOPPED, the plan", "nothing to change"],
        );
        ends("release_stopped", 0);
    }

    #[test]
    fn fails_when_a_node_keeps_the_old_state() {
        in_order(
            "release_agent_down",
            &[
                "> save",
                "NODE Node01 synchronised",
                "FAILED node Node02 (host was02.example.com)",
                "ADVICE",
            ],
        );
        ends("release_agent_down", 11);
        ends("release_sync_never", 12);
    }

    #[test]
    fn finds_the_record_of_a_hostile_name() {
        in_order(
            "release_hostile",
            &["TARGET it's \"q\" [x] {y} 100% \\u00fc\\u20ac, a=b?*: STARTED, recorded"],
        );
        ends("release_hostile", 0);
        ends("release_base", 0);
    }
}

#[test]
fn ten_thousand_engines_take_a_few_calls_each() {
    for case in ["many_hold", "many_flush", "many_release"] {
        ends(case, 0);
    }
    in_order(
        "many_hold",
        &["--- list 1\n", "--- modify 10000\n", "--- queryNames 2\n", "--- save 1\n"],
    );
    in_order("many_flush", &["--- queryNames 2\n", "--- start 10000\n", "--- state 30000\n"]);
}
