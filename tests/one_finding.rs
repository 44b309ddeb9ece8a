//! Plans that cannot work, each the plan of the README with one mistake: one mistake gives one
//! finding. And plans that look like one of them and are right.

#![expect(clippy::unwrap_used, reason = "a panic is how a test fails")]

use sibrestore::compile::Checked;
use sibrestore::source::Source;
use std::collections::BTreeMap;

const README: &str = include_str!("../README.md");
const NODE: &str = "    node Node01 on \"was01.example.com\" {";
const STORE: &str =
    "db2 on \"db01.example.com\" { database ORDERSDB schema IBMWSSIB instance db2inst1 }";
const BACKUP: &str = "\"/backup/20101110\" timestamp 20101110020030";
const ARCHIVE: &str = "/backup/20101110/Dmgr01.zip";
const CONFIG: &str = "/opt/IBM/WebSphere/AppServer/profiles/Dmgr01/config";
const RESTORE: &str = "  restore all from nightly";

/// The plan of the README with other text in some places.
fn plan(changes: &[(&str, &str)]) -> String {
    let start = README.find("```restore\n").unwrap() + "```restore\n".len();
    let mut plan = README[start..].split("```").next().unwrap().to_owned();
    for (from, to) in changes {
        assert!(plan.contains(from), "the plan has no {from}");
        plan = plan.replace(from, to);
    }
    plan
}

/// The plan with another store, and its backup.
fn with_store<'a>(kind: &'a str, backup: &'a str) -> Vec<(&'static str, &'a str)> {
    vec![(STORE, kind), (BACKUP, backup)]
}

/// Code and place of each finding, as `SR115 text`.
fn found(text: &str) -> Vec<String> {
    let checked = Checked::new("plan.restore", text.into());
    let (_, findings) = checked.plan().unwrap();
    let place = |source: &Source, span| source.slice(span).lines().next().unwrap().to_owned();
    findings.iter().map(|f| format!("{} {}", f.rule.code, place(&checked.source, f.span))).collect()
}

fn gives(changes: &[(&str, &str)], wanted: &[&str]) {
    let text = plan(changes);
    assert_eq!(found(&text), wanted, "{changes:?}");
}

/// An entry before the last line of the plan.
fn more(entry: &str) -> String {
    format!("  {entry}\n{RESTORE}")
}

#[test]
fn a_plan_that_is_right_has_no_finding() {
    gives(&[], &[]);
}

#[test]
fn a_profile_belongs_to_one_node() {
    let second = |host: &str, profile: &str| {
        format!("    node Node00 on \"{host}\" {{ profile \"{profile}\" server server2 }}\n{NODE}")
    };
    let own = "/opt/IBM/WebSphere/AppServer/profiles/AppSrv01";
    for (host, profile) in [
        ("was01.example.com", own),
        ("WAS01.example.com", own),
        ("was01.example.com", "/opt/IBM/WebSphere/AppServer//profiles/AppSrv01/"),
    ] {
        gives(&[(NODE, &second(host, profile))], &["SR509 node Node01"]);
    }
    gives(&[(NODE, &second("was02.example.com", own))], &[]);
    gives(&[(NODE, &second("was01.example.com", "/opt/other"))], &[]);
    gives(&[("was01", "dmgr01"), ("profiles/AppSrv01", "profiles/Dmgr01")], &["SR509 node Node01"]);
    gives(&[("soap    8879", "soap 8879 node Node01")], &["SR201 node Node01"]);
    gives(
        &[("was01", "dmgr01"), ("server  server1", "server server1 { soap 8879 }")],
        &["SR510 server server1"],
    );
    let log = "server server0 { log \"/l/x.log\" } server server1 { log \"/l/x.log\" }";
    gives(&[("server  server1", log)], &["SR511 server server1"]);
}

