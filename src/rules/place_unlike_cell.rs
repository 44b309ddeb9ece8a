//! SR811: something is on another host, in another folder or behind another port.

use super::{both, one_line, origin};
use crate::diagnostic::Finding;
use crate::inventory::{Inventory, ServerName, Store, has_variable};
use crate::model::Model;
use crate::source::Span;

rule! {
    /// The configuration says another host, profile folder, port or log file than the plan.
    ///
    /// **Why:** a host has several names, so the plan may be right. It may also be old: a node that
    /// has moved is still described where it was, and the scripts are run on the wrong host
    /// (concluded).
    ///
    /// **Instead:** look which one is right, and write that.
    ///
    /// Compared with the cell of the standard plan:
    ///
    /// ```restore fails
    ///   store orders-store {
    ///     db2 on "db02.example.com" { database ORDERSDB  schema IBMWSSIB  instance db2inst1 }
    /// #   ^^^ SR811
    ///   }
    /// ```
    ///
    /// ```restore passes
    ///   store orders-store {
    ///     db2 on "DB01.example.com" { database ORDERSDB  schema IBMWSSIB  instance db2inst1 }
    ///   }
    /// ```
    place_unlike_cell, "SR811", Warning, since "0.1.0", hazards [],
    "something is on another host, in another folder or behind another port"
}

pub(super) fn check(model: &Model, cell: &Inventory, findings: &mut Vec<Finding>) {
    let mut look = Look { origin: origin(cell), findings };
    if let (Some(manager), Some(known)) = (&model.cell.manager, &cell.manager) {
        let title = "the deployment manager";
        look.host(manager.span, title, &manager.host, known.host.as_deref());
        look.text(manager.span, title, "profile", &manager.profile, known.profile.as_deref());
        look.port(manager.span, title, Some(manager.soap).filter(|port| *port > 0), known.soap);
    }
    for node in &model.cell.nodes {
        let Some(known) = cell.node(&node.name) else { continue };
        let title = format!("node `{}`", node.name);
        look.host(node.span, &title, &node.host, known.host.as_deref());
        look.text(node.span, &title, "profile", &node.profile, known.profile.as_deref());
    }
    for server in &model.cell.servers {
        let node = &model.cell.node(server.node).name;
        let Some(known) = cell.server(&ServerName::new(node, &server.name)) else { continue };
        let title = format!("server `{node}/{}`", server.name);
        look.port(server.span, &title, server.soap, known.soap);
        let log = server.log.as_deref().unwrap_or("");
        look.text(server.span, &title, "log", log, known.log.as_deref());
    }
    for (engine, known) in both(model, cell) {
        let Some(store) = engine.store.map(|id| model.store(id)) else { continue };
        let Some(Store::Data(data)) = &known.store else { continue };
        let host = data.source.as_ref().and_then(|source| source.host.as_deref());
        let title = format!("the database of engine `{}`", engine.name);
        look.host(store.kind_span, &title, &store.host, host);
    }
}

struct Look<'a> {
    origin: &'a str,
    findings: &'a mut Vec<Finding>,
}

impl Look<'_> {
    fn differs(&mut self, span: Span, title: &str, key: &str, said: &str, known: &str) {
        let known = one_line(known);
        let message = format!("{title} has the {key} `{known}`, not `{said}`");
        self.findings.push(
            RULE.at(span, message)
                .label(format!("{} says `{known}`", self.origin))
                .help("look which of the two is right"),
        );
    }

    /// A text that is compared to the letter; an empty one was not said.
    fn text(&mut self, span: Span, title: &str, key: &str, said: &str, known: Option<&str>) {
        let Some(known) = known.filter(|known| !has_variable(known)) else { return };
        if !said.is_empty() && said != known.trim_end_matches('/') {
            self.differs(span, title, key, said, known);
        }
    }

    fn host(&mut self, span: Span, title: &str, said: &str, known: Option<&str>) {
        let is_same = |known: &&str| {
            // A name may be said with its domain or without.
            let (said, known) = (said.to_ascii_lowercase(), known.to_ascii_lowercase());
            said == known
                || known.strip_prefix(&said).is_some_and(|rest| rest.starts_with('.'))
                || said.strip_prefix(&known).is_some_and(|rest| rest.starts_with('.'))
        };
        self.text(span, title, "host", said, known.filter(|known| !is_same(known)));
    }

    fn port(&mut self, span: Span, title: &str, said: Option<u16>, known: Option<u16>) {
        if let (Some(said), Some(known)) = (said, known)
            && said != known
        {
            self.differs(span, title, "SOAP port", &said.to_string(), &known.to_string());
        }
    }
}
