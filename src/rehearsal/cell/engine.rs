//! Messaging engines in their servers: the state machine, starts and stops.

use super::agenda::What;
use super::{Cell, instance_key, messages};
use crate::rehearsal::verdict::ViolationKind;
use serde::{Deserialize, Serialize};

/// The states that matter here, with the words of `state()` (engine-runtime 2).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum State {
    /// A standby member.
    Joined,
    /// On its way up by the configuration.
    Autostarting,
    /// On its way up.
    Starting,
    /// Up.
    Started,
    /// On its way down.
    Stopping,
    /// Down.
    #[default]
    Stopped,
    /// Down for good in this server.
    Failed,
}

impl State {
    /// The word of `state()`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Joined => "Joined",
            Self::Autostarting => "Autostarting",
            Self::Starting => "Starting",
            Self::Started => "Started",
            Self::Stopping => "Stopping",
            Self::Stopped => "Stopped",
            Self::Failed => "Failed!",
        }
    }

    /// Whether an engine in this state holds, or is about to take, the lock of its store.
    pub fn is_active(self) -> bool {
        matches!(self, Self::Autostarting | Self::Starting | Self::Started | Self::Stopping)
    }
}

/// An engine in one server.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Instance {
    /// The engine.
    pub engine: String,
    /// The server.
    pub server: String,
    /// Its state.
    pub state: State,
    /// Whether it must not be started again before its server is (CWSID0027).
    pub needs_restart: bool,
    /// Whether a forced stop was asked for.
    pub forced: bool,
}

/// How a start was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Asked {
    /// By a call with the mode FLUSH.
    Flush,
    /// By a call without a mode, or with DEFAULT.
    Normal,
    /// By the configuration, or by the HA manager.
    Auto,
}

/// Seconds until a starting engine opens its store, and until it has read it.
const OPENS: i64 = 4;
const READS: i64 = 16;
/// Seconds that a slow one takes to read it: more than the limit of a usual plan.
const SLOW: i64 = 1500;
/// Seconds that an accepted start may stay Stopped: less than what the bundle waits for.
const LAGS: i64 = 45;
/// Seconds that an immediate stop and a forced stop take.
const STOPS: i64 = 10;
const FORCED: i64 = 5;
/// Seconds that an engine tries to reach its database or to get its lock (engine-runtime 6.3).
const PATIENCE: i64 = 900;

impl Cell {
    /// An engine's state changes; each change is in the log (engine-runtime 2).
    fn enter(&mut self, key: &str, state: State) {
        let Some(instance) = self.instances.get_mut(key) else { return };
        instance.state = state;
        let (engine, server) = (instance.engine.clone(), instance.server.clone());
        let word = state.word().trim_end_matches('!');
        if !matches!(state, State::Autostarting | State::Failed) {
            let text = format!("CWSID0016I: Messaging engine {engine} is in state {word}.");
            self.log(&server, &engine, &text);
        }
        self.happens(format!("{engine} on {server} is {}", state.word()));
    }

    /// Asks an engine to start. The answer is whether the call is accepted.
    pub fn start_engine(&mut self, key: &str, mode: &str) -> Result<(), String> {
        let Some(instance) = self.instances.get(key).cloned() else { return Ok(()) };
        let asked = self.asked(&instance, mode);
        self.effect(format!("start {mode} of {} on {}", instance.engine, instance.server));
        match instance.state {
            State::Starting | State::Autostarting => self.start_in_start(key, &instance.engine),
            State::Started => {
                if asked == Asked::Flush {
                    self.violate(
                        ViolationKind::FlushOnRunning,
                        &instance.engine,
                        "a running engine flushes nothing",
                    );
                }
            }
            State::Joined | State::Stopping => {
                return Err(format!(
                    "CWSID0034E: {} cannot be started from {}",
                    instance.engine,
                    instance.state.word()
                ));
            }
            State::Stopped | State::Failed => {
                if asked == Asked::Flush && self.fault_times("start-lags", &instance.engine, 1) {
                    self.later(LAGS, What::Begins(key.to_owned(), asked));
                } else {
                    self.begin(key, asked);
                }
            }
        }
        Ok(())
    }

    /// A start during a start breaks the startup (engine-runtime 2.2, PK77970).
    fn start_in_start(&mut self, key: &str, engine: &str) {
        let how = "start was called while it was starting";
        self.violate(ViolationKind::StartDuringStart, engine, how);
        self.forget(key);
        self.later(2, What::StartFailed(key.to_owned(), words(&["CWSID0035E"])));
    }

    /// A start that was accepted a while ago begins, whatever was asked for meanwhile.
    pub(super) fn begins_late(&mut self, key: &str, asked: Asked) {
        let Some(instance) = self.instances.get(key).cloned() else { return };
        match instance.state {
            State::Stopped | State::Failed => self.begin(key, asked),
            State::Starting | State::Autostarting => self.start_in_start(key, &instance.engine),
            State::Joined | State::Started | State::Stopping => {}
        }
    }

