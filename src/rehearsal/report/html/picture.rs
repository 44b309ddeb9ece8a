//! The timeline as a picture: a lane for each host, a bar for each run of a step.

use super::super::Report;
use super::super::text::{clock, phase};
use super::{escape, swatch};
use crate::rehearsal::timeline::{Ending, Span};
use crate::rehearsal::verdict::Violation;
use std::collections::BTreeSet;

/// The width of the picture, and what is left free on both sides of it.
const WIDTH: f64 = 1000.0;
const SIDE: f64 = 8.0;
/// Where the first lane begins, below the numbers of the axis.
const TOP: f64 = 26.0;
/// A lane is the name of its host, its rows of bars, and a gap to the next one.
const NAME: f64 = 20.0;
const ROW: f64 = 27.0;
const GAP: f64 = 6.0;
const BAR: f64 = 18.0;
/// A bar that nobody can see or point at is no bar; a step that takes no time has one of this width.
const NARROWEST: f64 = 5.0;
/// How far a bar may be moved to the right to stand beside its neighbour and not in a row of its own.
const SHIFT: f64 = 14.0;
/// The width of a letter, roughly: whether a label fits into its bar.
const LETTER: f64 = 6.3;

/// Seconds between two numbers of the axis.
const TICKS: [i64; 15] =
    [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 3 * 3600, 6 * 3600];

/// Stripes for a run that ended otherwise than with exit 0.
const HATCH: &str = "<defs><pattern id=\"hatch\" width=\"6\" height=\"6\" \
    patternUnits=\"userSpaceOnUse\" patternTransform=\"rotate(45)\">\
    <path d=\"M1 0V6\" stroke=\"#10151c\" stroke-width=\"1.6\" stroke-opacity=\".6\"/></pattern></defs>\n";

/// A run of a step, placed.
struct Bar<'a> {
    span: &'a Span,
    at: usize,
    left: f64,
    width: f64,
    top: f64,
}

/// The lane of a host.
struct Lane<'a> {
    host: &'a str,
    top: f64,
    height: f64,
}

struct Picture<'a> {
    report: &'a Report,
    critical: BTreeSet<usize>,
    seconds: i64,
    lanes: Vec<Lane<'a>>,
    bars: Vec<Bar<'a>>,
    height: f64,
}

/// The picture with its legend.
pub(super) fn picture(report: &Report) -> String {
    let picture = Picture::of(report);
    format!("<div class=\"picture\">\n{}</div>\n{}", picture.svg(), legend(report))
}

impl<'a> Picture<'a> {
    fn of(report: &'a Report) -> Self {
        let ends = report.spans.iter().map(|span| span.end);
        let seconds = ends.chain([report.seconds, 1]).max().unwrap_or(1);
        let critical = report.critical();
        let (lanes, bars) = (Vec::new(), Vec::new());
        let mut picture = Self { report, critical, seconds, lanes, bars, height: TOP };
        for host in hosts(report) {
            picture.add_lane(host);
        }
        picture.bars.sort_by_key(|bar| bar.at);
        picture
    }

    fn x(&self, seconds: i64) -> f64 {
        let part = seconds as f64 / self.seconds as f64;
        SIDE + part * (WIDTH - 2.0 * SIDE)
    }

    fn add_lane(&mut self, host: &'a str) {
        let top = self.height;
        let mut rows: Vec<f64> = Vec::new();
        let report = self.report;
        let spans = report.spans.iter().enumerate().filter(|(_, span)| span.host == host);
        for (at, span) in spans {
            let (row, left) = place(&mut rows, self.x(span.begin));
            let width = (self.x(span.end) - left).max(NARROWEST);
            rows[row] = left + width + 1.0;
            let top = top + NAME + row as f64 * ROW;
            self.bars.push(Bar { span, at, left, width, top });
        }
        let height = NAME + rows.len() as f64 * ROW;
        self.lanes.push(Lane { host, top, height });
        self.height = top + height + GAP;
    }

    fn svg(&self) -> String {
        let label = format!(
            "Timeline over {}: {} runs of steps on {} hosts. The table below says the same.",
            clock(self.seconds),
            self.bars.len(),
            self.lanes.len()
        );
        let lanes: String = self.lanes.iter().map(lane).collect();
        let names: String = self.lanes.iter().map(name).collect();
        let bars: String = self.bars.iter().map(|bar| self.bar(bar)).collect();
        format!(
            "<svg role=\"img\" aria-label=\"{label}\" viewBox=\"0 0 {WIDTH} {:.0}\">\n{HATCH}\
             {lanes}{}{}{}{bars}{names}</svg>\n",
            self.height,
            self.axis(),
            self.chain(),
            self.violations()
        )
    }

