//! The gates of the scripts that look at a value of the plan alone: what such a gate refuses on the
//! night has an error of `check` long before.
//!
//! The gates are shell functions of `templates/lib`, and they are run here as they are there. Every
//! call of one must be in [`GATES`], with a plan that holds the value.

#![expect(clippy::unwrap_used, reason = "a panic is how a test fails")]

use sibrestore::bundle::{File, each_file};
use sibrestore::compile::Checked;
use sibrestore::render::{RenderError, environment};
use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

/// Where a plan has the value that a gate looks at.
type Plans = fn(&str) -> Vec<String>;

/// Function of the gate, what it says of the value, and the plans with that value.
const GATES: &[(&str, &str, Plans)] = &[
    ("plain", "database", |v| {
        vec![
            db2(&format!("database {v} schema S instance i"), DB2_BACKUP, ""),
            store(&format!("sqlserver on \"db01\" {{ database {v} schema S }}"), "\"/b\"", ""),
            store(
                &format!("sybase on \"db01\" {{ server A database {v} schema S }}"),
                "\"/b\"",
                "",
            ),
            store(
                &format!("informix on \"db01\" {{ server A database {v} schema S }}"),
                "\"/b\"",
                "",
            ),
        ]
    }),
    ("plain", "instance", |v| {
        vec![
            db2(&format!("database D schema S instance {v}"), DB2_BACKUP, ""),
            oracle(&format!("sid {v} schema S directory D"), "\"a.dmp\""),
        ]
    }),
    ("plain", "directory object", |v| {
        vec![oracle(&format!("sid A schema S directory {v}"), "\"a.dmp\"")]
    }),
    ("plain", "server", |v| {
        vec![
            store(
                &format!("sybase on \"db01\" {{ server {v} database D schema S }}"),
                "\"/b\"",
                "",
            ),
            store(
                &format!("informix on \"db01\" {{ server {v} database D schema S }}"),
                "\"/b\"",
                "",
            ),
        ]
    }),
    ("plain", "schema of $NAME", |v| {
        vec![
            db2(&format!("database D schema {v} instance i"), DB2_BACKUP, ""),
            oracle(&format!("sid A schema {v} directory D"), "\"a.dmp\""),
            derby(&format!("database \"/d\" schema {v}"), "\"/b\"", ""),
        ]
    }),
    ("plain", "time stamp of the image", |v| vec![db2(DB2, &format!("\"/b\" timestamp {v}"), "")]),
    ("plain_path", "path of the backup", |v| {
        vec![
            db2(DB2, &format!("{v} timestamp 20101110020030"), ""),
            store("sqlserver on \"db01\" { database D schema S }", v, ""),
            store("sybase on \"db01\" { server A database D schema S }", v, ""),
        ]
    }),
    ("plain_path", "name of the dump file", |v| vec![oracle("sid A schema S directory D", v)]),
    ("plain_path", "connect string", |v| {
        vec![oracle(&format!("sid A schema S directory D connect {v}"), "\"a.dmp\"")]
    }),
    ("plain_path", "folder of the logs", |v| {
        vec![db2(DB2, &format!("{DB2_BACKUP} online logs {v}"), "")]
    }),
    ("plain_path", "folder to keep it in", |v| vec![db2(DB2, DB2_BACKUP, v)]),
    ("plain_path", "folder of the kept image", |v| vec![db2(DB2, DB2_BACKUP, v)]),
    ("url_path", "path of the database", |v| {
        vec![
            derby(&format!("database {v} schema S"), "\"/b\"", ""),
            derby(&format!("database {v} schema S network-server 1527"), "\"/b\"", ""),
        ]
    }),
    ("url_path", "host", |v| {
        let kind = format!("derby on {v} {{ database \"/d\" schema S network-server 1527 }}");
        vec![store(&kind, "\"/b\"", "")]
    }),
    ("url_path", "path of the backup", |v| vec![derby("database \"/d\" schema S", v, "")]),
    ("url_path", "folder to keep it in", |v| vec![derby("database \"/d\" schema S", "\"/b\"", v)]),
    ("url_path", "folder of the kept copy", |v| {
        vec![derby("database \"/d\" schema S", "\"/b\"", v)]
    }),
    ("no_option", "", |v| vec![server(v)]),
    ("case", "the server begins with a dash", |v| {
        let kind = format!("sqlserver on \"db01\" {{ database D schema S server {v} }}");
        vec![store(&kind, "\"/b\"", "")]
    }),
    ("places", "", |v| {
        let with = |a, b, c| format!("file on \"was01\" {{ log {a} permanent {b} temporary {c} }}");
        let other = "\"/san/store\"";
        let kinds =
            [with(v, other, other), with("\"/a/log\"", v, other), with("\"/a/log\"", other, v)];
        kinds.map(|kind| store(&kind, "\"/b\"", "")).to_vec()
    }),
];

