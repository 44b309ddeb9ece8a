//! Commands of the system that a rehearsal has to answer itself: time, processes, the name of the
//! machine, checksums of backups that are not there.

use super::sums::Seen;
use super::{Call, processes, say};
use crate::bundle::sha256;
use crate::model::StoreKind;
use crate::rehearsal::stage::shell_word;
use crate::rehearsal::world::{self, TIMES, World, host_dir, root_of};
use std::fs;
use std::io::{self, Read as _};
use std::path::Path;

/// Their names.
pub const TOOLS: [&str; 10] =
    ["date", "fuser", "hostname", "ps", "sha256sum", "sleep", "sync", "uname", "unzip", "who"];

/// How a simulated backup begins; its checksum stands after it.
pub const BACKUP: &str = "a simulated backup, SHA-256 ";

/// Runs one of them.
pub(super) fn run(call: &Call) -> io::Result<u8> {
    match call.name() {
        "date" => date(call),
        "fuser" => fuser(call),
        "sleep" => sleep(call),
        "ps" => ps(call),
        "sha256sum" => sha256sum(call),
        "unzip" => unzip(call),
        name => Err(io::Error::other(format!("no tool {name}"))),
    }
}

/// The text of such a tool on a host, as a script of the shell. `call_back` calls this program, which is
/// left to where it is needed: a rehearsal asks for the time a few hundred times. A step that is to be
/// killed where it says the time needs more than the time.
pub(in crate::rehearsal) fn script(
    world: &Path,
    host: &str,
    name: &str,
    call_back: &str,
) -> String {
    let call_back = format!("exec {call_back} ${{1+\"$@\"}}\n");
    let text = match name {
        "date" => {
            let clock = shell_word(&world::clock_file(world, host).display().to_string());
            let marked =
                |file: &str| shell_word(&host_dir(world, host).join(file).display().to_string());
            let [zoned, plain, stamp] = TIMES;
            format!(
                "if [ -f {} ] || [ -f {} ]; then {call_back}fi\n\
                 {{ read -r _; IFS= read -r zoned; IFS= read -r plain; IFS= read -r stamp; }} < {clock}\n\
                 case $* in\n\
                 '-u +{zoned}') printf '%s\\n' \"$zoned\" ;;\n\
                 '+{plain}') printf '%s\\n' \"$plain\" ;;\n\
                 '+{stamp}') printf '%s\\n' \"$stamp\" ;;\n\
                 *) {call_back};;\nesac\n",
                marked(DOOMED),
                marked(LAST)
            )
        }
        "hostname" | "uname" => format!("printf '%s\\n' {}\n", shell_word(host)),
        "who" => "printf '%s\\n' '         system boot  2024-10-01 00:00'\n".to_owned(),
        // What is on the disk of a rehearsal need not outlive this machine.
        "sync" => "exit 0\n".to_owned(),
        _ => call_back,
    };
    format!("#!/bin/sh\n{text}")
}

/// The file that names the step to be killed where it says the time.
pub const DOOMED: &str = "kill-start";

/// The file that names the step after which run.sh is told to end.
pub const LAST: &str = "last-step";

/// The virtual clock. A step that is to be killed at its start dies here, where it says the time.
fn date(call: &Call) -> io::Result<u8> {
    let step = std::env::var("SIBRESTORE_STEP").unwrap_or_default();
    let at_work = std::env::var("SIBRESTORE_MODE").is_ok_and(|mode| mode == "do");
    for (file, action) in [(DOOMED, world::kill_group as fn()), (LAST, world::tell_to_end)] {
        let file = host_dir(&call.world, &call.host).join(file);
        if at_work && fs::read_to_string(&file).is_ok_and(|text| text.trim() == step) {
            fs::remove_file(file)?;
            action();
        }
    }
    let now = world::clock(&call.world, &call.host)?;
    let format = call.arguments.iter().find_map(|argument| argument.strip_prefix('+'));
    let format = format.unwrap_or("%a %b %e %H:%M:%S %Z %Y");
    say(&world::time_text(now, format));
    Ok(0)
}

fn sleep(call: &Call) -> io::Result<u8> {
    let seconds = call.argument(0).parse::<f64>().unwrap_or(1.0).ceil();
    #[expect(clippy::cast_possible_truncation, reason = "nobody sleeps that long")]
    call.open()?.pass(seconds as i64)?;
    Ok(0)
}

