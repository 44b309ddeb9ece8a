//! Undisturbed rehearsals: every example, every shell, and the length of the window.

use crate::stage::{Bundle, examples};
use sibrestore::rehearsal::{Options, series};

#[test]
fn every_example_is_recovered_flushed_once_and_released() {
    for name in examples() {
        let bundle = Bundle::of_example(&name);
        let report = bundle.rehearse(&Options::default());
        assert_eq!(series::complaint(&report, &Options::default()), None, "{name}");
        assert!(report.done && report.violations.is_empty() && report.stops.is_empty(), "{name}");
        // The store brings three messages that were not acknowledged, for each engine.
        let engines = bundle.site().engines.len() as u64;
        assert_eq!((report.lost, report.doubled), (0, 3 * engines), "{name}");
        let flushes = report.effects.iter().filter(|what| what.starts_with("start FLUSH of "));
        assert_eq!(flushes.count() as u64, engines, "{name}");
    }
}