/// What people and programs write by mistake, and what is right for one entry or another.
const VALUES: &[&str] = &[
    "",
    " ",
    "A",
    "a b",
    "a.dmp",
    "-a",
    "--",
    "-",
    "/-a",
    "a;b",
    "a'b",
    "a\\\"b",
    "$(id)",
    "a\\$b",
    "`id`",
    "a*b",
    "ä",
    "/ä",
    "a|b",
    "a\\\\b",
    "a\\tb",
    "/a\\nb",
    "/",
    "//",
    "/@",
    "/@A",
    "/@a b",
    "/a b",
    "/a'b",
    "/a;b",
    "/db;create=true",
    "/d'b",
    "/a\\$b",
    "/a&b",
    "/a(b)",
    ".",
    "..",
    "/.",
    "/..",
    "/san/store",
    "/san/store/.",
    "/san/store/",
    "/san//store",
    "/other/store",
    "/other/./store",
    "/other/store/../store",
    "/san/other/../store",
    "/good/path",
    "dir/a.dmp",
    "20101110020030",
    "2010-11-10",
    "was01",
    "db01.example.com",
    "fe80::1",
];

const DB2: &str = "database D schema S instance i";
const DB2_BACKUP: &str = "\"/b\" timestamp 20101110020030";

/// A plan with one store; `keep` is a folder in quotes, or empty.
fn plan(server: &str, kind: &str, backup: &str, keep: &str) -> String {
    let keep = if keep.is_empty() { String::new() } else { format!("keep store s to {keep}") };
    format!(
        "plan gates {{
  cell C {{
    deployment-manager on \"dm01\" {{ profile \"/was/Dmgr01\" soap 8879 }}
    node N on \"was01\" {{ profile \"/was/AppSrv01\" server {server} }}
  }}
  store s {{ {kind} }}
  engine \"N.server-B\" {{ bus B member N/{server} store s uuid 5E1A90C7B3D24F68 }}
  backup last {{ taken 2010-11-10T02:00:00Z config \"/z/a.zip\" store s {backup} }}
  restore all from last
  recovery-start N/{server}
  {keep}
}}
"
    )
}

fn store(kind: &str, backup: &str, keep: &str) -> String {
    plan("server1", kind, backup, keep)
}

fn db2(entries: &str, backup: &str, keep: &str) -> String {
    store(&format!("db2 on \"db01\" {{ {entries} }}"), backup, keep)
}

fn oracle(entries: &str, backup: &str) -> String {
    store(&format!("oracle on \"db01\" {{ {entries} }}"), backup, "")
}

fn derby(entries: &str, backup: &str, keep: &str) -> String {
    store(&format!("derby on \"was01\" {{ {entries} }}"), backup, keep)
}

fn server(name: &str) -> String {
    plan(name, &format!("db2 on \"db01\" {{ {DB2} }}"), DB2_BACKUP, "")
}

/// Whether a bundle would be made of this plan.
fn compiles(text: &str) -> bool {
    Checked::new("gates.restore", text.into()).plan().unwrap().0.is_some()
}

/// Every template, with its path below `templates`.
fn templates() -> Vec<(String, String)> {
    fn collect(folder: &Path, all: &mut Vec<(String, String)>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                collect(&path, all);
            } else if path.to_str().unwrap().ends_with(".sh.j2") {
                let text = std::fs::read_to_string(&path).unwrap();
                all.push((path.to_str().unwrap().to_owned(), text));
            }
        }
    }
    let mut all = Vec::new();
    collect(&Path::new(env!("CARGO_MANIFEST_DIR")).join("templates"), &mut all);
    all.sort();
    all
}

