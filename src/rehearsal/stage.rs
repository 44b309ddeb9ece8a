//! The stage: a temporary folder with a tree of files, a search path and a copy of the bundle for each
//! host, as the day of the change finds them.

use super::cell::{Caller, Cell, FileChange};
use super::site::{Host, Site, Store};
use super::tool::{COMMAND, PROFILE_TOOLS, SYSTEM_TOOLS};
use super::world::{World, boot_file, host_dir, place_of, put, root_of, set_clock};
use crate::model::StoreKind;
use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Builds the stage in an empty folder, and the world on it.
///
/// # Errors
/// A file that cannot be written, or a bundle that cannot be read.
pub fn build(
    dir: &Path,
    site: &Site,
    bundle: &Path,
    mut cell: Cell,
    program: &Path,
) -> io::Result<World> {
    let stage = Stage { dir, site, program };
    for name in hosts(site) {
        stage.host(&name, bundle, cell.caller.now)?;
    }
    for host in &site.hosts {
        stage.needs(host)?;
    }
    for store in &site.stores {
        stage.files_of(store)?;
    }
    for (host, profile, name) in profiles(&cell) {
        stage.profile(&host, &profile)?;
        fs::create_dir_all(place_of(dir, &host, &format!("{profile}/logs/{name}")))?;
    }
    cell.write_documents();
    World::create(dir, cell)
}

/// Every host that has a step.
pub fn hosts(site: &Site) -> Vec<String> {
    let mut seen = BTreeSet::new();
    let hosts = site.steps.iter().map(|step| step.host.clone());
    hosts.filter(|host| seen.insert(host.clone())).collect()
}

/// The copy of the bundle on a host.
pub fn bundle_of(dir: &Path, host: &str) -> PathBuf {
    host_dir(dir, host).join("bundle")
}

fn profiles(cell: &Cell) -> Vec<(String, String, String)> {
    let of = |process: &super::cell::Process| {
        (process.host.clone(), process.profile.clone(), process.name.clone())
    };
    cell.processes.values().map(of).collect()
}

struct Stage<'a> {
    dir: &'a Path,
    site: &'a Site,
    program: &'a Path,
}

