//! What a log tells of one engine, message by message: its state, its starts, and what became of each.

use super::report::{End, Event, Mode, Place, Start};
use super::time::When;
use std::collections::VecDeque;

/// How many events and starts of an engine are kept: the last ones.
const EVENTS: usize = 50;
const STARTS: usize = 20;
/// How many failures of a start are kept: the first ones, where the cause is.
const FAILURES: usize = 12;
/// The longest text of an event, in characters.
const SAYS: usize = 160;

/// A state of an engine. The words are not translated by the MBean, but may be in the log
/// (engine-runtime 2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum State {
    Starting,
    Started,
    Joined,
    Over,
    Failed,
}

/// The state that a text tells of, beside the name of the engine; `None` in another language.
pub(super) fn state_in(text: &str, name: &str) -> Option<(State, &'static str)> {
    const WORDS: [(&str, State); 9] = [
        ("Autostarting", State::Starting),
        ("Starting", State::Starting),
        ("Started", State::Started),
        ("StoppingMember", State::Over),
        ("Stopping", State::Over),
        ("Stopped", State::Over),
        ("Joined", State::Joined),
        ("Failed!", State::Failed),
        ("Failed", State::Failed),
    ];
    let text = text.replacen(name, " ", 1);
    let mut words = text.split(|c: char| !(c.is_ascii_alphabetic() || c == '!'));
    words
        .find_map(|word| WORDS.iter().find(|(known, _)| *known == word))
        .map(|(word, state)| (*state, *word))
}

/// A start of an engine, as far as the log has come.
#[derive(Clone, Debug, Default)]
pub(super) struct Attempt {
    pub begun: Place,
    pub when: When,
    /// Whether the lock on the store was asked for.
    pub locking: bool,
    pub acquired: bool,
    /// Whether the store had no owner before.
    pub empty: bool,
    pub requested: bool,
    pub completed: bool,
    /// Whether the store was read: the engine compares it with its configuration.
    pub read: bool,
    pub started: bool,
    /// Whether a state after Starting or Started was seen.
    pub over: bool,
    /// Failures before it was Started, the first ones.
    pub failures: Vec<String>,
    /// The ids of the engine and of the store, where they differ.
    pub uuids: Vec<String>,
    /// Whether a state was told in words that can be read.
    pub readable: bool,
    /// Whether only its later part is in the log.
    pub torn: bool,
}

impl Attempt {
    /// Whether it came to nothing: a failure was told of, or it is over and never came up. A flush that is
    /// completed has come up, where the log does not show its states.
    pub fn has_failed(&self) -> bool {
        let came_up = self.started || (self.completed && !self.readable);
        !self.failures.is_empty() || (self.over && !came_up)
    }

    /// Whether it came up. Where the words of states are translated, that it has read its store must do.
    fn is_up(&self) -> bool {
        self.started || (self.read && !self.readable)
    }

    /// Flushed: completed, nothing has failed, and the engine is Started (wsadmin-api A, 5). Where the
    /// words of states are translated, the last of these cannot be seen.
    pub fn is_flushed(&self) -> bool {
        let there = self.started || !self.readable;
        self.requested && self.completed && there && !self.has_failed() && !self.empty
    }

    fn summary(&self) -> Start {
        Start {
            begun: self.begun.clone(),
            mode: match (self.requested, self.started || self.read) {
                (true, _) => Mode::Flush,
                (false, true) if !self.torn => Mode::Normal,
                _ => Mode::Unknown,
            },
            end: match (self.has_failed(), self.started || self.read) {
                (true, _) => End::Failed,
                (false, true) => End::Started,
                (false, false) => End::Open,
            },
        }
    }
}

/// What a message means for an engine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Sign {
    Initialising,
    State(State),
    Locking,
    Acquired,
    StoreEmpty,
    Requested,
    Completed,
    Read,
    Failure(String),
    NeedsRestart,
    Alarm(String),
    Unexpected,
    Nothing,
}

/// Everything that is kept of an engine.
#[derive(Clone, Debug, Default)]
pub(super) struct Engine {
    pub name: String,
    pub bus: String,
    pub restored: bool,
    pub attempt: Option<Attempt>,
    /// The last start that was flushed.
    pub flushed: Option<Attempt>,
    pub state: Option<(State, Place)>,
    /// Where it was told that the server must be restarted.
    pub needs_restart: Option<Place>,
    /// Failures while it ran, the first ones of the last run.
    pub trouble: Vec<String>,
    /// Alarms, each once.
    pub alarms: Vec<String>,
    /// Whether an unexpected message was told of after the last start.
    pub unexpected: Option<Place>,
    pub starts: VecDeque<Start>,
    pub starts_left_out: u64,
    pub events: VecDeque<Event>,
    pub events_left_out: u64,
}

