//! What `compile` leaves on the disk: a whole bundle in its place, or nothing at all.

use crate::{command, example, examples, folder, root, run, text};
use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

const BROKEN: &str = "examples/broken/order.restore";

/// Path and bytes of every file below a folder.
pub(crate) fn tree(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(at) = folders.pop() {
        for entry in std::fs::read_dir(&at).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path.strip_prefix(folder).unwrap().to_str().unwrap().to_owned();
                files.insert(name, std::fs::read(&path).unwrap());
            }
        }
    }
    files
}

/// The names in a folder, hidden ones included.
fn names(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).unwrap();
    let mut names: Vec<String> =
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

/// Compiles an example; exit code and what was said.
fn compile(plan: &str, out: &Path) -> (i32, String) {
    let (exit, out, error) = run(&["compile", plan, "-o", &text(out)]);
    (exit, out + &error)
}

#[test]
fn a_bundle_stands_alone_in_its_parent_and_its_manifest_is_right() {
    for plan in examples() {
        let folder = folder();
        let out = folder.path().join("new/deep/bundle");
        let (exit, said) = compile(&text(&plan), &out);
        assert_eq!(exit, 0, "{said}");
        assert_eq!(names(out.parent().unwrap()), ["bundle"]);
        let check = Command::new("sha256sum")
            .args(["--strict", "-c", "MANIFEST.sha256"])
            .current_dir(&out)
            .output()
            .unwrap();
        let listed = String::from_utf8(check.stdout).unwrap();
        assert!(check.status.success(), "{listed}");
        assert_eq!(listed.lines().count() + 1, tree(&out).len(), "{listed}");
        let hash = Command::new("sha256sum").arg(out.join("MANIFEST.sha256")).output().unwrap();
        let hash = String::from_utf8(hash.stdout).unwrap();
        assert!(said.contains(hash.split_whitespace().next().unwrap()), "{said}");
    }
}

#[cfg(unix)]
#[test]
fn scripts_may_be_run_and_nothing_else() {
    use std::os::unix::fs::PermissionsExt;
    let folder = folder();
    let out = folder.path().join("bundle");
    assert_eq!(compile(&example("nd-db2"), &out).0, 0);
    for path in tree(&out).keys() {
        let mode = std::fs::metadata(out.join(path)).unwrap().permissions().mode();
        let script = path == "run.sh"
            || path.ends_with("/step.sh")
            || (path.starts_with("backout/") && path.ends_with("/back.sh"));
        assert_eq!(mode & 0o111 != 0, script, "{path} {mode:o}");
    }
}

#[test]
fn an_older_bundle_is_replaced_as_a_whole() {
    let folder = folder();
    let (out, fresh) = (folder.path().join("bundle"), folder.path().join("fresh"));
    assert_eq!(compile(&example("base-derby"), &out).0, 0);
    assert_eq!(compile(&example("nd-db2"), &out).0, 0);
    assert_eq!(compile(&example("nd-db2"), &fresh).0, 0);
    assert_eq!(tree(&out), tree(&fresh));
    assert_eq!(names(folder.path()), ["bundle", "fresh"]);
}

#[test]
fn a_bundle_that_holds_something_else_is_left_alone() {
    let folder = folder();
    let out = folder.path().join("bundle");
    assert_eq!(compile(&example("base-derby"), &out).0, 0);
    std::fs::write(out.join("notes.txt"), "mine").unwrap();
    let before = tree(&out);
    let (code, said) = compile(&example("nd-db2"), &out);
    assert_eq!(code, 2);
    assert!(said.contains("notes.txt"), "{said}");
    assert_eq!(tree(&out), before);
    assert_eq!(names(folder.path()), ["bundle"]);
}

#[test]
fn an_empty_folder_may_become_a_bundle() {
    let folder = folder();
    let out = folder.path().join("bundle");
    std::fs::create_dir(&out).unwrap();
    assert_eq!(compile(&example("nd-db2"), &out).0, 0);
    assert!(out.join("run.sh").is_file());
}

