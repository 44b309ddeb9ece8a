//! The report for a terminal.

use super::report::{End, Engine, Event, Log, Mode, Other, Place, Report, Start, Verdict};
use std::fmt::Write;

/// How many files, events and other messages are printed of each log; JSON has them all.
const FILES: usize = 8;
const EVENTS: usize = 30;
const OTHERS: usize = 40;
const WIDTH: usize = 100;

/// The report for a terminal. What comes from a log is printed without its control characters.
pub fn text(report: &Report) -> String {
    let mut out = String::new();
    for log in &report.logs {
        log_text(&mut out, log);
    }
    for name in &report.unseen {
        let _ = writeln!(
            out,
            "{}\n  NOT SEEN  the plan restores it, and no log tells of it\n  next      Read the log of its server.\n",
            clean(name)
        );
    }
    if !report.complete {
        out.push_str(
            "PARTIAL: a file was not read to its end; what follows there is not in this answer.\n",
        );
    }
    out
}

fn count(lines: u64) -> String {
    if lines == 1 { "1 line".to_owned() } else { format!("{lines} lines") }
}

fn log_text(out: &mut String, log: &Log) {
    let lines: u64 = log.files.iter().map(|file| file.lines).sum();
    let files = match log.files.len() {
        1 => String::new(),
        many => format!(", {many} files"),
    };
    let _ = writeln!(out, "{}: {}{files}", clean(&log.name), count(lines));
    if log.files.len() > 1 {
        for file in log.files.iter().take(FILES) {
            let _ = writeln!(out, "  {}: {}", clean(&file.name), count(file.lines));
        }
        more(out, log.files.len(), FILES, "files");
    }
    for file in log.files.iter().filter(|file| !file.broken.is_empty()) {
        let _ = writeln!(
            out,
            "  PARTIAL  {} was read up to line {} only: {}",
            clean(&file.name),
            file.lines,
            clean(&file.broken)
        );
    }
    if log.engines.is_empty() {
        out.push_str("  no engine is told of\n");
    }
    out.push('\n');
    for engine in &log.engines {
        engine_text(out, engine, log);
    }
    if log.engines_left_out > 0 {
        let _ = writeln!(
            out,
            "There was no room for further engines, of which {} messages tell; give fewer logs at once.\n",
            log.engines_left_out
        );
    }
    others_text(out, log);
}

fn engine_text(out: &mut String, engine: &Engine, log: &Log) {
    let bus =
        if engine.bus.is_empty() { String::new() } else { format!(", bus {}", clean(&engine.bus)) };
    let restored = if engine.restored { ", restored by the plan" } else { "" };
    let _ = writeln!(out, "{}{bus}{restored}", clean(&engine.name));
    let shown = engine.events.len().saturating_sub(EVENTS);
    let before = engine.events_left_out + shown as u64;
    if before > 0 {
        let _ = writeln!(out, "  … {before} earlier events");
    }
    for event in &engine.events[shown..] {
        event_text(out, event, log);
    }
    for (number, start) in (engine.starts_left_out + 1..).zip(&engine.starts) {
        let _ = writeln!(out, "  start {number}   {}", start_text(start, log));
    }
    wrapped(out, word(engine.conclusion.verdict), &engine.conclusion.says);
    for next in &engine.conclusion.next {
        wrapped(out, "next    ", next);
    }
    for also in &engine.conclusion.also {
        wrapped(out, "also    ", also);
    }
    out.push('\n');
}

fn event_text(out: &mut String, event: &Event, log: &Log) {
    let times = if event.times > 1 { format!(" ({} times)", event.times) } else { String::new() };
    let _ = writeln!(
        out,
        "  {}  {}{}  {}{times}",
        place_text(&event.place, log),
        event.id,
        event.letter,
        clean(&event.says)
    );
}

