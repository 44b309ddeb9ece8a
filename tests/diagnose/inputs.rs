//! What is packed, cut off, in another encoding, or no log at all.

use crate::stories::{self, Form, log};
use crate::{BINARY, diagnosis, root, run, run_with};
use serde_json::Value;
use std::fs;
use std::io::{Read, Write};
use std::path::Path;
use std::process::{Command, Stdio};

fn packed(text: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(text).unwrap();
    encoder.finish().unwrap()
}

fn flushed() -> String {
    log(Form::American, &stories::flushed())
}

fn verdict(report: &Value) -> &str {
    report["logs"][0]["engines"][0]["conclusion"]["verdict"].as_str().unwrap()
}

fn utf16(text: &str, big: bool, mark: bool) -> Vec<u8> {
    let mark = if mark { "\u{feff}" } else { "" };
    let units = format!("{mark}{text}");
    let bytes = |unit: u16| if big { unit.to_be_bytes() } else { unit.to_le_bytes() };
    units.encode_utf16().flat_map(bytes).collect()
}

/// Writes files into a folder and diagnoses them there.
fn of_files(files: &[(&str, Vec<u8>)], more: &[&str]) -> (i32, Value, String) {
    let folder = tempfile::tempdir().unwrap();
    let mut arguments = vec!["diagnose".to_owned(), "--format".into(), "json".into()];
    arguments.extend(more.iter().map(|word| (*word).to_owned()));
    for (name, bytes) in files {
        let path = folder.path().join(name);
        fs::write(&path, bytes).unwrap();
        arguments.push(path.to_str().unwrap().to_owned());
    }
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let (code, out, err) = run(&arguments);
    (code, serde_json::from_str(&out).unwrap_or_default(), err)
}

/// A log that has rolled over twice, its files as a shell lists them.
fn rolled() -> Vec<(&'static str, Vec<u8>)> {
    let text = flushed();
    let at = |share: usize| text.match_indices('\n').nth(share).unwrap().0 + 1;
    let (first, second) = (at(10), at(20));
    vec![
        ("SystemOut.log", text[second..].into()),
        ("SystemOut_10.11.10_02.00.03.log", text[..first].into()),
        ("SystemOut_10.11.10_02.00.07.log.gz", packed(&text.as_bytes()[first..second])),
    ]
}

#[test]
fn rolled_files_are_one_log_in_the_order_of_their_names_packed_or_not() {
    let (code, report, _) = of_files(&rolled(), &[]);
    assert_eq!((code, verdict(&report)), (0, "flushed"));
    assert_eq!(report["logs"].as_array().unwrap().len(), 1);
    let names: Vec<&str> = report["logs"][0]["files"]
        .as_array()
        .unwrap()
        .iter()
        .map(|file| file["name"].as_str().unwrap().rsplit('/').next().unwrap())
        .collect();
    let expected =
        ["SystemOut_10.11.10_02.00.03.log", "SystemOut_10.11.10_02.00.07.log.gz", "SystemOut.log"];
    assert_eq!(names, expected);
    // The completion is in the packed file, the state in the last one.
    let says = report["logs"][0]["engines"][0]["conclusion"]["says"].as_str().unwrap();
    assert!(says.contains("of SystemOut_10.11.10_02.00.03.log"), "{says}");
}

#[test]
fn files_of_other_names_are_logs_of_their_own_unless_it_is_said_that_they_are_one() {
    let text = flushed();
    let half = text.find("[11/10/10 2:00:05").unwrap();
    let files = [("a.log", text[..half].into()), ("b.log", text[half..].into())];
    let (code, report, _) = of_files(&files, &[]);
    assert_eq!((code, report["logs"].as_array().unwrap().len()), (1, 2));
    let (code, report, _) = of_files(&files, &["--one-log"]);
    assert_eq!((code, verdict(&report)), (0, "flushed"));
}

#[test]
fn the_same_answer_comes_of_every_encoding() {
    for form in [Form::American, Form::German] {
        let text = log(form, &stories::flushed()).replace("Engine", "Engine\u{fc}\u{1f600}");
        let latin: Vec<u8> =
            text.chars().map(|c| u8::try_from(u32::from(c)).unwrap_or(b'?')).collect();
        for bytes in [
            text.clone().into_bytes(),
            format!("\u{feff}{text}").into_bytes(),
            text.replace('\n', "\r\n").into_bytes(),
            latin,
            packed(text.as_bytes()),
            [packed(&text.as_bytes()[..700]), packed(&text.as_bytes()[700..])].concat(),
            utf16(&text, true, true),
            utf16(&text, false, true),
            utf16(&text, true, false),
            utf16(&text, false, false),
            packed(&utf16(&text, false, true)),
            [vec![0; 3_000_000], text.clone().into_bytes()].concat(),
        ] {
            let (code, report) = diagnosis(&bytes);
            assert_eq!((code, verdict(&report)), (0, "flushed"), "{:?}", &bytes[..40]);
        }
    }
}

