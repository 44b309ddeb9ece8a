//! The Admin objects of wsadmin: what a script calls, whatever interpreter it runs in.
//!
//! Call forms and answers: wsadmin-api A1 to A3. A call is one line of JSON, `[object, operation,
//! arguments]`; so is the answer.

mod config;

use crate::rehearsal::cell::{Life, MANAGER, ProcessKind, State};
use crate::rehearsal::world::World;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::io;

/// Seconds after which a SOAP client gives up (wsadmin-api A3).
const SOAP_TIMEOUT: i64 = 180;

/// What a call comes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// A text.
    Text(String),
    /// No result.
    Nothing,
    /// A Java exception: its class, and its message.
    Raised(&'static str, String),
}

impl Answer {
    /// As one line of JSON.
    pub fn line(&self) -> String {
        match self {
            Self::Text(text) => ascii(&json!(["text", text])),
            Self::Nothing => ascii(&json!(["none", ""])),
            Self::Raised(class, text) => ascii(&json!([class, text])),
        }
    }
}

/// JSON with every character outside ASCII escaped, which every Jython can read.
fn ascii(value: &Value) -> String {
    let mut text = String::new();
    for unit in value.to_string().encode_utf16() {
        match char::from_u32(u32::from(unit)) {
            Some(c) if c.is_ascii() => text.push(c),
            _ => text.push_str(&format!("\\u{unit:04x}")),
        }
    }
    text
}

fn timeout() -> Answer {
    Answer::Raised("timeout", "java.net.SocketTimeoutException: Read timed out".to_owned())
}

fn refused(text: &str) -> Answer {
    Answer::Raised("refused", text.to_owned())
}

/// What a name of an MBean stands for.
#[derive(Clone, Debug)]
enum Target {
    Engine(String),
    Process,
    Main(String),
    Agent(String),
}

/// One launch of wsadmin.
#[derive(Debug)]
pub struct Session {
    world: World,
    local: bool,
    names: BTreeMap<String, Target>,
    pending: BTreeMap<String, String>,
}

impl Session {
    /// A session; `local` means without a connection.
    pub fn new(world: World, local: bool) -> Self {
        Self { world, local, names: BTreeMap::new(), pending: BTreeMap::new() }
    }

    /// Whether changes were made and not saved.
    pub fn has_changes(&self) -> bool {
        !self.pending.is_empty()
    }

    /// Answers one call.
    ///
    /// # Errors
    /// A world that cannot be read or written.
    pub fn call(&mut self, line: &str) -> io::Result<String> {
        let call: (String, String, Vec<Value>) = serde_json::from_str(line)?;
        let (object, operation, arguments) = call;
        let answer = match object.as_str() {
            "clock" => self.clock(&operation, &arguments)?,
            "AdminControl" => self.control(&operation, &arguments)?,
            "AdminConfig" => self.config(&operation, &arguments)?,
            "Help" => self.help(),
            _ => refused("WASX7018E"),
        };
        Ok(answer.line())
    }

    fn clock(&mut self, operation: &str, arguments: &[Value]) -> io::Result<Answer> {
        if operation == "sleep" {
            let seconds = arguments.first().and_then(Value::as_i64).unwrap_or(1);
            self.world.pass(seconds.max(1))?;
        }
        Ok(Answer::Text(self.world.cell.caller.now.to_string()))
    }

    fn lines(&self, lines: &[String]) -> Answer {
        let end = if self.world.cell.assumes("line-end", "crlf") { "\r\n" } else { "\n" };
        Answer::Text(lines.join(end))
    }

    fn void(&self) -> Answer {
        if self.world.cell.assumes("void-answer", "empty") {
            Answer::Text(String::new())
        } else {
            Answer::Nothing
        }
    }

    fn help(&self) -> Answer {
        let mut operations = vec!["java.lang.String state()".to_owned(), "void stop()".to_owned()];
        if self.world.cell.assumes("get-health", "present") {
            operations.push("java.lang.String getHealth()".to_owned());
        }
        self.lines(&operations)
    }

    fn control(&mut self, operation: &str, arguments: &[Value]) -> io::Result<Answer> {
        let text = |at: usize| arguments.get(at).and_then(Value::as_str).unwrap_or_default();
        Ok(match operation {
            "getCell" => Answer::Text(self.world.cell.name.clone()),
            "getNode" => Answer::Text(self.world.cell.admin_node.clone()),
            "queryNames" => self.query(text(0)),
            "getAttribute" => Answer::Text(self.process_type().to_owned()),
            "stopServer" => self.stop_server(text(0), text(1))?,
            "invoke" => self.invoke(text(0), text(1), arguments.get(2))?,
            _ => refused("WASX7018E: no such operation"),
        })
    }

