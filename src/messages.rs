//! What is known of the messages of the product: the pages behind `explain`, `diagnose`, the advice
//! of the bundle, and `docs/messages.md`.
//!
//! The pages are data, in `src/messages/<family>.txt`, sorted by id. A page is its id without the
//! letter, then one field a line, a name and its text; a text goes on in lines that are indented
//! by ten:
//!
//! ```text
//! CWSIS1545
//!   kind    progress       one of the words of `Kind`
//!   seen    …              what the bundle says when it stands in a log; may be left out
//!   missing …              what the bundle says when it does not; may be left out
//!   means   …              what has happened
//!   why     …              what leads to it
//!   do      …              what a person decides
//!   next    …              the command to type, or `none`
//!   source  …              where this is known from
//! ```
//!
//! The letter after an id differs between releases, so it is no part of an id.

use serde::Serialize;
use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::LazyLock;

const FAMILIES: [(&str, &str); 6] = [
    ("Command line tools", include_str!("messages/admu.txt")),
    ("Messaging engines", include_str!("messages/cwsid.txt")),
    ("Destinations and the flush", include_str!("messages/cwsip.txt")),
    ("The message store", include_str!("messages/cwsis.txt")),
    ("Others", include_str!("messages/other.txt")),
    ("wsadmin", include_str!("messages/wasx.txt")),
];

/// What sort of message it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// Things go on as they should.
    Progress,
    /// A part of a flush.
    Flush,
    /// It may matter.
    Note,
    /// Nothing has failed, and somebody must look at it.
    Alarm,
    /// Something has failed.
    Failure,
}

impl Kind {
    const ALL: [(Kind, &str); 5] = [
        (Kind::Progress, "progress"),
        (Kind::Flush, "flush"),
        (Kind::Note, "note"),
        (Kind::Alarm, "alarm"),
        (Kind::Failure, "failure"),
    ];

    /// Its word.
    pub fn word(self) -> &'static str {
        Kind::ALL.iter().find(|(kind, _)| *kind == self).map_or("", |(_, word)| word)
    }
}

/// The page of a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// Its id, without a letter.
    pub id: &'static str,
    /// What sort of message it is.
    pub kind: Kind,
    /// What the bundle says when it is there; may be empty.
    pub seen: String,
    /// What the bundle says when it is not there; may be empty.
    pub missing: String,
    /// What has happened.
    pub means: String,
    /// What leads to it.
    pub why: String,
    /// What a person decides.
    pub decide: String,
    /// The next command; `none` where there is none.
    pub next: String,
    /// Where this is known from.
    pub source: String,
}

static PAGES: LazyLock<Vec<Page>> =
    LazyLock::new(|| FAMILIES.iter().flat_map(|(_, text)| pages(text)).collect());

static INDEX: LazyLock<BTreeMap<&'static str, &'static Page>> =
    LazyLock::new(|| all().iter().map(|page| (page.id, page)).collect());

/// Every page, family by family, each in order of id.
pub fn all() -> &'static [Page] {
    &PAGES
}

/// The page of a message, with or without the letter after its id, in any case.
pub fn find(id: &str) -> Option<&'static Page> {
    of(&bare(id)?)
}

/// The page of a message whose id is written as the pages have it.
pub fn of(id: &str) -> Option<&'static Page> {
    INDEX.get(id).copied()
}

/// An id as the pages have it: capital letters, four digits, no letter after them. `None` for what
/// is no id.
pub fn bare(id: &str) -> Option<String> {
    let id = id.trim().trim_end_matches(':').to_ascii_uppercase();
    let digits = id.find(|c: char| c.is_ascii_digit())?;
    let end = id[digits..].find(|c: char| !c.is_ascii_digit()).map_or(id.len(), |at| digits + at);
    let (family, letter) = (&id[..digits], &id[end..]);
    let fine = (4..=5).contains(&family.len())
        && family.chars().all(|c| c.is_ascii_uppercase())
        && end - digits == 4
        && (letter.is_empty() || (letter.len() == 1 && letter.chars().all(char::is_alphabetic)));
    fine.then(|| id[..end].to_owned())
}

