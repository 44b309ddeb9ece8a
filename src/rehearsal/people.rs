//! The people at the hosts: they type what run.sh tells them, pass receipts on, confirm, put causes
//! right, and give up when the same thing happens again and again.

use super::cell::{ActiveFault, Cell};
use super::faults::{self, Then};
use super::site::Site;
use super::stage::{bundle_of, hosts};
use super::world::{World, clock, host_dir, put, root_of, set_clock};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// One run of run.sh.
#[derive(Clone, Debug)]
pub struct Run {
    /// The host.
    pub host: String,
    /// What was typed after `run.sh`.
    pub words: Vec<String>,
    /// How it ended; -1 for a signal.
    pub code: i32,
    /// The step at which it stopped; empty where it did not.
    pub step: String,
    /// Everything that was on the screen.
    pub text: String,
}

impl Run {
    /// Whether it stopped at something that is neither a hand-over nor a person's confirmation. A
    /// look that says no is no stop.
    pub fn is_stop(&self) -> bool {
        ![0, 14, 17].contains(&self.code)
            && !self.asks_to_compare()
            && self.words.first().is_none_or(|word| word != "verify")
    }
}

impl Run {
    /// Whether it asks a person to compare an owner, which is what people do there.
    fn asks_to_compare(&self) -> bool {
        let looks = |line: &&str| line.starts_with("  LOOK ");
        let mut looks = self.text.lines().filter(looks).peekable();
        self.code == 15
            && looks.peek().is_some()
            && looks.all(|line| line.contains("COMPARE BY HAND"))
    }
}

/// What came of all runs.
#[derive(Debug)]
pub struct Walk {
    /// Each run.
    pub runs: Vec<Run>,
    /// Whether every host is done.
    pub done: bool,
}

/// How often people try the same thing.
const PATIENCE: usize = 3;
/// Seconds from a stop to the next word typed.
const REACTION: i64 = 120;

/// The people of a rehearsal.
pub struct People<'a> {
    dir: &'a Path,
    /// The bundle that was approved.
    bundle: &'a Path,
    site: &'a Site,
    /// The shell that runs run.sh.
    pub shell: Vec<String>,
    /// Is told each line that a step begins with.
    pub progress: &'a mut dyn FnMut(&str),
    hash: String,
    told: BTreeMap<String, Vec<String>>,
    runs: Vec<Run>,
    stops: BTreeMap<(String, String, i32), usize>,
    passed_on: BTreeSet<String>,
}

impl<'a> People<'a> {
    /// People at the hosts of a stage.
    pub fn new(
        dir: &'a Path,
        bundle: &'a Path,
        site: &'a Site,
        hash: String,
        progress: &'a mut dyn FnMut(&str),
    ) -> Self {
        Self {
            dir,
            bundle,
            site,
            shell: vec!["sh".to_owned()],
            progress,
            hash,
            told: BTreeMap::new(),
            runs: Vec::new(),
            stops: BTreeMap::new(),
            passed_on: BTreeSet::new(),
        }
    }

    /// Goes from host to host until all are done, or nobody can go on.
    ///
    /// # Errors
    /// The rehearsal's own: a file or a shell that is not there.
    pub fn walk(mut self) -> io::Result<Walk> {
        let mut open: Vec<String> = hosts(self.site);
        while !open.is_empty() {
            let before = (open.len(), self.runs.len(), self.told.len(), self.passed_on.len());
            let mut waits = BTreeSet::new();
            for host in open.clone() {
                match self.at(&host)? {
                    Turn::Done => open.retain(|other| *other != host),
                    Turn::Waits => {
                        waits.insert(host);
                    }
                    Turn::GivesUp => return Ok(Walk { runs: self.runs, done: false }),
                }
            }
            let after = (open.len(), self.runs.len(), self.told.len(), self.passed_on.len());
            let stuck = waits.len() == open.len() && self.told.is_empty();
            if stuck && (before.0, before.2, before.3) == (after.0, after.2, after.3) {
                return Ok(Walk { runs: self.runs, done: open.is_empty() });
            }
        }
        Ok(Walk { runs: self.runs, done: true })
    }

    /// One host's turn: it runs until it is done or waits for another one.
    fn at(&mut self, host: &str) -> io::Result<Turn> {
        loop {
            let mut words = vec!["run".to_owned(), "--host".to_owned(), host.to_owned()];
            words.extend(self.told.remove(host).unwrap_or_default());
            let run = self.run(host, words)?;
            self.pass_receipts_on(&run)?;
            match run.code {
                0 => return Ok(Turn::Done),
                14 => return Ok(Turn::Waits),
                _ => {}
            }
            let times =
                self.stops.entry((host.to_owned(), run.step.clone(), run.code)).or_default();
            *times += 1;
            let times = *times;
            if times > PATIENCE || !self.react(&run, times)? {
                return Ok(Turn::GivesUp);
            }
        }
    }

