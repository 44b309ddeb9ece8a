//! How a step may be called, what it leaves behind, and what an earlier run has left.

use crate::shell::contexts::limits;
use crate::shell::stage::{HOSTILE, Stage, in_every_shell};
use serde_json::json;
use std::fs;
use std::process::{Child, Command, Stdio};

const ID: &str = "901-script";
const STEP: &str = "steps/901-script/step.sh";

fn put(stage: &Stage) {
    stage.stand_in("bundle/the tool.sh", "said\n", 0);
    stage.step("run_script/step", ID, json!({ "path": "the tool.sh" }));
}

/// A process that lives until it is dropped.
struct Living(Child);

impl Living {
    fn of(program: &str, arguments: &[&str]) -> Living {
        let child = Command::new(program).args(arguments).stdin(Stdio::null()).spawn();
        Living(child.unwrap())
    }

    fn note(&self, stage: &Stage, file: &str, was: &str) {
        stage.file(&format!("bundle/journal/{file}"), &format!("{}\n{was}\n", self.0.id()));
    }
}

impl Drop for Living {
    fn drop(&mut self) {
        self.0.kill().ok();
        self.0.wait().ok();
    }
}

#[test]
fn a_step_knows_three_words_and_refuses_all_others() {
    in_every_shell(HOSTILE, |stage, shell| {
        put(stage);
        for word in ["after", "-n", "do it"] {
            let outcome = stage.run(shell, STEP, &[word]);
            outcome.expect(shell, 2, &["usage: sh step.sh [before | verify]"]);
            assert!(outcome.calls.is_empty() && !stage.path("bundle/journal").exists());
        }
        let before = stage.run(shell, STEP, &["before"]);
        before.expect(shell, 0, &["READY 901-script: "]);
        let verify = stage.run(shell, STEP, &["verify"]);
        verify.expect(shell, 10, &["DOES NOT HOLD 901-script: "]);
        assert!(before.calls.is_empty() && verify.calls.is_empty(), "{shell:?}");
        stage.run(shell, STEP, &["do"]).expect(shell, 0, &["DONE 901-script: ", "said"]);
        assert_eq!(stage.read("bundle/journal/901-script.done"), "attempt 1\n");
        stage.run(shell, STEP, &["verify"]).expect(shell, 0, &["HOLDS 901-script: "]);
        // Nothing that says that it is at work stays behind.
        for end in ["pid", "tool"] {
            assert!(!stage.path(&format!("bundle/journal/{ID}.{end}")).exists(), "{shell:?} {end}");
        }
        // A new run takes the mark away, and one that fails does not set it.
        stage.says("the tool.sh", "said\n", 3);
        let third = [("SIBRESTORE_ATTEMPT", "3")];
        stage.run_with(shell, STEP, &[], &third).expect(shell, 11, &["FAILED"]);
        stage.run(shell, STEP, &["verify"]).expect(shell, 10, &["DOES NOT HOLD"]);
        stage.says("the tool.sh", "said\n", 0);
        stage.run_with(shell, STEP, &[], &third).expect(shell, 0, &[]);
        assert_eq!(stage.read("bundle/journal/901-script.done"), "attempt 3\n");
    });
}

#[test]
fn a_transcript_gets_all_that_is_printed() {
    in_every_shell(HOSTILE, |stage, shell| {
        put(stage);
        let transcript = stage.text("a transcript");
        let environment = [("SIBRESTORE_TRANSCRIPT", transcript.as_str())];
        let outcome = stage.run_with(shell, STEP, &[], &environment);
        outcome.expect(shell, 0, &["said"]);
        assert_eq!(stage.read("a transcript"), outcome.text, "{shell:?}");
        // One that cannot be written stops nothing.
        let environment = [("SIBRESTORE_TRANSCRIPT", "/nowhere/at all")];
        stage.run_with(shell, STEP, &[], &environment).expect(shell, 0, &["said"]);
    });
}

