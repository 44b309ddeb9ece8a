//! The verdict can fail: a script that follows the source procedure to the letter is caught.

use crate::stage::{Bundle, repository};
use sibrestore::rehearsal::Options;
use sibrestore::rehearsal::verdict::ViolationKind;
use std::collections::BTreeSet;
use std::fs;

/// A file of the naive bundle, with the plan's own values in it.
fn filled_in(file: &str, values: &[(&str, &str)]) -> String {
    let text = fs::read_to_string(repository("tests/support/rehearsal").join(file)).unwrap();
    values.iter().fold(text, |text, (name, value)| text.replace(&format!("@{name}@"), value))
}

#[test]
fn the_source_procedure_to_the_letter_starts_the_engine_in_normal_mode() {
    let bundle = Bundle::of_example("base-derby");
    let site = bundle.site();
    let (engine, server) = (&site.engines[0], &site.cell.servers[0]);
    let node = site.node_of(&server.name).unwrap();
    let port = server.soap.unwrap().to_string();
    let archive = &site.config.as_ref().unwrap().path;
    let tools = &site.stores[0].tools;
    let ij =
        if tools.is_empty() { "ij".to_owned() } else { format!("\"$SIBRESTORE_ROOT\"{tools}/ij") };
    let values = [
        ("IJ", ij.as_str()),
        ("PROFILE", node.profile.as_str()),
        ("HOST", node.host.as_str()),
        ("PORT", port.as_str()),
        ("ARCHIVE", archive.as_str()),
        ("SERVER", server.name.rsplit('/').next().unwrap()),
        ("ENGINE", engine.name.as_str()),
    ];
    fs::write(bundle.path().join("run.sh"), filled_in("naive.sh", &values)).unwrap();
    for file in ["hold.py", "flush.py"] {
        fs::write(bundle.path().join(file), filled_in(file, &values)).unwrap();
    }
    let store = &site.stores[0];
    let place = serde_json::to_value(&store.place).unwrap();
    let database = place["derby"]["database"].as_str().unwrap();
    let sql = format!("CONNECT 'jdbc:derby:{database};restoreFrom={}';\n", store.backup);
    fs::write(bundle.path().join("restore.sql"), sql).unwrap();
    let report = bundle.rehearse(&Options::default());
    assert!(report.runs[0].text.contains("ALL DONE"), "{}", report.runs[0].text);
    let kinds: BTreeSet<ViolationKind> =
        report.violations.iter().map(|violation| violation.kind).collect();
    for kind in
        [ViolationKind::NormalStart, ViolationKind::MessagesLost, ViolationKind::FlushOnRunning]
    {
        assert!(kinds.contains(&kind), "{kinds:?}\n{}", report.runs[0].text);
    }
}
