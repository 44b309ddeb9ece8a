//! The pages of the rules: their text, and the plans that they show.
//!
//! A page shows a plan that fails and a plan that passes. Most plans are fragments: entries that are
//! put into a [`standard`] plan in place of its entries with the same keyword. Under an offending
//! line stands a comment line with carets and the code, so that the page says where the finding is;
//! a test compiles every plan of every page and compares.

use crate::diagnostic::{Rule, Severity};
use crate::rules;
use std::fmt::Write;

/// A plan on a page.
#[derive(Debug)]
pub struct Block {
    /// Whether it has findings; otherwise it has none of this rule, and no errors.
    pub fails: bool,
    /// The standard plan that a fragment is put into.
    pub topology: Topology,
    /// As it stands on the page.
    pub text: String,
}

/// A standard plan.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Topology {
    /// A deployment manager, one node, one server.
    #[default]
    NetworkDeployment,
    /// One stand-alone server.
    Base,
    /// A deployment manager, two nodes, a cluster of two members.
    Cluster,
    /// As the first, with two engines whose stores are in two databases.
    Two,
}

impl Topology {
    /// Every standard plan.
    pub const ALL: [Topology; 4] =
        [Topology::NetworkDeployment, Topology::Base, Topology::Cluster, Topology::Two];

    /// The word after `fails` or `passes` that chooses it; the first has none.
    pub fn word(self) -> &'static str {
        match self {
            Topology::NetworkDeployment => "",
            Topology::Base => "base",
            Topology::Cluster => "cluster",
            Topology::Two => "two",
        }
    }

    /// The heading over it in the document.
    fn title(self) -> &'static str {
        match self {
            Topology::NetworkDeployment => "The standard plan",
            Topology::Base => "The standard plan of a stand-alone server: `base`",
            Topology::Cluster => "The standard plan with a cluster: `cluster`",
            Topology::Two => "The standard plan with two engines: `two`",
        }
    }
}

/// The page of a rule as Markdown; a doc comment's lines begin with a space, these do not.
pub fn text(rule: &Rule) -> String {
    let lines = rule.page.lines().map(|line| line.strip_prefix(' ').unwrap_or(line));
    let mut text: String = lines.flat_map(|line| [line, "\n"]).collect();
    text.truncate(text.trim_end().len());
    text.push('\n');
    text
}

/// The page of a rule for a terminal: words where the Markdown has fences and stars.
pub fn plain(rule: &Rule) -> String {
    let mut out = String::new();
    let mut fragments = false;
    for line in text(rule).lines() {
        match line.strip_prefix("```") {
            Some("") => {}
            Some(info) if info.starts_with("restore ") => {
                let fails = info.contains("fails");
                let _ = writeln!(out, "{}\n", if fails { "This fails:" } else { "This passes:" });
            }
            _ => {
                fragments |= line.starts_with("  ");
                let _ = writeln!(out, "{}", line.replace("**", ""));
            }
        }
    }
    if fragments {
        out.push_str(
            "\nWhat does not begin with `plan` is a part of one; docs/rules.md shows the rest.\n",
        );
    }
    out
}

/// The plans on a rule's page, in order.
pub fn blocks(rule: &Rule) -> Vec<Block> {
    let text = text(rule);
    let mut blocks = Vec::new();
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        let Some(info) = line.strip_prefix("```") else { continue };
        let body: Vec<&str> = lines.by_ref().take_while(|line| *line != "```").collect();
        let words: Vec<&str> = info.split_whitespace().collect();
        if words.first() != Some(&"restore") {
            continue;
        }
        blocks.push(Block {
            fails: words.contains(&"fails"),
            topology: Topology::ALL
                .into_iter()
                .find(|topology| words.last() == Some(&topology.word()))
                .unwrap_or_default(),
            text: body.iter().flat_map(|line| [*line, "\n"]).collect(),
        });
    }
    blocks
}