#[test]
fn nothing_that_is_needed_is_in_a_folder_that_the_restore_replaces() {
    gives(&[(ARCHIVE, &format!("{CONFIG}/a.zip"))], &[&format!("SR608 config \"{CONFIG}/a.zip\"")]);
    let beside = CONFIG.replace("config", "config-old/a.zip");
    gives(&[(ARCHIVE, &beside)], &[]);
    let keep = format!("keep config to \"{CONFIG}\"");
    gives(&[(RESTORE, &more(&keep))], &[&format!("SR608 {keep}")]);
    let hook = format!("after stop run \"{CONFIG}/x\" on \"dmgr01.example.com\"");
    gives(&[(RESTORE, &more(&hook))], &[&format!("SR608 {hook}")]);
    let elsewhere = format!("after stop run \"{CONFIG}/x\" on \"was01.example.com\"");
    gives(&[(RESTORE, &more(&elsewhere))], &[]);
    // Where the configuration stays as it is, no folder is renamed.
    let stays = format!("{RESTORE} without config because \"it is whole\"");
    gives(&[(ARCHIVE, &format!("{CONFIG}/a.zip")), (RESTORE, &stays)], &[]);
    let image = format!("\"{CONFIG}/db2\" timestamp 20101110020030");
    gives(
        &[("db01.example.com", "dmgr01.example.com"), (BACKUP, &image)],
        &[&format!("SR608 store  orders-store {image}")],
    );
    let derby = |database: &str| {
        format!("derby on \"was01.example.com\" {{ database \"{database}\" schema IBMWSSIB }}")
    };
    for wrong in ["/opt/IBM/WebSphere/AppServer/profiles/AppSrv01", "/opt/IBM"] {
        gives(&with_store(&derby(wrong), "\"/backup/o\""), &["SR608 derby"]);
    }
    let usual = "/opt/IBM/WebSphere/AppServer/profiles/AppSrv01/databases/Orders";
    gives(&with_store(&derby(usual), "\"/backup/o\""), &[]);
    let around =
        "derby on \"dmgr01.example.com\" { database \"/backup\" schema S network-server 1527 }";
    let archive = format!("SR608 config \"{ARCHIVE}\"");
    gives(&with_store(around, "\"/elsewhere\""), &[&archive]);
}

#[test]
fn an_open_value_stands_before_a_whole_value_only() {
    for (from, to, value) in [
        (ARCHIVE, "/backup/$night/a.zip", "\"/backup/$night/a.zip\""),
        (ARCHIVE, "/backup/${night}.zip", "\"/backup/${night}.zip\""),
        ("CHG0041234", "CHG$number", "\"CHG$number\""),
        ("ORDERSDB", "\"ORDERS$n\"", "\"ORDERS$n\""),
        ("\"/backup/20101110\"", "\"/backup/$night\"", "\"/backup/$night\""),
        ("db01.example.com", "$db.example.com", "\"$db.example.com\""),
        ("node Node01", "node \"Node$n\"", "\"Node$n\""),
        ("2010-11-10T02:00:00-06:00", "\"$day\"", "\"$day\""),
    ] {
        gives(&[(from, to)], &[&format!("SR119 {value}")]);
    }
    let hook = more("before stop manual \"go back to $night\" by dba");
    gives(&[(RESTORE, &hook)], &["SR119 \"go back to $night\""]);
    // A variable of a shell in a text for people, and a `$` that belongs to the value.
    gives(&[(RESTORE, &more("before stop manual \"see $WAS_HOME, $5 each\" by dba"))], &[]);
    gives(&[(ARCHIVE, "/backup/a\\$night/a.zip")], &[]);
    let settings = BTreeMap::from([("archive".to_owned(), "/backup/$x.zip".to_owned())]);
    let text = plan(&[(&format!("\"{ARCHIVE}\""), "$archive")]);
    let checked = Checked::with_settings("plan.restore", text.into(), settings);
    assert!(checked.findings.is_empty(), "{:?}", checked.findings);
}

#[test]
fn a_host_is_written_in_one_way() {
    let host = |name: &str| more(&format!("after stop run \"/site/x\" on \"{name}\""));
    for wrong in [
        "db1.example.com",
        "db01.exmaple.com",
        "bd01.example.com",
        "db01",
        "dbo1.example.com",
        "db02.example.com",
        "db001.example.com",
        "db01.example.co",
        "localhost",
    ] {
        gives(&[(RESTORE, &host(wrong))], &[&format!("SR211 \"{wrong}\"")]);
    }
    for right in
        ["DB01.EXAMPLE.COM", "nfs01.example.com", "10.0.0.1", "fe80::1", "tape.example.com"]
    {
        gives(&[(RESTORE, &host(right))], &[]);
    }
    gives(&[("db01.example.com", "db01.exmaple.com")], &["SR211 \"db01.exmaple.com\""]);
    gives(&[("db01.example.com", "wsa01.example.com")], &["SR211 \"wsa01.example.com\""]);
    // Names that count, sites, and names of one scheme are no slips.
    for (a, b) in [
        ("was01.dc1.example.com", "db01.dc2.example.com"),
        ("host1", "host2"),
        ("node-a.example.com", "node-b.example.com"),
        ("wasa.example.com", "wasb.example.com"),
        ("was.example.com", "was2.example.com"),
        ("10.0.0.1", "10.0.0.2"),
    ] {
        gives(&[("was01.example.com", a), ("db01.example.com", b)], &[]);
    }
    for wrong in [
        "db01.example.com:50000",
        "10.0.0.1:22",
        "[fe80::1]:22",
        "db2inst1@db01",
        "https://db01",
        "db01..example.com",
        "-db01",
        "db01/x",
    ] {
        gives(&[("db01.example.com", wrong)], &[&format!("SR115 \"{wrong}\"")]);
    }
}

