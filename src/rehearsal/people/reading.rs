//! What people read on a screen: the lines to be typed, with their host, and the receipts.

use crate::rehearsal::site::Site;
use crate::rehearsal::stage::hosts;

/// A line that somebody types on a host.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Line {
    /// The host.
    pub host: String,
    /// What is typed after `run.sh`.
    pub words: Vec<String>,
}

impl Line {
    /// The command of run.sh.
    pub fn command(&self) -> &str {
        self.words.first().map_or("", String::as_str)
    }

    /// The values of an option.
    pub fn values(&self, option: &str) -> Vec<String> {
        let pairs = self.words.windows(2).filter(|pair| pair[0] == option);
        pairs.map(|pair| pair[1].clone()).collect()
    }

    /// Whether it goes on without a receipt.
    pub fn overrides(&self) -> bool {
        self.words.iter().any(|word| word == "--override")
    }

    /// Whether it brings receipts and nothing else.
    pub fn brings_receipts(&self) -> bool {
        let options = self.words.iter().filter(|word| word.starts_with("--"));
        ["run", "backout"].contains(&self.command())
            && !self.values("--receipt").is_empty()
            && options.into_iter().all(|word| word == "--host" || word == "--receipt")
    }
}

/// A receipt that one host gives another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// The host that it is for.
    pub host: String,
    /// `run`, or `backout` for the way back.
    pub command: String,
    /// The code.
    pub code: String,
    /// The step that waits for it, where that is said.
    pub step: String,
}

/// What the person who reads knows.
#[derive(Clone, Copy, Debug)]
pub struct Reader<'a> {
    /// The plan.
    pub site: &'a Site,
    /// The host at whose screen the person is.
    pub host: &'a str,
    /// The hash that was approved.
    pub hash: &'a str,
}

/// Options of run.sh that stand alone.
const FLAGS: [&str; 3] = ["--dry-run", "--restart", "--before"];
/// Words that stand for what the person has to know, and does not.
const UNKNOWN: [&str; 9] =
    ["CODE", "NAME", "HOST", "STEP", "ID", "N", "FOLDER", "PATH", "JOURNAL-FOLDER"];
/// The reason that people give.
pub const REASON: &str = "told by telephone: all is well there";