    /// What people do about a stop: confirm, put the cause right, type the lines of the next attempt,
    /// or type the same again; where a second look cannot tell either, the logs decide. False when
    /// there is nothing that they can do.
    fn react(&mut self, run: &Run, times: usize) -> io::Result<bool> {
        let now = clock(self.dir, &run.host)?;
        set_clock(self.dir, &run.host, now + REACTION)?;
        let mut world = World::open(self.dir, &run.host)?;
        let then = mend(&mut world.cell, run);
        world.save()?;
        match (run.code, then) {
            (_, Some(Then::GiveUp)) | (2 | 16, None) => return Ok(false),
            _ if run.asks_to_compare() => {
                if owners_are_right(&world.cell) {
                    self.tell(&run.host, &["--confirm".to_owned(), run.step.clone()]);
                }
            }
            (17, _) | (_, Some(Then::Confirm)) => {
                self.tell(&run.host, &["--confirm".to_owned(), run.step.clone()])
            }
            (_, Some(Then::NewCopy)) => self.copy_bundle_again(&run.host)?,
            (11 | 13, _) => self.next_attempt(run)?,
            (15, _) if times > 1 && run.text.contains("of the flush start is not confirmed") => {
                self.next_attempt(run)?;
            }
            _ => {}
        }
        Ok(true)
    }

    fn copy_bundle_again(&self, host: &str) -> io::Result<()> {
        for file in ["run.sh", "RUNBOOK.md"] {
            fs::copy(self.bundle.join(file), bundle_of(self.dir, host).join(file))?;
        }
        Ok(())
    }

    /// The lines that say how the next attempt is begun, here and on the hosts that have a log.
    fn next_attempt(&mut self, run: &Run) -> io::Result<()> {
        let mut texts = vec![(run.host.clone(), run.text.clone())];
        for line in run.text.lines() {
            let Some((host, step)) = line
                .trim()
                .strip_prefix("on ")
                .and_then(|rest| rest.split_once(", which has a log: ./run.sh verify "))
            else {
                continue;
            };
            self.not_before(host, &run.host)?;
            let words = ["verify", step, "--host", host].map(str::to_owned).to_vec();
            let looked = self.run(host, words)?;
            self.pass_receipts_on(&looked)?;
            texts.push((host.to_owned(), looked.text));
        }
        let mut lines: BTreeMap<String, Vec<String>> = BTreeMap::new();
        let mut restart = BTreeSet::new();
        for (_, text) in &texts {
            for line in text.lines() {
                if let Some(words) = attempt_words(line) {
                    lines.insert(words[1].clone(), words[2..].to_vec());
                }
                if let Some(host) = line
                    .trim()
                    .strip_prefix("on ")
                    .and_then(|rest| rest.split_once(" with --restart"))
                {
                    restart.insert(host.0.to_owned());
                }
            }
        }
        for (host, mut words) in lines {
            self.not_before(&host, &run.host)?;
            if restart.contains(&host) {
                words.push("--restart".to_owned());
            }
            self.tell(&host, &words);
        }
        Ok(())
    }

    /// Nobody is told of something before it has happened on another host.
    fn not_before(&self, host: &str, other: &str) -> io::Result<()> {
        let (here, there) = (clock(self.dir, host)?, clock(self.dir, other)?);
        set_clock(self.dir, host, here.max(there))
    }

    fn tell(&mut self, host: &str, words: &[String]) {
        self.told.entry(host.to_owned()).or_default().extend_from_slice(words);
    }

    /// Receipts go by telephone: the other host cannot go on before they were given.
    fn pass_receipts_on(&mut self, run: &Run) -> io::Result<()> {
        for line in run.text.lines() {
            let Some(rest) = line.strip_prefix("  there: ./run.sh run --host ") else { continue };
            let Some((other, receipt)) = rest.split_once(" --receipt ") else { continue };
            if self.passed_on.insert(format!("{other} {receipt}")) {
                let given = self.when_given(&run.host, receipt)?;
                let there = clock(self.dir, other)?;
                set_clock(self.dir, other, there.max(given))?;
                self.tell(other, &["--receipt".to_owned(), receipt.to_owned()]);
            }
        }
        Ok(())
    }

    /// The time at which a receipt was given: that of the line before it in the transcript that says
    /// when something ended; else now.
    fn when_given(&self, host: &str, receipt: &str) -> io::Result<i64> {
        let now = clock(self.dir, host)?;
        let transcript =
            bundle_of(self.dir, host).join("journal").join(format!("{host}.transcript"));
        let text = fs::read_to_string(transcript).unwrap_or_default();
        let Some((before, _)) = text.split_once(receipt) else { return Ok(now) };
        let step = before.lines().rev().find_map(|line| line.strip_prefix("=== "));
        let step = step.and_then(|line| line.split(' ').next()).unwrap_or_default();
        let ended = super::timeline::ends(&bundle_of(self.dir, host), host);
        Ok(ended.get(step).copied().unwrap_or(now))
    }