impl Engine {
    /// Takes a message in.
    pub fn take(&mut self, sign: &Sign, place: &Place, when: When, uuids: &[String]) {
        match sign {
            Sign::Initialising => {
                self.needs_restart = None;
                self.close();
            }
            Sign::State(state) => self.enter(*state, place, when),
            Sign::Locking => {
                self.begin(place, when, |now| now.requested || now.read || now.acquired).locking =
                    true
            }
            Sign::Acquired => {
                self.begin(place, when, |now| now.requested || now.read).acquired = true
            }
            Sign::StoreEmpty => {
                self.begin(place, when, |now| now.requested || now.read).empty = true
            }
            Sign::Requested => {
                self.begin(place, when, |now| now.requested || now.started).requested = true
            }
            Sign::Completed => {
                let torn = self.is_over();
                let now = self.begin(place, when, |_| false);
                now.completed = true;
                now.torn |= torn;
            }
            Sign::Read => {
                let torn = self.is_over();
                let now = self.begin(place, when, |now| now.read || now.started);
                now.read = true;
                now.torn |= torn;
            }
            Sign::Failure(id) => self.fail(id, place, when, uuids),
            Sign::NeedsRestart => {
                self.needs_restart = Some(place.clone());
                self.fail("CWSID0027", place, when, uuids);
            }
            Sign::Alarm(id) => push_once(&mut self.alarms, id, FAILURES),
            Sign::Unexpected => self.unexpected = Some(place.clone()),
            Sign::Nothing => {}
        }
    }

    fn is_over(&self) -> bool {
        self.attempt.as_ref().is_none_or(|now| now.over)
    }

    /// The start that goes on, or a new one where none does or where this one has come too far for that.
    fn begin(
        &mut self,
        place: &Place,
        when: When,
        too_far: impl Fn(&Attempt) -> bool,
    ) -> &mut Attempt {
        if self.attempt.as_ref().is_some_and(|now| now.over || too_far(now)) {
            self.close();
        }
        if self.attempt.is_none() {
            self.trouble.clear();
            self.unexpected = None;
        }
        self.attempt.get_or_insert_with(|| Attempt {
            begun: place.clone(),
            when,
            ..Attempt::default()
        })
    }

    /// Puts the start that went on to those that are over.
    fn close(&mut self) {
        let Some(done) = self.attempt.take() else { return };
        if self.starts.len() == STARTS {
            self.starts.pop_front();
            self.starts_left_out += 1;
        }
        self.starts.push_back(done.summary());
        if done.is_flushed() {
            self.flushed = Some(done);
        }
    }

    /// All starts, the one that goes on as the last.
    pub fn all_starts(&self) -> Vec<Start> {
        self.starts.iter().cloned().chain(self.attempt.as_ref().map(Attempt::summary)).collect()
    }

    fn enter(&mut self, state: State, place: &Place, when: When) {
        self.state = Some((state, place.clone()));
        match state {
            State::Starting => {
                let early = |now: &Attempt| {
                    now.locking
                        || now.acquired
                        || now.requested
                        || now.read
                        || now.started
                        || !now.failures.is_empty()
                };
                self.begin(place, when, early).readable = true;
            }
            State::Started => {
                let torn = self.is_over();
                let now = self.begin(place, when, |_| false);
                now.started = true;
                now.readable = true;
                now.torn |= torn;
            }
            State::Joined | State::Over | State::Failed => {
                if let Some(now) = &mut self.attempt {
                    now.over = true;
                } else if state == State::Failed {
                    self.begin(place, when, |_| false).over = true;
                }
            }
        }
    }

    fn fail(&mut self, id: &str, place: &Place, when: When, uuids: &[String]) {
        let runs = self.attempt.as_ref().is_some_and(|now| now.is_up() && !now.over);
        if runs {
            return push_once(&mut self.trouble, id, FAILURES);
        }
        // A failure that follows the end of a start belongs to it: the server goes on to say why.
        if self.attempt.is_none() {
            self.begin(place, when, |_| false);
        }
        let Some(now) = &mut self.attempt else { return };
        if now.is_up() {
            return push_once(&mut self.trouble, id, FAILURES);
        }
        push_once(&mut now.failures, id, FAILURES);
        if uuids.len() > 1 && now.uuids.is_empty() {
            now.uuids = uuids[..2].to_vec();
        }
    }

    /// Keeps an event; the same again only counts.
    pub fn note(&mut self, place: &Place, id: &str, letter: &str, says: &str) {
        let says = short(says);
        if let Some(last) = self.events.back_mut()
            && last.id == id
            && (last.says == says || id == "CWSIP0781")
        {
            last.times += 1;
            return;
        }
        if self.events.len() == EVENTS {
            self.events.pop_front();
            self.events_left_out += 1;
        }
        let event = Event {
            place: place.clone(),
            id: id.to_owned(),
            letter: letter.to_owned(),
            says,
            times: 1,
        };
        self.events.push_back(event);
    }
}

fn push_once(list: &mut Vec<String>, id: &str, most: usize) {
    if list.len() < most && !list.iter().any(|known| known == id) {
        list.push(id.to_owned());
    }
}

/// A text that is short enough to be kept.
pub(super) fn short(text: &str) -> String {
    match text.char_indices().nth(SAYS) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text.to_owned(),
    }
}