    fn process_type(&self) -> &'static str {
        if self.world.cell.nd { "DeploymentManager" } else { "UnManagedProcess" }
    }

    /// `type=KIND,*`: the running objects of a kind, those that can be seen (wsadmin-api C).
    fn query(&mut self, pattern: &str) -> Answer {
        let kind = pattern.trim_start_matches("type=").trim_end_matches(",*").to_owned();
        let mut found: Vec<([String; 3], String, Target)> = Vec::new();
        let cell = &self.world.cell;
        let key = |a: &str, b: &str, c: &str| [a.to_owned(), b.to_owned(), c.to_owned()];
        match kind.as_str() {
            "SIBMessagingEngine" => {
                for (id, one) in &cell.instances {
                    let Some(process) = cell.processes.get(&one.server) else { continue };
                    if cell.sees(&one.server) && cell.has_mbean(one) {
                        found.push((
                            key(&one.engine, &process.node, &process.name),
                            ",version=8.5".into(),
                            Target::Engine(id.clone()),
                        ));
                    }
                }
            }
            "Server" => {
                if cell.nd && cell.is_running(MANAGER) {
                    let more = ",processType=DeploymentManager".to_owned();
                    found.push((key("dmgr", &cell.admin_node, "dmgr"), more, Target::Process));
                }
                for (id, process) in servers(cell) {
                    if cell.sees(id) {
                        let more = if cell.nd { ",processType=ManagedProcess" } else { "" };
                        found.push((
                            key(&process.name, &process.node, &process.name),
                            more.into(),
                            Target::Process,
                        ));
                    }
                }
            }
            "SIBMain" => {
                for (id, process) in servers(cell) {
                    if cell.sees(id) {
                        found.push((
                            key("SIBMain", &process.node, &process.name),
                            String::new(),
                            Target::Main(id.clone()),
                        ));
                    }
                }
            }
            "NodeAgent" | "NodeSync" if cell.nd => {
                for node in cell.nodes.keys().filter(|node| cell.agent_is_up(node)) {
                    found.push((
                        key(&kind, node, "nodeagent"),
                        String::new(),
                        Target::Agent(node.clone()),
                    ));
                }
            }
            _ => {}
        }
        let mut names = Vec::new();
        for ([name, node, process], more, target) in found {
            let name = format!(
                "WebSphere:name={},process={},platform=proxy,node={},type={kind},cell={}{more}",
                quoted(&name),
                quoted(&process),
                quoted(&node),
                quoted(&self.world.cell.name)
            );
            self.names.insert(name.clone(), target);
            names.push(name);
        }
        self.lines(&names)
    }

    fn stop_server(&mut self, server: &str, node: &str) -> io::Result<Answer> {
        let key = format!("{node}/{server}");
        if !self.world.cell.sees(&key) {
            return Ok(refused("WASX7015E: Unable to locate running server"));
        }
        if !self.world.cell.fault("server-hangs", &key) {
            self.world.act(|cell| cell.stop_process(&key, 20))?;
        }
        Ok(Answer::Text("WASX7337I: Invoked stop for server\nWASX7264I: Stop completed".to_owned()))
    }

    fn invoke(
        &mut self,
        name: &str,
        operation: &str,
        argument: Option<&Value>,
    ) -> io::Result<Answer> {
        let Some(target) = self.names.get(name).cloned() else {
            return Ok(refused(&format!(
                "WASX7025E: Error found in String \"{name}\"; cannot create ObjectName."
            )));
        };
        match target {
            Target::Engine(key) => self.engine(&key, operation, argument),
            Target::Main(server) => Ok(self.report(&server)),
            Target::Agent(node) => self.agent(&node, operation),
            Target::Process => Ok(refused("WASX7018E: no such operation")),
        }
    }

    /// `showMessagingEngines`: `bus:engine:state`, a line each (engine-runtime 1.4).
    fn report(&self, server: &str) -> Answer {
        let cell = &self.world.cell;
        let here = cell.instances.values().filter(|one| one.server == server);
        let line = |one: &crate::rehearsal::cell::Instance| {
            let bus = cell.engines.get(&one.engine).map_or("", |engine| &engine.bus);
            format!("{bus}:{}:{}", one.engine, one.state.word())
        };
        self.lines(&here.map(line).collect::<Vec<_>>())
    }

    fn agent(&mut self, node: &str, operation: &str) -> io::Result<Answer> {
        if !self.world.cell.agent_is_up(node) {
            return Ok(refused("ADMN0034E: the node agent does not answer"));
        }
        if self.world.cell.fault_times("sync-times-out", node, 1) {
            self.world.pass(SOAP_TIMEOUT)?;
            return Ok(timeout());
        }
        if operation == "sync" {
            if self.world.cell.fault_times("sync-fails", node, 3) {
                self.world.save()?;
                return Ok(Answer::Text("false".to_owned()));
            }
            self.world.act(|cell| cell.synchronise(node, false))?;
            return Ok(Answer::Text("true".to_owned()));
        }
        Ok(Answer::Text(self.world.cell.is_synchronised(node).to_string()))
    }

    fn engine(
        &mut self,
        key: &str,
        operation: &str,
        argument: Option<&Value>,
    ) -> io::Result<Answer> {
        let Some(one) = self.world.cell.instances.get(key).cloned() else {
            return Ok(refused("ADMN0022E: the object is no longer there"));
        };
        if !self.world.cell.sees(&one.server) {
            return Ok(refused("ADMC0009E: the system failed to make the SOAP RPC call"));
        }
        match operation {
            "state" if self.world.cell.fault_times("state-times-out", &one.engine, 1) => {
                self.world.pass(SOAP_TIMEOUT)?;
                Ok(timeout())
            }
            "state" => Ok(Answer::Text(one.state.word().to_owned())),
            "getHealth" if self.world.cell.assumes("get-health", "absent") => {
                Ok(refused("java.lang.IllegalArgumentException: ADMN0009E"))
            }
            "getHealth" => {
                let ill = self.world.cell.fault_times("health-not-ok", &one.engine, 1);
                self.world.save()?;
                Ok(Answer::Text(if ill { "State=LocalError" } else { "State=OK" }.to_owned()))
            }
            "start" => self.start(key, &one.engine, argument),
            "stop" => self.stop(key, &one.engine, argument),
            _ => Ok(refused("java.lang.IllegalArgumentException: ADMN0009E")),
        }
    }

    /// A list selects `start(String)`; so does a text; nothing is a start in default mode.
    fn start(&mut self, key: &str, engine: &str, argument: Option<&Value>) -> io::Result<Answer> {
        let mode = mode_of(argument).unwrap_or_else(|| "DEFAULT".to_owned());
        if let Err(text) = self.world.act(|cell| cell.start_engine(key, &mode))? {
            return Ok(refused(&text));
        }
        if self.world.cell.fault_times("wsadmin-dies", engine, 1) {
            self.world.save()?;
            std::process::exit(137);
        }
        if self.world.cell.fault_times("start-times-out", engine, 1) {
            self.world.pass(SOAP_TIMEOUT)?;
            return Ok(timeout());
        }
        if self.world.cell.assumes("start-call", "when started") {
            return self.wait_for_start(key);
        }
        Ok(self.void())
    }

    fn wait_for_start(&mut self, key: &str) -> io::Result<Answer> {
        for _ in 0..SOAP_TIMEOUT {
            let state = self.world.cell.instances.get(key).map(|one| one.state);
            if !matches!(state, Some(State::Starting | State::Autostarting)) {
                return Ok(self.void());
            }
            self.world.pass(1)?;
        }
        Ok(timeout())
    }

    fn stop(&mut self, key: &str, engine: &str, argument: Option<&Value>) -> io::Result<Answer> {
        let mode = mode_of(argument).unwrap_or_else(|| "IMMEDIATE".to_owned());
        if let Err(text) = self.world.act(|cell| cell.stop_engine(key, &mode))? {
            return Ok(refused(&text));
        }
        if self.world.cell.fault_times("stop-times-out", engine, 1) {
            self.world.pass(SOAP_TIMEOUT)?;
            return Ok(timeout());
        }
        Ok(self.void())
    }
}

