//! The only place that writes to the disk: a folder, or one reproducible tar file.
//!
//! Everything is written beside its target first and moved in one rename, so that a half-written
//! bundle is never found under the name that a ticket knows.

use super::{File, MANIFEST, PLAN};
use anyhow::{Context, Result, bail};
use std::collections::BTreeSet;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

/// A folder being written; gone again unless [`Folder::finish`] is called.
#[derive(Debug)]
pub struct Folder {
    target: PathBuf,
    work: tempfile::TempDir,
    made: BTreeSet<PathBuf>,
}

impl Folder {
    /// Begins a bundle that will stand at `target`.
    ///
    /// # Errors
    /// When `target` is there and is neither empty nor an unused bundle, or cannot be written beside.
    pub fn begin(target: &Path) -> Result<Self> {
        may_replace(target)?;
        let parent = parent(target);
        fs::create_dir_all(parent)
            .with_context(|| format!("cannot make the folder {}", parent.display()))?;
        let work = tempfile::Builder::new()
            .prefix(".sibrestore-")
            .tempdir_in(parent)
            .with_context(|| format!("cannot write into {}", parent.display()))?;
        Ok(Self { target: target.to_owned(), work, made: BTreeSet::new() })
    }

    /// Writes one file.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn add(&mut self, file: &File) -> Result<()> {
        let path = self.work.path().join(&file.path);
        let folder = parent(&path).to_owned();
        if !self.made.contains(&folder) {
            fs::create_dir_all(&folder)
                .with_context(|| format!("cannot make a folder for {}", file.path))?;
            self.made.insert(folder);
        }
        write(&path, file).with_context(|| format!("cannot write {}", file.path))
    }

    /// Moves the bundle to its place, in the stead of an older one.
    ///
    /// # Errors
    /// When the target has become something else meanwhile, or the disk refuses.
    pub fn finish(self) -> Result<()> {
        may_replace(&self.target)?;
        set_mode(self.work.path(), 0o755)?;
        let old =
            tempfile::Builder::new().prefix(".sibrestore-old-").tempdir_in(parent(&self.target))?;
        let aside = old.path().join("bundle");
        let is_there = self.target.exists();
        if is_there {
            fs::rename(&self.target, &aside).with_context(|| {
                format!("cannot move the older bundle away from {}", self.target.display())
            })?;
        }
        let work = self.work.keep();
        if let Err(error) = fs::rename(&work, &self.target) {
            if is_there {
                fs::rename(&aside, &self.target).context("cannot put the older bundle back")?;
            }
            let _ = fs::remove_dir_all(&work);
            return Err(error).with_context(|| format!("cannot write {}", self.target.display()));
        }
        Ok(())
    }
}

/// A target may be absent, an empty folder, or a bundle that was never run.
fn may_replace(target: &Path) -> Result<()> {
    let Ok(about) = fs::symlink_metadata(target) else { return Ok(()) };
    if !about.is_dir() {
        bail!("{} is there and is not a folder; choose another place", target.display());
    }
    let mut entries =
        fs::read_dir(target).with_context(|| format!("cannot read {}", target.display()))?;
    if entries.next().is_none() {
        return Ok(());
    }
    if !target.join(MANIFEST).is_file() || !target.join(PLAN).is_file() {
        bail!("{} is not empty and is not a bundle; choose another place", target.display());
    }
    if let Some(foreign) = foreign_file(target)? {
        bail!(
            "{} holds {}, which is not of the bundle; choose another place, or move it away",
            target.display(),
            foreign.display()
        );
    }
    if target.join("journal").exists() {
        bail!(
            "{} has been run: its journal is the record of that; choose another place",
            target.display()
        );
    }
    Ok(())
}

/// A file that the manifest of the bundle at `root` does not list; the journal is not looked at.
fn foreign_file(root: &Path) -> Result<Option<PathBuf>> {
    let manifest = fs::read_to_string(root.join(MANIFEST)).context("cannot read the manifest")?;
    let listed: BTreeSet<PathBuf> =
        manifest.lines().filter_map(|line| line.get(66..)).map(PathBuf::from).collect();
    let mut folders = vec![root.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder)? {
            let path = entry?.path();
            let name = path.strip_prefix(root)?;
            if fs::symlink_metadata(&path)?.is_dir() {
                if name != Path::new("journal") {
                    folders.push(path);
                }
            } else if name != Path::new(MANIFEST) && !listed.contains(name) {
                return Ok(Some(name.to_owned()));
            }
        }
    }
    Ok(None)
}

