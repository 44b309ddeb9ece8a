//! A rehearsal as a page: the timeline as a picture, in one file that asks for nothing else.
//!
//! It is attached to a change ticket, read in whatever opens it, and printed. So it has no script, and
//! nothing that would have to be fetched.

mod picture;
mod tables;

use super::text::clock;
use super::{Outcome, Report};
use crate::rehearsal::assumptions::{ASSUMPTIONS, Assumption};
use crate::rehearsal::faults;
use crate::rehearsal::series::{BACKOUT, KILL};
use std::collections::BTreeSet;

const STYLE: &str = include_str!("html/page.css");

/// The page.
pub fn html(report: &Report) -> String {
    let plan = escape(&report.plan);
    let parts = [
        heading(report),
        band(report.outcome()),
        figures(report),
        tables::violations(report),
        tables::stops(report),
        no_way_on(report),
        conditions(report),
        "<section>\n<h2>Timeline</h2>\n".to_owned(),
        waiting(report),
        picture::picture(report),
        "</section>\n".to_owned(),
        tables::what_mattered(report),
        "<h2>Each run of each step</h2>\n<p class=\"faint\">* is on the critical path.</p>\n"
            .to_owned(),
        tables::runs(report),
        tables::everything(report),
        assumptions(report),
    ];
    format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <title>Rehearsal of {plan}: {}</title>\n<style>\n{STYLE}</style>\n</head>\n\
         <body>\n<main>\n{}</main>\n</body>\n</html>\n",
        report.outcome().word(),
        parts.concat()
    )
}

/// Text as it may stand between tags and in a quoted attribute. A character that HTML does not have
/// becomes the one that says so.
fn escape(text: &str) -> String {
    let mut escaped = String::new();
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            '\n' | '\t' => escaped.push(c),
            c if c.is_control() => escaped.push('\u{fffd}'),
            c => escaped.push(c),
        }
    }
    escaped
}

/// A patch of the colour of a phase or of a mark in the picture.
fn swatch(class: &str) -> String {
    format!("<span class=\"swatch {class}\"></span>")
}

fn heading(report: &Report) -> String {
    format!(
        "<h1>Rehearsal of {}</h1>\n<p>Bundle <code>{}</code></p>\n\
         <p class=\"faint\">The files of this bundle, unchanged, against a simulated cell. \
         Times are those of its virtual clock.</p>\n",
        escape(&report.plan),
        escape(&report.hash)
    )
}

fn band(outcome: Outcome) -> String {
    let word = outcome.word();
    let class = word.to_lowercase();
    format!("<p class=\"band {class}\"><b>{word}</b> {}</p>\n", outcome.words())
}

fn figures(report: &Report) -> String {
    let hosts: BTreeSet<&str> = report.spans.iter().map(|span| span.host.as_str()).collect();
    let figures = [
        ("Window", clock(report.seconds), false),
        ("Critical path", clock(report.critical_path.seconds), false),
        ("wsadmin launches", report.launches.to_string(), false),
        ("Hosts", hosts.len().to_string(), false),
        ("Runs of steps", report.spans.len().to_string(), false),
        ("Messages lost", report.lost.to_string(), report.lost > 0),
        ("Messages doubled", report.doubled.to_string(), false),
    ];
    let figure = |(name, value, loss): (&str, String, bool)| {
        let class = if loss { " class=\"loss\"" } else { "" };
        format!("<div><dt>{name}</dt><dd{class}>{value}</dd></div>\n")
    };
    let figures: String = figures.into_iter().map(figure).collect();
    format!("<dl class=\"figures\">\n{figures}</dl>\n")
}

/// Why the window is longer than the longest chain of steps, where it is.
fn waiting(report: &Report) -> String {
    let more = report.seconds - report.critical_path.seconds;
    if more <= 0 {
        return String::new();
    }
    format!(
        "<p>The window is {} longer than the critical path: time of people at a stop or a \
         confirmation, of runs that came to nothing, and of steps whose host is busy.</p>\n",
        clock(more)
    )
}

/// Where nothing that was printed led on.
fn no_way_on(report: &Report) -> String {
    let place = |place: &String| {
        format!(
            "<p class=\"loss\">No way on: {}. Nothing that was printed leads on.</p>\n",
            escape(place)
        )
    };
    report.no_way_on.iter().map(place).collect()
}

/// What was made to go wrong, and how the cell behaves where nobody knows.
fn conditions(report: &Report) -> String {
    let faults: String = report.faults.iter().map(|fault| fault_row(fault)).collect();
    let faults = if faults.is_empty() {
        "<p>No fault was asked for.</p>\n".to_owned()
    } else {
        let head = ["fault", "where", "what it simulates", "what must come of it"];
        tables::table(&head, &format!("<tbody>\n{faults}</tbody>\n"))
    };
    let typed = match report.operator.as_str() {
        "obedient" => String::new(),
        word => format!("<p>Typed by the {word} operator.</p>\n"),
    };
    format!("<h2>Faults and assumptions</h2>\n{faults}<p>{}</p>\n{typed}", assumed(report))
}

/// The assumptions that somebody has set, in a sentence.
fn assumed(report: &Report) -> String {
    if report.assumptions.is_empty() {
        return "Every assumption about the cell is the usual one.".to_owned();
    }
    let set = report.assumptions.iter().map(|word| format!("<code>{}</code>", escape(word)));
    format!("Assumed otherwise than usual: {}.", set.collect::<Vec<_>>().join(", "))
}

