//! The same plan gives the same bytes in another time zone, locale, folder and under another mask.

use crate::bundles::tree;
use crate::{command, examples, folder, text};
use std::path::Path;
use std::process::Command;

/// Compiles in a working directory with some environment; through `sh` for the mask.
fn compile(plan: &Path, out: &Path, mask: &str, environment: &[(&str, &str)], at: &Path) {
    let script = format!("umask {mask}; exec \"$0\" compile \"$1\" -o \"$2\"");
    let binary = command().get_program().to_owned();
    let made = Command::new("sh")
        .args(["-c", &script])
        .arg(binary)
        .args([text(plan), text(out)])
        .env_clear()
        .envs(environment.iter().copied())
        .env("PATH", "/usr/bin:/bin")
        .current_dir(at)
        .output()
        .unwrap();
    assert!(made.status.success(), "{made:?}");
}

#[test]
fn two_compiles_give_the_same_bytes_wherever_they_run() {
    for plan in examples() {
        let folder = folder();
        let (one, two) = (folder.path().join("one"), folder.path().join("two"));
        let here = [("TZ", "UTC"), ("LANG", "C"), ("LC_ALL", "C"), ("HOME", "/")];
        compile(&plan, &one, "022", &here, folder.path());
        let there = [
            ("TZ", "Pacific/Kiritimati"),
            ("LANG", "tr_TR.UTF-8"),
            ("LC_ALL", "tr_TR.UTF-8"),
            ("USER", "somebody"),
        ];
        // The plan too is reached by another path.
        let moved = folder.path().join("else/where");
        std::fs::create_dir_all(&moved).unwrap();
        let copy = moved.join(plan.file_name().unwrap());
        std::fs::copy(&plan, &copy).unwrap();
        compile(&copy, &two, "077", &there, Path::new("/"));
        assert!(tree(&one) == tree(&two), "{}", plan.display());
    }
}
