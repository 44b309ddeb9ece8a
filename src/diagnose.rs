//! From the log to the answer: what the messages of a server say of its engines.
//!
//! ```text
//! bytes ─input─▶ text ─scan─▶ lines with an id ─message─▶ messages ─engine─▶ starts ─conclude─▶ report
//! ```
//!
//! Only ids, the letters behind them and the inserts count: the words between are translated. The order is
//! that of the files and the lines; times are shown as they are written. What a message means comes from the
//! pages of `crate::messages`.

mod conclude;
mod engine;
mod files;
mod input;
mod message;
mod names;
pub mod report;
mod scan;
mod text;
mod time;

pub use files::logs;
pub use input::Refusal;
pub use scan::Limits;
pub use text::text;

use crate::messages::{self, Kind};
use crate::model::{Member, Model};
use conclude::{Known, conclude};
use engine::{Engine, Sign, short, state_in};
use message::{Id, Message};
use names::{Names, uuids_in};
use report::{File, Log, Other, Place, Report};
use std::collections::BTreeMap;
use std::io::{self, Read};
use time::{Reading, When};

/// How many engines are kept in all, and how many kinds of other messages of a log.
const ENGINES: usize = 200;
const OTHERS: usize = 2_000;

/// Messages whose text has the name of the engine that they are about as an insert (engine-runtime 3).
/// Those of the family CWSID do as well.
const NAMED: [&str; 10] = [
    "CWSIP0212",
    "CWSIP0780",
    "CWSIP0781",
    "CWSIP0782",
    "CWSIP0783",
    "CWSIP0784",
    "CWSIS1519",
    "CWSIS1567",
    "CWSIS1568",
    "CWSIS1569",
];

/// Messages that tell the id of the engine at hand, and not that of an owner before it.
const OWN_ID: [&str; 6] =
    ["CWSIS1537", "CWSIS1538", "CWSIS1563", "CWSIS1564", "CWSIS1599", "CWSIS1601"];

/// An engine as a plan has it.
#[derive(Clone, Debug, Default)]
struct Planned {
    bus: String,
    uuid: String,
    host: String,
    restored: bool,
    /// When its store was backed up, in seconds since 1970.
    taken: Option<i64>,
}

/// What a plan knows that no log says.
#[derive(Clone, Debug, Default)]
pub struct PlanFacts {
    name: String,
    engines: BTreeMap<String, Planned>,
}

impl PlanFacts {
    /// Takes from a plan what the meaning of a log depends on.
    pub fn of(model: &Model) -> PlanFacts {
        let restored = model.restored_engines();
        let engine = |(id, engine): (_, &crate::model::Engine)| {
            let backup = engine.store.and_then(|store| model.backup_of(store));
            let chosen = engine.member.and_then(Member::chosen);
            let planned = Planned {
                bus: engine.bus.clone(),
                uuid: engine.uuid.as_ref().map_or_else(String::new, |uuid| uuid.value.clone()),
                host: chosen.map_or_else(String::new, |id| model.cell.node_of(id).host.clone()),
                restored: restored.contains(&id),
                taken: backup.and_then(|(backup, _)| Some(backup.taken.as_ref()?.value.seconds)),
            };
            (engine.name.clone(), planned)
        };
        PlanFacts {
            name: model.name.value.clone(),
            engines: model.engine_ids().map(engine).collect(),
        }
    }
}

/// Reads logs, one after the other, and comes to a report.
#[derive(Debug)]
pub struct Diagnosis {
    plan: Option<PlanFacts>,
    limits: Limits,
    report: Report,
    now: Now,
}

/// What is known while a log is read.
#[derive(Debug, Default)]
struct Now {
    log: Log,
    names: Names,
    reading: Reading,
    engines: Vec<Engine>,
    index: BTreeMap<String, usize>,
    others: BTreeMap<(String, String), Other>,
}

