//! The command line tools of WebSphere, with the ids and exit codes that are known of them.
//!
//! Syntax, ids and exit codes: commands 1 and 2. How long each takes is a guess in round figures.

use super::{Call, say};
use crate::rehearsal::cell::{MANAGER, ProcessKind};
use crate::rehearsal::world::{World, put};
use std::fs;
use std::io;

/// Seconds that starts and stops take.
const SERVER: i64 = 60;
const AGENT: i64 = 30;
const STOP: i64 = 20;

/// Runs one of them.
pub(super) fn run(call: &Call) -> io::Result<u8> {
    let mut world = call.open()?;
    say(&format!("ADMU0116I: Tool information is being logged in file {}/logs", call.profile()));
    match call.name() {
        "startServer.sh" => start(call, &mut world, call.argument(0), SERVER),
        "startNode.sh" => start(call, &mut world, "nodeagent", AGENT),
        "startManager.sh" => start(call, &mut world, "dmgr", SERVER),
        "stopServer.sh" => stop(call, &mut world, call.argument(0)),
        "stopNode.sh" => stop(call, &mut world, "nodeagent"),
        "stopManager.sh" => stop(call, &mut world, "dmgr"),
        "serverStatus.sh" => status(call, &mut world),
        "syncNode.sh" => synchronise(call, &mut world),
        "backupConfig.sh" => backup(call, &mut world),
        "restoreConfig.sh" => restore(call, &mut world),
        _ => view_log(call, &world),
    }
}

/// The process that a tool is about, by its key.
fn process(call: &Call, world: &World, name: &str) -> Option<String> {
    let profile = world.plan_path(call.profile());
    world.cell.process_named(&call.host, &profile, name)
}

fn no_such_server(name: &str) -> u8 {
    say(&format!("ADMU0522E: Server {name} was not found in the configuration."));
    say(
        "ADMU0111E: Program exiting with error: com.ibm.websphere.management.exception.AdminException",
    );
    255
}

fn start(call: &Call, world: &mut World, name: &str, seconds: i64) -> io::Result<u8> {
    world.pass(4)?;
    let Some(key) = process(call, world, name) else { return Ok(no_such_server(name)) };
    if world.cell.processes[&key].pid.is_some() {
        say(&format!("ADMU3027E: An instance of the server may already be running: {name}"));
        return Ok(255);
    }
    if world.cell.fault_times("start-tool-fails", &key, 1) {
        say("ADMU3011E: Server launched but failed initialization.");
        world.save()?;
        return Ok(255);
    }
    let recovery = call.has("-recovery");
    let step = world.cell.caller.step.clone();
    if recovery && world.cell.fault_times("recovery-fails", &step, 1) {
        say("ADMU3011E: Server launched but failed initialization.");
        world.save()?;
        return Ok(255);
    }
    world.act(|cell| cell.start_process(&key, seconds, recovery))?;
    say("ADMU3200I: Server launched. Waiting for initialization status.");
    if world.cell.fault_times("start-tool-times-out", &key, 1) {
        world.pass(seconds / 2)?;
        say("ADMU0111E: Program exiting with error: the wait for the server has timed out");
        return Ok(254);
    }
    world.pass(seconds)?;
    let says_so = !recovery || world.cell.assumes("recovery-start", "ADMU3000I");
    if says_so {
        let pid = world.cell.processes[&key].pid.unwrap_or_default();
        say(&format!("ADMU3000I: Server {name} open for e-business; process id is {pid}"));
    }
    Ok(0)
}

fn stop(call: &Call, world: &mut World, name: &str) -> io::Result<u8> {
    world.pass(6)?;
    let Some(key) = process(call, world, name) else { return Ok(no_such_server(name)) };
    let unreachable =
        format!("ADMU0509I: The server \"{name}\" cannot be reached. It appears to be stopped.");
    if world.cell.processes[&key].pid.is_none() {
        say(&unreachable);
        return Ok(246);
    }
    // The same words and the same status when a login was refused (commands 2.3).
    if world.cell.fault_times("stop-cannot-log-in", &key, 1) {
        say(&unreachable);
        world.save()?;
        return Ok(246);
    }
    if world.cell.fault("server-hangs", &key) {
        world.pass(300)?;
        say("ADMU0111E: Program exiting with error: the wait for the server has timed out");
        return Ok(245);
    }
    let lingers = world.cell.assumes("stop-tool", "still ending");
    world.act(|cell| cell.stop_process(&key, if lingers { STOP + 10 } else { STOP }))?;
    say("ADMU3201I: Server stop request issued. Waiting for stop status.");
    world.pass(STOP)?;
    say(&format!("ADMU4000I: Server {name} stop completed."));
    Ok(0)
}

