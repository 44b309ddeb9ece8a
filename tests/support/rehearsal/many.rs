//! Plans of many engines, for the length of the window and for the bench.

use std::fmt::Write as _;

/// A plan of so many engines on so many servers, each server on a host of its own, its engines' stores
/// in one DB2 database, and that on a host of its own too.
pub fn plan(engines: usize, servers: usize) -> String {
    let mut text = String::from(
        "plan many {\n  cell BigCell {\n    deployment-manager on \"dm.example.com\" {\n      \
         profile \"/was/dm\"\n      soap    8879\n    }\n",
    );
    let mut line = |words: String| writeln!(text, "{words}").unwrap();
    for at in 1..=servers {
        line(format!(
            "    node N{at} on \"was{at}.example.com\" {{ profile \"/was/n{at}\" server s{at} }}"
        ));
    }
    line("  }".to_owned());
    for at in 1..=engines {
        let server = (at - 1) % servers + 1;
        line(format!(
            "  store st{at} {{\n    db2 on \"db{server}.example.com\" {{ database SIB{server} schema S{at} \
             instance db2inst1 }}\n  }}\n  engine \"N{server}.s{server}-Bus{at}\" {{\n    bus Bus{at}\n    \
             member N{server}/s{server}\n    store st{at}\n    uuid {at:016X}\n  }}"
        ));
    }
    line("  backup b {\n    taken 2024-05-21T19:00:00Z\n    config \"/backup/dm.zip\"".to_owned());
    for at in 1..=engines {
        let server = (at - 1) % servers + 1;
        line(format!("    store st{at} \"/backup/sib{server}\" timestamp 20240521190000"));
    }
    line("  }\n  restore all from b\n}".to_owned());
    text
}
