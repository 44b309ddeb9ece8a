//! From step kinds to steps in an order.

use super::graph::Graph;
use super::orders::{Draw, add_hooks, add_orders};
use super::waves::waves;
use super::{Plan, Step};
use crate::diagnostic::Finding;
use crate::model::{Model, NodeId, Phase, Role};
use crate::source::Source;
use crate::steps::{Draft, Follows, KINDS, SeenCell, Site, StepKind, Subject};
use std::collections::BTreeMap;

/// A step without a place.
#[derive(Debug)]
pub(super) struct Loose {
    pub(super) kind: &'static StepKind,
    pub(super) phase: Phase,
    pub(super) owner: Role,
    pub(super) draft: Draft,
}

/// Makes the plan of a model that has no errors.
pub fn build<'a>(model: &'a Model, source: &Source) -> (Option<Plan<'a>>, Vec<Finding>) {
    let (wave_of, mut findings) = waves(model);
    let site = Site::new(model, &wave_of);
    let loose = loose(&site);
    let mut draw = Draw { graph: procedure(&site, &loose), site: &site, loose: &loose, source };
    findings.extend(add_hooks(&mut draw));
    findings.extend(add_orders(&mut draw));
    if findings.iter().any(Finding::is_error) {
        return (None, findings);
    }
    let graph = draw.graph;
    let steps = placed(loose, &graph);
    (Some(Plan { site, steps, seen: SeenCell::default() }), findings)
}

/// Every step, in the order of phases and kinds; hooks stand beside the phase they name.
fn loose(site: &Site) -> Vec<Loose> {
    let mut all: Vec<Loose> = Vec::new();
    for kind in KINDS.iter().copied() {
        for draft in (kind.each)(site) {
            let (phase, owner) = match draft.subject {
                Subject::Hook(at) => (site.model.hooks[at].side.phase, site.model.hooks[at].role),
                Subject::Host(at) if !site.has_profile(&site.hosts[at]) => (kind.phase, Role::Dba),
                _ => (kind.phase, kind.owner),
            };
            all.push(Loose { kind, phase, owner, draft });
        }
    }
    // Stable: within a phase, hooks before it come first and hooks after it last.
    let rank = |step: &Loose| match step.draft.subject {
        Subject::Hook(at) if site.model.hooks[at].before => 0,
        Subject::Hook(_) => 2,
        _ => 1,
    };
    all.sort_by_key(|step| (step.phase, rank(step)));
    all
}

/// The procedure's own edges.
fn procedure(site: &Site, loose: &[Loose]) -> Graph {
    let mut of_kind: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    let mut same: BTreeMap<(&str, Place), Vec<usize>> = BTreeMap::new();
    for (at, step) in loose.iter().enumerate() {
        of_kind.entry(step.kind.name).or_default().push(at);
        if let Some(place) = Place::of(site, &step.draft.subject) {
            same.entry((step.kind.name, place)).or_default().push(at);
        }
    }
    let mut graph = Graph::new(loose.len());
    for (at, step) in loose.iter().enumerate() {
        for follows in step.kind.follows {
            let first = match follows {
                Follows::First(kinds) => kinds.iter().find_map(|kind| of_kind.get(kind)),
                Follows::Same(kind) => {
                    Place::of(site, &step.draft.subject).and_then(|place| same.get(&(*kind, place)))
                }
            };
            for first in first.into_iter().flatten() {
                graph.edge(*first, at);
            }
        }
    }
    graph
}

/// What "the same" means for [`Follows::Same`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Place {
    Node(NodeId),
    Group(usize),
}

impl Place {
    fn of(site: &Site, subject: &Subject) -> Option<Self> {
        match subject {
            Subject::Node(id) => Some(Place::Node(*id)),
            Subject::Server(id) => Some(Place::Node(site.model.cell.server(*id).node)),
            Subject::Group(at) => Some(Place::Group(*at)),
            Subject::Cell | Subject::Host(_) | Subject::Hook(_) => None,
        }
    }
}

/// Gives every step its place and its id.
fn placed(loose: Vec<Loose>, graph: &Graph) -> Vec<Step> {
    let order = graph.order();
    let mut place = vec![0; loose.len()];
    for (at, node) in order.iter().enumerate() {
        place[*node] = at;
    }
    let mut counts = [0usize; Phase::ALL.len()];
    for step in &loose {
        counts[step.phase.number()] += 1;
    }
    let width = counts.iter().max().map_or(2, |most| most.to_string().len().max(2));
    let mut steps: Vec<Option<Loose>> = loose.into_iter().map(Some).collect();
    let mut number = [0usize; Phase::ALL.len()];
    let mut done = Vec::with_capacity(order.len());
    for node in order {
        let Some(step) = steps[node].take() else { continue };
        let phase = step.phase.number();
        number[phase] += 1;
        let name = step.kind.name.replace('_', "-");
        let slug = slug(&step.draft.slug);
        let dash = if slug.is_empty() { "" } else { "-" };
        let mut follows: Vec<usize> =
            graph.before(node).iter().map(|first| place[*first]).collect();
        follows.sort_unstable();
        done.push(Step {
            id: format!("{phase}{:0width$}-{name}{dash}{slug}", number[phase]),
            kind: step.kind,
            phase: step.phase,
            subject: step.draft.subject,
            host: step.draft.host,
            owner: step.owner,
            title: step.draft.title,
            follows,
            span: step.draft.span,
        });
    }
    done
}

/// A name made fit for a file name: letters, digits, `.`, `_` and `-`, at most 40 of them.
fn slug(name: &str) -> String {
    let plain = |c: char| if c.is_ascii_alphanumeric() || "._-".contains(c) { c } else { '-' };
    let slug: String = name.chars().map(plain).take(40).collect();
    slug.trim_matches(['-', '.']).to_owned()
}
