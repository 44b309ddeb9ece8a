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
fn asks_a_person_when_nothing_was_recorded() {
    for case in ["release_nothing", "release_no_argument", "release_no_file"] {
        in_order(
            case,
            &[
                "ASK engine Node01.server1-OrdersBus stays STOPPED: no initial state of it was recorded",
                "ADVICE   ./run.sh run --host dmgr01.example.com --confirm ",
            ],
        );
        ends(case, 17);
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
        &[
            "TARGET Messaging.000-OrdersBus: STOPPED",
            "NODE Node02 synchronised",
            "ASK engine Node01.server1-OrdersBus stays STOPPED: it was STOPPED in phase 1, and is",
            "ADVICE   ./run.sh run --host dmgr01.example.com --confirm ",
        ],
    );
    ends("release_held_before", 17);
    assert_eq!(count("release_held_before", "ASK engine Messaging"), 0);
    for (case, why) in [
        ("release_held_confirmed", "STOPPED, a person's word"),
        ("release_on_purpose", "STOPPED, recorded in phase 1"),
    ] {
        in_order(case, &[why]);
        ends(case, 0);
        assert_eq!(count(case, "ASK "), 0, "{case}");
    }
    // One such engine keeps no other one down.
    in_order("release_on_purpose", &["> modify Messaging.000-OrdersBus initialState=STARTED"]);
    in_order("release_held_before_started", &["STARTED, the plan", "> save"]);
    ends("release_held_before_started", 0);
}

#[test]
fn looks_at_the_engines_before_it_releases_them_and_once_more_at_the_end() {
    in_order(
        "release_stopped_again",
        &[
            "ADVICE it is flushed, so no flush start",
            "ADVICE   ./run.sh run --host dmgr01.example.com\n",
            "GATE Node01.server1-OrdersBus is not Started on one member: Node01/server1: Stopped",
        ],
    );
    ends("release_stopped_again", 10);
    changes_nothing("release_stopped_again");
    in_order(
        "release_dies",
        &["> save", "NODE Node02 synchronised", "FAILED Node01.server1-OrdersBus is not Started"],
    );
    ends("release_dies", 15);
}
