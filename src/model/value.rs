//! What a value means: releases, times, durations, and the checks on names and paths.

use serde::Serialize;

/// A release such as `8.5.5` or `9.0.5.12`, compared as far as both sides say it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Release(pub Vec<u32>);

impl Release {
    /// Reads two to four numbers joined by dots.
    pub fn parse(text: &str) -> Option<Self> {
        let parts: Option<Vec<u32>> = text.split('.').map(|part| part.parse().ok()).collect();
        parts.filter(|parts| (2..=4).contains(&parts.len())).map(Self)
    }

    /// Whether the parts that both sides say are equal.
    pub fn agrees(&self, other: &Self) -> bool {
        self.0.iter().zip(&other.0).all(|(a, b)| a == b)
    }
}

impl std::fmt::Display for Release {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let parts: Vec<String> = self.0.iter().map(u32::to_string).collect();
        f.write_str(&parts.join("."))
    }
}

/// A moment: as it was written, and in seconds since 1970 for comparison.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Time {
    /// RFC 3339 with a zone, as written.
    pub text: String,
    /// Seconds since 1970-01-01T00:00:00Z.
    pub seconds: i64,
}

impl Time {
    /// Reads RFC 3339 with a zone. A time without one is refused (hazard H22).
    pub fn parse(text: &str) -> Option<Self> {
        let moment: jiff::Timestamp = text.parse().ok()?;
        let is_whole = text.len() >= 20 && matches!(text.as_bytes()[10], b'T' | b't' | b' ');
        is_whole.then(|| Self { text: text.to_owned(), seconds: moment.as_second() })
    }
}

/// Reads `90s`, `5m` or `2h`; at least a second, at most a day. Seconds.
pub(super) fn duration(text: &str) -> Option<u32> {
    let (number, unit) = text.split_at(text.len().checked_sub(1)?);
    let factor = match unit {
        "s" => 1,
        "m" => 60,
        "h" => 3600,
        _ => return None,
    };
    let digits = !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit());
    let seconds = number.parse::<u32>().ok().filter(|_| digits)?.checked_mul(factor)?;
    (1..=86_400).contains(&seconds).then_some(seconds)
}

/// Why WebSphere would refuse this name, if it would.
///
/// The list is that of 8.5.5 and 9.0.5 ("Object names: What the name string cannot contain").
pub(super) fn forbidden_name(name: &str) -> Option<String> {
    const FORBIDDEN: &str = "/\\*,:;=+?|<>&%'\"#$~()";
    if name.is_empty() {
        return Some("it is empty".into());
    }
    if let Some(c) = name.chars().find(|c| FORBIDDEN.contains(*c)) {
        return Some(format!("it holds `{c}`"));
    }
    if name.chars().any(char::is_control) {
        return Some("it holds a control character".into());
    }
    if name.contains("]]>") {
        return Some("it holds `]]>`".into());
    }
    if name.starts_with('.') {
        return Some("it begins with a dot".into());
    }
    (name.trim() != name).then(|| "it begins or ends with a space".into())
}

/// Whether this is the name or the address of a host. Files of the journal are named after it, so
/// it is shorter than a name may be.
pub(super) fn is_host(text: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || "_-".contains(c);
    let is_label = |label: &str| {
        (1..=63).contains(&label.len()) && !label.starts_with('-') && label.chars().all(plain)
    };
    let is_name = text.len() <= 200 && text.split('.').all(is_label);
    is_name || text.parse::<core::net::Ipv6Addr>().is_ok()
}

/// A path without the slashes that say nothing: one of several, and one at the end.
pub(super) fn reduced(path: &str) -> String {
    let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
    let root = if path.starts_with('/') { "/" } else { "" };
    format!("{root}{}", parts.join("/"))
}

/// Whether a path is absolute.
pub(super) fn is_absolute(path: &str) -> bool {
    path.starts_with('/')
}

/// Whether a path is one of Windows: `C:\…`, `C:/…` or `\\server\share`.
pub(super) fn is_windows(path: &str) -> bool {
    let bytes = path.as_bytes();
    path.starts_with("\\\\")
        || (bytes.len() > 2
            && bytes[0].is_ascii_alphabetic()
            && bytes[1] == b':'
            && matches!(bytes[2], b'\\' | b'/'))
}
