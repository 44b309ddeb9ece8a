//! The processes of this machine, which the steps of a rehearsed bundle are among. `ps` is asked only
//! where there is no `/proc`: it takes longer than most steps.

use std::fs;
use std::process::Command;

/// The command line of a process, as `ps -o args=` shows it; nothing where there is none.
pub(super) fn line_of(pid: u64) -> Option<String> {
    if has_proc() {
        return read(pid).map(|(_, line)| line);
    }
    let text = ask(&["-p", &pid.to_string(), "-o", "args="])?;
    Some(text.lines().next()?.to_owned())
}

/// All of them: number, number of the parent, command line.
pub(super) fn all() -> Vec<(u64, u64, String)> {
    if !has_proc() {
        let text = ask(&["-e", "-o", "pid=", "-o", "ppid=", "-o", "args="]).unwrap_or_default();
        return text.lines().filter_map(row).collect();
    }
    let entries = fs::read_dir("/proc").into_iter().flatten().flatten();
    let pids = entries.filter_map(|entry| entry.file_name().to_str()?.parse::<u64>().ok());
    pids.filter_map(|pid| read(pid).map(|(parent, line)| (pid, parent, line))).collect()
}

fn has_proc() -> bool {
    fs::exists("/proc/self/stat").unwrap_or(false)
}

/// The parent and the command line of a process. One that has ended, and that nobody has looked after
/// yet, is shown as `ps` shows it.
fn read(pid: u64) -> Option<(u64, String)> {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    let (start, rest) = stat.rsplit_once(") ")?;
    let name = start.split_once('(')?.1;
    let mut fields = rest.split(' ');
    let state = fields.next()?;
    let parent = fields.next()?.parse().ok()?;
    if state == "Z" {
        return Some((parent, format!("[{name}] <defunct>")));
    }
    let words = fs::read(format!("/proc/{pid}/cmdline")).ok()?;
    let words = String::from_utf8_lossy(&words).replace('\0', " ");
    let line = words.trim_end().to_owned();
    Some((parent, if line.is_empty() { format!("[{name}]") } else { line }))
}

fn row(line: &str) -> Option<(u64, u64, String)> {
    let (pid, rest) = line.trim_start().split_once(' ')?;
    let (parent, line) = rest.trim_start().split_once(' ')?;
    Some((pid.parse().ok()?, parent.parse().ok()?, line.to_owned()))
}

/// The `ps` that is behind the simulated one on the search path.
#[expect(clippy::disallowed_methods, reason = "a rehearsal starts processes")]
fn ask(words: &[&str]) -> Option<String> {
    let path = std::env::var("PATH").unwrap_or_default();
    let mut files = std::env::split_paths(&path).skip(1).map(|folder| folder.join("ps"));
    let output = Command::new(files.find(|file| file.is_file())?).args(words).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).into_owned())
}