    #[expect(clippy::disallowed_methods, reason = "a rehearsal starts processes")]
    fn run(&mut self, host: &str, words: Vec<String>) -> io::Result<Run> {
        use std::os::unix::process::CommandExt as _;
        let bundle = bundle_of(self.dir, host);
        let path = std::env::var("PATH").unwrap_or_default();
        let own = host_dir(self.dir, host).join("path");
        let shell = self.shell.clone();
        // Every `sh` that the bundle finds is the shell of this rehearsal.
        if shell != ["sh"] {
            let file = own.join("sh");
            put(&file, &format!("#!/bin/sh\nexec {} \"$@\"\n", shell.join(" ")))?;
            use std::os::unix::fs::PermissionsExt as _;
            fs::set_permissions(&file, fs::Permissions::from_mode(0o755))?;
        }
        let mut all = words.clone();
        if words.first().is_some_and(|word| word == "run" || word == "backout") {
            all.extend(["--yes-i-reviewed".to_owned(), self.hash.clone()]);
        }
        all.extend(["--approved".to_owned(), self.hash.clone()]);
        let output = Command::new(&shell[0])
            .args(&shell[1..])
            .arg(bundle.join("run.sh"))
            .args(&all)
            .env_clear()
            .env("PATH", format!("{}:{path}", own.display()))
            .env("SIBRESTORE_ROOT", root_of(self.dir, host))
            .env("LC_ALL", "C")
            .process_group(0)
            .current_dir(&bundle)
            .stdin(Stdio::null())
            .output()?;
        let text = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
        let code = output.status.code().unwrap_or(-1);
        let mut step = String::new();
        for line in text.lines().filter_map(|line| line.strip_prefix("=== ")) {
            line.split(' ').next().unwrap_or_default().clone_into(&mut step);
            (self.progress)(&format!("{host}  {line}"));
        }
        if code == 0 || code == 14 {
            step.clear();
        } else {
            (self.progress)(&format!("{host}  stopped with {code}"));
        }
        let run = Run { host: host.to_owned(), words, code, step, text };
        self.runs.push(run.clone());
        Ok(run)
    }
}

enum Turn {
    Done,
    Waits,
    GivesUp,
}

/// The words of a line that begins the next attempt: `--host`, the host, and the rest.
fn attempt_words(line: &str) -> Option<Vec<String>> {
    let (_, rest) = line.split_once("./run.sh run ")?;
    if !rest.contains(" --attempt ") || rest.contains("NAME") || rest.contains("--host HOST") {
        return None;
    }
    Some(words(rest))
}

/// The words of a line of shell: plain ones, and those in single quotes.
fn words(line: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut quoted = false;
    for c in line.trim().chars() {
        match c {
            '\'' => quoted = !quoted,
            ' ' if !quoted => words.push(String::new()),
            _ => {
                if let Some(last) = words.last_mut() {
                    last.push(c);
                }
            }
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

/// Whether each store that is restored has the owner that was recorded for its engine.
fn owners_are_right(cell: &Cell) -> bool {
    let planned = cell.engines.values().filter(|engine| engine.planned);
    planned.filter_map(|engine| Some((engine, cell.data_of(&engine.name)?))).all(
        |(engine, data)| {
            let uuid = cell.master.uuids.get(&engine.name);
            !data.from_backup || uuid.is_some_and(|uuid| data.owner.eq_ignore_ascii_case(uuid))
        },
    )
}

/// Puts right what is wrong, where a fault says how; the answer is what people do then.
fn mend(cell: &mut Cell, run: &Run) -> Option<Then> {
    let mut then = None;
    for fault in cell.faults.clone() {
        let Some(known) = faults::find(&fault.id) else { continue };
        if fault.mended || !known.stops_at(&run.step, run.code) {
            continue;
        }
        (known.mend)(cell, &fault.place);
        let same = |other: &&mut ActiveFault| other.id == fault.id && other.place == fault.place;
        if let Some(other) = cell.faults.iter_mut().find(same) {
            other.mended = known.is_over;
        }
        then = then.or(Some(known.then));
    }
    then
}

/// The folder of a host's bundle, for messages.
pub fn transcript_of(dir: &Path, host: &str) -> PathBuf {
    bundle_of(dir, host).join("journal").join(format!("{host}.transcript"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_of_the_next_attempt_is_taken_apart() {
        let line = "  on dm.x: ./run.sh run --host dm.x --attempt 2 --engine 'a b' --engine 'c'";
        let expected = ["--host", "dm.x", "--attempt", "2", "--engine", "a b", "--engine", "c"];
        assert_eq!(attempt_words(line).unwrap(), expected);
        assert_eq!(attempt_words("  ./run.sh run --host HOST --attempt 2 --engine NAME"), None);
        assert_eq!(attempt_words("  ./run.sh run --host dm.x --confirm 701"), None);
    }
}
