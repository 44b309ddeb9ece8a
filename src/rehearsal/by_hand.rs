//! Steps that are started by hand, out of their order: every one in every state of a night.
//!
//! The night itself goes on step by step, as run.sh does it. After each step the world is kept; every
//! script of the bundle is then run by itself in it, what runs is restarted once, and the cell judges.

use super::cell::{Cell, ProcessKind};
use super::site::Site;
use super::stage::{self, bundle_of, hosts, run_script};
use super::verdict::Violation;
use super::world::{World, clock, host_dir, put, set_clock};
use super::{Options, cell, judge};
use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

/// One script that was run by hand.
#[derive(Clone, Debug)]
pub struct Tried {
    /// The step that the night had just ended; empty before the first one.
    pub after: String,
    /// The script, as a path in the bundle.
    pub script: String,
    /// How it ended; -1 for a signal.
    pub code: i32,
    /// What must never happen, and did.
    pub violations: Vec<Violation>,
    /// What was on the screen.
    pub text: String,
}

/// Ends a run of run.sh after the step that it has just begun: what a shutdown of the machine does.
const ONE_STEP: &str = "#!/bin/sh\ncase $1 in *.journal)\n  case $(tail -n 1 \"$1\") in *'\tbegin\t'*) kill -TERM \"$PPID\" ;; esac ;;\nesac\nexit 0\n";
/// Seconds in which a server that was restarted has brought its engines up.
const RESTART: i64 = 400;
/// How often a night is gone through before it is given up.
const ROUNDS: usize = 400;

/// A night that stops after each step.
pub struct Night<'a> {
    dir: PathBuf,
    site: &'a Site,
    hash: String,
    told: BTreeMap<String, Vec<String>>,
    /// The runs so far: what was typed, how it ended, what was on the screen.
    pub runs: Vec<(String, i32, String)>,
}

/// Runs every script of a bundle by hand, in every state of an undisturbed night.
///
/// # Errors
/// In words: the rehearsal's own, or a night that does not come to its end.
pub fn every_step(
    bundle: &Path,
    dir: &Path,
    program: &Path,
    options: &Options,
) -> Result<Vec<Tried>, String> {
    let site = Site::of_bundle(bundle)?;
    let told = |error: io::Error| format!("the rehearsal itself has failed: {error}");
    let mut night = Night::begin(&site, bundle, dir, program, options).map_err(told)?;
    let mut tried = night.by_hand("").map_err(told)?;
    while let Some(after) = night.next_step().map_err(told)? {
        tried.extend(night.by_hand(&after).map_err(told)?);
    }
    Ok(tried)
}

impl<'a> Night<'a> {
    /// A night before its first step.
    ///
    /// # Errors
    /// The rehearsal's own.
    pub fn begin(
        site: &'a Site,
        bundle: &Path,
        dir: &Path,
        program: &Path,
        options: &Options,
    ) -> io::Result<Self> {
        let manifest = fs::read_to_string(bundle.join(crate::bundle::MANIFEST))?;
        let cell = cell::build(site, &options.assumptions);
        let dir = dir.join("world");
        stage::build(&dir, site, bundle, cell, program)?;
        for host in hosts(site) {
            put(&host_dir(&dir, &host).join("path/sync"), ONE_STEP)?;
        }
        let hash = crate::bundle::sha256(&manifest);
        Ok(Self { dir, site, hash, told: BTreeMap::new(), runs: Vec::new() })
    }

    /// Goes on by one step; its id, or nothing when all hosts are done.
    ///
    /// # Errors
    /// The rehearsal's own, or a stop that an undisturbed night has not.
    pub fn next_step(&mut self) -> io::Result<Option<String>> {
        let hosts = hosts(self.site);
        for _ in 0..ROUNDS {
            let mut done = 0;
            for host in &hosts {
                let words = self.told.remove(host).unwrap_or_default();
                let (code, text) = self.run_sh("run", host, words)?;
                self.pass_on(host, &text)?;
                let step = last_step(&text);
                match code {
                    0 => done += 1,
                    14 => {}
                    143 => return Ok(Some(step)),
                    17 => self.tell(host, vec!["--confirm".to_owned(), step]),
                    _ => {
                        return Err(io::Error::other(format!(
                            "{host} stopped with {code}\n{text}"
                        )));
                    }
                }
            }
            if done == hosts.len() {
                return Ok(None);
            }
        }
        Err(io::Error::other("the night does not come to its end"))
    }