impl Reader<'_> {
    /// The lines of a screen that can be typed, in the order printed.
    pub fn lines(self, text: &str) -> Vec<Line> {
        text.lines().filter_map(|line| self.line(line.split_once("./run.sh ")?.1)).collect()
    }

    /// What stands after `./run.sh`, where it is a whole line to be typed and nothing else.
    fn line(self, rest: &str) -> Option<Line> {
        let words = words(rest);
        let command = words.first()?;
        if !command.starts_with(|c: char| c.is_ascii_lowercase()) {
            return None;
        }
        let mut line = Line { host: String::new(), words: vec![command.clone()] };
        let mut step = None;
        let mut options = 0;
        let mut rest = words[1..].iter();
        while let Some(word) = rest.next() {
            if FLAGS.contains(&word.as_str()) {
                line.words.push(word.clone());
                options += 1;
            } else if word.starts_with("--") {
                let value = self.filled_in(word, rest.next()?)?;
                if word == "--host" {
                    line.host.clone_from(&value);
                }
                line.words.extend([word.clone(), value]);
                options += 1;
            } else if step.is_none() && !["run", "backout"].contains(&command.as_str()) {
                step = Some(word.clone());
                line.words.push(self.filled_in("", word)?);
            } else {
                return None;
            }
        }
        if line.host.is_empty() {
            // Words in a sentence are no line.
            if options == 0 && (command != "verify" || step.is_none()) {
                return None;
            }
            let on = step.and_then(|id| self.site.step(&id)).map(|step| step.host.clone());
            line.host = on.unwrap_or_else(|| self.host.to_owned());
            line.words.extend(["--host".to_owned(), line.host.clone()]);
        }
        Some(line)
    }

    /// A value as the person types it; nothing where it stands for what nobody has said.
    fn filled_in(self, option: &str, value: &str) -> Option<String> {
        match (option, value) {
            ("--host", _) => host_named(self.site, value),
            (_, "TEXT") => Some(REASON.to_owned()),
            (_, "HASH") => Some(self.hash.to_owned()),
            _ if UNKNOWN.contains(&value) || value.starts_with(['[', '(']) => None,
            _ => Some(value.to_owned()),
        }
    }

    /// The receipts of a screen. A list of those that were given has no lines to be typed.
    pub fn receipts(self, text: &str) -> Vec<Receipt> {
        let mut found: Vec<Receipt> = Vec::new();
        for line in text.lines() {
            let line = line.trim();
            let (command, rest) = match (line.strip_prefix("HAND OVER to "), line) {
                (Some(rest), _) => ("run", rest),
                (None, line) => match line.strip_prefix("HAND BACK to ") {
                    Some(rest) => ("backout", rest),
                    None => continue,
                },
            };
            let Some((host, rest)) = rest.split_once(',') else { continue };
            let Some((step, code)) = rest.rsplit_once(": receipt ") else { continue };
            let Some(host) = host_named(self.site, host) else { continue };
            let step = step.rsplit(' ').next().unwrap_or_default().to_owned();
            let (command, code) = (command.to_owned(), code.trim().to_owned());
            found.push(Receipt { host, command, code, step });
        }
        for line in self.lines(text).into_iter().filter(Line::brings_receipts) {
            for code in line.values("--receipt") {
                if !found.iter().any(|known| known.code == code && known.host == line.host) {
                    let (host, command) = (line.host.clone(), line.command().to_owned());
                    found.push(Receipt { host, command, code, step: String::new() });
                }
            }
        }
        found
    }

    /// The step at which a host waits.
    pub fn waits_at(self, text: &str) -> String {
        let step = |line: &str| {
            let (_, step) = line.split_once("AWAITED before ")?;
            Some(step.trim_end_matches(':').to_owned())
        };
        text.lines().find_map(step).unwrap_or_default()
    }

    /// The hosts that a waiting host names: those that have a receipt to give.
    pub fn awaited(self, text: &str) -> Vec<String> {
        let from = |line: &str| {
            let (host, _) = line.trim().strip_prefix("from ")?.split_once(',')?;
            host_named(self.site, host)
        };
        text.lines().filter_map(from).collect()
    }
}

/// A host of the plan by its name, or by the first part of it.
fn host_named(site: &Site, word: &str) -> Option<String> {
    let same = |host: &String| {
        host.eq_ignore_ascii_case(word)
            || host.split('.').next().is_some_and(|short| short.eq_ignore_ascii_case(word))
    };
    hosts(site).into_iter().find(same)
}

