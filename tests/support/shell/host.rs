//! run.sh and the machine that it runs on: locks, disks, names, users.

use crate::shell::bundle::{approved, bundle, events, one_host, row, told};
use crate::shell::stage::{HOSTILE, SHELLS, Stage, in_every_shell};
use std::fs;
use std::path::PathBuf;
use std::process::Command;

/// A file system of a test's own; it goes away with this, also after a panic.
struct Mount(PathBuf);

impl Mount {
    fn new(at: PathBuf, words: &[&str]) -> Mount {
        fs::create_dir_all(&at).unwrap();
        let output = Command::new("mount").args(words).arg(&at).output().unwrap();
        assert!(
            output.status.success(),
            "this test mounts a file system of its own, so it needs root and CAP_SYS_ADMIN: run it \
             as root, or in `unshare --user --map-root-user --mount`\n{}",
            String::from_utf8_lossy(&output.stderr)
        );
        Mount(at)
    }
}

impl Drop for Mount {
    fn drop(&mut self) {
        let done = Command::new("umount").arg("-l").arg(&self.0).status();
        if !std::thread::panicking() {
            assert!(done.is_ok_and(|status| status.success()), "cannot unmount {:?}", self.0);
        }
    }
}

#[test]
fn nothing_is_run_that_a_full_disk_could_not_note() {
    for (turn, shell) in SHELLS.iter().enumerate() {
        let stage = Stage::plain();
        bundle(&stage, &[row("101-hold", "a", 1, &[]), row("110-run-script", "a", 1, &[])]);
        let at = stage.path("bundle/journal");
        let _mount = Mount::new(at.clone(), &["-t", "tmpfs", "-o", "size=64k", "tmpfs"]);
        let fill = |room: usize| {
            // All that is left is taken, then so many bytes of the last page given back: the
            // journal is brought up to the end of its page.
            let path = at.join("a.journal");
            let now = fs::metadata(&path).map_or(0, |about| about.len());
            let pad = (4096 - (now as usize + room) % 4096) % 4096;
            let line = format!("{}\n", "#".repeat(pad.max(1) - 1));
            let text = fs::read_to_string(&path).unwrap_or_default();
            fs::write(&path, text + &line).unwrap();
            let rest = vec![b'x'; 1 << 17];
            let _ = fs::write(at.join("fill"), rest);
        };
        // Room for no line at all, for a part of one, for one and a part, for two and a part.
        for room in [0, 60 + turn, 200, 300, 420, 560] {
            for name in ["a.journal", "fill"] {
                fs::remove_file(at.join(name)).ok();
            }
            fs::remove_file(stage.path("mark/.sibrestore-a")).ok();
            fs::remove_file(stage.path("stand/effects")).ok();
            fill(room);
            let outcome = stage.run(shell, "run.sh", &["run"]);
            assert!([10, 11].contains(&outcome.code), "{shell:?} {room}\n{}", outcome.text);
            assert!(outcome.text.contains("is full"), "{shell:?} {room}\n{}", outcome.text);
            assert!(!outcome.text.contains("another run is at work"), "{}", outcome.text);
            let begun = told(&stage, "a").iter().filter(|line| line.contains("begin")).count();
            assert!(outcome.calls.len() <= begun, "{shell:?} {room} {:?}", outcome.calls);
            // There is room again, and it goes on; what was done is not done again.
            fs::remove_file(at.join("fill")).unwrap();
            let outcome = stage.run(shell, "run.sh", &["run"]);
            outcome.expect(shell, 0, &[]);
            assert_eq!(stage.read("stand/effects"), "101-hold 1\n110-run-script 1\n", "{room}");
        }
    }
}

#[test]
fn a_folder_that_cannot_be_written_is_refused_and_can_be_looked_at() {
    in_every_shell(HOSTILE, |stage, shell| {
        bundle(stage, &one_host());
        let read_only =
            Mount::new(stage.path("bundle/journal"), &["-t", "tmpfs", "-o", "ro", "tmpfs"]);
        for command in ["run", "check", "backout"] {
            let outcome = stage.run(shell, "run.sh", &[command]);
            outcome.expect(shell, 10, &["GATE CLOSED: cannot write to", "/journal as this user"]);
            assert!(outcome.calls.is_empty());
        }
        for command in ["status", "report", "verify-manifest"] {
            stage.run(shell, "run.sh", &[command]).expect(shell, 0, &[]);
        }
        drop(read_only);
        fs::remove_dir(stage.path("bundle/journal")).unwrap();
        stage.file("bundle/journal", "no folder\n");
        stage.run(shell, "run.sh", &["run"]).expect(shell, 10, &["GATE CLOSED: cannot write to"]);
    });
}