    fn asked(&mut self, instance: &Instance, mode: &str) -> Asked {
        let exact = self.assumes("mode-case", "exact");
        let flush = if exact { mode == "FLUSH" } else { mode.eq_ignore_ascii_case("FLUSH") };
        if flush && !self.fault_times("mode-not-honoured", &instance.engine, 1) {
            Asked::Flush
        } else {
            Asked::Normal
        }
    }

    /// Begins a start.
    fn begin(&mut self, key: &str, asked: Asked) {
        let Some(instance) = self.instances.get(key).cloned() else { return };
        if instance.needs_restart {
            let text = format!(
                "CWSID0027I: Messaging engine {} cannot be restarted because a serious error has been reported.",
                instance.engine
            );
            self.log(&instance.server, &instance.engine, &text);
            self.happens(format!(
                "{} refuses to start before its server is restarted",
                instance.engine
            ));
            return;
        }
        self.enter(key, if asked == Asked::Auto { State::Autostarting } else { State::Starting });
        self.later(OPENS, What::Opens(key.to_owned(), asked));
    }

    /// An engine that is starting opens its store: lock, owner, tables (engine-runtime 3.3, 6.2).
    pub(super) fn open_store(&mut self, key: &str, asked: Asked) {
        let Some(instance) = self.instances.get(key).cloned() else { return };
        if !instance.state.is_active() {
            return;
        }
        if instance.state == State::Autostarting {
            self.enter(key, State::Starting);
        }
        let Some(engine) = self.engines.get(&instance.engine).cloned() else { return };
        let uuid = self.uuid_of(&engine.name, &instance.server);
        let fail = |cell: &mut Self, after: i64, ids: &[&str]| {
            cell.later(after, What::StartFailed(key.to_owned(), words(ids)));
        };
        if asked == Asked::Flush && self.fault_times("server-dies-at-start", &instance.server, 1) {
            return self.kill_process(&instance.server);
        }
        if self.fault_times("start-fails", &engine.name, 1) {
            return fail(self, 3, &["CWSIS0002E", "CWSID0035E", "CWSID0027I"]);
        }
        self.log(&instance.server, &engine.name, &format!("CWSIS1538I: The messaging engine, ME_UUID={uuid}, INC_UUID={:016X}, is attempting to obtain an exclusive lock on the data store.", self.next_pid));
        if self.database_is_down(&engine.store)
            || self.fault_times("database-down", &engine.store, 1)
        {
            return fail(self, PATIENCE, &["CWSIS1501E", "CWSIS0002E", "CWSID0035E", "CWSID0027I"]);
        }
        if self.lock_is_held(&engine.store, key) || self.fault_times("lock-held", &engine.store, 1)
        {
            self.log(&instance.server, &engine.name, "CWSIS1593I: The messaging engine has failed to gain an initial lock on the data store.");
            return fail(self, PATIENCE, &["CWSIS1519E", "CWSIS0002E", "CWSID0035E", "CWSID0027I"]);
        }
        let Some(store) = self.stores.get_mut(&engine.store) else { return };
        if store.data.is_empty() {
            self.log(
                &instance.server,
                &engine.name,
                "CWSIS1543I: No previous owner was found in the messaging engine's data store.",
            );
        } else if !store.data.owner.eq_ignore_ascii_case(&uuid) {
            return fail(self, 3, &["CWSIS1535E", "CWSIS1519E", "CWSIS0002E", "CWSID0035E"]);
        } else {
            self.log(&instance.server, &engine.name, &format!("CWSIS1545I: A single previous owner was found in the messaging engine's data store, ME_UUID={uuid}, INC_UUID=0000000000000001"));
        }
        self.take_lock(&engine.store, key);
        self.log(&instance.server, &engine.name, &format!("CWSIS1537I: The messaging engine, ME_UUID={uuid}, has acquired an exclusive lock on the data store."));
        if asked == Asked::Flush && self.fault_times("start-hangs", &engine.name, 1) {
            return;
        }
        let slow = asked == Asked::Flush && self.fault_times("slow-start", &engine.name, 1);
        self.later(if slow { SLOW } else { READS }, What::Started(key.to_owned(), asked));
    }

