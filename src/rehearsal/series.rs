//! Many rehearsals of one bundle: the whole catalogue, every assumption, or chance.

use super::chance::Chance;
use super::faults::{self, Fault, Then};
use super::people::Operator;
use super::report::{Report, Stop};
use super::site::Site;
use super::{Options, assumptions::Assumptions, interrupt};
use std::sync::Mutex;

/// The name of the fault that kills run.sh and all below it; its place is `STEP:WHEN`.
pub const KILL: &str = "kill";
/// The name of the fault after which everybody goes back; its place is `STEP`, or `STEP:forward`.
pub const BACKOUT: &str = "backout";
/// The word for a night in which nothing goes wrong, also with a seed for the people.
pub const NONE: &str = "none";
/// When a step can be killed: at its start, before the first change that it makes, and after it.
pub const WHEN: [&str; 3] = ["start", "before", "after"];

/// One rehearsal of a series.
#[derive(Clone, Debug)]
pub struct Trial {
    /// What tells it from the others.
    pub name: String,
    /// How it is rehearsed.
    pub options: Options,
    /// What came of it; `None` before it was run.
    pub report: Option<Report>,
    /// Why it is not as it must be; empty where it is.
    pub complaint: String,
}

impl Trial {
    /// A trial that is still to be run.
    pub fn new(name: String, options: Options) -> Self {
        Self { name, options, report: None, complaint: String::new() }
    }

    /// The options of `rehearse` that make the same rehearsal again.
    pub fn again(&self) -> String {
        let Options { assumptions, faults, operator, seed, .. } = &self.options;
        let mut words: Vec<String> =
            faults.iter().map(|(id, place)| format!("--fault '{id}@{place}'")).collect();
        if words.is_empty() {
            words.push(format!("--fault {NONE}"));
        }
        words.extend(assumptions.words().iter().map(|word| format!("--assumptions {word}")));
        words.push(format!("--operator {} --seed {seed}", operator.word()));
        words.join(" ")
    }
}

/// A fault as a user names it: `ID`, `ID@PLACE`, `kill@STEP` or `kill@STEP:WHEN`.
///
/// # Errors
/// In words: there is no such fault, or it has no such place in this plan.
pub fn fault_named(site: &Site, word: &str) -> Result<(String, String), String> {
    let (id, place) = word.split_once('@').unwrap_or((word, ""));
    if id == KILL {
        let (step, when) = place.split_once(':').unwrap_or((place, WHEN[1]));
        if site.step(step).is_none() {
            return Err(format!("kill@STEP wants a step of this bundle, and `{step}` is none"));
        }
        if !WHEN.contains(&when) {
            return Err(format!("a step is killed at one of: {}", WHEN.join(", ")));
        }
        return Ok((id.to_owned(), format!("{step}:{when}")));
    }
    if id == BACKOUT {
        let (step, way) = place.split_once(':').unwrap_or((place, ""));
        if site.step(step).is_none() || !["", "forward"].contains(&way) {
            return Err(
                "write backout@STEP or backout@STEP:forward, with a step of this bundle".into()
            );
        }
        return Ok((id.to_owned(), place.to_owned()));
    }
    let fault = faults::find(id).ok_or_else(|| {
        format!("there is no fault `{id}`; `sibrestore rehearse --faults` lists them")
    })?;
    let places = fault.places(site);
    let first = places.first().ok_or_else(|| format!("`{id}` cannot happen to this plan"))?;
    if place.is_empty() {
        return Ok((id.to_owned(), first.clone()));
    }
    if !places.iter().any(|known| known == place) {
        return Err(format!("`{id}` can strike at: {}", places.join(", ")));
    }
    Ok((id.to_owned(), place.to_owned()))
}

/// A trial for each fault of the catalogue that can happen to this plan, and the ids of the others.
pub fn catalogue(site: &Site) -> (Vec<Trial>, Vec<&'static str>) {
    let mut trials = Vec::new();
    let mut others = Vec::new();
    for fault in faults::all() {
        match fault.places(site).first() {
            Some(place) => {
                let faults = vec![(fault.id.to_owned(), place.clone())];
                trials.push(Trial::new(
                    fault.id.to_owned(),
                    Options { faults, ..Options::default() },
                ));
            }
            None => others.push(fault.id),
        }
    }
    (trials, others)
}

