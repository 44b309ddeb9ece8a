//! Findings for programs: lines, JSON, SARIF.

use crate::{OLDER, at, plan, span, unknown_store};
use sibrestore::diagnostic::{json, line, sarif};
use sibrestore::source::{Source, Span};

#[test]
fn line_has_everything_of_a_finding_on_one_line() {
    let source = plan();
    let warning = OLDER.at(Span::new(0, 4), "two\nlines");
    insta::assert_snapshot!(line::render(&[warning, unknown_store(&source)], &source), @r"
        orders.restore:1:1: warning[SR301]: two lines
        orders.restore:6:11: error[SR203]: unknown store `order-store` (write `orders-store`)
        ");
}

#[test]
fn json_has_the_documented_shape() {
    let source = plan();
    let warning = OLDER.at(span(&source, "orders"), "the backups are 3h apart");
    insta::assert_snapshot!(json::render(&[unknown_store(&source), warning], &source), @r#"
        {
          "version": 1,
          "findings": [
            {
              "code": "SR203",
              "name": "unknown_name",
              "severity": "error",
              "message": "unknown store `order-store`",
              "file": "orders.restore",
              "start": {
                "line": 6,
                "column": 11,
                "byte": 117
              },
              "end": {
                "line": 6,
                "column": 22,
                "byte": 128
              },
              "label": "no store has this name",
              "others": [
                {
                  "start": {
                    "line": 2,
                    "column": 9,
                    "byte": 22
                  },
                  "end": {
                    "line": 2,
                    "column": 21,
                    "byte": 34
                  },
                  "text": "a store with a similar name"
                }
              ],
              "help": "write `orders-store`"
            },
            {
              "code": "SR301",
              "name": "backups_apart",
              "severity": "warning",
              "message": "the backups are 3h apart",
              "file": "orders.restore",
              "start": {
                "line": 1,
                "column": 6,
                "byte": 5
              },
              "end": {
                "line": 1,
                "column": 12,
                "byte": 11
              },
              "label": "",
              "others": [],
              "help": null
            }
          ],
          "errors": 1,
          "warnings": 1
        }
        "#);
    insta::assert_snapshot!(json::render(&[], &source), @r#"
        {
          "version": 1,
          "findings": [],
          "errors": 0,
          "warnings": 0
        }
        "#);
}

#[test]
fn sarif_describes_rules_results_and_related_places() {
    let source = plan();
    let warning = OLDER.at(span(&source, "orders"), "the backups are 3h apart");
    insta::assert_snapshot!(sarif::render(&[warning, unknown_store(&source)], &source), @r#"
        {
          "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
          "runs": [
            {
              "columnKind": "unicodeCodePoints",
              "results": [
                {
                  "level": "warning",
                  "locations": [
                    {
                      "physicalLocation": {
                        "artifactLocation": {
                          "uri": "orders.restore"
                        },
                        "region": {
                          "endColumn": 12,
                          "endLine": 1,
                          "startColumn": 6,
                          "startLine": 1
                        }
                      }
                    }
                  ],
                  "message": {
                    "text": "the backups are 3h apart"
                  },
                  "ruleId": "SR301",
                  "ruleIndex": 1
                },
                {
                  "level": "error",
                  "locations": [
                    {
                      "message": {
                        "text": "no store has this name"
                      },
                      "physicalLocation": {
                        "artifactLocation": {
                          "uri": "orders.restore"
                        },
                        "region": {
                          "endColumn": 22,
                          "endLine": 6,
                          "startColumn": 11,
                          "startLine": 6
                        }
                      }
                    }
                  ],
                  "message": {
                    "text": "unknown store `order-store`\nhelp: write `orders-store`"
                  },
                  "relatedLocations": [
                    {
                      "id": 1,
                      "message": {
                        "text": "a store with a similar name"
                      },
                      "physicalLocation": {
                        "artifactLocation": {
                          "uri": "orders.restore"
                        },
                        "region": {
                          "endColumn": 21,
                          "endLine": 2,
                          "startColumn": 9,
                          "startLine": 2
                        }
                      }
                    }
                  ],
                  "ruleId": "SR203",
                  "ruleIndex": 0
                }
              ],
              "tool": {
                "driver": {
                  "name": "sibrestore",
                  "rules": [
                    {
                      "defaultConfiguration": {
                        "level": "error"
                      },
                      "fullDescription": {
                        "markdown": "A name that nothing declares.\n\nEvery name is declared once.\n",
                        "text": "A name that nothing declares.\n\nEvery name is declared once.\n"
                      },
                      "help": {
                        "markdown": "A name that nothing declares.\n\nEvery name is declared once.\n",
                        "text": "A name that nothing declares.\n\nEvery name is declared once.\n"
                      },
                      "id": "SR203",
                      "name": "unknown_name",
                      "properties": {
                        "since": "0.1.0",
                        "tags": []
                      },
                      "shortDescription": {
                        "text": "a name that nothing declares"
                      }
                    },
                    {
                      "defaultConfiguration": {
                        "level": "warning"
                      },
                      "fullDescription": {
                        "markdown": "Backups taken at different times.\n",
                        "text": "Backups taken at different times.\n"
                      },
                      "help": {
                        "markdown": "Backups taken at different times.\n",
                        "text": "Backups taken at different times.\n"
                      },
                      "id": "SR301",
                      "name": "backups_apart",
                      "properties": {
                        "since": "0.1.0",
                        "tags": [
                          "H7"
                        ]
                      },
                      "shortDescription": {
                        "text": "backups taken at different times"
                      }
                    }
                  ],
                  "semanticVersion": "0.1.0",
                  "version": "0.1.0"
                }
              }
            }
          ],
          "version": "2.1.0"
        }
        "#);
}

#[test]
fn sarif_names_every_file_by_a_valid_uri() {
    let uris = [
        "plans/orders.restore",
        "/srv/plan files/ordres-été.restore",
        "C:\\plans\\100%.restore",
        "\\\\share\\plans\\a.restore",
        "a:b.restore",
    ]
    .map(|name| {
        let document = sarif::render(&at(0, 1), &Source::new(name, "x"));
        let document: serde_json::Value = serde_json::from_str(&document).unwrap();
        let place = &document["runs"][0]["results"][0]["locations"][0]["physicalLocation"];
        place["artifactLocation"]["uri"].as_str().unwrap().to_owned()
    });
    insta::assert_snapshot!(uris.join("\n"), @r"
        plans/orders.restore
        file:///srv/plan%20files/ordres-%C3%A9t%C3%A9.restore
        file:///C:/plans/100%25.restore
        file://share/plans/a.restore
        a%3Ab.restore
        ");
}

#[test]
fn columns_count_characters_and_bytes_count_bytes() {
    let source = Source::new("a.restore", "\n äöü x");
    let finding = at(source.text().find('x').unwrap(), source.text().len());
    assert_eq!(line::render(&finding, &source), "a.restore:2:6: error[SR203]: here\n");
    let document: serde_json::Value =
        serde_json::from_str(&json::render(&finding, &source)).unwrap();
    let start = serde_json::json!({ "line": 2, "column": 6, "byte": 9 });
    let end = serde_json::json!({ "line": 2, "column": 7, "byte": 10 });
    assert_eq!(
        [&document["findings"][0]["start"], &document["findings"][0]["end"]],
        [&start, &end]
    );
}