fn status(call: &Call, world: &mut World) -> io::Result<u8> {
    world.pass(6)?;
    let name = call.argument(0);
    let Some(key) = process(call, world, name) else { return Ok(no_such_server(name)) };
    if world.cell.is_running(&key) {
        say(&format!("ADMU0508I: The Application Server \"{name}\" is STARTED"));
    } else {
        say(&format!(
            "ADMU0509I: The Application Server \"{name}\" cannot be reached. It appears to be stopped."
        ));
    }
    Ok(0)
}

/// `syncNode HOST PORT`, in the node's profile, with its agent down: always a full one.
fn synchronise(call: &Call, world: &mut World) -> io::Result<u8> {
    world.pass(15)?;
    let profile = world.plan_path(call.profile());
    let node =
        world.cell.nodes.iter().find(|(_, node)| node.host == call.host && node.profile == profile);
    let Some(node) = node.map(|(name, _)| name.clone()) else {
        return Ok(no_such_server("nodeagent"));
    };
    let manager = world.cell.processes.get(MANAGER);
    let there = manager.is_some_and(|manager| {
        manager.host == call.argument(0) && manager.soap.to_string() == call.argument(1)
    });
    let fails = world.cell.fault_times("sync-node-fails", &node, 1);
    if !there || !world.cell.is_running(MANAGER) || world.cell.agent_is_up(&node) || fails {
        say(
            "ADMU0111E: Program exiting with error: com.ibm.websphere.management.exception.AdminException",
        );
        world.save()?;
        return Ok(255);
    }
    say(&format!(
        "ADMU0401I: Begin syncNode operation for node {node} with Deployment Manager {}: {}",
        call.argument(0),
        call.argument(1)
    ));
    world.act(|cell| cell.synchronise(&node, true))?;
    world.pass(10)?;
    say(&format!(
        "ADMU0402I: The configuration for node {node} has been synchronized with Deployment Manager {}: {}",
        call.argument(0),
        call.argument(1)
    ));
    Ok(0)
}

fn backup(call: &Call, world: &mut World) -> io::Result<u8> {
    let profile = world.plan_path(call.profile());
    if !call.has("-nostop") {
        world.act(|cell| cell.stop_all_of_profile(&call.host, &profile, "backupConfig"))?;
    }
    if world.cell.fault_times("backup-config-fails", &call.host, 1) {
        say("ADMU0111E: Program exiting with error: java.io.IOException");
        world.save()?;
        return Ok(255);
    }
    world.act(|cell| cell.effect("backup of the configuration"))?;
    put(&world.place(call.argument(0)), "a backup of the configuration\n")?;
    world.pass(30)?;
    Ok(0)
}

/// The old configuration is renamed, then the archive's comes in its place (commands 1.1).
fn restore(call: &Call, world: &mut World) -> io::Result<u8> {
    let profile = world.plan_path(call.profile());
    if !call.has("-nostop") {
        world.act(|cell| cell.stop_all_of_profile(&call.host, &profile, "restoreConfig"))?;
    }
    let config = world.place(&format!("{profile}/config"));
    let fails = world.cell.fault_times("restore-config-fails", &call.host, 1);
    let old = world.place(&format!("{profile}/{}", world.cell.assumptions.get("config-folder")));
    let old = (0..)
        .map(|n| if n == 0 { old.clone() } else { old.with_extension(format!("old_{n}")) })
        .find(|path| !path.exists());
    if let (Some(old), true) = (old, config.exists()) {
        fs::rename(&config, old)?;
    }
    if fails {
        world.save()?;
        say("ADMU0111E: Program exiting with error: java.io.IOException");
        return Ok(255);
    }
    let cell = world.cell.archive.cell.clone();
    let archive = world.plan_path(call.argument(0));
    let own = archive != world.cell.archive.path;
    world.act(|cell| if own { cell.put_config_back() } else { cell.restore_config(&call.host) })?;
    fs::create_dir_all(config.join("cells").join(&cell))?;
    world.pass(40)?;
    if world.cell.fault_times("restore-config-says-error", &call.host, 1) {
        say("ADMU0111E: Program exiting with error: java.io.IOException");
        world.save()?;
        return Ok(0);
    }
    Ok(0)
}

/// What HPEL has, as text.
fn view_log(call: &Call, world: &World) -> io::Result<u8> {
    let repository = call.after("-repositoryDir");
    let folder = world.plan_path(repository);
    let hpel = world.cell.processes.values().find(|process| {
        process.kind == ProcessKind::Server
            && process.host == call.host
            && process.hpel
            && process.log_file().starts_with(&folder)
    });
    let text = hpel.and_then(|process| fs::read_to_string(world.place(&process.log_file())).ok());
    for line in text.unwrap_or_default().lines() {
        say(line);
    }
    Ok(0)
}
