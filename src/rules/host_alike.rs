//! SR211: a host is almost another host of the plan.

use crate::diagnostic::Finding;
use crate::model::{Engine, Model, Store, StoreKind};
use crate::source::Span;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

rule! {
    /// The plan names two hosts that differ by a letter, by a zero before a number, or by the domain
    /// alone; or it names `localhost` beside other hosts.
    ///
    /// **Why:** each name is a host of its own, with its own steps and its own receipt. One that was
    /// misspelt makes a host that nobody can find on the day (concluded). Names that count, such as
    /// `was01` and `was02`, are not reported, but for the host of a hook that no other entry names.
    ///
    /// **Instead:** write each host in one way.
    ///
    /// ```restore fails
    ///   after restore-store run "/site/unmount" on "db1.example.com"
    /// #                                            ^^^^^^^^^^^^^^^^^ SR211
    /// ```
    ///
    /// ```restore passes
    ///   after restore-store run "/site/unmount" on "db01.example.com"
    /// ```
    host_alike, "SR211", Warning, since "0.1.0", hazards [],
    "a host is almost another host of the plan"
}

/// How often the plan names a host, and where first.
struct Named {
    first: Span,
    count: usize,
    /// Only entries `run … on` name it.
    by_hooks: bool,
    /// How many hosts are in its domain.
    in_domain: usize,
}

/// More hosts than this are not compared: each of them is compared with each.
const MOST_HOSTS: usize = 1000;

pub(super) fn check(model: &Model, findings: &mut Vec<Finding>) {
    // A database or files that are on the wrong host have a finding of their own.
    let reported: BTreeSet<Span> =
        stores_elsewhere(model).map(|(_, store)| store.host_span).collect();
    let mut hosts: BTreeMap<&str, Named> = BTreeMap::new();
    for host in model.hosts.iter().filter(|host| !reported.contains(&host.span)) {
        let named = hosts.entry(&host.name).or_insert(Named {
            first: host.span,
            count: 0,
            by_hooks: true,
            in_domain: 0,
        });
        named.count += 1;
        named.by_hooks &= host.hook;
    }
    if hosts.len() > MOST_HOSTS {
        return;
    }
    let mut domains: BTreeMap<&str, usize> = BTreeMap::new();
    for host in hosts.keys() {
        *domains.entry(split(host).1).or_default() += 1;
    }
    for (host, named) in &mut hosts {
        named.in_domain = domains.get(split(host).1).copied().unwrap_or_default();
    }
    for (host, named) in &hosts {
        if is_local(host) && hosts.len() > 1 {
            let message = format!("`{host}` is every host's name for itself");
            let help = "write the name by which the other hosts know it";
            findings.push(RULE.at(named.first, message).help(help));
            continue;
        }
        let strictly = named.by_hooks && named.count == 1;
        let is_meant =
            |(other, its): &(&&str, &Named)| is_suspect(named, its) && alike(host, other, strictly);
        let Some((other, its)) = hosts.iter().find(is_meant) else { continue };
        let message = match named.count {
            1 => format!("no other entry names the host `{host}`"),
            _ => format!("the host `{host}` is almost `{other}`"),
        };
        findings.push(
            RULE.at(named.first, message)
                .other(its.first, "almost the same name")
                .help(format!("did you mean `{}`?", meant(host, other))),
        );
    }
}

/// Engines and stores whose files or embedded databases are where none of the engine's servers
/// could open them.
pub(super) fn stores_elsewhere(model: &Model) -> impl Iterator<Item = (&Engine, &Store)> {
    let with_store =
        model.engines.iter().filter_map(|engine| Some((engine, model.store(engine.store?))));
    with_store.filter(|(engine, store)| is_elsewhere(model, engine, store))
}

fn is_elsewhere(model: &Model, engine: &Engine, store: &Store) -> bool {
    let Some(member) = engine.member else { return false };
    let host_of = |server| &model.cell.node_of(server).host;
    match store.kind {
        // Only the server that takes the flush start may have the database open.
        Some(StoreKind::Derby { port: None, .. }) => {
            member.chosen().is_some_and(|server| *host_of(server) != store.host)
        }
        Some(StoreKind::File { .. }) => {
            let servers = member.servers(&model.cell);
            !servers.is_empty() && servers.into_iter().all(|id| *host_of(id) != store.host)
        }
        _ => false,
    }
}