impl Diagnosis {
    /// Begins, with what a plan knows.
    pub fn new(plan: Option<PlanFacts>, limits: Limits) -> Diagnosis {
        let name = plan.as_ref().map_or_else(String::new, |plan| plan.name.clone());
        let report = Report { version: 1, plan: name, complete: true, ..Report::default() };
        Diagnosis { plan, limits, report, now: Now::default() }
    }

    /// Begins a log; the files that follow are its parts, in the order in which they were written.
    pub fn begin(&mut self, name: &str) {
        self.end();
        self.now.log.name = name.to_owned();
        for (name, engine) in self.plan.iter().flat_map(|plan| &plan.engines) {
            self.now.names.learn(name);
            if !engine.uuid.is_empty() {
                self.now.names.learn_uuid(&engine.uuid, name);
            }
        }
    }

    /// Reads a file of the log.
    ///
    /// # Errors
    /// Where nothing could be read at all. What breaks off later is in the report.
    pub fn file(&mut self, name: &str, reader: impl Read) -> io::Result<Result<(), Refusal>> {
        let mut opened = match input::open(name, reader)? {
            Ok(opened) => opened,
            Err(refusal) => return Ok(Err(refusal)),
        };
        let at = self.now.log.files.len();
        self.now.log.files.push(File { name: name.to_owned(), ..File::default() });
        let limits = self.limits;
        let ended = scan::scan(&mut *opened.reader, limits, &mut |line| {
            if let Some(message) = message::read(&line) {
                self.take(at, &message);
            }
        });
        let file = &mut self.now.log.files[at];
        (file.lines, file.bytes) = (ended.lines, ended.bytes);
        if let Some(why) = ended.broken {
            file.broken = why;
            self.report.complete = false;
        }
        Ok(Ok(()))
    }

    /// The report on all logs that were read.
    pub fn report(mut self) -> Report {
        self.end();
        let seen = |name: &str| {
            self.report.logs.iter().flat_map(|log| &log.engines).any(|engine| engine.name == name)
        };
        let planned = self.plan.iter().flat_map(|plan| &plan.engines);
        let unseen = planned.filter(|(name, engine)| engine.restored && !seen(name));
        self.report.unseen = unseen.map(|(name, _)| name.clone()).collect();
        let mut engines = self.report.logs.iter().flat_map(|log| &log.engines);
        let all_good = engines.all(|engine| engine.conclusion.good);
        self.report.good = all_good && self.report.unseen.is_empty();
        self.report
    }

    fn end(&mut self) {
        let now = std::mem::take(&mut self.now);
        if now.log.files.is_empty() {
            return;
        }
        let mut log = now.log;
        log.engines = now.engines.into_iter().map(|engine| self.told(engine, &log.files)).collect();
        log.others = now.others.into_values().collect();
        log.others.sort_by_key(|other| (other.first.file, other.first.line));
        self.report.logs.push(log);
    }

    fn told(&self, engine: Engine, files: &[File]) -> report::Engine {
        let planned = self.planned(&engine.name);
        let uuids = engine.attempt.as_ref().map(|last| last.uuids.as_slice()).unwrap_or_default();
        let owner = self
            .plan
            .iter()
            .flat_map(|plan| &plan.engines)
            .find(|(_, other)| !other.uuid.is_empty() && uuids.get(1) == Some(&other.uuid));
        let known = Known {
            plan: self.plan.is_some(),
            files,
            host: planned.map_or("", |planned| &planned.host),
            owner: owner.map(|(name, _)| name.as_str()),
        };
        report::Engine {
            conclusion: conclude(&engine, known),
            starts: engine.all_starts(),
            starts_left_out: engine.starts_left_out,
            name: engine.name,
            bus: engine.bus,
            restored: engine.restored,
            events: engine.events.into(),
            events_left_out: engine.events_left_out,
        }
    }

    fn planned(&self, name: &str) -> Option<&Planned> {
        self.plan.as_ref()?.engines.get(name)
    }

