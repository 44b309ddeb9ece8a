//! Phase 8: started, and well where that can be asked.

use crate::{changes_nothing, ends, in_order};

#[test]
fn wants_started_and_health_where_there_is_health() {
    in_order("verify", &["> getHealth Node01.server1", "> getHealth Messaging"]);
    ends("verify", 0);
    in_order("verify_old", &["has no operation getHealth"]);
    ends("verify_old", 0);
    for (case, why) in [
        ("verify_unhealthy", "getHealth says State=LocalError"),
        ("verify_no_answer", "getHealth says java.lang.IllegalArgumentException"),
        ("verify_stranger", "FAILED Messaging.000-OrdersBus on Node03/m3 is Started, in a server"),
        ("verify_stopped", "is Stopped, not Started"),
        ("verify_server_down", "is (server is down), not Started"),
    ] {
        in_order(case, &[why]);
        ends(case, 13);
        changes_nothing(case);
    }
}
