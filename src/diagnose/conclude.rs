//! From what a log tells of an engine to a conclusion in words, with the next command.
//!
//! Whether a start in normal mode was right, and what `CWSIP0784` means, depends on whether a backup was
//! restored (source procedure). Only a plan says that; without one the conclusion says both.

use super::engine::{Attempt, Engine, State};
use super::report::{Conclusion, File, Place, Verdict};
use super::time::When;
use crate::messages;

/// What is known from elsewhere than the log.
#[derive(Clone, Copy, Debug)]
pub(super) struct Known<'a> {
    /// Whether a plan was given.
    pub plan: bool,
    /// The host of the engine in the plan; empty where that is not known.
    pub host: &'a str,
    /// The files of the log.
    pub files: &'a [File],
    /// The engine of the plan that a store belongs to, where it is another one's.
    pub owner: Option<&'a str>,
}

/// What it comes to.
pub(super) fn conclude(engine: &Engine, known: Known) -> Conclusion {
    let (verdict, says) = match &engine.attempt {
        Some(last) if last.has_failed() => failed(engine, last, known),
        Some(last) if !engine.trouble.is_empty() => trouble(engine, last, known),
        Some(last) if last.requested || last.completed => flush(engine, last, known),
        Some(last) => normal(engine, last, known),
        None => idle(engine, known),
    };
    let mut conclusion = Conclusion {
        verdict,
        good: is_good(verdict, engine),
        says,
        next: Vec::new(),
        also: also(engine, verdict, known),
    };
    conclusion.next = next(engine, &conclusion, known);
    conclusion
}

impl Known<'_> {
    /// A place in words; the file is named where there are several.
    fn at(&self, place: &Place) -> String {
        let mut said = format!("line {}", place.line);
        if self.files.len() > 1 {
            let name = &self.files[place.file].name;
            said.push_str(&format!(" of {}", name.rsplit('/').next().unwrap_or(name)));
        }
        if !place.time.is_empty() {
            said.push_str(&format!(" ({})", place.time));
        }
        said
    }
}

/// Why a start has failed, the most telling failure first.
const CAUSES: [(&str, Verdict); 13] = [
    ("CWSIS1535", Verdict::StoreOfAnother),
    ("CWSIS1561", Verdict::StoreOfAnother),
    ("CWSIS1536", Verdict::StartFailed),
    ("CWSIS1544", Verdict::StartFailed),
    ("CWSIS1519", Verdict::LockHeld),
    ("CWSIS1567", Verdict::LockHeld),
    ("CWSIS1579", Verdict::LockHeld),
    ("CWSIP0782", Verdict::FlushFailed),
    ("CWSIP0051", Verdict::FlushFailed),
    ("CWSIP0056", Verdict::FlushFailed),
    ("CWSIP0062", Verdict::FlushFailed),
    ("CWSIS1501", Verdict::StartFailed),
    ("CWSIS1570", Verdict::StartFailed),
];

/// Ids that say that a start has failed, and not why.
const GENERAL: [&str; 7] =
    ["CWSIS0002", "CWSID0027", "CWSID0034", "CWSID0035", "CWSID0036", "CWSID0037", "CWSID0039"];

/// The failure that says most.
fn cause(last: &Attempt) -> Option<(&str, Verdict)> {
    let has = |id: &str| last.failures.iter().any(|known| known == id);
    if let Some((id, verdict)) = CAUSES.iter().find(|(id, _)| has(id)) {
        let flushing = *verdict != Verdict::FlushFailed || last.requested;
        return Some((id, if flushing { *verdict } else { Verdict::StartFailed }));
    }
    let special = last.failures.iter().find(|id| !GENERAL.contains(&id.as_str()));
    special.or(last.failures.first()).map(|id| (id.as_str(), Verdict::StartFailed))
}

