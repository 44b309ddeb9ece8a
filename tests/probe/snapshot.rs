//! Reading a snapshot, and telling it from what is none.

use crate::run::alike;
use sibrestore::probe::snapshot::MAX_BYTES;
use sibrestore::probe::{Snapshot, inventory};

fn refused(text: impl AsRef<[u8]>) -> String {
    Snapshot::read(text.as_ref()).unwrap_err()
}

#[test]
fn a_snapshot_is_found_among_the_lines_of_wsadmin() {
    let said = alike("nd");
    let around =
        format!("WASX7209I: Connected to process \"dmgr\"\r\n{}", said.replace('\n', "\r\n"));
    for text in [said.clone(), around, format!("\u{feff}{said}")] {
        let snapshot = Snapshot::read(text.as_bytes()).unwrap();
        assert_eq!(snapshot.cell(), Some("ProdCell"));
        assert_eq!(snapshot.time().as_deref(), Some("1970-01-12T13:46:40Z"));
        assert_eq!(snapshot.engines[1].name.as_deref(), Some("Messaging.000-B\u{fc}s \u{20ac}"));
        assert_eq!(snapshot.engines[1].permanent.as_deref(), Some("/shared/fs \"x\"\\store"));
        assert_eq!(snapshot.engines[0].log, None);
        assert_eq!(snapshot.engines[1].temporary.as_deref(), Some(""));
    }
}

#[test]
fn a_document_that_somebody_laid_out_anew_is_read() {
    let value = crate::script::document("nd");
    let text = serde_json::to_string(&value).unwrap();
    assert_eq!(Snapshot::read(text.as_bytes()).unwrap().servers.len(), 7);
}

#[test]
fn fields_of_a_later_program_are_left_aside() {
    let text = alike("nd").replace("  \"jython\":", "  \"later\": [1], \"jython\":");
    assert_eq!(Snapshot::read(text.as_bytes()).unwrap().nodes.len(), 4);
}

/// Wherever a copy ends.
#[test]
fn a_text_that_was_cut_off_says_so() {
    let said = alike("base");
    let end = said.find("\n}\n").unwrap();
    let begin = said.find("{\n").unwrap();
    for at in (begin + 2..end).filter(|at| said.is_char_boundary(*at)) {
        assert_eq!(refused(&said[..at]), "it ends in the middle; copy it again, or take it again");
    }
    // The shape may be whole where the tail was lost by other means.
    let short = "{\"sibrestore_snapshot\": 1, \"engines\": []}";
    assert_eq!(refused(short), "it ends in the middle; copy it again, or take it again");
}

#[test]
fn other_files_are_refused_by_what_they_are() {
    assert_eq!(refused(""), "it is empty");
    assert_eq!(refused(" \n"), "it is empty");
    assert_eq!(refused([0xff, 0xfe, 0x7b]), "it is not UTF-8 text");
    let foreign =
        "it is no snapshot of a cell; `sibrestore probe` prints the script that takes one";
    for text in ["{\"a\": 1}", "WASX7209I: Connected", "[1]", "PK\u{3}\u{4}", "plan p {\n}\n"] {
        assert_eq!(refused(text), foreign, "{text}");
    }
    assert_eq!(refused(vec![b' '; MAX_BYTES + 1]), "it has more than 64 MB, which no snapshot has");
    let newer = alike("base").replace("\"sibrestore_snapshot\": 1", "\"sibrestore_snapshot\": 2");
    let why = format!(
        "it was written by sibrestore {} in form 2, and this program reads form 1",
        env!("CARGO_PKG_VERSION")
    );
    assert_eq!(refused(newer), why);
    let wrong = alike("base").replace("\"taken\": 1000000", "\"taken\": \"now\"");
    assert!(refused(wrong).starts_with("it cannot be read: invalid type: string \"now\""));
}

/// A copy that was damaged is read or refused, and never more than that.
#[test]
fn a_damaged_snapshot_is_read_or_refused() {
    let said = alike("base").into_bytes();
    let mut refusals = 0;
    for at in (0..said.len()).step_by(3) {
        for byte in [b'"', b'}', b'\n', 0xff] {
            let mut damaged = said.clone();
            damaged[at] = byte;
            match Snapshot::read(&damaged) {
                Ok(snapshot) => {
                    let _ = inventory(&snapshot, "a damaged copy");
                }
                Err(why) => {
                    refusals += 1;
                    assert!(!why.is_empty() && !why.ends_with('.'), "{why}");
                }
            }
        }
    }
    assert!(refusals > 1000, "{refusals}");
}
