//! The documents of a configuration, in a zip archive or in a folder, read one at a time.

use super::ImportError;
use crate::syntax::is_forbidden;
use std::cell::Cell;
use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs::File;
use std::io::{BufReader, Cursor, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::rc::Rc;
use zip::ZipArchive;
use zip::result::ZipError;

/// A document may have so many bytes. The `resources.xml` of a large cell has a few million.
const LARGEST_DOCUMENT: u64 = 64 << 20;
/// And all that are read together so many.
const MOST_BYTES: u64 = 2 << 30;
/// An archive of at most so many bytes is read into memory whole.
const LARGEST_IN_MEMORY: u64 = 32 << 20;
/// The list of an archive's entries may have so many bytes: about a million entries.
const LARGEST_LIST: u64 = 128 << 20;
/// A folder may hold so many files, and so many folders inside one another.
const MOST_FILES: usize = 1_000_000;
const DEEPEST_FOLDER: usize = 24;

/// Folders in which the product keeps copies and samples of documents, never the documents.
const COPIES: &[&str] = &["temp", "wstemp", "templates", "backup", ".repository", "tranlog"];

/// Where the bytes of an archive come from.
trait Bytes: Read + Seek + std::fmt::Debug {}
impl<T: Read + Seek + std::fmt::Debug> Bytes for T {}

/// An archive or a folder that is open, and the names of the documents in it.
#[derive(Debug)]
pub struct Archive {
    /// The file's own name, for people.
    name: String,
    source: Source,
    /// Names with `/` between their parts; where each is.
    documents: BTreeMap<String, Place>,
    /// What was left out of [`Archive::documents`], one sentence each.
    left_out: Vec<String>,
    bytes_left: u64,
}

#[derive(Debug)]
enum Source {
    Zip(ZipArchive<Bounded<Box<dyn Bytes>>>),
    Folder,
}

/// Where a document is.
#[derive(Debug)]
enum Place {
    /// An entry of the archive, by number.
    Entry(usize),
    /// A file.
    File(PathBuf),
    /// Two entries have this name.
    Twice,
}

impl Archive {
    /// Opens an archive or a folder.
    ///
    /// # Errors
    /// Where there is nothing of that name, or it is no archive.
    pub fn open(path: &Path) -> Result<Self, ImportError> {
        let shown = path.display();
        let failed = |error: std::io::Error| ImportError::new(format!("cannot read it: {error}"));
        let about = std::fs::metadata(path).map_err(failed)?;
        let name = path.file_name().map_or_else(|| shown.to_string(), lossy);
        if about.is_dir() {
            return Self::folder(path, name);
        }
        if !about.is_file() {
            return Err(ImportError::new("it is neither a file nor a folder"));
        }
        let mut file = File::open(path).map_err(failed)?;
        if about.len() > LARGEST_IN_MEMORY {
            return Self::zip(Box::new(BufReader::new(file)), name);
        }
        // Thousands of small documents are faster read from memory than by thousands of seeks.
        let mut bytes = Vec::new();
        file.by_ref().take(LARGEST_IN_MEMORY).read_to_end(&mut bytes).map_err(failed)?;
        Self::of_bytes(bytes, &name)
    }

    /// An archive in memory; `name` is what people call it.
    ///
    /// # Errors
    /// Where it is no archive.
    pub fn of_bytes(bytes: Vec<u8>, name: &str) -> Result<Self, ImportError> {
        Self::zip(Box::new(Cursor::new(bytes)), name.to_owned())
    }

    fn zip(bytes: Box<dyn Bytes>, name: String) -> Result<Self, ImportError> {
        let left = Rc::new(Cell::new(LARGEST_LIST));
        let bounded = Bounded { inner: bytes, left: Rc::clone(&left) };
        let archive = ZipArchive::new(bounded).map_err(of_zip)?;
        if archive.has_duplicate_names() {
            return Err(ImportError::new("two of its entries have the same name"));
        }
        let mut documents = BTreeMap::new();
        let mut left_out = Vec::new();
        for at in 0..archive.len() {
            let entry = archive.by_index_data(at).map_err(of_zip)?;
            let Ok(raw) = entry.name() else {
                left_out.push("an entry whose name cannot be read".to_owned());
                continue;
            };
            let Some(name) = plain_name(&raw) else {
                left_out.push(format!("`{}`, which leads out of the archive", shown(&raw)));
                continue;
            };
            if entry.is_dir() || name.is_empty() {
                continue;
            }
            documents
                .entry(name)
                .and_modify(|place| *place = Place::Twice)
                .or_insert(Place::Entry(at));
        }
        // From here on documents are read, and those have bounds of their own.
        left.set(u64::MAX);
        let source = Source::Zip(archive);
        Ok(Self { name, source, documents, left_out, bytes_left: MOST_BYTES })
    }

    fn folder(root: &Path, name: String) -> Result<Self, ImportError> {
        let mut documents = BTreeMap::new();
        let mut left_out = Vec::new();
        let mut folders = vec![(root.to_owned(), String::new(), 0_usize)];
        while let Some((folder, prefix, depth)) = folders.pop() {
            let failed = |error: std::io::Error| {
                ImportError::new(format!("cannot read {}: {error}", folder.display()))
            };
            for entry in std::fs::read_dir(&folder).map_err(failed)? {
                let entry = entry.map_err(failed)?;
                let name = format!("{prefix}{}", lossy(&entry.file_name()));
                let kind = entry.file_type().map_err(failed)?;
                if kind.is_symlink() {
                    left_out.push(format!("`{}`, which is a link", shown(&name)));
                } else if kind.is_dir() && depth < DEEPEST_FOLDER {
                    folders.push((entry.path(), format!("{name}/"), depth + 1));
                } else if kind.is_dir() {
                    left_out.push(format!("`{}`, which lies too deep", shown(&name)));
                } else if kind.is_file() {
                    documents.insert(name, Place::File(entry.path()));
                }
                if documents.len() + folders.len() > MOST_FILES {
                    return Err(ImportError::new("the folder holds more than a million files"));
                }
            }
        }
        Ok(Self { name, source: Source::Folder, documents, left_out, bytes_left: MOST_BYTES })
    }

    /// The file's own name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The names of all documents, sorted, but for those in folders of copies and samples.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.documents.keys().map(String::as_str).filter(|name| !is_copy(name))
    }

    /// What was left out, one phrase each.
    pub(super) fn left_out(&self) -> &[String] {
        &self.left_out
    }

    /// The bytes of a document; `None` where there is none of that name.
    ///
    /// # Errors
    /// Where it is too large, encrypted or damaged.
    pub(super) fn bytes(&mut self, name: &str) -> Result<Option<Vec<u8>>, ImportError> {
        let bytes = match (self.documents.get(name), &mut self.source) {
            (None, _) => return Ok(None),
            (Some(Place::Twice), _) => Err(ImportError::new("the archive holds two of this name")),
            (Some(Place::Entry(at)), Source::Zip(archive)) => archive
                .by_index(*at)
                .map_err(of_zip)
                .and_then(|entry| bounded(entry, self.bytes_left)),
            (Some(Place::File(path)), _) => File::open(path)
                .map_err(|error| ImportError::new(format!("cannot read it: {error}")))
                .and_then(|file| bounded(file, self.bytes_left)),
            (Some(Place::Entry(_)), Source::Folder) => return Ok(None),
        };
        let bytes = bytes.map_err(|error| error.within(&shown(name)))?;
        self.bytes_left = self.bytes_left.saturating_sub(bytes.len() as u64);
        Ok(Some(bytes))
    }
}