/// The words of a line of shell: plain ones, and those in quotes.
fn words(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut quote = None;
    let mut letters = line.trim().chars();
    while let Some(c) = letters.next() {
        match (quote, c) {
            (Some(open), c) if c == open => quote = None,
            (None, '\'' | '"') => {
                quote = Some(c);
                word.get_or_insert_default();
            }
            (None, '\\') => word.get_or_insert_default().extend(letters.next()),
            (None, ' ') => words.extend(word.take()),
            _ => word.get_or_insert_default().push(c),
        }
    }
    words.extend(word);
    words
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn site() -> Site {
        let step = |id: &str, host: &str| {
            json!({
                "id": id, "kind": "verify_logs", "phase": 8, "title": "", "host": host,
                "follows": [], "way_back": null,
            })
        };
        let site = json!({
            "plan": "p", "engines": [], "stores": [], "config": null, "hosts": [],
            "cell": { "name": "c", "manager": null, "nodes": [], "servers": [], "clusters": [] },
            "steps": [step("703-flush-start", "dm.x"), step("801-verify-logs-N", "was.x")],
        });
        serde_json::from_value(site).unwrap()
    }

    fn lines(text: &str) -> Vec<String> {
        let site = site();
        let reader = Reader { site: &site, host: "dm.x", hash: "abc" };
        let line = |line: Line| format!("{}> {}", line.host, line.words.join("|"));
        reader.lines(text).into_iter().map(line).collect()
    }

    #[test]
    fn a_line_is_read_with_its_host_and_its_quoted_words() {
        let text = "  on dm.x: ./run.sh run --host dm.x --attempt 2 --engine 'a b' --engine 'it'\\''s'\n\
                    ADVICE   ./run.sh status --host WAS\n  there: ./run.sh run --host was.x --receipt AB-C";
        let expected = [
            "dm.x> run|--host|dm.x|--attempt|2|--engine|a b|--engine|it's",
            "was.x> status|--host|was.x",
            "was.x> run|--host|was.x|--receipt|AB-C",
        ];
        assert_eq!(lines(text), expected);
    }

    #[test]
    fn a_host_that_is_not_in_the_line_is_that_of_the_step_or_of_the_screen() {
        let text = "  on was.x, which has a log: ./run.sh verify 801-verify-logs-N\n\
                    ADVICE   ./run.sh run --confirm 703-flush-start";
        let expected = [
            "was.x> verify|801-verify-logs-N|--host|was.x",
            "dm.x> run|--confirm|703-flush-start|--host|dm.x",
        ];
        assert_eq!(lines(text), expected);
    }

    #[test]
    fn what_is_known_is_filled_in_and_the_rest_is_not_typed() {
        let text = "  ./run.sh run --host dm.x --override 703-flush-start --reason 'TEXT'\n\
                    ./run.sh run --host dm.x --yes-i-reviewed HASH\n\
                    ./run.sh run --host dm.x --receipt CODE\n./run.sh run --host HOST --attempt 2\n\
                    ./run.sh run --host elsewhere";
        let expected = [
            format!("dm.x> run|--host|dm.x|--override|703-flush-start|--reason|{REASON}"),
            "dm.x> run|--host|dm.x|--yes-i-reviewed|abc".to_owned(),
        ];
        assert_eq!(lines(text), expected);
    }

    #[test]
    fn words_in_a_sentence_are_no_line() {
        let text = "First type ./run.sh run again: it looks at each\nWhen all are: ./run.sh report\n\
                    ./run.sh COMMAND --help    the options\n./run.sh run [--host NAME]   goes on\n\
                    From there it only goes forward: ./run.sh run\n  ./run.sh run --help says more";
        assert_eq!(lines(text), [""; 0]);
    }

    #[test]
    fn what_is_beside_a_line_is_not_added_to_it() {
        let text = "  on was.x: ./run.sh run --host was.x --attempt 2\n    --restart: so";
        assert_eq!(lines(text), ["was.x> run|--host|was.x|--attempt|2"]);
        let text = "  on was.x: ./run.sh run --host was.x --attempt 2 --restart\n    --restart: so";
        assert_eq!(lines(text), ["was.x> run|--host|was.x|--attempt|2|--restart"]);
    }

    #[test]
    fn receipts_are_read_from_lines_and_from_the_list_of_those_given() {
        let site = site();
        let reader = Reader { site: &site, host: "dm.x", hash: "" };
        let text = "HAND OVER to was.x, before its 801-verify-logs-N: receipt AB12-3CD\n\
                    there: ./run.sh run --host was.x --receipt AB12-3CD\n\
                    HAND BACK to dm.x, before its back-703-flush-start: receipt ZZ12-3CD";
        let one = |host: &str, command: &str, code: &str, step: &str| Receipt {
            host: host.to_owned(),
            command: command.to_owned(),
            code: code.to_owned(),
            step: step.to_owned(),
        };
        let expected = [
            one("was.x", "run", "AB12-3CD", "801-verify-logs-N"),
            one("dm.x", "backout", "ZZ12-3CD", "back-703-flush-start"),
        ];
        assert_eq!(reader.receipts(text), expected);
        assert_eq!(
            reader.waits_at("HAND-OVER AWAITED before 801-verify-logs-N:"),
            "801-verify-logs-N"
        );
        assert_eq!(reader.awaited("  from was.x, which gives its receipt after 8"), ["was.x"]);
    }
}