#[test]
fn a_tool_is_a_child_of_its_step_and_both_are_noted_while_they_work() {
    in_every_shell(HOSTILE, |stage, shell| {
        put(stage);
        stage.does(
            "the tool.sh",
            "head -n 1 \"$STAND/../bundle/journal/901-script.pid\"; echo $PPID; echo $$\n\
             head -n 1 \"$STAND/../bundle/journal/901-script.tool\"",
        );
        let outcome = stage.run(shell, STEP, &[]);
        outcome.expect(shell, 0, &[]);
        let numbers: Vec<&str> =
            outcome.text.lines().filter(|line| line.parse::<u32>().is_ok()).collect();
        assert_eq!(numbers.len(), 4, "{}", outcome.text);
        assert_eq!((numbers[0], numbers[2]), (numbers[1], numbers[3]), "{shell:?}");
    });
}

#[test]
fn a_process_of_an_earlier_run_is_waited_for_and_never_joined() {
    in_every_shell(HOSTILE, |stage, shell| {
        put(stage);
        stage.script("stay", "/bin/sleep 60");
        let stay = stage.text("stay");
        let living = Living::of(&stay, &[]);
        let number = format!("process {}", living.0.id());
        for mode in ["do", "verify", "before"] {
            living.note(stage, "901-script.tool", &stay);
            let outcome = stage.run(shell, STEP, &[mode]);
            outcome.expect(shell, 12, &["is still at work: wait until it has ended", &number]);
            assert!(outcome.calls.is_empty(), "{shell:?} {mode}");
        }
        // Its way back is at work.
        fs::remove_file(stage.path("bundle/journal/901-script.tool")).unwrap();
        living.note(stage, "back-901-script.pid", &format!("/bin/sh {stay}"));
        stage.run(shell, STEP, &[]).expect(shell, 12, &[&number]);
        // Another process has the number now: after a reboot numbers are given anew.
        let foreign = Living::of("/bin/sleep", &["60"]);
        foreign.note(stage, "back-901-script.pid", &format!("sh {}", stage.text("back.sh")));
        foreign.note(stage, "901-script.tool", "/opt/was/bin/stopServer.sh");
        foreign.note(stage, "901-script.pid", "sh /bundle/steps/901-script/step.sh");
        stage.run(shell, STEP, &[]).expect(shell, 0, &["cut off while its tool was at work"]);
        drop(living);
        // So is a number of nobody.
        stage.file("bundle/journal/901-script.pid", "4194399\nsh x\n");
        stage.file("bundle/journal/901-script.tool", "\n");
        stage.run(shell, STEP, &[]).expect(shell, 0, &[]);
    });
}

#[test]
fn a_script_of_the_step_that_nobody_has_noted_is_seen_too() {
    in_every_shell(HOSTILE, |stage, shell| {
        put(stage);
        stage.script(&format!("bundle/steps/{ID}/step.py.sh"), "/bin/sleep 60");
        let path = stage.text(&format!("bundle/steps/{ID}/step.py.sh"));
        // A person who only reads the step is not in the way.
        let reading = Living::of("tail", &["-f", &path]);
        stage.run(shell, STEP, &[]).expect(shell, 0, &[]);
        drop(reading);
        let living = Living::of("sh", &[&path]);
        let number = format!("process {}", living.0.id());
        let outcome = stage.run(shell, STEP, &["verify"]);
        outcome.expect(shell, 12, &[&number, "is still at work"]);
        // A shell that runs the step for somebody is no other run of it.
        drop(living);
        let outer = format!("{} '{}' verify; exit $?", shell.join(" "), "$1");
        let words = ["sh", "-c", &outer.replace("'$1'", "\"$1\""), "x"];
        let whole = stage.run(&words, STEP, &[]);
        whole.expect(shell, 0, &["HOLDS"]);
    });
}

#[test]
fn what_a_tool_had_printed_before_the_cut_is_not_lost() {
    in_every_shell(HOSTILE, |stage, shell| {
        put(stage);
        stage.file("bundle/journal/901-script.out", "half a message\n");
        stage.file("bundle/journal/901-script.tool", "4194399\n/x/the tool.sh\n");
        stage.run(shell, STEP, &["verify"]).expect(shell, 10, &["half a message"]);
        assert!(stage.read("bundle/journal/901-script.log").contains("half a message"));
    });
}

