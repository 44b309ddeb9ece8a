//! The message logs of servers.

use super::{Cell, FileChange};
use jiff::Timestamp;

/// A line of SystemOut.log in basic format (engine-runtime 5.1): the letter after an id is that of
/// the source procedure for CWSIP0783, which differs from the catalogue's, as releases do.
fn line(now: i64, bracket: &str, text: &str) -> String {
    let stamp = Timestamp::from_second(now).unwrap_or_default();
    let stamp = stamp.strftime("%-m/%-d/%y %-H:%M:%S:000 UTC");
    let letter = text.split(':').next().and_then(|id| id.chars().last()).unwrap_or('I');
    format!("[{stamp}] 0000002a SibMessage    {letter}   [{bracket}] {text}\n")
}

/// ISO 8859-1, with a `?` for what that cannot write.
fn latin_1(text: &str) -> Vec<u8> {
    text.chars().map(|c| u8::try_from(u32::from(c)).unwrap_or(b'?')).collect()
}

impl Cell {
    /// Writes a message about an engine into the log of a server.
    pub(super) fn log(&mut self, server: &str, engine: &str, text: &str) {
        let bus = self.engines.get(engine).map_or("", |engine| &engine.bus).to_owned();
        // Reconstitution runs on helper threads, which know no engine (engine-runtime 5.1).
        let helper = text.starts_with("CWSIP078");
        let bracket = if helper { ":".to_owned() } else { format!("{bus}:{engine}") };
        let text = line(self.caller.now, &bracket, text);
        self.append(server, &text);
    }

    /// The server writes in the charset of the locale of its user.
    fn append(&mut self, server: &str, text: &str) {
        let bytes = if self.fault("log-in-latin-1", server) { latin_1(text) } else { text.into() };
        let Some(process) = self.processes.get(server) else { return };
        let (host, log) = (process.host.clone(), process.log_file());
        self.outbox.push(FileChange::Append(host, log, bytes));
    }

    /// A log that a flush start of long ago has left its messages in (H14).
    pub fn old_log(&mut self, server: &str) {
        let now = self.caller.now;
        self.caller.now = now - 90 * 86_400;
        for engine in self.engines_of(server) {
            for text in [
                format!(
                    "CWSIP0780I: Messaging engine: {engine} started, flush of all delivery streams requested."
                ),
                format!(
                    "CWSIP0783E: Messaging engine: {engine} started, flush of all delivery streams completed."
                ),
            ] {
                self.log(server, &engine, &text);
            }
        }
        self.caller.now = now;
    }

    /// The log rolls over (engine-runtime 5.2). `keep` is false where no old file is kept.
    pub fn roll_over(&mut self, server: &str, keep: bool) {
        let Some(process) = self.processes.get(server).filter(|process| !process.hpel) else {
            return;
        };
        let (host, log) = (process.host.clone(), process.log_file());
        let stamp = Timestamp::from_second(self.caller.now).unwrap_or_default();
        let stamp = stamp.strftime("%y.%m.%d_%H.%M.%S");
        let old = format!("{}_{stamp}.log", log.strip_suffix(".log").unwrap_or(&log));
        if keep {
            self.outbox.push(FileChange::Rename(host, log, old));
        } else {
            self.outbox.push(FileChange::Remove(host, log));
        }
        let text = line(self.caller.now, ":", "CWSIU0000I: Release: WAS855.SIB Level: simulated");
        self.append(server, &text);
        self.happens(format!("the log of {server} rolls over"));
    }
}
