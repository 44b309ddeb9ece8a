//! From the archive that backupConfig wrote to what it says of its cell, and to the draft of a plan.
//!
//! The layout of the archive is that of a profile's `config` folder: `cells/CELL/cell.xml` and what
//! stands beside it. An archive is never unpacked. Only documents that a plan is made of are opened;
//! `security.xml` is none of them, and of the documents that are opened only those attributes are
//! kept that are asked for by name.
//!
//! Names of documents, elements and attributes come from published programs that read or write such
//! files, and from the vendor's own transforms to older releases; no real archive was at hand. What
//! is only concluded from them is marked so where it is read.

mod archive;
mod cell;
mod database;
mod draft;
mod sib;
mod topology;
mod xml;

pub use archive::Archive;
pub use draft::{Narrowing, draft};

use crate::inventory::Inventory;
use std::path::Path;

/// Why an archive could not be read, in one line without a full stop.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportError(String);

impl ImportError {
    fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// Says which document it is about.
    fn within(self, document: &str) -> Self {
        Self(format!("{document}: {}", self.0))
    }
}

impl std::fmt::Display for ImportError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for ImportError {}

/// What an archive of backupConfig, or an unpacked `config` folder, says of its cell.
///
/// # Errors
/// Where there is no such file, it is no archive, it is damaged or encrypted, holds no cell or two,
/// or a document that is needed cannot be read.
pub fn read(path: &Path) -> Result<Inventory, ImportError> {
    cell::read(Archive::open(path)?)
}

/// The same of an archive that is open already.
///
/// # Errors
/// As [`read`].
pub fn read_archive(archive: Archive) -> Result<Inventory, ImportError> {
    cell::read(archive)
}

/// Reads one document as every document is read, and forgets it: for tests that feed it mistakes.
///
/// # Errors
/// Where it is no XML that could be a document of a configuration.
pub fn try_document(bytes: &[u8]) -> Result<(), ImportError> {
    xml::read(bytes, &database::WANTED).map(drop)
}