impl Block {
    /// The whole plan, and how many lines of it stand before the block's own first line.
    pub fn plan(&self) -> (String, usize) {
        let own = keywords(&self.text);
        if own.is_empty() || own.contains(&"plan") {
            return (self.text.clone(), 0);
        }
        let kept = standard(self.topology);
        let mut plan = String::from("plan standard {\n");
        for entry in kept.split_inclusive("\n\n") {
            if !keywords(entry).iter().any(|word| own.contains(word)) {
                plan.push_str(entry);
            }
        }
        let before = plan.lines().count();
        plan.push_str(&self.text);
        plan.push_str("}\n");
        (plan, before)
    }
}

/// The first words of the outermost entries.
fn keywords(text: &str) -> Vec<&str> {
    let mut depth = 0_usize;
    let mut words = Vec::new();
    for line in text.lines().map(str::trim).filter(|line| !line.starts_with('#')) {
        if depth == 0
            && let Some(word) = line.split_whitespace().next()
        {
            words.push(word);
        }
        depth += line.matches('{').count();
        depth = depth.saturating_sub(line.matches('}').count());
    }
    words
}

/// The entries of a standard plan, with an empty line between two.
pub fn standard(topology: Topology) -> String {
    let entries = match topology {
        Topology::NetworkDeployment => [CELL, STORE, ENGINE, BACKUP, RESTORE].as_slice(),
        Topology::Base => &[BASE_CELL, STORE, ENGINE, BACKUP, RESTORE],
        Topology::Cluster => &[CLUSTER_CELL, STORE, CLUSTER_ENGINE, BACKUP, RESTORE],
        Topology::Two => &[CELL, STORE, AUDIT_STORE, ENGINE, AUDIT_ENGINE, TWO_BACKUP, RESTORE],
    };
    entries.join("\n")
}

const CELL: &str = r#"  cell ProdCell {
    websphere 8.5.5
    deployment-manager on "dmgr01.example.com" {
      profile "/opt/IBM/WebSphere/AppServer/profiles/Dmgr01"
      soap    8879
    }
    node Node01 on "was01.example.com" {
      profile "/opt/IBM/WebSphere/AppServer/profiles/AppSrv01"
      server  server1
    }
  }
"#;

const BASE_CELL: &str = r#"  cell ProdCell {
    websphere 8.5.5
    node Node01 on "was01.example.com" {
      profile "/opt/IBM/WebSphere/AppServer/profiles/AppSrv01"
      server  server1 { soap 8880 }
    }
  }
"#;

const CLUSTER_CELL: &str = r#"  cell ProdCell {
    websphere 8.5.5
    deployment-manager on "dmgr01.example.com" {
      profile "/opt/IBM/WebSphere/AppServer/profiles/Dmgr01"
      soap    8879
    }
    node Node01 on "was01.example.com" {
      profile "/opt/IBM/WebSphere/AppServer/profiles/AppSrv01"
      server  m1
    }
    node Node02 on "was02.example.com" {
      profile "/opt/IBM/WebSphere/AppServer/profiles/AppSrv01"
      server  m2
    }
    cluster Messaging {
      member Node01/m1
      member Node02/m2
    }
  }
"#;

const STORE: &str = r#"  store orders-store {
    db2 on "db01.example.com" { database ORDERSDB  schema IBMWSSIB  instance db2inst1 }
  }
"#;

const ENGINE: &str = r#"  engine "Node01.server1-OrdersBus" {
    bus    OrdersBus
    member Node01/server1
    store  orders-store
    uuid   3F1A9C7E52B0D864
  }
"#;

const CLUSTER_ENGINE: &str = r#"  engine "Messaging.000-OrdersBus" {
    bus    OrdersBus
    member Messaging runs-on Node01/m1
    store  orders-store
    uuid   3F1A9C7E52B0D864
  }
"#;