fn servers(
    cell: &crate::rehearsal::cell::Cell,
) -> impl Iterator<Item = (&String, &crate::rehearsal::cell::Process)> {
    cell.processes
        .iter()
        .filter(|(_, process)| process.kind == ProcessKind::Server && process.life == Life::Up)
}

/// The mode in a list of one text, or in a text.
fn mode_of(argument: Option<&Value>) -> Option<String> {
    let one = argument.map(|value| value.get(0).unwrap_or(value));
    one.and_then(Value::as_str).map(str::to_owned)
}

/// A value of an object name; some characters have to be quoted (wsadmin-api A3).
fn quoted(value: &str) -> String {
    if !value.contains([':', '*', '"', '?', ',', '=', ' ']) {
        return value.to_owned();
    }
    let mut text = String::from("\"");
    for c in value.chars() {
        if matches!(c, '\\' | '"' | '*' | '?') {
            text.push('\\');
        }
        text.push(c);
    }
    text + "\""
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_one_line_of_ascii() {
        let answer = Answer::Text("a\nB\u{fc}\u{1f600}".to_owned());
        assert_eq!(answer.line(), r#"["text","a\nB\u00fc\ud83d\ude00"]"#);
    }

    #[test]
    fn a_mode_is_taken_from_a_list_or_a_text() {
        assert_eq!(mode_of(Some(&json!(["FLUSH"]))).as_deref(), Some("FLUSH"));
        assert_eq!(mode_of(Some(&json!("FORCE"))).as_deref(), Some("FORCE"));
        assert_eq!(mode_of(Some(&Value::Null)), None);
    }

    #[test]
    fn names_with_special_characters_are_quoted() {
        assert_eq!(quoted("a.b-c"), "a.b-c");
        assert_eq!(quoted("a,*"), "\"a,\\*\"");
    }
}
