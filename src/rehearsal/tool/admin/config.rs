//! AdminConfig: what a script finds in the configuration, and changes in it (wsadmin-api A1).

use super::{Answer, SOAP_TIMEOUT, Session, refused, timeout};
use serde_json::Value;
use std::io;

impl Session {
    pub(super) fn config(&mut self, operation: &str, arguments: &[Value]) -> io::Result<Answer> {
        let text = |at: usize| arguments.get(at).and_then(Value::as_str).unwrap_or_default();
        Ok(match operation {
            "list" => self.list(text(0)),
            "showAttribute" => self.attribute(text(0), text(1)),
            "modify" => self.modify(text(0), arguments.get(1)),
            "save" => self.save()?,
            "reset" => {
                self.pending.clear();
                Answer::Text(String::new())
            }
            "hasChanges" => Answer::Text(u8::from(self.has_changes()).to_string()),
            _ => refused("WASX7018E: no such operation"),
        })
    }

    fn list(&self, kind: &str) -> Answer {
        let cell = &self.world.cell;
        let name = &cell.name;
        let ids: Vec<String> = match kind {
            "Cell" => vec![format!("{name}(cells/{name}|cell.xml#Cell_1)")],
            "ClusterMember" => cell
                .members
                .iter()
                .enumerate()
                .map(|(at, [cluster, _, server])| {
                    format!(
                        "{server}(cells/{name}/clusters/{cluster}|cluster.xml#ClusterMember_{at})"
                    )
                })
                .collect(),
            "Node" => {
                let own = cell.nd.then(|| cell.admin_node.clone());
                let nodes = cell.nodes.keys().cloned().chain(own);
                nodes
                    .map(|node| format!("{node}(cells/{name}/nodes/{node}|node.xml#Node_1)"))
                    .collect()
            }
            "SIBMessagingEngine" => cell.engines.keys().map(|engine| self.id_of(engine)).collect(),
            _ => return refused("ADMG0007E: the configuration data type is not valid"),
        };
        self.lines(&ids)
    }

    /// An engine's config id names where its bus member is (wsadmin-api A1).
    fn id_of(&self, name: &str) -> String {
        let cell = &self.world.cell;
        let Some(engine) = cell.engines.get(name) else { return String::new() };
        let scope = cell.scope_of(engine);
        let at = cell.engines.keys().position(|other| other == name).unwrap_or_default();
        format!("{name}(cells/{}/{scope}|sib-engines.xml#SIBMessagingEngine_{at})", cell.name)
    }

    fn engine_of(&self, id: &str) -> Option<String> {
        self.world.cell.engines.keys().find(|name| self.id_of(name) == id).cloned()
    }

    fn attribute(&self, id: &str, attribute: &str) -> Answer {
        let cell = &self.world.cell;
        if id.contains("|cell.xml#") {
            return Answer::Text(cell.name.clone());
        }
        if let Some((node, _)) = id.split_once('(').filter(|_| id.contains("|node.xml#")) {
            return Answer::Text(node.to_owned());
        }
        if let Some(id) = id.strip_prefix("(").filter(|_| id.contains("#SIBDatastore_")) {
            let engine = self.engine_of(&id.replace("#SIBDatastore_", "#SIBMessagingEngine_"));
            let store = engine.and_then(|name| cell.engines.get(&name)).map(|one| &one.store);
            return store.map_or(Answer::Nothing, |store| Answer::Text(format!("jdbc/{store}")));
        }
        if let Some((_, at)) = id.split_once("#ClusterMember_") {
            let member =
                at.trim_end_matches(')').parse().ok().and_then(|at: usize| cell.members.get(at));
            let Some([_, node, server]) = member else { return refused("ADMG0007E") };
            return Answer::Text(if attribute == "nodeName" {
                node.clone()
            } else {
                server.clone()
            });
        }
        let Some(name) = self.engine_of(id) else { return refused("ADMG0007E") };
        let value = match attribute {
            "name" => Some(name),
            // The engine's own id with another fragment, so that it leads back.
            "dataStore" => Some(format!("({id}").replace("#SIBMessagingEngine_", "#SIBDatastore_")),
            "busName" => cell.engines.get(&name).map(|engine| engine.bus.clone()),
            "uuid" => cell.master.uuids.get(&name).cloned(),
            "initialState" => {
                self.pending.get(&name).or_else(|| cell.master.initial.get(&name)).cloned()
            }
            _ => return refused("WASX7080E: invalid attribute"),
        };
        value.map_or(Answer::Nothing, Answer::Text)
    }

    fn modify(&mut self, id: &str, changes: Option<&Value>) -> Answer {
        let Some(name) = self.engine_of(id) else { return refused("ADMG0007E") };
        let change: Option<Vec<[String; 2]>> =
            changes.and_then(|value| serde_json::from_value(value.clone()).ok());
        for [attribute, value] in change.unwrap_or_default() {
            if attribute == "initialState" && ["STOPPED", "STARTED"].contains(&value.as_str()) {
                self.pending.insert(name.clone(), value);
            } else {
                return refused("WASX7080E: invalid attribute or value");
            }
        }
        Answer::Text(String::new())
    }

    /// A server dies once the release is saved, before anybody looks at it again.
    fn server_dies(&mut self, step: &str) -> io::Result<()> {
        let cell = &mut self.world.cell;
        if !crate::rehearsal::faults::is_of_kind(step, "release") {
            return Ok(());
        }
        for server in cell.processes.keys().cloned().collect::<Vec<_>>() {
            if cell.fault_times("server-dies-in-release", &server, 1) {
                cell.kill_process(&server);
            }
        }
        self.world.save()
    }

    fn save(&mut self) -> io::Result<Answer> {
        let host = self.world.cell.caller.host.clone();
        let place = self.world.cell.caller.step.clone();
        if self.world.cell.fault_times("save-conflicts", &place, 1) {
            self.world.save()?;
            return Ok(refused(
                "com.ibm.ws.scripting.ScriptingException: the save was rolled back on a conflict",
            ));
        }
        let pending = std::mem::take(&mut self.pending);
        let local = self.local;
        self.world.act(|cell| {
            if local {
                cell.danger_to_config(
                    "the configuration was edited without a connection while",
                    &host,
                );
            }
            cell.save_initial(&pending);
        })?;
        self.server_dies(&place)?;
        if self.world.cell.fault_times("save-times-out", &place, 1) {
            self.world.pass(SOAP_TIMEOUT)?;
            return Ok(timeout());
        }
        Ok(Answer::Text(String::new()))
    }
}