fn fault_row(fault: &str) -> String {
    let (id, place) = fault.split_once('@').unwrap_or((fault, ""));
    let (what, outcome) = match faults::find(id) {
        Some(known) => (known.what, known.outcome()),
        None if id == KILL => {
            ("run.sh and all below it are killed", "goes on afterwards".to_owned())
        }
        None if id == BACKOUT => {
            ("all hosts go back after the step", "all is as before, or left held".to_owned())
        }
        None => ("", String::new()),
    };
    format!(
        "<tr><td><code>{}</code></td><td>{}</td><td>{}</td><td>{}</td></tr>\n",
        escape(id),
        escape(place),
        escape(what),
        escape(&outcome)
    )
}

/// Every assumption, for whoever has to know what the verdict rests on.
fn assumptions(report: &Report) -> String {
    let rows: String = ASSUMPTIONS.iter().map(|known| assumption_row(report, known)).collect();
    let rows = format!("<tbody>\n{rows}</tbody>\n");
    format!(
        "<details>\n<summary>All assumptions about the cell</summary>\n{}</details>\n",
        tables::table(&["assumption", "what it is about", "assumed here"], &rows)
    )
}

fn assumption_row(report: &Report, known: &Assumption) -> String {
    let set = report.assumptions.iter().find_map(|word| {
        word.split_once('=').filter(|(name, _)| *name == known.name).map(|(_, value)| value)
    });
    let value = match set {
        Some(value) => format!("<b>{}</b>", escape(value)),
        None => escape(known.values[0]),
    };
    format!(
        "<tr><td><code>{}</code></td><td>{}</td><td>{value}</td></tr>\n",
        escape(known.name),
        escape(known.what)
    )
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;

    fn pages() -> Vec<String> {
        [sample::good(), sample::troubled(), sample::big()].iter().map(html).collect()
    }

    fn count(page: &str, what: &str) -> usize {
        page.matches(what).count()
    }

    /// Fails where a tag is closed that is not the one last opened, or one is never closed.
    fn assert_balanced(page: &str) {
        let mut open: Vec<&str> = Vec::new();
        for tag in page.split('<').skip(1).map(|rest| rest.split('>').next().unwrap()) {
            let name = tag.split([' ', '\n']).next().unwrap();
            if let Some(name) = name.strip_prefix('/') {
                assert_eq!(open.pop(), Some(name), "{tag}");
            } else if !tag.ends_with('/') && !["!DOCTYPE", "meta"].contains(&name) {
                open.push(name);
            }
        }
        assert!(open.is_empty(), "{open:?}");
    }

    #[test]
    fn a_page_is_well_formed_and_has_one_picture() {
        for page in pages() {
            assert_balanced(&page);
            assert_eq!(count(&page, "<svg "), 1);
            assert_eq!(count(&page, "<h1>"), 1);
        }
    }

    #[test]
    fn a_page_asks_for_nothing_from_elsewhere_and_runs_nothing() {
        for page in pages() {
            for word in ["http", "<script", "src=", "@import", "<link", "url(data"] {
                assert!(!page.contains(word), "{word}");
            }
        }
    }

    #[test]
    fn every_run_of_a_step_has_a_bar_and_a_row() {
        for report in [sample::good(), sample::troubled(), sample::big()] {
            let page = html(&report);
            assert_eq!(count(&page, "<rect class=\"bar "), report.spans.len());
            assert_eq!(count(&page, "<td class=\"mark\">"), report.spans.len());
        }
    }

    #[test]
    fn a_run_that_went_wrong_is_marked_in_the_picture() {
        assert_eq!(count(&html(&sample::good()), "<rect class=\"wrong\""), 0);
        let page = html(&sample::troubled());
        assert_eq!(count(&page, "<rect class=\"wrong\""), 1);
        assert_eq!(count(&page, "<rect class=\"hatch\""), 1);
        assert_eq!(count(&page, "<g class=\"violation\">"), 1);
    }

    #[test]
    fn the_verdict_is_that_of_the_text() {
        for report in [sample::good(), sample::troubled()] {
            let outcome = report.outcome();
            let band = format!("<b>{}</b> {}</p>", outcome.word(), outcome.words());
            assert!(html(&report).contains(&band), "{band}");
        }
    }

    #[test]
    fn no_value_of_a_report_can_be_read_as_html() {
        let evil = "\"'><i>&\u{1}".to_owned();
        let mut report = sample::troubled();
        report.faults = vec![format!("{evil}@{evil}")];
        report.assumptions = vec![evil.clone(), format!("get-health={evil}")];
        report.plan.clone_from(&evil);
        report.hash.clone_from(&evil);
        report.messages.push((1, evil.clone()));
        for span in &mut report.spans {
            for field in [&mut span.host, &mut span.step, &mut span.title, &mut span.result] {
                field.clone_from(&evil);
            }
        }
        report.stops[0] = super::super::Stop { host: evil.clone(), step: evil.clone(), code: 1 };
        let violation = &mut report.violations[0];
        for field in [&mut violation.about, &mut violation.how, &mut violation.step] {
            field.clone_from(&evil);
        }
        let page = html(&report);
        assert!(page.contains("&quot;&#39;&gt;&lt;i&gt;&amp;\u{fffd}"));
        assert!(!page.contains("<i>") && !page.contains('\u{1}'));
        assert_balanced(&page);
    }
}
