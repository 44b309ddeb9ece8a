//! The tools of the simulated hosts. Each is a small script that calls back into this binary.

mod admin;
mod databases;
mod processes;
mod python;
mod scripts;
mod sql;
mod sums;
mod system;
mod was;
mod wsadmin;

pub use admin::{Answer, Session};
pub use python::ADMIN;
pub(super) use system::script as system_script;
pub use system::{BACKUP, DOOMED, LAST, TOOLS as SYSTEM_TOOLS};
pub use wsadmin::INTERPRETER;

use super::world::World;
use std::io;
use std::path::{Path, PathBuf};

/// The hidden command that the small scripts call.
pub const COMMAND: &str = "rehearsal-tool";

/// The tools in the `bin` folder of a profile.
pub const PROFILE_TOOLS: [&str; 12] = [
    "backupConfig.sh",
    "logViewer.sh",
    "restoreConfig.sh",
    "serverStatus.sh",
    "startManager.sh",
    "startNode.sh",
    "startServer.sh",
    "stopManager.sh",
    "stopNode.sh",
    "stopServer.sh",
    "syncNode.sh",
    "wsadmin.sh",
];

/// A call of a tool.
#[derive(Debug)]
pub struct Call {
    /// The folder of the world.
    pub world: PathBuf,
    /// The host.
    pub host: String,
    /// The file that was called, as a path of the plan.
    pub file: String,
    /// Its arguments.
    pub arguments: Vec<String>,
}

impl Call {
    /// The last part of the file.
    pub fn name(&self) -> &str {
        self.file.rsplit('/').next().unwrap_or_default()
    }

    /// The profile of a tool in a `bin` folder.
    fn profile(&self) -> &str {
        self.file.rsplit_once("/bin/").map_or("", |(profile, _)| profile)
    }

    fn argument(&self, at: usize) -> &str {
        self.arguments.get(at).map_or("", String::as_str)
    }

    /// The argument after a word.
    fn after(&self, word: &str) -> &str {
        let at = self.arguments.iter().position(|argument| argument == word);
        at.map_or("", |at| self.argument(at + 1))
    }

    fn has(&self, word: &str) -> bool {
        self.arguments.iter().any(|argument| argument == word)
    }

    fn open(&self) -> io::Result<World> {
        World::open(&self.world, &self.host)
    }
}

/// Runs a tool; the answer is its exit code. `words` are those after [`COMMAND`].
pub fn run(words: Vec<String>) -> u8 {
    let mut words = words.into_iter();
    let mut next = || words.next().unwrap_or_default();
    let (world, host, file) = (next(), next(), next());
    let call = Call { world: Path::new(&world).to_owned(), host, file, arguments: words.collect() };
    match dispatch(&call) {
        Ok(code) => code,
        Err(error) => {
            say_error(&format!("{}: the rehearsal itself has failed: {error}", call.name()));
            99
        }
    }
}

fn dispatch(call: &Call) -> io::Result<u8> {
    let name = call.name();
    if SYSTEM_TOOLS.contains(&name) {
        return system::run(call);
    }
    if name == "wsadmin.sh" {
        return wsadmin::run(call);
    }
    if PROFILE_TOOLS.contains(&name) {
        return was::run(call);
    }
    databases::run(call)
}

/// What a tool prints goes to its caller.
#[expect(clippy::print_stdout, reason = "a simulated tool prints what the real one would")]
fn say(text: &str) {
    println!("{text}");
}

#[expect(clippy::print_stderr, reason = "a simulated tool prints what the real one would")]
fn say_error(text: &str) {
    eprintln!("{text}");
}
