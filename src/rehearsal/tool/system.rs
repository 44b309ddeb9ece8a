//! Commands of the system that a rehearsal has to answer itself: time, processes, the name of the
//! machine, checksums of backups that are not there.

use super::{Call, say};
use crate::rehearsal::world::{self, World, host_dir, root_of};
use jiff::Timestamp;
use sha2::{Digest, Sha256};
use std::fs;
use std::io::{self, Read as _, Write as _};
use std::process::Command;

/// Their names.
pub const TOOLS: [&str; 8] =
    ["date", "hostname", "ps", "sha256sum", "sleep", "uname", "unzip", "who"];

/// How a simulated backup begins; its checksum stands after it.
pub const BACKUP: &str = "a simulated backup, SHA-256 ";

/// Runs one of them.
pub(super) fn run(call: &Call) -> io::Result<u8> {
    match call.name() {
        "date" => date(call),
        "sleep" => sleep(call),
        "ps" => ps(call),
        "sha256sum" => sha256sum(call),
        "unzip" => unzip(call),
        "who" => {
            say("         system boot  2024-10-01 00:00");
            Ok(0)
        }
        _ => {
            say(&call.host);
            Ok(0)
        }
    }
}

/// The virtual clock. A step that is to be killed at its start dies here, where it says the time.
fn date(call: &Call) -> io::Result<u8> {
    let step = std::env::var("SIBRESTORE_STEP").unwrap_or_default();
    let doomed = host_dir(&call.world, &call.host).join("kill-start");
    if std::env::var("SIBRESTORE_MODE").is_ok_and(|mode| mode == "do")
        && fs::read_to_string(&doomed).is_ok_and(|text| text.trim() == step)
    {
        fs::remove_file(doomed)?;
        world::kill_group();
    }
    let now = world::clock(&call.world, &call.host)?;
    let format = call.arguments.iter().find_map(|argument| argument.strip_prefix('+'));
    let format = format.unwrap_or("%a %b %e %H:%M:%S %Z %Y");
    let time = Timestamp::from_second(now).unwrap_or_default();
    say(&time.strftime(format).to_string());
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
    let words: Vec<&str> = call.arguments.iter().map(String::as_str).collect();
    let pid = call.after("-p").parse::<u64>().ok();
    let there: Vec<(u64, String)> = simulated(&world, call).collect();
    if let Some(pid) =
        pid.filter(|pid| there.iter().any(|(other, _)| other == pid) || *pid >= 70_000_000)
    {
        let found = there.iter().find(|(other, _)| *other == pid);
        if let Some((_, line)) = found {
            say(line);
        }
        return Ok(u8::from(found.is_none()));
    }
    let status = real_ps(&words)?;
    if pid.is_none() {
        for (pid, line) in there {
            if words.contains(&"-ef") {
                say(&format!("wasuser {pid} 1 0 02:00 ? 00:10:00 {line}"));
            } else {
                say(&format!("{pid} 1 {line}"));
            }
        }
    }
    Ok(status)
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

#[expect(clippy::disallowed_methods, reason = "a rehearsal starts processes")]
fn real_ps(words: &[&str]) -> io::Result<u8> {
    let path = std::env::var("PATH").unwrap_or_default();
    let own = std::env::split_paths(&path).nth(1).unwrap_or_default();
    let rest = std::env::split_paths(&path)
        .skip(1)
        .map(|folder| folder.join("ps"))
        .find(|file| file.is_file());
    let file = rest.unwrap_or_else(|| own.join("ps"));
    let output = Command::new(file).args(words).output()?;
    io::stdout().write_all(&output.stdout)?;
    Ok(u8::try_from(output.status.code().unwrap_or(1)).unwrap_or(1))
}

/// The checksum of what comes in, and of each file of a list after `-c`.
fn sha256sum(call: &Call) -> io::Result<u8> {
    if call.argument(0) == "-c" {
        return check_list(call.argument(1));
    }
    let mut bytes = Vec::new();
    io::stdin().lock().read_to_end(&mut bytes)?;
    let own = std::str::from_utf8(&bytes).ok().and_then(|text| text.strip_prefix(BACKUP));
    match own.and_then(|rest| rest.lines().next()) {
        Some(sum) if sum.len() == 64 => say(&format!("{sum}  -")),
        _ => say(&format!("{}  -", sum_of(&bytes))),
    }
    Ok(0)
}

fn check_list(list: &str) -> io::Result<u8> {
    let mut code = 0;
    for line in fs::read_to_string(list)?.lines() {
        let Some((sum, file)) = line.split_once("  ") else { continue };
        let right = fs::read(file).is_ok_and(|bytes| sum_of(&bytes) == sum);
        say(&format!("{file}: {}", if right { "OK" } else { "FAILED" }));
        code |= u8::from(!right);
    }
    Ok(code)
}

fn sum_of(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// `unzip -l ARCHIVE`: what the archive of the configuration holds.
fn unzip(call: &Call) -> io::Result<u8> {
    let world = call.open()?;
    let archive = &world.cell.archive;
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
    for entry in entries {
        say(&format!("     1200  2024-11-10 02:00   {entry}"));
    }
    Ok(0)
}