    /// Takes everything back, on all hosts, as far as the lines that are printed lead. The answer is
    /// whether each host came to the end of its way back.
    ///
    /// # Errors
    /// The rehearsal's own.
    pub fn take_back(&mut self) -> io::Result<bool> {
        // The last host first: then a cluster's other members come up before those that ran.
        let mut open: Vec<String> = hosts(self.site).into_iter().rev().collect();
        self.told.clear();
        for _ in 0..open.len() * 4 {
            for host in open.clone() {
                let words = self.told.remove(&host).unwrap_or_default();
                let (code, text) = self.run_sh("backout", &host, words)?;
                self.pass_on(&host, &text)?;
                if code == 0 {
                    open.retain(|other| *other != host);
                }
            }
        }
        Ok(open.is_empty())
    }

    /// The cell as it is now.
    ///
    /// # Errors
    /// The rehearsal's own.
    pub fn cell(&self) -> io::Result<Cell> {
        let hosts = hosts(self.site);
        let mut latest = 0;
        for host in &hosts {
            latest = latest.max(clock(&self.dir, host)?);
        }
        let mut world = World::open(&self.dir, &hosts[0])?;
        world.cell.caller.now = latest;
        world.cell.catch_up();
        Ok(world.cell)
    }

    /// Every script by hand, each in the world as it is now.
    fn by_hand(&self, after: &str) -> io::Result<Vec<Tried>> {
        let kept = self.dir.with_extension("kept");
        mirror(&self.dir, &kept)?;
        let released = self.site.step(after).is_some_and(|step| step.kind == "release");
        let quiet = self.judge(&self.site.steps[0].host, released)?;
        mirror(&kept, &self.dir)?;
        let mut tried = Vec::new();
        for step in &self.site.steps {
            for script in
                [format!("steps/{}/step.sh", step.id), format!("backout/{}/back.sh", step.id)]
            {
                if !bundle_of(&self.dir, &step.host).join(&script).exists() {
                    continue;
                }
                let (code, text) = self.run(&step.host, &script, &[])?;
                // Where nothing was changed, what follows is what followed without the script.
                let violations = if same(&self.dir, &kept)? {
                    quiet.clone()
                } else {
                    self.judge(&step.host, released)?
                };
                tried.push(Tried { after: after.to_owned(), script, code, violations, text });
                mirror(&kept, &self.dir)?;
            }
        }
        fs::remove_dir_all(kept)?;
        Ok(tried)
    }

    /// What the cell says of it, also after each server that runs was restarted. After the release an
    /// engine that is held is left so: no step sets it back.
    fn judge(&self, host: &str, released: bool) -> io::Result<Vec<Violation>> {
        let mut world = World::open(&self.dir, host)?;
        let running: Vec<String> = world
            .cell
            .processes
            .iter()
            .filter(|(_, process)| process.kind == ProcessKind::Server && process.pid.is_some())
            .map(|(key, _)| key.clone())
            .collect();
        world.pass(RESTART)?;
        for server in running {
            world.cell.start_again(&server);
        }
        world.pass(RESTART)?;
        if released {
            let planned: Vec<_> =
                world.cell.engines.values().filter(|engine| engine.planned).cloned().collect();
            for engine in &planned {
                judge::set_back(&mut world.cell, engine);
            }
        }
        Ok(world.cell.violations.clone())
    }

    fn run_sh(
        &mut self,
        command: &str,
        host: &str,
        more: Vec<String>,
    ) -> io::Result<(i32, String)> {
        let mut words = vec![command.to_owned(), "--host".to_owned(), host.to_owned()];
        words.extend(more);
        let typed = words.join(" ");
        for option in ["--yes-i-reviewed", "--approved"] {
            words.extend([option.to_owned(), self.hash.clone()]);
        }
        let (code, text) = self.run(host, "run.sh", &words)?;
        self.runs.push((typed, code, text.clone()));
        Ok((code, text))
    }

