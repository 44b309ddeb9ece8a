//! A rehearsal on the disk: the cell in a file, a clock and a tree of files for each host.
//!
//! A tool that the bundle calls is a process of its own. It opens the world, lets happen what is due,
//! acts, and leaves the world for the next one; what it has changed is on the disk before it goes on,
//! so that killing it leaves what killing the real one would.

use super::cell::{Caller, Cell, FileChange};
use jiff::Timestamp;
use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::process::Command;

/// The world as one caller has it.
#[derive(Debug)]
pub struct World {
    dir: PathBuf,
    /// The cell.
    pub cell: Cell,
    /// The cell as it is on the disk.
    on_disk: String,
}

/// The folder of a host.
pub fn host_dir(world: &Path, host: &str) -> PathBuf {
    world.join("hosts").join(host)
}

/// The folder below which a host has the paths of the plan.
pub fn root_of(world: &Path, host: &str) -> PathBuf {
    host_dir(world, host).join("root")
}

/// Where a path of the plan is on a host; a path that is below the root already stays as it is.
pub fn place_of(world: &Path, host: &str, path: &str) -> PathBuf {
    let root = root_of(world, host);
    if Path::new(path).starts_with(&root) {
        return PathBuf::from(path);
    }
    root.join(path.trim_start_matches('/'))
}

/// The file of a host's clock: seconds in its first line, and then the time as each of [`TIMES`].
pub fn clock_file(world: &Path, host: &str) -> PathBuf {
    host_dir(world, host).join("clock")
}

/// The file in which Linux names a start of the machine.
pub fn boot_file(world: &Path, host: &str) -> PathBuf {
    root_of(world, host).join("proc/sys/kernel/random/boot_id")
}

/// How the scripts of a bundle ask for the time. A host of a rehearsal is in UTC.
pub const TIMES: [&str; 3] = ["%Y-%m-%dT%H:%M:%SZ", "%Y-%m-%d %H:%M:%S %Z", "%Y%m%d%H%M%S"];

/// The virtual clock of a host, in seconds.
///
/// # Errors
/// A file that cannot be read.
pub fn clock(world: &Path, host: &str) -> io::Result<i64> {
    let text = fs::read_to_string(clock_file(world, host))?;
    Ok(text.lines().next().and_then(|line| line.parse().ok()).unwrap_or_default())
}

/// A time as `date` writes it.
pub fn time_text(now: i64, format: &str) -> String {
    Timestamp::from_second(now).unwrap_or_default().strftime(format).to_string()
}

/// Sets it.
///
/// # Errors
/// A file that cannot be written.
pub fn set_clock(world: &Path, host: &str, now: i64) -> io::Result<()> {
    let file = clock_file(world, host);
    let times: String = TIMES.iter().map(|format| time_text(now, format) + "\n").collect();
    let text = format!("{now}\n{times}");
    if fs::read_to_string(&file).is_ok_and(|shown| shown == text) {
        return Ok(());
    }
    put(&file, &text)
}

/// Writes a whole file, with its folders.
///
/// # Errors
/// A file that cannot be written.
pub fn put(path: &Path, text: &str) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    let mut file = fs::File::create(path)?;
    file.write_all(text.as_bytes())
}

impl World {
    /// A new world with this cell.
    ///
    /// # Errors
    /// A file that cannot be written.
    pub fn create(dir: &Path, cell: Cell) -> io::Result<Self> {
        let mut world = Self { dir: dir.to_owned(), cell, on_disk: String::new() };
        world.save()?;
        Ok(world)
    }

    /// Opens the world for a caller, and lets happen what is due on its clock.
    ///
    /// # Errors
    /// A file that cannot be read.
    pub fn open(dir: &Path, host: &str) -> io::Result<Self> {
        let text = fs::read_to_string(dir.join("cell.json"))?;
        let mut cell: Cell = serde_json::from_str(&text)?;
        let of = |name: &str| std::env::var(name).unwrap_or_default();
        let now = clock(dir, host)?;
        cell.caller = Caller {
            now,
            host: host.to_owned(),
            step: of("SIBRESTORE_STEP"),
            mode: of("SIBRESTORE_MODE"),
        };
        let mut world = Self { dir: dir.to_owned(), cell, on_disk: text };
        super::stage::look_at_files(dir, &mut world.cell);
        super::faults::strike(&mut world.cell);
        world.cell.catch_up();
        world.save()?;
        Ok(world)
    }

