//! Phases 1 and 5: recorded, held, read back, on each node.

use crate::{changes_nothing, count, ends, in_order};

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
    assert_eq!(count("hold_nd", "> list "), 3);
    assert_eq!(count("hold_nd", "> showAttribute m3"), 0);
    assert_eq!(count("hold_base", "> list "), 1);
}

#[test]
fn compares_the_members_of_each_cluster_with_the_plan() {
    let forgotten = "GATE cluster Messaging has the member Node03/m3, and the plan does not";
    let moved = "GATE cluster Messaging has the member Node03/m2, and the plan does not";
    let gone = "GATE cluster Messaging has no member Node02/m2, and the plan says it has";
    for (case, why) in [
        ("hold_third_member", vec![forgotten]),
        ("hold_again_third_member", vec![forgotten]),
        ("hold_member_gone", vec![gone]),
        ("hold_member_moved", vec![moved, gone]),
    ] {
        in_order(case, &why);
        ends(case, 10);
        changes_nothing(case);
        assert_eq!(count(case, "RECORD ") + count(case, "BACKUP "), 0);
    }
}

#[test]
fn synchronises_nothing_on_a_stand_alone_server() {
    in_order("hold_base", &["RECORD Node01", "> modify", "> save", "read back: 1"]);
    ends("hold_base", 0);
    assert_eq!(count("hold_base", "NodeSync"), 0);
}

#[test]
fn says_which_node_is_not_held_and_goes_on() {
    in_order("hold_agent_down", &["NODE Node01 synchronised", "NOTHELD node Node02 (host was02"]);
    ends("hold_agent_down", 0);
}

#[test]
fn asks_a_late_node_again_and_gives_up_on_one_that_never_follows() {
    in_order("hold_sync_late", &["Read timed out", "sync says false", "NODE Node01 synchronised"]);
    let unlike = "NOTE node Node02: sync says true, isNodeSynchronized says false";
    in_order("hold_sync_late", &[unlike, "NODE Node02 synchronised"]);
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
        ("hold_wrong_cell", "GATE connected to cell TestCell, and the plan is for cell ProdCell"),
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
fn asks_a_person_about_an_engine_that_is_held_already_before_it_changes_anything() {
    in_order(
        "hold_held",
        &[
            "ASK engine Node01.server1-OrdersBus has the initial state STOPPED already",
            "ASK engine Messaging.000-OrdersBus",
            "ADVICE   ./run.sh run --host dmgr01.example.com --confirm ",
            "ADVICE no, an earlier change has left it so: add initial-state started",
        ],
    );
    ends("hold_held", 17);
    changes_nothing("hold_held");
    assert_eq!(count("hold_held", "RECORD "), 0);
    in_order(
        "hold_held_confirmed",
        &[
            "ONPURPOSE Node01.server1-OrdersBus|AAAA000000000001\n",
            "RECORD Node01.server1-OrdersBus|AAAA000000000001|STOPPED\n",
        ],
    );
    ends("hold_held_confirmed", 0);
    // What the plan says is no question.
    ends("hold_held_started", 0);
    assert_eq!(count("hold_held_started", "ASK "), 0);
}

#[test]
fn names_what_the_cell_has_and_the_plan_does_not() {
    in_order(
        "hold_nd",
        &[
            "NOTE engine Neighbour.server9-OtherBus of bus OtherBus in nodes/Node01/servers/server1 \
             is not in the plan; its messages are in data source jdbc/somewhere",
        ],
    );
    assert_eq!(count("hold_nd", "NOTE node "), 0);
    in_order(
        "hold_strangers",
        &[
            "NOTE engine Neighbour.server9-OtherBus",
            "its messages are in a file store",
            "NOTE node Node07 is not in the plan, and its node agent runs",
            "> modify ",
        ],
    );
    ends("hold_strangers", 0);
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
    assert_eq!(count("hold_twice", "ASK "), 0);
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

#[test]
fn an_engine_that_is_configured_elsewhere_closes_the_gate() {
    let server = "engine Node01.server1-OrdersBus is configured in";
    let cluster = "engine Messaging.000-OrdersBus is configured in";
    for (case, engine, found, planned) in [
        ("hold_in_cluster", server, "clusters/Other", "nodes/Node01/servers/server1"),
        ("hold_in_server", cluster, "nodes/Node01/servers/m1", "clusters/Messaging"),
        ("hold_other_cluster", cluster, "clusters/Other", "clusters/Messaging"),
        (
            "hold_other_server",
            server,
            "nodes/Node01/servers/server2",
            "nodes/Node01/servers/server1",
        ),
    ] {
        in_order(case, &[&format!("GATE {engine} {found}, and the plan says {planned}\n")]);
        ends(case, 10);
        changes_nothing(case);
    }
}