#[test]
fn what_a_server_opens_itself_is_on_its_host() {
    let derby = |host: &str, more: &str| {
        format!("derby on \"{host}\" {{ database \"/d/orders\" schema IBMWSSIB {more} }}")
    };
    for wrong in ["db01.example.com", "was1.example.com", "was01"] {
        gives(&with_store(&derby(wrong, ""), "\"/b\""), &[&format!("SR609 \"{wrong}\"")]);
    }
    gives(&with_store(&derby("db01.example.com", "network-server 1527"), "\"/b\""), &[]);
    gives(&with_store(&derby("WAS01.example.com", ""), "\"/b\""), &[]);
    let files = |host: &str, log: &str, permanent: &str| {
        format!(
            "file on \"{host}\" {{ log \"{log}\" permanent \"{permanent}\" temporary \"{permanent}\" }}"
        )
    };
    let elsewhere = files("san01.example.com", "/s/log", "/s/store");
    gives(&with_store(&elsewhere, "\"/b\""), &["SR610 \"san01.example.com\""]);
    let here = |log, permanent| files("was01.example.com", log, permanent);
    gives(&with_store(&here("/s/log", "/s/store"), "\"/b\""), &[]);
    gives(&with_store(&here("/s/store", "/s/store"), "\"/b\""), &[]);
    gives(&with_store(&here("/s/store", "/t/store"), "\"/b\""), &["SR611 file"]);
    gives(&with_store(&here("/s", "/s/store"), "\"/b\""), &["SR611 file"]);
    gives(&with_store(&here("/s/store/.", "/s/log"), "\"/b\""), &["SR115 \"/s/store/.\""]);
}

#[test]
fn values_of_the_starter_plan_and_other_values_that_cannot_be_meant_are_reported() {
    gives(&[("CHG0041234", "CHG0000000")], &["SR209 \"CHG0000000\""]);
    gives(&[("5E1A90C7B3D24F68", "0123456789ABCDEF")], &["SR209 0123456789ABCDEF"]);
    gives(&[("5E1A90C7B3D24F68", "0000000000000000")], &["SR209 0000000000000000"]);
    gives(&[("20101110020030", "20101399020030")], &["SR115 20101399020030"]);
    gives(&[("\"/backup/20101110\"", "backup")], &["SR204 backup"]);
    gives(&[(RESTORE, &more("limits { stop 5m poll 10m }"))], &["SR705 poll 10m"]);
    gives(&[("server1", "nodeagent")], &["SR115 nodeagent"]);
    let two = "server server2\n      server server1";
    let engine = "Node01.server2-OrdersBus";
    gives(
        &[("server  server1", two), ("Node01.server1-OrdersBus", engine)],
        &["SR212 Node01/server1"],
    );
}

/// The plan with a second engine beside the first.
fn with_engine(bus: &str, second: &str) -> String {
    let more = format!(
        "  store audit-store {{ {} }}
  engine \"Node01.server1-{second}\" {{
    bus \"{second}\" member Node01/server1 store audit-store uuid 0C6B1D9E3A47F258
  }}
  backup nightly {{",
        STORE.replace("ORDERSDB", "AUDITDB")
    );
    let images = format!("{BACKUP}\n    store audit-store {BACKUP}");
    plan(&[
        ("Node01.server1-OrdersBus", &format!("Node01.server1-{bus}")),
        ("bus    OrdersBus", &format!("bus \"{bus}\"")),
        ("  backup nightly {", &more),
        (BACKUP, &images),
    ])
}

#[test]
fn engines_that_a_log_cannot_distinguish_are_refused() {
    for (bus, second) in [
        ("Orders", "Orders started"),
        ("Orders", "Orders."),
        ("Orders", "Ordersé"),
        ("Orders", "Orders!"),
        ("Orders started", "Orders"),
        ("注文", "監査"),
        ("注文", "注文二"),
        ("Grün", "Grün é"),
        ("A", "A b c d"),
    ] {
        let wanted = [format!("SR210 engine \"Node01.server1-{second}\"")];
        assert_eq!(found(&with_engine(bus, second)), wanted, "{bus}, {second}");
    }
    for (bus, second) in [
        ("Orders", "Orders2"),
        ("Orders", "Orders.Archive"),
        ("Orders", "Orders-Archive"),
        ("Orders", "Orders_2"),
        ("Orders", "orders"),
        ("Grün", "Grau"),
        ("Orders A", "Orders B"),
    ] {
        let none: [String; 0] = [];
        assert_eq!(found(&with_engine(bus, second)), none, "{bus}, {second}");
    }
}