impl Stage<'_> {
    fn host(&self, name: &str, bundle: &Path, now: i64) -> io::Result<()> {
        fs::create_dir_all(root_of(self.dir, name))?;
        set_clock(self.dir, name, now)?;
        put(&boot_file(self.dir, name), "b0070000-0000-0000-0000-000000000001\n")?;
        // Chance is the same in every rehearsal, and another one on each host.
        put(&self.at(name, "/dev/urandom"), &format!("chance of {name}\n"))?;
        let path = host_dir(self.dir, name).join("path");
        for tool in SYSTEM_TOOLS {
            let text =
                super::tool::system_script(self.dir, name, tool, &self.call_back(name, tool));
            executable(&path.join(tool), &text)?;
        }
        // A host writes to none of these files, and a bundle has thousands.
        let own = bundle_of(self.dir, name);
        let first = hosts(self.site).swap_remove(0);
        if first == name {
            return copy_all(bundle, &own);
        }
        copy_but(&["journal", "lib", "steps", "backout"], bundle, &own)?;
        for folder in ["lib", "steps", "backout"] {
            link_all(&bundle_of(self.dir, &first).join(folder), &own.join(folder))?;
        }
        Ok(())
    }

    /// A small script that calls back into this program.
    fn tool(&self, host: &str, file: &Path, plan_path: &str) -> io::Result<()> {
        executable(
            file,
            &format!("#!/bin/sh\nexec {} ${{1+\"$@\"}}\n", self.call_back(host, plan_path)),
        )
    }

    /// The words of a shell that call this program back as a tool of a host.
    fn call_back(&self, host: &str, plan_path: &str) -> String {
        let words = [
            &self.program.display().to_string(),
            COMMAND,
            &self.dir.display().to_string(),
            host,
            plan_path,
        ];
        let words: Vec<String> = words.iter().map(|word| shell_word(word)).collect();
        words.join(" ")
    }

    fn at(&self, host: &str, path: &str) -> PathBuf {
        place_of(self.dir, host, path)
    }

    /// What phase 0 looks for.
    fn needs(&self, host: &Host) -> io::Result<()> {
        let name = &host.name;
        for profile in &host.profiles {
            self.profile(name, profile)?;
        }
        for tool in &host.tools {
            let file = if tool.starts_with('/') {
                self.at(name, tool)
            } else {
                host_dir(self.dir, name).join("path").join(tool)
            };
            self.tool(name, &file, tool)?;
        }
        for dir in &host.dirs {
            fs::create_dir_all(self.at(name, &dir.path))?;
        }
        for backup in &host.backups {
            let at = self.at(name, &backup.path);
            match backup.kind.as_str() {
                "db2" => {
                    let time = if backup.time.is_empty() { "20241110020000" } else { &backup.time };
                    let image = format!("{}.0.db2inst1.DBPART000.{time}.001", backup.database);
                    put(&at.join(image), "an image\n")?;
                }
                "derby" => put(&at.join("service.properties"), "a database\n")?,
                _ => {}
            }
        }
        for file in &host.files {
            let at = self.at(name, &file.path);
            if file.what.contains("script") {
                self.tool(name, &at, &file.path)?;
            } else if !self.is_of_a_file_store(name, &file.path) {
                put(&at, &format!("{}{}\n", super::tool::BACKUP, sum_or_any(&file.sha256)))?;
            }
        }
        for props in &host.props {
            let keys: String = props.keys.iter().map(|key| format!("{key}=set\n")).collect();
            let security = props
                .keys
                .first()
                .and_then(|key| key.rsplit_once('.'))
                .map_or("", |(start, _)| start);
            let text =
                format!("{security}.securityEnabled=true\n{security}.loginSource=none\n{keys}");
            put(&self.at(name, &props.path), &text)?;
        }
        Ok(())
    }

    fn profile(&self, host: &str, profile: &str) -> io::Result<()> {
        let bin = self.at(host, profile).join("bin");
        for tool in PROFILE_TOOLS {
            let path = format!(
                "{}/bin/{tool}",
                root_of(self.dir, host).join(profile.trim_start_matches('/')).display()
            );
            self.tool(host, &bin.join(tool), &path)?;
        }
        let cell = &self.site.cell.name;
        put(&self.at(host, profile).join("config/cells").join(cell).join("cell.xml"), "<cell/>\n")
    }

    /// What is in the backup of a file store on this host; the same path may be anything elsewhere.
    fn is_of_a_file_store(&self, host: &str, path: &str) -> bool {
        let file = |store: &Store| {
            matches!(store.place, Some(StoreKind::File { .. }))
                && store.host.eq_ignore_ascii_case(host)
                && Path::new(path).starts_with(&store.backup)
        };
        self.site.stores.iter().any(file)
    }

    /// The files of a file store, and those of its backup.
    fn files_of(&self, store: &Store) -> io::Result<()> {
        match &store.place {
            Some(StoreKind::File { log, permanent, temporary }) => {
                for place in [log, permanent, temporary] {
                    let last = place.rsplit('/').next().unwrap_or_default();
                    put(
                        &self.at(&store.host, place).join("File"),
                        &file_text(&store.name, "live"),
                    )?;
                    put(
                        &self.at(&store.host, &store.backup).join(last).join("File"),
                        &file_text(&store.name, "backup"),
                    )?;
                }
                Ok(())
            }
            // An embedded database is a folder.
            Some(StoreKind::Derby { database, .. }) => {
                put(&self.at(&store.host, database).join("service.properties"), "a database\n")
            }
            _ => Ok(()),
        }
    }
}

/// What is in a file of a file store.
pub fn file_text(store: &str, generation: &str) -> String {
    format!("store {store}: {generation}\n")
}

fn sum_or_any(sum: &str) -> String {
    if sum.is_empty() { "0".repeat(64) } else { sum.to_ascii_lowercase() }
}

fn executable(file: &Path, text: &str) -> io::Result<()> {
    put(file, text)?;
    fs::set_permissions(file, fs::Permissions::from_mode(0o755))
}

/// A word that a shell takes as it is.
pub fn shell_word(word: &str) -> String {
    format!("'{}'", word.replace('\'', "'\\''"))
}

