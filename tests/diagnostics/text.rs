//! Findings for people at a terminal.

use crate::{OLDER, PLAN, UNKNOWN, at, plain, plan, span, unknown_store};
use sibrestore::diagnostic::text;
use sibrestore::source::{Source, Span};

#[test]
fn text_shows_both_places_the_help_and_where_to_read_more() {
    let source = plan();
    insta::assert_snapshot!(plain(&[unknown_store(&source)], &source), @r"
        error[SR203]: unknown store `order-store`
         --> orders.restore:6:11
          |
        2 |   store orders-store {
          |         ------------ a store with a similar name
        ...
        6 |     store order-store
          |           ^^^^^^^^^^^ no store has this name
          |
          = help: write `orders-store`

        1 error; run `sibrestore explain SR203` for the page
        ");
}

#[test]
fn text_counts_errors_and_warnings_and_names_the_page_of_an_error() {
    let source = plan();
    let warning = OLDER.at(span(&source, "orders"), "the backups are 3h apart");
    let findings = [warning, unknown_store(&source), unknown_store(&source)];
    let shown = plain(&findings, &source);
    insta::assert_snapshot!(shown.lines().last().unwrap(), @"2 errors, 1 warning; run `sibrestore explain SR203` for the page");
    insta::assert_snapshot!(plain(&findings[..1], &source), @r"
        warning[SR301]: the backups are 3h apart
         --> orders.restore:1:6
          |
        1 | plan orders {
          |      ^^^^^^

        1 warning; run `sibrestore explain SR301` for the page
        ");
    assert_eq!(plain(&[], &source), "");
}

#[test]
fn text_is_coloured_only_when_asked() {
    let source = plan();
    let findings = [unknown_store(&source)];
    assert!(!plain(&findings, &source).contains('\u{1b}'));
    let coloured = text::render(&findings, &source, true, 100);
    insta::assert_snapshot!(coloured.lines().take(2).collect::<Vec<_>>().join("\n").replace('\u{1b}', "ESC"), @r"
        ESC[1mESC[91merror[SR203]ESC[0mESC[1m: unknown store `order-store`ESC[0m
         ESC[1mESC[94m--> ESC[0morders.restore:6:11
        ");
}

#[test]
fn text_underlines_the_first_line_of_a_longer_span() {
    let source = plan();
    let finding = UNKNOWN.at(Span::new(PLAN.find("engine").unwrap(), PLAN.len()), "unclosed block");
    insta::assert_snapshot!(plain(&[finding], &source), @r"
        error[SR203]: unclosed block
         --> orders.restore:5:3
          |
        5 |   engine E1 {
          |   ^^^^^^^^^^^

        1 error; run `sibrestore explain SR203` for the page
        ");
}

#[test]
fn text_points_behind_the_last_character() {
    let source = plan();
    insta::assert_snapshot!(plain(&at(PLAN.len(), PLAN.len()), &source), @r"
        error[SR203]: here
         --> orders.restore:9:1
          |
        9 |
          | ^ this

        1 error; run `sibrestore explain SR203` for the page
        ");
    let empty = Source::new("empty.restore", "");
    insta::assert_snapshot!(plain(&at(0, 0), &empty), @r"
        error[SR203]: here
         --> empty.restore:1:1
          |
        1 |
          | ^ this

        1 error; run `sibrestore explain SR203` for the page
        ");
}

#[test]
fn text_moves_a_span_that_is_out_of_bounds_into_the_plan() {
    let source = Source::new("a.restore", "plan ä {");
    insta::assert_snapshot!(plain(&at(6, 4000), &source), @r"
        error[SR203]: here
         --> a.restore:1:6
          |
        1 | plan ä {
          |      ^^^ this

        1 error; run `sibrestore explain SR203` for the page
        ");
    insta::assert_snapshot!(plain(&at(4000, 3), &source), @r"
        error[SR203]: here
         --> a.restore:1:9
          |
        1 | plan ä {
          |         ^ this

        1 error; run `sibrestore explain SR203` for the page
        ");
}

#[test]
fn text_shows_stand_ins_for_what_a_terminal_would_obey() {
    let source = Source::new(
        "odd\u{1b}[2J.restore",
        "plan\t\u{1b}[31mred\u{202e}evil\u{200b}\u{9b}2J\u{feff} {\r\n  summary \"x\"\r\n}\r\n",
    );
    let finding = UNKNOWN
        .at(span(&source, "evil"), "unknown `\u{1b}]0;title\u{7}` and\r\n`b\u{2028}c`")
        .label("right\u{202e}to left\nand a second line")
        .other(span(&source, "summary"), "tab\there");
    insta::assert_snapshot!(plain(&[finding], &source), @r#"
        error[SR203]: unknown `␛]0;title␇` and `b�c`
         --> odd␛[2J.restore:1:15
          |
        1 | plan    ␛[31mred�evil��2J� {
          |                  ^^^^ right�to left and a second line
        2 |   summary "x"
          |   ------- tab    here

        1 error; run `sibrestore explain SR203` for the page
        "#);
}

#[test]
fn text_cuts_a_line_of_ten_megabytes_around_its_places() {
    let long = format!("plan {} needle {} pin", "x".repeat(5_000_000), "y".repeat(5_000_000));
    let source = Source::new("long.restore", long);
    let whole = Span::new(0, source.text().len());
    let findings = [
        UNKNOWN
            .at(span(&source, "needle"), "unknown `needle`")
            .label("this")
            .other(span(&source, "pin"), "that"),
        UNKNOWN.at(whole, "all of it").label("this"),
        UNKNOWN.at(whole, source.text()),
    ];
    insta::assert_snapshot!(plain(&findings, &source), @r"
        error[SR203]: unknown `needle`
         --> long.restore:1:5000007
          |
        1 | ...xx needle yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy…yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy pin
          |       ^^^^^^ this                                                                            --- that

        error[SR203]: all of it
         --> long.restore:1:1
          |
        1 | plan xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy pin
          | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ this

        error[SR203]: plan xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx… 9999717 bytes …yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy pin
         --> long.restore:1:1
          |
        1 | plan xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy pin
          | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^

        3 errors; run `sibrestore explain SR203` for the page
        ");
}

#[test]
fn text_shows_places_a_million_lines_apart() {
    let source = Source::new("far.restore", format!("first\n{}last\n", "\n".repeat(1_000_000)));
    let finding = UNKNOWN
        .at(span(&source, "last"), "`last` contradicts `first`")
        .label("this side")
        .other(span(&source, "first"), "the other side");
    insta::assert_snapshot!(plain(&[finding], &source), @r"
        error[SR203]: `last` contradicts `first`
               --> far.restore:1000002:1
                |
        1000002 | last
                | ^^^^ this side
                |
               ::: far.restore:1:1
                |
              1 | first
                | ----- the other side

        1 error; run `sibrestore explain SR203` for the page
        ");
}

#[test]
fn text_says_how_many_places_it_does_not_show() {
    let source = plan();
    let finding = (0..20).fold(UNKNOWN.at(Span::new(0, 4), "many"), |finding, _| {
        finding.other(span(&source, "orders"), "again")
    });
    let shown = plain(&[finding], &source);
    assert_eq!(shown.matches("again").count(), 11, "{shown}");
    assert!(shown.contains("note: and 9 further places"), "{shown}");
}

#[test]
fn text_marks_wide_characters_and_keeps_within_the_terminal() {
    let source =
        Source::new("wide.restore", format!("summary \"漢字 {} end\"", "word ".repeat(40)));
    insta::assert_snapshot!(
        text::render(&[UNKNOWN.at(span(&source, "漢字"), "wide").label("two characters")], &source, false, 60),
        @r#"
        error[SR203]: wide
         --> wide.restore:1:10
          |
        1 | summary "漢字 word word word word word word word word...
          |          ^^^^ two characters

        1 error; run `sibrestore explain SR203` for the page
        "#
    );
    let findings = [UNKNOWN.at(span(&source, "end"), "far right").label("here")];
    let narrow = text::render(&findings, &source, false, 60);
    assert!(narrow.lines().all(|line| line.chars().count() <= 64), "{narrow}");
    insta::assert_snapshot!(narrow, @r#"
        error[SR203]: far right
         --> wide.restore:1:214
          |
        1 | ...word word word word  end"
          |                         ^^^ here

        1 error; run `sibrestore explain SR203` for the page
        "#);
}
