//! The people at the hosts: they type what run.sh prints, pass receipts on, confirm, put causes
//! right, and give up when the same thing happens again and again.

mod occasions;
mod operator;
mod reading;
mod stops;
mod typing;
mod walk;

pub use operator::Operator;

use super::chance::Chance;
use super::site::Site;
use super::stage::bundle_of;
use reading::{Line, Reader};
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::path::{Path, PathBuf};

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
    /// look that says no is no stop, and neither is a line that is refused before any step.
    pub fn is_stop(&self) -> bool {
        let goes_on = ["run", "backout"].contains(&self.words.first().map_or("", String::as_str));
        let refused = self.step.is_empty() && [2, 10].contains(&self.code) && self.words.len() > 3;
        ![0, 14, 17].contains(&self.code) && goes_on && !refused && !self.asks_to_compare()
    }

    /// Whether something of it is on the screen.
    fn begins(&self, step: &str) -> bool {
        self.text.lines().any(|line| {
            line.strip_prefix("=== ").is_some_and(|rest| rest.split(' ').next() == Some(step))
        })
    }

    /// Whether it asks a person to compare an owner, which is what people do there.
    fn asks_to_compare(&self) -> bool {
        let mut looks = self.text.lines().filter(|line| line.starts_with("  LOOK ")).peekable();
        self.code == 15
            && looks.peek().is_some()
            && looks.all(|line| line.contains("COMPARE BY HAND"))
    }

    /// The file that is removed before a store is restored once more, where that is said.
    fn to_remove(&self) -> Option<&str> {
        let start = "  to restore it once more, remove ";
        self.text.lines().find_map(|line| line.strip_prefix(start)?.strip_suffix(" first"))
    }

    /// Engines whose log cannot be read: people look elsewhere for their messages.
    fn unread_engines(&self) -> Vec<String> {
        let lines = self.text.lines();
        lines
            .filter_map(|line| line.strip_prefix("ADVICE look for messages of "))
            .map(str::to_owned)
            .collect()
    }
}

/// What came of all runs.
#[derive(Debug)]
pub struct Walk {
    /// Each run.
    pub runs: Vec<Run>,
    /// Whether every host is done.
    pub done: bool,
    /// Where nothing that is printed leads on, a line for each place.
    pub no_way_on: Vec<String>,
}

/// How a host stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mood {
    /// Its people type `run` next.
    Ready,
    /// It waits for a receipt.
    Waits,
    /// All is done on it.
    Done,
    /// The same thing has happened again and again.
    Stuck,
}

/// A line that is going to be typed.
#[derive(Clone, Debug)]
struct ToType {
    line: Line,
    /// Not before this time: somebody else was told of it then.
    at: i64,
}

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
    operator: Operator,
    chance: Chance,
    /// `run`, or `backout` on the way back.
    command: &'static str,
    /// How each host stands, in the order of the plan.
    moods: BTreeMap<String, Mood>,
    /// Whose turn it is, of those that are ready.
    turn: usize,
    /// Lines that are going to be typed, in this order.
    queue: VecDeque<ToType>,
    /// Receipts that a host was told and has not typed yet.
    told: BTreeMap<String, Vec<String>>,
    /// Receipts of the night before, for the second one.
    old: BTreeMap<String, Vec<String>>,
    /// All that it was ever told.
    receipts: BTreeMap<String, Vec<String>>,
    passed_on: BTreeSet<(String, String)>,
    /// The last screen of each host that did something for it.
    screens: BTreeMap<String, Run>,
    /// Lines of earlier screens.
    earlier: Vec<Line>,
    /// How often a line was typed, and how many steps were begun before the last time.
    typed: BTreeMap<Line, (usize, usize)>,
    /// How often a host has stopped in the same way.
    stops: BTreeMap<(String, String, i32), usize>,
    /// Whom a waiting host has asked for a receipt that it may have given, and how often.
    asked: BTreeMap<(String, String), usize>,
    /// What a person does once in a night.
    once: BTreeSet<&'static str>,
    /// Somebody has decided that nothing more is to be done.
    given_up: bool,
    /// Where a second copy of the bundle is used, on which host.
    copies: BTreeMap<String, PathBuf>,
    runs: Vec<Run>,
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
            operator: Operator::default(),
            chance: Chance::of(0),
            command: "run",
            moods: BTreeMap::new(),
            turn: 0,
            queue: VecDeque::new(),
            told: BTreeMap::new(),
            old: BTreeMap::new(),
            receipts: BTreeMap::new(),
            passed_on: BTreeSet::new(),
            screens: BTreeMap::new(),
            earlier: Vec::new(),
            typed: BTreeMap::new(),
            stops: BTreeMap::new(),
            asked: BTreeMap::new(),
            once: BTreeSet::new(),
            given_up: false,
            copies: BTreeMap::new(),
            runs: Vec::new(),
        }
    }

    /// The same people, of another kind; the seed decides what they do by chance.
    pub fn of_kind(mut self, operator: Operator, seed: u64) -> Self {
        self.operator = operator;
        self.chance = Chance::of(seed);
        self
    }

    /// Whoever reads the screen of a host.
    fn reader<'b>(&'b self, host: &'b str) -> Reader<'b> {
        Reader { site: self.site, host, hash: &self.hash }
    }

    /// The folder of the bundle that is used on a host.
    fn folder(&self, host: &str) -> PathBuf {
        self.copies.get(host).cloned().unwrap_or_else(|| bundle_of(self.dir, host))
    }
}

/// The folder of a host's bundle, for messages.
pub fn transcript_of(dir: &Path, host: &str) -> PathBuf {
    bundle_of(dir, host).join("journal").join(format!("{host}.transcript"))
}
