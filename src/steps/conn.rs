//! What the steps that launch wsadmin have in common: the connection and the rows of data.
//!
//! Rows are strings with `|` between fields, in chunks of at most 100 rows and 8,000 characters:
//! Jython 2.1 cannot compile larger literals, and a method body that grows with the plan ends at
//! 64 KB. WebSphere forbids `|` in names, so no field holds one.

use super::{Draft, Site, Subject};
use crate::model::Engine;
use crate::source::Span;
use serde_json::{Value, json};

const MAX_ROWS: usize = 100;
const MAX_CHARACTERS: usize = 8_000;

/// The one step for the whole cell, on the host of the deployment manager or stand-alone server.
pub(super) fn for_cell(site: &Site, title: &str) -> Vec<Draft> {
    let cell = &site.model.cell;
    let span = cell.manager.as_ref().map_or(cell.span, |manager| manager.span);
    vec![Draft {
        subject: Subject::Cell,
        host: site.admin().0.to_owned(),
        title: title.to_owned(),
        slug: String::new(),
        span: if span == Span::default() { site.model.span } else { span },
    }]
}

/// The data of every wsadmin step. `local` means `-conntype NONE`.
pub(super) fn view(site: &Site, local: bool) -> Value {
    let cell = &site.model.cell;
    let (host, profile) = site.admin();
    let server = site.chosen.iter().next().map(|id| cell.server(*id));
    let soap =
        cell.manager.as_ref().map_or(server.and_then(|server| server.soap), |m| Some(m.soap));
    json!({
        "conn": {
            "profile": profile,
            "local": local,
            "host": host,
            "port": soap.unwrap_or(0),
            "process_type": if site.model.is_nd() { "DeploymentManager" } else { "UnManagedProcess" },
        },
        "cell": cell.name,
        "nd": site.model.is_nd(),
        "whole": site.with_config,
        "engine_rows": chunks(site.engines.iter().zip(&site.waves).map(|(id, wave)| row(site, site.model.engine(*id), *wave))),
        "member_rows": chunks(member_rows(site)),
        "node_rows": chunks(site.agents.iter().map(|id| cell.node(*id)).map(|node| format!("{}|{}", node.name, node.host))),
        "limits": site.model.limits,
    })
}

/// `name|bus|cluster|node|server|uuid|after|wave`.
fn row(site: &Site, engine: &Engine, wave: usize) -> String {
    let cell = &site.model.cell;
    let cluster = engine.member.and_then(crate::model::Member::cluster);
    let cluster = cluster.map_or("", |id| cell.clusters[id.0].name.as_str());
    let chosen = engine.member.and_then(crate::model::Member::chosen);
    let (node, server) = chosen
        .map_or(("", ""), |id| (cell.node_of(id).name.as_str(), cell.server(id).name.as_str()));
    let uuid = engine.uuid.as_ref().map_or("", |uuid| uuid.value.as_str());
    let after = engine.after.word();
    format!("{}|{}|{cluster}|{node}|{server}|{uuid}|{after}|{wave}", engine.name, engine.bus)
}

/// `cluster|node|server`.
fn member_rows<'a>(site: &'a Site) -> impl Iterator<Item = String> + 'a {
    let cell = &site.model.cell;
    site.clusters.iter().map(|id| &cell.clusters[id.0]).flat_map(move |cluster| {
        let member = move |id: &crate::model::ServerId| {
            format!("{}|{}|{}", cluster.name, cell.node_of(*id).name, cell.server(*id).name)
        };
        cluster.members.iter().map(member)
    })
}

fn chunks(rows: impl Iterator<Item = String>) -> Vec<Vec<String>> {
    let mut chunks: Vec<Vec<String>> = Vec::new();
    let mut size = MAX_CHARACTERS;
    for row in rows {
        // A character outside ASCII takes six in a literal; a line end takes two.
        let length: usize =
            row.chars().map(|c| if c.is_ascii() { 1 } else { 6 }).sum::<usize>() + 2;
        let full = chunks.last().is_none_or(|chunk| chunk.len() == MAX_ROWS);
        if full || size + length > MAX_CHARACTERS {
            chunks.push(Vec::new());
            size = 0;
        }
        size += length;
        if let Some(chunk) = chunks.last_mut() {
            chunk.push(row);
        }
    }
    chunks
}
