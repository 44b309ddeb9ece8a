//! What is run: each script in each mode, with a cell, what is recorded, and an attempt.

use crate::contexts::{self, Sample};

const RECORDED: &str = "RECORD Node01.server1-OrdersBus|AAAA000000000001|STARTED\n\
    NOTHELD node Node02: its node agent is not in contact\n\
    RECORD Node01.server1-OrdersBus|AAAA000000000001|STOPPED\n\
    BACKUP Node01.server1-OrdersBus|AAAA000000000001|STOPPED\n\
    BACKUP Messaging.000-OrdersBus|CCCC000000000001|STOPPED\n";
/// The hold found an engine that an earlier hold had set to STOPPED.
const HELD_BEFORE: &str = "RECORD Node01.server1-OrdersBus|AAAA000000000001|STOPPED\n\
    BACKUP Node01.server1-OrdersBus|AAAA000000000001|STARTED\n\
    RECORD Messaging.000-OrdersBus|CCCC000000000001|STOPPED\n\
    BACKUP Messaging.000-OrdersBus|CCCC000000000001|STOPPED\n";
/// The same, and a person has said at the hold that it was set on purpose.
const ON_PURPOSE: &str = "ONPURPOSE Node01.server1-OrdersBus|AAAA000000000001\n\
    RECORD Node01.server1-OrdersBus|AAAA000000000001|STOPPED\n\
    BACKUP Node01.server1-OrdersBus|AAAA000000000001|STARTED\n\
    BACKUP Messaging.000-OrdersBus|CCCC000000000001|STARTED\n";
const NOTHING: &str = "NOTHELD connection refused\nRECORD other|1|STARTED\n";
/// Stands for a file that is named and is not there.
pub const MISSING: &str = "";
const FLUSHED: &str = "FLUSHING Node01.server1-OrdersBus|OrdersBus|1\n";
const HOSTILE: &str = "RECORD it's \"q\" [x] {y} 100% \\u00fc\\u20ac, a=b?*|EEEE|STARTED\n\
    RECORD Node01.server1-OrdersBus|AAAA000000000001|STARTED\n";

/// One run of one script.
#[derive(Clone)]
pub struct Case {
    pub name: String,
    pub kind: &'static str,
    /// `step`, or `back` for the script that takes it back.
    pub script: &'static str,
    pub sample: fn() -> Sample,
    /// The cell, in `scenarios.py` or `forgotten.py`.
    pub scenario: &'static str,
    pub mode: &'static str,
    /// The text of the recorded file; without it no file is named.
    pub recorded: Option<&'static str>,
    pub attempt: &'static str,
    /// The list of the attempt's engines; without it there is no such file.
    pub engines: Option<&'static str>,
    /// Whether a person has confirmed the step.
    pub confirmed: bool,
}

fn step(name: &str, kind: &'static str, sample: fn() -> Sample, scenario: &'static str) -> Case {
    Case {
        name: name.to_owned(),
        kind,
        script: "step",
        sample,
        scenario,
        mode: "do",
        recorded: None,
        attempt: "1",
        engines: None,
        confirmed: false,
    }
}

fn back(name: &str, kind: &'static str, sample: fn() -> Sample, scenario: &'static str) -> Case {
    Case { script: "back", mode: "back", ..step(name, kind, sample, scenario) }
}

impl Case {
    fn recorded(self, text: &'static str) -> Self {
        Self { recorded: Some(text), ..self }
    }

    fn confirmed(self) -> Self {
        Self { confirmed: true, ..self }
    }

    fn mode(self, mode: &'static str) -> Self {
        Self { mode, ..self }
    }

    fn attempt(self, attempt: &'static str, engines: Option<&'static str>) -> Self {
        Self { attempt, engines, ..self }
    }
}

