//! Whatever a plan holds and wherever a span points, every rendering comes to an end.

use crate::UNKNOWN;
use proptest::prelude::*;
use sibrestore::diagnostic::{json, line, sarif, text};
use sibrestore::source::{Source, Span};

/// Plan-like text mixed with what has broken terminals and drawings before.
fn any_text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("\n".to_owned()),
        Just("\r\n".to_owned()),
        Just("\r".to_owned()),
        Just("\t".to_owned()),
        Just("\u{202e}\u{200d}\u{feff}\u{301}".to_owned()),
        Just("\u{e000}:1:1".to_owned()),
        Just("漢字👩‍👩‍👧".to_owned()),
        Just("x".repeat(1000)),
        Just("\n".repeat(60)),
        "[ -~]{0,20}",
        any::<String>(),
    ];
    prop::collection::vec(piece, 0..12).prop_map(|pieces| pieces.concat())
}

/// Spans anywhere in or slightly beyond a text, also inside characters and backwards.
fn any_spans() -> impl Strategy<Value = Vec<(f64, i8, f64, i8)>> {
    let end = || (0.0..1.05, any::<i8>());
    prop::collection::vec((end(), end()).prop_map(|((a, b), (c, d))| (a, b, c, d)), 1..20)
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    reason = "any offset will do"
)]
fn offset(length: usize, share: f64, shift: i8) -> usize {
    ((length as f64 * share) as usize).saturating_add_signed(isize::from(shift / 16))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn any_finding_in_any_text_is_rendered(
        plan in any_text(),
        spans in any_spans(),
        words in any_text(),
        colour: bool,
        width in 0usize..300,
    ) {
        let source = Source::new(words.clone(), plan.clone());
        let mut spans = spans.iter().map(|(a, b, c, d)| {
            Span::new(offset(plan.len(), *a, *b), offset(plan.len(), *c, *d))
        });
        let first = UNKNOWN.at(spans.next().unwrap(), words.clone()).label(words.clone()).help(words.clone());
        let finding = spans.fold(first, |finding, span| finding.other(span, words.clone()));
        let findings = [finding];

        let shown = text::render(&findings, &source, colour, width);
        let odd = |c: &char| c.is_control() && *c != '\n' && !(colour && *c == '\u{1b}');
        prop_assert_eq!(shown.chars().find(odd), None);
        let hidden = ['\u{202e}', '\u{200d}', '\u{feff}', '\u{e000}'];
        prop_assert_eq!(shown.find(hidden), None);
        prop_assert!(shown.ends_with("1 error; run `sibrestore explain SR203` for the page\n"));

        let lines = line::render(&findings, &source);
        prop_assert_eq!(lines.matches('\n').count(), 1);

        let document: serde_json::Value = serde_json::from_str(&json::render(&findings, &source)).unwrap();
        let finding = &document["findings"][0];
        let bytes = [&finding["start"], &finding["end"]].map(|end| end["byte"].as_u64().unwrap() as usize);
        prop_assert!(bytes[0] <= bytes[1] && plan.get(bytes[0]..bytes[1]).is_some());

        let document: serde_json::Value = serde_json::from_str(&sarif::render(&findings, &source)).unwrap();
        let region = &document["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["region"];
        prop_assert_eq!(&region["startLine"], &finding["start"]["line"]);
        prop_assert_eq!(&region["endColumn"], &finding["end"]["column"]);
    }
}
