//! What happens by itself, and when.

use super::Cell;
use super::engine::Asked;
use serde::{Deserialize, Serialize};

/// Something that is going to happen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Due {
    /// Seconds of the virtual clock.
    pub at: i64,
    /// What.
    pub what: What,
}

/// What can happen by itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum What {
    /// A start that was accepted a while ago begins.
    Begins(String, Asked),
    /// An engine that is starting opens its store.
    Opens(String, Asked),
    /// It has read its store.
    Started(String, Asked),
    /// Its start has failed, in so many words of the log.
    StartFailed(String, Vec<String>),
    /// An engine that was stopping is Stopped.
    Stopped(String),
    /// A process is up.
    Up(String),
    /// A process has ended.
    Gone(String),
    /// A node agent starts a server that ended without being asked to.
    Restarts(String),
}

impl Cell {
    /// Puts something on the agenda.
    pub fn later(&mut self, seconds: i64, what: What) {
        self.agenda.push(Due { at: self.caller.now + seconds, what });
    }

    /// Lets everything happen that is due at the caller's time, in order.
    pub fn catch_up(&mut self) {
        let now = self.caller.now;
        while let Some(place) = self.next_due(now) {
            let due = self.agenda.remove(place);
            self.caller.now = due.at;
            self.happen(due.what);
        }
        self.caller.now = now;
    }

    fn next_due(&self, now: i64) -> Option<usize> {
        let due = self.agenda.iter().enumerate().filter(|(_, due)| due.at <= now);
        due.min_by_key(|(place, due)| (due.at, *place)).map(|(place, _)| place)
    }

    fn happen(&mut self, what: What) {
        match what {
            What::Begins(key, asked) => self.begins_late(&key, asked),
            What::Opens(key, asked) => self.open_store(&key, asked),
            What::Started(key, asked) => self.has_started(&key, asked),
            What::StartFailed(key, words) => self.start_failed(&key, &words),
            What::Stopped(key) => self.has_stopped(&key),
            What::Up(key) => self.is_up(&key),
            What::Gone(key) => self.is_gone(&key),
            What::Restarts(key) => self.agent_restarts(&key),
        }
    }

    /// Drops what is on the agenda for an engine in a server.
    pub(super) fn forget(&mut self, key: &str) {
        self.agenda.retain(|due| match &due.what {
            What::Begins(other, _)
            | What::Opens(other, _)
            | What::Started(other, _)
            | What::StartFailed(other, _)
            | What::Stopped(other) => other != key,
            What::Up(_) | What::Gone(_) | What::Restarts(_) => true,
        });
    }

    /// Drops what is on the agenda for a process.
    pub(super) fn forget_process(&mut self, key: &str) {
        self.agenda.retain(|due| match &due.what {
            What::Up(other) | What::Gone(other) | What::Restarts(other) => other != key,
            _ => true,
        });
    }
}
