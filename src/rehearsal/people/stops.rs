//! What people do at a stop, each kind in its own way.

use super::{Line, Mood, Operator, People, Run, ToType};
use crate::rehearsal::cell::{ActiveFault, Cell, Event, State, Store};
use crate::rehearsal::faults::{self, About, Then};
use crate::rehearsal::world::{World, clock, set_clock};
use std::io;

/// How often people try the same thing.
const PATIENCE: usize = 3;
/// Seconds that people wait who have been refused twice by a screen that says to wait: what a start
/// may take.
const TO_WAIT: i64 = 900;

impl People<'_> {
    /// A stop: the cause is put right, then what was printed is typed; where nothing was, the same
    /// again.
    pub(super) fn stopped(&mut self, run: &Run) -> io::Result<()> {
        self.wait(&run.host)?;
        if run.step.is_empty() && !run.is_stop() {
            // A line was refused before any step.
            return self.read(run);
        }
        let times = self.stops.entry((run.host.clone(), run.step.clone(), run.code)).or_default();
        *times += 1;
        let times = *times;
        let says_wait = ["; wait until it is ", "when it is Started"];
        if times >= PATIENCE && says_wait.iter().any(|words| run.text.contains(words)) {
            let now = clock(self.dir, &run.host)?;
            set_clock(self.dir, &run.host, now + TO_WAIT)?;
        }
        let mends = times >= self.operator.mends_at();
        let then = if mends { self.mend(run)? } else { None };
        match (run.code, then) {
            (_, Some(Then::GiveUp)) => {
                self.given_up = true;
                return Ok(());
            }
            (_, Some(Then::NewCopy)) => return self.copy_bundle_again(&run.host),
            (2 | 16, None) if mends => {
                self.moods.insert(run.host.clone(), Mood::Stuck);
                return Ok(());
            }
            _ => {}
        }
        if times > PATIENCE + self.operator.mends_at() - 1 {
            self.moods.insert(run.host.clone(), Mood::Stuck);
            return Ok(());
        }
        if self.operator == Operator::Doubtful {
            self.doubt(run)?;
        }
        let mut lines = self.reader(&run.host).lines(&run.text);
        lines.retain(|line| self.is_true(run, line) && (mends || !says_so(line)));
        self.earlier.extend(lines.clone());
        let lines = self.operator.chooses(lines);
        self.will_type(&run.host, lines)
    }

    /// Puts right what is wrong, where a fault says how; the answer is what people do then.
    fn mend(&self, run: &Run) -> io::Result<Option<Then>> {
        let mut world = World::open(self.dir, &run.host)?;
        // Whoever mends knows how far the night is.
        run.step.clone_into(&mut world.cell.caller.step);
        let then = mend(&mut world.cell, run);
        if let Some(file) = run.to_remove() {
            let _ = std::fs::remove_file(file);
        }
        if run.text.contains("off-line: ask the DBA") {
            let here = |store: &&Store| store.host == run.host;
            let stores = world.cell.stores.values().filter(here).map(|store| store.name.clone());
            stores.collect::<Vec<_>>().iter().for_each(|store| world.cell.take_off_line(store));
        }
        world.save()?;
        Ok(then)
    }

    /// Nobody gives a word that is not true: that a step has done its work, or had no effect.
    pub(super) fn is_true(&self, run: &Run, line: &Line) -> bool {
        if ![13, 15].contains(&run.code) || !says_so(line) {
            return true;
        }
        let Ok(world) = World::open(self.dir, &run.host) else { return false };
        if run.asks_to_compare() {
            return owners_are_right(&world.cell);
        }
        if run.code == 13 || !run.unread_engines().is_empty() {
            return self.word_about_flushes(&world.cell, run, line);
        }
        let done = |step: &String| self.has_done(&world.cell, step);
        line.values("--confirm").iter().all(done) && !line.values("--repeat").iter().any(done)
    }

    /// What people see who look elsewhere for the messages of engines whose log cannot be read. Without a
    /// name, a word is about all of them.
    fn word_about_flushes(&self, cell: &Cell, run: &Run, line: &Line) -> bool {
        let flushed = |engine: &String| {
            cell.data_of(engine).is_some_and(|data| data.flushed && !data.damaged)
        };
        let named = line.values("--engine");
        let engines = if named.is_empty() { run.unread_engines() } else { named };
        if line.values("--repeat").is_empty() {
            engines.iter().all(flushed)
        } else {
            !engines.iter().any(flushed)
        }
    }

    /// Whether a step has changed what it was to change, as far as the cell can see.
    fn has_done(&self, cell: &Cell, step: &str) -> bool {
        let kind = self.site.step(step).map_or("", |step| step.kind.as_str());
        if kind == "flush_start" {
            // No engine is starting any more.
            return cell.engines.values().filter(|engine| engine.planned).all(|engine| {
                !cell.instances.values().any(|one| {
                    one.engine == engine.name
                        && matches!(one.state, State::Starting | State::Autostarting)
                })
            });
        }
        // What was taken back is not done any more.
        let is_of_step = |event: &&Event| event.effect && event.step == step;
        cell.events.iter().rfind(is_of_step).is_some_and(|event| !event.back)
    }

    /// The doubtful ask for the way back once in a night, and type what is old.
    fn doubt(&mut self, run: &Run) -> io::Result<()> {
        let at = clock(self.dir, &run.host)?;
        let host = run.host.clone();
        if self.command == "run" && self.chance.one_in(2) && self.once.insert("backout") {
            let words = ["backout", "--host", &host].map(str::to_owned).to_vec();
            self.queue.push_back(ToType { line: Line { host: host.clone(), words }, at });
        }
        if !self.earlier.is_empty() && self.chance.one_in(3) {
            let line = self.earlier[self.chance.below(self.earlier.len())].clone();
            if !line.overrides() && self.is_true(run, &line) && !says_so(&line) {
                self.will_type(&host, vec![line])?;
            }
        }
        let codes = self.receipts.get(&host).cloned().unwrap_or_default();
        if !codes.is_empty() && self.chance.one_in(4) {
            let code = codes[self.chance.below(codes.len())].clone();
            self.queue.push_back(ToType { line: receipt(&host, self.command, code), at });
        }
        Ok(())
    }

    /// The doubtful look at something before they go on.
    pub(super) fn look_first(&mut self, host: &str) -> io::Result<()> {
        let here = self.site.steps.iter().filter(|step| step.host == host);
        let steps: Vec<String> = here.map(|step| step.id.clone()).collect();
        let words = match self.chance.below(4) {
            0 => vec!["status", "--host", host],
            1 => vec!["run", "--host", host, "--dry-run"],
            2 if !steps.is_empty() => {
                vec!["verify", &steps[self.chance.below(steps.len())], "--host", host]
            }
            _ => return Ok(()),
        };
        let run = self.run(host, words.into_iter().map(str::to_owned).collect())?;
        let lines = self.reader(host).lines(&run.text);
        self.earlier.extend(lines);
        // What was looked at may have given a receipt.
        self.pass_receipts_on(&run)
    }

    /// The impatient go on without a receipt, and begin the next attempt although the flush start
    /// has ended well.
    pub(super) fn hurry(&mut self, run: &Run) -> io::Result<()> {
        if run.code == 14 && self.chance.one_in(4) {
            let lines = self.reader(&run.host).lines(&run.text);
            let overrides: Vec<Line> = lines.into_iter().filter(Line::overrides).collect();
            self.will_type(&run.host, overrides)?;
        }
        let flush = self.site.steps.iter().find(|step| step.kind == "flush_start");
        let Some(flush) = flush.map(|step| (step.id.clone(), step.host.clone())) else {
            return Ok(());
        };
        let over = run.begins(&flush.0) && run.step != flush.0 && self.once.insert("flush start");
        if !over || !self.chance.one_in(3) {
            return Ok(());
        }
        let next =
            |host: &str| ["run", "--host", host, "--attempt", "2"].map(str::to_owned).to_vec();
        let mut words = next(&flush.1);
        for engine in &self.site.engines {
            words.extend(["--engine".to_owned(), engine.name.clone()]);
        }
        let mut lines = vec![Line { host: flush.1.clone(), words }];
        for step in self.site.steps.iter().filter(|step| step.kind == "verify_logs") {
            if step.host != flush.1 {
                lines.push(Line { host: step.host.clone(), words: next(&step.host) });
            }
        }
        self.will_type(&run.host, lines)
    }
}