    /// Lines through all lanes, with at most twelve numbers.
    fn axis(&self) -> String {
        let last = TICKS[TICKS.len() - 1];
        let step = TICKS.into_iter().find(|step| self.seconds / step < 12);
        let step = step.unwrap_or((self.seconds / 12 / last + 1) * last);
        let tick = |count: i64| self.tick(count * step);
        (0..=self.seconds / step).map(tick).collect()
    }

    fn tick(&self, seconds: i64) -> String {
        let (x, end) = (self.x(seconds), self.height - GAP);
        let anchor = match x {
            x if x < 24.0 => "start",
            x if x > WIDTH - 24.0 => "end",
            _ => "middle",
        };
        format!(
            "<path class=\"grid\" d=\"M{x:.1} 20V{end:.1}\"/>\
             <text class=\"tick\" x=\"{x:.1}\" y=\"13\" text-anchor=\"{anchor}\">{}</text>\n",
            clock(seconds)
        )
    }

    /// The critical path from bar to bar, also from host to host.
    fn chain(&self) -> String {
        let order = &self.report.critical_path.steps;
        let bar = |step: &String| {
            self.bars.iter().find(|bar| bar.span.step == *step && self.critical.contains(&bar.at))
        };
        let bars: Vec<&Bar<'_>> = order.iter().filter_map(bar).collect();
        let hand_over = |pair: &[&Bar<'_>]| {
            let (from, to) = (pair[0], pair[1]);
            let (x, y) = (from.left + from.width, from.top + BAR + 3.0);
            format!("M{x:.1} {y:.1}H{:.1}V{:.1}", to.left + 1.0, to.top + BAR + 3.0)
        };
        let path: String = bars.windows(2).map(hand_over).collect();
        format!("<path class=\"chain\" d=\"{path}\"/>\n")
    }

    /// A mark on the axis for each violation.
    fn violations(&self) -> String {
        let mark = |violation: &Violation| {
            let (x, end) = (self.x(violation.at), self.height - GAP);
            format!(
                "<g class=\"violation\"><title>{}\n{}: {}\n{}</title>\
                 <path d=\"M{:.1} 16h10l-5 9z\"/><path d=\"M{x:.1} 20V{end:.1}\"/></g>\n",
                clock(violation.at),
                violation.kind.words(),
                escape(&violation.about),
                escape(&violation.how),
                x - 5.0
            )
        };
        self.report.violations.iter().map(mark).collect()
    }

    fn bar(&self, bar: &Bar<'_>) -> String {
        let critical = self.critical.contains(&bar.at);
        let class = format!("bar p{}", bar.span.phase);
        let title = format!("<title>{}</title>", hover(bar.span, critical));
        let mut parts = vec![rect(bar, &class, 0.0, BAR, &title)];
        if bar.span.result != "exit 0" {
            parts.push(rect(bar, "hatch", 0.0, BAR, ""));
        }
        if bar.span.ending() == Ending::Wrong {
            parts.push(rect(bar, "wrong", 0.0, BAR, ""));
        }
        if critical {
            parts.push(rect(bar, "critical", BAR + 1.5, 3.0, ""));
        }
        parts.push(label(bar));
        parts.concat() + "\n"
    }
}

/// The hosts in the order of their first steps.
fn hosts(report: &Report) -> Vec<&str> {
    let mut hosts: Vec<&str> = Vec::new();
    for span in &report.spans {
        if !hosts.contains(&span.host.as_str()) {
            hosts.push(&span.host);
        }
    }
    hosts
}

/// The row of a bar that begins at `x`, and where it then begins: in the first row that is free
/// there, or nearly so. `rows` holds where the last bar of each row ends.
fn place(rows: &mut Vec<f64>, x: f64) -> (usize, f64) {
    let has_room = |end: &f64| *end <= x + SHIFT && *end + NARROWEST <= WIDTH;
    if let Some(row) = rows.iter().position(has_room) {
        return (row, x.max(rows[row]));
    }
    rows.push(x);
    (rows.len() - 1, x)
}

fn lane(lane: &Lane<'_>) -> String {
    let Lane { top, height, .. } = lane;
    format!("<rect class=\"lane\" x=\"0\" y=\"{top}\" width=\"{WIDTH}\" height=\"{height}\"/>\n")
}

