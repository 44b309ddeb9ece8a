//! Findings as SARIF 2.1.0, the format in which code hosts and review tools take findings in.
//!
//! Only the rules that found something are described in the document; each brings its page along,
//! because the reader of a report may not have the tool.

use super::{Finding, Rule, Severity, place};
use crate::source::{Source, Span};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// The document, with a newline at its end.
pub fn render(findings: &[Finding], source: &Source) -> String {
    let rules: BTreeMap<_, _> = findings.iter().map(|f| (f.rule.code, f.rule)).collect();
    let codes: Vec<_> = rules.keys().copied().collect();
    let document = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "sibrestore",
                "version": env!("CARGO_PKG_VERSION"),
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "rules": rules.into_values().map(rule).collect::<Vec<_>>(),
            }},
            "columnKind": "unicodeCodePoints",
            "results": findings.iter().map(|f| result(f, source, &codes)).collect::<Vec<_>>(),
        }],
    });
    format!("{document:#}\n")
}

fn rule(rule: &Rule) -> Value {
    let page = crate::pages::text(rule);
    json!({
        "id": rule.code,
        "name": rule.name,
        "shortDescription": { "text": rule.summary },
        "fullDescription": { "text": page, "markdown": page },
        "help": { "text": page, "markdown": page },
        "defaultConfiguration": { "level": level(rule.severity) },
        "properties": { "since": rule.since, "tags": rule.hazards },
    })
}

/// The values that SARIF knows are by chance the words that a finding uses; this is the one place
/// that relies on it.
fn level(severity: Severity) -> &'static str {
    severity.as_str()
}

fn result(finding: &Finding, source: &Source, codes: &[&str]) -> Value {
    let mut result = json!({
        "ruleId": finding.rule.code,
        "ruleIndex": codes.iter().position(|code| *code == finding.rule.code),
        "level": level(finding.rule.severity),
        "message": { "text": message(finding) },
        "locations": [location(source, finding.span, &finding.label)],
    });
    if !finding.others.is_empty() {
        let others = finding.others.iter().enumerate().map(|(index, other)| {
            let mut location = location(source, other.span, &other.text);
            location["id"] = json!(index + 1);
            location
        });
        result["relatedLocations"] = others.collect();
    }
    result
}

/// A viewer shows one text for each result, so the help goes with the message.
fn message(finding: &Finding) -> String {
    match &finding.help {
        Some(help) => format!("{}\nhelp: {help}", finding.message),
        None => finding.message.clone(),
    }
}

fn location(source: &Source, span: Span, text: &str) -> Value {
    let (start, end) = place::both(source, span);
    let mut location = json!({
        "physicalLocation": {
            "artifactLocation": { "uri": uri(source.name()) },
            "region": {
                "startLine": start.line,
                "startColumn": start.column,
                "endLine": end.line,
                "endColumn": end.column,
            },
        },
    });
    if !text.is_empty() {
        location["message"] = json!({ "text": text });
    }
    location
}

/// A file name as a URI reference: `file:` for a full path, relative for all others.
fn uri(name: &str) -> String {
    let path = name.replace('\\', "/");
    let drive = matches!(path.as_bytes(), [letter, b':', b'/', ..] if letter.is_ascii_alphabetic());
    if drive {
        format!("file:///{}:{}", &path[..1], percent_encoded(&path[2..]))
    } else if path.starts_with("//") {
        format!("file:{}", percent_encoded(&path))
    } else if path.starts_with('/') {
        format!("file://{}", percent_encoded(&path))
    } else {
        percent_encoded(&path)
    }
}

/// The path with every byte that a URI gives a meaning to, or forbids, written as `%XX`.
fn percent_encoded(path: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte);
    path.bytes()
        .map(|byte| match byte {
            _ if plain(byte) => char::from(byte).to_string(),
            _ => format!("%{byte:02X}"),
        })
        .collect()
}