    /// An engine has read its store: the flush happens here and nowhere else (engine-runtime 4).
    pub(super) fn has_started(&mut self, key: &str, asked: Asked) {
        let Some(instance) = self.instances.get(key).cloned() else { return };
        if instance.state != State::Starting {
            return;
        }
        let name = instance.engine.clone();
        let server = instance.server.clone();
        let recovery = self.processes.get(&server).is_some_and(|process| process.recovery);
        // Flushing needs something that was there before (engine-runtime 3.1).
        let cold = self.data_of(&name).is_none_or(|data| data.is_empty());
        let flushes = asked == Asked::Flush && !recovery && !cold;
        if asked == Asked::Flush && recovery {
            self.violate(ViolationKind::FlushInRecovery, &name, "its server is in recovery mode");
        }
        let damaged = flushes && self.fault_times("destination-not-recovered", &name, 1);
        if flushes {
            self.log(&server, &name, &format!("CWSIP0780I: Messaging engine: {name} started, flush of all delivery streams requested."));
            if self.fault_times("flush-fails", &name, 1) {
                self.log(&server, &name, &format!("CWSIP0781I: Messaging engine: {name} started, flush initiated for stream: 7A11 and destination: ORDERS."));
                self.log(&server, &name, &format!("CWSIP0782E: Messaging engine: {name} started, flush of stream: 7A11 and destination: ORDERS failed with the exception: java.lang.IllegalStateException."));
                return self.later(
                    1,
                    What::StartFailed(key.to_owned(), words(&["CWSIS0002E", "CWSID0035E"])),
                );
            }
            self.log(&server, &name, &format!("CWSIP0781I: Messaging engine: {name} started, flush initiated for stream: 7A11 and destination: ORDERS."));
            if damaged {
                self.log(&server, &name, "CWSIP0051E: The destination ORDERS cannot be recovered from the data store due to error java.lang.IllegalStateException.");
            }
            let neighbour = self.fault_times("neighbour-completes", &name, 1);
            if neighbour {
                // The completion of an engine with a longer name proves nothing about this one.
                for text in [
                    "CWSIP0780I: Messaging engine: {}2 started, flush of all delivery streams requested.",
                    "CWSIP0783E: Messaging engine: {}2 started, flush of all delivery streams completed.",
                ] {
                    self.log(&server, &name, &text.replace("{}", &name));
                }
            } else if !self.fault_times("completion-missing", &name, 1) {
                self.log(&server, &name, &format!("CWSIP0783E: Messaging engine: {name} started, flush of all delivery streams completed."));
                if self.fault_times("server-dies-after-flush", &server, 1) {
                    self.judge_start(&name, flushes);
                    self.data_note(&name, |data| data.damaged = damaged);
                    return self.kill_process(&server);
                }
            }
        }
        self.log(&server, &name, &format!("CWSIP0212I: messaging engine {name} is starting to reconcile the WCCM destination and link configuration."));
        if self.fault("unexpected-message", &name) {
            self.log(&server, &name, &format!("CWSIP0784E: Messaging engine: partner received a message from messaging engine: {name} that was not expected."));
        }
        self.judge_start(&name, flushes);
        self.data_note(&name, |data| data.damaged = damaged);
        self.enter(key, State::Started);
        if flushes && self.fault_times("log-rolls-over", &server, 1) {
            self.roll_over(&server, true);
        }
        if flushes && self.fault_times("log-rolls-away", &server, 1) {
            self.roll_over(&server, false);
        }
    }

    /// What a start means for the messages, and whether it was allowed.
    fn judge_start(&mut self, name: &str, flushes: bool) {
        let Some(engine) = self.engines.get(name).cloned() else { return };
        let Some(mut data) = self.data_of(name).cloned() else { return };
        let mut receiver = engine.receiver.clone();
        if flushes {
            // One flush is allowed for each restore, and one more for each failed attempt.
            if data.flushed && !data.damaged {
                self.violate(ViolationKind::FlushedTwice, name, "its restore was flushed before");
            }
            let allowed = data.restored || !data.flushed || data.damaged;
            messages::flush(&mut data.stream, &mut receiver, allowed);
            data.flushed = true;
        } else if data.restored && !data.is_empty() {
            self.violate(
                ViolationKind::NormalStart,
                name,
                "its store was restored, and nothing was flushed",
            );
        }
        if !data.is_empty() {
            messages::send(&mut data.stream, &mut receiver);
        }
        if flushes {
            data.restored = false;
        }
        if data.is_empty() {
            data.create_tables(&self.uuid_of(name, &engine.chosen));
        }
        self.put_data(name, data);
        if let Some(engine) = self.engines.get_mut(name) {
            engine.receiver = receiver;
        }
    }

    /// A start fails: its reasons are in the log, the lock goes, and the engine is Stopped
    /// (engine-runtime 2, failed start).
    pub(super) fn start_failed(&mut self, key: &str, ids: &[String]) {
        let Some(instance) = self.instances.get(key).cloned() else { return };
        for id in ids {
            let text = format!("{id}: Messaging engine {} has not started.", instance.engine);
            self.log(&instance.server, &instance.engine, &text);
        }
        self.release_lock(key);
        self.forget(key);
        let state = if self.assumes("after-failed-start", "failed") {
            State::Failed
        } else {
            State::Stopped
        };
        self.enter(key, state);
        let needs_restart =
            ids.iter().any(|id| id.starts_with("CWSID0027")) || state == State::Failed;
        if let Some(instance) = self.instances.get_mut(key) {
            instance.needs_restart = needs_restart;
        }
    }