    fn run(&self, host: &str, script: &str, words: &[String]) -> io::Result<(i32, String)> {
        // What somebody sets who has read the scripts.
        let by_hand: &[(&str, &str)] = match script {
            "run.sh" => &[],
            _ => &[("SIBRESTORE_RUN", host), ("SIBRESTORE_PROVED", "yes")],
        };
        run_script(&self.dir, host, &["sh".to_owned()], script, words, by_hand)
    }

    /// Receipts go by telephone: the other host cannot go on before they were given.
    fn pass_on(&mut self, host: &str, text: &str) -> io::Result<()> {
        for line in text.lines() {
            let Some(words) = line.strip_prefix("  there: ./run.sh ") else { continue };
            let mut words = words.split(' ').map(str::to_owned).skip(2);
            let Some(other) = words.next() else { continue };
            let now = clock(&self.dir, host)?.max(clock(&self.dir, &other)?);
            set_clock(&self.dir, &other, now)?;
            let words: Vec<String> = words.collect();
            self.tell(&other, words);
        }
        Ok(())
    }

    fn tell(&mut self, host: &str, words: Vec<String>) {
        let told = self.told.entry(host.to_owned()).or_default();
        if !words.iter().all(|word| told.contains(word)) {
            told.extend(words);
        }
    }
}

/// The step that a run was at last.
fn last_step(text: &str) -> String {
    let line = text.lines().rev().find_map(|line| line.strip_prefix("=== "));
    line.and_then(|line| line.split(' ').next()).unwrap_or_default().to_owned()
}

/// Makes what a night changes the same as it is elsewhere: the cell, clocks, journals and the files of the
/// hosts. A file that is the same stays the file that it is: a log is known by its number.
fn mirror(from: &Path, to: &Path) -> io::Result<()> {
    same_file(&from.join("cell.json"), &to.join("cell.json"))?;
    for entry in fs::read_dir(from.join("hosts"))? {
        let host = PathBuf::from("hosts").join(entry?.file_name());
        same_file(&from.join(&host).join("clock"), &to.join(&host).join("clock"))?;
        for part in ["root", "bundle/journal"] {
            same_tree(&from.join(&host).join(part), &to.join(&host).join(part))?;
        }
    }
    Ok(())
}

/// Whether the cell is the same in two worlds.
fn same(one: &Path, other: &Path) -> io::Result<bool> {
    Ok(fs::read(one.join("cell.json"))? == fs::read(other.join("cell.json"))?)
}

fn same_file(from: &Path, to: &Path) -> io::Result<()> {
    let bytes = fs::read(from)?;
    match fs::read(to) {
        Ok(known) if known == bytes => Ok(()),
        Ok(_) => fs::File::create(to)?.write_all(&bytes),
        Err(_) => {
            if let Some(folder) = to.parent() {
                fs::create_dir_all(folder)?;
            }
            fs::copy(from, to).map(|_| ())
        }
    }
}

fn same_tree(from: &Path, to: &Path) -> io::Result<()> {
    let names = |folder: &Path| -> io::Result<BTreeMap<OsString, bool>> {
        if !folder.is_dir() {
            return Ok(BTreeMap::new());
        }
        let entries = fs::read_dir(folder)?;
        entries
            .map(|entry| entry.and_then(|one| Ok((one.file_name(), one.file_type()?.is_dir()))))
            .collect()
    };
    let (old, new) = (names(from)?, names(to)?);
    for (name, is_dir) in &new {
        if !old.contains_key(name) && *is_dir {
            fs::remove_dir_all(to.join(name))?;
        } else if !old.contains_key(name) {
            fs::remove_file(to.join(name))?;
        }
    }
    if from.is_dir() {
        fs::create_dir_all(to)?;
    }
    for (name, is_dir) in &old {
        if !is_dir {
            same_file(&from.join(name), &to.join(name))?;
        } else {
            same_tree(&from.join(name), &to.join(name))?;
        }
    }
    Ok(())
}
