//! From the tree to the model. One pass over each kind of thing, in the order in which they refer
//! to one another; what is wrong becomes a finding, and reading goes on.

mod backups;
mod cell;
mod engines;
mod orders;
mod read;
mod stores;
mod values;

use super::backup::{Target, What};
use super::cell::{Cell, ClusterId, Host, NodeId, ServerId};
use super::engine::EngineId;
use super::store::{Store, StoreId};
use super::{Limits, Model, Roles};
use crate::diagnostic::Finding;
use crate::rules::{duplicate_name, missing_entry, several_plans, unknown_name};
use crate::source::{Source, Span, Spanned};
use crate::syntax::{Entry, closest};
use std::collections::BTreeMap;

/// Names of one kind, and what they stand for.
type Names<T> = BTreeMap<String, (T, Span)>;

/// Everything that is known so far.
struct Resolver<'a> {
    source: &'a Source,
    findings: Vec<Finding>,
    nodes: Names<NodeId>,
    servers: Names<ServerId>,
    clusters: Names<ClusterId>,
    stores: Names<StoreId>,
    engines: Names<EngineId>,
    backups: Names<usize>,
    hosts: Vec<Host>,
}

/// Makes the model of a plan. `None` only when there is no plan at all.
pub fn resolve(source: &Source, plans: &[Entry]) -> (Option<Model>, Vec<Finding>) {
    let Some(plan) = plans.first() else { return (None, Vec::new()) };
    let mut resolver = Resolver {
        source,
        findings: Vec::new(),
        nodes: Names::new(),
        servers: Names::new(),
        clusters: Names::new(),
        stores: Names::new(),
        engines: Names::new(),
        backups: Names::new(),
        hosts: Vec::new(),
    };
    for other in &plans[1..] {
        resolver.findings.push(
            several_plans::RULE
                .at(other.head(), "a second plan in one file")
                .other(plan.head(), "the first is here")
                .help("give each plan a file of its own"),
        );
    }
    let model = resolver.plan(plan);
    (Some(model), resolver.findings)
}

impl Resolver<'_> {
    fn plan(&mut self, plan: &Entry) -> Model {
        let seen = self.values(plan);
        let name = self.plan_name(plan);
        let cell = match self.need(plan, "cell", &format!("plan `{}`", name.value)) {
            Some(entry) => self.cell(entry),
            None => Cell::default(),
        };
        let stores: Vec<Store> = plan.all("store").map(|entry| self.store(entry)).collect();
        let engines = plan.all("engine").map(|entry| self.engine(entry, &cell)).collect();
        let backups = plan.all("backup").map(|entry| self.backup(entry, &stores)).collect();
        let mut model = Model {
            file: file_name(self.source.name()),
            name,
            ticket: self.text_of(plan, "ticket"),
            summary: self.text_of(plan, "summary"),
            cell,
            stores,
            engines,
            backups,
            restores: self.restores(plan),
            targets: Vec::new(),
            accepts: plan.all("accept").filter_map(|entry| self.accept(entry)).collect(),
            keep_stores: Vec::new(),
            keep_config: None,
            recovery_starts: self.recovery_starts(plan),
            limits: self
                .one(plan, "limits")
                .map_or_else(Limits::default, |entry| self.limits(entry)),
            roles: self.one(plan, "roles").map_or_else(Roles::default, |entry| self.roles(entry)),
            waves: plan.all("wave").map(|entry| self.wave(entry)).collect(),
            orders: self.orders(plan),
            hooks: self.hooks(plan),
            hosts: Vec::new(),
            span: plan.head(),
        };
        self.keeps(plan, &mut model);
        model.hosts = std::mem::take(&mut self.hosts);
        self.findings.retain(|finding| !seen.explains(finding));
        model.targets = targets(&model);
        model
    }

    /// A plan's name becomes a folder name, so it is a plain word.
    fn plan_name(&mut self, plan: &Entry) -> Spanned<String> {
        match plan.value() {
            Some(value) => {
                let plain = |c: char| c.is_ascii_alphanumeric() || "._-".contains(c);
                let starts = value.value.text.starts_with(|c: char| c.is_ascii_alphanumeric());
                if !starts || !value.value.text.chars().all(plain) || value.value.text.len() > 60 {
                    self.bad(
                        value,
                        "a plan's name",
                        "letters, digits, `.`, `_` and `-`, at most 60, as in `orders-bus`",
                    );
                }
                Spanned::new(value.value.text.clone(), value.span)
            }
            None => Spanned::new(String::new(), plan.span),
        }
    }

    /// Remembers a name; a second thing of that name is a finding.
    fn declare<T: Copy>(
        findings: &mut Vec<Finding>,
        names: &mut Names<T>,
        what: &str,
        name: &str,
        id: T,
        span: Span,
    ) {
        match names.get(name) {
            Some((_, first)) => findings.push(
                duplicate_name::RULE
                    .at(span, format!("{what} `{name}` is described twice"))
                    .other(*first, "first described here")
                    .help("give each its own name, or delete one"),
            ),
            None => {
                names.insert(name.to_owned(), (id, span));
            }
        }
    }

    /// What a name stands for; a name of nothing is a finding.
    fn find<T: Copy>(
        findings: &mut Vec<Finding>,
        names: &Names<T>,
        what: &str,
        name: &str,
        span: Span,
    ) -> Option<T> {
        if let Some((id, _)) = names.get(name) {
            return Some(*id);
        }
        let finding = unknown_name::RULE.at(span, format!("the plan describes no {what} `{name}`"));
        findings.push(match closest(name, names.keys().map(String::as_str)) {
            Some(near) => finding.help(format!("did you mean `{near}`?")),
            None if names.is_empty() => finding.help(format!("describe the {what} in the plan")),
            None => finding.help(format!("it describes {}", some_of(names))),
        });
        None
    }

    /// The entry that must be there, once.
    fn need<'e>(&mut self, of: &'e Entry, key: &'e str, title: &str) -> Option<&'e Entry> {
        self.need_any(of, key, title);
        self.one(of, key)
    }

    /// There must be such an entry; there may be several.
    fn need_any(&mut self, of: &Entry, key: &str, title: &str) {
        if of.all(key).next().is_none() && !of.broken.contains(&key) {
            self.findings.push(
                missing_entry::RULE
                    .at(of.head(), format!("{title} has no `{key}`"))
                    .help(format!("add `{}`", usage(of, key))),
            );
        }
    }
}