/// The gate that a line of shell calls, and what it says of the value.
fn call(line: &str) -> Option<(String, String)> {
    let text = line.trim_start();
    if text.starts_with('#') || text.contains("() {") {
        return None;
    }
    let word = |name: &str| {
        let at = text.find(&format!("{name} \""))?;
        let begins = at == 0 || text[..at].ends_with(' ');
        let rest = &text[at + name.len() + 2..];
        let (_, rest) = rest.split_once('"')?;
        begins.then_some(rest)
    };
    for name in ["plain", "plain_path", "url_path"] {
        // Another function of that name takes one argument: it cleans a text for the journal.
        let rest = word(name).map(str::trim_start).filter(|rest| rest.starts_with(['\'', '"']));
        if let Some(rest) = rest {
            let what: String = rest[1..].chars().take_while(|c| !"'\"".contains(*c)).collect();
            return Some((name.to_owned(), what));
        }
    }
    for name in ["no_option", "places"] {
        if word(name).is_some() {
            return Some((name.to_owned(), String::new()));
        }
    }
    let (_, refusal) = text.strip_prefix("case ")?.split_once(") refuse \"")?;
    let what = refusal.split([':', '"']).next().unwrap_or("");
    Some(("case".to_owned(), what.to_owned()))
}

/// The text of a shell function of the templates; the `case` of a step becomes one.
fn function(name: &str) -> String {
    let templates = templates();
    if name == "case" {
        let lines = templates.iter().flat_map(|(_, text)| text.lines());
        let line =
            lines.into_iter().find(|line| line.contains(") refuse \"the server begins")).unwrap();
        return format!("case_() {{ SERVER=$1; {line}\n}}\n");
    }
    // A function of that name with one argument is another one.
    let is_it = |text: &&str| name != "plain" || text.contains("refuse");
    let texts = templates.iter().filter_map(|(_, text)| {
        let start = text.find(&format!("\n{name}() {{\n"))? + 1;
        Some(&text[start..start + text[start..].find("\n}\n")? + 3])
    });
    texts.into_iter().find(is_it).unwrap().to_owned()
}

