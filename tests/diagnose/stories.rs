//! Logs made for the tests: stories of an engine, told in the forms and the languages of servers.

use std::fmt::Write;

pub const ENGINE: &str = "Node01.server1-OrdersBus";
const BUS: &str = "OrdersBus";
pub const UUID: &str = "5E1A90C7B3D24F68";
pub const OTHER_UUID: &str = "3F1A9C7E52B0D864";

/// A way in which a server writes its log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// `[11/10/10 2:00:00:123 CST]`, basic.
    American,
    /// `[10.11.10 02:00:00:123 MEZ]`, basic, in German.
    German,
    /// `[2010-11-10T02:00:00.123-0600]`, basic.
    Iso,
    /// What logViewer prints in the advanced form, the message in the line below, in German.
    Advanced,
    /// The advanced form in one line, and a time in a form of its own.
    OneLine,
}

pub const FORMS: [Form; 5] =
    [Form::American, Form::German, Form::Iso, Form::Advanced, Form::OneLine];

impl Form {
    pub fn is_translated(self) -> bool {
        matches!(self, Form::German | Form::Advanced)
    }

    fn time(self, second: usize) -> String {
        let (minute, second) = (second / 60, second % 60);
        match self {
            Form::American => format!("11/10/10 2:{minute:02}:{second:02}:123 CST"),
            Form::German | Form::Advanced => format!("10.11.10 09:{minute:02}:{second:02}:123 MEZ"),
            Form::Iso => format!("2010-11-10T02:{minute:02}:{second:02}.123-0600"),
            Form::OneLine => format!("Mi 10 Nov 2010 kl. 9.{minute:02}.{second:02}"),
        }
    }

    /// Releases differ in the letter behind an id.
    fn letter(self, id: &str) -> &'static str {
        match self {
            Form::American => {
                if matches!(&id[5..7], "15" | "07") {
                    "E"
                } else {
                    "I"
                }
            }
            Form::German => "I",
            Form::Iso => "W",
            Form::Advanced => "",
            Form::OneLine => "E",
        }
    }

    fn line(self, out: &mut String, at: usize, bracket: &str, id: &str, text: &str) {
        let (time, letter) = (self.time(at), self.letter(id));
        let said = format!("[{bracket}] {id}{letter}: {text}");
        let event = if letter.is_empty() { "A" } else { letter };
        let long = "UOW= source=com.ibm.ws.sib.utils.ras.SibMessage org=IBM prod=WebSphere \
                    component=Application Server thread=[WebContainer : 0]";
        match self {
            Form::American | Form::German | Form::Iso => {
                writeln!(out, "[{time}] 0000002a SibMessage    {event}   {said}")
            }
            Form::Advanced => writeln!(out, "[{time}] 0000002a {event} {long}\n          {said}"),
            Form::OneLine => writeln!(out, "[{time}] 0000002a {event} {long} {said}"),
        }
        .unwrap();
    }
}

/// One message: its id and what is put into its text.
pub type Told = (&'static str, &'static str);

/// The text of a message, in English or in German.
fn text(id: &str, insert: &str, german: bool) -> String {
    let state = |word: &str| match word {
        "Started" => "Gestartet",
        "Starting" => "Startvorgang",
        "Stopped" => "Angehalten",
        "Joined" => "Verbunden",
        _ => "Unbekannt",
    };
    let own = format!("ME_UUID={UUID}, INC_UUID=B44E467DDE9EA5D9");
    match (id, german) {
        ("CWSID0016", false) => format!("Messaging engine {ENGINE} is in state {insert}."),
        ("CWSID0016", true) => {
            format!("Der Zustand der Engine {ENGINE} ist jetzt {}.", state(insert))
        }
        ("CWSIS1535" | "CWSIS1561", false) => {
            format!("The ids do not match. ME_UUID={UUID}, ME_UUID(DB)={OTHER_UUID}")
        }
        ("CWSIS1535" | "CWSIS1561", true) => {
            format!("Die Kennungen stimmen nicht. ME_UUID={UUID}, ME_UUID(DB)={OTHER_UUID}")
        }
        ("CWSIS1538" | "CWSIS1537" | "CWSIS1545" | "CWSIS1543", false) => {
            format!("The engine, {own}")
        }
        ("CWSIS1538" | "CWSIS1537" | "CWSIS1545" | "CWSIS1543", true) => {
            format!("Die Engine, {own}")
        }
        ("CWSIP0784", false) => {
            format!(
                "Messaging engine: Node02.partner-OrdersBus received a message from messaging engine: {ENGINE}."
            )
        }
        ("CWSIP0784", true) => {
            format!(
                "Von {ENGINE} hat die Engine Node02.partner-OrdersBus etwas Unerwartetes erhalten."
            )
        }
        (_, false) => format!("Messaging engine: {ENGINE} told {insert}."),
        (_, true) => format!("Die Engine {ENGINE} meldet {insert}."),
    }
}