/// How an entry of a block is written.
fn usage(of: &Entry, key: &str) -> &'static str {
    let name = of.key.value.as_str();
    let body = crate::syntax::BODIES.iter().find(|body| body.name == name);
    let body = body.or_else(|| crate::syntax::BODIES.iter().find(|body| body.name == "kind"));
    body.and_then(|body| body.entries.iter().find(|form| form.key == key))
        .map_or("", |form| form.usage)
}

fn some_of<T>(names: &Names<T>) -> String {
    let mut some: Vec<String> = names.keys().take(5).map(|name| format!("`{name}`")).collect();
    if names.len() > some.len() {
        some.push(format!("and {} more", names.len() - some.len()));
    }
    some.join(", ")
}

/// The file's own name: bundles must not differ by the folder a plan was in.
fn file_name(path: &str) -> String {
    path.rsplit(['/', '\\']).next().unwrap_or(path).to_owned()
}

/// Which `restore` and which backup each store comes from. The most precise `restore` wins.
fn targets(model: &Model) -> Vec<Option<Target>> {
    let mut targets: Vec<Option<Target>> = vec![None; model.stores.len()];
    let held: Vec<BTreeMap<StoreId, usize>> = model
        .backups
        .iter()
        .map(|backup| {
            backup.stores.iter().enumerate().rev().map(|(at, store)| (store.store, at)).collect()
        })
        .collect();
    let precision = |what: What| u8::from(what != What::All);
    let mut order: Vec<usize> = (0..model.restores.len()).collect();
    order.sort_by_key(|at| precision(model.restores[*at].what));
    let last_all = order.iter().rposition(|at| model.restores[*at].what == What::All).unwrap_or(0);
    for at in order.split_off(last_all) {
        let restore = &model.restores[at];
        let stores: Vec<StoreId> = match restore.what {
            What::All => model.engines.iter().filter_map(|engine| engine.store).collect(),
            What::Engine(id) => model.engine(id).store.into_iter().collect(),
            What::Store(id) => vec![id],
        };
        for store in stores {
            let store_backup =
                restore.backup.and_then(|backup| held.get(backup)?.get(&store).copied());
            targets[store.0] = Some(Target { restore: at, backup: restore.backup, store_backup });
        }
    }
    targets
}
