//! Limits, roles, and what a plan adds to the order.

use super::Resolver;
use super::read::one_line;
use crate::model::limits::{Limits, Role, Roles};
use crate::model::order::{Action, Hook, Order, Phase, Side, Subject, Wave};
use crate::rules::repeated_entry;
use crate::source::{Span, Spanned};
use crate::syntax::{Entry, Value};
use std::collections::BTreeMap;

impl Resolver<'_> {
    /// Whether an entry stood in this block before; if so, that is a finding.
    fn repeats<'e>(&mut self, seen: &mut BTreeMap<&'e str, Span>, entry: &'e Entry) -> bool {
        let Some(first) = seen.insert(&entry.key.value, entry.span) else { return false };
        self.findings.push(
            repeated_entry::RULE
                .at(entry.span, format!("`{}` stands twice here", entry.key.value))
                .other(first, "first here")
                .help("delete one"),
        );
        true
    }

    pub(super) fn limits(&mut self, entry: &Entry) -> Limits {
        let mut limits = Limits::default();
        let mut seen: BTreeMap<&str, Span> = BTreeMap::new();
        for limit in entry.entries() {
            if self.repeats(&mut seen, limit) {
                continue;
            }
            let Some(seconds) = limit.value().and_then(|value| self.duration(value)) else {
                continue;
            };
            match limit.key.value.as_str() {
                "stop" => limits.stop = seconds,
                "force" => limits.force = seconds,
                "server-stop" => limits.server_stop = seconds,
                "start" => {
                    limits.start = seconds;
                    limits.start_span = limit.span;
                }
                "server-start" => limits.server_start = seconds,
                "sync" => limits.sync = seconds,
                "recovery" => limits.recovery = seconds,
                _ => {
                    limits.poll = seconds;
                    limits.poll_span = Some(limit.span);
                }
            }
        }
        limits
    }

    pub(super) fn roles(&mut self, entry: &Entry) -> Roles {
        let mut roles = Roles::default();
        let mut seen: BTreeMap<&str, Span> = BTreeMap::new();
        for role in entry.entries() {
            if self.repeats(&mut seen, role) {
                continue;
            }
            let Some(value) = role.value() else { continue };
            let name = one_line(&value.value.text);
            match role.key.value.as_str() {
                "websphere" => roles.websphere = name,
                "dba" => roles.dba = name,
                _ => roles.application = name,
            }
        }
        roles
    }

    pub(super) fn wave(&mut self, entry: &Entry) -> Wave {
        let engine = |value: &Spanned<Value>| {
            let id = Self::find(
                &mut self.findings,
                &self.engines,
                "engine",
                &value.value.text,
                value.span,
            );
            id.map(|id| Spanned::new(id, value.span))
        };
        let engines = entry.values.iter().filter_map(engine).collect();
        Wave { engines, span: entry.span }
    }

    pub(super) fn orders(&mut self, plan: &Entry) -> Vec<Order> {
        let mut orders = Vec::new();
        for entry in plan.entries() {
            let sides =
                match (entry.key.value.as_str(), entry.values.as_slice(), entry.clauses.as_slice())
                {
                    ("restore", [first, then], _) => {
                        Some((self.restore_side(first), self.restore_side(then)))
                    }
                    ("before", [], [first, then]) if first.key.value.is_empty() => {
                        Some((self.side(first), self.side(then)))
                    }
                    _ => None,
                };
            if let Some((Some(first), Some(then))) = sides {
                orders.push(Order { first, then, span: entry.span });
            }
        }
        orders
    }

    /// A side of `restore A before restore B`.
    fn restore_side(&mut self, value: &Spanned<Value>) -> Option<Side> {
        let subject = self.subject(value)?;
        let text = format!("restore {}", value.value.text);
        Some(Side { phase: Phase::RestoreStore, subject: Some(subject), span: value.span, text })
    }

    /// A side of `PHASE NAME before PHASE NAME`.
    fn side(&mut self, entry: &Entry) -> Option<Side> {
        let phase = phase_named(&entry.values.first()?.value.text)?;
        let subject = match entry.values.get(1) {
            Some(value) => Some(self.subject(value)?),
            None => None,
        };
        let text = match entry.values.get(1) {
            Some(value) => format!("{} {}", phase.word(), self.source.slice(value.span)),
            None => phase.word().to_owned(),
        };
        Some(Side { phase, subject, span: entry.span, text })
    }

    /// An engine or a store.
    fn subject(&mut self, value: &Spanned<Value>) -> Option<Subject> {
        let name = &value.value.text;
        if let Some((id, _)) = self.engines.get(name) {
            return Some(Subject::Engine(*id));
        }
        if let Some((id, _)) = self.stores.get(name) {
            return Some(Subject::Store(*id));
        }
        let mut names: super::Names<()> = super::Names::new();
        names.extend(self.engines.iter().map(|(name, (_, span))| (name.clone(), ((), *span))));
        names.extend(self.stores.iter().map(|(name, (_, span))| (name.clone(), ((), *span))));
        Self::find(&mut self.findings, &names, "engine or store", name, value.span);
        None
    }

    pub(super) fn hooks(&mut self, plan: &Entry) -> Vec<Hook> {
        plan.entries().iter().filter_map(|entry| self.hook(entry)).collect()
    }

    fn hook(&mut self, entry: &Entry) -> Option<Hook> {
        let before = match entry.key.value.as_str() {
            "before" => true,
            "after" => false,
            _ => return None,
        };
        let word = entry.value()?;
        let phase = phase_named(&word.value.text)?;
        let of = entry.clause("of").and_then(Entry::value);
        let subject = match of {
            Some(value) => Some(self.subject(value)?),
            None => None,
        };
        let doing = entry.clause("manual").or_else(|| entry.clause("run"))?;
        let what = doing.value()?;
        let action = if doing.key.value == "manual" {
            Action::Manual(one_line(&what.value.text))
        } else {
            Action::Run { path: self.path(what), host: self.host(doing) }
        };
        let role = match doing.clause("by").and_then(Entry::value) {
            Some(value) => self.role(value),
            None => Role::WebSphere,
        };
        let name = of.map_or(String::new(), |of| format!(" of {}", self.source.slice(of.span)));
        let text = format!("{} {}{name}", entry.key.value, phase.word());
        let span = Span::new(entry.span.start, of.map_or(word.span.end, |of| of.span.end));
        Some(Hook {
            before,
            side: Side { phase, subject, span, text },
            action,
            role,
            span: entry.span,
        })
    }

    fn role(&mut self, value: &Spanned<Value>) -> Role {
        match value.value.text.as_str() {
            "websphere" => Role::WebSphere,
            "dba" => Role::Dba,
            "application" => Role::Application,
            _ => {
                self.bad(value, "a role", "`websphere`, `dba` or `application`");
                Role::WebSphere
            }
        }
    }
}

fn phase_named(word: &str) -> Option<Phase> {
    Phase::ALL.into_iter().find(|phase| phase.word() == word)
}
