//! Random texts: rows of the language's own words, and right plans with damage.

use proptest::prelude::*;
use std::path::Path;

/// Every example and starter plan.
fn examples() -> Vec<Vec<u8>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folders = ["examples", "examples/broken", "templates/init"];
    let entries = folders.iter().flat_map(|folder| std::fs::read_dir(root.join(folder)).unwrap());
    let mut paths: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|ending| ending == "restore"));
    paths.sort();
    assert!(paths.len() > 10, "{paths:?}");
    paths.iter().map(|path| std::fs::read(path).unwrap()).collect()
}

/// Words of the language in any order, with what is most likely to break a reader between them.
pub fn words() -> impl Strategy<Value = String> {
    let bodies = sibrestore::syntax::BODIES.iter().flat_map(|body| body.entries);
    let mut words: Vec<String> = bodies.map(|form| form.key.to_owned()).collect();
    let more = [
        "{",
        "}",
        "{",
        "}",
        "\n",
        "\r\n",
        "\"",
        "\\",
        "#",
        "/",
        "\"a b\"",
        "\"a\"/b",
        "x/\"y\"",
        "é",
        "注文",
        "\u{200E}",
        "\0",
        "\u{1F600}",
        "all",
        "from",
        "on",
        "of",
        "by",
        "because",
        "without",
        "sha256",
        "runs-on",
        "rollback",
        "5m",
        "2024-03-10T02:00:00Z",
        "name",
        ";",
        "=",
        "\t",
        "  ",
    ];
    words.extend(more.map(str::to_owned));
    prop::collection::vec(prop::sample::select(words), 0..60).prop_map(|words| words.join(" "))
}

/// One piece of damage, at a random place.
#[derive(Clone, Debug)]
enum Damage {
    Flip(prop::sample::Index, u8),
    Insert(prop::sample::Index, String),
    DropLine(prop::sample::Index),
    DoubleLine(prop::sample::Index),
    MoveLine(prop::sample::Index, prop::sample::Index),
    Cut(prop::sample::Index),
}

fn damage() -> impl Strategy<Value = Damage> {
    let index = any::<prop::sample::Index>;
    let piece = prop::sample::select(vec![
        "{", "}", "\"", "\\", "#", "\n", "\r", "{ }", " before ", "\u{202E}", "é", "-", "*", "$(",
        "'", "restore ", "server ", "/", " 5 ", "\u{FEFF}",
    ]);
    prop_oneof![
        (index(), any::<u8>()).prop_map(|(at, byte)| Damage::Flip(at, byte)),
        (index(), piece).prop_map(|(at, piece)| Damage::Insert(at, piece.to_owned())),
        index().prop_map(Damage::DropLine),
        index().prop_map(Damage::DoubleLine),
        (index(), index()).prop_map(|(from, to)| Damage::MoveLine(from, to)),
        index().prop_map(Damage::Cut),
    ]
}

impl Damage {
    fn done_to(&self, mut bytes: Vec<u8>) -> Vec<u8> {
        let length = bytes.len() + 1;
        let mut lines: Vec<Vec<u8>> =
            bytes.split_inclusive(|byte| *byte == b'\n').map(<[u8]>::to_vec).collect();
        if lines.is_empty() {
            return bytes;
        }
        let count = lines.len();
        match self {
            Damage::Flip(at, byte) => {
                let at = at.index(bytes.len());
                bytes[at] = *byte;
                return bytes;
            }
            Damage::Insert(at, piece) => {
                let at = at.index(length);
                bytes.splice(at..at, piece.bytes());
                return bytes;
            }
            Damage::Cut(at) => {
                bytes.truncate(at.index(length));
                return bytes;
            }
            Damage::DropLine(at) => {
                lines.remove(at.index(count));
            }
            Damage::DoubleLine(at) => {
                let line = lines[at.index(count)].clone();
                lines.insert(at.index(count), line);
            }
            Damage::MoveLine(from, to) => {
                let line = lines.remove(from.index(count));
                lines.insert(to.index(count), line);
            }
        }
        lines.concat()
    }
}

/// Bytes that a failing test shows as text.
#[derive(Clone)]
pub struct Bytes(pub Vec<u8>);

impl std::fmt::Debug for Bytes {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&String::from_utf8_lossy(&self.0))
    }
}

/// An example with one to four pieces of damage.
pub fn damaged() -> impl Strategy<Value = Bytes> {
    let plan = prop::sample::select(examples());
    (plan, prop::collection::vec(damage(), 1..5))
        .prop_map(|(plan, damages)| damages.iter().fold(plan, |plan, one| one.done_to(plan)))
        .prop_map(Bytes)
}
