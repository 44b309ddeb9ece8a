//! Phase 0 on one host: everything the plan names is there. Changes nothing.

use super::{Attempts, Draft, Script, Site, StepKind, Subject, WayBack};
use super::{held, needs};
use crate::model::{Phase, Role};
use serde_json::{Value, json};

pub(super) static KIND: StepKind = StepKind {
    name: "prove_host",
    phase: Phase::Prove,
    source: "5, \"taken at the same time\"",
    hazards: &["H7", "H15", "H16"],
    owner: Role::WebSphere,
    follows: &[],
    before: "nothing",
    after: "every folder, file, tool and property file that later steps need on this host is there, and checksums agree",
    fails: "put in place what is missing, or correct the plan and compile again",
    way_back: WayBack::NotNeeded,
    repeatable: true,
    attempts: Attempts::Once,
    script: Script::Shell,
    each,
    view,
};

fn each(site: &Site) -> Vec<Draft> {
    let draft = |(at, host): (usize, &String)| Draft {
        subject: Subject::Host(at),
        host: host.clone(),
        title: format!("Prove what is needed on {host}"),
        slug: host.clone(),
        span: site.model.span,
    };
    site.hosts.iter().enumerate().map(draft).collect()
}

fn view(site: &Site, subject: &Subject) -> Value {
    let Subject::Host(at) = subject else { return Value::Null };
    let host = &site.hosts[*at];
    let mut view = json!(needs::on(site, host));
    // Only the host of the administration has the archive.
    let config = site.model.config_backup().filter(|_| site.admin().0 == host);
    view["archive"] = json!(config.map_or("", |(_, config)| &config.path));
    view["engines"] = json!(held::everywhere(site));
    view["cell"] = json!(site.model.cell.name);
    view["nd"] = json!(site.model.is_nd());
    view["logs"] = json!(logs(site, host));
    view
}

/// The logs of the servers of this host that take the flush start, and how they are written.
fn logs(site: &Site, host: &str) -> Vec<Value> {
    let cell = &site.model.cell;
    let mut rows = Vec::new();
    for id in site.nodes.iter().filter(|id| cell.node(**id).host == host) {
        let node = cell.node(*id);
        for server in site.on_node(&site.chosen, *id).into_iter().map(|id| (id, cell.server(id))) {
            let name = &server.1.name;
            rows.push(json!({
                "profile": node.profile,
                "name": name,
                "log": needs::log_of(site.model, server.0),
                "kind": if server.1.hpel { "hpel" } else { "basic" },
                "folder": format!("cells/{}/nodes/{}/servers/{name}", cell.name, node.name),
            }));
        }
    }
    rows
}