fn failed(engine: &Engine, last: &Attempt, known: Known) -> (Verdict, String) {
    let mode = if last.requested { "flush start" } else { "start" };
    let begin = format!("The {mode} at {} has failed", known.at(&last.begun));
    let Some((id, verdict)) = cause(last) else {
        return (Verdict::StartFailed, format!("{begin}; the log does not say why."));
    };
    let general = GENERAL.contains(&id);
    if engine.needs_restart.is_some() && general {
        let says = "the server must be restarted before the next attempt (CWSID0027).";
        return (Verdict::RestartServer, format!("{begin}: {says}"));
    }
    let means = messages::of(id).map_or("", |page| &page.means);
    let mut says = format!("{begin}: {id}: {means}");
    if verdict == Verdict::StoreOfAnother {
        says = format!("{begin}: the store belongs to another engine ({id}).");
        if let [own, other] = last.uuids.as_slice() {
            says.push_str(&format!(" The engine is {own}; the store is of {other}"));
            says.push_str(
                &known.owner.map_or_else(|| ".".to_owned(), |name| format!(", which is {name}.")),
            );
        }
    }
    if engine.needs_restart.is_some() {
        says.push_str(" The server must be restarted before the next attempt (CWSID0027).");
    }
    (verdict, says)
}

fn trouble(engine: &Engine, last: &Attempt, known: Known) -> (Verdict, String) {
    let mode = if last.is_flushed() { "Flushed" } else { "Started" };
    let begun = known.at(&last.begun);
    let ids = engine.trouble.join(", ");
    (Verdict::Trouble, format!("{mode} in the start at {begun}, and in trouble since: {ids}."))
}

fn flush(engine: &Engine, last: &Attempt, known: Known) -> (Verdict, String) {
    let begun = known.at(&last.begun);
    if engine.restored && last.when == When::Before {
        let says = format!(
            "The flush at {begun} is older than the backup, so it is of an earlier restore."
        );
        return (Verdict::StartedWithoutFlush, says);
    }
    if last.is_flushed() {
        let end = match &engine.state {
            Some((State::Over | State::Joined, place)) => {
                format!(" It was stopped again at {}.", known.at(place))
            }
            _ => String::new(),
        };
        return (Verdict::Flushed, format!("Flushed in the start at {begun}.{end}"));
    }
    if !last.requested {
        let says = format!(
            "A flush is completed in the start at {begun}, and the log does not show that it was asked for: \
             an earlier part of the log is missing."
        );
        return (Verdict::FlushUnasked, says);
    }
    if last.started {
        let says = format!(
            "A flush was asked for in the start at {begun}, and the engine is Started without CWSIP0783: \
             the flush is not confirmed."
        );
        return (Verdict::FlushIncomplete, says);
    }
    let so_far = if last.completed { "completed" } else { "asked for" };
    let says =
        format!("The flush in the start at {begun} is {so_far}; the log ends before Started.");
    (Verdict::FlushRunning, says)
}

fn normal(engine: &Engine, last: &Attempt, known: Known) -> (Verdict, String) {
    let begun = known.at(&last.begun);
    let running = last.started || last.read;
    if last.empty {
        let says = format!(
            "The store was empty in the start at {begun}: right for a first start ever, wrong after a restore."
        );
        return (Verdict::StoreEmpty, says);
    }
    if !running {
        return (Verdict::Starting, format!("The start at {begun} goes on where the log ends."));
    }
    let earlier =
        engine.flushed.as_ref().filter(|flushed| flushed.when != When::Before || !engine.restored);
    if let Some(flushed) = earlier {
        let says = format!(
            "Flushed in the start at {}, and started in the usual way since, last at {begun}. Right, unless a \
             backup was restored in between.",
            known.at(&flushed.begun)
        );
        return (Verdict::FlushedEarlier, says);
    }
    if last.torn && !last.locking && !last.acquired {
        let says = format!(
            "Started; its start, before {begun}, is not in the log, and so its mode is not told."
        );
        return (Verdict::Running, says);
    }
    if engine.restored && last.when == When::Before {
        let says = format!(
            "Started in normal mode at {begun}, which is before the backup; not started since."
        );
        return (Verdict::Stopped, says);
    }
    if engine.restored {
        let says = format!(
            "Started in normal mode at {begun}, and its restore was not flushed: started without flush after a \
             restore. New messages may be discarded by the engines that it sends to."
        );
        return (Verdict::StartedWithoutFlush, says);
    }
    let says = format!(
        "Started in normal mode at {begun}: right, unless it is the first start after a restore."
    );
    (Verdict::StartedNormally, says)
}