/// What people see who compare the owner of each store with what the hold has recorded.
fn owners_are_right(cell: &Cell) -> bool {
    let planned = cell.engines.values().filter(|engine| engine.planned);
    planned.filter_map(|engine| Some((engine, cell.data_of(&engine.name)?))).all(
        |(engine, data)| {
            let uuid = cell.master.uuids.get(&engine.name);
            !data.from_backup || uuid.is_some_and(|uuid| data.owner.eq_ignore_ascii_case(uuid))
        },
    )
}

/// Whether a person gives a word by it.
fn says_so(line: &Line) -> bool {
    line.words.iter().any(|word| word == "--confirm" || word == "--repeat")
}

/// The line that brings one receipt.
pub(super) fn receipt(host: &str, command: &str, code: String) -> Line {
    let mut words = [command, "--host", host, "--receipt"].map(str::to_owned).to_vec();
    words.push(code);
    Line { host: host.to_owned(), words }
}

/// Puts right what is wrong, where a fault says how; the answer is what people do then.
fn mend(cell: &mut Cell, run: &Run) -> Option<Then> {
    let mut then = None;
    for fault in cell.faults.clone() {
        let Some(known) = faults::find(&fault.id) else { continue };
        let to_come = known.strikes.is_some() && fault.struck == 0;
        // What stops one host is not put right on another.
        let elsewhere = matches!(known.about, About::Host) && fault.place != run.host;
        if fault.mended || to_come || elsewhere || !known.stops_at(&run.step, run.code) {
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