/// The host of a lane. It is drawn after all lines, so that none goes through it.
fn name(lane: &Lane<'_>) -> String {
    let (y, host) = (lane.top + 14.0, escape(lane.host));
    format!("<text class=\"host\" x=\"{SIDE}\" y=\"{y}\">{host}</text>\n")
}

/// A rectangle over a bar, or `down` below its top.
fn rect(bar: &Bar<'_>, class: &str, down: f64, height: f64, inside: &str) -> String {
    format!(
        "<rect class=\"{class}\" x=\"{:.1}\" y=\"{:.1}\" width=\"{:.1}\" height=\"{height}\">{inside}</rect>",
        bar.left,
        bar.top + down,
        bar.width
    )
}

/// What is shown while the pointer rests on a bar.
fn hover(span: &Span, critical: bool) -> String {
    let (begin, end, took) = (clock(span.begin), clock(span.end), clock(span.took()));
    let path = if critical { "\non the critical path" } else { "" };
    escape(&format!(
        "{}\n{}\nphase {}, on {}\n{begin} to {end}, took {took}\n{}{path}",
        span.step,
        span.title,
        phase(span.phase),
        span.host,
        span.result
    ))
}

/// As much of a step's id as its bar has room for: all of it, its number, or nothing.
fn label(bar: &Bar<'_>) -> String {
    let id = &bar.span.step;
    let number = id.split('-').next().unwrap_or_default();
    let fits = |text: &&str| text.chars().count() as f64 * LETTER + 2.5 <= bar.width;
    let Some(text) = [id.as_str(), number].into_iter().find(fits) else { return String::new() };
    let (x, y) = (bar.left + bar.width / 2.0, bar.top + 13.0);
    format!(
        "<text class=\"label\" x=\"{x:.1}\" y=\"{y:.1}\" text-anchor=\"middle\">{}</text>",
        escape(text)
    )
}

/// What the colours and marks mean, as far as the picture has them.
fn legend(report: &Report) -> String {
    let phases: BTreeSet<usize> = report.spans.iter().map(|span| span.phase).collect();
    let of_phase = |number| (format!("p{number}"), phase(number));
    let mut items: Vec<(String, String)> = phases.into_iter().map(of_phase).collect();
    let any = |wanted: fn(&Span) -> bool| report.spans.iter().any(wanted);
    let marks = [
        (true, "critical", "on the critical path"),
        (any(|span| span.result != "exit 0"), "hatch", "ended otherwise than with exit 0"),
        (any(|span| span.ending() == Ending::Wrong), "wrong", "went wrong"),
        (!report.violations.is_empty(), "violation", "what must never happen"),
    ];
    let shown = marks.into_iter().filter(|(shown, ..)| *shown);
    items.extend(shown.map(|(_, class, words)| (class.to_owned(), words.to_owned())));
    let item = |(class, words): (String, String)| format!("<li>{}{words}</li>\n", swatch(&class));
    format!("<ul class=\"legend\">\n{}</ul>\n", items.into_iter().map(item).collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::super::super::sample;
    use super::*;

    #[test]
    fn every_bar_can_be_seen_and_none_lies_on_another() {
        let report = sample::big();
        let picture = Picture::of(&report);
        assert_eq!(picture.lanes.len(), 12);
        for (at, bar) in picture.bars.iter().enumerate() {
            assert!(bar.width >= NARROWEST && bar.left + bar.width <= WIDTH, "{}", bar.left);
            for other in &picture.bars[at + 1..] {
                let beside =
                    bar.left + bar.width <= other.left || other.left + other.width <= bar.left;
                assert!(bar.top != other.top || beside, "{} {}", bar.span.step, other.span.step);
            }
        }
    }

    #[test]
    fn the_axis_has_a_few_numbers_whatever_the_window() {
        let mut report = sample::good();
        report.spans.clear();
        for seconds in [0, 1, 59, 600, 990, 4210, 86_400, 1_000_000] {
            report.seconds = seconds;
            let axis = Picture::of(&report).axis();
            assert!((2..=13).contains(&axis.matches("<text").count()), "{seconds}: {axis}");
        }
    }

    #[test]
    fn a_bar_is_labelled_as_far_as_there_is_room() {
        let report = sample::good();
        let picture = Picture::of(&report);
        let labels: Vec<String> = picture.bars.iter().map(label).collect();
        assert_eq!(labels[0], "");
        assert!(labels[2].contains(">402-restore-store<"), "{}", labels[2]);
    }
}