/// Runs a script of the bundle on a host: its exit code, -1 for a signal, and what is on the screen.
/// `variables` are set beside those of the rehearsal.
///
/// # Errors
/// The shell cannot be started.
#[expect(clippy::disallowed_methods, reason = "a rehearsal starts processes")]
pub fn run_script(
    dir: &Path,
    host: &str,
    shell: &[String],
    script: &str,
    words: &[String],
    variables: &[(&str, &str)],
) -> io::Result<(i32, String)> {
    let bundle = bundle_of(dir, host);
    let path = std::env::var("PATH").unwrap_or_default();
    let own = host_dir(dir, host).join("path");
    let mut command = Command::new(&shell[0]);
    command
        .args(&shell[1..])
        .arg(bundle.join(script))
        .args(words)
        .env_clear()
        .env("PATH", format!("{}:{path}", own.display()))
        .env("SIBRESTORE_ROOT", root_of(dir, host))
        .envs(variables.iter().copied())
        .env("LC_ALL", "C")
        .current_dir(&bundle);
    let output = super::interrupt::output(&mut command)?;
    let text = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
    Ok((output.status.code().unwrap_or(-1), text))
}

/// Copies a bundle as it is, without a journal.
///
/// # Errors
/// A file that cannot be read or written.
pub fn copy_all(from: &Path, to: &Path) -> io::Result<()> {
    copy_but(&["journal"], from, to)
}

fn copy_but(without: &[&str], from: &Path, to: &Path) -> io::Result<()> {
    let copy = |from: &Path, to: &Path| fs::copy(from, to).map(drop);
    each_file(without, from, to, &copy)
}

/// Gives each file of a folder a second name; copies it where the system cannot.
fn link_all(from: &Path, to: &Path) -> io::Result<()> {
    let link =
        |from: &Path, to: &Path| fs::hard_link(from, to).or_else(|_| fs::copy(from, to).map(drop));
    each_file(&[], from, to, &link)
}

fn each_file(
    without: &[&str],
    from: &Path,
    to: &Path,
    action: &impl Fn(&Path, &Path) -> io::Result<()>,
) -> io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let name = entry.file_name();
        if without.iter().any(|other| name == *other) {
            continue;
        }
        if entry.file_type()?.is_dir() {
            each_file(without, &entry.path(), &to.join(name), action)?;
        } else {
            action(&entry.path(), &to.join(name))?;
        }
    }
    Ok(())
}

/// Reads which configuration is in its place: the bundle's way back renames a folder.
pub fn look_at_config(dir: &Path, cell: &mut Cell) {
    let file = format!("{}/config/cells/{}/cell.xml", cell.admin_profile(), cell.name);
    let text = fs::read_to_string(place_of(dir, &cell.admin_host(), &file)).unwrap_or_default();
    if let Some(version) = Cell::version_in(&text) {
        cell.found_version(version);
    }
}

/// Reads the permanent store of each file store: what the bundle does to those files is done with
/// the system's own tools, so the cell finds it out by looking. A tool of another host may be the
/// first that looks: its step has not done it.
pub fn look_at_files(dir: &Path, cell: &mut Cell) {
    let looks = cell.caller.clone();
    let stores: Vec<_> = cell.stores.values().cloned().collect();
    for store in stores {
        let Some(StoreKind::File { permanent, .. }) = &store.place else { continue };
        if store.host != looks.host {
            let (host, now) = (store.host.clone(), looks.now);
            cell.caller = Caller { now, host, ..Caller::default() };
        }
        let file = place_of(dir, &store.host, permanent).join("File");
        let text = fs::read_to_string(&file).unwrap_or_default();
        if text == file_text(&store.name, "backup") {
            cell.keep_quietly(&store.name);
            cell.restore_stores(&store.restored_with);
            mark(cell, &store.host, permanent, &store.name, "restored");
        } else if text == file_text(&store.name, "live") && store.kept.is_some() {
            cell.put_kept_back(&store.restored_with);
            cell.forget_kept(&store.name);
        }
        cell.caller = looks.clone();
    }
}

fn mark(cell: &mut Cell, host: &str, permanent: &str, store: &str, generation: &str) {
    let text = file_text(store, generation);
    cell.outbox.push(FileChange::Write(host.to_owned(), format!("{permanent}/File"), text));
}
