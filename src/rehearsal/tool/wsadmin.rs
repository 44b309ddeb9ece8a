//! The launcher of wsadmin: options, connection, exit codes (commands 3).

use super::admin::Session;
use super::{Call, python, say};
use crate::rehearsal::cell::MANAGER;
use crate::rehearsal::world::World;
use std::io::{self, BufRead as _, BufReader, Write as _};
use std::process::{Command, Stdio};

/// Seconds that a launch takes.
const LAUNCH: i64 = 25;

/// A file in the world that names another interpreter: a command that runs a script, whose calls
/// come out of it line by line. The tests put real Jythons there.
pub const INTERPRETER: &str = "interpreter";

/// Runs a script.
pub(super) fn run(call: &Call) -> io::Result<u8> {
    let mut world = call.open()?;
    world.pass(LAUNCH)?;
    let local = call.after("-conntype").eq_ignore_ascii_case("NONE");
    let script = call.after("-f").to_owned();
    let at = call.arguments.iter().position(|argument| argument == "-f").map_or(0, |at| at + 2);
    let arguments = call.arguments.get(at..).unwrap_or_default().to_vec();
    if let Some(code) = connect(call, &mut world, local)? {
        return Ok(code);
    }
    if arguments.first().is_some_and(|mode| mode == "do") {
        world.cell.launches += 1;
        world.save()?;
    }
    let list: Vec<&str> = arguments.iter().map(String::as_str).collect();
    say(&format!(
        "WASX7303I: The following options are passed to the scripting environment and are available as arguments that are stored in the argv variable: \"[{}]\"",
        list.join(", ")
    ));
    let other = std::fs::read_to_string(call.world.join(INTERPRETER)).ok();
    let session = Session::new(world, local);
    let (ended, unsaved) = match other {
        Some(command) => outside(session, &command, &script, &arguments, local)?,
        None => python::run(session, &script, &arguments, local)?,
    };
    if unsaved {
        say(&format!(
            "WASX7309W: No \"save\" was performed before the script \"{script}\" exited; configuration changes will not be saved."
        ));
    }
    if ended.is_empty() {
        return Ok(0);
    }
    say(&format!(
        "WASX7017E: Exception received while running file \"{script}\"; exception information: {ended}"
    ));
    Ok(105)
}

/// The line that says what wsadmin is connected to; an exit code where it is to nothing.
fn connect(call: &Call, world: &mut World, local: bool) -> io::Result<Option<u8>> {
    if local {
        say(
            "WASX7357I: By request, this scripting client is not connected to any server process. Certain configuration and application operations will be available in local mode.",
        );
        return Ok(None);
    }
    let (host, port) = (call.after("-host"), call.after("-port"));
    let cell = &mut world.cell;
    let step = cell.caller.step.clone();
    if cell.fault_times("login-refused", &step, 1) {
        world.save()?;
        say(
            "WASX7246E: Cannot establish \"SOAP\" connection to host because of an authentication failure.",
        );
        return Ok(Some(nothing_answers(world)));
    }
    let target = cell.processes.iter().find(|(key, process)| {
        (!cell.nd || key.as_str() == MANAGER)
            && process.host == host
            && process.soap.to_string() == port
    });
    let target = target.map(|(key, process)| (key.clone(), process.name.clone()));
    let up = target.as_ref().is_some_and(|(key, _)| cell.is_running(key));
    if !up || cell.fault_times("no-connection", &step, 1) {
        world.save()?;
        say(&format!(
            "WASX7023E: Error creating \"SOAP\" connection to host \"{host}\"; exception information: com.ibm.websphere.management.exception.ConnectorNotAvailableException"
        ));
        say(
            "WASX7213I: This scripting client is not connected to a server process; please refer to the log file for additional information.",
        );
        return Ok(Some(nothing_answers(world)));
    }
    let kind = if cell.nd { "DeploymentManager" } else { "UnManagedProcess" };
    let name = target.map(|(_, name)| name).unwrap_or_default();
    say(&format!(
        "WASX7209I: Connected to process \"{name}\" on node {} using SOAP connector;  The type of process is: {kind}",
        cell.admin_node
    ));
    Ok(None)
}

/// What comes then is a gap in the facts.
fn nothing_answers(world: &World) -> u8 {
    match world.cell.assumptions.get("no-connection") {
        "ends with 103" => 103,
        "runs it" => {
            say(
                "WASX7017E: Exception received while running file; exception information: NameError: AdminControl",
            );
            105
        }
        _ => 1,
    }
}

/// Runs a script in another interpreter. It prints what the script prints, a line that begins with
/// `P`, asks the cell, a line that begins with `C`, and says how it has ended, a line with `E`.
#[expect(clippy::disallowed_methods, reason = "a rehearsal starts processes")]
fn outside(
    mut session: Session,
    command: &str,
    script: &str,
    arguments: &[String],
    local: bool,
) -> io::Result<(String, bool)> {
    let mut words = command.lines();
    let mut child = Command::new(words.next().unwrap_or_default())
        .args(words)
        .args([if local { "local" } else { "connected" }, script])
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()?;
    let (Some(mut input), Some(output)) = (child.stdin.take(), child.stdout.take()) else {
        return Err(io::Error::other("the interpreter has no pipes"));
    };
    let mut ended = "the interpreter has ended without a word".to_owned();
    for line in BufReader::new(output).lines() {
        let line = line?;
        let rest = line.get(1..).unwrap_or_default();
        match line.chars().next() {
            Some('P') => say(rest),
            Some('C') => writeln!(input, "{}", session.call(rest)?)?,
            Some('E') => rest.clone_into(&mut ended),
            // What the interpreter says of itself is no script's output.
            _ => {}
        }
    }
    child.wait()?;
    Ok((ended, session.has_changes()))
}
