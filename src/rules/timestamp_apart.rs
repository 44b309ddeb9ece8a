//! SR315: the time stamp of a DB2 image cannot be of the backup's time.

use super::apart;
use crate::diagnostic::Finding;
use crate::model::Model;

rule! {
    /// The 14 digits after `timestamp` are more than 15 hours from the backup's `taken`.
    ///
    /// **Why:** the time stamp is the local time of the database's host and has no zone (general
    /// knowledge). No two zones of the world are further than 14 hours from UTC, so a larger
    /// difference is another image: most often the time was changed for a new plan and the time
    /// stamp was not (concluded). Hazards H7 and H22.
    ///
    /// **Instead:** correct the one that is wrong. The name of the image's file ends in its time
    /// stamp.
    ///
    /// ```restore fails
    ///   backup nightly {
    ///     taken  2010-11-10T02:00:00-06:00
    ///     config "/backup/20101110/Dmgr01.zip"
    ///     store  orders-store "/backup/20101110" timestamp 20101103020030
    /// #                                          ^^^^^^^^^^^^^^^^^^^^^^^^ SR315
    ///   }
    /// ```
    ///
    /// ```restore passes
    ///   backup nightly {
    ///     taken  2010-11-10T02:00:00-06:00
    ///     config "/backup/20101110/Dmgr01.zip"
    ///     store  orders-store "/backup/20101110" timestamp 20101110020030
    ///   }
    /// ```
    timestamp_apart, "SR315", Error, since "0.1.0", hazards ["H7", "H22"],
    "the time stamp of a DB2 image cannot be of the backup's time"
}

/// Fourteen hours between a zone and UTC, and one for the duration of the backup itself.
const FURTHEST: u64 = 15 * 3600;

pub(super) fn check(model: &Model, findings: &mut Vec<Finding>) {
    for id in model.restored_stores() {
        let Some((backup, held)) = model.backup_of(id) else { continue };
        let Some(taken) = held.taken.as_ref().or(backup.taken.as_ref()) else { continue };
        let Some(stamp) = seconds(&held.timestamp) else { continue };
        let difference = stamp.abs_diff(taken.value.seconds);
        if difference > FURTHEST {
            let message = format!(
                "the time stamp of store `{}` is {} away from backup `{}`",
                model.store(id).name,
                apart(difference),
                backup.name
            );
            findings.push(
                RULE.at(held.timestamp_span, message)
                    .other(taken.span, "the backup is of this time")
                    .help("correct the one that is wrong; no time zone explains the difference"),
            );
        }
    }
}

/// Fourteen digits as if they were UTC, in seconds since 1970.
fn seconds(stamp: &str) -> Option<i64> {
    let time = jiff::civil::DateTime::strptime("%Y%m%d%H%M%S", stamp).ok()?;
    Some(jiff::tz::Offset::UTC.to_timestamp(time).ok()?.as_second())
}
