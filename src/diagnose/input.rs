//! From the bytes of a file to text: what is packed or in UTF-16 is unpacked on the way, and what is no
//! log is refused in words that say what to do.

use flate2::read::MultiGzDecoder;
use std::cell::Cell;
use std::fmt;
use std::io::{self, Cursor, ErrorKind, Read};
use std::rc::Rc;

/// How much of a file is looked at to tell what it is.
const FIRST: usize = 4_096;
/// A packed log may have this size in any case, and beyond it so many times what it is packed in.
const PLAIN: u64 = 64 << 20;
const TIMES: u64 = 500;

/// Why a file is no log that can be read here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// It belongs to an HPEL repository.
    Hpel,
    /// It is packed by something else than gzip.
    Packed(&'static str),
    /// It is text of a mainframe.
    Ebcdic,
    /// It is no text.
    Binary,
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            // The option is documented by the vendor (engine-runtime 5.3).
            Refusal::Hpel => f.write_str(
                "it is a file of an HPEL repository; let the server's profile print it: \
                 bin/logViewer.sh -repositoryDir FOLDER > server.log, with the folder that holds logdata",
            ),
            Refusal::Packed(what) => write!(f, "it is packed ({what}): unpack it first"),
            Refusal::Ebcdic => f.write_str(
                "it is in EBCDIC: make UTF-8 of it first, as in iconv -f IBM-1047 -t UTF-8",
            ),
            Refusal::Binary => f.write_str("it is no text"),
        }
    }
}

/// A text to be read.
pub(super) struct Opened<'a> {
    pub reader: Box<dyn Read + 'a>,
}

/// Looks at the beginning of a file and unpacks it where that is needed.
///
/// # Errors
/// A refusal, or what went wrong while the beginning was read.
pub(super) fn open<'a>(
    name: &str,
    mut reader: impl Read + 'a,
) -> io::Result<Result<Opened<'a>, Refusal>> {
    if is_hpel(name) {
        return Ok(Err(Refusal::Hpel));
    }
    let first = beginning(&mut reader)?;
    if !first.starts_with(&[0x1f, 0x8b]) {
        return Ok(text(first, reader).map(|reader| Opened { reader }));
    }
    let taken = Rc::new(Cell::new(0));
    let counted = Counted { inner: Cursor::new(first).chain(reader), taken: Rc::clone(&taken) };
    let mut unpacked = Bounded { inner: MultiGzDecoder::new(counted), taken, given: 0 };
    let first = beginning(&mut unpacked)?;
    if first.starts_with(&[0x1f, 0x8b]) {
        return Ok(Err(Refusal::Packed("gzip, twice")));
    }
    Ok(text(first, unpacked).map(|reader| Opened { reader }))
}

/// The first bytes; fewer where there are no more. What goes wrong after the first one comes again when
/// the rest is read.
fn beginning(reader: &mut impl Read) -> io::Result<Vec<u8>> {
    let mut first = vec![0; FIRST];
    let mut filled = 0;
    while filled < FIRST {
        match reader.read(&mut first[filled..]) {
            Ok(0) => break,
            Ok(more) => filled += more,
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) if filled == 0 => return Err(error),
            Err(_) => break,
        }
    }
    first.truncate(filled);
    Ok(first)
}

fn is_hpel(name: &str) -> bool {
    let name = name.rsplit(['/', '\\']).next().unwrap_or(name).to_ascii_lowercase();
    name.trim_end_matches(".gz").ends_with(".wbl")
}

/// The text that begins so, as UTF-8 or as what is near enough: ids are ASCII everywhere.
fn text<'a>(first: Vec<u8>, rest: impl Read + 'a) -> Result<Box<dyn Read + 'a>, Refusal> {
    let skip = |bytes: usize| Cursor::new(first[bytes.min(first.len())..].to_vec());
    match first.as_slice() {
        [0xff, 0xfe, ..] => return Ok(Box::new(Utf16::new(skip(2).chain(rest), false))),
        [0xfe, 0xff, ..] => return Ok(Box::new(Utf16::new(skip(2).chain(rest), true))),
        [0xef, 0xbb, 0xbf, ..] => return Ok(Box::new(skip(3).chain(rest))),
        _ => {}
    }
    if let Some(big) = looks_like_utf16(&first) {
        return Ok(Box::new(Utf16::new(skip(0).chain(rest), big)));
    }
    match refused(&first) {
        Some(refusal) => Err(refusal),
        None => Ok(Box::new(Cursor::new(first).chain(rest))),
    }
}

/// Whether nearly every second byte is zero, and on which side.
fn looks_like_utf16(first: &[u8]) -> Option<bool> {
    let pairs = first.len() / 2;
    let zeros = |side: usize| first.chunks_exact(2).filter(|pair| pair[side] == 0).count();
    let (high, low) = (zeros(0), zeros(1));
    if pairs < 8 {
        return None;
    }
    if high * 10 >= pairs * 8 && low * 10 < pairs {
        return Some(true);
    }
    (low * 10 >= pairs * 8 && high * 10 < pairs).then_some(false)
}

