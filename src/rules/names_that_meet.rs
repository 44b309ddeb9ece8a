//! SR210: messages of the log cannot distinguish two engines.

use crate::diagnostic::Finding;
use crate::model::{Engine, Model};

rule! {
    /// Two engines that are restored have names of which one is the other and more words, such as
    /// `…-Orders` and `…-Orders started`; or their names differ only in characters beyond ASCII.
    ///
    /// **Why:** only the log proves the flush, and a message holds the engine's name between other
    /// words, in the language of the server, as in `Messaging engine: NAME started, …` (seen in the
    /// engine's code). Where a name goes on with a space or another sign, nobody can tell whether
    /// it is the longer name or the shorter one and the next words of the message. In a log that
    /// is written in another charset, each character that this charset lacks is a `?`, so names
    /// that differ nowhere else are the same there (general knowledge). The flush of one would be
    /// taken for that of the other. Hazards H3 and H14.
    ///
    /// **Instead:** restore such engines with a plan for each, one after the other: within one plan
    /// each name is then the only one.
    ///
    /// ```restore fails two
    ///   engine "Node01.server1-Orders" {
    ///     bus    Orders
    ///     member Node01/server1
    ///     store  orders-store
    ///     uuid   3F1A9C7E52B0D864
    ///   }
    ///   engine "Node01.server1-Orders started" {
    /// # ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SR210
    ///     bus    "Orders started"
    ///     member Node01/server1
    ///     store  audit-store
    ///     uuid   7B20E4D18C93F5A6
    ///   }
    /// ```
    ///
    /// ```restore fails two
    ///   engine "Node01.server1-注文" {
    ///     bus    "注文"
    ///     member Node01/server1
    ///     store  orders-store
    ///     uuid   3F1A9C7E52B0D864
    ///   }
    ///   engine "Node01.server1-監査" {
    /// # ^^^^^^^^^^^^^^^^^^^^^^^^^^ SR210
    ///     bus    "監査"
    ///     member Node01/server1
    ///     store  audit-store
    ///     uuid   7B20E4D18C93F5A6
    ///   }
    /// ```
    ///
    /// ```restore passes two
    ///   engine "Node01.server1-Orders" {
    ///     bus    Orders
    ///     member Node01/server1
    ///     store  orders-store
    ///     uuid   3F1A9C7E52B0D864
    ///   }
    ///   engine "Node01.server1-Orders.Archive" {
    ///     bus    Orders.Archive
    ///     member Node01/server1
    ///     store  audit-store
    ///     uuid   7B20E4D18C93F5A6
    ///   }
    /// ```
    names_that_meet, "SR210", Error, since "0.1.0", hazards ["H3", "H14"],
    "messages of the log cannot distinguish two engines"
}

pub(super) fn check(model: &Model, findings: &mut Vec<Finding>) {
    let ids = model.restored_engines();
    let engines = ids.iter().map(|id| model.engine(*id));
    let mut names: Vec<(String, &Engine)> =
        engines.map(|engine| (in_ascii(&engine.name), engine)).collect();
    // In this order a name comes after all names that it begins with.
    names.sort_by(|a, b| (&a.0, a.1.span).cmp(&(&b.0, b.1.span)));
    let mut begins: Vec<&(String, &Engine)> = Vec::new();
    for named in &names {
        let (name, engine) = named;
        while begins.last().is_some_and(|(shorter, _)| !name.starts_with(shorter)) {
            begins.pop();
        }
        let meets = |(shorter, other): &&&(String, &Engine)| {
            engine.name != other.name && goes_on(&name[shorter.len()..])
        };
        if let Some((shorter, other)) = begins.iter().rev().find(meets) {
            findings.push(finding(other, engine, shorter.len() == name.len()));
        }
        begins.push(named);
    }
}

fn finding(a: &Engine, b: &Engine, same_in_ascii: bool) -> Finding {
    let (first, then) = if a.span < b.span { (a, b) } else { (b, a) };
    let message =
        format!("the log cannot distinguish engine `{}` from `{}`", then.name, first.name);
    let label = match same_in_ascii {
        true => "the names differ only in characters beyond ASCII",
        false => "one name is the other with more words",
    };
    RULE.at(then.span, message)
        .label(label)
        .other(first.span, "the other engine")
        .help("restore them with a plan for each, one after the other")
}

/// A name as a log shows it whose charset has nothing beyond ASCII.
fn in_ascii(name: &str) -> String {
    name.chars().map(|c| if c.is_ascii() { c } else { '?' }).collect()
}

/// Whether this may be the text of a message behind a name: what the bundle takes for the end of
/// a name, in the same words (`edge` in `lib/flushed.sh`).
fn goes_on(rest: &str) -> bool {
    let edge = |c: Option<char>| c.is_none_or(|c| !c.is_ascii_alphanumeric() && !"_.-".contains(c));
    let mut rest = rest.chars();
    match rest.next() {
        Some('.') => edge(rest.next()),
        first => edge(first),
    }
}
