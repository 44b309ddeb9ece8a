//! Names of engines, as the logs of servers have them.

use crate::stage::Bundle;
use sibrestore::rehearsal::series;
use std::fs;
use tempfile::TempDir;

/// A stand-alone server with two engines, on buses with these names.
fn two_buses(first: &str, second: &str) -> (TempDir, Bundle) {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("two-buses.restore");
    let plan = format!(
        r#"plan two-buses {{
  ticket "CHG0000002"
  cell BaseCell01 {{
    websphere 8.5.5
    node BaseNode01 on "was01" {{ profile "/was/profiles/AppSrv01" server server1 {{ soap 8880 }} }}
  }}
  store orders {{ db2 on "db01" {{ database ORDERSDB schema IBMWSSIB instance db2inst1 }} }}
  store audit  {{ file on "was01" {{ log "/was/fs/log" permanent "/was/fs/store" temporary "/was/fs/store" }} }}
  engine "BaseNode01.server1-{first}" {{
    bus "{first}" member BaseNode01/server1 store orders uuid 5B0618C42F88A1F0
  }}
  engine "BaseNode01.server1-{second}" {{
    bus "{second}" member BaseNode01/server1 store audit uuid 0C6B1D9E3A47F258
  }}
  backup nightly {{
    taken 2010-11-10T02:00:30Z
    config "/backup/AppSrv01.zip" sha256 bc3983241bcdb0f3d1101c5d1892fb80c521cfdacdaa45e81785886c1e8f8f4e
    store orders "/backup/orders" timestamp 20101110020030
    store audit "/backup/audit"
  }}
  restore all from nightly
}}
"#
    );
    fs::write(&path, plan).unwrap();
    let bundle = Bundle::of_plan(&path);
    (folder, bundle)
}

#[test]
fn a_name_is_read_in_the_charset_of_the_server() {
    let (_folder, bundle) = two_buses("Best\u{e9}llung", "AuditBus");
    let (report, options) = bundle.with_fault("log-in-latin-1");
    assert_eq!(series::complaint(&report, &options), None);
    // What this charset cannot write is a question mark in the log.
    let (_folder, bundle) = two_buses("\u{017b}\u{f3}\u{142}ty", "AuditBus");
    let (report, options) = bundle.with_fault("log-in-latin-1");
    assert_eq!(series::complaint(&report, &options), None);
}

#[test]
fn a_person_says_no_of_an_engine_whose_log_has_rolled_away() {
    // One engine of the server is flushed, the other is not, and no log says which.
    let bundle = Bundle::of_example("two-engines-one-server");
    let (report, options) = bundle.with_faults(&["log-rolls-away", "flush-fails"]);
    assert_eq!(series::complaint(&report, &options), None);
    let typed = report.runs.iter().filter(|run| run.words.contains(&"--repeat".to_owned()));
    assert_eq!(typed.count(), 1, "{:#?}", report.runs);
}