/// The processes of this machine, and those of the cell on this host.
fn ps(call: &Call) -> io::Result<u8> {
    let world = call.open()?;
    let asked = call.after("-p").parse::<u64>().ok();
    let there: Vec<(u64, String)> = simulated(&world, call).collect();
    if let Some(pid) = asked {
        let found = there.into_iter().find(|(other, _)| *other == pid);
        let line = found.map(|(_, line)| line).or_else(|| processes::line_of(pid));
        let Some(line) = line else { return Ok(1) };
        say(&if call.has("args=") { line } else { format!("{pid} ? 00:00:00 {line}") });
        return Ok(0);
    }
    let full = call.has("-ef");
    let show = |(pid, parent, line): (u64, u64, String)| {
        if full {
            format!("wasuser {pid} {parent} 0 02:00 ? 00:10:00 {line}")
        } else {
            format!("{pid} {parent} {line}")
        }
    };
    let of_the_cell = there.into_iter().map(|(pid, line)| (pid, 1, line));
    let all = processes::all().into_iter().chain(of_the_cell).map(show);
    say(&all.collect::<Vec<_>>().join("\n"));
    Ok(0)
}

fn simulated(world: &World, call: &Call) -> impl Iterator<Item = (u64, String)> {
    let root = root_of(&call.world, &call.host).display().to_string();
    let cell = &world.cell;
    cell.processes.values().filter(|process| process.host == call.host).filter_map(move |process| {
        let line = process
            .command_line(&cell.name)
            .replace(&process.profile, &format!("{root}{}", process.profile));
        process.pid.map(|pid| (pid, line))
    })
}

/// `fuser FILE`: who asks, since it has the file open to see whether this tool sees anybody, and who
/// uses the file store that the file is of.
fn fuser(call: &Call) -> io::Result<u8> {
    let world = call.open()?;
    let cell = &world.cell;
    let file = world.plan_path(call.argument(0));
    let mut pids = vec![u64::from(std::os::unix::process::parent_id())];
    for store in cell.stores.values().filter(|store| store.host == call.host) {
        let Some(StoreKind::File { log, permanent, temporary }) = &store.place else { continue };
        if ![log, permanent, temporary].iter().any(|place| Path::new(&file).starts_with(place)) {
            continue;
        }
        let server = store.lock.rsplit_once('@').map_or("", |(_, server)| server);
        pids.extend(cell.processes.get(server).and_then(|process| process.pid));
        if cell.has_files_open(&store.name) {
            pids.push(OUTSIDER);
        }
    }
    say(&pids.iter().map(u64::to_string).collect::<Vec<_>>().join(" "));
    Ok(0)
}

/// A process that the plan does not know.
const OUTSIDER: u64 = 69_999_999;

/// The checksum of what comes in, and of each file of a list after `-c`.
fn sha256sum(call: &Call) -> io::Result<u8> {
    if call.argument(0) == "-c" {
        return check_list(call);
    }
    let mut bytes = Vec::new();
    io::stdin().lock().read_to_end(&mut bytes)?;
    let own = std::str::from_utf8(&bytes).ok().and_then(|text| text.strip_prefix(BACKUP));
    match own.and_then(|rest| rest.lines().next()) {
        Some(sum) if sum.len() == 64 => say(&format!("{sum}  -")),
        _ => say(&format!("{}  -", sha256(&bytes))),
    }
    Ok(0)
}

/// A bundle is compared with its list before each step. What has the same inode, size and times as when
/// it was read is not read again.
fn check_list(call: &Call) -> io::Result<u8> {
    let mut seen = Seen::read(&call.world);
    let mut code = 0;
    let mut lines = Vec::new();
    for line in fs::read_to_string(call.argument(1))?.lines() {
        let Some((sum, file)) = line.split_once("  ") else { continue };
        let right = seen.sum_of(Path::new(file)).is_ok_and(|found| found == sum);
        lines.push(format!("{file}: {}", if right { "OK" } else { "FAILED" }));
        code |= u8::from(!right);
    }
    seen.keep()?;
    say(&lines.join("\n"));
    Ok(code)
}

/// `unzip -l ARCHIVE`: what the archive of the configuration holds; `unzip -p ARCHIVE MEMBER`: the text
/// of one of its documents.
fn unzip(call: &Call) -> io::Result<u8> {
    let world = call.open()?;
    let archive = &world.cell.archive;
    if call.argument(0) == "-p" {
        let Some(text) = world.cell.in_archive(call.argument(2)) else {
            super::say_error("caution: filename not matched");
            return Ok(11);
        };
        say(text.trim_end());
        return Ok(0);
    }
    let cell = &archive.cell;
    let mut entries = vec![format!("cells/{cell}/cell.xml")];
    if archive.has_manager {
        entries
            .push(format!("cells/{cell}/nodes/{}/servers/dmgr/server.xml", world.cell.admin_node));
    }
    for (key, process) in &world.cell.processes {
        if key.ends_with(&process.name) {
            entries.push(format!(
                "cells/{cell}/nodes/{}/servers/{}/server.xml",
                process.node, process.name
            ));
        }
    }
    if !archive.has_manager {
        entries.retain(|entry| !entry.contains("/servers/dmgr/"));
    }
    entries.extend(world.cell.engine_documents());
    for entry in entries {
        say(&format!("     1200  2024-11-10 02:00   {entry}"));
    }
    Ok(0)
}