#[test]
fn one_run_at_a_time_and_the_holder_is_named() {
    in_every_shell("two words", |stage, shell| {
        bundle(stage, &one_host()[..2]);
        stage.acts(
            "001-prove-host",
            "do",
            "while [ ! -e \"$STAND/go\" ]; do /bin/sleep 0.02; done\n",
        );
        let first = stage.start(shell, &["run"]);
        for _ in 0..500 {
            if !stage.calls().is_empty() {
                break;
            }
            std::thread::sleep(std::time::Duration::from_millis(10));
        }
        let holder = format!("process {} on ", first.id());
        for command in ["run", "check", "backout"] {
            let output = stage.command(shell, &[command]).output().unwrap();
            let text = String::from_utf8_lossy(&output.stdout).into_owned();
            assert_eq!(output.status.code(), Some(10), "{text}");
            for part in ["another run is at work for a:", &holder, "remove "] {
                assert!(text.contains(part), "{shell:?}: no {part} in {text}");
            }
        }
        let output = stage.command(shell, &["status"]).output().unwrap();
        assert!(String::from_utf8_lossy(&output.stdout).contains(&format!("at work: {holder}")));
        stage.file("stand/go", "");
        stage.finish(first).expect(shell, 0, &[]);
        assert_eq!(stage.calls(), ["001-prove-host do", "101-hold do"]);
    });
}

#[test]
fn a_lock_is_taken_over_only_when_its_holder_has_ended() {
    in_every_shell("stage", |stage, shell| {
        bundle(stage, &one_host()[..1]);
        let name = Command::new("uname").arg("-n").output().unwrap().stdout;
        let name = String::from_utf8(name).unwrap().trim().to_owned();
        let mut ended = Command::new("true").spawn().unwrap();
        let dead = ended.id();
        ended.wait().unwrap();
        let other = Command::new("/bin/sleep").arg("600").spawn().unwrap();
        let holder = |pid: u32, machine: &str| {
            format!("process {pid} on {machine}, user root, since 2024-01-01T00:00:00Z\n")
        };
        let run = |text: Option<&str>| {
            fs::create_dir_all(stage.path("bundle/journal/lock.a")).unwrap();
            if let Some(text) = text {
                stage.file("bundle/journal/lock.a/holder", text);
            }
            stage.run(shell, "run.sh", &["run"])
        };
        let note = "NOTE the lock of a run that has ended was taken over: ";
        let text = holder(dead, &name);
        run(Some(&text)).expect(shell, 0, &[note, text.trim()]);
        // The number is now that of another program.
        run(Some(&holder(other.id(), &name))).expect(shell, 0, &[note]);
        // Killed before it could write its name.
        run(None).expect(shell, 0, &[note, "holder unknown"]);
        assert!(!stage.path("bundle/journal/lock.a").exists());
        // Only that machine can tell whether this one has ended.
        let text = holder(dead, "elsewhere");
        let outcome = run(Some(&text));
        outcome.expect(shell, 10, &[text.trim(), "if that run has ended for certain, remove "]);
        assert_eq!(stage.read("bundle/journal/lock.a/holder"), text);
        assert!(!stage.path("bundle/journal/lock.a/taken").exists());
        let mut other = other;
        other.kill().unwrap();
        other.wait().unwrap();
        let left = fs::read_dir(stage.path("bundle/journal")).unwrap();
        let locks =
            left.filter(|e| e.as_ref().unwrap().file_name().to_string_lossy().contains("lock"));
        assert_eq!(locks.count(), 1, "{shell:?}");
    });
}

#[test]
fn of_many_runs_that_find_a_stale_lock_one_goes_on() {
    for shell in SHELLS {
        let stage = Stage::plain();
        bundle(&stage, &one_host()[..1]);
        stage.file("bundle/journal/lock.a/holder", "");
        // A run waits for a holder to write its name, and here really so.
        stage.script("path/sleep", "exec /bin/sleep \"$@\"");
        // Two at once in the step would be seen by the second.
        stage.acts("001-prove-host", "do", "mkdir \"$STAND/busy\" || touch \"$STAND/two\"\n/bin/sleep 0.3\nrmdir \"$STAND/busy\"\n");
        let runs: Vec<_> = (0..4).map(|_| stage.start(shell, &["run"])).collect();
        let codes: Vec<_> = runs.into_iter().map(|run| stage.finish(run).code).collect();
        assert!(codes.contains(&0), "{shell:?} {codes:?}");
        assert!(codes.iter().all(|code| [0, 10].contains(code)), "{shell:?} {codes:?}");
        assert!(!stage.path("stand/two").exists(), "{shell:?} {codes:?}");
        assert_eq!(stage.read("stand/effects"), "001-prove-host 1\n", "{shell:?}");
    }
}

