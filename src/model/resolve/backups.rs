//! Backups, restores, and what is kept.

use super::Resolver;
use super::read::one_line;
use crate::model::Model;
use crate::model::backup::{Backup, ConfigBackup, Restore, StoreBackup, What};
use crate::model::cell::ServerId;
use crate::model::order::Accept;
use crate::model::store::{Store, StoreId, StoreKind};
use crate::model::value::is_windows;
use crate::rules::{missing_entry, repeated_entry};
use crate::source::{Span, Spanned};
use crate::syntax::{Entry, Value};
use std::collections::BTreeMap;

/// The place of a clause; empty where there is none.
fn span_of(clause: Option<&Entry>) -> Span {
    clause.map_or(Span::default(), |clause| clause.span)
}

impl Resolver<'_> {
    pub(super) fn backup(&mut self, entry: &Entry, stores: &[Store]) -> Backup {
        let name =
            entry.value().map(|value| self.word(value, "the name of a backup")).unwrap_or_default();
        let id = self.backups.len();
        Self::declare(&mut self.findings, &mut self.backups, "backup", &name, id, entry.head());
        let taken = self
            .needed(entry, "taken", &format!("backup `{name}`"))
            .and_then(|value| self.time(value));
        let release = self.value_of(entry, "websphere").and_then(|value| self.release(value));
        let cell = self
            .value_of(entry, "cell")
            .map(|value| Spanned::new(self.name(value, "a cell"), value.span));
        let config = self.one(entry, "config").map(|config| ConfigBackup {
            path: config.value().map(|value| self.path(value)).unwrap_or_default(),
            sha256: self.sha256(config),
            span: config.span,
        });
        let mut seen: BTreeMap<StoreId, Span> = BTreeMap::new();
        let mut held = Vec::new();
        for store in entry.all("store") {
            let Some(backup) = self.store_backup(store, stores) else { continue };
            if let Some(first) = seen.get(&backup.store) {
                self.findings.push(
                    repeated_entry::RULE
                        .at(store.head(), format!("backup `{name}` holds this store twice"))
                        .other(*first, "first here")
                        .help("delete one"),
                );
            } else {
                seen.insert(backup.store, store.head());
            }
            held.push(backup);
        }
        Backup { name, taken, release, cell, config, stores: held, span: entry.head() }
    }

    fn store_backup(&mut self, entry: &Entry, stores: &[Store]) -> Option<StoreBackup> {
        let [name, path] = entry.values.as_slice() else { return None };
        let store =
            Self::find(&mut self.findings, &self.stores, "store", &name.value.text, name.span)?;
        let timestamp = entry.clause("timestamp").and_then(Entry::value).map(|value| {
            let text = value.value.text.clone();
            let is_time = jiff::civil::DateTime::strptime("%Y%m%d%H%M%S", &text).is_ok();
            if text.len() != 14 || !text.bytes().all(|b| b.is_ascii_digit()) || !is_time {
                self.bad(value, "the time stamp of an image", "its 14 digits, year to second");
            }
            text
        });
        let online = entry.clause("online");
        let logs = online.and_then(|online| online.clause("logs")).and_then(Entry::value);
        Some(StoreBackup {
            store,
            path: self.place(path, stores.get(store.0).and_then(|store| store.kind.as_ref())),
            timestamp: timestamp.unwrap_or_default(),
            timestamp_span: span_of(entry.clause("timestamp")),
            sha256: self.sha256(entry),
            online: online.is_some(),
            online_span: span_of(online),
            logs: logs.map(|value| self.path(value)).unwrap_or_default(),
            taken: entry.clause("taken").and_then(Entry::value).and_then(|value| self.time(value)),
            span: entry.span,
        })
    }

    /// Where the backup of a store is. What is no path is for the tool or script alone to
    /// understand.
    fn place(&mut self, value: &Spanned<Value>, kind: Option<&StoreKind>) -> String {
        let text = &value.value.text;
        let need_not_be_a_path = match kind {
            Some(StoreKind::Oracle { .. } | StoreKind::Informix { .. }) => !text.contains('/'),
            Some(StoreKind::Command { .. }) | None => !text.starts_with('/'),
            Some(_) => false,
        };
        match need_not_be_a_path && !is_windows(text) {
            true => self.word(value, "the place of a backup"),
            false => self.path(value),
        }
    }

    pub(super) fn restores(&mut self, plan: &Entry) -> Vec<Restore> {
        let restores: Vec<&Entry> =
            plan.all("restore").filter(|entry| entry.clause("from").is_some()).collect();
        if restores.is_empty() && !plan.broken.contains(&"restore") {
            self.findings.push(
                missing_entry::RULE
                    .at(plan.head(), "the plan restores nothing")
                    .help("add `restore all from BACKUP`"),
            );
        }
        restores.into_iter().filter_map(|entry| self.restore(entry)).collect()
    }

    fn restore(&mut self, entry: &Entry) -> Option<Restore> {
        let from = entry.clause("from").and_then(Entry::value)?;
        let backup =
            Self::find(&mut self.findings, &self.backups, "backup", &from.value.text, from.span);
        let what = if let Some(value) = entry.clause("engine").and_then(Entry::value) {
            What::Engine(Self::find(
                &mut self.findings,
                &self.engines,
                "engine",
                &value.value.text,
                value.span,
            )?)
        } else if let Some(value) = entry.clause("store").and_then(Entry::value) {
            What::Store(Self::find(
                &mut self.findings,
                &self.stores,
                "store",
                &value.value.text,
                value.span,
            )?)
        } else {
            What::All
        };
        let without_config = entry.clause("without").map(|without| self.reason(without));
        Some(Restore { what, backup, without_config, span: entry.span })
    }

    /// The reason of a waiver; an empty one is a finding.
    fn reason(&mut self, waiver: &Entry) -> Spanned<String> {
        match waiver.clause("because").and_then(Entry::value) {
            Some(value) => {
                let text = one_line(&value.value.text).trim().to_owned();
                if text.len() < 3 {
                    self.bad(
                        value,
                        "a reason",
                        "why this is acceptable; it is printed on page one of the runbook",
                    );
                }
                Spanned::new(text, value.span)
            }
            None => Spanned::new(String::new(), waiver.span),
        }
    }

    pub(super) fn accept(&mut self, entry: &Entry) -> Option<Accept> {
        let value = entry.value()?;
        let what = self.word(value, "what is rolled back too");
        let store = self.stores.get(&what).map(|(id, _)| *id);
        let reason = self.reason(entry).value;
        Some(Accept { store, what, reason, span: entry.span })
    }

    /// Fills in where things are kept.
    pub(super) fn keeps(&mut self, plan: &Entry, model: &mut Model) {
        let mut kept: BTreeMap<StoreId, Span> = BTreeMap::new();
        for entry in plan.all("keep") {
            let Some(to) = entry.clause("to").and_then(Entry::value) else { continue };
            let path = Spanned::new(self.path(to), entry.span);
            match entry.clause("store").and_then(Entry::value) {
                Some(name) => {
                    let store = Self::find(
                        &mut self.findings,
                        &self.stores,
                        "store",
                        &name.value.text,
                        name.span,
                    );
                    let Some(store) = store else { continue };
                    match kept.insert(store, entry.span) {
                        Some(first) => self.findings.push(
                            repeated_entry::RULE
                                .at(
                                    entry.span,
                                    format!("store `{}` is kept twice", name.value.text),
                                )
                                .other(first, "first here")
                                .help("delete one"),
                        ),
                        None => model.keep_stores.push((store, path)),
                    }
                }
                None if let Some(first) = &model.keep_config => self.findings.push(
                    repeated_entry::RULE
                        .at(entry.span, "the configuration is kept twice")
                        .other(first.span, "first here")
                        .help("delete one"),
                ),
                None => model.keep_config = Some(path),
            }
        }
    }

    pub(super) fn recovery_starts(&mut self, plan: &Entry) -> Vec<Spanned<ServerId>> {
        let mut seen: BTreeMap<ServerId, Span> = BTreeMap::new();
        let mut found = Vec::new();
        for value in plan.all("recovery-start").filter_map(Entry::value) {
            let Some(server) = self.server_named(value) else { continue };
            if let Some(first) = seen.get(&server) {
                self.findings.push(
                    repeated_entry::RULE
                        .at(value.span, format!("`{}` has two recovery starts", value.value.text))
                        .other(*first, "first here")
                        .help("delete one"),
                );
            } else {
                seen.insert(server, value.span);
                found.push(Spanned::new(server, value.span));
            }
        }
        found
    }
}
