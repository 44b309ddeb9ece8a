//! No template without a use, and no use without a template. What each one holds is looked at by
//! the tests that run it.

use crate::{files, read, root};
use sibrestore::render::environment;
use sibrestore::steps::{KINDS, Script, WayBack};
use std::collections::BTreeSet;

const STORES: [&str; 8] =
    ["db2", "oracle", "sqlserver", "informix", "sybase", "derby", "file", "command"];

/// The templates that the code names in full, those of each kind of step, and the libraries, which
/// are all copied into every bundle.
fn named() -> BTreeSet<String> {
    let mut named = BTreeSet::new();
    for path in files("src", &["rs"]) {
        let text = read(&path);
        let program = text.split("#[cfg(test)]").next().unwrap();
        let strings = program.split('"').skip(1).step_by(2);
        named.extend(strings.filter(|text| text.ends_with(".j2")).map(str::to_owned));
    }
    for kind in KINDS {
        if kind.script == Script::Wsadmin {
            named.insert(format!("steps/{}/step.py.j2", kind.name));
        }
        match kind.name {
            "restore_store" | "keep_store" => {
                let of = |store: &&str| format!("steps/{}/{store}.sh.j2", kind.name);
                named.extend(STORES.iter().map(of));
                let back = |store: &&str| format!("steps/{}/back_{store}.sh.j2", kind.name);
                named.extend(STORES.iter().map(back));
            }
            name => {
                named.insert(format!("steps/{name}/step.sh.j2"));
                if matches!(kind.way_back, WayBack::By(_)) {
                    named.insert(format!("steps/{name}/back.sh.j2"));
                    named.insert(format!("steps/{name}/back.py.j2"));
                }
            }
        }
    }
    named
}

#[test]
fn every_template_is_used() {
    let environment = environment();
    let all: BTreeSet<String> = environment.templates().map(|(name, _)| name.to_owned()).collect();
    let mut used: BTreeSet<String> = named().intersection(&all).cloned().collect();
    used.extend(all.iter().filter(|n| n.starts_with("lib/") && n.ends_with(".sh.j2")).cloned());
    let mut look: Vec<String> = used.iter().cloned().collect();
    while let Some(name) = look.pop() {
        let template = environment.get_template(&name).unwrap();
        for word in ["{% include \"", "{% import \"", "{% from \"", "{% extends \""] {
            for included in template.source().split(word).skip(1) {
                let included = included.split('"').next().unwrap().to_owned();
                assert!(all.contains(&included), "{name} includes {included}");
                if used.insert(included.clone()) {
                    look.push(included);
                }
            }
        }
    }
    let unused: Vec<&String> = all.difference(&used).collect();
    assert!(unused.is_empty(), "{unused:?}");
    assert_eq!(all.len(), files("templates", &["j2"]).len());
}

#[test]
fn every_kind_of_step_has_its_templates() {
    for kind in KINDS {
        let folder = root().join("templates/steps").join(kind.name);
        assert!(folder.is_dir(), "{}", kind.name);
        assert_eq!(folder.join("step.py.j2").exists(), kind.script == Script::Wsadmin);
    }
    for store in STORES {
        let template = format!("templates/steps/restore_store/{store}.sh.j2");
        assert!(root().join(&template).exists(), "{template}");
    }
}

#[test]
fn every_folder_of_templates_is_that_of_a_kind() {
    let kinds: BTreeSet<&str> = KINDS.iter().map(|kind| kind.name).collect();
    for entry in std::fs::read_dir(root().join("templates/steps")).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        assert!(kinds.contains(name.as_str()), "{name} is no kind of step");
    }
}