/// Reads to the end, or says that it is too large. What an entry claims of its size is not believed.
fn bounded(mut from: impl Read, left: u64) -> Result<Vec<u8>, ImportError> {
    let mut bytes = Vec::new();
    let limit = LARGEST_DOCUMENT.min(left);
    from.by_ref()
        .take(limit + 1)
        .read_to_end(&mut bytes)
        .map_err(|error| of_zip(ZipError::Io(error)))?;
    if bytes.len() as u64 <= limit {
        return Ok(bytes);
    }
    Err(ImportError::new(if limit < LARGEST_DOCUMENT {
        format!("the documents have more than {} million bytes together", MOST_BYTES / 1_000_000)
    } else {
        format!("it has more than {} million bytes", LARGEST_DOCUMENT / 1_000_000)
    }))
}

/// A reader that gives no more than so many bytes: a list of entries without an end must not fill the
/// memory.
#[derive(Debug)]
struct Bounded<R> {
    inner: R,
    left: Rc<Cell<u64>>,
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        let read = self.inner.read(into)?;
        match self.left.get().checked_sub(read as u64) {
            Some(left) => self.left.set(left),
            None => return Err(std::io::Error::other("its list of entries is too large")),
        }
        Ok(read)
    }
}

impl<R: Seek> Seek for Bounded<R> {
    fn seek(&mut self, to: SeekFrom) -> std::io::Result<u64> {
        self.inner.seek(to)
    }
}

/// What went wrong with an archive, for people.
fn of_zip(error: ZipError) -> ImportError {
    ImportError::new(match error {
        ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED) => "it is encrypted".to_owned(),
        ZipError::CompressionMethodNotSupported(_) => {
            "it is compressed in a way that backupConfig does not use".to_owned()
        }
        ZipError::InvalidArchive(why) => format!("it is no zip archive, or a damaged one: {why}"),
        ZipError::Io(error) => format!("it is damaged or cut short: {error}"),
        other => format!("it cannot be read: {other}"),
    })
}

/// The name of an entry with `/` between its parts; `None` where it leads out of the archive.
fn plain_name(raw: &str) -> Option<String> {
    let name = raw.replace('\\', "/");
    let leads_out = name.starts_with('/')
        || name.contains('\0')
        || name.split('/').any(|part| part == "..")
        || name.as_bytes().get(1) == Some(&b':');
    let parts: Vec<&str> = name.split('/').filter(|part| !matches!(*part, "" | ".")).collect();
    (!leads_out).then(|| parts.join("/"))
}

/// Whether a document is a copy or a sample.
fn is_copy(name: &str) -> bool {
    let folders = name.split('/').take_while(|part| *part != "cells");
    folders.into_iter().any(|folder| COPIES.contains(&folder))
}

/// A name for people: short, and without characters that could play tricks on a terminal.
pub(super) fn shown(name: &str) -> String {
    const LONGEST: usize = 200;
    let plain = name.chars().map(|c| if is_forbidden(c) { '?' } else { c });
    let mut text: String = plain.take(LONGEST).collect();
    if name.chars().nth(LONGEST).is_some() {
        text.push('…');
    }
    text.replace('`', "'")
}

fn lossy(name: &OsStr) -> String {
    name.to_string_lossy().into_owned()
}
