//! SR314: engines of one bus are restored from different times.

use super::{SAME_TIME, apart};
use crate::diagnostic::Finding;
use crate::model::Model;
use std::collections::{BTreeMap, BTreeSet};

rule! {
    /// Two engines of one bus are restored from backups whose times are more than five minutes
    /// apart.
    ///
    /// **Why:** documented by the vendor: back up all servers at the same time, else messages can
    /// be lost or duplicated. A message that went from one engine to the other between the two
    /// times is on both, or on neither. Hazard H7.
    ///
    /// **Instead:** restore both from one backup, or tell the application owner what to expect.
    ///
    /// ```restore fails two
    ///   engine "Node01.server1-OrdersBus" {
    ///     bus    OrdersBus
    ///     member Node01/server1
    ///     store  orders-store
    ///   }
    ///   engine "Node01.server2-OrdersBus" {
    ///     bus    OrdersBus
    ///     member Node01/server1
    ///     store  audit-store
    ///   }
    ///   backup nightly {
    ///     taken  2010-11-10T02:00:00-06:00
    ///     store  orders-store "/backup/20101110" timestamp 20101110020030
    ///   }
    ///   backup weekly {
    ///     taken  2010-11-07T02:00:00-06:00
    ///     store  audit-store "/backup/20101107" timestamp 20101107020030
    ///   }
    ///   restore store orders-store from nightly without config because "no change since October"
    ///   restore store audit-store from weekly without config because "no change since October"
    /// # ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SR314
    /// ```
    ///
    /// ```restore passes
    ///   restore all from nightly without config because "no change since October"
    /// ```
    restores_apart, "SR314", Warning, since "0.1.0", hazards ["H7"],
    "engines of one bus are restored from different times"
}

pub(super) fn check(model: &Model, findings: &mut Vec<Finding>) {
    let mut first: BTreeMap<&str, (usize, i64)> = BTreeMap::new();
    let mut said = BTreeSet::new();
    for engine in &model.engines {
        let Some(target) = engine.store.and_then(|store| model.target(store)) else { continue };
        let taken = target.backup.and_then(|at| model.backups.get(at)?.taken.as_ref());
        let Some(taken) = taken.map(|taken| taken.value.seconds) else { continue };
        let (other, time) = *first.entry(&engine.bus).or_insert((target.restore, taken));
        let seconds = time.abs_diff(taken);
        if seconds > SAME_TIME && said.insert((&engine.bus, target.restore)) {
            let message = format!(
                "engines of bus `{}` go back to times {} apart",
                engine.bus,
                apart(seconds)
            );
            findings.push(
                RULE.at(model.restores[target.restore].span, message)
                    .other(model.restores[other].span, "the other time")
                    .help("restore both from one backup, or expect lost and repeated messages"),
            );
        }
    }
}