/// Compiles to a place where it must be refused, and looks that nothing at all has changed.
fn is_refused(parent: &Path, plan: &str, out: &Path, code: i32, words: &str) {
    let before = (names(parent), tree(parent));
    let (exit, said) = compile(plan, out);
    assert_eq!(exit, code, "{said}");
    assert!(said.contains(words), "{said}");
    assert!(before == (names(parent), tree(parent)), "something was left behind: {said}");
}

#[test]
fn what_is_no_unused_bundle_is_never_replaced() {
    let folder = folder();
    let at = folder.path();
    let good = example("nd-db2");
    std::fs::write(at.join("file"), "mine").unwrap();
    is_refused(at, &good, &at.join("file"), 2, "is there and is not a folder");
    is_refused(at, &good, &at.join("file/bundle"), 2, "cannot make the folder");
    std::fs::create_dir(at.join("mine")).unwrap();
    std::fs::write(at.join("mine/precious"), "mine").unwrap();
    is_refused(at, &good, &at.join("mine"), 2, "is not empty and is not a bundle");
    assert_eq!(compile(&good, &at.join("run")).0, 0);
    std::fs::create_dir(at.join("run/journal")).unwrap();
    is_refused(at, &good, &at.join("run"), 2, "its journal is the record");
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink(at.join("mine"), at.join("link")).unwrap();
        is_refused(at, &good, &at.join("link"), 2, "is not a folder");
    }
}

#[test]
fn a_plan_with_errors_leaves_the_older_bundle_and_nothing_else() {
    let folder = folder();
    let at = folder.path();
    is_refused(at, BROKEN, &at.join("bundle"), 1, "error[SR401]");
    assert_eq!(compile(&example("nd-db2"), &at.join("bundle")).0, 0);
    is_refused(at, BROKEN, &at.join("bundle"), 1, "error[SR401]");
    is_refused(at, "no/such.restore", &at.join("bundle"), 2, "cannot read no/such.restore");
}

#[test]
fn a_tar_unpacks_to_the_same_bundle_and_is_the_same_each_time() {
    let folder = folder();
    let at = folder.path();
    assert_eq!(compile(&example("cluster-oracle"), &at.join("bundle")).0, 0);
    for name in ["one.tar", "two.tar"] {
        let tar = text(&at.join(name));
        let (exit, _, error) = run(&["compile", &example("cluster-oracle"), "--tar", &tar]);
        assert_eq!(exit, 0, "{error}");
    }
    let one = std::fs::read(at.join("one.tar")).unwrap();
    assert!(one == std::fs::read(at.join("two.tar")).unwrap());
    assert_eq!(names(at), ["bundle", "one.tar", "two.tar"]);
    let unpacked = at.join("unpacked");
    std::fs::create_dir(&unpacked).unwrap();
    let tar = Command::new("tar").args(["-xf", "../one.tar"]).current_dir(&unpacked).status();
    assert!(tar.unwrap().success());
    assert_eq!(names(&unpacked), ["messaging-cluster"]);
    assert_eq!(tree(&unpacked.join("messaging-cluster")), tree(&at.join("bundle")));
}

#[test]
fn a_tar_is_refused_without_a_trace() {
    let folder = folder();
    let at = folder.path();
    std::fs::write(at.join("file"), "mine").unwrap();
    let broken = root().join(BROKEN);
    let cases: &[(&str, &str, i32)] = &[
        (&example("nd-db2"), ".", 2),
        (&example("nd-db2"), "file/bundle.tar", 2),
        (broken.to_str().unwrap(), "bundle.tar", 1),
    ];
    for (plan, out, code) in cases {
        let (exit, _, error) = run(&["compile", *plan, "--tar", &text(&at.join(out))]);
        assert_eq!(exit, *code, "{error}");
        assert!(error.starts_with("sibrestore: ") || *code == 1, "{error}");
        assert_eq!(names(at), ["file"]);
    }
}

#[test]
fn a_name_without_a_folder_stands_in_the_working_directory() {
    let folder = folder();
    let plan = text(&root().join(example("nd-db2")));
    let made = command()
        .args(["compile", &plan, "-o", "bundle"])
        .current_dir(folder.path())
        .output()
        .unwrap();
    assert!(made.status.success());
    assert_eq!(names(folder.path()), ["bundle"]);
}
