//! WebSphere variables: `${NAME}`, looked up from the narrowest scope outwards.

use super::ServerName;
use std::collections::BTreeMap;

/// Where a variable is defined.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Scope {
    /// The whole cell.
    Cell,
    /// A node.
    Node(String),
    /// A cluster.
    Cluster(String),
    /// A server.
    Server(ServerName),
}

/// The variables of a cell.
#[derive(Clone, Debug, Default)]
pub struct Variables {
    values: BTreeMap<(Scope, String), String>,
}

/// Variables may name variables. A text that takes more look-ups than this is a circle, or means no
/// good.
const MOST_LOOK_UPS: usize = 200;
/// No path is longer than this, and variables that double one another would be.
const LONGEST: usize = 8_192;

impl Variables {
    /// Adds a variable. The first of several in one scope stays.
    pub fn add(&mut self, scope: Scope, name: &str, value: &str) {
        self.values.entry((scope, name.to_owned())).or_insert_with(|| value.to_owned());
    }

    /// The value of a variable, from the first of these scopes that has it.
    pub fn value(&self, scopes: &[Scope], name: &str) -> Option<&str> {
        let value = |scope: &Scope| self.values.get(&(scope.clone(), name.to_owned()));
        scopes.iter().find_map(value).map(String::as_str)
    }

    /// The text with each `${NAME}` filled in from the first of these scopes that has it, `$(NAME)`
    /// alike. What no scope has stays as it is, and so does a text that goes in a circle.
    pub fn fill(&self, scopes: &[Scope], text: &str) -> String {
        let mut filled = String::new();
        let mut look_ups = 0;
        // What is still to be looked at, the next piece last.
        let mut rest: Vec<&str> = vec![text];
        while let Some(piece) = rest.pop() {
            let Some((before, name, after)) = next_variable(piece) else {
                filled.push_str(piece);
                continue;
            };
            filled.push_str(before);
            rest.push(after);
            match self.value(scopes, name) {
                Some(value) => rest.push(value),
                None => filled.push_str(&piece[before.len()..piece.len() - after.len()]),
            }
            look_ups += 1;
            if look_ups > MOST_LOOK_UPS || filled.len() > LONGEST {
                return text.to_owned();
            }
        }
        filled
    }
}

/// Whether a text still holds a variable.
pub fn has_variable(text: &str) -> bool {
    next_variable(text).is_some()
}

/// What stands before the first variable, its name, and what stands behind it.
fn next_variable(text: &str) -> Option<(&str, &str, &str)> {
    let mut from = 0;
    loop {
        let at = from + text[from..].find('$')?;
        let close = match text.as_bytes().get(at + 1) {
            Some(b'{') => '}',
            Some(b'(') => ')',
            _ => {
                from = at + 1;
                continue;
            }
        };
        let length = text[at + 2..].find(close)?;
        return Some((&text[..at], &text[at + 2..at + 2 + length], &text[at + 3 + length..]));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scopes() -> [Scope; 3] {
        [Scope::Server(ServerName::new("N", "s")), Scope::Node("N".to_owned()), Scope::Cell]
    }

    #[test]
    fn the_narrowest_scope_wins_and_values_may_hold_variables() {
        let mut variables = Variables::default();
        variables.add(Scope::Cell, "ROOT", "/cell");
        variables.add(Scope::Node("N".to_owned()), "ROOT", "/node");
        variables.add(Scope::Node("M".to_owned()), "ROOT", "/other");
        variables.add(Scope::Cell, "LOGS", "${ROOT}/logs");
        variables.add(Scope::Server(ServerName::new("N", "s")), "OUT", "$(LOGS)/s");
        assert_eq!(variables.fill(&scopes(), "${OUT}/a.log"), "/node/logs/s/a.log");
        assert_eq!(variables.fill(&scopes()[2..], "${LOGS}"), "/cell/logs");
    }

    #[test]
    fn what_no_scope_has_stays_and_so_does_a_circle() {
        let mut variables = Variables::default();
        variables.add(Scope::Cell, "A", "${B}");
        variables.add(Scope::Cell, "B", "x${A}");
        variables.add(Scope::Cell, "C", "c");
        for text in ["${A}", "$", "${", "${OPEN", "a$b", "${NONE}/x", "$$"] {
            assert_eq!(variables.fill(&scopes(), text), text);
        }
        assert_eq!(variables.fill(&scopes(), "${NONE}/${C}"), "${NONE}/c");
        assert_eq!(variables.fill(&scopes(), "$${C}"), "$c");
    }

    #[test]
    fn variables_that_double_one_another_end() {
        let mut variables = Variables::default();
        for at in 0..60 {
            let twice = format!("${{V{}}}${{V{0}}}", at + 1);
            variables.add(Scope::Cell, &format!("V{at}"), &twice);
        }
        assert_eq!(variables.fill(&[Scope::Cell], "${V0}"), "${V0}");
    }
}