    /// Asks an engine to stop, `IMMEDIATE` or `FORCE` (engine-runtime 1.2).
    pub fn stop_engine(&mut self, key: &str, mode: &str) -> Result<(), String> {
        let Some(instance) = self.instances.get(key).cloned() else { return Ok(()) };
        self.effect(format!("stop {mode} of {} on {}", instance.engine, instance.server));
        let force = mode == "FORCE";
        match instance.state {
            State::Started => {}
            State::Stopping if force && !instance.forced => {}
            // It is said in the log, and is no exception (engine-runtime 2).
            _ => {
                let text = format!(
                    "CWSID0028W: Messaging engine {} cannot be stopped from current state {}.",
                    instance.engine,
                    instance.state.word()
                );
                self.log(&instance.server, &instance.engine, &text);
                return Ok(());
            }
        }
        if instance.state == State::Started {
            self.enter(key, State::Stopping);
        }
        if let Some(instance) = self.instances.get_mut(key) {
            instance.forced = force;
        }
        let hangs = if force {
            self.fault("force-hangs", &instance.engine)
        } else {
            self.fault("stop-hangs", &instance.engine)
                || self.fault("force-hangs", &instance.engine)
        };
        if !hangs {
            self.forget(key);
            self.later(if force { FORCED } else { STOPS }, What::Stopped(key.to_owned()));
        }
        if self.fault_times("failover", &instance.engine, 1) {
            self.fail_over(&instance.engine, &instance.server);
        }
        Ok(())
    }

    pub(super) fn has_stopped(&mut self, key: &str) {
        if self.instances.get(key).is_some_and(|instance| instance.state == State::Stopping) {
            self.release_lock(key);
            self.enter(key, State::Stopped);
        }
    }

    /// The engines of a server that has come up, in the way that its copy of the configuration says
    /// (engine-runtime 2.1).
    pub(super) fn boot_engines(&mut self, server: &str) {
        let recovers = self.processes.get(server).is_some_and(|process| process.recovery);
        for name in self.engines_of(server) {
            let key = instance_key(&name, server);
            let held = self.initial_on(&name, server) == "STOPPED";
            let taken = self.is_active_elsewhere(&name, server);
            let fresh =
                Instance { engine: name.clone(), server: server.to_owned(), ..Instance::default() };
            self.instances.insert(key.clone(), fresh);
            let text = format!("CWSID0001I: Messaging engine {name} is initializing.");
            self.log(server, &name, &text);
            if !recovers && self.fault_times("engine-does-not-initialise", &name, 1) {
                self.enter(&key, State::Failed);
            } else if taken || (held && self.stands_by(&name, server)) {
                self.enter(&key, State::Joined);
            } else if held {
                self.enter(&key, State::Stopped);
            } else {
                self.begin(&key, Asked::Auto);
            }
        }
    }

    /// Whether a held engine of a cluster shows itself as a standby in this server: an assumption. The
    /// member that comes up first has it, whichever that is.
    fn stands_by(&self, name: &str, server: &str) -> bool {
        let has_it = |other: &Instance| {
            other.engine == name && other.server != server && other.state != State::Joined
        };
        self.instances.values().any(has_it) && self.assumes("held-standby", "joined")
    }

    /// The HA manager makes an engine active on another member, in the way that the configuration
    /// of that member says (commands 5, engine-runtime 2.1).
    pub(super) fn fail_over(&mut self, name: &str, from: &str) {
        let other = self.instances.iter().find(|(_, one)| {
            one.engine == name && one.server != from && one.state == State::Joined
        });
        let Some(key) = other.map(|(key, _)| key.clone()) else { return };
        let server = self.instances[&key].server.clone();
        self.happens(format!("the HA manager makes {name} active on {server}"));
        if self.initial_on(name, &server) == "STOPPED" {
            self.enter(&key, State::Stopped);
        } else {
            self.begin(&key, Asked::Auto);
        }
    }

    /// Whether an engine is active on another member.
    pub fn is_active_elsewhere(&self, name: &str, server: &str) -> bool {
        self.instances
            .values()
            .any(|one| one.engine == name && one.server != server && one.state.is_active())
    }

    /// Whether the engine has an MBean in this server: a standby member may have none.
    pub fn has_mbean(&self, instance: &Instance) -> bool {
        instance.state != State::Joined || self.assumes("standby-mbean", "present")
    }
}

fn words(ids: &[&str]) -> Vec<String> {
    ids.iter().map(|id| (*id).to_owned()).collect()
}