/// A trial for each step and each moment at which it can be killed.
pub fn kills(site: &Site) -> Vec<Trial> {
    let moments = site.steps.iter().flat_map(|step| WHEN.map(|when| format!("{}:{when}", step.id)));
    moments.map(|place| one(KILL, place)).collect()
}

/// A trial for each step after which everybody goes back, and forward again.
pub fn ways_back(site: &Site) -> Vec<Trial> {
    let ways = ["", ":forward"];
    let places = site.steps.iter().flat_map(|step| ways.map(|way| format!("{}{way}", step.id)));
    places.map(|place| one(BACKOUT, place)).collect()
}

/// A trial for each place of a fault.
pub fn everywhere(fault: &Fault, site: &Site) -> Vec<Trial> {
    fault.places(site).into_iter().map(|place| one(fault.id, place)).collect()
}

fn one(id: &str, place: String) -> Trial {
    let name = format!("{id}@{place}");
    let faults = vec![(id.to_owned(), place)];
    Trial::new(name, Options { faults, ..Options::default() })
}

/// A trial for each combination of assumptions.
pub fn assumptions() -> Vec<Trial> {
    let trial = |assumptions: Assumptions| {
        let words = assumptions.words().join(" ");
        let name = if words.is_empty() { "as assumed".to_owned() } else { words };
        Trial::new(name, Options { assumptions, ..Options::default() })
    };
    Assumptions::combinations().into_iter().map(trial).collect()
}

/// Trials with two to four faults each, that chance has chosen.
pub fn random(site: &Site, seed: u64, runs: u64) -> Vec<Trial> {
    let known: Vec<(&Fault, Vec<String>)> = faults::all()
        .map(|fault| (fault, fault.places(site)))
        .filter(|(_, places)| !places.is_empty())
        .collect();
    let trial = |run: u64| {
        let own = seed.wrapping_mul(1_000_003).wrapping_add(run);
        let mut chance = Chance::of(own);
        let count = 2 + chance.below(3);
        let mut faults = Vec::new();
        while faults.len() < count {
            let (fault, places) = &known[chance.below(known.len())];
            let one = (fault.id.to_owned(), places[chance.below(places.len())].clone());
            // Whoever gives up hides what the others would do.
            if fault.then != Then::GiveUp && !fault.occasion && !faults.contains(&one) {
                faults.push(one);
            }
        }
        let names: Vec<&str> = faults.iter().map(|(id, _)| id.as_str()).collect();
        Trial::new(
            format!("run {run}: {}", names.join(" + ")),
            Options { faults, seed: own, ..Options::default() },
        )
    };
    (0..runs).map(trial).collect()
}

/// The same faults again and again; chance decides what people do.
pub fn repeated(faults: &[(String, String)], runs: u64) -> Vec<Trial> {
    let names: Vec<&str> = faults.iter().map(|(id, _)| id.as_str()).collect();
    let what = if names.is_empty() { "without a fault".to_owned() } else { names.join(" + ") };
    let trial = |run: u64| {
        let options = Options { faults: faults.to_vec(), ..Options::default() };
        Trial::new(format!("run {run}: {what}"), options)
    };
    (0..runs).map(trial).collect()
}

/// Runs trials, `jobs` of them at once, and judges each. After Ctrl-C the answer is those that came
/// to an end before it.
///
/// # Errors
/// The first rehearsal that could not be made at all.
pub fn run(
    trials: Vec<Trial>,
    jobs: usize,
    rehearse: &(dyn Fn(&Options) -> Result<Report, String> + Sync),
    told: &(dyn Fn(&Trial) + Sync),
) -> Result<Vec<Trial>, String> {
    let count = trials.len();
    let waiting = Mutex::new(trials.into_iter().enumerate());
    let done = Mutex::new(Vec::with_capacity(count));
    let broken = Mutex::new(None);
    let work = || {
        while let Some((at, mut trial)) = next(&waiting) {
            match rehearse(&trial.options) {
                Ok(report) => {
                    trial.complaint = complaint(&report, &trial.options).unwrap_or_default();
                    trial.report = Some(report);
                    told(&trial);
                    lock(&done).push((at, trial));
                }
                Err(_) if interrupt::came() => return,
                Err(error) => {
                    lock(&broken).get_or_insert(error);
                    return;
                }
            }
        }
    };
    std::thread::scope(|scope| {
        (0..jobs.clamp(1, count.max(1))).for_each(|_| {
            scope.spawn(work);
        })
    });
    if let Some(error) = lock(&broken).take() {
        return Err(error);
    }
    let mut done = std::mem::take(&mut *lock(&done));
    done.sort_by_key(|(at, _)| *at);
    Ok(done.into_iter().map(|(_, trial)| trial).collect())
}

