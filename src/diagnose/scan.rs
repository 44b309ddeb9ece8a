//! Finding the lines that name a message, in fixed memory and at the speed of the disk.
//!
//! The text goes through one buffer. Only around an occurrence of `CWSI` is a line cut out, so a log
//! of gigabytes costs little more than reading it. A line that is longer than a piece is taken for
//! several: where they end depends on the text alone, never on how it was read.

use memchr::memmem::{Finder, FinderRev};
use memchr::{memchr, memchr_iter, memrchr};
use std::io::{ErrorKind, Read};

/// What every id of a message begins with.
pub(super) const FAMILY: &[u8] = b"CWSI";

/// How much of the text is in memory, and how long a line may be, in bytes.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// The buffer; at least twice a piece.
    pub buffer: usize,
    /// The longest line that is taken as a whole.
    pub piece: usize,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits { buffer: 1 << 18, piece: 1 << 16 }
    }
}

/// How much of the first line of a record is kept for the lines that go on with it.
const HEAD: usize = 512;
/// How far before the end of a piece a space is looked for, so that no id is cut in two.
const SPACE: usize = 1_024;

/// A line that has `CWSI` in it.
#[derive(Debug)]
pub(super) struct Line<'a> {
    /// Its number, from 1.
    pub number: u64,
    /// Its bytes without the line end; of a line too long, a piece.
    pub text: &'a [u8],
    /// The beginning of the last line that begins with `[`: this one, or the one it goes on from.
    pub head: &'a [u8],
    /// Whether `head` is this very line.
    pub is_head: bool,
}

/// How the reading of a text came to its end.
#[derive(Debug, Default)]
pub(super) struct Ended {
    /// How many lines there were, the last one also without a line end.
    pub lines: u64,
    /// How many bytes.
    pub bytes: u64,
    /// Why it ended before the text did.
    pub broken: Option<String>,
}

/// Reads a text to its end and hands on each line that may name a message.
pub(super) fn scan(reader: &mut dyn Read, limits: Limits, each: &mut dyn FnMut(Line<'_>)) -> Ended {
    let mut scan = Scan::new(limits);
    let mut buffer = vec![0; limits.buffer.max(2 * scan.piece)];
    let mut filled = 0;
    let mut ended = Ended::default();
    let mut last = None;
    loop {
        let (more, at_end, broken) = fill(reader, &mut buffer, filled);
        if let Some(byte) = (more > filled).then(|| buffer[more - 1]) {
            last = Some(byte);
        }
        ended.bytes += (more - filled) as u64;
        ended.broken = broken;
        filled = more;
        let whole = if at_end { filled } else { scan.whole(&buffer[..filled]) };
        scan.region(&buffer[..whole], each);
        buffer.copy_within(whole..filled, 0);
        filled -= whole;
        if at_end {
            break;
        }
    }
    ended.lines = scan.number + u64::from(last.is_some_and(|byte| byte != b'\n'));
    ended
}

/// Fills the buffer up: how much is in it now, whether there is no more, and what went wrong.
fn fill(
    reader: &mut dyn Read,
    buffer: &mut [u8],
    mut filled: usize,
) -> (usize, bool, Option<String>) {
    while filled < buffer.len() {
        match reader.read(&mut buffer[filled..]) {
            Ok(0) => return (filled, true, None),
            Ok(more) => filled += more,
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return (filled, true, Some(error.to_string())),
        }
    }
    (filled, false, None)
}

struct Scan {
    piece: usize,
    find: Finder<'static>,
    find_head: FinderRev<'static>,
    /// How many lines have ended before the region.
    number: u64,
    /// Whether the region goes on with a line that is too long.
    within: bool,
    head: Vec<u8>,
}

impl Scan {
    fn new(limits: Limits) -> Scan {
        Scan {
            piece: limits.piece.max(2),
            find: Finder::new(FAMILY),
            find_head: FinderRev::new(b"\n["),
            number: 0,
            within: false,
            head: Vec::new(),
        }
    }

    /// How much of the text consists of whole lines, or of whole pieces of a line that is too long.
    fn whole(&self, text: &[u8]) -> usize {
        if let Some(end) = memrchr(b'\n', text) {
            return end + 1;
        }
        let mut end = 0;
        while text.len() - end > self.piece {
            end += self.cut(&text[end..]);
        }
        end
    }

    /// The length of the first piece of a line; all of it where it is not too long.
    fn cut(&self, line: &[u8]) -> usize {
        if line.len() <= self.piece {
            return line.len();
        }
        let from = self.piece.saturating_sub(SPACE.min(self.piece / 2));
        memrchr(b' ', &line[from..self.piece]).map_or(self.piece, |space| from + space + 1)
    }

    /// Goes through whole lines. `floor` is where the first line begins that was not looked at yet.
    fn region(&mut self, text: &[u8], each: &mut dyn FnMut(Line<'_>)) {
        let mut floor = 0;
        let mut within = self.within;
        while let Some(hit) = self.find.find(&text[floor..]).map(|hit| floor + hit) {
            let line = memrchr(b'\n', &text[floor..hit]).map_or(floor, |end| floor + end + 1);
            let begins = line > floor || !within;
            if !begins || text[line] != b'[' {
                self.look_back(&text[floor..line], within);
            }
            self.number += memchr_iter(b'\n', &text[floor..line]).count() as u64;
            within = !begins;
            let end = memchr(b'\n', &text[hit..]).map_or(text.len(), |end| hit + end);
            // In a line that is too long, the piece with the hit.
            let mut start = line;
            let mut next = start + self.cut(&text[start..end]);
            while next <= hit && next < end {
                self.keep(&text[start..next], within);
                within = true;
                start = next;
                next = start + self.cut(&text[start..end]);
            }
            let is_head = self.keep(&text[start..next], within);
            each(Line {
                number: self.number + 1,
                text: &text[start..next],
                head: &self.head,
                is_head,
            });
            within = next < end;
            floor = next;
            if next == end && end < text.len() {
                floor = end + 1;
                self.number += 1;
            }
        }
        self.look_back(&text[floor..], within);
        self.number += memchr_iter(b'\n', &text[floor..]).count() as u64;
        let ends = text.last().is_none_or(|byte| *byte == b'\n');
        self.within = if text.is_empty() { self.within } else { !ends };
    }

    /// Keeps the beginning of the last record that begins in a text of whole lines.
    fn look_back(&mut self, text: &[u8], within: bool) {
        if let Some(at) = self.find_head.rfind(text) {
            let line = &text[at + 1..];
            let line = &line[..memchr(b'\n', line).unwrap_or(line.len())];
            self.set_head(&line[..self.cut(line)]);
        } else {
            let line = &text[..memchr(b'\n', text).unwrap_or(text.len())];
            self.keep(&line[..self.cut(line)], within);
        }
    }

    /// Keeps the beginning of a line that begins a record; whether it is one.
    fn keep(&mut self, line: &[u8], within: bool) -> bool {
        let is_head = !within && line.first() == Some(&b'[');
        if is_head {
            self.set_head(line);
        }
        is_head
    }

    fn set_head(&mut self, line: &[u8]) {
        self.head.clear();
        self.head.extend_from_slice(&line[..line.len().min(HEAD)]);
    }
}
