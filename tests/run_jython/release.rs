//! Phase 9: the initial state that was there before.

use crate::{changes_nothing, count, ends, in_order};

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
    for case in ["release_nothing", "release_no_argument", "release_no_file"] {
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

#[test]
fn does_not_take_an_earlier_hold_for_what_was_there_before() {
    in_order(
        "release_held_before",
        &["GATE engine Node01.server1-OrdersBus was STOPPED when phase 1 held it", "GATE closed"],
    );
    ends("release_held_before", 10);
    changes_nothing("release_held_before");
    assert_eq!(count("release_held_before", "GATE engine Messaging"), 0);
    in_order("release_held_before_started", &["STARTED, the plan", "> save"]);
    ends("release_held_before_started", 0);
}
