//! The walk from host to host: lines that were printed are typed in the order printed, then each
//! host that can go on does, until all are done or nobody can.

use super::reading::Receipt;
use super::{Line, Mood, Operator, People, Run, ToType, Walk};
use crate::rehearsal::stage::hosts;
use crate::rehearsal::world::{clock, set_clock};
use std::io;

/// How often the same line is typed, whoever prints it.
const TYPED: usize = 4;
/// How many runs of run.sh a host gets in a night; nobody is that patient.
const RUNS: usize = 60;

impl People<'_> {
    /// Goes from host to host until all are done, or nobody can go on.
    ///
    /// # Errors
    /// The rehearsal's own: a file or a shell that is not there.
    pub fn walk(mut self, faults: &[(String, String)]) -> io::Result<Walk> {
        self.moods = hosts(self.site).into_iter().map(|host| (host, Mood::Ready)).collect();
        let mut no_way_on = Vec::new();
        if let Some(goes_forward) = self.turns_back(faults)? {
            no_way_on = self.way_back()?;
            if !goes_forward || !no_way_on.is_empty() {
                return Ok(Walk { runs: self.runs, done: false, no_way_on });
            }
            self.forward_again();
        }
        self.go_on()?;
        if !self.is_done() {
            no_way_on = self.no_way_on();
        } else if self.second_occasion(faults)? {
            self.go_on()?;
        }
        Ok(Walk { done: self.is_done(), runs: self.runs, no_way_on })
    }

    /// Whether every host is done.
    pub(super) fn is_done(&self) -> bool {
        self.moods.values().all(|mood| *mood == Mood::Done)
    }

    /// Everybody does what there is to do.
    pub(super) fn go_on(&mut self) -> io::Result<()> {
        while self.one_move()? {}
        Ok(())
    }

    /// The next thing that anybody does; false when there is nothing.
    pub(super) fn one_move(&mut self) -> io::Result<bool> {
        if self.given_up || self.runs.len() > RUNS * self.moods.len() {
            return Ok(false);
        }
        if let Some(next) = self.queue.pop_front() {
            self.type_line(&next)?;
        } else if let Some(host) = self.next_ready() {
            self.goes_on(&host)?;
        } else if self.is_done() || !self.last_resort()? {
            return Ok(false);
        }
        Ok(true)
    }

    /// The next host that can go on, each by turns; on the way back the last one of the plan first.
    fn next_ready(&mut self) -> Option<String> {
        let mut names: Vec<String> = hosts(self.site);
        if self.command == "backout" {
            names.reverse();
        }
        let order = (0..names.len()).map(|step| (self.turn + step) % names.len());
        let ready = |at: &usize| self.moods.get(&names[*at]) == Some(&Mood::Ready);
        let at = order.into_iter().find(ready)?;
        self.turn = at;
        Some(names[at].clone())
    }

    /// A host goes on, with the receipts that it was told.
    fn goes_on(&mut self, host: &str) -> io::Result<()> {
        if self.operator == Operator::Doubtful {
            self.look_first(host)?;
        }
        let mut words = vec![self.command.to_owned(), "--host".to_owned(), host.to_owned()];
        for code in self.told.remove(host).unwrap_or_default() {
            words.extend(["--receipt".to_owned(), code]);
        }
        let run = self.run(host, words)?;
        self.outcome(run)
    }

    /// A line is typed as it was printed.
    fn type_line(&mut self, next: &ToType) -> io::Result<()> {
        let Line { host, words } = next.line.clone();
        let begun = self.begun();
        let (times, when) = self.typed.entry(next.line.clone()).or_default();
        *times += 1;
        *when = begun;
        if *times > TYPED {
            return Ok(());
        }
        self.not_before(&host, next.at)?;
        let run = self.run(&host, words)?;
        if next.line.command() == self.command {
            return self.outcome(run);
        }
        self.pass_receipts_on(&run)?;
        let is_news = match next.line.command() {
            "verify" => ![0, 14].contains(&run.code),
            "status" => true,
            _ => false,
        };
        if is_news {
            self.read(&run)?;
        }
        // After a look or a way back the host goes on as before. What was done may be taken back.
        let is_done = self.moods.get(&host) == Some(&Mood::Done);
        if next.line.command() == "backout" || (next.line.command() != "status" && !is_done) {
            self.moods.insert(host, Mood::Ready);
        }
        Ok(())
    }

    /// What a run of `run` or `backout` has come to for its host.
    pub(super) fn outcome(&mut self, run: Run) -> io::Result<()> {
        self.pass_receipts_on(&run)?;
        let host = run.host.clone();
        self.screens.insert(host.clone(), run.clone());
        let waits = self.told.contains_key(&host);
        let refused = self.is_refused(&run);
        let mood = match run.code {
            0 => Mood::Done,
            14 if waits || refused => Mood::Ready,
            14 => Mood::Waits,
            _ => Mood::Ready,
        };
        self.moods.insert(host, mood);
        if self.operator == Operator::Impatient {
            self.hurry(&run)?;
        }
        match run.code {
            0 => Ok(()),
            14 => {
                let lines = self.reader(&run.host).lines(&run.text);
                self.earlier.extend(lines);
                self.types_an_old_one(&run.host)
            }
            _ => self.stopped(&run),
        }
    }

    /// Whether a receipt was refused, so that the screen does not say whom the host waits for: it is
    /// asked again without one, a few times on end.
    fn is_refused(&mut self, run: &Run) -> bool {
        let refusals = (run.host.clone(), String::new(), 14);
        if run.code != 14 || !self.reader(&run.host).awaited(&run.text).is_empty() {
            self.stops.remove(&refusals);
            return false;
        }
        self.sends_back_first(run);
        let times = self.stops.entry(refusals).or_default();
        *times += 1;
        *times <= 4
    }

    /// A host that went back while the others did not: its receipt of that is typed there first.
    fn sends_back_first(&mut self, run: &Run) {
        let lines = self.reader(&run.host).lines(&run.text);
        let back = |line: &Line| line.command() == "backout" && line.brings_receipts();
        if self.command == "run" {
            let at = 0;
            self.queue.extend(lines.into_iter().filter(back).map(|line| ToType { line, at }));
        }
    }

    /// Lines of a screen are going to be typed, here and elsewhere.
    pub(super) fn read(&mut self, run: &Run) -> io::Result<()> {
        let lines = self.reader(&run.host).lines(&run.text);
        self.earlier.extend(lines.clone());
        let lines = self.operator.chooses(lines);
        self.will_type(&run.host, lines)
    }

    /// Puts lines into the queue. Receipts go their own way, and on the way back nobody goes forward.
    pub(super) fn will_type(&mut self, host: &str, lines: Vec<Line>) -> io::Result<()> {
        let at = clock(self.dir, host)?;
        let now = |line: &Line| {
            let other_way = ["run", "backout"].contains(&line.command());
            !line.brings_receipts() && (!other_way || line.command() == self.command)
        };
        let lines: Vec<ToType> =
            lines.into_iter().filter(now).map(|line| ToType { line, at }).collect();
        self.queue.extend(lines);
        Ok(())
    }

    /// Receipts go by telephone: the other host cannot go on before they were given.
    pub(super) fn pass_receipts_on(&mut self, run: &Run) -> io::Result<()> {
        let receipts = self.reader(&run.host).receipts(&run.text);
        for Receipt { host, command, code, .. } in receipts {
            if command == self.command && self.passed_on.insert((host.clone(), code.clone())) {
                let given = self.when_given(&run.host, &code)?;
                self.not_before(&host, given)?;
                self.tell(&host, code);
            }
        }
        Ok(())
    }

    /// Somebody tells a host a receipt.
    pub(super) fn tell(&mut self, host: &str, code: String) {
        self.receipts.entry(host.to_owned()).or_default().push(code.clone());
        self.told.entry(host.to_owned()).or_default().push(code);
        let again = match self.moods.get(host) {
            Some(Mood::Waits) => true,
            // News may help whoever is stuck, a few times.
            Some(Mood::Stuck) => {
                let times = self.asked.entry((host.to_owned(), String::new())).or_default();
                *times += 1;
                *times <= TYPED
            }
            _ => false,
        };
        if again {
            self.moods.insert(host.to_owned(), Mood::Ready);
        }
    }

    /// When nobody can go on: lines that are on the last screens and that nobody has typed yet, then
    /// receipts that may have been lost, then what the impatient do. False when there is nothing.
    fn last_resort(&mut self) -> io::Result<bool> {
        let open = self.open_screens();
        for run in &open {
            let lines = self.untried(run);
            if !lines.is_empty() {
                self.will_type(&run.host, lines)?;
            }
        }
        if !self.queue.is_empty() {
            return Ok(true);
        }
        for run in open.iter().filter(|run| run.code == 14) {
            if self.ask_again(run)? {
                return Ok(true);
            }
        }
        if self.news_from_elsewhere(&open) {
            return Ok(true);
        }
        if self.operator == Operator::Impatient {
            for run in &open {
                let lines = self.reader(&run.host).lines(&run.text);
                let new = |line: &Line| line.overrides() && self.is_new(line);
                let lines = lines.into_iter().filter(new).collect();
                self.will_type(&run.host, lines)?;
            }
        }
        Ok(!self.queue.is_empty())
    }

    /// Whoever is stuck and has sent lines to another host tries again after steps were run there.
    fn news_from_elsewhere(&mut self, open: &[Run]) -> bool {
        let mut some = false;
        for run in open {
            if self.moods.get(&run.host) != Some(&Mood::Stuck) {
                continue;
            }
            let lines = self.reader(&run.host).lines(&run.text);
            let sent = |host: &str| lines.iter().any(|line| line.host == host);
            let mut since = self.runs.iter().rev().take_while(|later| later.text != run.text);
            let works = |later: &Run| later.text.lines().any(|line| line.starts_with("=== "));
            let news = since.any(|later| sent(&later.host) && works(later));
            let times = self.asked.entry((run.host.clone(), String::new())).or_default();
            if news && *times < TYPED {
                *times += 1;
                self.moods.insert(run.host.clone(), Mood::Ready);
                some = true;
            }
        }
        some
    }

    /// The last screens of the hosts that are not done.
    pub(super) fn open_screens(&self) -> Vec<Run> {
        let open = |host: &&String| self.moods.get(*host) != Some(&Mood::Done);
        hosts(self.site)
            .iter()
            .filter(open)
            .filter_map(|host| self.screens.get(host).cloned())
            .collect()
    }

    /// The lines of a screen that nobody has typed yet, but for overrides.
    pub(super) fn untried(&self, run: &Run) -> Vec<Line> {
        let new = |line: &Line| {
            let other_way =
                ["run", "backout"].contains(&line.command()) && line.command() != self.command;
            let plain = line.words.len() == 3 && line.command() == self.command;
            !line.overrides()
                && !line.brings_receipts()
                && !other_way
                && !plain
                && self.is_new(line)
                && self.is_true(run, line)
        };
        self.reader(&run.host).lines(&run.text).into_iter().filter(new).collect()
    }

    /// Whether a line was not typed yet, or steps were begun since: then a look may say something else.
    fn is_new(&self, line: &Line) -> bool {
        let known = self.typed.get(line);
        known.is_none_or(|(times, when)| *times < TYPED && self.begun() > *when)
    }

    /// How many steps were begun so far, on all hosts.
    fn begun(&self) -> usize {
        let steps = |run: &Run| run.text.lines().filter(|line| line.starts_with("=== ")).count();
        self.runs.iter().map(steps).sum()
    }

    /// Somebody asks a host once more for a receipt that another one waits for.
    fn ask_again(&mut self, run: &Run) -> io::Result<bool> {
        let mut came = false;
        // Whoever waits for many asks all of them each time that one has answered.
        let most = TYPED + hosts(self.site).len();
        for other in self.reader(&run.host).awaited(&run.text) {
            let times = self.asked.entry((run.host.clone(), other.clone())).or_default();
            *times += 1;
            if *times > most {
                continue;
            }
            let words = ["status", "--host", &other].map(str::to_owned).to_vec();
            let status = self.run(&other, words)?;
            let now = clock(self.dir, &other)?;
            let step = self.reader(&run.host).waits_at(&run.text);
            for one in self.reader(&other).receipts(&status.text) {
                if one.host == run.host && one.command == self.command && one.step == step {
                    self.not_before(&one.host, now)?;
                    self.tell(&one.host, one.code);
                    came = true;
                }
            }
        }
        Ok(came)
    }

    /// Time passes for the people of a host.
    pub(super) fn wait(&mut self, host: &str) -> io::Result<()> {
        let now = clock(self.dir, host)?;
        set_clock(self.dir, host, now + self.operator.reaction(&mut self.chance))
    }
}