fn refused(first: &[u8]) -> Option<Refusal> {
    const PACKED: [(&[u8], &str); 5] = [
        (b"PK\x03\x04", "zip"),
        (b"BZh", "bzip2"),
        (b"\xfd7zXZ", "xz"),
        (b"\x28\xb5\x2f\xfd", "zstd"),
        (b"\x1f\x9d", "compress"),
    ];
    if let Some((_, what)) = PACKED.iter().find(|(magic, _)| first.starts_with(magic)) {
        return Some(Refusal::Packed(what));
    }
    if is_ebcdic(first) {
        return Some(Refusal::Ebcdic);
    }
    is_binary(first).then_some(Refusal::Binary)
}

/// Letters, digits and spaces of EBCDIC make up nearly all of it, and hardly one is a letter of ASCII.
fn is_ebcdic(first: &[u8]) -> bool {
    let is = |byte: &&u8| {
        matches!(byte, 0x40 | 0x4b | 0x60 | 0x61 | 0x6b | 0x7a | 0x81..=0x89 | 0x91..=0x99 |
            0xa2..=0xa9 | 0xc1..=0xc9 | 0xd1..=0xd9 | 0xe2..=0xe9 | 0xf0..=0xf9)
    };
    let fitting = first.iter().filter(is).count();
    let spaces = first.iter().filter(|byte| **byte == 0x40).count();
    first.len() >= 64 && fitting * 100 >= first.len() * 80 && spaces * 100 >= first.len() * 3
}

/// Control characters that no log has, more than one in thirty. A run of zeros counts once: a log that was
/// cut short while its server wrote has such a hole.
fn is_binary(first: &[u8]) -> bool {
    let mut odd = 0;
    let mut zeros = 0;
    let mut last = 1;
    for byte in first {
        match byte {
            0 if last == 0 => zeros += 1,
            0 => {
                zeros += 1;
                odd += 1;
            }
            0x01..=0x06 | 0x0e..=0x1a | 0x1c..=0x1f | 0x7f => odd += 1,
            _ => {}
        }
        last = *byte;
    }
    odd > 1 && odd * 30 > first.len() - zeros
}

/// Counts what is taken.
struct Counted<R> {
    inner: R,
    taken: Rc<Cell<u64>>,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let more = self.inner.read(into)?;
        self.taken.set(self.taken.get() + more as u64);
        Ok(more)
    }
}

/// Stops what would go on for ever: a log is never packed so well.
struct Bounded<R> {
    inner: R,
    taken: Rc<Cell<u64>>,
    given: u64,
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let more = self.inner.read(into).map_err(in_words)?;
        self.given += more as u64;
        if self.given > PLAIN && self.given > TIMES * self.taken.get() {
            let what = format!("it is packed more than {TIMES} times smaller, which no log is");
            return Err(io::Error::other(what));
        }
        Ok(more)
    }
}

fn in_words(error: io::Error) -> io::Error {
    match error.kind() {
        ErrorKind::UnexpectedEof => io::Error::other("the packed file is cut off"),
        ErrorKind::InvalidData | ErrorKind::InvalidInput => {
            io::Error::other("the packed file is damaged")
        }
        _ => error,
    }
}

/// UTF-16 as UTF-8. A surrogate that has no other half, and a last odd byte, become U+FFFD.
struct Utf16<R> {
    inner: R,
    big: bool,
    /// Bytes that were read and are no whole unit yet.
    odd: Option<u8>,
    high: Option<u16>,
    /// What was made and not given away yet.
    ready: Vec<u8>,
    given: usize,
    at_end: bool,
}

impl<R: Read> Utf16<R> {
    fn new(inner: R, big: bool) -> Utf16<R> {
        Utf16 { inner, big, odd: None, high: None, ready: Vec::new(), given: 0, at_end: false }
    }

    fn make(&mut self) -> io::Result<()> {
        let mut block = [0; 16_384];
        let more = self.inner.read(&mut block)?;
        self.ready.clear();
        self.given = 0;
        for byte in &block[..more] {
            let Some(first) = self.odd.take() else {
                self.odd = Some(*byte);
                continue;
            };
            let pair = [first, *byte];
            self.unit(if self.big { u16::from_be_bytes(pair) } else { u16::from_le_bytes(pair) });
        }
        if more == 0 {
            self.at_end = true;
            if self.odd.take().is_some() | self.high.take().is_some() {
                self.put(char::REPLACEMENT_CHARACTER);
            }
        }
        Ok(())
    }

    fn unit(&mut self, unit: u16) {
        let units = self.high.take().into_iter().chain([unit]);
        for made in char::decode_utf16(units) {
            match made {
                Ok(made) => self.put(made),
                // It may be completed by the next unit.
                Err(half)
                    if half.unpaired_surrogate() == unit && (0xd800..0xdc00).contains(&unit) =>
                {
                    self.high = Some(unit);
                }
                Err(_) => self.put(char::REPLACEMENT_CHARACTER),
            }
        }
    }

    fn put(&mut self, made: char) {
        self.ready.extend_from_slice(made.encode_utf8(&mut [0; 4]).as_bytes());
    }
}

impl<R: Read> Read for Utf16<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        while self.given == self.ready.len() && !self.at_end {
            self.make()?;
        }
        let rest = &self.ready[self.given..];
        let more = rest.len().min(into.len());
        into[..more].copy_from_slice(&rest[..more]);
        self.given += more;
        Ok(more)
    }
}
