//! Engines.

use super::Resolver;
use crate::model::cell::{Cell, ServerId};
use crate::model::engine::{After, Engine, EngineId, Member};
use crate::rules::{runs_on_missing, runs_on_not_a_member};
use crate::source::Spanned;
use crate::syntax::Entry;

impl Resolver<'_> {
    pub(super) fn engine(&mut self, entry: &Entry, cell: &Cell) -> Engine {
        let name =
            entry.value().map(|value| self.name(value, "a messaging engine")).unwrap_or_default();
        let id = EngineId(self.engines.len());
        Self::declare(&mut self.findings, &mut self.engines, "engine", &name, id, entry.head());
        let title = format!("engine `{name}`");
        let bus_entry = self.needed(entry, "bus", &title);
        let bus = bus_entry.map(|value| self.name(value, "a bus")).unwrap_or_default();
        let member =
            self.need(entry, "member", &title).and_then(|member| self.member(member, cell));
        let named = self.needed(entry, "store", &title);
        let store = named.and_then(|value| {
            Self::find(&mut self.findings, &self.stores, "store", &value.value.text, value.span)
        });
        let uuid = self.value_of(entry, "uuid").map(|value| {
            Spanned::new(self.hex(value, 16, "an engine's uuid").to_ascii_uppercase(), value.span)
        });
        let after = self.value_of(entry, "initial-state").map_or(After::Recorded, |value| {
            match value.value.text.as_str() {
                "recorded" => After::Recorded,
                "started" => After::Started,
                "stopped" => After::Stopped,
                _ => {
                    self.bad(value, "an initial state", "`recorded`, `started` or `stopped`");
                    After::Recorded
                }
            }
        });
        let span = entry.head();
        let member_entry = entry.all("member").next();
        let chosen = member_entry.and_then(|member| member.clause("runs-on"));
        let member_span = member_entry.and_then(Entry::value).map_or(span, |value| value.span);
        Engine {
            name,
            bus,
            member,
            store,
            uuid,
            after,
            span,
            bus_span: bus_entry.map_or(span, |value| value.span),
            member_span,
            runs_on_span: chosen.map_or(member_span, |clause| clause.span),
            store_span: named.map_or(span, |value| value.span),
        }
    }

    fn member(&mut self, entry: &Entry, cell: &Cell) -> Option<Member> {
        let value = entry.value()?;
        let clause = entry.clause("runs-on");
        let runs_on = clause.and_then(Entry::value);
        if value.value.text.contains('/') {
            let server = self.server_named(value)?;
            if let Some(other) = runs_on.filter(|other| other.value.text != value.value.text) {
                self.bad(
                    other,
                    "the server of this engine",
                    &format!("`member {}` alone", value.value.text),
                );
            }
            return Some(Member::Server(server));
        }
        let cluster = Self::find(
            &mut self.findings,
            &self.clusters,
            "cluster",
            &value.value.text,
            value.span,
        )?;
        let members = &cell.clusters[cluster.0].members;
        let Some(runs_on) = runs_on else {
            // What the plan leaves open as `$name` has its finding already.
            if clause.is_some() {
                return Some(Member::Cluster { cluster, runs_on: None });
            }
            let hint = members.first().map_or_else(String::new, |id| cell.path_of(*id));
            self.findings.push(
                runs_on_missing::RULE
                    .at(
                        entry.head(),
                        format!(
                            "cluster `{}` has no member chosen for the flush start",
                            value.value.text
                        ),
                    )
                    .help(format!(
                        "choose one, as in `member {} runs-on {hint}`",
                        value.value.text
                    )),
            );
            return Some(Member::Cluster { cluster, runs_on: None });
        };
        let chosen: Option<ServerId> = self.server_named(runs_on);
        if chosen.is_some_and(|id| !members.contains(&id)) {
            self.findings.push(
                runs_on_not_a_member::RULE
                    .at(
                        runs_on.span,
                        format!(
                            "`{}` is not a member of cluster `{}`",
                            runs_on.value.text, value.value.text
                        ),
                    )
                    .other(cell.clusters[cluster.0].span, "the cluster is described here")
                    .help("choose one of its members, or add the member to the cluster"),
            );
        }
        Some(Member::Cluster { cluster, runs_on: chosen })
    }
}
