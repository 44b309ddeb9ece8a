//! Which files belong to one log, and in which order they were written.
//!
//! A log that has rolled over is renamed to its name with a time, year first: `SystemOut_10.11.10_02.00.00.log` of
//! `SystemOut.log` (engine-runtime 5.2). Packed files end in `.gz` besides.

/// Puts files into logs: for each its name and its files, as indices of `names`, in the order in which they were
/// written. A file that is given twice is taken once.
pub fn logs(names: &[String]) -> Vec<(String, Vec<usize>)> {
    let mut logs: Vec<(String, Vec<(String, usize)>)> = Vec::new();
    for (at, name) in names.iter().enumerate() {
        if names[..at].contains(name) {
            continue;
        }
        let (log, rolled) = log_of(name);
        match logs.iter_mut().find(|(known, _)| *known == log) {
            Some((_, files)) => files.push((rolled, at)),
            None => logs.push((log, vec![(rolled, at)])),
        }
    }
    for (_, files) in &mut logs {
        files.sort_by(|(a, _), (b, _)| a.cmp(b));
    }
    let places = |files: Vec<(String, usize)>| files.into_iter().map(|(_, at)| at).collect();
    logs.into_iter().map(|(log, files)| (log, places(files))).collect()
}

/// The name of the log that a file belongs to, and what to sort it by: the time in its name, or what comes after
/// every time for the file that is still written to.
fn log_of(name: &str) -> (String, String) {
    const LAST: &str = "~";
    let plain = name.strip_suffix(".gz").unwrap_or(name);
    let stem = plain.strip_suffix(".log").unwrap_or(plain);
    // `_10.11.10_02.00.00` has 18 characters.
    let split = stem.len().checked_sub(18).filter(|at| stem.is_char_boundary(*at));
    match split.map(|at| stem.split_at(at)) {
        Some((log, time)) if !log.is_empty() && is_time(time) => {
            (format!("{log}.log"), time.to_owned())
        }
        _ => (plain.to_owned(), LAST.to_owned()),
    }
}

fn is_time(text: &str) -> bool {
    let form = "_00.00.00_00.00.00";
    text.len() == form.len()
        && text.chars().zip(form.chars()).all(|(c, form)| match form {
            '0' => c.is_ascii_digit(),
            mark => c == mark,
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rolled_files_come_before_the_one_that_is_written_to() {
        let names = [
            "a/SystemOut.log",
            "a/SystemOut_10.11.10_02.00.00.log",
            "b/SystemOut.log",
            "a/SystemOut_09.12.31_23.59.59.log.gz",
            "a/SystemOut.log",
            "other_10.11.10.log",
            "-",
        ];
        let names = names.map(str::to_owned);
        let expected = [
            ("a/SystemOut.log", vec![3, 1, 0]),
            ("b/SystemOut.log", vec![2]),
            ("other_10.11.10.log", vec![5]),
            ("-", vec![6]),
        ];
        assert_eq!(logs(&names), expected.map(|(name, files)| (name.to_owned(), files)));
    }
}