#[test]
fn a_packed_file_that_is_cut_off_gives_a_partial_answer_that_says_so() {
    let text = flushed();
    let padding: String = (0..20_000).map(|at| format!("[{at}] line {}\n", at * 7_919)).collect();
    let whole = packed(format!("{text}{padding}").as_bytes());
    for (bytes, why) in [
        (whole[..whole.len() / 2].to_vec(), "the packed file is cut off"),
        (
            [whole.clone(), b"this is not gzip at all".to_vec()].concat(),
            "the packed file is damaged",
        ),
    ] {
        let (code, report, err) = of_files(&[("SystemOut.log.gz", bytes.clone())], &[]);
        assert_eq!((code, verdict(&report), &report["complete"]), (2, "flushed", &false.into()));
        assert_eq!(report["logs"][0]["files"][0]["broken"], why);
        assert!(err.contains("so the answer is partial"), "{err}");
        let (_, out, _) = run_with(&["diagnose", "-"], &bytes);
        assert!(out.contains("  PARTIAL  - was read up to line ") && out.contains(why), "{out}");
    }
    let (code, out, err) = run_with(&["diagnose", "-"], &whole[..8]);
    assert_eq!((code, out.as_str()), (2, ""));
    assert!(err.contains("cannot read -: the packed file is cut off"), "{err}");
}