/// A log that tells a story, between lines that have nothing to do with it.
pub fn log(form: Form, story: &[Told]) -> String {
    let mut out = String::from("************ Start Display Current Environment ************\n");
    for (at, (id, insert)) in story.iter().enumerate() {
        let bracket = match *id {
            // Reconstitution runs on threads that know no engine.
            "CWSIP0780" | "CWSIP0781" | "CWSIP0782" | "CWSIP0783" => ":".to_owned(),
            "CWSIP0784" => format!("{BUS}:Node02.partner-OrdersBus"),
            _ => format!("{BUS}:{ENGINE}"),
        };
        form.line(&mut out, at, &bracket, id, &text(id, insert, form.is_translated()));
        let time = form.time(at);
        writeln!(
            out,
            "[{time}] 00000011 SystemOut     O   an application: CWSIP0783I Node01.x-Bus"
        )
        .unwrap();
        writeln!(out, "\tat com.example.Orders.take(Orders.java:{at})").unwrap();
    }
    out
}

/// The messages of a start up to the lock on the store.
const LOCKED: [Told; 4] =
    [("CWSID0016", "Starting"), ("CWSIS1538", ""), ("CWSIS1545", ""), ("CWSIS1537", "")];
const FLUSHES: [Told; 3] = [("CWSIP0780", ""), ("CWSIP0781", "A"), ("CWSIP0781", "B")];
const COMES_UP: [Told; 2] = [("CWSIP0212", ""), ("CWSID0016", "Started")];
const GIVES_UP: [Told; 3] = [("CWSIS0002", ""), ("CWSID0035", ""), ("CWSID0016", "Stopped")];

fn joined(parts: &[&[Told]]) -> Vec<Told> {
    parts.concat()
}

pub fn flushed() -> Vec<Told> {
    joined(&[&LOCKED, &FLUSHES, &[("CWSIP0783", "")], &COMES_UP])
}

pub fn normal() -> Vec<Told> {
    joined(&[&LOCKED, &COMES_UP])
}

/// A story, its verdict, whether that is good, and the verdict where the words of states cannot be read.
pub struct Story {
    pub told: Vec<Told>,
    pub verdict: &'static str,
    pub good: bool,
    pub translated: &'static str,
}

fn story(verdict: &'static str, good: bool, told: Vec<Told>) -> Story {
    Story { told, verdict, good, translated: verdict }
}

fn other(verdict: &'static str, good: bool, translated: &'static str, told: Vec<Told>) -> Story {
    Story { told, verdict, good, translated }
}

/// A story for every conclusion that a log alone can lead to.
pub fn all() -> Vec<Story> {
    let fails = |ids: &[Told]| joined(&[&LOCKED[..2], ids, &GIVES_UP]);
    let stopped: &[Told] = &[("CWSID0016", "Stopped")];
    vec![
        story("flushed", true, flushed()),
        other("flushed", true, "flushed", joined(&[&flushed(), stopped])),
        other(
            "flushed-earlier",
            true,
            "flushed-earlier",
            joined(&[&flushed(), stopped, &normal()]),
        ),
        story("flush-running", false, joined(&[&LOCKED, &FLUSHES])),
        other("flush-incomplete", false, "flush-running", joined(&[&LOCKED, &FLUSHES, &COMES_UP])),
        story("flush-unasked", false, joined(&[&[("CWSIP0783", "")], &COMES_UP])),
        story(
            "flush-failed",
            false,
            joined(&[&LOCKED, &FLUSHES, &[("CWSIP0782", "A")], &GIVES_UP]),
        ),
        story(
            "flush-failed",
            false,
            joined(&[&LOCKED, &FLUSHES, &[("CWSIP0051", ""), ("CWSIP0783", "")], &COMES_UP]),
        ),
        story("started-normally", true, normal()),
        story("started-normally", true, joined(&[&normal(), &[("CWSIP0784", "")]])),
        story("store-of-another", false, fails(&[("CWSIS1535", ""), ("CWSIS1519", "")])),
        story("lock-held", false, fails(&[("CWSIS1593", ""), ("CWSIS1519", "")])),
        story(
            "store-empty",
            true,
            joined(&[&LOCKED[..2], &[("CWSIS1543", ""), ("CWSIS1537", "")], &COMES_UP]),
        ),
        story(
            "restart-server",
            false,
            joined(&[&LOCKED[..2], &GIVES_UP[..2], &[("CWSID0027", "")], stopped]),
        ),
        story("start-failed", false, fails(&[("CWSIS1532", "SIB000")])),
        other("start-failed", false, "nothing-told", joined(&[&LOCKED[..1], stopped])),
        story("trouble", false, joined(&[&normal(), &[("CWSIS1594", "")]])),
        other("starting", false, "starting", LOCKED[..2].to_vec()),
        other("running", true, "nothing-told", COMES_UP[1..].to_vec()),
        other("stands-by", true, "nothing-told", vec![("CWSID0016", "Joined")]),
        other("stopped", true, "nothing-told", stopped.to_vec()),
        story("unexpected", true, vec![("CWSIP0784", "")]),
        story("nothing-told", true, vec![("CWSIS1568", "")]),
    ]
}