/// Every case: those below, and each step of them in the modes that only look.
pub fn all() -> Vec<Case> {
    let mut all = cases();
    all.extend(attempts());
    let looking = |mode: &'static str| {
        // The large ones take long, and are there for what is called how often.
        let wanted = |case: &&Case| case.mode == "do" && !case.name.starts_with("many");
        let steps = all.iter().filter(wanted).cloned();
        let named = move |case: Case| Case { name: format!("{mode}:{}", case.name), mode, ..case };
        steps.map(named).collect::<Vec<Case>>()
    };
    let (before, verify) = (looking("before"), looking("verify"));
    all.extend(before);
    all.extend(verify);
    all
}

#[rustfmt::skip]
fn cases() -> Vec<Case> {
    vec![
        step("hold_nd", "hold", contexts::nd, "running"),
        step("hold_base", "hold", contexts::base, "base_running"),
        step("hold_agent_down", "hold", contexts::nd, "agent_down"),
        step("hold_sync_late", "hold", contexts::nd, "sync_late"),
        step("hold_sync_never", "hold", contexts::nd, "sync_never"),
        step("hold_wrong_uuid", "hold", contexts::nd, "wrong_uuid"),
        step("hold_missing", "hold", contexts::nd, "engine_missing"),
        step("hold_third_member", "hold", contexts::nd, "third_member"),
        step("hold_member_gone", "hold", contexts::nd, "member_gone"),
        step("hold_member_moved", "hold", contexts::nd, "member_moved"),
        step("hold_again_third_member", "hold_again", contexts::nd, "third_member"),
        step("hold_in_cluster", "hold", contexts::nd, "server_engine_in_cluster"),
        step("hold_in_server", "hold", contexts::nd, "cluster_engine_in_server"),
        step("hold_other_cluster", "hold", contexts::nd, "engine_in_other_cluster"),
        step("hold_other_server", "hold", contexts::nd, "engine_in_other_server"),
        step("hold_wrong_cell", "hold", contexts::nd, "wrong_cell"),
        step("hold_wrong_process", "hold", contexts::nd, "wrong_process"),
        step("hold_save_fails", "hold", contexts::nd, "save_fails"),
        step("hold_save_times_out", "hold", contexts::nd, "save_times_out"),
        step("hold_twice", "hold", contexts::nd, "held_already").recorded(HELD),
        step("hold_held", "hold", contexts::nd, "held_already"),
        step("hold_held_confirmed", "hold", contexts::nd, "held_already").confirmed(),
        step("hold_held_started", "hold", || contexts::after(contexts::nd(), "started"), "held_already"),
        step("hold_strangers", "hold", contexts::nd, "strangers"),
        step("hold_no_state", "hold", contexts::base, "no_initial_state"),
        step("hold_hostile", "hold", contexts::hostile, "hostile_running"),
        step("hold_again_local", "hold_again", contexts::base_local, "base_local"),
        step("hold_again_wrong_cell", "hold_again", contexts::base_local, "wrong_cell_local"),
        step("hold_again_nd", "hold_again", contexts::nd, "all_agents_down"),
        step("stop", "stop_engines", contexts::nd, "stops"),
        step("stop_stranger", "stop_engines", contexts::nd, "stop_stranger"),
        step("stop_stranger_joined", "stop_engines", contexts::nd, "stop_stranger_joined"),
        step("stop_stranger_late", "stop_engines", contexts::nd, "stop_fails_over_to_stranger"),
        step("stop_no_object", "stop_engines", contexts::nd, "standby_without_object"),
        step("stop_starting", "stop_engines", contexts::nd, "stops_while_starting"),
        step("stop_never_started", "stop_engines", contexts::nd, "never_started"),
        step("stop_hung", "stop_engines", contexts::nd, "hangs"),
        step("stop_two_hung", "stop_engines", contexts::nd_and_second, "two_hang_in_one_server"),
        step("stop_server_stays", "stop_engines", contexts::nd, "hangs_and_server_stays"),
        step("stop_hung_base", "stop_engines", contexts::base, "base_hangs"),
        step("stop_failover", "stop_engines", contexts::nd, "fails_over"),
        step("stop_agent_down", "stop_engines", contexts::nd, "stop_agent_down"),
        step("stop_failed_engine", "stop_engines", contexts::nd, "failed_engine"),
        step("gate", "gate_stopped", contexts::nd, "stopped"),
        step("gate_stranger", "gate_stopped", contexts::nd, "stranger_at_gate"),
        step("gate_stranger_unreadable", "gate_stopped", contexts::nd, "stranger_unreadable"),
        step("gate_stranger_quiet", "gate_stopped", contexts::nd, "stranger_quiet"),
        step("gate_other_down", "gate_stopped", contexts::nd, "stopped_other_down"),
        step("gate_base", "gate_stopped", contexts::base, "base_stopped"),
        step("gate_hostile", "gate_stopped", contexts::hostile, "hostile_stopped"),
        step("gate_late", "gate_stopped", contexts::nd, "stopped_late"),
        step("gate_started", "gate_stopped", contexts::nd, "started_at_gate"),
        step("gate_joined", "gate_stopped", contexts::nd, "joined_at_gate"),
        step("gate_other_active", "gate_stopped", contexts::nd, "other_active_at_gate"),
        step("gate_strange", "gate_stopped", contexts::nd, "strange_at_gate"),
        step("gate_agent_down", "gate_stopped", contexts::nd, "gate_agent_down"),
        step("gate_server_down", "gate_stopped", contexts::nd, "gate_server_down"),
        step("flush", "flush_start", contexts::nd, "stopped"),
        step("flush_stranger", "flush_start", contexts::nd, "stranger_at_gate"),
        step("flush_stranger_late", "flush_start", contexts::nd, "stranger_in_second_wave"),
        step("flush_one_wave", "flush_start", contexts::nd_one_wave, "stopped"),
        step("flush_base", "flush_start", contexts::base, "base_stopped"),
        step("flush_hostile", "flush_start", contexts::hostile, "hostile_stopped"),
        step("flush_at_once", "flush_start", contexts::nd, "start_returns_at_once"),
        step("flush_blocks", "flush_start", contexts::nd, "start_blocks"),
        step("flush_soap_timeout", "flush_start", contexts::nd, "start_times_out"),
        step("flush_fails", "flush_start", contexts::nd, "start_fails"),
        step("flush_no_effect", "flush_start", contexts::nd, "start_without_effect"),
        step("flush_raised", "flush_start", contexts::nd, "start_raises_without_effect"),
        step("flush_never_ends", "flush_start", contexts::nd, "start_never_ends"),
        step("flush_server_dies", "flush_start", contexts::nd, "server_dies_in_start"),
        step("flush_silent", "flush_start", contexts::nd, "silent_in_start"),
        step("flush_second_wave", "flush_start", contexts::nd, "second_wave_changes"),
        step("flush_started", "flush_start", contexts::nd, "started_at_gate"),
        step("flush_joined", "flush_start", contexts::nd, "joined_at_gate"),
        step("flush_other_active", "flush_start", contexts::nd, "other_active_at_gate"),
        step("flush_strange", "flush_start", contexts::nd, "strange_at_gate"),
        step("flush_agent_down", "flush_start", contexts::nd, "gate_agent_down"),
        step("flush_again", "flush_start", contexts::nd, "started_at_gate").recorded(FLUSHED),
        step("verify", "verify_engines", contexts::nd, "well"),
        step("verify_moved", "verify_engines", contexts::nd, "moved"),
        step("verify_stranger", "verify_engines", contexts::nd, "stranger_after"),
        step("verify_old", "verify_engines", contexts::nd, "old_release"),
        step("verify_unhealthy", "verify_engines", contexts::nd, "local_error"),
        step("verify_no_answer", "verify_engines", contexts::nd, "health_cannot_be_read"),
        step("verify_stopped", "verify_engines", contexts::nd, "stopped"),
        step("verify_server_down", "verify_engines", contexts::nd, "gate_server_down"),
        step("release", "release", contexts::nd, "held_already").recorded(RECORDED),
        step("release_held_before", "release", contexts::nd, "held_already").recorded(HELD_BEFORE),
        step("release_held_before_started", "release", || contexts::after(contexts::nd(), "started"), "held_already").recorded(HELD_BEFORE),
        step("release_nothing", "release", contexts::nd, "held_already").recorded(NOTHING),
        step("release_no_file", "release", contexts::nd, "held_already").recorded(MISSING),
        step("release_no_argument", "release", contexts::nd, "held_already"),
        step("release_held_confirmed", "release", contexts::nd, "held_already").recorded(HELD_BEFORE).confirmed(),
        step("release_on_purpose", "release", contexts::nd, "held_already").recorded(ON_PURPOSE),
        step("release_stopped_again", "release", contexts::nd, "held_and_stopped").recorded(RECORDED),
        step("release_dies", "release", contexts::nd, "dies_in_release").recorded(RECORDED),
        step("release_started", "release", || contexts::after(contexts::nd(), "started"), "held_already"),
        step("release_stopped", "release", || contexts::after(contexts::nd(), "stopped"), "held_already"),
        step("release_agent_down", "release", contexts::nd, "agent_down_and_held").recorded(RECORDED),
        step("release_sync_never", "release", contexts::nd, "sync_never").recorded(RECORDED),
        step("release_base", "release", contexts::base, "base_running").recorded(RECORDED),
        step("release_hostile", "release", contexts::hostile, "hostile_running").recorded(HOSTILE),
        step("many_hold", "hold", contexts::many, "many_running"),
        step("many_flush", "flush_start", contexts::many, "many_stopped"),
        step("many_release", "release", || contexts::after(contexts::many(), "started"), "many_held"),
    ]
}

