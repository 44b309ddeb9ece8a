//! Damaged logs, a fixed number of them: the reader never panics, and how a log is cut into reads does not matter.

use crate::damage::{Damage, damage_of, damaged};
use crate::stories::{self, FORMS, log};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::{Config, RngSeed, TestRunner};
use sibrestore::diagnose::report::Report;
use sibrestore::diagnose::{Diagnosis, Limits, text};
use std::io::{self, Read};

/// How many damaged logs are tried.
const CASES: u32 = 400;

/// Hands out the bytes in two reads, or in reads of a few bytes.
struct Cut<'a> {
    bytes: &'a [u8],
    at: usize,
    then: usize,
}

impl Read for Cut<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let most = if self.at > 0 { self.at } else { self.then };
        let more = most.min(self.bytes.len()).min(into.len());
        into[..more].copy_from_slice(&self.bytes[..more]);
        self.bytes = &self.bytes[more..];
        self.at = self.at.saturating_sub(more);
        Ok(more)
    }
}

fn report(bytes: &[u8], limits: Limits, at: usize, then: usize) -> Option<Report> {
    let mut diagnosis = Diagnosis::new(None, limits);
    diagnosis.begin("log");
    match diagnosis.file("log", Cut { bytes, at, then }) {
        Ok(Ok(())) => Some(diagnosis.report()),
        Ok(Err(_)) | Err(_) => None,
    }
}

fn seeds() -> Vec<Vec<u8>> {
    let mut seeds = Vec::new();
    for story in stories::all() {
        for form in FORMS {
            seeds.push(log(form, &story.told).into_bytes());
        }
    }
    seeds
}

fn damage() -> impl Strategy<Value = Damage> {
    let bits: Vec<&'static [u8]> = vec![
        b"\n",
        b"[",
        b"]",
        b"[:]",
        b"CWSI",
        b"CWSIP0783",
        b"CWSID0027I",
        b"\0\0\0",
        b"\xff\xfe",
        b"\r",
        b": ",
    ];
    damage_of(300, bits)
}

#[test]
fn how_a_damaged_log_is_read_does_not_change_what_it_says() {
    let config = Config {
        cases: CASES,
        rng_seed: RngSeed::Fixed(20_101_110),
        failure_persistence: None,
        max_shrink_iters: 200,
        ..Config::default()
    };
    let seeds = seeds();
    let input = (0..seeds.len(), vec(damage(), 0..12), 0..4_000_usize, 1..40_usize, 1..300_usize);
    let mut runner = TestRunner::new(config);
    let done = runner.run(&input, |(seed, damages, at, few, piece)| {
        let log = damaged(seeds[seed].clone(), &damages);
        let small = Limits { buffer: 2 * piece, piece };
        let large = Limits { buffer: 1 << 20, piece };
        let one = report(&log, large, log.len(), 1);
        prop_assert_eq!(&one, &report(&log, large, at, usize::MAX));
        prop_assert_eq!(&one, &report(&log, small, at, few));
        prop_assert_eq!(
            &one,
            &report(&log, Limits { buffer: 2 * piece + few, piece }, log.len(), 1)
        );
        let usual = report(&log, Limits::default(), log.len(), 1);
        prop_assert_eq!(usual.is_some(), one.is_some());
        if let Some(usual) = usual {
            prop_assert_eq!(usual.logs[0].files[0].bytes, one.unwrap().logs[0].files[0].bytes);
            prop_assert!(!text(&usual).is_empty());
        }
        Ok(())
    });
    assert!(done.is_ok(), "{done:?}");
}

#[test]
fn every_cut_of_a_log_into_two_reads_gives_the_same_answer() {
    let log = log(FORMS[3], &stories::flushed()).into_bytes();
    let limits = Limits { buffer: 400, piece: 200 };
    let whole = report(&log, limits, log.len(), 1);
    assert!(whole.is_some());
    for at in 0..=log.len() {
        assert_eq!(report(&log, limits, at, usize::MAX), whole, "{at}");
    }
}

#[test]
fn bytes_that_are_no_log_are_read_or_refused() {
    let config = Config {
        cases: CASES,
        rng_seed: RngSeed::Fixed(7),
        failure_persistence: None,
        max_shrink_iters: 200,
        ..Config::default()
    };
    let starts: Vec<&[u8]> =
        vec![b"", b"\x1f\x8b\x08\0\0\0\0\0\0\x03", b"\xff\xfe", b"\xfe\xff", b"[1] CWSIS1535"];
    let input = (proptest::sample::select(starts), vec(any::<u8>(), 0..3_000));
    let done = TestRunner::new(config).run(&input, |(start, rest)| {
        let bytes = [start, &rest].concat();
        prop_assert_eq!(
            report(&bytes, Limits::default(), bytes.len(), 1),
            report(&bytes, Limits::default(), 0, 3)
        );
        Ok(())
    });
    assert!(done.is_ok(), "{done:?}");
}