fn next<T>(waiting: &Mutex<impl Iterator<Item = T>>) -> Option<T> {
    lock(waiting).next()
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}

/// The smallest set of faults that still leads to a complaint, found by leaving one out at a time.
///
/// # Errors
/// A rehearsal that could not be made at all.
pub fn shrink(
    trial: &Trial,
    rehearse: &dyn Fn(&Options) -> Result<Report, String>,
) -> Result<Trial, String> {
    let mut smallest = trial.clone();
    let mut at = 0;
    while at < smallest.options.faults.len() {
        let mut options = smallest.options.clone();
        options.faults.remove(at);
        let report = rehearse(&options)?;
        match complaint(&report, &options) {
            Some(words) => {
                smallest = Trial {
                    name: trial.name.clone(),
                    options,
                    report: Some(report),
                    complaint: words,
                }
            }
            None => at += 1,
        }
    }
    Ok(smallest)
}

/// Why a rehearsal did not come out as its faults say that it must.
pub fn complaint(report: &Report, options: &Options) -> Option<String> {
    let known: Vec<&Fault> = options.faults.iter().filter_map(|(id, _)| faults::find(id)).collect();
    if let Some(violation) =
        report.violations.iter().find(|violation| report.could_be_avoided(violation))
    {
        return Some(format!("{}: {}: {}", violation.kind.words(), violation.about, violation.how));
    }
    if let Some(place) = report.no_way_on.first() {
        return Some(format!("no way on: {place}"));
    }
    // Only the obedient stop where the catalogue says, and nowhere else.
    let wrong =
        (options.operator == Operator::Obedient).then(|| wrong_stop(report, options, &known));
    if let Some(words) = wrong.flatten() {
        return Some(words);
    }
    if known.iter().any(|fault| fault.occasion)
        || options.faults.iter().any(|(id, place)| id == BACKOUT && !place.ends_with(":forward"))
    {
        return None;
    }
    let given_up = known.iter().any(|fault| fault.then == Then::GiveUp);
    match (report.done, given_up) {
        (false, false) => Some("it did not come to its end".to_owned()),
        (true, true) => Some("it came to its end, which was not to be".to_owned()),
        _ => None,
    }
}

/// A stop that was not to be, or one that is missing.
fn wrong_stop(report: &Report, options: &Options, known: &[&Fault]) -> Option<String> {
    let is = |id: &str| options.faults.iter().any(|(other, _)| other == id);
    let cut_off = |stop: &Stop| {
        is(BACKOUT) || is(KILL) && (code_of_a_kill(stop.code) || stop.code == 15 || stop.code == 13)
    };
    let expected = |step: &str, code: i32| known.iter().any(|fault| fault.stops_at(step, code));
    if known.len() < 2 && !known.iter().any(|fault| fault.occasion) {
        for stop in &report.stops {
            if !expected(&stop.step, stop.code) && !cut_off(stop) {
                return Some(format!(
                    "it stopped at {} with {}, which was not to be",
                    stop.step, stop.code
                ));
            }
        }
    }
    let [fault] = known else { return None };
    if options.faults.len() > 1 || fault.stops.is_empty() || fault.stops == faults::ANYWHERE {
        return None;
    }
    if !report.runs.iter().any(|run| expected(&run.step, run.code)) {
        return Some("it did not stop where it must".to_owned());
    }
    let says = fault.says;
    if !report.runs.iter().any(|run| expected(&run.step, run.code) && run.text.contains(says)) {
        return Some(format!("it stopped and did not say `{says}`"));
    }
    None
}

fn code_of_a_kill(code: i32) -> bool {
    !(0..=128).contains(&code)
}
