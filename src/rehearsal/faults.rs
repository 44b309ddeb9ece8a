//! What can go wrong on the night, as data: what it simulates, the fact behind it, where the bundle
//! must stop, and what people do then.

mod after;
mod before;
mod during;
mod operators;

use super::cell::{ActiveFault, Cell};
use super::site::Site;
use super::verdict::ViolationKind;

/// A fault of the catalogue.
#[derive(Debug)]
pub struct Fault {
    /// Its id.
    pub id: &'static str,
    /// What it simulates.
    pub what: &'static str,
    /// The fact that it rests on.
    pub fact: &'static str,
    /// The hazards of the procedure that it is about.
    pub hazards: &'static [&'static str],
    /// What a place of it is.
    pub about: About,
    /// What it changes before anybody begins.
    pub begin: fn(&mut Cell, &str),
    /// What strikes later, when a step of a kind is begun for the first time.
    pub strikes: Option<Strike>,
    /// Where the bundle stops: kinds of steps, and exit codes. It stops nowhere else, and at one of
    /// them at least; where there is none, it does not stop at all.
    pub stops: &'static [(&'static str, i32)],
    /// A text that the run that stops must print: the next thing to do.
    pub says: &'static str,
    /// What people put right at the stop.
    pub mend: fn(&mut Cell, &str),
    /// Whether it is over then.
    pub is_over: bool,
    /// Whether it is about a whole night, which need not come to an end then.
    pub occasion: bool,
    /// What people type then.
    pub then: Then,
    /// What no bundle could prevent: it must be found out and come to a good end all the same.
    pub unavoidable: &'static [ViolationKind],
}

/// A fault that may stop any step, and need not.
pub const ANYWHERE: &[(&str, i32)] = &[("*", 0)];