fn start_text(start: &Start, log: &Log) -> String {
    let mode = match start.mode {
        Mode::Flush => "in Restart after restore mode",
        Mode::Normal => "in normal mode",
        Mode::Unknown => "in a mode that is not told",
    };
    let end = match start.end {
        End::Started => "started",
        End::Failed => "failed",
        End::Open => "its end is not told",
    };
    format!("{}  {mode}: {end}", place_text(&start.begun, log))
}

fn others_text(out: &mut String, log: &Log) {
    // What only informs is counted; everything else is listed.
    let (quiet, loud): (Vec<&Other>, Vec<&Other>) =
        log.others.iter().partition(|other| matches!(other.letter.as_str(), "I" | "A"));
    if !loud.is_empty() {
        out.push_str("Other messages\n");
    }
    for other in loud.iter().take(OTHERS) {
        let page = if other.known { "" } else { " (no page)" };
        let engine = if other.engine.is_empty() {
            String::new()
        } else {
            format!(" {}:", clean(&other.engine))
        };
        let _ = writeln!(
            out,
            "  {}  {}{}{page} {} times:{engine} {}",
            place_text(&other.first, log),
            other.id,
            other.letter,
            other.times,
            clean(&other.says)
        );
    }
    more(out, loud.len(), OTHERS, "kinds of messages; --format json has them");
    if !quiet.is_empty() {
        let _ = writeln!(out, "Other messages that only inform: {} kinds", quiet.len());
    }
    if log.others_left_out > 0 {
        let _ = writeln!(out, "There was no room for {} other messages.", log.others_left_out);
    }
    if !loud.is_empty() || !quiet.is_empty() {
        out.push('\n');
    }
}

fn more(out: &mut String, all: usize, shown: usize, what: &str) {
    if all > shown {
        let _ = writeln!(out, "  … {} more {what}", all - shown);
    }
}

fn place_text(place: &Place, log: &Log) -> String {
    let file = if log.files.len() > 1 { format!("{}:", place.file + 1) } else { String::new() };
    let time =
        if place.time.is_empty() { String::new() } else { format!("  {}", clean(&place.time)) };
    format!("{file}{:<6}{time}", place.line)
}

fn word(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Flushed => "FLUSHED",
        Verdict::FlushedEarlier => "FLUSHED EARLIER",
        Verdict::FlushRunning => "FLUSH RUNNING",
        Verdict::FlushIncomplete => "FLUSH NOT CONFIRMED",
        Verdict::FlushUnasked => "FLUSH HALF TOLD",
        Verdict::FlushFailed => "FLUSH FAILED",
        Verdict::StartedWithoutFlush => "STARTED WITHOUT FLUSH",
        Verdict::StartedNormally => "STARTED NORMALLY",
        Verdict::StoreOfAnother => "STORE OF ANOTHER ENGINE",
        Verdict::LockHeld => "LOCK HELD",
        Verdict::StoreEmpty => "STORE EMPTY",
        Verdict::RestartServer => "RESTART THE SERVER",
        Verdict::StartFailed => "START FAILED",
        Verdict::Trouble => "IN TROUBLE",
        Verdict::Starting => "STARTING",
        Verdict::Running => "RUNNING",
        Verdict::StandsBy => "STANDS BY",
        Verdict::Stopped => "STOPPED",
        Verdict::Unexpected => "NOT EXPECTED ELSEWHERE",
        Verdict::NothingTold => "NOTHING TOLD",
    }
}

/// A word and a text in lines of about a hundred columns; what goes on is indented.
fn wrapped(out: &mut String, word: &str, text: &str) {
    let mut line = format!("  {word} ");
    for part in clean(text).split_whitespace() {
        if line.chars().count() + part.chars().count() >= WIDTH && line.trim_start().contains(' ') {
            let _ = writeln!(out, "{line}");
            line = String::from("           ");
        }
        line.push(' ');
        line.push_str(part);
    }
    let _ = writeln!(out, "{line}");
}

/// A text that moves no cursor.
fn clean(text: &str) -> String {
    text.chars().map(|c| if is_hidden(c) { '\u{fffd}' } else { c }).collect()
}

/// Control characters, and those that turn the direction of what follows.
fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}
