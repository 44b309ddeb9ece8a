//! Phase 8: started, and well where that can be asked.

use crate::{changes_nothing, ends, in_order};

#[test]
fn wants_started_and_health_where_there_is_health() {
    in_order("verify", &["> getHealth Node01.server1", "> getHealth Messaging"]);
    ends("verify", 0);
    in_order("verify_old", &["has no operation getHealth"]);
    ends("verify_old", 0);
    in_order("verify_moved", &["> getHealth Messaging.000-OrdersBus", "STARTED 2"]);
    ends("verify_moved", 0);
    changes_nothing("verify_moved");
    for (case, why, rc) in [
        ("verify_unhealthy", "DOUBT Messaging.000-OrdersBus on Node01/m1: getHealth says", 15),
        ("verify_no_answer", "getHealth says java.lang.IllegalArgumentException", 15),
        ("verify_stranger", "FAILED Messaging.000-OrdersBus on Node03/m3 is Started, in a", 11),
    ] {
        in_order(case, &[why]);
        ends(case, rc);
        changes_nothing(case);
    }
    in_order(
        "verify_server_down",
        &["is Stopped: it, or its server, was stopped", "(server is down), not"],
    );
    ends("verify_server_down", 11);
    in_order("verify_stopped", &["is Stopped: it, or its server, was stopped after the flush"]);
}