#[test]
fn each_line_of_the_journal_says_who_when_what_and_of_which_bundle() {
    in_every_shell(HOSTILE, |stage, shell| {
        bundle(stage, &one_host()[..2]);
        let sum = approved(stage);
        stage.ends("101-hold", "do", 12);
        let mut before = String::new();
        for (user, noted, locale) in [
            ("printf 'o%snele\\tx $(y)\\\\n `z`\\n' \"'\"", "o'nele?x $(y)\\n `z`", ("LANG", "C")),
            ("printf 'J\\303\\274rgen\\n'", "J\u{fc}rgen", ("LC_ALL", "C.UTF-8")),
            ("[ \"$1\" = -u ] || exit 1\necho 4711", "4711", ("LC_ALL", "POSIX")),
        ] {
            stage.script("path/id", user);
            stage.acts("101-hold", "do", "echo \"${LC_ALL-none}\" > \"$STAND/locale\"\n");
            stage.run_with(shell, "run.sh", &["run"], &[locale]).expect(shell, 12, &[]);
            // A step gets the locale of the caller.
            let wanted = if locale.0 == "LC_ALL" { locale.1 } else { "none" };
            assert_eq!(stage.read("stand/locale").trim(), wanted, "{shell:?}");
            let now = stage.read("bundle/journal/a.journal");
            assert!(now.starts_with(&before), "only ever appended to");
            let lines = events(stage, "a").split_off(before.lines().count());
            assert!(lines.len() >= 4, "{lines:?}");
            for fields in &lines {
                let at = fields[0].as_bytes();
                assert_eq!((fields[0].len(), at[10], at[19]), (20, b'T', b'Z'), "{fields:?}");
                assert_eq!([&fields[1], &fields[2], &fields[4]], [noted, "a", "1"], "{shell:?}");
                assert_eq!((fields.len(), &fields[7]), (8, &sum));
            }
            let end = &lines[lines.len() - 2];
            assert_eq!([&end[3], &end[5], &end[6]], ["101-hold", "end", "exit 12"]);
            before = now;
        }
        stage.run(shell, "run.sh", &["report"]).expect(shell, 0, &["o'nele?x $(y)\\\\n \\`z\\`"]);
    });
}

#[test]
fn a_machine_of_another_name_is_noted_and_not_refused() {
    in_every_shell("stage", |stage, shell| {
        bundle(stage, &[row("001-prove-host", "was01.example.com", 0, &[])]);
        stage.script("path/uname", "echo db07.example.com");
        let note = "NOTE this machine calls itself db07.example.com; the plan's host is \
            was01.example.com\n";
        stage.ends("001-prove-host", "verify", 0);
        for command in ["check", "run"] {
            stage.run(shell, "run.sh", &[command]).expect(shell, 0, &[note]);
        }
        for same in ["was01", "WAS01.corp.example.com"] {
            stage.script("path/uname", &format!("echo {same}"));
            let outcome = stage.run(shell, "run.sh", &["run"]);
            outcome.expect(shell, 0, &[]);
            assert!(!outcome.text.contains("NOTE"), "{shell:?}\n{}", outcome.text);
        }
    });
}

#[test]
fn the_name_of_another_host_of_the_plan_is_no_alias() {
    in_every_shell("stage", |stage, shell| {
        let rows = [row("001-prove-host-a", "a.x", 0, &[]), row("002-prove-host-b", "b.x", 0, &[])];
        bundle(stage, &rows);
        stage.script("path/uname", "echo B");
        for command in ["check", "run", "backout"] {
            let outcome = stage.run(shell, "run.sh", &[command, "--host", "a.x"]);
            outcome.expect(shell, 2, &["which is the plan's host b.x, not a.x"]);
            assert!(outcome.calls.is_empty());
            assert!(!stage.path("bundle/journal").exists());
        }
    });
}
