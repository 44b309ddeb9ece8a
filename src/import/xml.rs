//! One document: its objects, as far as they were asked for.
//!
//! The documents are XMI. A document of one object has it as its root; one of several has them as
//! children of `xmi:XMI`. Objects are known by namespace and name, never by prefix; what is inside
//! them has no namespace. Nothing is kept that [`Wanted`] does not name.

use super::ImportError;
use super::archive::shown;
use quick_xml::encoding::{decode, detect_encoding};
use quick_xml::events::{BytesStart, Event};
use quick_xml::name::{Namespace, ResolveResult};
use quick_xml::{NsReader, Reader, XmlVersion};
use std::borrow::Cow;
use std::collections::BTreeMap;

/// Documents of a configuration are a few levels deep, and their elements have a few dozen attributes.
const DEEPEST: usize = 64;
const MOST_ATTRIBUTES: usize = 512;
/// No value of interest is longer.
const LONGEST_VALUE: usize = 16_384;

/// What is to be kept of a document.
#[derive(Debug)]
pub(super) struct Wanted {
    /// The last part of the namespace of its objects, such as `sibresources.xmi`.
    pub(super) namespace: &'static str,
    /// Names of objects.
    pub(super) objects: &'static [&'static str],
    /// Names of elements inside them, at any depth.
    pub(super) elements: &'static [&'static str],
    /// Names of attributes. `xmi:type` is written `type`, without the prefix of its value.
    pub(super) attributes: &'static [&'static str],
    /// Where an element has one of these names and an attribute `name`, it is kept only if that is one
    /// of [`Wanted::properties`]: properties may hold passwords.
    pub(super) property: &'static str,
    /// Names of properties.
    pub(super) properties: &'static [&'static str],
}

/// An object or an element inside it.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Element {
    /// Its name, without a prefix.
    pub(super) name: String,
    attributes: BTreeMap<&'static str, String>,
    /// What it holds, in the order of the document.
    pub(super) children: Vec<Element>,
}

impl Element {
    /// An attribute; `None` where it is absent or empty, which both mean its default.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.attributes.get(name).map(String::as_str).filter(|value| !value.is_empty())
    }

    /// The same as a text of its own.
    pub(super) fn text(&self, name: &str) -> Option<String> {
        self.get(name).map(str::to_owned)
    }

    /// The elements of that name.
    pub(super) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Element> {
        self.children.iter().filter(move |child| child.name == name)
    }
}

/// The objects of a document.
///
/// # Errors
/// Where it is not well-formed, has a document type, nests too deep, or is in an unknown encoding.
pub(super) fn read(bytes: &[u8], wanted: &Wanted) -> Result<Vec<Element>, ImportError> {
    let text = text_of(bytes)?;
    let mut reader = NsReader::from_str(&text);
    let mut builder = Builder { wanted, open: Vec::new(), done: Vec::new(), depth: 0, roots: 0 };
    loop {
        let at = reader.buffer_position();
        let wrong = |why: String| {
            let before = text.as_bytes().get(..usize::try_from(at).unwrap_or(0)).unwrap_or(&[]);
            let line = before.iter().filter(|byte| **byte == b'\n').count() + 1;
            ImportError::new(format!("line {line}: {why}"))
        };
        match reader.read_event().map_err(|error| wrong(error.to_string()))? {
            Event::Start(start) => {
                builder.start(&reader, &start).map_err(wrong)?;
            }
            Event::Empty(start) => {
                builder.start(&reader, &start).map_err(wrong)?;
                builder.end();
            }
            Event::End(_) => builder.end(),
            Event::DocType(_) => {
                return Err(wrong(
                    "it has a document type, which no document of a configuration has".to_owned(),
                ));
            }
            Event::Eof if builder.depth > 0 => {
                return Err(wrong("it ends in the middle".to_owned()));
            }
            Event::Eof if builder.roots == 0 => {
                return Err(wrong("it holds no element".to_owned()));
            }
            Event::Eof => return Ok(builder.done),
            _ => {}
        }
    }
}

/// Puts elements together while they are read.
struct Builder<'w> {
    wanted: &'w Wanted,
    /// The elements that are open; `None` for those that are not kept.
    open: Vec<Option<Element>>,
    done: Vec<Element>,
    depth: usize,
    roots: usize,
}

