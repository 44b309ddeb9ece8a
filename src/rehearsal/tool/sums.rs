//! Checksums of files that were read before. A bundle has thousands of files, is compared with its list
//! before each step, and hardly ever changes.

use crate::bundle::sha256;
use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Write as _};
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};

/// What was read in this rehearsal.
pub(super) struct Seen {
    file: PathBuf,
    sums: BTreeMap<String, String>,
    new: String,
}

impl Seen {
    /// Reads the list of the world. A line that was cut off is none.
    pub(super) fn read(world: &Path) -> Self {
        let file = world.join("sums");
        let text = fs::read_to_string(&file).unwrap_or_default();
        let whole = |line: &str| {
            let (sum, about) = line.strip_suffix(" .")?.split_once(' ')?;
            Some((about.to_owned(), sum.to_owned()))
        };
        Self { file, sums: text.lines().filter_map(whole).collect(), new: String::new() }
    }

    /// The checksum of a file. Whatever is written to a file gives it another time of change, as finely
    /// as its file system keeps one.
    pub(super) fn sum_of(&mut self, path: &Path) -> io::Result<String> {
        let about = about(path)?;
        if let Some(sum) = self.sums.get(&about) {
            return Ok(sum.clone());
        }
        let sum = sha256(&fs::read(path)?);
        // One that changes while it is read is read again the next time.
        if self::about(path)? == about {
            self.new += &format!("{sum} {about} .\n");
            self.sums.insert(about, sum.clone());
        }
        Ok(sum)
    }

    /// Adds what is new to the list of the world.
    pub(super) fn keep(&self) -> io::Result<()> {
        if self.new.is_empty() {
            return Ok(());
        }
        let mut file = fs::OpenOptions::new().create(true).append(true).open(&self.file)?;
        file.write_all(self.new.as_bytes())
    }
}

fn about(path: &Path) -> io::Result<String> {
    let is = fs::metadata(path)?;
    Ok(format!(
        "{}:{} {} {}.{} {}.{}",
        is.dev(),
        is.ino(),
        is.size(),
        is.mtime(),
        is.mtime_nsec(),
        is.ctime(),
        is.ctime_nsec()
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rehearsal::world::put;

    #[test]
    fn what_was_changed_is_read_again() {
        let world = tempfile::tempdir().unwrap();
        let file = world.path().join("step.sh");
        put(&file, "echo a\n").unwrap();
        let mut seen = Seen::read(world.path());
        let first = seen.sum_of(&file).unwrap();
        assert_eq!(first, sha256(b"echo a\n"));
        seen.keep().unwrap();
        let mut seen = Seen::read(world.path());
        assert_eq!(seen.sums.len(), 1);
        assert_eq!(seen.sum_of(&file).unwrap(), first);
        // As long as before, and with the old time of its last change.
        let time = fs::metadata(&file).unwrap().modified().unwrap();
        let before = about(&file).unwrap();
        while about(&file).unwrap() == before {
            put(&file, "echo b\n").unwrap();
            fs::File::options().append(true).open(&file).unwrap().set_modified(time).unwrap();
        }
        assert_eq!(seen.sum_of(&file).unwrap(), sha256(b"echo b\n"));
        assert!(Seen::read(world.path()).sum_of(&world.path().join("gone")).is_err());
    }

    #[test]
    fn a_line_that_was_cut_off_is_none() {
        let world = tempfile::tempdir().unwrap();
        let file = world.path().join("step.sh");
        put(&file, "echo a\n").unwrap();
        let about = about(&file).unwrap();
        put(&world.path().join("sums"), &format!("wrong {about}")).unwrap();
        assert_eq!(Seen::read(world.path()).sum_of(&file).unwrap(), sha256(b"echo a\n"));
    }
}
