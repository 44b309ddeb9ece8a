//! What the plan file adds to the order: hooks and constraints.

use super::build::Loose;
use super::graph::Graph;
use super::waves::engines_of;
use crate::diagnostic::Finding;
use crate::model::{Order, Phase, Side, Subject as Named};
use crate::rules::{hook_without_step, order_contradicts, order_cycle};
use crate::source::Source;
use crate::steps::{Site, Subject};

/// Everything that drawing an edge needs.
pub(super) struct Draw<'a> {
    pub(super) graph: Graph,
    pub(super) site: &'a Site<'a>,
    pub(super) loose: &'a [Loose],
    pub(super) source: &'a Source,
}

impl Draw<'_> {
    /// The steps that a side means: those of its phase, or those of its phase about its subject.
    /// Sorted.
    fn steps_of(&self, side: &Side) -> Vec<usize> {
        let phase = |step: &Loose| {
            step.phase == side.phase && !matches!(step.draft.subject, Subject::Hook(_))
        };
        let about =
            |step: &Loose| side.subject.is_none_or(|named| self.is_about(step, side.phase, named));
        let steps = self.loose.iter().enumerate();
        steps.filter(|(_, step)| phase(step) && about(step)).map(|(at, _)| at).collect()
    }

    fn is_about(&self, step: &Loose, phase: Phase, named: Named) -> bool {
        let site = self.site;
        match (&step.draft.subject, named) {
            (Subject::Group(at), Named::Store(id)) => site.groups[*at].stores.contains(&id),
            (Subject::Group(at), Named::Engine(id)) => site.groups[*at].engines.contains(&id),
            // Steps for the whole cell are about every engine; no store is named in them.
            (Subject::Cell, Named::Engine(id)) => {
                phase != Phase::RestoreStore && site.engines.contains(&id)
            }
            (Subject::Node(node), Named::Engine(id)) => {
                let servers = site.model.engine(id).member.map(|m| m.servers(&site.model.cell));
                servers.is_some_and(|servers| {
                    servers.iter().any(|s| site.model.cell.server(*s).node == *node)
                })
            }
            _ => false,
        }
    }

    fn name(&self, at: usize) -> String {
        self.loose[at].kind.name.replace('_', "-")
    }
}

/// Puts every hook in its place: after what its phase follows, before the phase; or after the
/// phase, before what follows it.
pub(super) fn add_hooks(draw: &mut Draw) -> Vec<Finding> {
    let mut findings = Vec::new();
    let procedure = draw.graph.clone();
    for at in 0..draw.loose.len() {
        let Subject::Hook(index) = draw.loose[at].draft.subject else { continue };
        let hook = &draw.site.model.hooks[index];
        let steps = draw.steps_of(&hook.side);
        if steps.is_empty() {
            findings.push(
                hook_without_step::RULE
                    .at(hook.side.span, "the plan has no step that this hook could stand beside")
                    .help("name a phase that the plan has, or a store or engine that it restores"),
            );
        }
        for step in &steps {
            let (firsts, thens) = if hook.before {
                draw.graph.edge(at, *step);
                (procedure.before(*step), None)
            } else {
                draw.graph.edge(*step, at);
                (procedure.before(at), Some(procedure.after(*step)))
            };
            for first in
                firsts.iter().filter(|first| hook.before && steps.binary_search(first).is_err())
            {
                draw.graph.edge(*first, at);
            }
            for then in
                thens.into_iter().flatten().filter(|then| steps.binary_search(then).is_err())
            {
                draw.graph.edge(at, *then);
            }
        }
    }
    findings
}

/// Adds every constraint; one that the procedure forbids is a finding.
pub(super) fn add_orders(draw: &mut Draw) -> Vec<Finding> {
    let procedure = draw.graph.clone();
    let mut findings = Vec::new();
    for order in &draw.site.model.orders {
        if engines_of(order).is_some() {
            continue;
        }
        let (firsts, thens) = (draw.steps_of(&order.first), draw.steps_of(&order.then));
        if let Some(side) =
            [(&firsts, &order.first), (&thens, &order.then)].iter().find(|(s, _)| s.is_empty())
        {
            findings.push(
                hook_without_step::RULE
                    .at(side.1.span, format!("the plan has no step for `{}`", side.1.text))
                    .help("name a phase that the plan has, or a store or engine that it restores"),
            );
            continue;
        }
        match contradiction(draw, &firsts, &thens) {
            Some(path) => findings.push(said(draw, &procedure, order, &path)),
            None => {
                for first in &firsts {
                    for then in &thens {
                        draw.graph.edge(*first, *then);
                    }
                }
            }
        }
    }
    findings
}

/// A path from something that should come later to something that should come first.
fn contradiction(draw: &Draw, firsts: &[usize], thens: &[usize]) -> Option<Vec<usize>> {
    thens.iter().find_map(|then| draw.graph.path(*then, firsts))
}

fn said(draw: &Draw, procedure: &Graph, order: &Order, path: &[usize]) -> Finding {
    let chain: Vec<String> = path.iter().map(|at| draw.name(*at)).collect();
    let message = format!("`{}` cannot come before `{}`", order.first.text, order.then.text);
    if path.len() == 1 {
        return order_contradicts::RULE
            .at(order.span, message)
            .label(format!("both are in one step, {}", chain[0]))
            .help("delete the constraint; what is in one step is done side by side");
    }
    let is_own = path.windows(2).any(|pair| !procedure.after(pair[0]).contains(&pair[1]));
    if is_own {
        let others = draw.site.model.orders.iter().filter(|other| other.span < order.span);
        let finding = order_cycle::RULE
            .at(order.span, "the plan's own order contradicts itself")
            .label(format!("the order so far: {}", chain.join(" → ")))
            .help("delete one of the constraints");
        return others.fold(finding, |finding, other| {
            finding.other(other.span, format!("`{}`", draw.source.slice(other.span).trim()))
        });
    }
    order_contradicts::RULE
        .at(order.span, message)
        .label("the procedure has it the other way round")
        .other(order.then.span, format!("{} comes first", chain[0]))
        .other(order.first.span, format!("{} comes after it", chain[chain.len() - 1]))
        .help(format!("delete the constraint; the procedure's order is {}", chain.join(" → ")))
}
