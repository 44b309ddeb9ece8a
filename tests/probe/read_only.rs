//! The proof, from the text of the script, that it only reads.

use crate::run::{folder, support};
use sibrestore::probe::{CALLS, Call};
use std::collections::BTreeSet;
use std::path::PathBuf;
use std::process::Command;

/// The list of calls in a form that the proof reads.
fn calls() -> PathBuf {
    let line = |call: &Call| {
        let counts: Vec<String> = call.arguments.iter().map(usize::to_string).collect();
        let deciding = call.deciding.map(|at| at.to_string()).unwrap_or_default();
        format!("{}|{}|{deciding}|{}\n", call.name, counts.join(","), call.words.join(","))
    };
    let path = folder().join("calls.txt");
    std::fs::write(&path, CALLS.iter().map(line).collect::<String>()).unwrap();
    path
}

fn python(arguments: &[PathBuf]) -> String {
    let output = Command::new("python3").args(arguments).output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{said}{}", String::from_utf8_lossy(&output.stderr));
    said
}

#[test]
fn the_script_makes_the_calls_of_the_list_and_no_others() {
    let count: usize = CALLS.iter().map(|call| call.words.len().max(1)).sum();
    let said = python(&[support("probe/read_only.py"), calls(), crate::run::script()]);
    assert_eq!(said, format!("{count} calls proved\n"));
}

#[test]
fn the_proof_refuses_each_way_around_it() {
    let examples = support("probe/not_read_only.txt");
    let said = python(&[support("probe/read_only.py"), calls(), "--refuses".into(), examples]);
    assert!(said.ends_with(" examples refused\n"), "{said}");
}

#[test]
fn the_script_is_in_the_portable_subset_but_for_the_file_it_writes() {
    let arguments = [support("jython/portable.py"), "--writes".into(), crate::run::script()];
    assert_eq!(python(&arguments), "1 files checked\n");
}

/// Words that change something, or print whatever an object holds, are in no entry of the list.
#[test]
fn no_listed_call_can_change_or_show_all() {
    let names: BTreeSet<&str> = CALLS.iter().map(|call| call.name).collect();
    assert_eq!(names.len(), CALLS.len());
    for call in CALLS {
        assert!(!call.source.is_empty(), "{}", call.name);
        assert_eq!(call.deciding.is_some(), !call.words.is_empty(), "{}", call.name);
        let method = call.name.split_once('.').unwrap().1;
        let reads = ["get", "list", "showAttribute", "queryNames", "invoke", "operations"];
        assert!(reads.iter().any(|word| method.starts_with(word)), "{}", call.name);
        assert!(call.name != "AdminConfig.show" && call.name != "AdminConfig.showall");
        for word in call.words {
            let word = word.to_lowercase();
            for secret in ["password", "auth", "userid", "value", "properties", "credential"] {
                assert!(!word.contains(secret), "{word}");
            }
        }
    }
    let invoke = CALLS.iter().find(|call| call.name == "AdminControl.invoke").unwrap();
    assert_eq!(invoke.arguments, [2], "no operation has parameters");
    for word in invoke.words {
        let reads = word.starts_with("get") || word.starts_with("show") || word.starts_with("is");
        assert!(reads || *word == "state", "{word}");
    }
}