#[test]
fn what_is_no_log_is_refused_with_what_to_do() {
    let ebcdic = [0xc1, 0x40, 0x85, 0x95, 0x87, 0x89, 0x95, 0x85, 0x4b, 0x15].repeat(40);
    let noise: Vec<u8> =
        (0..5_000_u32).map(|at| (at.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
    for (name, bytes, said) in [
        ("100001.wbl", b"anything".to_vec(), "logViewer.sh -repositoryDir FOLDER"),
        ("a.zip", b"PK\x03\x04rest of it".to_vec(), "it is packed (zip): unpack it first"),
        ("a.xz", b"\xfd7zXZ\0rest".to_vec(), "it is packed (xz)"),
        ("twice.gz", packed(&packed(b"CWSIP0783I")), "it is packed (gzip, twice)"),
        ("mainframe.log", ebcdic, "it is in EBCDIC"),
        ("noise.log", noise.clone(), "it is no text"),
        ("noise.gz", packed(&noise), "it is no text"),
    ] {
        let (code, report, err) = of_files(&[(name, bytes)], &[]);
        assert_eq!((code, report), (2, Value::Null), "{name}");
        assert!(err.contains(said) && err.contains(name), "{name}: {err}");
    }
    let (code, out, err) = run(&["diagnose", "docs"]);
    assert_eq!((code, out.as_str()), (2, ""));
    assert!(
        err.contains("it is a folder") && err.contains("logViewer.sh -repositoryDir docs"),
        "{err}"
    );
    let (code, _, err) = run(&["diagnose", "no-such.log"]);
    assert!(code == 2 && err.contains("cannot read no-such.log"), "{err}");
    let (code, _, err) = run(&["diagnose", "--plan", "README.md", "Cargo.toml"]);
    assert!(code == 2 && err.contains("README.md is no plan that can be read"), "{err}");
}

#[test]
fn a_file_that_cannot_be_read_does_not_hide_what_the_others_say() {
    let files = [("SystemOut.log", flushed().into_bytes()), ("a.zip", b"PK\x03\x04".to_vec())];
    let (code, report, err) = of_files(&files, &[]);
    assert_eq!((code, verdict(&report)), (2, "flushed"));
    assert!(err.contains("a.zip: it is packed (zip)"), "{err}");
}

#[test]
fn an_empty_log_and_one_that_ends_in_the_middle_of_a_line_are_read() {
    let (code, out, _) = run_with(&["diagnose", "-"], b"");
    assert_eq!((code, out.trim_end()), (0, "-: 0 lines\n  no engine is told of"));
    let text = flushed();
    for cut in [text.len() - 1, text.find("CWSIP0783E: Mess").unwrap() + 9, text.len() / 3] {
        let (code, report) = diagnosis(&text.as_bytes()[..cut]);
        assert!(code < 2, "{cut}");
        assert_eq!(report["logs"][0]["files"][0]["lines"], text[..cut].lines().count());
    }
}

#[test]
fn nothing_of_a_log_moves_the_cursor_of_a_terminal() {
    let log = "[\x1b[2J11/10/10\u{202e} 2:00] 0000002a SibMessage    E   [B\x07:N.s-B] CWSIZ1234E: \x1b]0;a\x07 b\n";
    let (_, out, _) = run_with(&["diagnose", "-"], log.as_bytes());
    assert!(out.contains("CWSIZ1234E"), "{out}");
    assert!(!out.chars().any(|c| (c.is_control() && c != '\n') || c == '\u{202e}'), "{out:?}");
}

/// Runs `diagnose -` on what is written, and gives the output and the most memory it had, in megabytes.
fn fed(arguments: &[&str], feed: impl FnOnce(&mut dyn Write)) -> (i32, String, u64) {
    let mut command = Command::new(BINARY);
    command.args(["diagnose", "--format", "json"]).args(arguments).current_dir(root());
    let mut child =
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let status = format!("/proc/{}/status", child.id());
    let mut stdin = child.stdin.take().unwrap();
    feed(&mut stdin);
    let reading = peak(Path::new(&status)).unwrap();
    drop(stdin);
    // When it begins to print it has all that it will ever have; one that prints little is gone by then.
    let mut out = [0];
    child.stdout.as_mut().unwrap().read_exact(&mut out).unwrap();
    let peak = reading.max(peak(Path::new(&status)).unwrap_or(0));
    let done = child.wait_with_output().unwrap();
    let out = [&out[..], &done.stdout].concat();
    (done.status.code().unwrap(), String::from_utf8(out).unwrap(), peak)
}

/// The most memory of a process so far, in megabytes; `None` when it has ended.
fn peak(status: &Path) -> Option<u64> {
    let text = fs::read_to_string(status).ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kilobytes: u64 = line.split_whitespace().next()?.parse().ok()?;
    Some(kilobytes / 1_024)
}

/// The bound of the memory, in megabytes.
const BOUND: u64 = 30;

#[test]
fn a_line_without_an_end_needs_no_memory_and_its_messages_are_found() {
    let (code, out, peak) = fed(&["-"], |stdin| {
        stdin.write_all(flushed().replace('\n', " ").as_bytes()).unwrap();
        let block = vec![b'x'; 1 << 20];
        (0..200).for_each(|_| stdin.write_all(&block).unwrap());
        stdin.write_all(b" CWSIZ1234E: far behind ").unwrap();
        (0..4).for_each(|_| stdin.write_all(&block).unwrap());
    });
    // Of messages in one line only the first is one.
    assert_eq!(code, 1);
    assert!(peak < BOUND, "{peak} MB");
    let report: Value = serde_json::from_str(&out).unwrap();
    assert_eq!(report["logs"][0]["files"][0]["lines"], 1);
    let others = report["logs"][0]["others"].as_array().unwrap();
    assert!(others.iter().any(|other| other["id"] == "CWSIZ1234"), "{others:?}");
}

#[test]
fn a_log_of_nothing_but_messages_of_many_engines_needs_little_memory() {
    let (code, out, peak) = fed(&["-"], |stdin| {
        for at in 0..20_000_u32 {
            let (engine, id, long) = (at % 400, at % 10_000, "y".repeat(300));
            let head =
                format!("[{at} {long:.60}] 0000002a SibMessage    E   [Bus:N.s{engine}-Bus]");
            writeln!(stdin, "{head} CWSIZ{id:04}E: {long}").unwrap();
            writeln!(stdin, "{head} CWSIS{:04}E: {long}", 1_500 + at % 100).unwrap();
        }
    });
    assert_eq!(code, 1);
    assert!(peak < BOUND, "{peak} MB");
    let report: Value = serde_json::from_str(&out).unwrap();
    let log = &report["logs"][0];
    assert_eq!(log["engines"].as_array().unwrap().len(), 200);
    assert!(log["engines_left_out"].as_u64().unwrap() > 0);
    assert!(log["others_left_out"].as_u64().unwrap() > 0);
    assert!(log["engines"][0]["events_left_out"].as_u64().unwrap() > 0);
}

#[test]
fn a_packed_file_that_goes_on_for_ever_is_given_up() {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(&vec![b' '; 1 << 20]).unwrap();
    let bomb = encoder.finish().unwrap().repeat(400);
    let (code, report, err) = of_files(&[("bomb.gz", bomb)], &[]);
    assert_eq!(code, 2, "{err}");
    let broken = report["logs"][0]["files"][0]["broken"].as_str().unwrap();
    assert_eq!(broken, "it is packed more than 500 times smaller, which no log is");
    assert!(report["logs"][0]["files"][0]["bytes"].as_u64().unwrap() < 100 << 20);
}