    /// Leaves the world on the disk. Most tools only look, so what has not changed is not written again.
    ///
    /// # Errors
    /// A file that cannot be written.
    pub fn save(&mut self) -> io::Result<()> {
        for change in std::mem::take(&mut self.cell.outbox) {
            self.change(change)?;
        }
        if !self.cell.caller.host.is_empty() {
            set_clock(&self.dir, &self.cell.caller.host, self.cell.caller.now)?;
        }
        let text = serde_json::to_string(&self.cell)?;
        if text == self.on_disk {
            return Ok(());
        }
        let new = self.dir.join("cell.json.new");
        put(&new, &text)?;
        fs::rename(new, self.dir.join("cell.json"))?;
        self.on_disk = text;
        Ok(())
    }

    fn change(&self, change: FileChange) -> io::Result<()> {
        let at = |host: &str, path: &str| place_of(&self.dir, host, path);
        match change {
            FileChange::Append(host, path, bytes) => {
                let path = at(&host, &path);
                if let Some(folder) = path.parent() {
                    fs::create_dir_all(folder)?;
                }
                fs::OpenOptions::new().create(true).append(true).open(path)?.write_all(&bytes)
            }
            FileChange::Write(host, path, text) => put(&at(&host, &path), &text),
            FileChange::Remove(host, path) => ignore_missing(fs::remove_file(at(&host, &path))),
            FileChange::Rename(host, from, to) => {
                ignore_missing(fs::rename(at(&host, &from), at(&host, &to)))
            }
        }
    }

    /// The folder of the world.
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// The path of a file of the caller's host.
    pub fn place(&self, path: &str) -> PathBuf {
        place_of(&self.dir, &self.cell.caller.host, path)
    }

    /// The path of the plan that a real path of the caller's host stands for.
    pub fn plan_path(&self, path: &str) -> String {
        let root = root_of(&self.dir, &self.cell.caller.host);
        let below = Path::new(path).strip_prefix(&root);
        below.map_or_else(|_| path.to_owned(), |below| format!("/{}", below.display()))
    }

    /// Lets time pass for the caller.
    ///
    /// # Errors
    /// A file that cannot be written.
    pub fn pass(&mut self, seconds: i64) -> io::Result<()> {
        self.cell.caller.now += seconds;
        self.cell.catch_up();
        self.save()
    }

    /// Changes the world by something that a tool was asked for: on the disk before anything else,
    /// and before and after it the whole run may be killed.
    ///
    /// # Errors
    /// A file that cannot be written.
    pub fn act<T>(&mut self, action: impl FnOnce(&mut Cell) -> T) -> io::Result<T> {
        self.kill_point("before")?;
        super::beside::typed_again(self)?;
        let answer = action(&mut self.cell);
        self.save()?;
        super::beside::machine_restarts(self)?;
        self.kill_point("after")?;
        Ok(answer)
    }

    /// Kills run.sh and everything below it, where the fault `kill` asks for it here.
    ///
    /// # Errors
    /// A file that cannot be written.
    pub fn kill_point(&mut self, when: &str) -> io::Result<()> {
        let Caller { step, mode, .. } = self.cell.caller.clone();
        let place = format!("{step}:{when}");
        if mode != "do" || !self.cell.fault_times("kill", &place, 1) {
            return Ok(());
        }
        self.cell.happens(format!("everything that {step} runs is killed"));
        self.save()?;
        kill_group();
        Ok(())
    }
}

/// Ends the process group of the caller, this process too.
#[expect(clippy::disallowed_methods, reason = "a rehearsal starts processes")]
pub fn kill_group() {
    let _ = Command::new("sh").args(["-c", "kill -9 0"]).status();
}

fn ignore_missing(result: io::Result<()>) -> io::Result<()> {
    match result {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        other => other,
    }
}
