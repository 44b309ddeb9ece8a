//! The step that must not start an engine twice, with its script really run: the stand-in for
//! wsadmin hands step.py to python3 and the stand-in cell.

#[allow(dead_code, reason = "other tests need more of these")]
#[path = "../contexts.rs"]
mod samples;

use crate::shell::contexts::wsadmin;
use crate::shell::stage::{Stage, in_every_shell, rendered};

const ID: &str = "701-flush-start";
const STEP: &str = "steps/701-flush-start/step.sh";
const ASKED: &str = "FLUSHING Node01.server1-OrdersBus|OrdersBus\n";
const NOT_AGAIN: &str = "Node01/server1 was asked to start by an earlier run; not asked again";

fn flush_step(stage: &Stage) {
    stage.step("flush_start/step", ID, wsadmin(&stage.text("profile"), false));
    let context = samples::context(ID, "flush_start", &samples::nd());
    let script = rendered("steps/flush_start/step.py.j2", &context);
    stage.file(&format!("bundle/steps/{ID}/step.py"), &script);
}

/// From now on wsadmin finds the cell of this scenario.
fn cell_is(stage: &Stage, scenario: &str) {
    let harness = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/support/jython");
    let (cases, said) = (stage.text("cases.txt"), stage.text("said.txt"));
    stage.script(
        "profile/bin/wsadmin.sh",
        &format!(
            "while [ \"$1\" != -f ]; do shift; done\n\
             echo 'WASX7209I: Connected to process dmgr'\n\
             printf 'flush|{scenario}|%s|%s\\n' \"$2\" \"${{3-}}\" > '{cases}'\n\
             python3 '{harness}/run_cases.py' '{harness}' '{cases}' > '{said}' || exit 99\n\
             cat '{said}'\n\
             if grep '^--- raised' '{said}' > /dev/null; then exit 105; fi"
        ),
    );
}

#[test]
fn a_second_run_of_the_flush_start_asks_only_the_engines_that_were_not_asked() {
    in_every_shell("stage", |stage, shell| {
        flush_step(stage);
        cell_is(stage, "start_never_ends");
        let first = stage.run(shell, STEP, &[]);
        first.expect(shell, 12, &["> start [FLUSH] Node01.server1-OrdersBus"]);
        assert_eq!(stage.read("bundle/journal/recorded.txt"), ASKED);
        cell_is(stage, "started_at_gate");
        let second = stage.run(shell, STEP, &[]);
        second.expect(shell, 0, &[NOT_AGAIN, "> start [FLUSH] Messaging.000-OrdersBus"]);
        assert_eq!(second.text.matches("> start [FLUSH]").count(), 1);
    });
}

#[test]
fn a_flush_start_that_was_cut_off_is_remembered_by_what_it_printed() {
    in_every_shell("stage", |stage, shell| {
        flush_step(stage);
        cell_is(stage, "started_at_gate");
        let printed = format!("WASX7209I: Connected\r\n{}", ASKED.replace('\n', "\r\n"));
        stage.file(&format!("bundle/journal/{ID}.out"), &printed);
        let next = stage.run(shell, STEP, &[]);
        next.expect(shell, 0, &[NOT_AGAIN]);
        assert_eq!(next.text.matches("> start [FLUSH]").count(), 1);
    });
}
