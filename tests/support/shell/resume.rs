//! run.sh after an interruption: what was cut off is looked at, and is not blindly repeated.

use crate::shell::bundle::{bundle, row, told};
use crate::shell::stage::{HOSTILE, SHELLS, Stage, in_every_shell};
use serde_json::Value;
use std::fs;
use std::time::Duration;

const SCRIPT: &str = "110-run-script";

/// A step that may be repeated, one that may not, and one more.
fn plan() -> [Value; 3] {
    [row("101-hold", "a", 1, &[]), row(SCRIPT, "a", 1, &[]), row("301-stop-node", "a", 3, &[])]
}

/// Away with what the runs before have left.
fn afresh(stage: &Stage) {
    stage.forget();
    fs::remove_dir_all(stage.path("stand")).unwrap();
    fs::create_dir_all(stage.path("stand")).unwrap();
    stage.file("stand/stdin", "an answer\n");
}

fn effects(stage: &Stage) -> Vec<String> {
    stage.read("stand/effects").lines().map(str::to_owned).collect()
}

/// Waits for what a process that was left alone will still do.
fn wait_for(what: impl Fn() -> bool) {
    for _ in 0..1000 {
        if what() {
            return;
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    panic!("this never came");
}

const UNDISTURBED: [&str; 3] = ["101-hold 1", "110-run-script 1", "301-stop-node 1"];

#[test]
fn whatever_is_killed_the_outcome_is_that_of_an_undisturbed_run() {
    let killers = [
        "kill -9 $$",
        "kill -9 $PPID",
        "kill -9 $PPID; kill -9 $$",
        // The whole tree: run.sh leads a process group of its own here.
        "env kill -9 -- -$PPID",
    ];
    for (turn, shell) in SHELLS.iter().enumerate() {
        let stage = &Stage::named(HOSTILE);
        bundle(stage, &plan());
        for (nth, victim) in ["101-hold", SCRIPT].into_iter().enumerate() {
            for (at, killer) in killers.into_iter().enumerate() {
                // Each shell kills each of these once, and the next shells at other places.
                if (turn + nth + at) % 2 == 1 {
                    continue;
                }
                let at_the_end = (turn / 2 + at) % 2 == 0;
                let scene = format!("{shell:?} {victim} {killer} {at_the_end}");
                afresh(stage);
                let effect = format!("printf '%s\\n' '{victim} 1' >> \"$STAND/effects\"\n");
                // Once only: the run after it is not disturbed.
                let once = "mkdir \"$STAND/killed\" 2> /dev/null";
                let before = if at_the_end { effect.as_str() } else { "" };
                let body = format!("if {once}; then\n{before}{killer}\n:\nfi\n");
                stage.acts(victim, "do", &body);
                let outcome = stage.finish(stage.start(shell, &["run"]));
                assert_ne!(outcome.code, 0, "{scene}");
                let left_alone = killer == "kill -9 $PPID";
                if left_alone {
                    let wanted = if at_the_end { 2 } else { 1 };
                    let line = format!("{victim} 1");
                    let all = || effects(stage).iter().filter(|e| **e == line).count();
                    wait_for(|| all() == wanted);
                    // The stub has written it a second time as it came to its end.
                    let text = stage.read("stand/effects");
                    let twice = format!("{line}\n{line}\n");
                    stage.file("stand/effects", &text.replace(&twice, &format!("{line}\n")));
                }
                let again = stage.run(shell, "run.sh", &["run"]);
                again.expect(shell, 0, &["did not bring this step to its end"]);
                assert_eq!(effects(stage), UNDISTURBED, "{scene}\n{}", again.text);
                let has_effect = at_the_end || left_alone;
                let repeated = again.calls.contains(&format!("{victim} do"));
                assert_eq!(repeated, !has_effect, "{scene}");
                let found = format!("{victim} found what it should reach is there");
                assert_eq!(told(stage, "a").contains(&found), has_effect, "{scene}");
            }
        }
    }
}

#[test]
fn a_step_that_is_never_repeated_waits_for_a_person_who_has_looked() {
    for (turn, shell) in SHELLS.iter().enumerate() {
        let stage = &Stage::plain();
        bundle(stage, &plan());
        let scenes = [
            ("kill -9 $$", "--repeat", &["110-run-script verify", "110-run-script do"][..]),
            ("kill -9 $$", "--confirm", &["110-run-script verify confirm=110-run-script"]),
            // It has failed and said so; whether it had an effect is not known from that.
            ("exit 11", "--repeat", &["110-run-script verify", "110-run-script do"]),
            ("exit 13", "--confirm", &["110-run-script verify confirm=110-run-script"]),
        ];
        // Each shell has both words, one of them after a kill.
        for (after, word, calls) in [&scenes[turn % 2], &scenes[3 - turn % 2]] {
            afresh(stage);
            stage.acts(SCRIPT, "do", after);
            stage.ends(SCRIPT, "verify", 15);
            let outcome = stage.run(shell, "run.sh", &["run"]);
            assert!([11, 13, 15].contains(&outcome.code), "{}", outcome.text);
            stage.acts(SCRIPT, "do", "");
            for _ in 0..2 {
                let outcome = stage.run(shell, "run.sh", &["run"]);
                outcome.expect(
                    shell,
                    15,
                    &[
                        "THIS STEP IS NEVER REPEATED: a person must look",
                        "  when it has done its work:\n  ./run.sh run --host a --confirm 110-run-script\n",
                        "  when it had no effect:\n  ./run.sh run --host a --repeat 110-run-script\n",
                    ],
                );
                assert_eq!(outcome.calls, ["110-run-script verify"], "{shell:?}");
            }
            let outcome = stage.run(shell, "run.sh", &["run", word, SCRIPT]);
            outcome.expect(shell, 0, &[]);
            assert_eq!(outcome.calls[..calls.len()], **calls, "{shell:?} {word}");
            assert_eq!(outcome.calls.last().unwrap(), "301-stop-node do");
            let report = stage.run(shell, "run.sh", &["report"]);
            let word = if *word == "--repeat" { "repeat, a person" } else { "says a person" };
            report.expect(shell, 0, &[word]);
        }
    }
}

/// Every stop has a line that leads on, once.
#[test]
fn a_stop_without_a_line_of_its_own_gets_one() {
    in_every_shell("stage", |stage, shell| {
        bundle(stage, &plan());
        let line = "When that is mended, this goes on:\n  ./run.sh run --host a\n";
        let log = "\"$STAND/../bundle/journal/$id.log\"";
        for (says, rc, own) in [
            ("GATE no", 10, false),
            ("ADVICE   ./run.sh run --host a --confirm x", 10, true),
            ("FAILED", 11, false),
            ("TIMED OUT", 12, false),
            ("OUTCOME UNKNOWN", 15, false),
        ] {
            let body = format!("echo 'STEP x' >> {log}\necho '{says}' >> {log}");
            stage.acts("301-stop-node", "do", &body);
            stage.ends("301-stop-node", "do", rc);
            stage.ends("301-stop-node", "verify", 10);
            let outcome = stage.run(shell, "run.sh", &["run", "--confirm", SCRIPT]);
            outcome.expect(shell, i32::from(rc), &["STOPPED at 301-stop-node"]);
            assert_eq!(outcome.text.contains(line), !own, "{says}: {}", outcome.text);
        }
    });
}

/// Its own look says that it is at work.
#[test]
fn what_is_at_work_is_not_confirmed() {
    in_every_shell("stage", |stage, shell| {
        bundle(stage, &plan());
        stage.acts(SCRIPT, "do", "kill -9 $$");
        stage.ends(SCRIPT, "verify", 12);
        stage.run(shell, "run.sh", &["run"]).expect(shell, 15, &[]);
        for word in ["--confirm", "--repeat"] {
            let outcome = stage.run(shell, "run.sh", &["run", word, SCRIPT]);
            outcome.expect(shell, 12, &["STOPPED at 110-run-script with exit 12"]);
            assert_eq!(outcome.calls.len(), 1, "{:?}", outcome.calls);
        }
    });
}

#[test]
fn a_step_that_was_refused_has_changed_nothing_and_is_run_again() {
    in_every_shell("stage", |stage, shell| {
        bundle(stage, &plan());
        stage.ends(SCRIPT, "do", 10);
        stage.run(shell, "run.sh", &["run"]).expect(shell, 10, &["STOPPED at 110-run-script"]);
        let outcome = stage.run(shell, "run.sh", &["run"]);
        outcome.expect(shell, 10, &[]);
        assert_eq!(outcome.calls, ["110-run-script do"]);
        // Begun once with an effect that nobody knows, a later refusal does not undo that.
        stage.ends(SCRIPT, "do", 12);
        stage.run(shell, "run.sh", &["run"]).expect(shell, 12, &[]);
        stage.ends(SCRIPT, "do", 10);
        stage.run(shell, "run.sh", &["run"]).expect(shell, 10, &["it had no effect"]);
        stage.ends(SCRIPT, "verify", 15);
        let outcome = stage.run(shell, "run.sh", &["run"]);
        outcome.expect(shell, 15, &[]);
        assert_eq!(outcome.calls, ["110-run-script verify"]);
    });
}

#[test]
fn a_run_that_is_told_to_end_lets_the_step_finish() {
    in_every_shell("stage", |stage, shell| {
        bundle(stage, &plan());
        for (signal, code) in [
            ("kill -1 $PPID", 129),
            // A closed terminal tells the whole group.
            ("env kill -1 -- -$PPID", 129),
            ("kill -15 $PPID", 143),
        ] {
            afresh(stage);
            stage.acts("101-hold", "do", &format!("{signal}\n"));
            let outcome = stage.finish(stage.start(shell, &["run"]));
            outcome.expect(shell, code, &["STOPPED after 101-hold", "./run.sh run goes on"]);
            assert_eq!(told(stage, "a"), ["101-hold begin -", "101-hold end exit 0"]);
            assert!(!stage.path("bundle/journal/lock.a").exists());
            let outcome = stage.run(shell, "run.sh", &["run"]);
            outcome.expect(shell, 0, &[]);
            assert_eq!(effects(stage), UNDISTURBED, "{shell:?}");
        }
    });
}

#[test]
fn an_interrupt_cuts_the_step_off_and_the_next_run_looks() {
    in_every_shell("stage", |stage, shell| {
        bundle(stage, &plan());
        stage.acts(SCRIPT, "do", "if mkdir \"$STAND/killed\"; then env kill -2 -- -$PPID; fi\n");
        let outcome = stage.finish(stage.start(shell, &["run"]));
        assert_eq!(outcome.code, 130, "{shell:?} {}", outcome.text);
        assert!(!stage.path("bundle/journal/lock.a").exists());
        let outcome = stage.run(shell, "run.sh", &["run"]);
        outcome.expect(shell, 0, &[]);
        let calls = ["110-run-script verify", "110-run-script do", "301-stop-node do"];
        assert_eq!(outcome.calls, calls, "{shell:?}");
        assert_eq!(effects(stage), UNDISTURBED);
    });
}

#[test]
fn a_reader_of_the_output_that_goes_away_stops_nothing_half_way() {
    in_every_shell("stage", |stage, shell| {
        bundle(stage, &plan());
        // The step writes into the broken pipe itself, and goes on.
        stage.acts("101-hold", "do", "echo one; echo two\n");
        let mut command = stage.command(shell, &["run"]);
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let status = command.stdout(writer).stderr(std::process::Stdio::null()).status().unwrap();
        let code = status.code();
        assert!(code == Some(129) || code == Some(0), "{shell:?} {status:?}");
        for _ in 0..2 {
            stage.run(shell, "run.sh", &["run"]).expect(shell, 0, &[]);
        }
        assert_eq!(effects(stage), UNDISTURBED);
        assert!(!told(stage, "a").iter().any(|line| line.contains("found")), "{shell:?}");
    });
}

/// What a journal makes of a step when these lines are whole.
fn state_after(lines: &[&str], id: &str) -> &'static str {
    let mut state = "-";
    for line in lines {
        let fields: Vec<&str> = line.split('\t').collect();
        if fields.len() == 8 && fields[7].len() == 64 && fields[3] == id {
            state = match (fields[5], fields[6]) {
                ("begin", _) => "interrupted",
                ("end", "exit 0") => "done",
                other => panic!("{other:?}"),
            };
        }
    }
    state
}

#[test]
fn a_journal_that_is_cut_off_after_any_byte_says_what_its_whole_lines_say() {
    let stage = Stage::plain();
    bundle(&stage, &plan());
    stage.run(SHELLS[0], "run.sh", &["run"]).expect(SHELLS[0], 0, &[]);
    let whole = stage.read("bundle/journal/a.journal");
    // One shell process for many cuts: only the functions that read are asked.
    let ask = "set -u; NL=' '; BUNDLE=$1; JOURNAL=$BUNDLE/journal; HOST=a; say() { :; }\n\
        . \"$BUNDLE/lib/tools.sh\"; . \"$BUNDLE/lib/journal.sh\"; . \"$BUNDLE/lib/host.sh\"\n\
        MANIFEST_SUM=$2; need_host\n\
        while read -r cut; do\nhead -c \"$cut\" \"$JOURNAL/whole\" > \"$JOURNAL_FILE\"\n\
        same_bundle || echo ANOTHER\n\
        rows | awk -F '\\t' -v cut=\"$cut\" '{ print cut, $1, $4 }'\ndone < \"$BUNDLE/cuts\"\n";
    stage.file("ask.sh", ask);
    stage.file("bundle/journal/whole", &whole);
    let sum = crate::shell::bundle::approved(&stage);
    for (turn, shell) in SHELLS.iter().enumerate() {
        let cuts: Vec<usize> = (1..=whole.len()).filter(|cut| cut % SHELLS.len() == turn).collect();
        let list: String = cuts.iter().map(|cut| format!("{cut}\n")).collect();
        stage.file("bundle/cuts", &list);
        let mut command = stage.command(shell, &[]);
        let mut words: Vec<String> = shell[1..].iter().map(|word| (*word).to_owned()).collect();
        words.extend([stage.text("ask.sh"), stage.text("bundle"), sum.clone()]);
        let mut asked = std::process::Command::new(shell[0]);
        asked.args(words).env_clear();
        for (name, value) in command.env("LC_ALL", "C").get_envs() {
            asked.env(name, value.unwrap());
        }
        let output = asked.output().unwrap();
        let said = String::from_utf8(output.stdout).unwrap();
        let mut wanted = String::new();
        for cut in cuts {
            let lines: Vec<&str> = whole[..cut].split('\n').collect();
            for id in ["101-hold", SCRIPT, "301-stop-node"] {
                wanted += &format!("{cut} {id} {}\n", state_after(&lines, id));
            }
        }
        assert_eq!(said, wanted, "{shell:?} {}", String::from_utf8_lossy(&output.stderr));
    }
}

#[test]
fn a_run_after_a_power_loss_in_any_line_ends_like_an_undisturbed_one() {
    let name = "two words";
    for (turn, shell) in SHELLS.iter().enumerate() {
        let stage = Stage::named(name);
        bundle(&stage, &plan());
        stage.run(shell, "run.sh", &["run"]).expect(shell, 0, &[]);
        let whole = stage.read("bundle/journal/a.journal");
        let mut cuts = Vec::new();
        let mut start = 0;
        for line in whole.split_inclusive('\n') {
            // Before its hash, within its hash, and just before its end.
            cuts.extend([start + line.len() / 3, start + line.len() - 20, start + line.len() - 1]);
            start += line.len();
        }
        for (at, cut) in cuts.iter().enumerate().filter(|(at, _)| at % SHELLS.len() == turn) {
            afresh(&stage);
            stage.file("bundle/journal/a.journal", &whole[..*cut]);
            let lines: Vec<&str> = whole[..*cut].split('\n').collect();
            let states = plan().map(|row| {
                let id = row["id"].as_str().unwrap().to_owned();
                let state = state_after(&lines, &id);
                (id, state)
            });
            // A step was at work only if its begin was on the disk; both halves are tried.
            let mut world = String::new();
            for (id, state) in &states {
                if *state == "done" || (*state == "interrupted" && (at + turn) % 2 == 0) {
                    world += &format!("{id} 1\n");
                }
            }
            stage.file("stand/effects", &world);
            let outcome = stage.run(shell, "run.sh", &["run"]);
            outcome.expect(shell, 0, &[]);
            assert_eq!(effects(&stage), UNDISTURBED, "{shell:?} {cut} {}", outcome.text);
            let after = stage.read("bundle/journal/a.journal");
            assert!(after.starts_with(&whole[..*cut]), "{shell:?}: only ever appended to");
            let status = stage.run(shell, "run.sh", &["status"]);
            status.expect(shell, 0, &["a: 3 of 3 steps are done"]);
        }
    }
}
