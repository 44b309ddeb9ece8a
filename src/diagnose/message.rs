//! A message of the log: its id, and what stands around it.
//!
//! Basic form (engine-runtime 5.1): `[time] thread component L   [bus:engine] CWSIP0783I: text`.
//! Advanced form: `[time] thread L UOW= source=… thread=[…]`, and the message behind it or in the line below.
//! The export of an HPEL log has the same two forms. An id that stands anywhere else is quoted: it tells of a
//! cause, as in a stack trace, and it is no message of its own.

use super::scan::{FAMILY, Line};
use memchr::memchr;
use memchr::memmem::find;

/// How much of a message's text is looked at, in bytes.
const TEXT: usize = 2_048;
/// How many ids of one line count.
const IDS: usize = 16;

/// A message, or ids that are quoted.
#[derive(Debug)]
pub(super) struct Message {
    /// The line in the file, from 1.
    pub line: u64,
    /// The time as it is written; may be empty.
    pub time: String,
    /// The id of the message, with the letter behind it where there is one.
    pub id: Option<Id>,
    /// Ids that are only quoted.
    pub quoted: Vec<Id>,
    /// The bus and the engine in the bracket.
    pub bracket: Option<(String, String)>,
    /// What stands behind the id.
    pub text: String,
}

/// An id and the letter behind it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Id {
    /// Such as `CWSIP0783`.
    pub name: String,
    /// Such as `I`; where the id has none, that of the line. Empty where neither has one.
    pub letter: String,
}

/// What a line says, if it names an id.
pub(super) fn read(line: &Line) -> Option<Message> {
    let ids = ids(line.text);
    let (at, first) = ids.first()?;
    let head = if line.is_head { &line.text[..*at] } else { line.head };
    let before = line.text[..*at].trim_ascii_end();
    let own = is_message(before, head, line.is_head);
    let mut names: Vec<Id> = ids.iter().map(|(_, id)| id.clone()).collect();
    let id = own.then(|| {
        let mut id = names.remove(0);
        if id.letter.is_empty() {
            id.letter = event_letter(head);
        }
        id
    });
    let behind = at + first.name.len() + usize::from(!first.letter.is_empty());
    let text = &line.text[behind..line.text.len().min(behind + TEXT)];
    Some(Message {
        line: line.number,
        time: time_of(head),
        id,
        quoted: names,
        bracket: bracket_of(before).or_else(|| bracket_of(before_id(head))),
        text: String::from_utf8_lossy(text.strip_prefix(b":").unwrap_or(text)).trim().to_owned(),
    })
}

/// The ids in a line, and where each begins.
fn ids(line: &[u8]) -> Vec<(usize, Id)> {
    let mut ids = Vec::new();
    let mut from = 0;
    while let Some(at) = find(&line[from..], FAMILY).map(|at| from + at) {
        from = at + FAMILY.len();
        if let Some(id) = id_at(line, at)
            && ids.len() < IDS
        {
            ids.push((at, id));
        }
    }
    ids
}

fn id_at(line: &[u8], at: usize) -> Option<Id> {
    let word = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'_';
    if at > 0 && word(&line[at - 1]) {
        return None;
    }
    let name = line.get(at..at + 9)?;
    if !name[4].is_ascii_uppercase() || !name[5..].iter().all(u8::is_ascii_digit) {
        return None;
    }
    let letter = line.get(at + 9).filter(|byte| byte.is_ascii_uppercase());
    let after = at + 9 + usize::from(letter.is_some());
    if line.get(after).is_some_and(word) {
        return None;
    }
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    Some(Id { name: text(name), letter: letter.map_or_else(String::new, |byte| text(&[*byte])) })
}

/// Whether what stands before an id is what stands before a message.
fn is_message(before: &[u8], head: &[u8], is_head: bool) -> bool {
    let printed = component(head).is_some_and(|word| matches!(word, b"SystemOut" | b"SystemErr"));
    if printed {
        return false;
    }
    if before.is_empty() || before.ends_with(b"]") {
        return true;
    }
    // Directly behind the letter of the line, with no bracket between.
    is_head && matches!(before, [.., b' ', letter] if letter.is_ascii_uppercase())
}

/// The words of a record's first line behind its time.
fn words(head: &[u8]) -> impl Iterator<Item = &[u8]> {
    let rest = match (head.first(), memchr(b']', head)) {
        (Some(b'['), Some(end)) => &head[end + 1..],
        _ => &[],
    };
    rest.split(u8::is_ascii_whitespace).filter(|word| !word.is_empty())
}

fn component(head: &[u8]) -> Option<&[u8]> {
    words(head).nth(1)
}

/// The letter of the line: the third word in the basic form, the second in the advanced one.
fn event_letter(head: &[u8]) -> String {
    let letter =
        words(head).skip(1).take(2).find(|word| word.len() == 1 && word[0].is_ascii_uppercase());
    letter.map_or_else(String::new, |word| String::from_utf8_lossy(word).into_owned())
}

/// The time as it is written, in whatever form.
fn time_of(head: &[u8]) -> String {
    match (head.first(), memchr(b']', &head[..head.len().min(80)])) {
        (Some(b'['), Some(end)) => String::from_utf8_lossy(&head[1..end]).trim().to_owned(),
        _ => String::new(),
    }
}

/// What stands before the id in a record's first line, when the line at hand only goes on with it.
fn before_id(head: &[u8]) -> &[u8] {
    let ids = ids(head);
    ids.first().map_or(&[][..], |(at, _)| head[..*at].trim_ascii_end())
}

/// The bus and the engine in a bracket at the end; `[:]` names none, and so does `thread=[a : 0]`.
fn bracket_of(before: &[u8]) -> Option<(String, String)> {
    let inner = before.strip_suffix(b"]")?;
    let open = inner.iter().rposition(|byte| *byte == b'[')?;
    if open > 0 && inner[open - 1] == b'=' {
        return None;
    }
    let inner = String::from_utf8_lossy(&inner[open + 1..]);
    let (bus, engine) = inner.split_once(':')?;
    let fine = |name: &str| !name.is_empty() && name.trim() == name && name.len() <= 256;
    // The time of a record stands in brackets too, and is full of colons.
    (fine(bus) && fine(engine) && !engine.contains(':'))
        .then(|| (bus.to_owned(), engine.to_owned()))
}
