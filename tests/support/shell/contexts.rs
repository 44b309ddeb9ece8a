//! The data that a template gets: what is common to all steps, and samples for each kind.

use serde_json::{Value, json};

/// The exit table of a bundle.
pub fn exit() -> Value {
    json!({
        "done": 0, "usage": 2, "gate_closed": 10, "tool_failed": 11, "timed_out": 12,
        "flush_not_confirmed": 13, "handover_awaited": 14, "unknown": 15,
        "bundle_changed": 16, "not_confirmed": 17,
    })
}

/// What run.sh and the functions that it shares with the steps get.
pub fn run() -> Value {
    json!({ "plan": { "name": "orders-bus", "ticket": "CHG'1|2" }, "exit": exit(),
        "exits": sibrestore::steps::exit::rows(),
        "advice": sibrestore::render::view::advice() })
}

/// What every template of a step gets; `d` is the data of its kind. What a kind is told of engines, and
/// a test does not name, is nothing.
pub fn step(id: &str, kind: &str, mut d: Value) -> Value {
    let nothing = json!({ "cell": "ProdCell", "nd": true, "held": [], "engines": [], "logs": [], "node": "N1",
        "archive": "", "stay_stopped": false });
    if let (Some(d), Value::Object(nothing)) = (d.as_object_mut(), nothing) {
        for (name, value) in nothing {
            d.entry(name).or_insert(value);
        }
    }
    json!({
        "plan": { "name": "orders-bus", "ticket": "CHG'1", "summary": "after $(the) failure" },
        "step": {
            "id": id, "kind": kind, "title": "Do what `it` says", "phase": 3,
            "phase_name": "quiesce", "source": "source step 4", "host": "was01.example.com",
            "owner": "websphere", "owner_name": "WebSphere team", "plan_line": 12,
            "plan_file": "orders.restore",
            "hazards": [{ "id": "H5", "text": "a store is restored under its engine" }],
            "precondition": "servers are down", "postcondition": "the store is restored",
            "way_back": "the kept copy", "point_of_no_return": false, "repeatable": true,
            "follows": [],
        },
        "exit": exit(),
        "d": d,
    })
}

/// The data of a wsadmin step.
pub fn wsadmin(profile: &str, local: bool) -> Value {
    json!({
        "conn": {
            "profile": profile, "local": local, "host": "dmgr01.example.com", "port": 8879,
            "process_type": "DeploymentManager",
        },
        "cell": "ProdCell", "nd": true, "engine_rows": [], "member_rows": [], "node_rows": [],
        "log_nodes": [],
        "limits": limits(),
    })
}

/// Time limits in seconds. The waits of a test cost nothing: it has its own `sleep`.
pub fn limits() -> Value {
    json!({ "stop": 30, "force": 30, "server_stop": 20, "start": 60, "server_start": 60,
        "sync": 40, "recovery": 50, "poll": 5 })
}

/// The data of a store step; `fields` are those of its database.
pub fn store(schema: &str, uuid: &str, backup: &str, keep_to: &str, fields: Value) -> Value {
    let mut d = json!({
        "store": "orders-store",
        "stores": [{ "name": "orders-store", "schema": schema, "engine": "N1.s1-Orders",
            "uuid": uuid }],
        "schema": schema,
        "backup": { "path": backup, "timestamp": "20101110020030", "sha256": "",
            "online": false, "logs": "" },
        "keep_to": keep_to, "tools": "", "server_names": [],
    });
    let (Some(all), Value::Object(fields)) = (d.as_object_mut(), fields) else { unreachable!() };
    all.extend(fields);
    d
}