    /// Takes a message in.
    fn take(&mut self, file: usize, message: &Message) {
        let place = Place { file, line: message.line, time: short(&message.time) };
        if let Some((_, engine)) = &message.bracket {
            self.now.names.learn(engine);
        }
        let quoted_by = match &message.id {
            Some(id) => self.take_own(id, message, &place),
            None => message.bracket.as_ref().and_then(|(_, engine)| self.engine(engine)),
        };
        for id in &message.quoted {
            self.take_quoted(id, quoted_by, message, &place);
        }
    }

    /// A message, and the engine that it is about.
    fn take_own(&mut self, id: &Id, message: &Message, place: &Place) -> Option<usize> {
        let page = messages::of(&id.name);
        if page.is_some() && !matters(id, page) {
            // There may be very many of them, and they say nothing of an engine's state.
            return None;
        }
        let uuids = uuids_in(&message.text);
        let mut about = self.about(id, message, &uuids);
        about.retain(|name| self.engine(name).is_some());
        if page.is_none() || about.is_empty() {
            let engine = about.first().cloned().unwrap_or_default();
            self.note_other(id, &engine, message, place, false);
        }
        if let ([name, ..], true) = (about.as_slice(), OWN_ID.contains(&id.name.as_str()))
            && let Some(uuid) = uuids.first()
        {
            self.now.names.learn_uuid(uuid, name);
        }
        for name in &about {
            let at = self.engine(name)?;
            let taken = self.planned(name).and_then(|planned| planned.taken);
            let when =
                taken.map_or(When::Open, |taken| self.now.reading.when(&message.time, taken));
            let (sign, says) = read(id, message, name, &uuids);
            let engine = &mut self.now.engines[at];
            if let Some((bus, bracket)) = &message.bracket
                && bracket == name
            {
                engine.bus.clone_from(bus);
            }
            engine.take(&sign, place, when, &uuids);
            if matters(id, page) {
                engine.note(place, &id.name, &id.letter, &says);
            }
        }
        self.engine(about.first()?)
    }

    /// A failure that is named in another message tells why a start fails.
    fn take_quoted(&mut self, id: &Id, engine: Option<usize>, message: &Message, place: &Place) {
        let Some(page) = messages::of(&id.name) else {
            return self.note_other(id, "", message, place, true);
        };
        let Some(at) = engine.filter(|_| page.kind == Kind::Failure) else { return };
        let engine = &mut self.now.engines[at];
        let fails =
            engine.attempt.as_ref().is_some_and(|now| !now.started && !now.failures.is_empty());
        if fails && id.name != "CWSID0027" {
            let sign = Sign::Failure(id.name.clone());
            engine.take(&sign, place, When::Open, &uuids_in(&message.text));
        }
    }

    /// The engines that a message is about: mostly one.
    fn about(&mut self, id: &Id, message: &Message, uuids: &[String]) -> Vec<String> {
        let bracket = message.bracket.as_ref().map(|(_, engine)| engine.clone());
        let names = &self.now.names;
        let named = NAMED.contains(&id.name.as_str()) || id.name.starts_with("CWSID");
        if id.name == "CWSIP0784" {
            return self.sender(bracket, names.all_in(&message.text, true));
        }
        let insert = if named { names.first_in(&message.text, true) } else { None };
        let by_id = || uuids.first().and_then(|uuid| names.of_uuid(uuid)).map(str::to_owned);
        let in_text = || names.first_in(&message.text, false);
        insert.or(bracket).or_else(by_id).or_else(in_text).into_iter().collect()
    }

    /// Whose messages were not expected: not the engine that says so, and rather one that was restored.
    fn sender(&self, bracket: Option<String>, named: Vec<String>) -> Vec<String> {
        let others: Vec<String> =
            named.into_iter().filter(|name| Some(name) != bracket.as_ref()).collect();
        let restored: Vec<String> = others
            .iter()
            .filter(|name| self.planned(name).is_some_and(|planned| planned.restored))
            .cloned()
            .collect();
        match (restored.is_empty(), others.is_empty()) {
            (false, _) => restored,
            (true, false) => others,
            (true, true) => bracket.into_iter().collect(),
        }
    }