/// The pages of one family's file. A field that is not known, or a text under no page, is left out;
/// a test holds that there is none.
fn pages(text: &'static str) -> Vec<Page> {
    let mut pages: Vec<Page> = Vec::new();
    let mut field = "";
    for line in text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        let Some(rest) = line.strip_prefix("  ") else {
            pages.push(empty(line));
            continue;
        };
        let Some(page) = pages.last_mut() else { continue };
        let said = match rest.split_once(' ') {
            Some((name, said)) if !name.is_empty() => {
                field = name;
                said.trim()
            }
            _ => rest.trim(),
        };
        add(page, field, said);
    }
    pages
}

fn empty(id: &'static str) -> Page {
    let none = String::new;
    Page {
        id,
        kind: Kind::Note,
        seen: none(),
        missing: none(),
        means: none(),
        why: none(),
        decide: none(),
        next: none(),
        source: none(),
    }
}

fn add(page: &mut Page, field: &str, said: &str) {
    let text = match field {
        "kind" => {
            let kind = Kind::ALL.iter().find(|(_, word)| *word == said);
            page.kind = kind.map_or(page.kind, |(kind, _)| *kind);
            return;
        }
        "seen" => &mut page.seen,
        "missing" => &mut page.missing,
        "means" => &mut page.means,
        "why" => &mut page.why,
        "do" => &mut page.decide,
        "next" => &mut page.next,
        "source" => &mut page.source,
        _ => return,
    };
    if !text.is_empty() {
        text.push(' ');
    }
    text.push_str(said);
}

/// The page for a terminal.
pub fn text(page: &Page) -> String {
    let mut out = format!("{} ({}): {}\n\n", page.id, page.kind.word(), page.means);
    for (name, said) in [("Why", &page.why), ("Do", &page.decide)] {
        let _ = writeln!(out, "{name}:\n{}\n", wrapped(said));
    }
    if page.next != "none" {
        let _ = writeln!(out, "Next:\n  {}\n", page.next);
    }
    let _ = writeln!(out, "Known: {}", page.source);
    out
}

/// A text in lines of at most 90 columns, indented by two.
fn wrapped(text: &str) -> String {
    let mut lines = vec![String::from(" ")];
    for word in text.split_whitespace() {
        let full = lines.last().is_some_and(|line| line.len() + word.len() > 90);
        if full {
            lines.push(String::from(" "));
        }
        if let Some(line) = lines.last_mut() {
            line.push(' ');
            line.push_str(word);
        }
    }
    lines.join("\n")
}

/// `docs/messages.md`.
pub fn document() -> String {
    let mut out = String::from(INTRODUCTION);
    for (title, text) in FAMILIES {
        let _ = write!(out, "\n## {title}\n");
        for page in pages(text) {
            let _ = write!(
                out,
                "\n### {}\n\n**{}** {}\n\n- **Why**: {}\n- **Do**: {}\n",
                page.id,
                page.means,
                capital(page.kind.word()),
                page.why,
                page.decide
            );
            if page.next != "none" {
                let _ = writeln!(out, "- **Next**: `{}`", page.next);
            }
            let _ = writeln!(out, "- **Known**: {}", page.source);
        }
    }
    out
}

fn capital(word: &str) -> String {
    let (first, rest) = word.split_at(1);
    first.to_ascii_uppercase() + rest + "."
}

const INTRODUCTION: &str = "\
# Messages

Made from `src/messages/*.txt` by a test; change those files, not this page.

What a message of the product means when a messaging engine is restored, and what to do. `sibrestore
explain ID` prints one page, `sibrestore diagnose` reads a log and puts the pages to use, and the scripts
of a bundle print the same advice. Only ids count: the text is translated on servers in other languages,
and the letter after an id differs between releases, so it is left out here.

In commands, HOST is a host of the plan and N the number of the next attempt; `run.sh` prints both. `myME` is
the name of the engine's MBean.
";