/// The kind of a step, and what happens when one is begun; without a kind, the step that is its place.
pub type Strike = (&'static str, fn(&mut Cell, &str));

/// What a place of a fault is.
#[derive(Clone, Copy, Debug)]
pub enum About {
    /// An engine.
    Engine,
    /// An engine whose uuid the plan has: without it nobody can tell that it is another one.
    PinnedEngine,
    /// The same as another, in plans of which something is true.
    If(fn(&Site) -> bool, &'static About),
    /// An engine of a cluster with another member.
    ClusterEngine,
    /// A server that hosts an engine.
    Server,
    /// A node of a cell with a deployment manager.
    Node,
    /// A store that a database's tools or a site's scripts restore.
    Database,
    /// A data store, whose tables and owner can be read.
    DataStore,
    /// A data store that can be read before its restore: an Informix instance is off-line then.
    LegibleStore,
    /// A file store.
    FileStore,
    /// A store in an Informix instance.
    Informix,
    /// Any store.
    Store,
    /// The host of the deployment manager or of the stand-alone server, where a configuration is
    /// restored.
    ConfigHost,
    /// A step of this kind.
    Step(&'static str),
    /// Any host.
    Host,
    /// The night as a whole; its first host stands for it.
    FirstHost,
    /// Any step that is not a proof of phase 0.
    AnyStep,
}

/// What people do at a stop.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Then {
    /// Type the same again, or the lines of the next attempt where they were printed.
    GoOn,
    /// Copy the bundle anew.
    NewCopy,
    /// Give up: the plan has to be corrected and approved again.
    GiveUp,
}

/// There is a deployment manager, so that wsadmin needs a connection to it.
fn is_managed(site: &Site) -> bool {
    site.cell.manager.is_some()
}

/// The name of an engine holds a letter beyond ASCII.
fn has_letters_beyond_ascii(site: &Site) -> bool {
    site.engines.iter().any(|engine| !engine.name.is_ascii())
}

/// A configuration is restored.
fn restores_config(site: &Site) -> bool {
    site.steps.iter().any(|step| step.kind == "restore_config")
}

/// No server is started in recovery mode first.
fn starts_as_usual(site: &Site) -> bool {
    site.steps.iter().all(|step| step.kind != "recovery_start")
}

/// No server is said to log with HPEL.
fn logs_as_usual(site: &Site) -> bool {
    site.cell.servers.iter().all(|server| !server.hpel)
}

/// No store is kept before it is restored: what is lost cannot be kept.
fn keeps_no_store(site: &Site) -> bool {
    site.steps.iter().all(|step| step.kind != "keep_store")
}

/// The plan has the uuid of every engine.
fn knows_every_uuid(site: &Site) -> bool {
    site.engines.iter().all(|engine| engine.uuid.is_some())
}

/// An initial state is set back to what was recorded.
fn sets_back_what_was(site: &Site) -> bool {
    site.engines.iter().any(|engine| engine.initial_state == "recorded")
}

/// An engine is to start by itself again.
fn releases(site: &Site) -> bool {
    site.engines.iter().any(|engine| engine.initial_state != "stopped")
}

/// A fault that changes nothing, stops nothing and needs nobody.
const QUIET: Fault = Fault {
    id: "",
    what: "",
    fact: "",
    hazards: &[],
    about: About::Engine,
    begin: nothing,
    strikes: None,
    stops: &[],
    says: "",
    mend: nothing,
    is_over: true,
    occasion: false,
    then: Then::GoOn,
    unavoidable: &[],
};

fn nothing(_: &mut Cell, _: &str) {}

/// What faults, as id and place, lead to whatever anybody does.
pub fn unavoidable(faults: &[(String, String)]) -> Vec<ViolationKind> {
    let known = faults.iter().filter_map(|(id, _)| find(id));
    known.flat_map(|fault| fault.unavoidable).copied().collect()
}

/// Lets those faults strike that wait for this step to be begun.
pub fn strike(cell: &mut Cell) {
    let (step, mode) = (cell.caller.step.clone(), cell.caller.mode.clone());
    if mode != "do" {
        return;
    }
    for at in 0..cell.faults.len() {
        let fault = cell.faults[at].clone();
        let Some((kind, action)) = find(&fault.id).and_then(|known| known.strikes) else {
            continue;
        };
        if fault.struck == 0 && begun(&step, kind, &fault.place) {
            cell.faults[at].struck = 1;
            // Nobody's step does this.
            let caller = std::mem::take(&mut cell.caller.step);
            action(cell, &fault.place);
            cell.caller.step = caller;
        }
    }
}

fn begun(step: &str, kind: &str, place: &str) -> bool {
    if kind.is_empty() { step == place } else { is_of_kind(step, kind) }
}

/// Whether the night is where the agents and the deployment manager are down on purpose, by the step
/// of whoever looks.
fn are_down_on_purpose(cell: &Cell) -> bool {
    let phase = cell.caller.step.chars().next();
    matches!(phase, Some('3' | '4' | '5'))
}

/// The deployment manager is up again before the agents are: the second hold and syncNode need it.
fn is_manager_down_on_purpose(cell: &Cell) -> bool {
    let needs_it = |kind: &&str| is_of_kind(&cell.caller.step, kind);
    are_down_on_purpose(cell) && !["hold-again", "sync-node"].iter().any(needs_it)
}

/// Another fault that strikes in a place of its own.
fn also(cell: &mut Cell, id: &str, place: &str) {
    let (id, place) = (id.to_owned(), place.to_owned());
    cell.faults.push(ActiveFault { id, place, struck: 0, mended: false });
}

/// Every fault, in the order of the procedure.
pub fn all() -> impl Iterator<Item = &'static Fault> {
    before::FAULTS
        .iter()
        .chain(during::FAULTS)
        .chain(after::FAULTS)
        .chain(operators::AFTER_THE_FLUSH)
        .chain(operators::FAULTS)
}

/// The fault of that id.
pub fn find(id: &str) -> Option<&'static Fault> {
    all().find(|fault| fault.id == id)
}

impl Fault {
    /// Whether a stop is one of those that it must lead to.
    pub fn stops_at(&self, step: &str, code: i32) -> bool {
        if self.stops == ANYWHERE {
            return (10..=15).contains(&code);
        }
        self.stops.iter().any(|(kind, own)| *own == code && is_of_kind(step, kind))
    }

    /// What the bundle must come to, in words.
    pub fn outcome(&self) -> String {
        let end = if self.then == Then::GiveUp { "nothing more is done" } else { "then done" };
        if self.occasion {
            return "is refused, or comes to a good end".to_owned();
        }
        if self.stops == ANYWHERE {
            return "may stop at any step; then done".to_owned();
        }
        if self.stops.is_empty() {
            return "goes through without a stop".to_owned();
        }
        let stop = |(kind, code): &(&str, i32)| {
            let at = if kind.is_empty() { "run.sh" } else { kind };
            if *code < 0 { format!("{at} by a signal") } else { format!("{at} {code}") }
        };
        let stops: Vec<String> = self.stops.iter().map(stop).collect();
        format!("stops at {}; {end}", stops.join(" or "))
    }

    /// The places that it can strike in a plan; none where it does not apply.
    pub fn places(&self, site: &Site) -> Vec<String> {
        self.about.places(site)
    }
}

