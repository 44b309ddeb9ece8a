//! Random plans without errors: every topology, kind of store, wave, constraint and hook.

use proptest::prelude::*;
use std::fmt::Write;

/// A server as a plan names it, and the host of its node.
type Server = (String, String);

/// One engine: where it runs, what is behind its store, and what else the plan says about it.
#[derive(Clone, Debug)]
pub struct Engine {
    kind: usize,
    place: prop::sample::Index,
    in_cluster: bool,
    pinned: bool,
    kept: bool,
    state: usize,
    wave: usize,
}

/// What a random plan is made of.
#[derive(Clone, Debug)]
pub struct Shape {
    nodes: Vec<(usize, usize)>,
    clusters: Vec<Vec<prop::sample::Index>>,
    engines: Vec<Engine>,
    with_manager: bool,
    with_config: bool,
    waves: bool,
    orders: Vec<(prop::sample::Index, prop::sample::Index)>,
    flush_orders: Vec<(prop::sample::Index, prop::sample::Index)>,
    hooks: Vec<(usize, bool, bool, Option<prop::sample::Index>)>,
    recovery: bool,
}

/// A plan and what it asked for, in the words of the plan.
#[derive(Clone, Debug)]
pub struct Made {
    /// The text.
    pub text: String,
    /// Pairs of stores: the first is restored before the second.
    pub store_orders: Vec<(String, String)>,
    /// Pairs of engines: the first is flush-started in an earlier wave.
    pub flush_orders: Vec<(String, String)>,
    /// Names of the engines.
    pub engines: Vec<String>,
}

/// Random plans.
pub fn plans() -> impl Strategy<Value = Made> {
    shapes().prop_map(|shape| shape.write())
}

fn shapes() -> impl Strategy<Value = Shape> {
    let index = any::<prop::sample::Index>;
    let engine =
        (0..8usize, index(), any::<bool>(), any::<bool>(), any::<bool>(), 0..3usize, 0..3usize)
            .prop_map(|(kind, place, in_cluster, pinned, kept, state, wave)| Engine {
                kind,
                place,
                in_cluster,
                pinned,
                kept,
                state,
                wave,
            });
    let hook = (0..10usize, any::<bool>(), any::<bool>(), prop::option::of(index()));
    let structure = (
        prop::collection::vec((0..3usize, 1..4usize), 1..5),
        prop::collection::vec(prop::collection::vec(index(), 1..4), 0..3),
        prop::collection::vec(engine, 1..6),
        any::<bool>(),
        any::<bool>(),
    );
    let order = (
        any::<bool>(),
        prop::collection::vec((index(), index()), 0..4),
        prop::collection::vec((index(), index()), 0..4),
        prop::collection::vec(hook, 0..4),
        any::<bool>(),
    );
    (structure, order).prop_map(|(structure, order)| {
        let (nodes, clusters, engines, with_manager, with_config) = structure;
        let (waves, orders, flush_orders, hooks, recovery) = order;
        Shape {
            nodes,
            clusters,
            engines,
            with_manager,
            with_config,
            waves,
            orders,
            flush_orders,
            hooks,
            recovery,
        }
    })
}

impl Shape {
    fn write(mut self) -> Made {
        if !self.with_manager {
            self.nodes = vec![(0, 1)];
            self.clusters.clear();
        }
        let servers = self.servers();
        let clusters = self.members(servers.len());
        let mut made = Made {
            text: "plan random {\n".to_owned(),
            store_orders: Vec::new(),
            flush_orders: Vec::new(),
            engines: (0..self.engines.len()).map(|at| format!("engine {at}")).collect(),
        };
        self.cell(&mut made.text, &servers, &clusters);
        let places = self.places(&servers, &clusters);
        self.stores(&mut made.text, &places);
        self.engines(&mut made.text, &places);
        self.backup(&mut made.text);
        self.order(&mut made);
        self.hooks(&mut made.text);
        if self.recovery {
            writeln!(made.text, "recovery-start {}", places[0].1.0).unwrap();
        }
        made.text.push_str("}\n");
        made
    }

