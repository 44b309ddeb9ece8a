//! The invariant, looked for on the finished graph.
//!
//! The step kinds are meant to make it true; this proves it for the plan at hand, whatever hooks and
//! constraints were added, so that a mistake in a kind cannot become a bundle.

use super::Plan;

/// Pairs of kinds: every step of the first comes before every step of the second.
const ORDER: &[(&str, &str)] = &[
    ("prove_host", "hold"),
    ("hold", "stop_engines"),
    ("stop_engines", "stop_servers"),
    ("stop_servers", "restore_store"),
    ("stop_node", "restore_store"),
    ("restore_store", "restore_config"),
    ("restore_store", "hold_again"),
    ("restore_config", "hold_again"),
    ("hold_again", "sync_node"),
    ("hold_again", "start_node"),
    ("hold_again", "recovery_start"),
    ("hold_again", "start_servers"),
    ("start_servers", "gate_stopped"),
    ("recovery_start", "gate_stopped"),
    ("start_node", "gate_stopped"),
    ("gate_stopped", "stop_unflushed"),
    ("stop_unflushed", "note_logs"),
    ("stop_unflushed", "flush_start"),
    ("gate_stopped", "flush_start"),
    ("note_logs", "flush_start"),
    ("flush_start", "verify_logs"),
    ("verify_logs", "verify_engines"),
    ("verify_logs", "release"),
    ("verify_engines", "release"),
    ("release", "start_members"),
];

/// Kinds that a plan has exactly once: the hold that nothing may skip, the gate, the one start.
const ONCE: &[&str] =
    &["hold_again", "gate_stopped", "stop_unflushed", "flush_start", "verify_engines", "release"];

/// Says which part of the invariant does not hold, if one does not.
///
/// # Errors
/// A sentence that names the two kinds of step, or the kind that is missing.
pub fn check(plan: &Plan) -> Result<(), String> {
    for name in ONCE {
        let count = plan.steps.iter().filter(|step| step.kind.name == *name).count();
        if count != 1 {
            return Err(format!("the plan has {count} steps of the kind {name}, not one"));
        }
    }
    for (first, then) in ORDER {
        if !always_before(plan, first, then) {
            return Err(format!("{first} does not always come before {then}"));
        }
    }
    let sorted =
        plan.steps.iter().enumerate().all(|(at, step)| step.follows.iter().all(|f| *f < at));
    if sorted { Ok(()) } else { Err("a step comes before one that it follows".to_owned()) }
}

/// Whether each step of `then` has every step of `first` among its ancestors.
///
/// A step that follows one which has them all has them all too. So the graph is walked back only
/// where many steps come together, and not once for each of the thousands behind that place.
fn always_before(plan: &Plan, first: &str, then: &str) -> bool {
    let firsts: Vec<usize> = indices(plan, first);
    let Some(last) = firsts.last() else { return true };
    let mut after_all = vec![false; plan.steps.len()];
    for (at, step) in plan.steps.iter().enumerate() {
        let is_then = step.kind.name == then;
        let has_them = |before: &usize| after_all[*before] || firsts == [*before];
        let inherits = step.follows.iter().any(has_them);
        let comes_together = at > *last && step.follows.len() >= firsts.len();
        after_all[at] = inherits || ((is_then || comes_together) && has_all(plan, at, &firsts));
        if is_then && !after_all[at] {
            return false;
        }
    }
    true
}

/// Whether all of `firsts` are ancestors of a step.
fn has_all(plan: &Plan, step: usize, firsts: &[usize]) -> bool {
    let mut seen = vec![false; plan.steps.len()];
    let mut stack = vec![step];
    while let Some(at) = stack.pop() {
        for before in &plan.steps[at].follows {
            if !std::mem::replace(&mut seen[*before], true) {
                stack.push(*before);
            }
        }
    }
    firsts.iter().all(|first| seen[*first])
}

fn indices(plan: &Plan, kind: &str) -> Vec<usize> {
    let steps = plan.steps.iter().enumerate();
    steps.filter(|(_, step)| step.kind.name == kind).map(|(at, _)| at).collect()
}
