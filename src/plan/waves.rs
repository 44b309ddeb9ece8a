//! Waves: which engines are flush-started together.
//!
//! All flush starts are one step, one launch of wsadmin, so an order among engines is not an order
//! of steps: it is a number that the script reads.

use super::graph::Graph;
use crate::diagnostic::Finding;
use crate::model::{EngineId, Model, Order, Phase, Subject};
use crate::rules::order_cycle;
use std::collections::BTreeMap;

/// The two engines of a constraint between flush starts; `None` for any other constraint.
pub(super) fn engines_of(order: &Order) -> Option<(EngineId, EngineId)> {
    let is_flush = order.first.phase == Phase::FlushStart && order.then.phase == Phase::FlushStart;
    match (order.first.subject, order.then.subject) {
        (Some(Subject::Engine(first)), Some(Subject::Engine(then))) if is_flush => {
            Some((first, then))
        }
        _ => None,
    }
}

/// The wave of each engine, from 1. Engines that no wave names come in the last one.
pub(super) fn waves(model: &Model) -> (BTreeMap<EngineId, usize>, Vec<Finding>) {
    let mut waves: BTreeMap<EngineId, usize> = BTreeMap::new();
    for (at, wave) in model.waves.iter().enumerate() {
        for engine in &wave.engines {
            waves.entry(engine.value).or_insert(at + 1);
        }
    }
    let last = model.waves.len().max(1);
    for id in model.restored_engines() {
        waves.entry(id).or_insert(last);
    }
    let mut graph = Graph::new(model.engines.len());
    let mut findings = Vec::new();
    for order in &model.orders {
        let Some((first, then)) = engines_of(order) else { continue };
        if first == then || graph.path(then.0, &[first.0]).is_some() {
            findings.push(
                order_cycle::RULE
                    .at(order.span, "the plan's own order contradicts itself")
                    .label(format!("`{}` would come before itself", order.first.text))
                    .help("delete one of the constraints between these engines"),
            );
        } else if model.waves.len() > 1 && waves.get(&first) > waves.get(&then) {
            findings.push(
                order_cycle::RULE
                    .at(order.span, "this order contradicts the waves")
                    .other(
                        model.waves[waves[&then] - 1].span,
                        format!("`{}` is in this wave", order.then.text),
                    )
                    .help("move the engine to another wave, or delete the constraint"),
            );
        } else {
            graph.edge(first.0, then.0);
        }
    }
    if findings.is_empty() {
        spread(&graph, &mut waves);
    }
    (waves, findings)
}

/// Pushes engines to later waves until every constraint holds, and closes the gaps.
fn spread(graph: &Graph, waves: &mut BTreeMap<EngineId, usize>) {
    // A wave of the plan is as wide as the longest chain of constraints inside it.
    let longest = waves.len() + 1;
    let mut key: BTreeMap<EngineId, (usize, usize)> =
        waves.iter().map(|(id, wave)| (*id, (*wave, 0))).collect();
    for node in graph.order() {
        let Some((wave, at)) = key.get(&EngineId(node)).copied() else { continue };
        for next in graph.after(node) {
            if let Some(then) = key.get_mut(&EngineId(*next))
                && then.0 == wave
            {
                then.1 = then.1.max(at + 1).min(longest);
            }
        }
    }
    let mut used: Vec<(usize, usize)> = key.values().copied().collect();
    used.sort_unstable();
    used.dedup();
    for (id, place) in key {
        let number = used.binary_search(&place).unwrap_or(0) + 1;
        waves.insert(id, number);
    }
}