/// The second engine was asked too.
const BOTH: &str = "FLUSHING Node01.server1-OrdersBus|OrdersBus|1\n\
    FLUSHING Messaging.000-OrdersBus|OrdersBus|1\n";
/// The first engine was asked in the second attempt too.
const TWICE: &str = "FLUSHING Node01.server1-OrdersBus|OrdersBus|1\n\
    FLUSHING Messaging.000-OrdersBus|OrdersBus|1\n\
    FLUSHING Node01.server1-OrdersBus|OrdersBus|2\n\
    RECORD Messaging.000-OrdersBus|CCCC000000000001|STARTED\n";
const A: &str = "Node01.server1-OrdersBus\n";
const AC: &str = "Node01.server1-OrdersBus\r\nMessaging.000-OrdersBus\r\n";
const STRANGE: &str = "Node01.server1-OrdersBus\nNode01.server1\n";
const ESCAPED: &str = "it's \"q\" [x] {y} 100% \\u00fc\\u20ac, a=b?*\n";
/// The engine of the cluster was found on its other member after a failover.
const RAN: &str = "WASSTARTED Node01.server1-OrdersBus|OrdersBus|Node01|server1\n\
    WASSTARTED Messaging.000-OrdersBus|OrdersBus|Node01|m1\n\
    WASSTARTED Messaging.000-OrdersBus|OrdersBus|Node02|m2\n";
