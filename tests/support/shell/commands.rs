//! Phase 0 proves every command of the system that the generated scripts call: all scripts are
//! walked, and what stands where a command stands is compared with that list.

use crate::text::every_file;
use std::collections::BTreeSet;

/// What a shell has itself, in each of the shells.
const OF_THE_SHELL: &[&str] = &[
    ".", ":", "[", "break", "cd", "continue", "echo", "exec", "exit", "export", "kill", "pwd",
    "read", "return", "set", "shift", "test", "trap", "true", "umask", "unset", "wait",
];
/// What is looked for where it is called, and done without where it is missing.
const LOOKED_FOR: &[&str] = &[
    "csum",
    "digest",
    "fuser",
    "hostname",
    "jar",
    "lsof",
    "openssl",
    "sha256sum",
    "shasum",
    "sync",
    "uname",
    "unzip",
    "who",
];

#[derive(Debug, PartialEq)]
enum Token {
    /// A word as it is written.
    Word(String),
    /// `;`, `|`, `&`, a line end, and so on.
    Mark(&'static str),
}

/// A shell text as tokens; what stands in `$( )` comes after its word, as a text of its own.
struct Lexer<'a> {
    rest: &'a [u8],
    within: Vec<String>,
}

impl<'a> Lexer<'a> {
    fn of(text: &'a str) -> Self {
        Self { rest: text.as_bytes(), within: Vec::new() }
    }

    fn take(&mut self, count: usize) -> String {
        let (taken, rest) = self.rest.split_at(count);
        self.rest = rest;
        String::from_utf8(taken.to_vec()).unwrap()
    }

    fn starts(&self, with: &str) -> bool {
        self.rest.starts_with(with.as_bytes())
    }

    fn tokens(mut self) -> (Vec<Token>, Vec<String>) {
        let mut tokens = Vec::new();
        let mut heredoc: Option<String> = None;
        while !self.rest.is_empty() {
            let mark =
                ["\n", ";;", ";", "&&", "&", "||", "|", "(", ")", "<<", ">>", "<&", ">&", "<", ">"]
                    .into_iter()
                    .find(|mark| self.starts(mark));
            if self.starts(" ") {
                self.take(1);
            } else if self.starts("\\\n") {
                self.take(2);
            } else if self.starts("#") {
                let end = self.rest.iter().position(|c| *c == b'\n').unwrap_or(self.rest.len());
                self.take(end);
            } else if let Some(mark) = mark {
                self.take(mark.len());
                if mark == "<<" {
                    self.take(self.rest.iter().position(|c| *c != b' ').unwrap());
                    heredoc = Some(self.word().trim_matches('\'').to_owned());
                } else {
                    tokens.push(Token::Mark(mark));
                }
                if mark == "\n"
                    && let Some(end) = heredoc.take()
                {
                    let text = String::from_utf8(self.rest.to_vec()).unwrap();
                    self.take(text.find(&format!("\n{end}\n")).unwrap() + end.len() + 2);
                }
            } else {
                let word = self.word();
                // The number of a file stands before its arrow.
                let number = word.len() == 1 && word.as_bytes()[0].is_ascii_digit();
                if !number || !(self.starts("<") || self.starts(">")) {
                    tokens.push(Token::Word(word));
                }
            }
        }
        (tokens, self.within)
    }

    fn word(&mut self) -> String {
        let mut word = String::new();
        while let Some(c) = self.rest.first() {
            match c {
                b' ' | b'\n' | b';' | b'&' | b'|' | b'(' | b')' | b'<' | b'>' => break,
                b'\'' => {
                    let end = self.rest[1..].iter().position(|c| *c == b'\'').unwrap();
                    word += &self.take(end + 2);
                }
                b'"' => word += &self.quoted(),
                b'\\' => word += &self.take(2),
                b'$' => word += &self.dollar(),
                _ => word += &self.take(1),
            }
        }
        word
    }

    fn quoted(&mut self) -> String {
        let mut text = self.take(1);
        loop {
            match self.rest[0] {
                b'"' => return text + &self.take(1),
                b'\\' => text += &self.take(2),
                b'$' => text += &self.dollar(),
                _ => text += &self.take(1),
            }
        }
    }

    /// `$NAME`, `${...}`, `$((...))`, or `$(...)`, whose text is kept.
    fn dollar(&mut self) -> String {
        if self.starts("$((") {
            let text = String::from_utf8(self.rest.to_vec()).unwrap();
            return self.take(text.find("))").unwrap() + 2);
        }
        if self.starts("${") {
            let mut text = self.take(2);
            while self.rest[0] != b'}' {
                text += &match self.rest[0] {
                    b'"' => self.quoted(),
                    b'$' => self.dollar(),
                    _ => self.take(1),
                };
            }
            return text + &self.take(1);
        }
        if !self.starts("$(") {
            return self.take(1);
        }
        self.take(2);
        // The text to the bracket that closes this one; patterns of `case` are in brackets here.
        let mut text = String::new();
        let mut open = 1;
        while open > 0 {
            let (c, more) = (self.rest[0], open);
            text += &match c {
                b'"' => self.quoted(),
                b'\'' => {
                    let end = self.rest[1..].iter().position(|c| *c == b'\'').unwrap();
                    self.take(end + 2)
                }
                b'$' => self.dollar(),
                b'\\' => self.take(2),
                _ => self.take(1),
            };
            open = match c {
                b'(' => more + 1,
                b')' => more - 1,
                _ => more,
            };
        }
        text.pop();
        self.within.push(text);
        "$()".to_owned()
    }
}

