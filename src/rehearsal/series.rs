//! Many rehearsals of one bundle: the whole catalogue, every assumption, or chance.

use super::faults::{self, Fault, Then};
use super::report::Report;
use super::site::Site;
use super::{Options, assumptions::Assumptions};
use std::sync::Mutex;

/// The name of the fault that kills run.sh and all below it; its place is `STEP:WHEN`.
pub const KILL: &str = "kill";
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
    let trial = |place: String| {
        let faults = vec![(KILL.to_owned(), place.clone())];
        Trial::new(format!("kill@{place}"), Options { faults, ..Options::default() })
    };
    moments.map(trial).collect()
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
        let mut chance = Chance(seed.wrapping_mul(1_000_003).wrapping_add(run));
        let count = 2 + chance.below(3);
        let mut faults = Vec::new();
        while faults.len() < count {
            let (fault, places) = &known[chance.below(known.len())];
            let one = (fault.id.to_owned(), places[chance.below(places.len())].clone());
            // Whoever gives up hides what the others would do.
            if fault.then != Then::GiveUp && !faults.contains(&one) {
                faults.push(one);
            }
        }
        let names: Vec<&str> = faults.iter().map(|(id, _)| id.as_str()).collect();
        Trial::new(
            format!("run {run}: {}", names.join(" + ")),
            Options { faults, ..Options::default() },
        )
    };
    (0..runs).map(trial).collect()
}

/// A small generator of numbers, always the same ones for a seed (SplitMix64).
struct Chance(u64);

impl Chance {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        let limit = limit.max(1) as u64;
        usize::try_from((mixed ^ (mixed >> 31)) % limit).unwrap_or(0)
    }
}

/// Runs trials, as many at once as there are processors, and judges each.
///
/// # Errors
/// The first rehearsal that could not be made at all.
pub fn run(
    trials: Vec<Trial>,
    rehearse: &(dyn Fn(&Options) -> Result<Report, String> + Sync),
    told: &(dyn Fn(&Trial) + Sync),
) -> Result<Vec<Trial>, String> {
    let workers = std::thread::available_parallelism().map_or(1, usize::from).min(8);
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
                Err(error) => {
                    lock(&broken).get_or_insert(error);
                    return;
                }
            }
        }
    };
    std::thread::scope(|scope| {
        (0..workers).for_each(|_| {
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
    let killed = options.faults.iter().any(|(id, _)| id == KILL);
    if let Some(violation) =
        report.violations.iter().find(|violation| report.could_be_avoided(violation))
    {
        return Some(format!("{}: {}: {}", violation.kind.words(), violation.about, violation.how));
    }
    let expected = |step: &str, code: i32| known.iter().any(|fault| fault.stops_at(step, code));
    let alone = known.len() == 1 && options.faults.len() == 1;
    if known.len() < 2 {
        for stop in &report.stops {
            let cut_off =
                killed && (code_of_a_kill(stop.code) || stop.code == 15 || stop.code == 13);
            if !expected(&stop.step, stop.code) && !cut_off {
                return Some(format!(
                    "it stopped at {} with {}, which was not to be",
                    stop.step, stop.code
                ));
            }
        }
    }
    let given_up = known.iter().any(|fault| fault.then == Then::GiveUp);
    if alone && !known[0].stops.is_empty() {
        // Where people compare an owner, that it is wrong shows in a run that is no stop.
        if !report.runs.iter().any(|run| expected(&run.step, run.code)) {
            return Some("it did not stop where it must".to_owned());
        }
        let says = known[0].says;
        if !report.runs.iter().any(|run| expected(&run.step, run.code) && run.text.contains(says)) {
            return Some(format!("it stopped and did not say `{says}`"));
        }
    }
    match (report.done, given_up) {
        (false, false) => Some("it did not come to its end".to_owned()),
        (true, true) => Some("it came to its end, which was not to be".to_owned()),
        _ => None,
    }
}

fn code_of_a_kill(code: i32) -> bool {
    !(0..=128).contains(&code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chance_is_the_same_for_the_same_seed() {
        let draw = |seed: u64| {
            (0..20)
                .map({
                    let mut chance = Chance(seed);
                    move |_| chance.below(1000)
                })
                .collect::<Vec<_>>()
        };
        assert_eq!(draw(7), draw(7));
        assert_ne!(draw(7), draw(8));
    }
}