/// Which of these values the gate lets pass, asked of a shell. `places` takes three at once.
#[expect(clippy::disallowed_methods, reason = "a gate is a function of the shell")]
fn passing(name: &str, asked: &[Vec<String>]) -> Vec<bool> {
    let work = tempfile::tempdir().unwrap();
    let (gate, count) = match name {
        "places" => ("places \"$1\" \"$2\" \"$3\"", 3),
        "case" => ("case_ \"$1\"", 1),
        _ => ("$GATE \"$1\" what", 1),
    };
    // What the gate itself calls.
    let called = if name == "places" { function("all_places") } else { String::new() };
    let script = format!(
        "refuse() {{ exit 10; }}\nfailed() {{ exit 10; }}\nGATE=$1; WORK=$2; shift 2\n{called}{}
        while [ $# -gt 0 ]; do ( {gate} ); printf '%s\\n' \"$?\"; shift {count}; done\n",
        function(name),
    );
    let output = Command::new("sh")
        .args(["-c", &script, "sh", name])
        .arg(work.path())
        .args(asked.iter().flatten())
        .output()
        .unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    let passing = said.lines().map(|status| match status {
        "0" => true,
        "10" => false,
        other => panic!("{name} ended with {other}: {:?}", String::from_utf8_lossy(&output.stderr)),
    });
    passing.collect()
}

/// A path without the slashes that say nothing, as the compiler makes it.
fn reduced(text: &str) -> String {
    if !text.starts_with('/') {
        return text.to_owned();
    }
    let parts: Vec<&str> = text.split('/').filter(|part| !part.is_empty()).collect();
    format!("/{}", parts.join("/"))
}

/// The text of a string of a plan.
fn unquoted(value: &str) -> String {
    let mut text = String::new();
    let mut chars = value.chars();
    while let Some(c) = chars.next() {
        text.push(match (c, if c == '\\' { chars.next() } else { None }) {
            (_, Some('n')) => '\n',
            (_, Some('t')) => '\t',
            (_, Some(other)) => other,
            (other, None) => other,
        });
    }
    text
}

#[test]
fn every_gate_about_a_value_is_known_here() {
    let known: BTreeSet<(String, String)> =
        GATES.iter().map(|(name, what, _)| ((*name).to_owned(), (*what).to_owned())).collect();
    let mut called = BTreeSet::new();
    for (path, text) in templates() {
        for line in text.lines() {
            let Some(call) = call(line).filter(|call| !line.contains(&format!("{}()", call.0)))
            else {
                continue;
            };
            let within = ["no_option", "plain", "plain_path", "url_path"];
            let own = call.0 == "case" && within.iter().any(|name| function(name).contains(line));
            if own {
                continue;
            }
            assert!(known.contains(&call), "{path} has a gate without a plan: {line}");
            called.insert(call);
        }
    }
    let unused: Vec<_> = known.difference(&called).collect();
    assert!(unused.is_empty(), "no template has these gates any more: {unused:?}");
}

#[test]
fn what_a_gate_refuses_never_compiles() {
    for (name, what, plans) in GATES {
        let (mut asked, mut texts) = (Vec::new(), Vec::new());
        for value in VALUES {
            let text = reduced(&unquoted(value));
            let seen = match *what {
                "name of the dump file" => text.rsplit('/').next().unwrap(),
                _ => &text,
            };
            for (at, plan) in plans(&format!("\"{value}\"")).into_iter().enumerate() {
                let values = match (*name, at) {
                    ("places", 0) => vec![seen, "/san/store", "/san/store"],
                    ("places", 1) => vec!["/a/log", seen, "/san/store"],
                    ("places", _) => vec!["/a/log", "/san/store", seen],
                    _ => vec![seen],
                };
                asked.push(values.into_iter().map(str::to_owned).collect());
                texts.push((at, plan));
            }
        }
        let passing = passing(name, &asked);
        assert_eq!(passing.len(), texts.len(), "{name} '{what}' ended early");
        assert!(passing.contains(&false), "{name} '{what}' refuses none of the values");
        let mut compiled = BTreeSet::new();
        for ((at, plan), passes) in texts.iter().zip(passing) {
            // One value that compiles shows that the plan is right but for the value.
            if !passes {
                assert!(!compiles(plan), "{name} '{what}' refuses what was compiled:\n{plan}");
            } else if !compiled.contains(at) && compiles(plan) {
                compiled.insert(*at);
            }
        }
        assert_eq!(compiled.len(), plans("\"A\"").len(), "{name} '{what}': which plan compiles?");
    }
}

/// Longest name of a file in bytes.
const LONGEST: usize = 255;

#[test]
fn what_becomes_the_name_of_a_file_is_short_enough_for_one() {
    let long =
        |length: usize| "abcdefghi.".repeat(length / 10 + 1)[..length].trim_matches('.').to_owned();
    let mut compiled = BTreeSet::new();
    for length in [10, 100, 150, 199, 201, 243, 260, 400] {
        let name = long(length);
        let plans = [
            ("host", store(&format!("db2 on \"{name}\" {{ {DB2} }}"), DB2_BACKUP, "")),
            ("server", server(&name)),
            ("plan", server("s1").replace("plan gates", &format!("plan {name}"))),
            ("store", server("s1").replace("store s ", &format!("store \"{name}\" "))),
            (
                "node",
                server("s1")
                    .replace(" N ", &format!(" {name} "))
                    .replace("N/", &format!("{name}/")),
            ),
            ("path", derby(&format!("database \"/{name}\" schema S"), "\"/b\"", "")),
        ];
        for (what, text) in plans {
            let checked = Checked::new("long.restore", text.into_bytes());
            let Some(plan) = checked.plan().unwrap().0 else { continue };
            compiled.insert((what, length));
            let hosts = plan.hosts().into_iter().map(|host| format!("{host}.recorded.txt"));
            let steps =
                plan.steps.iter().map(|step| format!("{}.admu.log.20101110020030", step.id));
            let mut names: Vec<String> = hosts.chain(steps).collect();
            let take = |file: File| {
                names.extend(file.path.split('/').map(str::to_owned));
                Ok::<(), RenderError>(())
            };
            each_file(&environment(), &plan, &checked.source, &[], take).unwrap();
            names.extend(
                ["server", "node", "path"]
                    .contains(&what)
                    .then(|| format!("{name}.before-20101110020030-1234567890")),
            );
            let too_long = names.iter().find(|name| name.len() > LONGEST);
            assert_eq!(too_long, None, "{what} of {length} characters");
        }
    }
    for what in ["host", "server", "plan", "store", "node", "path"] {
        assert!(compiled.contains(&(what, 10)), "no {what} compiles");
    }
    assert!(!compiled.contains(&("host", 260)) && !compiled.contains(&("server", 400)));
}