    /// Every server with its host; several nodes may be on one host.
    fn servers(&self) -> Vec<Server> {
        let nodes = self.nodes.iter().enumerate();
        let of = |(at, (host, count)): (usize, &(usize, usize))| {
            let host = format!("was{host}.example.com");
            (0..*count).map(move |server| (format!("Node{at}/s{server}"), host.clone())).collect()
        };
        nodes.flat_map(|node| -> Vec<Server> { of(node) }).collect()
    }

    /// The members of each cluster, as indices of servers; a server is in one cluster at most.
    fn members(&self, servers: usize) -> Vec<Vec<usize>> {
        let mut free: Vec<usize> = (0..servers).collect();
        let mut clusters = Vec::new();
        for wanted in &self.clusters {
            let mut members = Vec::new();
            for index in wanted {
                if !free.is_empty() {
                    members.push(free.remove(index.index(free.len())));
                }
            }
            if !members.is_empty() {
                clusters.push(members);
            }
        }
        clusters
    }

    fn cell(&self, text: &mut String, servers: &[Server], clusters: &[Vec<usize>]) {
        text.push_str("cell Cell1 { websphere 8.5.5\n");
        if self.with_manager {
            text.push_str(
                "deployment-manager on \"dm.example.com\" { profile \"/dm\" soap 8879 }\n",
            );
        }
        for (at, (host, count)) in self.nodes.iter().enumerate() {
            writeln!(text, "node Node{at} on was{host}.example.com {{ profile \"/was/{at}\"")
                .unwrap();
            for server in 0..*count {
                let own_log = format!("{{ log \"/log/{at}/{server}/SystemOut.log\" }}");
                let more = ["", "{ hpel }", own_log.as_str()][(at + server) % 3];
                let more = if self.with_manager { more } else { "{ soap 8880 }" };
                writeln!(text, "server s{server} {more}").unwrap();
            }
            text.push_str("}\n");
        }
        for (at, members) in clusters.iter().enumerate() {
            writeln!(text, "cluster Cluster{at} {{").unwrap();
            for member in members {
                writeln!(text, "member {}", servers[*member].0).unwrap();
            }
            text.push_str("}\n");
        }
        text.push_str("}\n");
    }

    /// For each engine: its `member`, and the server that takes the flush start.
    fn places(&self, servers: &[Server], clusters: &[Vec<usize>]) -> Vec<(String, Server)> {
        let alone: Vec<usize> =
            (0..servers.len()).filter(|at| !clusters.iter().flatten().any(|m| m == at)).collect();
        let place = |engine: &Engine| {
            if (engine.in_cluster || alone.is_empty()) && !clusters.is_empty() {
                let at = engine.place.index(clusters.len());
                let chosen = &servers[clusters[at][engine.place.index(clusters[at].len())]];
                (format!("Cluster{at} runs-on {}", chosen.0), chosen.clone())
            } else {
                let chosen = &servers[alone[engine.place.index(alone.len())]];
                (chosen.0.clone(), chosen.clone())
            }
        };
        self.engines.iter().map(place).collect()
    }

    fn stores(&self, text: &mut String, places: &[(String, Server)]) {
        for (at, engine) in self.engines.iter().enumerate() {
            let host = &places[at].1.1;
            let kind = match engine.kind {
                0 => format!("db2 on db.example.com {{ database DB{at} schema S instance i }}"),
                1 => format!("oracle on db.example.com {{ sid ORA schema S{at} directory D }}"),
                2 => format!("sqlserver on db.example.com {{ database DB{at} schema S }}"),
                3 => format!("informix on db.example.com {{ server ol{at} database d schema s }}"),
                4 => format!("sybase on db.example.com {{ server ASE database d{at} schema s }}"),
                5 => format!("derby on {host} {{ database \"/derby/{at}\" schema S }}"),
                6 => format!(
                    "file on {host} {{ log \"/f/{at}/l\" permanent \"/f/{at}/p\" temporary \"/f/{at}/t\" }}"
                ),
                _ => format!(
                    "command on db.example.com {{ restore \"/r{at}\" verify \"/v\" keep \"/k\" }}"
                ),
            };
            writeln!(text, "store store-{at} {{ {kind} }}").unwrap();
            if engine.kept && [0, 5, 6, 7].contains(&engine.kind) {
                writeln!(text, "keep store store-{at} to \"/kept/{at}\"").unwrap();
            }
        }
    }

