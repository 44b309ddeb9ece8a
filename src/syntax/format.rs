//! One way to lay a plan out: two spaces a block, values of neighbouring lines in one column.
//!
//! It moves white space only. Lines, blank lines, comments and the spelling of values stay.

/// The same plan, laid out. Text that does not parse is laid out as far as its braces allow.
pub fn format(text: &str) -> String {
    let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
    let mut lines: Vec<Line> = text.lines().map(Line::read).collect();
    lines.dedup_by(|next, before| next.is_blank() && before.is_blank());
    let mut depth = 0usize;
    for line in &mut lines {
        line.depth = depth.saturating_sub(usize::from(line.closes_first()));
        depth = (depth + line.opens).saturating_sub(line.closes);
    }
    align(&mut lines);
    let body = with_comments(&lines);
    let trimmed = body.trim_matches('\n');
    if trimmed.is_empty() { String::new() } else { format!("{trimmed}\n") }
}

/// Lines longer than this keep their comment to themselves.
const LONGEST_ALIGNED: usize = 64;

/// Code and comments together. Comments behind code share a column from line to line.
fn with_comments(lines: &[Line]) -> String {
    let code: Vec<String> = lines.iter().map(Line::code).collect();
    let is_behind = |at: &usize| !lines[*at].words.is_empty() && lines[*at].comment.is_some();
    let mut body = String::new();
    let mut from = 0;
    while from < lines.len() {
        let run = (from..lines.len()).take_while(is_behind).count();
        // A very long line does not push the comments of its neighbours out of sight.
        let widths = (from..from + run).map(|at| code[at].chars().count());
        let widest = widths.filter(|width| *width <= LONGEST_ALIGNED).max().unwrap_or(0);
        for at in from..from + run.max(1) {
            body.push_str(&code[at]);
            if let Some(comment) = &lines[at].comment {
                let gap = widest.saturating_sub(code[at].chars().count()) + 2;
                let gap = if run == 0 { 0 } else { gap };
                body.push_str(&" ".repeat(gap));
                body.push_str(comment);
            }
            body.push('\n');
        }
        from += run.max(1);
    }
    body
}

/// Words that begin a clause and never an entry: a line that begins with one goes on with the entry
/// before it.
const CONTINUATIONS: &[&str] = &[
    "because",
    "by",
    "from",
    "logs",
    "manual",
    "on",
    "online",
    "run",
    "runs-on",
    "sha256",
    "timestamp",
    "without",
];

/// A line cut into words; strings and comments are words whole.
struct Line {
    words: Vec<String>,
    comment: Option<String>,
    depth: usize,
    opens: usize,
    closes: usize,
    width: usize,
}

impl Line {
    fn read(line: &str) -> Self {
        let mut words: Vec<String> = Vec::new();
        let mut comment = None;
        let mut rest = line.trim_matches(is_space);
        while !rest.is_empty() {
            if rest.starts_with('#') {
                comment = Some(rest.to_owned());
                break;
            }
            let (word, after) = rest.split_at(word_end(rest));
            words.push(word.to_owned());
            rest = after.trim_start_matches(is_space);
        }
        let count = |brace: &str| words.iter().filter(|word| *word == brace).count();
        let (opens, closes) = (count("{"), count("}"));
        Self { words, comment, depth: 0, opens, closes, width: 0 }
    }

    fn is_blank(&self) -> bool {
        self.words.is_empty() && self.comment.is_none()
    }

    fn closes_first(&self) -> bool {
        self.words.first().is_some_and(|word| word == "}")
    }

    /// A clause of the entry on the line before it.
    fn is_continuation(&self) -> bool {
        self.words.first().is_some_and(|word| CONTINUATIONS.contains(&word.as_str()))
    }

    /// A key and its values, nothing else: such lines share a column.
    fn is_simple(&self) -> bool {
        self.words.len() > 1 && self.opens == 0 && self.closes == 0 && !self.is_continuation()
    }

    /// The line without its comment.
    fn code(&self) -> String {
        let depth = self.depth + usize::from(self.is_continuation());
        let mut text = "  ".repeat(if self.is_blank() { 0 } else { depth });
        for (at, word) in self.words.iter().enumerate() {
            text.push_str(word);
            let last = at + 1 == self.words.len();
            match (at, last) {
                (_, true) => {}
                (0, false) if self.is_simple() => {
                    let pad = self.width.saturating_sub(word.chars().count()) + 1;
                    text.push_str(&" ".repeat(pad));
                }
                _ => text.push(' '),
            }
        }
        text
    }
}

/// Where the first word ends: at white space, a brace or a comment outside quotes.
fn word_end(text: &str) -> usize {
    let (mut quoted, mut escaped) = (false, false);
    for (at, c) in text.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' => quoted = !quoted,
            _ if quoted => {}
            '{' | '}' => return at.max(1),
            '#' => return at,
            _ if is_space(c) => return at,
            _ => {}
        }
    }
    text.len()
}

/// What the grammar takes for white space. Any other blank is a mistake that must stay visible.
fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\r')
}

/// Gives runs of simple lines of one block a common first column.
fn align(lines: &mut [Line]) {
    let mut from = 0;
    while from < lines.len() {
        let depth = lines[from].depth;
        let run = lines[from..].iter().take_while(|l| l.is_simple() && l.depth == depth).count();
        let width = |line: &Line| line.words[0].chars().count();
        let widest = lines[from..from + run].iter().map(width).max().unwrap_or(0);
        for line in &mut lines[from..from + run] {
            line.width = widest;
        }
        from += run.max(1);
    }
}