/// The commands of a shell text, and the functions that it defines.
fn commands(text: &str, called: &mut BTreeSet<String>, defined: &mut BTreeSet<String>) {
    let (tokens, within) = Lexer::of(text).tokens();
    for text in within {
        commands(&text, called, defined);
    }
    // How each `case` that is open goes on: with a pattern, or with commands.
    let mut cases: Vec<bool> = Vec::new();
    let mut begins = true;
    let mut at = 0;
    while at < tokens.len() {
        let next = tokens.get(at + 1);
        match &tokens[at] {
            Token::Word(word) if cases.last() == Some(&true) => {
                if word == "esac" {
                    cases.pop();
                    begins = false;
                }
            }
            Token::Mark(")") if cases.last() == Some(&true) => {
                *cases.last_mut().unwrap() = false;
                begins = true;
            }
            Token::Mark(_) if cases.last() == Some(&true) => {}
            Token::Mark(";;") => {
                *cases.last_mut().unwrap() = true;
            }
            Token::Mark("<" | ">" | ">>" | "<&" | ">&") => at += 1,
            Token::Mark(mark) => begins = *mark != ")",
            Token::Word(word) if begins => match word.as_str() {
                "if" | "then" | "elif" | "else" | "while" | "until" | "do" | "!" | "{" => {}
                "fi" | "done" | "}" => begins = false,
                "esac" => {
                    cases.pop();
                    begins = false;
                }
                "case" => {
                    at += 2;
                    assert_eq!(tokens.get(at), Some(&Token::Word("in".to_owned())), "{text}");
                    cases.push(true);
                }
                "for" => {
                    at += 1;
                    begins = false;
                }
                _ if next == Some(&Token::Mark("(")) => {
                    defined.insert(word.clone());
                    at += 2;
                }
                _ if is_assignment(word) => {}
                "env" => {
                    called.insert(word.clone());
                }
                _ => {
                    called.insert(word.clone());
                    begins = false;
                }
            },
            // find runs a command for each file.
            Token::Word(word) if word == "-exec" => {
                if let Some(Token::Word(word)) = next {
                    called.insert(word.clone());
                }
            }
            Token::Word(_) => {}
        }
        at += 1;
    }
}

fn is_assignment(word: &str) -> bool {
    word.split_once('=').is_some_and(|(name, _)| {
        !name.is_empty() && name.bytes().all(|c| c.is_ascii_alphanumeric() || c == b'_')
    })
}

#[test]
fn phase_0_proves_every_command_that_the_scripts_call() {
    let files = every_file();
    let (mut called, mut defined) = (BTreeSet::new(), BTreeSet::new());
    for text in files.values() {
        commands(text, &mut called, &mut defined);
    }
    let plain = |word: &&String| {
        word.bytes()
            .all(|c| c.is_ascii_alphanumeric() || c == b'_' || c == b'[' || c == b'.' || c == b':')
    };
    let called: BTreeSet<&str> = called
        .iter()
        .filter(plain)
        .filter(|word| !defined.contains(*word))
        .map(String::as_str)
        .filter(|word| !OF_THE_SHELL.contains(word) && !LOOKED_FOR.contains(word))
        .collect();
    let text = &files["lib/proofs.sh"];
    let list = text.split_once("COMMANDS='").unwrap().1.split_once('\'').unwrap().0;
    let proved: BTreeSet<&str> = list.split_whitespace().collect();
    assert!(called.contains("awk") && called.contains("cksum") && called.contains("tee"));
    let missing: Vec<_> = called.difference(&proved).collect();
    assert!(missing.is_empty(), "lib/proofs.sh does not prove {missing:?}");
    let idle: Vec<_> = proved.difference(&called).collect();
    assert!(idle.is_empty(), "lib/proofs.sh proves {idle:?}, which nothing calls");
}

#[test]
fn commands_are_found_where_commands_stand() {
    let text = "a() { if b \"$(c 'd e' | f)\"; then x=$(g) h; fi; }\n\
        # i\ncase $j in k | l) m > n ;; *) o || { p; } ;; esac\n\
        for q in r; do env s < t; done\nfind . -exec u {} \\;\ncat << 'END'\nv\nEND\nw 2> /dev/null\n";
    let (mut called, mut defined) = (BTreeSet::new(), BTreeSet::new());
    commands(text, &mut called, &mut defined);
    let called: Vec<&str> = called.iter().map(String::as_str).collect();
    let expected = ["b", "c", "cat", "env", "f", "find", "g", "h", "m", "o", "p", "s", "u", "w"];
    assert_eq!(called, expected);
    assert_eq!(defined.iter().collect::<Vec<_>>(), ["a"]);
}
