//! How the cell behaves where the facts are only inference: each can be switched.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A behaviour that nobody could verify without a live cell.
#[derive(Debug)]
pub struct Assumption {
    /// Its name.
    pub name: &'static str,
    /// What it is about.
    pub what: &'static str,
    /// What it may be; the first one is the default.
    pub values: &'static [&'static str],
    /// Where the facts leave it open.
    pub fact: &'static str,
}

/// Every assumption, sorted by name.
pub static ASSUMPTIONS: &[Assumption] = &[
    Assumption {
        name: "after-failed-start",
        what: "the state of an engine whose start has failed",
        values: &["stopped", "failed"],
        fact: "engine-runtime 2: Starting > Stopped, or Failed!",
    },
    Assumption {
        name: "config-folder",
        what: "what restoreConfig renames the old configuration to",
        values: &["config.old", "config.bak_1"],
        fact: "commands 1.1: the name is not documented",
    },
    Assumption {
        name: "get-health",
        what: "whether the engine's MBean has getHealth",
        values: &["present", "absent"],
        fact: "engine-runtime 1.2: seen in a public monitor only",
    },
    Assumption {
        name: "held-standby",
        what: "what a member shows that does not host a held engine of a cluster",
        values: &["stopped", "joined"],
        fact: "engine-runtime 2.1, wsadmin-api C",
    },
    Assumption {
        name: "line-end",
        what: "what separates the lines of an answer",
        values: &["lf", "crlf"],
        fact: "wsadmin-api A1: public code splits lists in three ways",
    },
    Assumption {
        name: "mode-case",
        what: "how the mode of start is compared",
        values: &["ignored", "exact"],
        fact: "engine-runtime 1.3: both Flush and FLUSH are documented",
    },
    Assumption {
        name: "no-connection",
        what: "what wsadmin does with a script when nothing answers",
        values: &["ends with 1", "ends with 103", "runs it"],
        fact: "commands 3.3: a gap",
    },
    Assumption {
        name: "owner-columns",
        what: "the columns of SIBOWNER",
        values: &["ME_UUID", "MEUUID"],
        fact: "engine-runtime 6.2: messages and documents differ",
    },
    Assumption {
        name: "recovery-start",
        what: "what startServer -recovery prints at its end",
        values: &["nothing", "ADMU3000I"],
        fact: "commands 2.4: unknown",
    },
    Assumption {
        name: "standby-mbean",
        what: "whether an engine that stands by has an MBean",
        values: &["present", "absent"],
        fact: "engine-runtime 1.4: medium",
    },
    Assumption {
        name: "start-call",
        what: "when the call of start comes back",
        values: &["at once", "when started"],
        fact: "engine-runtime 2.2, wsadmin-api F2",
    },
    Assumption {
        name: "stop-tool",
        what: "whether the process is gone when stopServer comes back",
        values: &["gone", "still ending"],
        fact: "commands 2.3: IBM's own test framework waits 10 s more",
    },
    Assumption {
        name: "void-answer",
        what: "what invoke gives for an operation without a result",
        values: &["None", "empty"],
        fact: "wsadmin-api A3",
    },
];

/// The values in force; the default for each that is not named.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Assumptions(BTreeMap<String, String>);

impl Assumptions {
    /// The value of an assumption; empty for one that there is not.
    pub fn get(&self, name: &str) -> &str {
        let own = self.0.get(name).map(String::as_str);
        own.or_else(|| assumption(name).map(|one| one.values[0])).unwrap_or_default()
    }

    /// Sets one.
    ///
    /// # Errors
    /// In words: there is no such assumption, or it has no such value.
    pub fn set(&mut self, name: &str, value: &str) -> Result<(), String> {
        let one = assumption(name).ok_or_else(|| {
            format!(
                "there is no assumption `{name}`; `sibrestore rehearse --assumptions` lists them"
            )
        })?;
        if !one.values.contains(&value) {
            return Err(format!("`{name}` is one of: {}", one.values.join(", ")));
        }
        self.0.insert(name.to_owned(), value.to_owned());
        Ok(())
    }

    /// Those that are not the default, as `name=value`.
    pub fn words(&self) -> Vec<String> {
        let own = self.0.iter().filter(|(name, value)| {
            assumption(name).is_some_and(|one| one.values[0] != value.as_str())
        });
        own.map(|(name, value)| format!("{name}={value}")).collect()
    }

    /// The default, every other value by itself, and every two of them together: what depends on
    /// three at once would be a design that nobody could review.
    pub fn combinations() -> Vec<Self> {
        let others: Vec<(&str, &str)> = ASSUMPTIONS
            .iter()
            .flat_map(|one| one.values[1..].iter().map(|value| (one.name, *value)))
            .collect();
        let of = |pairs: &[(&str, &str)]| {
            Self(pairs.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect())
        };
        let mut all = vec![Self::default()];
        for (at, first) in others.iter().enumerate() {
            all.push(of(&[*first]));
            let second = others[at + 1..].iter().filter(|second| second.0 != first.0);
            all.extend(second.map(|second| of(&[*first, *second])));
        }
        all
    }
}

fn assumption(name: &str) -> Option<&'static Assumption> {
    ASSUMPTIONS.iter().find(|one| one.name == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_sorted_and_each_has_an_alternative() {
        assert!(ASSUMPTIONS.is_sorted_by(|a, b| a.name < b.name));
        assert!(ASSUMPTIONS.iter().all(|one| one.values.len() > 1 && !one.fact.is_empty()));
    }

    #[test]
    fn combinations_are_distinct_and_hold_every_pair() {
        let all = Assumptions::combinations();
        let distinct: std::collections::BTreeSet<_> = all.iter().collect();
        assert_eq!(distinct.len(), all.len());
        let others: usize = ASSUMPTIONS.iter().map(|one| one.values.len() - 1).sum();
        assert!(all.len() > others * (others - 1) / 2);
    }

    #[test]
    fn an_unknown_name_or_value_is_refused() {
        let mut some = Assumptions::default();
        assert!(some.set("moon", "full").is_err());
        assert!(some.set("line-end", "cr").is_err());
        some.set("line-end", "crlf").unwrap();
        assert_eq!(some.words(), ["line-end=crlf"]);
    }
}
