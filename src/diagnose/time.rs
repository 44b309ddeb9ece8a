//! Times of logs, as far as they can be told: before a backup, after it, or neither for certain.
//!
//! A time is written in the locale of the server, with a zone in letters (engine-runtime 5.1), so `11/10/10` may be
//! one of three days. What all readings agree on is certain; what a log's other days rule out is no reading any more.

use jiff::{Timestamp, civil};

/// How a date can be read: the places of year, month and day among its three numbers.
const ORDERS: [[usize; 3]; 3] = [[2, 0, 1], [2, 1, 0], [0, 1, 2]];
/// The zones of the world, in seconds: an hour here is at most so much later or earlier than in UTC.
const EAST: i64 = 14 * 3_600;
const WEST: i64 = 12 * 3_600;

/// Where a time is, seen from the backup.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum When {
    /// Certainly before it.
    Before,
    /// Certainly after it.
    After,
    /// Not certain, or no time at all.
    #[default]
    Open,
}

/// What is known of the way in which a log writes its dates.
#[derive(Clone, Debug)]
pub(super) struct Reading {
    /// Which of [`ORDERS`] no date has ruled out.
    open: [bool; 3],
}

impl Default for Reading {
    fn default() -> Reading {
        Reading { open: [true; 3] }
    }
}

impl Reading {
    /// Where a time is, seen from the backup.
    pub fn when(&mut self, time: &str, backup: i64) -> When {
        let Some((earliest, latest)) = self.span(time) else { return When::Open };
        if latest < backup {
            When::Before
        } else if earliest > backup {
            When::After
        } else {
            When::Open
        }
    }

    /// The earliest and the latest second that a time can mean.
    fn span(&mut self, time: &str) -> Option<(i64, i64)> {
        if let Some(exact) = iso(time) {
            return Some((exact, exact));
        }
        let (date, rest) = time.trim().split_once(char::is_whitespace)?;
        let date: Vec<i64> = numbers(date.trim_end_matches(['.', ',']))?;
        let [a, b, c] = date.try_into().ok()?;
        let clock: Vec<i64> = numbers(rest.split_whitespace().next()?)?;
        let [hour, minute, second, ..] = clock[..] else { return None };
        let numbers = [a, b, c];
        let days = ORDERS.map(|order| day(order.map(|at| numbers[at])));
        for (open, day) in self.open.iter_mut().zip(&days) {
            *open &= day.is_some();
        }
        let open = days.into_iter().zip(self.open).filter_map(|(day, open)| day.filter(|_| open));
        let seconds: Vec<i64> = open.map(|day| day + hour * 3_600 + minute * 60 + second).collect();
        Some((seconds.iter().min()? - EAST, seconds.iter().max()? + WEST))
    }
}

/// The second at which a day begins in UTC, from its year, month and day.
fn day([year, month, day]: [i64; 3]) -> Option<i64> {
    let year = if (0..100).contains(&year) { year + 2_000 } else { year };
    let small = |number: i64| i8::try_from(number).ok();
    let date = civil::Date::new(i16::try_from(year).ok()?, small(month)?, small(day)?).ok()?;
    let midnight: Timestamp = format!("{date}T00:00:00Z").parse().ok()?;
    Some(midnight.as_second())
}

fn numbers(text: &str) -> Option<Vec<i64>> {
    text.split(['/', '.', '-', ':', ',']).map(|word| word.trim().parse().ok()).collect()
}

/// A time in the form of ISO 8601, with a zone, as `2010-11-10T02:00:00.123-0600`.
fn iso(time: &str) -> Option<i64> {
    let time = time.trim();
    let has_form = time.len() > 19 && time.as_bytes()[4] == b'-' && time.as_bytes()[10] == b'T';
    // The offset has a colon or has none.
    has_form
        .then(|| time.replacen(',', ".", 1).parse::<Timestamp>().ok())
        .flatten()
        .map(|at| at.as_second())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn when(times: &[&str]) -> When {
        let backup: Timestamp = "2010-11-10T02:00:00-06:00".parse().unwrap();
        let mut reading = Reading::default();
        times.iter().map(|time| reading.when(time, backup.as_second())).last().unwrap()
    }

    #[test]
    fn a_time_is_before_or_after_the_backup_only_where_every_reading_says_so() {
        for (time, expected) in [
            ("8/12/10 2:00:00:123 CST", When::Open),
            ("8/25/10 2:00:00:123 CST", When::Before),
            ("11/10/10 9:00:00:123 CST", When::Open),
            ("11/25/10 9:00:00:123 CST", When::After),
            ("25.11.10 09:00:00:123 MEZ", When::After),
            ("10.08.09 09:00:00:123 MESZ", When::Before),
            ("2010-11-10T01:59:59.123-0600", When::Before),
            ("2010-11-10T08:00:01.123Z", When::After),
            ("2010-11-10T09:00:01,123+01:00", When::After),
            ("10/11/25 9:00:00:123 JST", When::After),
            ("", When::Open),
            ("yesterday at noon", When::Open),
            ("99/99/99 2:00:00:123 CST", When::Open),
        ] {
            assert_eq!(when(&[time]), expected, "{time}");
        }
    }

    #[test]
    fn another_day_of_the_log_can_tell_how_its_dates_are_read() {
        // The 9th of November, the 11th of September, or the 10th of September 2011.
        let unclear = "11/09/10 9:00:00:000 CST";
        assert_eq!(when(&[unclear]), When::Open);
        // The month is first.
        assert_eq!(when(&["10/28/10 9:00:00:000 CST", unclear]), When::Before);
        // The month is second, and the year may still be first.
        assert_eq!(when(&["28/10/10 9:00:00:000 MEZ", unclear]), When::Open);
    }
}
