//! Reading single values, each with the finding that says what it should have been.

use super::Resolver;
use crate::model::cell::Host;
use crate::model::value::{
    Release, Time, duration, forbidden_name, is_absolute, is_host, is_windows, reduced,
};
use crate::rules::{
    bad_duration, bad_time, bad_value, forbidden_name as forbidden, relative_path, repeated_entry,
    windows_path,
};
use crate::source::Spanned;
use crate::syntax::{Entry, Value};

impl Resolver<'_> {
    /// The entry with this keyword; a second one is a finding.
    pub(super) fn one<'e>(&mut self, of: &'e Entry, key: &'e str) -> Option<&'e Entry> {
        let mut found = of.all(key);
        let first = found.next()?;
        for other in found {
            self.findings.push(
                repeated_entry::RULE
                    .at(other.head(), format!("`{key}` stands twice here"))
                    .other(first.head(), "first here")
                    .help("delete one"),
            );
        }
        Some(first)
    }

    /// The value of an optional entry.
    pub(super) fn value_of<'e>(
        &mut self,
        of: &'e Entry,
        key: &'e str,
    ) -> Option<&'e Spanned<Value>> {
        self.one(of, key).and_then(Entry::value)
    }

    /// The value of an entry that must be there.
    pub(super) fn needed<'e>(
        &mut self,
        of: &'e Entry,
        key: &'e str,
        title: &str,
    ) -> Option<&'e Spanned<Value>> {
        self.need(of, key, title).and_then(Entry::value)
    }

    /// Free text; empty where there is none. Line ends become spaces: it is shown on one line.
    pub(super) fn text_of(&mut self, of: &Entry, key: &str) -> String {
        self.value_of(of, key).map_or_else(String::new, |value| one_line(&value.value.text))
    }

    /// A value that is not what its entry needs.
    pub(super) fn bad(&mut self, value: &Spanned<Value>, what: &str, form: &str) {
        self.findings.push(
            bad_value::RULE
                .at(value.span, format!("`{}` is not {what}", one_line(&value.value.text)))
                .help(format!("write {form}")),
        );
    }

    /// The name of something in the cell, checked against what WebSphere forbids.
    pub(super) fn name(&mut self, value: &Spanned<Value>, what: &str) -> String {
        // The name of an engine is put together from others, and is the name of no folder.
        let is_long = value.value.text.len() > LONGEST && what != "a messaging engine";
        let long = is_long.then(|| format!("it is longer than {LONGEST} bytes"));
        if let Some(why) = forbidden_name(&value.value.text).or(long) {
            let finding = forbidden::RULE
                .at(
                    value.span,
                    format!("`{}` cannot be the name of {what}", one_line(&value.value.text)),
                )
                .label(why);
            self.findings.push(finding.help("write the name as the admin console shows it"));
        }
        value.value.text.clone()
    }

    /// A name of the plan's own, of a host, or of something in a database: one line, not empty.
    pub(super) fn word(&mut self, value: &Spanned<Value>, what: &str) -> String {
        let text = &value.value.text;
        if text.trim().is_empty()
            || text.trim() != text
            || text.chars().any(char::is_control)
            || text.starts_with('-')
        {
            self.bad(value, what, "one line of text that does not begin with `-` or a space");
        }
        text.clone()
    }

    /// The name of something in a database, which stands in SQL text: a plain identifier.
    pub(super) fn identifier(&mut self, value: &Spanned<Value>, what: &str) -> String {
        let text = &value.value.text;
        let plain = |c: char| c.is_ascii_alphanumeric() || "_@#".contains(c);
        if text.is_empty() || text.starts_with('-') || !text.chars().all(plain) {
            let what = format!("the name of {what}");
            self.bad(value, &what, "letters, digits, `_`, `@` and `#`, as the database spells it");
        }
        text.clone()
    }

    /// The name of a SQL Server, perhaps with its instance and port.
    pub(super) fn sql_server(&mut self, value: &Spanned<Value>) -> String {
        let text = &value.value.text;
        let plain = |c: char| c.is_ascii_alphanumeric() || "_.-\\,:".contains(c);
        if text.is_empty() || text.starts_with('-') || !text.chars().all(plain) {
            self.bad(
                value,
                "the name of a server",
                "it as in `host`, `host\\INSTANCE` or `host,1433`",
            );
        }
        text.clone()
    }

    /// An absolute path on one line.
    pub(super) fn path(&mut self, value: &Spanned<Value>) -> String {
        let text = &value.value.text;
        if text.chars().any(char::is_control) {
            self.bad(value, "a path", "it on one line");
        } else if text.trim() != text {
            self.bad(value, "a path", "it without a space at its beginning or end");
        } else if !text.is_empty() && text.trim_matches('/').is_empty() {
            self.bad(value, "a place of its own", "the whole path of a file or folder below `/`");
        } else if text.split('/').any(|part| part == "." || part == "..") {
            self.bad(value, "a path", "the whole path without `.` and `..`");
        } else if text.split('/').any(|part| part.len() > LONGEST) || text.len() > LONGEST_PATH {
            self.bad(value, "a path", "a shorter one, with at most 200 bytes between two slashes");
        } else if is_windows(text) {
            self.findings.push(
                windows_path::RULE
                    .at(value.span, format!("`{text}` is a path on Windows"))
                    .label("hosts on Windows are not compiled yet")
                    .help("the scripts of a bundle run on UNIX and Linux hosts only"),
            );
        } else if !is_absolute(text) {
            self.findings.push(
                relative_path::RULE
                    .at(value.span, format!("`{text}` is not an absolute path"))
                    .help(
                        "write the whole path from `/` on: a script may be started from any folder",
                    ),
            );
        }
        // A slash too many would hide the path from those who look for it in other texts.
        reduced(text)
    }

    /// A port.
    pub(super) fn port(&mut self, value: &Spanned<Value>) -> Option<u16> {
        let port = value.value.text.parse::<u16>().ok().filter(|port| *port > 0);
        if port.is_none() {
            self.bad(value, "a port", "a number from 1 to 65535");
        }
        port
    }

    /// A number of hexadecimal digits; the text as written.
    pub(super) fn hex(&mut self, value: &Spanned<Value>, digits: usize, what: &str) -> String {
        let text = &value.value.text;
        if text.len() != digits || !text.bytes().all(|b| b.is_ascii_hexdigit()) {
            self.bad(value, what, &format!("{digits} hexadecimal digits"));
        }
        text.clone()
    }

    /// The checksum of a file in lower case; empty where there is none.
    pub(super) fn sha256(&mut self, of: &Entry) -> String {
        match of.clause("sha256").and_then(Entry::value) {
            Some(value) => self.hex(value, 64, "a SHA-256 checksum").to_ascii_lowercase(),
            None => String::new(),
        }
    }

    /// A release.
    pub(super) fn release(&mut self, value: &Spanned<Value>) -> Option<Spanned<Release>> {
        let release = Release::parse(&value.value.text);
        if release.is_none() {
            self.bad(value, "a release", "two to four numbers, as in `8.5.5` or `9.0.5.12`");
        }
        release.map(|release| Spanned::new(release, value.span))
    }

    /// A moment with a zone.
    pub(super) fn time(&mut self, value: &Spanned<Value>) -> Option<Spanned<Time>> {
        let time = Time::parse(&value.value.text);
        if time.is_none() {
            self.findings.push(
                bad_time::RULE
                    .at(
                        value.span,
                        format!("`{}` is not a time with a zone", one_line(&value.value.text)),
                    )
                    .help("write it as `2010-11-10T02:00:00-06:00`, or with `Z` for UTC"),
            );
        }
        time.map(|time| Spanned::new(time, value.span))
    }

    /// A duration in seconds.
    pub(super) fn duration(&mut self, value: &Spanned<Value>) -> Option<u32> {
        let seconds = duration(&value.value.text);
        if seconds.is_none() {
            self.findings.push(
                bad_duration::RULE
                    .at(value.span, format!("`{}` is not a duration", one_line(&value.value.text)))
                    .help("write `90s`, `5m` or `2h`, from a second to a day"),
            );
        }
        seconds
    }

    /// The host of an `on` clause, in small letters: host names hold without regard to case.
    pub(super) fn host(&mut self, of: &Entry) -> String {
        let Some(value) = of.clause("on").and_then(Entry::value) else { return String::new() };
        let text = &value.value.text;
        if !is_host(text) {
            let form = match text.rsplit_once(':') {
                Some((host, port)) if is_host(host) && port.parse::<u16>().is_ok() => {
                    format!("`{host}` alone: a host has no port here")
                }
                _ => "a host name or an address, such as `db01.example.com`".to_owned(),
            };
            self.bad(value, "a host", &form);
            return text.clone();
        }
        let name = text.to_ascii_lowercase();
        let hook = of.key.value == "run";
        self.hosts.push(Host { name: name.clone(), span: value.span, hook });
        name
    }
}

/// Longest part of a path, and longest name of what has a folder, in bytes: files get a longer name while they are put in their places.
const LONGEST: usize = 200;
/// Longest path in bytes; some systems take 1023.
const LONGEST_PATH: usize = 800;

/// Line ends and other control characters become spaces.
pub(super) fn one_line(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}
