//! The rehearsal: a bundle's own files, unchanged, run against a simulated cell.
//!
//! Real shells run `run.sh`; the vendors' tools that it calls are small scripts that call back into
//! this binary; wsadmin's scripts run in an embedded interpreter. The cell is a value in a file, its
//! time is virtual, and it judges by itself what must never happen.
//!
//! ```text
//! bundle ─site─▶ cell + stage ─people─▶ run.sh ─▶ tools ─▶ cell ─▶ verdict, timeline
//! ```
//!
//! It knows nothing of how a bundle was made: it only runs files.

pub mod assumptions;
mod beside;
pub mod by_hand;
pub mod cell;
mod chance;
pub mod faults;
pub mod interrupt;
mod judge;
mod page;
mod people;
pub mod report;
pub mod series;
pub mod site;
mod stage;
pub mod timeline;
pub mod tool;
pub mod verdict;
mod world;

pub use page::page;
pub use people::{Operator, Run};

use assumptions::Assumptions;
use cell::{ActiveFault, BEGIN};
use people::{People, Walk};
use report::{Report, Stop};
use site::Site;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use world::World;

/// How a bundle is to be rehearsed.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// How the cell behaves where nobody knows.
    pub assumptions: Assumptions,
    /// What goes wrong: id and place.
    pub faults: Vec<(String, String)>,
    /// Who types.
    pub operator: Operator,
    /// What they do by chance follows from it.
    pub seed: u64,
    /// The shell that runs the bundle, with its arguments; empty for `sh`.
    pub shell: Vec<String>,
    /// A command that runs wsadmin's scripts instead of the embedded interpreter, a word a line.
    pub interpreter: Option<String>,
}

/// Rehearses a bundle in an empty folder. `program` is this binary, whose tools the bundle calls.
///
/// # Errors
/// The rehearsal's own, in words: no bundle, a file that cannot be written, a shell that is not there.
pub fn rehearse(
    bundle: &Path,
    dir: &Path,
    program: &Path,
    options: &Options,
    progress: &mut dyn FnMut(&str),
) -> Result<Report, String> {
    let site = Site::of_bundle(bundle)?;
    let told = |error: io::Error| format!("the rehearsal itself has failed: {error}");
    run(&site, bundle, dir, program, options, progress).map_err(told)
}

fn run(
    site: &Site,
    bundle: &Path,
    dir: &Path,
    program: &Path,
    options: &Options,
    progress: &mut dyn FnMut(&str),
) -> io::Result<Report> {
    let manifest = fs::read_to_string(bundle.join(crate::bundle::MANIFEST))?;
    let hash = crate::bundle::sha256(&manifest);
    let mut cell = cell::build(site, &options.assumptions);
    for (id, place) in &options.faults {
        let fault = ActiveFault { id: id.clone(), place: place.clone(), struck: 0, mended: false };
        cell.faults.push(fault);
        if let Some(known) = faults::find(id) {
            (known.begin)(&mut cell, place);
        }
    }
    for (step, host) in kills_at_start(site, &options.faults) {
        world::put(&world::host_dir(dir, &host).join(tool::DOOMED), &step)?;
    }
    for (step, host) in last_steps(site, &options.faults) {
        world::put(&world::host_dir(dir, &host).join(tool::LAST), &step)?;
    }
    stage::build(dir, site, bundle, cell, program)?;
    if let Some(command) = &options.interpreter {
        world::put(&dir.join(tool::INTERPRETER), command)?;
    }
    let people = People::new(dir, bundle, site, hash.clone(), progress);
    let mut people = people.of_kind(options.operator, options.seed);
    if !options.shell.is_empty() {
        people.shell.clone_from(&options.shell);
    }
    let walk = people.walk(&options.faults)?;
    report(site, dir, hash, options, walk)
}

/// The steps that are to be killed at their start, with their hosts.
fn kills_at_start(site: &Site, faults: &[(String, String)]) -> Vec<(String, String)> {
    let start = |(id, place): &(String, String)| {
        let step = place.strip_suffix(":start").filter(|_| id == "kill")?;
        site.step(step).map(|step| (step.id.clone(), step.host.clone()))
    };
    faults.iter().filter_map(start).collect()
}

/// The steps after which everybody is to go back, with their hosts.
fn last_steps(site: &Site, faults: &[(String, String)]) -> Vec<(String, String)> {
    let last = |(id, place): &(String, String)| {
        let step = place.split(':').next().filter(|_| id == series::BACKOUT)?;
        site.step(step).map(|step| (step.id.clone(), step.host.clone()))
    };
    faults.iter().filter_map(last).collect()
}

fn report(
    site: &Site,
    dir: &Path,
    hash: String,
    options: &Options,
    walk: Walk,
) -> io::Result<Report> {
    let hosts = stage::hosts(site);
    let mut world = World::open(dir, &hosts[0])?;
    let end = hosts.iter().map(|host| world::clock(dir, host)).collect::<io::Result<Vec<i64>>>()?;
    let end = end.into_iter().max().unwrap_or(BEGIN);
    world.cell.caller.now = end;
    world.cell.catch_up();
    let cell = &mut world.cell;
    judge::at_the_end(cell, walk.done);
    let bundle = |host: &String| stage::bundle_of(dir, host);
    let mut spans: Vec<_> =
        hosts.iter().flat_map(|host| timeline::spans(site, &bundle(host), host, BEGIN)).collect();
    spans.sort_by_key(|span| (span.begin, span.end));
    let stops = walk.runs.iter().filter(|run| run.is_stop()).map(Stop::of).collect();
    let transcripts: Vec<PathBuf> =
        hosts.iter().map(|host| people::transcript_of(dir, host)).collect();
    Ok(Report {
        plan: site.plan.clone(),
        hash,
        faults: options.faults.iter().map(|(id, place)| format!("{id}@{place}")).collect(),
        assumptions: options.assumptions.words(),
        operator: options.operator.word().to_owned(),
        done: walk.done,
        no_way_on: walk.no_way_on,
        stops,
        unavoidable: faults::unavoidable(&options.faults),
        violations: report::violations(cell, BEGIN),
        seconds: end - BEGIN,
        critical_path: timeline::critical_path(site, &spans),
        launches: cell.launches,
        messages: report::messages(cell, BEGIN),
        doubled: cell.engines.values().map(|engine| engine.receiver.doubled).sum(),
        lost: cell.engines.values().map(|engine| engine.receiver.lost).sum(),
        effects: cell
            .events
            .iter()
            .filter(|event| event.effect)
            .map(|event| event.what.clone())
            .collect(),
        spans,
        transcripts: transcripts.iter().map(|path| path.display().to_string()).collect(),
        runs: walk.runs,
    })
}