    /// The engine of a name, made when it is first told of; `None` when there is no room.
    fn engine(&mut self, name: &str) -> Option<usize> {
        if let Some(at) = self.now.index.get(name) {
            return Some(*at);
        }
        let before: usize = self.report.logs.iter().map(|log| log.engines.len()).sum();
        if before + self.now.engines.len() >= ENGINES {
            self.now.log.engines_left_out += 1;
            return None;
        }
        self.now.names.learn(name);
        let planned = self.planned(name).cloned().unwrap_or_default();
        let engine = Engine {
            name: name.to_owned(),
            bus: planned.bus,
            restored: planned.restored,
            ..Engine::default()
        };
        self.now.engines.push(engine);
        self.now.index.insert(name.to_owned(), self.now.engines.len() - 1);
        Some(self.now.engines.len() - 1)
    }

    fn note_other(
        &mut self,
        id: &Id,
        engine: &str,
        message: &Message,
        place: &Place,
        quoted: bool,
    ) {
        let key = (id.name.clone(), id.letter.clone());
        if !self.now.others.contains_key(&key) && self.now.others.len() >= OTHERS {
            self.now.log.others_left_out += 1;
            return;
        }
        let page = messages::of(&id.name);
        let says = || page.map_or_else(|| short(&message.text), |page| page.means.clone());
        let other = self.now.others.entry(key).or_insert_with(|| Other {
            id: id.name.clone(),
            letter: id.letter.clone(),
            known: page.is_some(),
            engine: engine.to_owned(),
            says: says(),
            times: 0,
            quoted: 0,
            first: place.clone(),
        });
        other.times += 1;
        other.quoted += u64::from(quoted);
    }
}

/// Whether a message has a place among the events of an engine.
fn matters(id: &Id, page: Option<&messages::Page>) -> bool {
    match page {
        Some(page) => page.kind != Kind::Progress || "DPS".contains(&id.name[4..5]),
        None => id.letter != "I" && id.letter != "A",
    }
}

/// What a message means for an engine, and what it says.
fn read(id: &Id, message: &Message, name: &str, uuids: &[String]) -> (Sign, String) {
    let page = messages::of(&id.name);
    let means = page.map_or_else(|| message.text.clone(), |page| page.means.clone());
    let sign = match id.name.as_str() {
        "CWSID0001" => Sign::Initialising,
        "CWSID0016" => {
            return match state_in(&message.text, name) {
                Some((state, word)) => (Sign::State(state), word.to_owned()),
                None => (Sign::Nothing, message.text.clone()),
            };
        }
        "CWSID0027" => Sign::NeedsRestart,
        "CWSIS1538" | "CWSIS1564" | "CWSIS1599" => Sign::Locking,
        "CWSIS1537" | "CWSIS1563" | "CWSIS1601" => Sign::Acquired,
        "CWSIP0780" => Sign::Requested,
        "CWSIP0783" => Sign::Completed,
        "CWSIP0212" => Sign::Read,
        "CWSIP0784" => Sign::Unexpected,
        "CWSIS1543" | "CWSIS1565" => Sign::StoreEmpty,
        "CWSIS1535" | "CWSIS1561" if uuids.len() > 1 => {
            let says = format!("{means} It is {}; the store is of {}.", uuids[0], uuids[1]);
            return (Sign::Failure(id.name.clone()), says);
        }
        _ => match page.map(|page| page.kind) {
            Some(Kind::Failure) => Sign::Failure(id.name.clone()),
            Some(Kind::Alarm) => Sign::Alarm(id.name.clone()),
            _ => Sign::Nothing,
        },
    };
    (sign, means)
}