#[test]
fn whether_a_script_of_the_site_has_ended_is_told_or_left_to_a_person() {
    in_every_shell(HOSTILE, |stage, shell| {
        put(stage);
        // Killed with its shell, as by a reboot.
        stage.does("the tool.sh", "kill -9 $PPID; /bin/sleep 0.05; kill -9 $$");
        assert_ne!(stage.run(shell, STEP, &[]).code, 0, "{shell:?}");
        std::thread::sleep(std::time::Duration::from_millis(100));
        stage.does("the tool.sh", "");
        let outcome = stage.run(shell, STEP, &["verify"]);
        outcome.expect(shell, 15, &["its end was not seen", "look what it has done"]);
        assert!(outcome.calls.is_empty(), "{shell:?}");
        let confirmed = [("SIBRESTORE_CONFIRM", ID)];
        let outcome = stage.run_with(shell, STEP, &["verify"], &confirmed);
        outcome.expect(shell, 0, &["a person says that it is done"]);
        assert!(outcome.calls.is_empty(), "{shell:?}");
        stage.run(shell, STEP, &["verify"]).expect(shell, 0, &["HOLDS"]);
        // Somebody who has looked runs it again.
        stage.file("bundle/journal/901-script.ran", "the tool.sh\n");
        let outcome = stage.run(shell, STEP, &["do"]);
        outcome.expect(shell, 0, &["DONE"]);
        assert_eq!(outcome.calls, ["the tool.sh"]);
    });
}

#[test]
fn the_start_of_the_machine_is_noted_when_a_step_begins() {
    // Linux has a name for it; elsewhere it is what `who -b` says.
    let name = fs::read_to_string("/proc/sys/kernel/random/boot_id").unwrap();
    in_every_shell(HOSTILE, |stage, shell| {
        put(stage);
        stage.run(shell, STEP, &["verify"]).expect(shell, 10, &[]);
        assert!(!stage.path("bundle/journal/901-script.began").exists());
        stage.run(shell, STEP, &[]).expect(shell, 0, &[]);
        assert_eq!(stage.read("bundle/journal/901-script.began"), name);
    });
}

#[test]
fn the_way_back_takes_no_word_and_removes_the_mark() {
    in_every_shell(HOSTILE, |stage, shell| {
        stage.stand_in("profile/bin/startNode.sh", "ADMU3000I\n", 0);
        stage.stand_in("profile/bin/serverStatus.sh", "", 0);
        let d = json!({ "profile": stage.text("profile"), "limits": limits() });
        stage.step("stop_node/back", "303-stop-node", d);
        stage.file("bundle/journal/303-stop-node.done", "attempt 1\n");
        let script = "backout/303-stop-node/back.sh";
        stage.run(shell, script, &["verify"]).expect(shell, 2, &["usage: sh back.sh"]);
        let outcome = stage.run(shell, script, &[]);
        outcome.expect(shell, 0, &["DONE back-303-stop-node: the step has not stopped"]);
        assert!(outcome.calls.is_empty());
        assert!(!stage.path("bundle/journal/303-stop-node.done").exists());
        assert!(stage.path("bundle/journal/back-303-stop-node.log").exists());
    });
}

#[test]
fn a_closed_terminal_lets_a_step_finish_where_its_caller_wants_so() {
    in_every_shell(HOSTILE, |stage, shell| {
        put(stage);
        let script = stage.text(&format!("bundle/{STEP}"));
        let ignoring = format!("trap '' 1; exec {} \"$0\"", shell.join(" "));
        stage.does("the tool.sh", "kill -1 $PPID");
        let outcome = stage.run(&["sh", "-c", &ignoring], STEP, &[]);
        outcome.expect(shell, 0, &["said", "DONE"]);
        // Asked to end, it ends when its tool has ended, and says nothing good.
        for (signal, code) in [("1", 129), ("15", 143), ("2", 130)] {
            stage.does("the tool.sh", &format!("kill -{signal} $PPID; /bin/sleep 0.05"));
            let outcome = stage.run(shell, STEP, &[]);
            assert_eq!(outcome.code, code, "{shell:?} {script}\n{}", outcome.text);
            assert!(!outcome.text.contains("DONE"), "{shell:?}");
            assert!(!stage.path("bundle/journal/901-script.pid").exists(), "{shell:?} {signal}");
            assert!(!stage.path("bundle/journal/901-script.done").exists(), "{shell:?} {signal}");
            fs::remove_file(stage.path("bundle/journal/901-script.ran")).unwrap();
        }
    });
}
