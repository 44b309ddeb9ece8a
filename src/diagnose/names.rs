//! Which engine a message is about. The words around a name are translated, so it is the name that is looked
//! for: one that is known, or one that has the form of an engine's name.

use std::collections::{BTreeMap, BTreeSet};

/// How many names are learnt from the logs; a server has a few.
const LEARNT: usize = 500;

/// The names of engines, and their ids where those are known.
#[derive(Clone, Debug, Default)]
pub(super) struct Names {
    known: BTreeSet<String>,
    spaced: Vec<String>,
    uuids: BTreeMap<String, String>,
}

impl Names {
    /// Learns a name; whether it is known now.
    pub fn learn(&mut self, name: &str) -> bool {
        if self.known.contains(name) {
            return true;
        }
        if self.known.len() >= LEARNT {
            return false;
        }
        if name.contains(char::is_whitespace) {
            self.spaced.push(name.to_owned());
            self.spaced.sort_by_key(|name| std::cmp::Reverse(name.len()));
        }
        self.known.insert(name.to_owned())
    }

    /// Learns the id of an engine.
    pub fn learn_uuid(&mut self, uuid: &str, name: &str) {
        if self.uuids.len() < LEARNT {
            self.uuids.entry(uuid.to_owned()).or_insert_with(|| name.to_owned());
        }
    }

    /// The engine of an id.
    pub fn of_uuid(&self, uuid: &str) -> Option<&str> {
        self.uuids.get(uuid).map(String::as_str)
    }

    /// Every engine that a text names, each once, in the order of the text; where `by_form` is set, also one that
    /// was never heard of.
    pub fn all_in(&self, text: &str, by_form: bool) -> Vec<String> {
        let mut found: Vec<String> = Vec::new();
        let mut add = |name: &str| {
            if !found.iter().any(|known| known == name) {
                found.push(name.to_owned());
            }
        };
        for name in self.spaced.iter().filter(|name| has(text, name)) {
            add(name);
        }
        for word in text.split_whitespace() {
            // A script without spaces sets a name directly into the sentence.
            for part in [word].into_iter().chain(word.split(|c: char| !c.is_ascii())) {
                if let Some(name) = self.in_word(part, by_form) {
                    add(name);
                    break;
                }
            }
        }
        if found.is_empty() {
            let longest =
                self.known.iter().filter(|name| has(text, name)).max_by_key(|name| name.len());
            found.extend(longest.cloned());
        }
        found
    }

    /// The first engine that a text names.
    pub fn first_in(&self, text: &str, by_form: bool) -> Option<String> {
        self.all_in(text, by_form).into_iter().next()
    }

    /// A word without the marks around it, if it is a name.
    fn in_word<'a>(&self, word: &'a str, by_form: bool) -> Option<&'a str> {
        let mut word = word.trim_start_matches(['"', '\'', '(', '<', '[']);
        loop {
            if self.known.contains(word) {
                return Some(word);
            }
            let Some(shorter) = word.strip_suffix([',', '.', ':', ';', ')', '"', '\'', '>', ']'])
            else {
                break;
            };
            word = shorter;
        }
        (by_form && has_the_form(word)).then_some(word)
    }
}

/// `<node>.<server>-<bus>` or `<cluster>.<number>-<bus>` (engine-runtime 1.1).
fn has_the_form(word: &str) -> bool {
    let allowed = |c: char| c.is_ascii_alphanumeric() || "_.-".contains(c);
    let Some((place, rest)) = word.split_once('.') else { return false };
    let Some((server, bus)) = rest.split_once('-') else { return false };
    let all = [place, server, bus].iter().all(|part| !part.is_empty());
    all && word.len() <= 256 && word.chars().all(allowed)
}

/// Whether a text has a name as a whole: `Bus` is not found in `Bus2` or in `Bus.b`.
fn has(text: &str, name: &str) -> bool {
    let edge = |c: Option<char>| c.is_none_or(|c| !c.is_ascii_alphanumeric() && !"_.-".contains(c));
    text.match_indices(name).any(|(at, _)| {
        let mut after = text[at + name.len()..].chars();
        let (first, second) = (after.next(), after.next());
        edge(text[..at].chars().next_back())
            && (edge(first) || (first == Some('.') && edge(second)))
    })
}

/// The ids of engines in a text, 16 hexadecimal digits each, in order.
pub(super) fn uuids_in(text: &str) -> Vec<String> {
    let words = text.split(|c: char| !c.is_ascii_alphanumeric());
    let is_one =
        |word: &&str| word.len() == 16 && word.bytes().all(|byte| byte.is_ascii_hexdigit());
    words.filter(is_one).take(4).map(str::to_ascii_uppercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(known: &[&str]) -> Names {
        let mut names = Names::default();
        known.iter().for_each(|name| assert!(names.learn(name)));
        names
    }

    #[test]
    fn a_name_is_found_in_any_language_and_only_as_a_whole() {
        let known = names(&["N1.m1-Bus", "N1.m1-Bus 2"]);
        for (text, found) in [
            ("Messaging engine: N1.m1-Bus started", vec!["N1.m1-Bus"]),
            ("Messaging-Engine \"N1.m1-Bus\".", vec!["N1.m1-Bus"]),
            ("メッセージング・エンジンN1.m1-Busが", vec!["N1.m1-Bus"]),
            ("N1.m1-Bus2 started", vec![]),
            ("N1.m1-Bus.b started", vec![]),
            ("engine N1.m1-Bus 2 is", vec!["N1.m1-Bus 2", "N1.m1-Bus"]),
            ("N9.m1-Bus and N1.m1-Bus", vec!["N1.m1-Bus"]),
        ] {
            assert_eq!(known.all_in(text, false), found, "{text}");
        }
    }

    #[test]
    fn an_unknown_name_is_found_by_its_form() {
        let none = Names::default();
        for (text, found) in [
            (
                "engine: Node1.server1-BPM.ProcessServer.Bus, x",
                Some("Node1.server1-BPM.ProcessServer.Bus"),
            ),
            ("エンジンNode01.server1-OrdersBusが", Some("Node01.server1-OrdersBus")),
            ("java.lang.IllegalStateException: x-y", None),
            ("engine .a-b a.-b a.b- x", None),
        ] {
            assert_eq!(none.first_in(text, true).as_deref(), found, "{text}");
            assert_eq!(none.first_in(text, false), None, "{text}");
        }
    }

    #[test]
    fn ids_of_engines_have_sixteen_digits() {
        let text = "ME_UUID=5E1A90C7B3D24F68, ME_UUID(DB)=3f1a9c7e52b0d864, x=5E1A90C7B3D24F681";
        assert_eq!(uuids_in(text), ["5E1A90C7B3D24F68", "3F1A9C7E52B0D864"]);
    }
}