const RAN_A: &str = "WASSTARTED Node01.server1-OrdersBus|OrdersBus|Node01|server1\n";
const RAN_ELSEWHERE: &str = "WASSTARTED Node01.server1-OrdersBus|OrdersBus|Node01|server2\n";
const RAN_AND_FLUSHED: &str = "WASSTARTED Node01.server1-OrdersBus|OrdersBus|Node01|server1\n\
    FLUSHING Messaging.000-OrdersBus|OrdersBus|1\n";
const HELD: &str = "RECORD Node01.server1-OrdersBus|AAAA000000000001|STARTED\n\
    RECORD Messaging.000-OrdersBus|cccc000000000001|STARTED\n\
    RECORD Node01.server1-OrdersBus|AAAA000000000001|STOPPED\n";
const HELD_A: &str = "RECORD Node01.server1-OrdersBus|AAAA000000000001|STARTED\n";
const HELD_AND_FLUSHED: &str = "RECORD Node01.server1-OrdersBus|AAAA000000000001|STARTED\n\
    FLUSHING Node01.server1-OrdersBus|OrdersBus|1\n";

/// A start that was cut off, in each state that it can have left, then later attempts.
#[rustfmt::skip]
fn attempts() -> Vec<Case> {
    let nd = contexts::nd;
    let flush = |name, scenario| step(name, "flush_start", nd, scenario);
    let stop = |name, scenario| step(name, "stop_unflushed", nd, scenario).attempt("2", Some(A));
    let well = |name, scenario| step(name, "verify_engines", nd, scenario);
    vec![
        flush("cut_none_stopped", "stopped_stopped").recorded(MISSING),
        flush("cut_none_started", "started_stopped").recorded(MISSING),
        flush("cut_a_started", "started_stopped").recorded(FLUSHED),
        flush("cut_a_starting", "starting_stopped").recorded(FLUSHED),
        flush("cut_a_starting_then_stopped", "starting_then_stopped").recorded(FLUSHED),
        flush("cut_a_stopped", "stopped_stopped").recorded(FLUSHED),
        flush("cut_a_failed", "failed_stopped").recorded(FLUSHED),
        flush("cut_a_both_started", "started_started").recorded(FLUSHED),
        flush("cut_both_started", "started_started").recorded(BOTH),
        flush("cut_both_starting", "starting_started").recorded(BOTH),
        flush("cut_both_for_ever", "starting_for_ever").recorded(BOTH),
        flush("cut_both_stopped", "stopped_started").recorded(BOTH),
        flush("cut_both_stopping", "stopping_started").recorded(BOTH),
        flush("cut_both_server_down", "asked_server_down").recorded(BOTH),
        flush("cut_both_agent_down", "asked_agent_down").recorded(BOTH),
        flush("cut_both_unreadable", "unreadable").recorded(BOTH),
        flush("cut_both_timeout", "unreadable_once").recorded(BOTH),
        flush("cut_both_silent", "silent").recorded(BOTH),
        flush("cut_none_timeout", "one_timeout_stopped"),
        flush("cut_a_standby", "standby_started").recorded(FLUSHED),
        flush("cut_both_meanwhile", "second_fails_meanwhile").recorded(BOTH),
        flush("second", "stopped_started").attempt("2", Some(A)).recorded(BOTH),
        flush("second_other_stopped", "stopped_stopped").attempt("2", Some(A)).recorded(BOTH),
        flush("second_both", "stopped_stopped").attempt("2", Some(AC)).recorded(BOTH),
        flush("second_running", "started_started").attempt("2", Some(A)).recorded(BOTH),
        flush("second_asked", "started_started").attempt("2", Some(A)).recorded(TWICE),
        flush("second_over", "stopped_started").attempt("2", Some(A)).recorded(TWICE),
        flush("second_no_list", "stopped_stopped").attempt("2", None).recorded(BOTH),
        flush("second_lost_list", "stopped_stopped").attempt("2", Some(MISSING)).recorded(BOTH),
        flush("second_strange", "stopped_stopped").attempt("2", Some(STRANGE)).recorded(BOTH),
        step("second_escaped", "flush_start", contexts::hostile, "hostile_attempt").attempt("2", Some(ESCAPED)),
        stop("unflushed", "started_started"),
        stop("unflushed_both", "started_started").attempt("3", Some(AC)),
        stop("unflushed_stopped", "stopped_started"),
        stop("unflushed_starting", "starting_started"),
        stop("unflushed_force", "flush_stops_by_force"),
        stop("unflushed_hangs", "flush_hangs"),
        stop("unflushed_timeout", "stop_times_out"),
        stop("unflushed_failed", "stops_into_failed"),
        stop("unflushed_server_down", "asked_server_down"),
        stop("unflushed_agent_down", "asked_agent_down"),
        stop("unflushed_unreadable", "unreadable"),
        stop("unflushed_silent", "silent"),
        stop("unflushed_member", "other_member_runs").attempt("2", Some(AC)),
        stop("unflushed_first", "started_started").attempt("1", None),
        stop("unflushed_no_list", "started_started").attempt("2", None),
        stop("unflushed_strange", "started_started").attempt("2", Some(STRANGE)),
        well("well_second", "started_started").attempt("2", Some(A)).recorded(TWICE),
        well("well_first", "started_started").recorded(BOTH),
        well("well_confirmed_stopped", "started_stopped").attempt("2", Some(A)).recorded(TWICE),
        well("well_ours_stopped", "stopped_started").attempt("2", Some(A)).recorded(TWICE),
        well("well_timeout", "unreadable_once").recorded(BOTH),
        well("well_unreadable", "unreadable").recorded(BOTH),
        well("well_not_asked", "started_started").attempt("2", Some(A)).recorded(BOTH),
        step("held", "hold", nd, "held"),
        step("held_old_copy", "hold", nd, "held_old_copy"),
        step("held_silent_node", "hold", nd, "held_silent_node"),
        step("held_one", "hold", nd, "one_held"),
        step("held_no_agents", "hold", nd, "agents_down_and_held"),
        step("held_wrong_cell", "hold", nd, "wrong_cell"),
        step("no_mode", "hold", nd, "running").mode(""),
        step("strange_mode", "hold", nd, "running").mode("dry"),
        step("back_mode", "hold", nd, "running").mode("back"),
        back("back_do", "hold", nd, "running").mode("do"),
        back("back_hold", "hold", nd, "held").recorded(HELD),
        back("back_hold_one", "hold", nd, "held").recorded(HELD_A),
        back("back_hold_none", "hold", nd, "held").recorded(MISSING),
        back("back_hold_again", "hold", nd, "running").recorded(HELD),
        back("back_hold_flushed", "hold", nd, "held").recorded(HELD_AND_FLUSHED),
        back("back_hold_agent", "hold", nd, "agent_down_and_held").recorded(HELD),
        back("back_hold_wrong", "hold", nd, "wrong_uuid").recorded(HELD),
        back("back_release", "release", nd, "running"),
        back("back_release_again", "release", nd, "held"),
        back("back_release_base", "release", contexts::base, "base_running"),
        back("back_stop", "stop_engines", nd, "stopped_stopped").recorded(RAN),
        back("back_stop_a", "stop_engines", nd, "stopped_stopped").recorded(RAN_A),
        back("back_stop_none", "stop_engines", nd, "stopped_stopped").recorded(NOTHING),
        back("back_stop_running", "stop_engines", nd, "started_started").recorded(RAN),
        back("back_stop_starting", "stop_engines", nd, "starting_started").recorded(RAN),
        back("back_stop_standby", "stop_engines", nd, "back_standby_runs").recorded(RAN),
        back("back_stop_moved", "stop_engines", nd, "back_moved").recorded(RAN),
        back("back_stop_joined", "stop_engines", nd, "back_joined").recorded(RAN),
        back("back_stop_flushed", "stop_engines", nd, "stopped_stopped").recorded(RAN_AND_FLUSHED),
        back("back_stop_elsewhere", "stop_engines", nd, "stopped_stopped").recorded(RAN_ELSEWHERE),
        back("back_stop_timeout", "stop_engines", nd, "back_start_times_out").recorded(RAN),
        back("back_stop_no_effect", "stop_engines", nd, "back_start_without_effect").recorded(RAN),
        back("back_stop_fails", "stop_engines", nd, "back_start_fails").recorded(RAN),
        back("back_stop_server_down", "stop_engines", nd, "back_server_down").recorded(RAN),
        back("back_stop_unreadable", "stop_engines", nd, "unreadable").recorded(RAN),
    ]
}