const BACKUP: &str = r#"  backup nightly {
    taken  2010-11-10T02:00:00-06:00
    config "/backup/20101110/Dmgr01.zip"
           sha256 "9f2c1f0e6d3b5a7788c4e1d2a3b4c5d6e7f8091a2b3c4d5e6f708192a3b4c5d6"
    store  orders-store "/backup/20101110" timestamp 20101110020030
  }
"#;

const AUDIT_STORE: &str = r#"  store audit-store {
    db2 on "db01.example.com" { database AUDITDB  schema IBMWSSIB  instance db2inst1 }
  }
"#;

const AUDIT_ENGINE: &str = r#"  engine "Node01.server1-AuditBus" {
    bus    AuditBus
    member Node01/server1
    store  audit-store
    uuid   7B20E4D18C93F5A6
  }
"#;

const TWO_BACKUP: &str = r#"  backup nightly {
    taken  2010-11-10T02:00:00-06:00
    config "/backup/20101110/Dmgr01.zip"
           sha256 "9f2c1f0e6d3b5a7788c4e1d2a3b4c5d6e7f8091a2b3c4d5e6f708192a3b4c5d6"
    store  orders-store "/backup/20101110" timestamp 20101110020030
    store  audit-store  "/backup/20101110" timestamp 20101110020330
  }
"#;

const RESTORE: &str = "  restore all from nightly\n";

/// The word for a severity in a heading.
fn kind(rule: &Rule) -> &'static str {
    match rule.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    }
}

/// `docs/rules.md`.
pub fn rules_document() -> String {
    let mut out = String::from(INTRODUCTION);
    for topology in Topology::ALL {
        let _ = writeln!(
            out,
            "\n### {}\n\n```restore\nplan standard {{\n{}}}\n```",
            topology.title(),
            standard(topology)
        );
    }
    out.push_str("\n## All rules\n\n| Code | Name | Kind | What is wrong |\n|---|---|---|---|\n");
    for rule in rules::ALL.iter().map(|entry| entry.rule) {
        let _ = writeln!(
            out,
            "| [{0}](#{1}) | `{2}` | {3} | {4} |",
            rule.code,
            rule.code.to_ascii_lowercase(),
            rule.name,
            kind(rule),
            rule.summary
        );
    }
    for rule in rules::ALL.iter().map(|entry| entry.rule) {
        let _ = writeln!(
            out,
            "\n## {}\n\n`{}`, {}, since {}{}\n\n{}",
            rule.code,
            rule.name,
            kind(rule),
            rule.since,
            hazards(rule),
            text(rule).trim_end()
        );
    }
    out
}

fn hazards(rule: &Rule) -> String {
    match rule.hazards {
        [] => String::new(),
        some => format!(", meets {}", some.join(", ")),
    }
}

const INTRODUCTION: &str = "\
# Rules

Made from the sources of the rules by a test; change `src/rules/<name>.rs`, not this page.

An error stops the compiler and nothing is written. A warning is printed, and the bundle is written.
`sibrestore explain CODE` prints the page of one rule. The hazards (`H7`) are in
[hazards.md](hazards.md).

Each page says what is wrong, why it matters, and what to do instead, and says where its reason comes
from: *documented by the vendor*, *seen in the engine's code* (the published code base that shares the
engine), *seen in a trial* (run by the authors), *general knowledge* (no source at hand), or
*concluded* (from the others). It then shows a plan that fails and one that passes. Under an offending
line a comment with carets and the code shows what the finding points at; `# SR109` without carets
is a finding that points at the whole file.

The rules from SR801 on compare the plan with the real cell. They have findings only where the cell is
given, as in `sibrestore check PLAN --backup Dmgr01.zip`, and only about what both sides say.

A block that does not begin with `plan` is a fragment. To compile it, take a standard plan and put
the fragment's entries in place of all entries of the plan with the same keyword. The word after
`fails` or `passes` says which standard plan; without one it is the first.
";
