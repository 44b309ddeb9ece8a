//! The same cell behind real Jythons: what they print, and what the cell sees, is the same.

use crate::stage::{Bundle, repository};
use sibrestore::rehearsal::{Options, series, tool};

/// The command that runs a script in a real Jython, a word a line; the shim speaks for the cell.
fn interpreter(jar: &str, admin: &std::path::Path) -> String {
    let jar = repository(".tools").join(jar);
    assert!(
        jar.exists(),
        "{} is missing: tests/support/install-tools.sh fetches it",
        jar.display()
    );
    let shim = repository("tests/support/rehearsal/shim.py");
    format!(
        "java\n-Dpython.cachedir.skip=true\n-Dpython.cachedir={}\n-cp\n{}\norg.python.util.jython\n{}\n{}",
        // Jython 2.1 has a cache all the same; in the folder of the bundle it would be a file too many.
        admin.with_file_name("cachedir").display(),
        jar.display(),
        shim.display(),
        admin.display()
    )
}

/// Transcripts without what must differ: the line that names the interpreter, and temporary folders.
fn plain(text: &str) -> Vec<String> {
    // Jython 2.1 also tells of its cache.
    let own = |line: &str| line.starts_with("RUNTIME ") || line.starts_with("*sys-package-mgr*");
    let kept = text.lines().filter(|line| !own(line));
    kept.filter(|line| !line.contains("sibrestore-") && !line.contains("/tmp"))
        .map(str::to_owned)
        .collect()
}

#[test]
fn real_jythons_and_the_embedded_interpreter_print_the_same() {
    let dir = tempfile::tempdir().unwrap();
    let admin = dir.path().join("admin.py");
    std::fs::write(&admin, tool::ADMIN).unwrap();
    for (example, fault) in [("nd-db2", None), ("base-derby", Some("start-times-out"))] {
        let bundle = Bundle::of_example(example);
        let faults = fault.map(|word| series::fault_named(&bundle.site(), word).unwrap());
        let faults: Vec<(String, String)> = faults.into_iter().collect();
        let with = |interpreter: Option<String>| {
            let report = bundle.rehearse(&Options {
                interpreter,
                faults: faults.clone(),
                ..Options::default()
            });
            let texts: Vec<Vec<String>> = report.runs.iter().map(|run| plain(&run.text)).collect();
            (texts, report.effects, report.seconds, report.done)
        };
        let embedded = with(None);
        assert!(embedded.3);
        for jar in ["jython-2.1.jar", "jython-standalone-2.7.4.jar"] {
            let real = with(Some(interpreter(jar, &admin)));
            let lines = |texts: &[Vec<String>]| texts.concat();
            for (real, embedded) in lines(&real.0).iter().zip(&lines(&embedded.0)) {
                assert_eq!(real, embedded, "{example}, {jar}");
            }
            assert_eq!(lines(&real.0).len(), lines(&embedded.0).len(), "{example}, {jar}");
            assert_eq!(
                (real.1, real.2, real.3),
                (embedded.1.clone(), embedded.2, embedded.3),
                "{example}, {jar}"
            );
        }
    }
}