/// One sample for every step template, with values that a shell could stumble over.
pub fn samples() -> Vec<(String, Value)> {
    let odd = "/opt/it's $HOME/`x` \"q\"";
    let servers = json!([{ "name": "-m 1'", "log_dir": odd, "log": odd, "hpel": false,
        "engines": ["N1.m1-Bus [x] $y", "n\u{e9}1.s-B"] },
        { "name": "s2", "log_dir": odd, "log": odd, "hpel": true, "engines": [] }]);
    let on = |d: Value| {
        let engines =
            json!([{ "name": "N1.m1-Bus [x] $y", "uuid": "AB", "folder": "clusters/it's" }]);
        let mut all = json!({ "profile": odd, "node": "N 1'", "limits": limits(), "held": engines,
            "engines": engines });
        if let (Some(all), Value::Object(d)) = (all.as_object_mut(), d) {
            all.extend(d);
        }
        all
    };
    let mut samples = vec![
        (
            "prove_host/step",
            json!({ "profiles": [odd], "tools": ["db2", odd], "os": "posix",
            "files": [{ "path": odd, "sha256": "", "what": "the archive" }],
            "dirs": [{ "path": odd, "what": "logs" }],
            "backups": [{ "path": odd, "kind": "db2", "database": "D", "time": "", "what": odd }],
            "props": [{ "path": odd, "what": "SOAP", "keys": ["com.ibm.SOAP.loginUserid"] }],
            "archive": odd, "engines": [{ "name": "it's", "uuid": "", "folder": "clusters/$K" }],
            "logs": [{ "profile": odd, "name": "-s 1'", "log": odd, "kind": "basic", "folder": odd }] }),
        ),
        ("stop_servers/step", on(json!({ "servers": servers }))),
        ("start_servers/step", on(json!({ "servers": servers }))),
        ("start_members/step", on(json!({ "servers": servers }))),
        ("keep_logs/step", on(json!({ "servers": servers, "to": odd }))),
        ("note_logs/step", on(json!({ "servers": servers }))),
        ("verify_logs/step", on(json!({ "servers": servers }))),
        ("stop_servers/back", on(json!({}))),
        ("start_servers/back", on(json!({ "servers": servers }))),
        ("start_members/back", on(json!({ "servers": servers }))),
        ("stop_node/back", on(json!({}))),
        ("stop_manager/back", on(json!({}))),
        ("start_manager/back", on(json!({}))),
        ("start_node/back", on(json!({}))),
        ("restore_config/back", on(json!({ "cell": "ProdCell" }))),
        ("stop_node/step", on(json!({}))),
        ("stop_manager/step", on(json!({}))),
        ("start_manager/step", on(json!({}))),
        ("start_node/step", on(json!({}))),
        ("recovery_start/step", on(json!({ "server": "s1" }))),
        ("sync_node/step", on(json!({ "node": "N1", "manager_host": "d", "manager_port": 8879 }))),
        ("keep_config/step", on(json!({ "to": odd }))),
        (
            "restore_config/step",
            on(json!({ "archive": odd, "sha256": "", "cell": "ProdCell", "nd": true })),
        ),
        ("manual/step", json!({ "text": "call 'them' $now", "role": "DBA team" })),
        ("run_script/step", json!({ "path": odd })),
    ];
    for kind in [
        "hold",
        "stop_engines",
        "hold_again",
        "gate_stopped",
        "stop_unflushed",
        "flush_start",
        "verify_engines",
        "release",
    ] {
        let name: &str = Box::leak(format!("{kind}/step").into_boxed_str());
        let mut d = wsadmin(odd, kind == "hold_again");
        d["log_nodes"] = json!([{ "profile": odd, "servers": servers }]);
        samples.push((name, d));
    }
    for kind in ["hold", "stop_engines", "release"] {
        let name: &str = Box::leak(format!("{kind}/back").into_boxed_str());
        samples.push((name, wsadmin(odd, false)));
    }
    for (name, fields) in databases(odd) {
        let keeps = ["db2", "derby", "file", "command"].contains(&name);
        let all = ["restore_store/", "keep_store/", "restore_store/back_"];
        for kind in if keeps { &all[..] } else { &all[..1] } {
            let name: &str = Box::leak(format!("{kind}{name}").into_boxed_str());
            samples.push((name, store("IBMWSSIB", "AB12", odd, odd, fields.clone())));
        }
    }
    samples.into_iter().map(|(name, d)| (format!("steps/{name}.sh.j2"), d)).collect()
}

fn databases(odd: &str) -> Vec<(&'static str, Value)> {
    vec![
        ("db2", json!({ "database": "ORDERSDB", "instance": "db2inst1" })),
        ("oracle", json!({ "sid": "ORCL", "directory": "DUMPS", "connect": "/" })),
        ("sqlserver", json!({ "database": "Orders", "server": "" })),
        ("informix", json!({ "server": "ifx1", "database": "orders" })),
        ("sybase", json!({ "server": "SYB1", "database": "orders" })),
        ("derby", json!({ "database": odd, "network": true, "host": "h", "port": 1527 })),
        ("file", json!({ "log": odd, "permanent": odd, "temporary": odd })),
        ("command", json!({ "restore": odd, "verify": odd, "keep": odd })),
    ]
}
