//! A small directed graph: edges, a sorted topological order, and a shortest path.

use std::cmp::Reverse;
use std::collections::{BTreeSet, BinaryHeap, VecDeque};

/// Nodes are numbers from 0; an edge `a → b` means that `b` follows `a`.
#[derive(Clone, Debug)]
pub(super) struct Graph {
    before: Vec<BTreeSet<usize>>,
    after: Vec<BTreeSet<usize>>,
}

impl Graph {
    /// A graph of that many nodes and no edges.
    pub(super) fn new(nodes: usize) -> Self {
        Self { before: vec![BTreeSet::new(); nodes], after: vec![BTreeSet::new(); nodes] }
    }

    /// Says that `then` follows `first`.
    pub(super) fn edge(&mut self, first: usize, then: usize) {
        self.before[then].insert(first);
        self.after[first].insert(then);
    }

    /// What a node follows.
    pub(super) fn before(&self, node: usize) -> &BTreeSet<usize> {
        &self.before[node]
    }

    /// What follows a node.
    pub(super) fn after(&self, node: usize) -> &BTreeSet<usize> {
        &self.after[node]
    }

    /// The nodes in an order that respects every edge; among those that could come next, the one
    /// with the lowest number comes first. Nodes on a cycle, and those after one, are left out.
    pub(super) fn order(&self) -> Vec<usize> {
        let mut waiting: Vec<usize> = self.before.iter().map(BTreeSet::len).collect();
        let free = |(node, count): (usize, &usize)| (*count == 0).then_some(Reverse(node));
        let mut ready: BinaryHeap<Reverse<usize>> =
            waiting.iter().enumerate().filter_map(free).collect();
        let mut order = Vec::with_capacity(self.before.len());
        while let Some(Reverse(node)) = ready.pop() {
            order.push(node);
            for next in &self.after[node] {
                waiting[*next] -= 1;
                if waiting[*next] == 0 {
                    ready.push(Reverse(*next));
                }
            }
        }
        order
    }

    /// The nodes of a shortest path to one of `targets` (sorted), both ends included.
    pub(super) fn path(&self, from: usize, targets: &[usize]) -> Option<Vec<usize>> {
        let mut came_from: Vec<Option<usize>> = vec![None; self.before.len()];
        let mut queue = VecDeque::from([from]);
        while let Some(node) = queue.pop_front() {
            if targets.binary_search(&node).is_ok() {
                let mut path = vec![node];
                let mut at = node;
                while at != from {
                    at = came_from[at]?;
                    path.push(at);
                }
                path.reverse();
                return Some(path);
            }
            for next in &self.after[node] {
                if *next != from && came_from[*next].is_none() {
                    came_from[*next] = Some(node);
                    queue.push_back(*next);
                }
            }
        }
        None
    }
}
