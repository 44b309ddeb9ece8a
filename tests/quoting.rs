//! What is written as a literal is read back as it was, by every real shell and every runtime.
//!
//! Many random texts share one process, because a start takes longer than reading them.

#![expect(clippy::unwrap_used, reason = "a panic is how a test fails")]
#![expect(clippy::disallowed_methods, reason = "a test starts processes and writes files")]

use proptest::prelude::*;
use sibrestore::render::escape::{jython_literal, jython_rows, shell_path, shell_word};
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Each must be there: a shell that is missing fails the tests.
const SHELLS: &[&[&str]] =
    &[&["dash"], &["bash"], &["ksh93"], &["mksh"], &["lksh"], &["posh"], &["busybox", "sh"]];

fn settings(cases: u32) -> ProptestConfig {
    ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(cases) }
}

/// Texts of one line as plans may have them, rich in what shells and Jython could trip over.
fn texts(most: usize) -> impl Strategy<Value = Vec<String>> {
    let hard = "'\"\\$`!*?[]{}()<>|&;#~=%^ \u{e9}\u{fc}\u{6ce8}\u{6587}\u{ffee}\u{a0}n0x7u\u{d7ff}";
    let hard: Vec<char> = hard.chars().collect();
    let piece = prop_oneof![
        6 => prop::sample::select(hard).prop_map(String::from),
        3 => "[a-zA-Z0-9_./:-]{1,6}",
        1 => prop::sample::select(vec!["\\u0041", "\\x41", "$(id)", "`id`", "'\\''", "${HOME}", "%s", "\\\\", "-n"])
            .prop_map(String::from),
        1 => any::<char>().prop_filter("a plan may hold it", |c| {
            !c.is_control() && *c < '\u{10000}' && !sibrestore::syntax::is_forbidden(*c)
        }).prop_map(String::from),
    ];
    let text = prop::collection::vec(piece, 0..14).prop_map(|pieces| pieces.concat());
    prop::collection::vec(text, 1..most)
}

/// Runs a script that prints each text on a line of its own.
fn printed(words: &[&str], script: &str, ending: &str) -> Vec<u8> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(format!("script.{ending}"));
    std::fs::write(&path, script).unwrap();
    let mut command = Command::new(words[0]);
    for word in &words[1..] {
        command.arg(if word.ends_with(".jar") { jar(word) } else { PathBuf::from(word) });
    }
    let output = command.arg(&path).current_dir(folder.path()).env("LC_ALL", "C").output();
    let output = output.unwrap_or_else(|error| panic!("{words:?}: {error}"));
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{words:?}: {said}\n{script}");
    output.stdout
}

/// A jar that `tests/support/install-tools.sh` has fetched; one that is missing fails the tests.
fn jar(name: &str) -> PathBuf {
    let tools = Path::new(env!("CARGO_MANIFEST_DIR")).join(".tools");
    let jar = tools.join(name);
    assert!(jar.is_file(), "run tests/support/install-tools.sh: {} is missing", jar.display());
    jar
}

fn lines(texts: &[String]) -> String {
    texts.iter().map(|text| format!("[{text}]\n")).collect()
}

/// The numbers of the UTF-16 units of each text, which every runtime can print alike.
fn numbers(texts: &[String]) -> String {
    let one = |text: &String| {
        let units: Vec<String> = text.encode_utf16().map(|unit| unit.to_string()).collect();
        format!("{}\n", units.join(" "))
    };
    texts.iter().map(one).collect()
}

proptest! {
    #![proptest_config(settings(8))]

    #[test]
    fn every_shell_reads_a_word_back_as_it_was(texts in texts(120)) {
        let mut script = String::new();
        for text in &texts {
            let word = shell_word(text).unwrap();
            writeln!(script, "A={word}\nprintf '[%s]\\n' \"$A\"").unwrap();
        }
        prop_assert!(script.is_ascii());
        for shell in SHELLS {
            let read = String::from_utf8(printed(shell, &script, "sh")).unwrap();
            prop_assert_eq!(read, lines(&texts), "{:?}", shell);
        }
    }
}

proptest! {
    #![proptest_config(settings(4))]

    #[test]
    fn every_shell_reads_a_path_below_the_root(texts in texts(60)) {
        let paths: Vec<String> = texts.iter().map(|text| format!("/{text}")).collect();
        for root in ["", "/it's $HOME \"x\""] {
            let mut script = format!("set -u\nROOT={}\n", shell_word(root).unwrap());
            for text in texts.iter().chain(&paths) {
                writeln!(script, "A={}\nprintf '[%s]\\n' \"$A\"", shell_path(text).unwrap()).unwrap();
            }
            let below = |text: &String| if text.starts_with('/') { format!("{root}{text}") } else { text.clone() };
            let expected: Vec<String> = texts.iter().chain(&paths).map(below).collect();
            prop_assert!(script.is_ascii());
            for shell in SHELLS {
                let read = String::from_utf8(printed(shell, &script, "sh")).unwrap();
                prop_assert_eq!(read, lines(&expected), "{:?}", shell);
            }
        }
    }
}

const RUNTIMES: &[&[&str]] = &[
    &["java", "-Dpython.cachedir.skip=true", "-cp", "jython-2.1.jar", "org.python.util.jython"],
    &["java", "-Dpython.cachedir.skip=true", "-jar", "jython-standalone-2.7.4.jar"],
    &["python3"],
];

proptest! {
    #![proptest_config(settings(3))]

    #[test]
    fn every_runtime_reads_a_literal_back_as_it_was(texts in texts(300)) {
        let mut script = String::from(
            "import sys\ndef say(text):\n    parts = []\n    for c in text:\n        \
             parts.append(\"%d\" % (ord(c),))\n    sys.stdout.write(\" \".join(parts) + \"\\n\")\n",
        );
        for text in &texts {
            writeln!(script, "say({})", jython_literal(text).unwrap()).unwrap();
        }
        // The same as rows of data, which run over several lines.
        writeln!(script, "ROWS = []\nROWS.append({})", jython_rows(&texts).unwrap()).unwrap();
        script.push_str("for row in \"\".join(ROWS).split(\"\\n\")[:-1]:\n    say(row)\n");
        prop_assert!(script.is_ascii());
        let expected = numbers(&texts).repeat(2);
        for runtime in RUNTIMES {
            let read = String::from_utf8(printed(runtime, &script, "py")).unwrap();
            prop_assert_eq!(read.replace("\r\n", "\n"), expected.clone(), "{:?}", runtime);
        }
    }
}