/// Whether a step, by its id, is of a kind. No step is of the kind without a name.
pub fn is_of_kind(step: &str, kind: &str) -> bool {
    if step.is_empty() {
        return kind.is_empty();
    }
    let rest = step.split_once('-').map_or("", |(_, rest)| rest);
    // The one kind whose name begins like another's.
    if kind == "hold" && rest.starts_with("hold-again") {
        return false;
    }
    rest == kind || rest.strip_prefix(kind).is_some_and(|rest| rest.starts_with('-'))
}

impl About {
    fn places(self, site: &Site) -> Vec<String> {
        use crate::model::StoreKind;
        let nd = site.cell.manager.is_some();
        let engines = |cluster: bool| {
            let wanted =
                move |engine: &&super::site::Engine| !cluster || site.members_of(engine).len() > 1;
            site.engines.iter().filter(wanted).map(|engine| engine.name.clone()).collect()
        };
        let servers = || {
            let mut servers: Vec<String> =
                site.engines.iter().map(|engine| engine.server.clone()).collect();
            servers.dedup();
            servers
        };
        let stores = |wanted: fn(&StoreKind) -> bool| {
            let is = move |store: &&super::site::Store| store.place.as_ref().is_some_and(wanted);
            site.stores.iter().filter(is).map(|store| store.name.clone()).collect()
        };
        match self {
            Self::PinnedEngine => {
                let pinned = site.engines.iter().filter(|engine| engine.uuid.is_some());
                pinned.map(|engine| engine.name.clone()).collect()
            }
            Self::If(is_so, about) if is_so(site) => about.places(site),
            Self::If(..) => Vec::new(),
            Self::Engine => engines(false),
            Self::ClusterEngine => engines(true),
            Self::Server => servers(),
            Self::Node if nd => site
                .engines
                .iter()
                .filter_map(|engine| site.node_of(&engine.server))
                .map(|node| node.name.clone())
                .collect(),
            Self::Node => Vec::new(),
            Self::Database => stores(|kind| !matches!(kind, StoreKind::File { .. })),
            Self::DataStore => {
                stores(|kind| !matches!(kind, StoreKind::File { .. } | StoreKind::Command { .. }))
            }
            Self::LegibleStore => stores(|kind| {
                !matches!(
                    kind,
                    StoreKind::File { .. } | StoreKind::Command { .. } | StoreKind::Informix { .. }
                )
            }),
            Self::FileStore => stores(|kind| matches!(kind, StoreKind::File { .. })),
            Self::Informix => stores(|kind| matches!(kind, StoreKind::Informix { .. })),
            Self::Store => stores(|_| true),
            Self::ConfigHost => site
                .steps
                .iter()
                .filter(|step| step.kind == "restore_config")
                .map(|step| step.host.clone())
                .collect(),
            Self::Step(kind) => site
                .steps
                .iter()
                .filter(|step| step.kind == kind)
                .map(|step| step.id.clone())
                .collect(),
            Self::Host => site.hosts.iter().map(|host| host.name.clone()).collect(),
            Self::FirstHost => {
                site.steps.first().map(|step| step.host.clone()).into_iter().collect()
            }
            Self::AnyStep => site
                .steps
                .iter()
                .filter(|step| step.phase > 0)
                .map(|step| step.id.clone())
                .collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn there_are_forty_faults_with_ids_of_their_own_and_facts() {
        let ids: BTreeSet<&str> = all().map(|fault| fault.id).collect();
        assert_eq!(ids.len(), all().count());
        assert!(ids.len() >= 40, "{}", ids.len());
        for fault in all() {
            assert!(!fault.what.is_empty() && !fault.fact.is_empty(), "{}", fault.id);
            assert!(!fault.hazards.is_empty(), "{}", fault.id);
        }
    }

    #[test]
    fn every_hazard_has_a_fault() {
        let mut met: BTreeSet<&str> =
            all().flat_map(|fault| fault.hazards.iter().copied()).collect();
        // Every way back is rehearsed by `backout@STEP`, which judges this.
        met.extend(ViolationKind::HoldLifted.hazards());
        for hazard in crate::hazards::ALL {
            assert!(met.contains(hazard.id), "{}", hazard.id);
        }
    }

    #[test]
    fn a_step_is_of_the_kind_that_its_id_names() {
        assert!(is_of_kind("401-restore-store-orders", "restore-store"));
        assert!(is_of_kind("101-hold", "hold"));
        assert!(!is_of_kind("503-hold-again", "hold-agai"));
        assert!(!is_of_kind("101-hold", "old"));
        assert!(!is_of_kind("504-hold-again", "hold"));
    }
}
