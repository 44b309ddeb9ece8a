//! Sample contexts for the wsadmin templates, as the views of the plan give them.

use serde_json::{Value, json};

/// One engine as the rows of data hold it.
#[derive(Clone)]
pub struct Engine {
    /// The engine's name.
    pub name: String,
    /// The bus that it is of.
    pub bus: String,
    /// Its cluster, or nothing for a server member.
    pub cluster: String,
    /// The node of the place that takes the flush start.
    pub node: String,
    /// The server of that place.
    pub server: String,
    /// The pinned uuid, or nothing.
    pub uuid: String,
    /// `recorded`, `started` or `stopped`.
    pub after: String,
    /// The wave, from 1.
    pub wave: usize,
}

impl Engine {
    /// An engine of a server.
    pub fn of_server(name: &str, bus: &str, node: &str, server: &str) -> Self {
        Engine {
            name: name.into(),
            bus: bus.into(),
            cluster: String::new(),
            node: node.into(),
            server: server.into(),
            uuid: String::new(),
            after: "recorded".into(),
            wave: 1,
        }
    }

    fn row(&self) -> String {
        let Engine { name, bus, cluster, node, server, uuid, after, wave } = self;
        format!("{name}|{bus}|{cluster}|{node}|{server}|{uuid}|{after}|{wave}")
    }
}

/// What a wsadmin step is about, before it becomes the `d` of a context.
#[derive(Clone)]
pub struct Sample {
    /// With a deployment manager.
    pub nd: bool,
    /// Without a connection.
    pub local: bool,
    /// The engines.
    pub engines: Vec<Engine>,
    /// `cluster|node|server` rows.
    pub members: Vec<String>,
    /// `node|host` rows.
    pub nodes: Vec<String>,
}

/// A bus with an engine of a server and, in the second wave, an engine of a cluster.
pub fn nd() -> Sample {
    let mut first = Engine::of_server("Node01.server1-OrdersBus", "OrdersBus", "Node01", "server1");
    first.uuid = "AAAA000000000001".into();
    let mut second = Engine::of_server("Messaging.000-OrdersBus", "OrdersBus", "Node01", "m1");
    second.cluster = "Messaging".into();
    second.uuid = "CCCC000000000001".into();
    second.wave = 2;
    Sample {
        nd: true,
        local: false,
        engines: vec![first, second],
        members: vec!["Messaging|Node01|m1".into(), "Messaging|Node02|m2".into()],
        nodes: vec!["Node01|was01.example.com".into(), "Node02|was02.example.com".into()],
    }
}

/// The same two engines in one wave.
pub fn nd_one_wave() -> Sample {
    let mut sample = nd();
    sample.engines[1].wave = 1;
    sample
}

/// The sample with another wish for the time after.
pub fn after(mut sample: Sample, wish: &str) -> Sample {
    for engine in &mut sample.engines {
        engine.after = wish.into();
    }
    sample
}

/// The two engines and one more in the server of the first.
pub fn nd_and_second() -> Sample {
    let mut sample = nd();
    sample.engines.push(Engine::of_server("second", "OrdersBus", "Node01", "server1"));
    sample
}

/// A stand-alone server with one engine.
pub fn base() -> Sample {
    let mut sample = nd();
    sample.nd = false;
    sample.engines.truncate(1);
    sample.members.clear();
    sample.nodes.clear();
    sample
}

/// The same with everything down.
pub fn base_local() -> Sample {
    Sample { local: true, ..base() }
}

/// A stand-alone server with an engine whose names need every escape there is.
pub fn hostile() -> Sample {
    let name = "it's \"q\" [x] {y} 100% \u{fc}\u{20ac}, a=b?*";
    let mut sample = base();
    sample.engines.push(Engine::of_server(name, "B\u{dc}S $HOME `x`", "Node01", "server1"));
    sample
}

/// Ten thousand engines on two hundred nodes.
pub fn many() -> Sample {
    let engines = (0..10_000).map(|i| {
        let (node, server) = (format!("Node{:03}", i % 200), format!("server{i:05}"));
        let mut engine = Engine::of_server(&format!("{node}.{server}-Bus"), "Bus", &node, &server);
        engine.uuid = format!("AAAA0000000{i:05}");
        engine
    });
    let nodes = (0..200).map(|i| format!("Node{i:03}|was{i:03}.example.com"));
    Sample { engines: engines.collect(), members: vec![], nodes: nodes.collect(), ..nd() }
}

/// The context of one step.
pub fn context(id: &str, kind: &str, sample: &Sample) -> Value {
    let rows: Vec<String> = sample.engines.iter().map(Engine::row).collect();
    let process = if sample.nd { "DeploymentManager" } else { "UnManagedProcess" };
    json!({
        "plan": {"name": "orders-bus", "ticket": "CHG0041234", "summary": "after the failure"},
        "step": {
            "id": id, "kind": kind, "title": format!("Step {kind} of {}", sample.engines[0].name),
            "phase": 1, "phase_name": "hold", "source": "source step 1 and 2",
            "host": "dmgr01.example.com", "owner": "websphere", "owner_name": "M\u{fc}ller",
            "plan_line": 12, "plan_file": "orders.restore",
            "hazards": [{"id": "H1", "text": "the restored \"Started\" \u{10a}import os"}],
            "precondition": "", "postcondition": "STOPPED on each node", "way_back": "",
            "point_of_no_return": true, "repeatable": true, "follows": []
        },
        "exit": {"done": 0, "usage": 2, "gate_closed": 10, "tool_failed": 11, "timed_out": 12,
            "flush_not_confirmed": 13, "handover_awaited": 14, "unknown": 15,
            "bundle_changed": 16, "not_confirmed": 17},
        "d": {
            "conn": {"profile": "/opt/was/profiles/p", "tool_profile_name_or_null": null,
                "local": sample.local, "host": "dmgr01.example.com", "port": 8879,
                "process_type": process},
            "cell": "ProdCell", "nd": sample.nd, "whole": sample.nd,
            "engine_rows": chunks(&rows), "member_rows": chunks(&sample.members),
            "node_rows": chunks(&sample.nodes),
            "limits": {"stop": 60, "force": 30, "server_stop": 40, "start": 300,
                "server_start": 90, "sync": 50, "recovery": 600, "poll": 5}
        }
    })
}

fn chunks(rows: &[String]) -> Vec<&[String]> {
    rows.chunks(100).collect()
}
