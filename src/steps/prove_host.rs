//! Phase 0 on one host: everything the plan names is there. Changes nothing.

use super::needs;
use super::{Attempts, Draft, Script, Site, StepKind, Subject, WayBack};
use crate::model::{Phase, Role};
use serde_json::{Value, json};

pub(super) static KIND: StepKind = StepKind {
    name: "prove_host",
    phase: Phase::Prove,
    source: "5, \"taken at the same time\"",
    hazards: &["H7", "H15", "H16"],
    owner: Role::WebSphere,
    follows: &[],
    before: "nothing",
    after: "every folder, file, tool and property file that later steps need on this host is there, and checksums agree",
    fails: "put in place what is missing, or correct the plan and compile again",
    way_back: WayBack::NotNeeded,
    repeatable: true,
    attempts: Attempts::Once,
    script: Script::Shell,
    each,
    view,
};

fn each(site: &Site) -> Vec<Draft> {
    let draft = |(at, host): (usize, &String)| Draft {
        subject: Subject::Host(at),
        host: host.clone(),
        title: format!("Prove what is needed on {host}"),
        slug: host.clone(),
        span: site.model.span,
    };
    site.hosts.iter().enumerate().map(draft).collect()
}

fn view(site: &Site, subject: &Subject) -> Value {
    let Subject::Host(at) = subject else { return Value::Null };
    let needs = needs::on(site, &site.hosts[*at]);
    json!(needs)
}
