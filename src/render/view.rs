//! Views: what templates read. Strings, numbers and lists; no spans, no ids of the model.

use crate::hazards;
use crate::messages;
use crate::plan::{Plan, Step, StepIndex};
use crate::source::Source;
use crate::steps::exit::EXITS;
use crate::steps::{StepKind, Subject, WayBack};
use serde::Serialize;
use serde_json::{Map, Value, json};

/// The view of a whole plan: what every template may read.
#[derive(Clone, Debug, Serialize)]
pub struct PlanView {
    /// The plan's name.
    pub name: String,
    /// The change ticket; may be empty.
    pub ticket: String,
    /// One sentence; may be empty.
    pub summary: String,
    /// The plan file's name.
    pub file: String,
}

/// A hazard that a step guards against.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct HazardView {
    /// Such as `H7`.
    pub id: &'static str,
    /// The hazard in a sentence.
    pub text: &'static str,
}

/// The view of a step: what its header says and what the runbook prints.
#[derive(Clone, Debug, Serialize)]
pub struct StepView {
    /// Its id.
    pub id: String,
    /// Its kind.
    pub kind: &'static str,
    /// The step in a few words.
    pub title: String,
    /// 0 to 9.
    pub phase: usize,
    /// The phase for people.
    pub phase_name: &'static str,
    /// Where it comes from in the source procedure; never empty.
    pub source: String,
    /// The host it runs on.
    pub host: String,
    /// `websphere`, `dba` or `application`.
    pub owner: &'static str,
    /// The name behind the role.
    pub owner_name: String,
    /// The plan file.
    pub plan_file: String,
    /// The line in the plan file.
    pub plan_line: usize,
    /// The hazards it guards against.
    pub hazards: Vec<HazardView>,
    /// What must hold before it.
    pub precondition: &'static str,
    /// What holds after it.
    pub postcondition: &'static str,
    /// What to do when it fails.
    pub if_it_fails: &'static str,
    /// The way back; empty at a point of no return.
    pub way_back: &'static str,
    /// Whether nothing undoes it.
    pub point_of_no_return: bool,
    /// Whether it may be run again.
    pub repeatable: bool,
    /// Whether the bundle has a script that takes it back.
    pub has_back_script: bool,
    /// The ids of the steps it follows.
    pub follows: Vec<String>,
    /// The script that does it, within the bundle.
    pub script: String,
}

/// The view of a plan.
pub fn plan_view(plan: &Plan) -> PlanView {
    let model = plan.site.model;
    PlanView {
        name: model.name.value.clone(),
        ticket: model.ticket.clone(),
        summary: model.summary.clone(),
        file: model.file.clone(),
    }
}

/// The view of one step.
pub fn step_view(plan: &Plan, source: &Source, at: StepIndex) -> StepView {
    let step = &plan.steps[at];
    let model = plan.site.model;
    let (way_back, point_of_no_return) = way_back(plan, step);
    StepView {
        id: step.id.clone(),
        kind: step.kind.name,
        title: step.title.clone(),
        phase: step.phase.number(),
        phase_name: step.phase.title(),
        source: origin(step.kind),
        host: step.host.clone(),
        owner: step.owner.word(),
        owner_name: model.roles.name(step.owner).to_owned(),
        plan_file: model.file.clone(),
        plan_line: source.line(step.span.start),
        hazards: step.kind.hazards.iter().map(|id| hazard(id)).collect(),
        precondition: step.kind.before,
        postcondition: step.kind.after,
        if_it_fails: step.kind.fails,
        way_back,
        point_of_no_return,
        repeatable: step.kind.repeatable,
        has_back_script: !point_of_no_return && step.kind.way_back != WayBack::NotNeeded,
        follows: step.follows.iter().map(|first| plan.steps[*first].id.clone()).collect(),
        script: format!("steps/{}/step.sh", step.id),
    }
}

/// The whole context of a step's templates.
pub fn context(plan: &Plan, view: &PlanView, step: &StepView, at: StepIndex) -> Value {
    let data = (plan.steps[at].kind.view)(&plan.site, &plan.steps[at].subject);
    json!({ "plan": view, "step": step, "exit": exits(), "d": data })
}

/// The exit codes by name.
pub fn exits() -> Map<String, Value> {
    EXITS.iter().map(|exit| (exit.name.to_owned(), json!(exit.code))).collect()
}

/// The advice on the messages of a flush start: the word of the line of a report that it belongs to, the
/// message, and what to say. Where it is `MISSING` the advice is for a message that is not there.
pub fn advice() -> Vec<Value> {
    let mut rows = Vec::new();
    for page in messages::all() {
        let found = if page.kind == messages::Kind::Failure { "BAD" } else { "NOTE" };
        // A note in the report of a failed start, and no failure of its own.
        let found = if page.id == NEEDS_RESTART { "NOTE" } else { found };
        for (line, text) in [(found, &page.seen), ("MISSING", &page.missing)] {
            if !text.is_empty() {
                rows.push(json!({ "line": line, "id": page.id, "text": text }));
            }
        }
    }
    rows
}

/// The server of the engine must be restarted (engine-runtime 3.2).
const NEEDS_RESTART: &str = "CWSID0027";

/// A restored store can be put back only where the plan has it kept.
fn way_back(plan: &Plan, step: &Step) -> (&'static str, bool) {
    let kept = match step.subject {
        Subject::Group(group) => plan.site.keep_to(group).is_some(),
        _ => false,
    };
    match step.kind.way_back {
        WayBack::NotNeeded => ("nothing was changed", false),
        WayBack::By(text) => (text, false),
        WayBack::PointOfNoReturn if kept => {
            ("restore the kept copy that journal/kept.txt names, with the same tools", false)
        }
        WayBack::PointOfNoReturn => ("", true),
    }
}

fn origin(kind: &StepKind) -> String {
    match kind.source {
        "" => "not in the source procedure".to_owned(),
        steps if steps.contains(" and ") => format!("source procedure, steps {steps}"),
        steps if steps.starts_with(|c: char| c.is_ascii_digit()) => {
            format!("source procedure, step {steps}")
        }
        text => format!("source procedure, {text}"),
    }
}

fn hazard(id: &'static str) -> HazardView {
    let text = hazards::ALL.iter().find(|hazard| hazard.id == id).map_or("", |hazard| hazard.text);
    HazardView { id, text }
}