fn idle(engine: &Engine, known: Known) -> (Verdict, String) {
    if let Some(place) = &engine.needs_restart {
        let says = format!(
            "The server must be restarted before the next attempt (CWSID0027, {}).",
            known.at(place)
        );
        return (Verdict::RestartServer, says);
    }
    match (&engine.state, &engine.unexpected) {
        (Some((State::Joined, place)), _) => (
            Verdict::StandsBy,
            format!("It stands by since {}: it was not started here.", known.at(place)),
        ),
        (Some((_, place)), _) => (
            Verdict::Stopped,
            format!("Stopped since {}; the log shows no start.", known.at(place)),
        ),
        (None, Some(place)) => (Verdict::Unexpected, unexpected(engine, place, known)),
        (None, None) => (Verdict::NothingTold, "The log tells nothing of its state.".to_owned()),
    }
}

/// What CWSIP0784 means depends on whether a backup was restored (source procedure).
fn unexpected(engine: &Engine, place: &Place, known: Known) -> String {
    let place = known.at(place);
    if engine.restored {
        format!(
            "Another engine did not expect what came from it (CWSIP0784, {place}): if that is later than the \
             restore, it was started without flush. Its own log tells."
        )
    } else {
        format!(
            "Another engine did not expect what came from it (CWSIP0784, {place}). It means a start without \
             flush only where it is known that a backup was restored."
        )
    }
}

fn is_good(verdict: Verdict, engine: &Engine) -> bool {
    match verdict {
        Verdict::Flushed | Verdict::FlushedEarlier | Verdict::StandsBy => true,
        Verdict::StartedNormally
        | Verdict::StoreEmpty
        | Verdict::Running
        | Verdict::Stopped
        | Verdict::NothingTold
        | Verdict::Unexpected => !engine.restored,
        _ => false,
    }
}

/// What else is worth a look.
fn also(engine: &Engine, verdict: Verdict, known: Known) -> Vec<String> {
    let mut also = Vec::new();
    for id in &engine.alarms {
        let means = messages::of(id).map_or("", |page| &page.means);
        also.push(format!("{id}: {means}"));
    }
    let flushed = matches!(verdict, Verdict::Flushed);
    if flushed && engine.attempt.as_ref().is_some_and(|last| !last.readable) {
        also.push(
            "The log does not show Started in words that can be read: ask the MBean for the state."
                .into(),
        );
    }
    if let Some(place) = engine.unexpected.as_ref().filter(|_| verdict != Verdict::Unexpected) {
        also.push(unexpected(engine, place, known));
    }
    also
}

/// What to do, in order.
fn next(engine: &Engine, conclusion: &Conclusion, known: Known) -> Vec<String> {
    let host = if known.host.is_empty() { "HOST" } else { known.host };
    let run = format!("./run.sh run --host {host}");
    let page = |id: &str| messages::of(id).map(|page| page.decide.clone());
    let mut next = Vec::new();
    let restart = if engine.needs_restart.is_some() { " --restart" } else { "" };
    match conclusion.verdict {
        Verdict::Flushed | Verdict::FlushedEarlier => {
            next.push("Never flush again for this restore.".into());
            if known.plan && engine.restored {
                next.push(run);
            }
        }
        Verdict::FlushRunning | Verdict::Starting => {
            next.push(
                "Wait, and read the log again; do not ask for another start meanwhile.".into(),
            );
        }
        Verdict::StartedNormally | Verdict::Unexpected | Verdict::StoreEmpty
            if !engine.restored =>
        {
            next.push("Say what was restored: sibrestore diagnose --plan PLAN LOG".into());
        }
        Verdict::StartedWithoutFlush | Verdict::FlushIncomplete | Verdict::StoreEmpty => {
            next.push("Stop the engine now, and start it in Restart after restore mode.".into());
            next.push(format!("{run} --attempt N"));
        }
        Verdict::FlushUnasked | Verdict::Running => {
            next.push("Read the files that the log has rolled over to as well.".into());
        }
        Verdict::RestartServer => {
            next.extend(page("CWSID0027"));
            next.push(format!("{run} --attempt N --restart"));
        }
        Verdict::StoreOfAnother
        | Verdict::LockHeld
        | Verdict::FlushFailed
        | Verdict::StartFailed
        | Verdict::Trouble => {
            let id = engine.attempt.as_ref().and_then(cause).map(|(id, _)| id);
            next.extend(id.or(engine.trouble.first().map(String::as_str)).and_then(page));
            next.push(format!("{run} --attempt N{restart}"));
        }
        Verdict::Stopped if engine.restored => {
            next.push("The flush start is still to come.".into());
            next.push(run);
        }
        _ => {}
    }
    next
}