    fn engines(&self, text: &mut String, places: &[(String, Server)]) {
        for (at, engine) in self.engines.iter().enumerate() {
            writeln!(text, "engine \"engine {at}\" {{ bus Bus{at} member {}", places[at].0)
                .unwrap();
            writeln!(text, "store store-{at}").unwrap();
            if engine.pinned {
                writeln!(text, "uuid {at:016X}").unwrap();
            }
            let state = ["recorded", "started", "stopped"][engine.state];
            writeln!(text, "initial-state {state} }}").unwrap();
        }
    }

    fn backup(&self, text: &mut String) {
        text.push_str("backup nightly { taken 2024-03-10T02:00:00+01:00\n");
        if self.with_config {
            text.push_str("config \"/backup/cell.zip\"\n");
        }
        for (at, engine) in self.engines.iter().enumerate() {
            let more = if engine.kind == 0 { "timestamp 20240310020011" } else { "" };
            writeln!(text, "store store-{at} \"/backup/{at}\" {more}").unwrap();
        }
        text.push_str("}\nrestore all from nightly");
        text.push_str(if self.with_config {
            "\n"
        } else {
            " without config because \"why not\"\n"
        });
    }

    /// Constraints point from lower to higher numbers, so that they never make a circle.
    fn order(&self, made: &mut Made) {
        let count = self.engines.len();
        let pair = |(a, b): &(prop::sample::Index, prop::sample::Index)| {
            let (a, b) = (a.index(count), b.index(count));
            (a != b).then(|| (a.min(b), a.max(b)))
        };
        for (first, then) in self.orders.iter().filter_map(pair) {
            writeln!(made.text, "restore store-{first} before restore store-{then}").unwrap();
            made.store_orders.push((format!("store-{first}"), format!("store-{then}")));
        }
        let wave = |at: usize| if self.waves { self.engines[at].wave } else { 0 };
        for (first, then) in self.flush_orders.iter().filter_map(pair) {
            let (first, then) =
                if wave(first) <= wave(then) { (first, then) } else { (then, first) };
            // Within a wave only upward, so that there is no circle.
            let (first, then) = (format!("engine {first}"), format!("engine {then}"));
            writeln!(made.text, "flush-start \"{first}\" before flush-start \"{then}\"").unwrap();
            made.flush_orders.push((first, then));
        }
        for number in (0..3).filter(|_| self.waves) {
            let engines: Vec<String> = (0..count)
                .filter(|at| self.engines[*at].wave == number)
                .map(|at| format!("\"engine {at}\""))
                .collect();
            if !engines.is_empty() {
                writeln!(made.text, "wave {{ {} }}", engines.join(" ")).unwrap();
            }
        }
    }

    fn hooks(&self, text: &mut String) {
        const PHASES: [&str; 10] = [
            "prove",
            "hold",
            "stop",
            "quiesce",
            "restore-store",
            "restore-config",
            "start-servers",
            "flush-start",
            "verify",
            "release",
        ];
        for (phase, before, manual, of) in &self.hooks {
            // A store is named only where there are steps about stores.
            let of = of.filter(|_| *phase == 4);
            let of =
                of.map_or(String::new(), |at| format!("of store-{}", at.index(self.engines.len())));
            let side = if *before { "before" } else { "after" };
            let what = match manual {
                true => "manual \"Ask somebody\" by application",
                false => "run \"/usr/local/bin/hook\" on \"hook.example.com\" by dba",
            };
            writeln!(text, "{side} {} {of} {what}", PHASES[*phase]).unwrap();
        }
    }
}