impl Builder<'_> {
    fn start(&mut self, reader: &NsReader<&[u8]>, start: &BytesStart) -> Result<(), String> {
        if self.depth == 0 {
            self.roots += 1;
            if self.roots > 1 {
                return Err("it has two roots".to_owned());
            }
        }
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(format!("its elements are nested more than {DEEPEST} deep"));
        }
        let (namespace, local) = reader.resolver().resolve_element(start.name());
        let name: &str = local.as_ref();
        // An object stands at the top or below `xmi:XMI`, and never inside another.
        let inside = self.open.iter().any(Option::is_some);
        let wanted = if inside {
            self.open.last().is_some_and(Option::is_some) && self.wanted.elements.contains(&name)
        } else {
            self.depth <= 2
                && self.wanted.objects.contains(&name)
                && is_of(&namespace, self.wanted.namespace)
        };
        let attributes = self.attributes(reader, start, wanted)?;
        let is_property = name == self.wanted.property;
        let known = |name: &String| self.wanted.properties.contains(&name.as_str());
        let kept = wanted && (!is_property || attributes.get("name").is_some_and(known));
        self.open.push(kept.then(|| Element {
            name: name.to_owned(),
            attributes,
            children: Vec::new(),
        }));
        Ok(())
    }

    /// The attributes that are wanted. Those of elements that are not kept are passed over unread.
    fn attributes(
        &self,
        reader: &NsReader<&[u8]>,
        start: &BytesStart,
        wanted: bool,
    ) -> Result<BTreeMap<&'static str, String>, String> {
        let mut kept = BTreeMap::new();
        if !wanted {
            return Ok(kept);
        }
        for (count, attribute) in start.attributes().enumerate() {
            if count >= MOST_ATTRIBUTES {
                return Err(format!("an element has more than {MOST_ATTRIBUTES} attributes"));
            }
            let attribute = attribute.map_err(|error| error.to_string())?;
            let (namespace, local) = reader.resolver().resolve_attribute(attribute.key);
            let local: &str = local.as_ref();
            let is_type = local == "type" && is_xmi(&namespace);
            let is_plain = matches!(namespace, ResolveResult::Unbound) && local != "type";
            let found = self.wanted.attributes.iter().find(|name| **name == local);
            let Some(name) = found.filter(|_| is_plain || is_type) else { continue };
            let value = attribute
                .normalized_value(XmlVersion::Explicit1_0)
                // What the entity is called is not repeated: it may be a part of anything.
                .map_err(|_| {
                    format!("the value of `{name}` holds an entity that XML does not have")
                })?;
            let value = if is_type { value.rsplit(':').next().unwrap_or("") } else { &value };
            if value.len() <= LONGEST_VALUE {
                kept.insert(*name, value.to_owned());
            }
        }
        Ok(kept)
    }

    fn end(&mut self) {
        self.depth = self.depth.saturating_sub(1);
        let Some(Some(element)) = self.open.pop() else { return };
        match self.open.last_mut() {
            Some(Some(parent)) => parent.children.push(element),
            _ => self.done.push(element),
        }
    }
}

/// Whether a namespace is one of the product's schemas with that last part. The number of the release
/// before it is that in which the schema came, and is not compared.
fn is_of(namespace: &ResolveResult, last: &str) -> bool {
    const SCHEMAS: &str = "http://www.ibm.com/websphere/appserver/schemas/";
    let ResolveResult::Bound(Namespace(uri)) = namespace else { return false };
    uri.strip_prefix(SCHEMAS)
        .and_then(|rest| rest.split_once('/'))
        .is_some_and(|(_, end)| end == last)
}

/// Whether a namespace is that of XMI; two of its versions are in use.
fn is_xmi(namespace: &ResolveResult) -> bool {
    let ResolveResult::Bound(Namespace(uri)) = namespace else { return false };
    *uri == "http://www.omg.org/XMI"
        || uri.ends_with(".omg.org/spec/XMI/2.0")
        || uri.ends_with(".omg.org/XMI")
}

/// The text of a document in whatever encoding it says it has.
pub(super) fn text_of(bytes: &[u8]) -> Result<Cow<'_, str>, ImportError> {
    // `<?xm` in EBCDIC; the mark itself is not in the encodings that a document can be read in.
    if bytes.starts_with(&[0x4C, 0x6F, 0xA7, 0x94]) {
        return Err(ImportError::new("it is in EBCDIC; convert the archive's documents to UTF-8"));
    }
    let detected = detect_encoding(bytes);
    let body = &bytes[detected.as_ref().map_or(0, |found| found.bom_len())..];
    let marked = detected.as_ref().is_some_and(|found| found.bom_len() > 0);
    let wide = detected
        .as_ref()
        .map(|found| found.encoding())
        .filter(|found| !found.is_ascii_compatible());
    let unreadable = |name: &str| ImportError::new(format!("it holds bytes that are not {name}"));
    if let Some(encoding) = wide {
        return decode(body, encoding).map_err(|_| unreadable(encoding.name()));
    }
    let utf8 = || std::str::from_utf8(body).map(Cow::Borrowed).map_err(|_| unreadable("UTF-8"));
    let Some(line) = declaration(body).filter(|_| !marked) else { return utf8() };
    let Ok(Event::Decl(declared)) = Reader::from_str(line).read_event() else { return utf8() };
    let Some(Ok(name)) = declared.encoding() else { return utf8() };
    match declared.encoder() {
        Some(encoding) if encoding.is_ascii_compatible() => {
            decode(body, encoding).map_err(|_| unreadable(encoding.name()))
        }
        _ => {
            let name = shown(&name);
            Err(ImportError::new(format!("it says that it is in `{name}`, which cannot be read")))
        }
    }
}

/// The declaration that a document begins with, `<?xml … ?>`; it holds plain characters only.
fn declaration(body: &[u8]) -> Option<&str> {
    const LONGEST: usize = 1_024;
    let head = &body[..body.len().min(LONGEST)];
    let length = head.windows(2).position(|two| two == b"?>")? + 2;
    std::str::from_utf8(&head[..length]).ok().filter(|line| line.starts_with("<?xml"))
}