/// The folder that holds a path.
fn parent(path: &Path) -> &Path {
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    }
}

fn write(path: &Path, file: &File) -> Result<()> {
    let mut open = fs::OpenOptions::new();
    open.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut open, mode(file));
    open.open(path)?.write_all(file.text.as_bytes())?;
    Ok(())
}

/// Writes one text beside the bundle, such as a report.
///
/// # Errors
/// When the disk refuses.
#[expect(clippy::disallowed_methods, reason = "this module is where files are written")]
pub fn text_file(path: &Path, text: &str) -> Result<()> {
    fs::write(path, text).with_context(|| format!("cannot write {}", path.display()))
}

/// Writes one text into a file, whole or not at all, such as a script or the draft of a plan. One that
/// is there already is replaced only where that was asked for; otherwise the error says `hint`.
///
/// # Errors
/// When the file is there, or the disk refuses.
pub fn whole_text_file(path: &Path, text: &str, replace: bool, hint: &str) -> Result<()> {
    let cannot = || format!("cannot write {}", path.display());
    let mut builder = tempfile::Builder::new();
    // As any new file: the process's mask takes away from it what the user wants.
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    let folder = parent(path);
    let mut work = builder
        .tempfile_in(folder)
        .with_context(|| format!("cannot write into {}", folder.display()))?;
    work.write_all(text.as_bytes()).with_context(cannot)?;
    if replace {
        work.persist(path).with_context(cannot)?;
    } else if let Err(error) = work.persist_noclobber(path) {
        if error.error.kind() == std::io::ErrorKind::AlreadyExists {
            bail!("{} is there already; {hint}", path.display());
        }
        return Err(error.error).with_context(cannot);
    }
    Ok(())
}

/// The bits a file has in a bundle, before the umask.
fn mode(file: &File) -> u32 {
    if file.executable { 0o755 } else { 0o644 }
}

#[cfg(unix)]
fn set_mode(path: &Path, mode: u32) -> Result<()> {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(path, fs::Permissions::from_mode(mode))?;
    Ok(())
}

#[cfg(not(unix))]
fn set_mode(_path: &Path, _mode: u32) -> Result<()> {
    Ok(())
}

/// A tar file being written: no times, no owners, files in the order in which they are made.
pub struct Tar {
    target: PathBuf,
    root: String,
    builder: tar::Builder<tempfile::NamedTempFile>,
}

impl Tar {
    /// Begins a tar file that will stand at `target` and unpack into a folder `root`.
    ///
    /// # Errors
    /// When `target` is a folder, or cannot be written beside.
    pub fn begin(target: &Path, root: &str) -> Result<Self> {
        if fs::metadata(target).is_ok_and(|about| !about.is_file()) {
            bail!("{} is there and is not a regular file; name a file", target.display());
        }
        let parent = parent(target);
        fs::create_dir_all(parent)
            .with_context(|| format!("cannot make the folder {}", parent.display()))?;
        let work = tempfile::Builder::new()
            .prefix(".sibrestore-")
            .tempfile_in(parent)
            .with_context(|| format!("cannot write into {}", parent.display()))?;
        Ok(Self {
            target: target.to_owned(),
            root: root.to_owned(),
            builder: tar::Builder::new(work),
        })
    }

    /// Writes one file.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn add(&mut self, file: &File) -> Result<()> {
        let mut header = tar::Header::new_gnu();
        header.set_size(file.text.len() as u64);
        header.set_mode(mode(file));
        header.set_mtime(0);
        let path = format!("{}/{}", self.root, file.path);
        self.builder
            .append_data(&mut header, &path, file.text.as_bytes())
            .with_context(|| format!("cannot write {path}"))
    }

    /// Moves the tar file to its place.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn finish(self) -> Result<()> {
        let work = self.builder.into_inner().context("cannot end the tar file")?;
        set_mode(work.path(), 0o644)?;
        work.persist(&self.target)
            .with_context(|| format!("cannot write {}", self.target.display()))?;
        Ok(())
    }
}