/// Of two hosts the one in the domain of fewer hosts is the mistake; then the one that only hooks
/// name; then the one that is named less often; then the later one.
fn is_suspect(one: &Named, other: &Named) -> bool {
    let rank = |named: &Named| {
        (Reverse(named.in_domain), named.by_hooks, Reverse(named.count), named.first)
    };
    rank(one) > rank(other)
}

/// The name that was meant, where another host is almost like this one, or is in almost its domain.
fn meant(host: &str, other: &str) -> String {
    match (split(host), split(other)) {
        ((first, domain), (its_first, its_domain))
            if first != its_first && domain != its_domain && !one_slip(host, other) =>
        {
            format!("{first}.{its_domain}")
        }
        _ => other.to_owned(),
    }
}

fn is_local(host: &str) -> bool {
    ["localhost", "127.0.0.1", "::1"].contains(&host)
}

/// Whether one name is the other with a slip. With `strictly`, another number is one too.
pub(super) fn alike(a: &str, b: &str, strictly: bool) -> bool {
    let is_address = |host: &str| host.parse::<core::net::IpAddr>().is_ok();
    if a == b || is_address(a) || is_address(b) || is_local(a) || is_local(b) {
        return false;
    }
    let ((first_a, domain_a), (first_b, domain_b)) = (split(a), split(b));
    if first_a == first_b && (domain_a.is_empty() || domain_b.is_empty()) {
        return true;
    }
    let (part_a, part_b) = match first_a == first_b {
        true => (domain_a, domain_b),
        false if domain_a == domain_b => (first_a, first_b),
        false => {
            let same_domain = one_slip(domain_a, domain_b) && !is_series(domain_a, domain_b);
            return one_slip(a, b) || same_domain;
        }
    };
    if is_series(part_a, part_b) {
        return strictly && one_slip(a, b);
    }
    one_slip(a, b) || (words(part_a) == words(part_b) && numbers(part_a) == numbers(part_b))
}

/// Whether one text becomes the other by a letter more, less or other, or by two that changed
/// places.
fn one_slip(a: &str, b: &str) -> bool {
    let same = |(a, b): &(u8, u8)| a == b;
    let begin = a.bytes().zip(b.bytes()).take_while(same).count();
    let (a, b) = (&a.as_bytes()[begin..], &b.as_bytes()[begin..]);
    let end = a.iter().copied().rev().zip(b.iter().copied().rev()).take_while(same).count();
    match (&a[..a.len() - end], &b[..b.len() - end]) {
        ([a, c], [d, b]) => a == b && c == d,
        (a, b) => a.len().max(b.len()) == 1,
    }
}

/// The first label and the rest.
fn split(host: &str) -> (&str, &str) {
    host.split_once('.').unwrap_or((host, ""))
}

/// Whether two names are of things of one kind: `was1` and `was2`, `was` and `was2`, `node-a` and
/// `node-b`; or too short to tell a slip.
fn is_series(a: &str, b: &str) -> bool {
    if a.len().min(b.len()) < 3 || (numbers(a) != numbers(b) && words(a) == words(b)) {
        return true;
    }
    // The last letter of a word counts too, as in `wasa` and `wasb`.
    let letter_at = |text: &[u8], at: usize| text.get(at).is_some_and(u8::is_ascii_alphabetic);
    let ends_word = |text: &[u8], at: usize| letter_at(text, at) && !letter_at(text, at + 1);
    let (a, b) = (a.as_bytes(), b.as_bytes());
    let mut differ = (0..a.len().min(b.len())).filter(|at| a[*at] != b[*at]);
    match (differ.next(), differ.next()) {
        (Some(at), None) => a.len() == b.len() && ends_word(a, at) && ends_word(b, at),
        _ => false,
    }
}

/// The numbers in a name, without the zeros before them.
fn numbers(name: &str) -> Vec<&str> {
    let parts = name.split(|c: char| !c.is_ascii_digit()).filter(|part| !part.is_empty());
    parts.map(|part| part.trim_start_matches('0')).collect()
}

/// What is between the numbers.
fn words(name: &str) -> Vec<&str> {
    name.split(|c: char| c.is_ascii_digit()).filter(|part| !part.is_empty()).collect()
}
