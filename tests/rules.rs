//! The pages of the rules are their tests: every plan on every page is compiled, and what is found
//! is compared with the marks under its lines.

#![expect(clippy::expect_used, reason = "a test that cannot go on must fail")]

#[path = "support/known_cell.rs"]
mod known_cell;

use sibrestore::compile::Checked;
use sibrestore::diagnostic::{Finding, Rule, Severity};
use sibrestore::pages::{self, Block};
use sibrestore::probe::{Snapshot, answers};
use sibrestore::rules;
use sibrestore::source::Source;
use sibrestore::steps::KINDS;
use sibrestore::{hazards, syntax};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

/// Every rule.
fn all() -> impl Iterator<Item = &'static Rule> {
    rules::ALL.iter().map(|entry| entry.rule)
}

/// What is found on the way from the text to the plan.
fn compile(text: &str) -> (Source, Vec<Finding>) {
    let checked = Checked::new("page.restore", text.into());
    let (_, findings) = checked.plan().expect("the plan keeps the invariant");
    (checked.source, findings)
}

/// The same with a snapshot of a cell in which server1 logs with HPEL.
fn compile_seen(text: &str) -> (Source, Vec<Finding>) {
    let snapshot = r#"{"sibrestore_snapshot": 1, "calls": {}, "points": [{"id": "system-out", "seen": [
        {"about": "Node01/server1", "says": "HPEL is enabled", "holds": "no"}]}]}"#;
    let snapshot = Snapshot::read(snapshot.as_bytes()).expect("this is a snapshot");
    let checked = Checked::new("page.restore", text.into());
    let (plan, mut findings) = checked.plan().expect("the plan keeps the invariant");
    let mut plan = plan.expect("the plan has no errors");
    let seen = answers(&snapshot, &plan.site);
    findings.extend(plan.look(seen));
    (checked.source, findings)
}

/// The same for a plan on a page. The rules about the real cell compare it with the cell of the
/// standard plan, as their pages say.
fn compile_block(rule: &Rule, block: &Block) -> (Source, Vec<Finding>) {
    let (plan, _) = block.plan();
    let is_it = |entry: &&rules::Entry| entry.rule.code == rule.code;
    let entry = rules::ALL.iter().find(is_it).expect("every rule is in the list");
    if rule.name == "not_as_assumed" {
        return compile_seen(&plan);
    }
    if !matches!(entry.check, rules::Check::Cell(_)) {
        return compile(&plan);
    }
    let standard =
        Block { fails: false, topology: block.topology, text: "  ticket \"C\"\n".into() };
    let standard = Checked::new("standard.restore", standard.plan().0.into());
    let mut cell = known_cell::of(standard.model.as_ref().expect("a standard plan has a model"));
    if block.fails {
        cell = known_cell::with_more(cell, rule.name);
    }
    let checked = Checked::beside("page.restore", plan.into(), BTreeMap::new(), Some(&cell));
    let (_, findings) = checked.plan().expect("the plan keeps the invariant");
    (checked.source, findings)
}

/// Line, first column and length of what a finding points at (its first line), and its code.
type Mark = (usize, usize, usize, String);

/// The marks on a page. Lines are those of the whole plan.
fn expected(block: &Block, before: usize) -> Vec<Mark> {
    let mut marks = Vec::new();
    let mut line = 0;
    for (at, text) in block.text.lines().enumerate() {
        let mark = text.trim_start();
        let code = mark.rsplit(' ').next().unwrap_or("");
        if !mark.starts_with('#') || !code.starts_with("SR") {
            line = before + at + 1;
            continue;
        }
        let Some(first) = text.find('^') else {
            marks.push((1, 1, 0, code.to_owned()));
            continue;
        };
        let carets = text.matches('^').count();
        // A caret right after the `#` counts the `#` too: the finding begins in its column.
        let hash = text.find('#').unwrap_or(0);
        let (first, carets) =
            if hash + 1 == first && carets > 1 { (hash, carets + 1) } else { (first, carets) };
        let single = hash + 1 == first && carets == 1;
        let first = if single { hash } else { first };
        marks.push((line, first + 1, carets, code.to_owned()));
    }
    marks.sort();
    marks
}

/// Where a finding points, as marks say it.
fn place(source: &Source, finding: &Finding) -> Mark {
    let (line, column) = source.line_column(finding.span.start);
    let text = source.slice(finding.span);
    let length = text.lines().next().map_or(0, |first| first.chars().count());
    (line, column, length, finding.rule.code.to_owned())
}

/// All errors, and the warnings of the rule itself.
fn of_interest(rule: &Rule, findings: &[Finding]) -> Vec<Finding> {
    let wanted = |f: &&Finding| f.is_error() || f.rule.code == rule.code;
    findings.iter().filter(wanted).cloned().collect()
}

fn blocks() -> impl Iterator<Item = (&'static Rule, Block)> {
    all().flat_map(|rule| pages::blocks(rule).into_iter().map(move |block| (rule, block)))
}

#[test]
fn failing_plans_have_exactly_the_findings_that_are_marked() {
    let mut wrong = String::new();
    for (rule, block) in blocks().filter(|(_, block)| block.fails) {
        let (_, before) = block.plan();
        let (source, findings) = compile_block(rule, &block);
        let mut found: Vec<Mark> =
            of_interest(rule, &findings).iter().map(|f| place(&source, f)).collect();
        found.sort();
        let marked = expected(&block, before);
        assert!(!marked.is_empty(), "{}: a failing plan without a mark", rule.code);
        if found != marked {
            let said: Vec<&str> = findings.iter().map(|f| f.message.as_str()).collect();
            let _ = writeln!(
                wrong,
                "{} {}\n{}marked {marked:?}\nfound  {found:?}\n{said:?}\n",
                rule.code, rule.name, block.text
            );
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn passing_plans_have_no_error_and_no_finding_of_the_rule() {
    let mut wrong = String::new();
    for (rule, block) in blocks().filter(|(_, block)| !block.fails) {
        let (source, findings) = compile_block(rule, &block);
        for finding in of_interest(rule, &findings) {
            let _ = writeln!(
                wrong,
                "{}: {:?} {}\n{}",
                rule.code,
                place(&source, &finding),
                finding.message,
                block.text
            );
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn the_standard_plans_have_no_findings_at_all() {
    for topology in pages::Topology::ALL {
        let block = Block { fails: false, topology, text: "  ticket \"CHG1\"\n".into() };
        let (_, findings) = compile(&block.plan().0);
        let said: Vec<&str> = findings.iter().map(|f| f.message.as_str()).collect();
        assert!(said.is_empty(), "{topology:?}: {said:?}");
    }
}

#[test]
fn every_rule_has_a_failing_and_a_passing_plan() {
    // These are about bytes that no page can hold, and about values that only a model made by hand
    // can have; they have tests of their own.
    let without = ["SR101", "SR102", "SR901"];
    for rule in all() {
        let blocks = pages::blocks(rule);
        assert!(blocks.iter().any(|block| !block.fails), "{}: no passing plan", rule.code);
        let fails = blocks.iter().any(|block| block.fails);
        assert_eq!(fails, !without.contains(&rule.code), "{}: failing plan", rule.code);
    }
}

#[test]
fn a_plan_that_is_too_large_is_not_read() {
    let bytes = vec![b'#'; syntax::MAX_BYTES + 1];
    let (source, findings) = syntax::from_bytes("big.restore", bytes);
    assert_eq!(codes(&findings), ["SR101"]);
    assert_eq!(source.text(), "");
    let largest = vec![b'#'; syntax::MAX_BYTES];
    assert!(syntax::from_bytes("big.restore", largest).1.is_empty());
}

#[test]
fn a_plan_that_is_not_utf8_points_at_the_first_bad_byte() {
    let (source, findings) =
        syntax::from_bytes("a.restore", b"plan a {\n  # caf\xe9\n}\n".to_vec());
    assert_eq!(codes(&findings), ["SR102"]);
    assert_eq!(source.line_column(findings[0].span.start), (2, 8));
    assert_eq!(source.slice(findings[0].span), "\u{FFFD}");
}

fn codes(findings: &[Finding]) -> Vec<&str> {
    findings.iter().map(|finding| finding.rule.code).collect()
}

#[test]
fn rules_are_unique_and_in_order_of_code() {
    let codes: Vec<&str> = all().map(|rule| rule.code).collect();
    assert!(codes.is_sorted(), "{codes:?}");
    let distinct: BTreeSet<&str> = codes.iter().copied().collect();
    assert_eq!(distinct.len(), codes.len());
    let names: BTreeSet<&str> = all().map(|rule| rule.name).collect();
    assert_eq!(names.len(), codes.len());
    for code in codes {
        let digits = code.strip_prefix("SR").expect("a code begins with SR");
        assert!(digits.len() == 3 && digits.bytes().all(|b| b.is_ascii_digit()), "{code}");
    }
}

#[test]
fn every_file_is_a_rule_of_its_name() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/rules");
    let files: BTreeSet<String> = std::fs::read_dir(folder)
        .expect("the folder of the rules")
        .map(|file| file.expect("a file").path())
        .map(|path| path.file_stem().expect("a name").to_string_lossy().into_owned())
        .collect();
    let names: BTreeSet<String> = all().map(|rule| rule.name.to_owned()).collect();
    assert_eq!(files, names);
    for rule in all() {
        let text = std::fs::read_to_string(format!("{folder}/{}.rs", rule.name)).expect("a file");
        let first = text.lines().next().unwrap_or("");
        assert_eq!(first, format!("//! {}: {}.", rule.code, rule.summary), "{}", rule.name);
    }
}

#[test]
fn rules_are_found_by_code_and_by_name() {
    for rule in all() {
        for word in [rule.code, &rule.code.to_lowercase(), rule.name, &rule.name.replace('_', "-")]
        {
            assert_eq!(rules::find(word).map(|found| found.code), Some(rule.code), "{word}");
        }
    }
    assert!(rules::find("SR000").is_none());
    assert!(rules::find("").is_none());
}

/// What is wrong with one line of wording.
fn wording(text: &str) -> Option<&'static str> {
    let outside: String = text.split('`').step_by(2).collect();
    let first = text.chars().next();
    if first.is_none() {
        Some("empty")
    } else if first.is_some_and(char::is_uppercase)
        && !["DB2", "Data", "WebSphere", "Windows"].iter().any(|name| text.starts_with(name))
    {
        Some("begins with a capital")
    } else if text.ends_with('.') {
        Some("ends with a full stop")
    } else if outside.contains("(s)") {
        Some("has a plural for machines")
    } else if !text.matches('`').count().is_multiple_of(2) {
        Some("has an odd backquote")
    } else if outside.contains('"') || outside.contains("please") || text.contains('\n') {
        Some("has a quote, a please or a line end")
    } else {
        None
    }
}

#[test]
fn summaries_and_pages_keep_to_the_conventions() {
    for rule in all() {
        assert_eq!(wording(rule.summary), None, "{}: {}", rule.code, rule.summary);
        let page = pages::text(rule);
        assert!(page.contains("**Why:** "), "{}: a page says why", rule.code);
        assert!(page.contains("**Instead:** "), "{}: a page says what to do", rule.code);
        for hazard in rule.hazards {
            assert!(hazards::find(hazard).is_some(), "{}: {hazard}", rule.code);
        }
        let mentioned: BTreeSet<&str> = page
            .split(|c: char| !c.is_ascii_alphanumeric())
            .filter(|word| hazards::find(word).is_some())
            .collect();
        let listed: BTreeSet<&str> = rule.hazards.iter().copied().collect();
        assert_eq!(mentioned, listed, "{}: hazards on the page and in the list", rule.code);
    }
}

#[test]
fn a_plan_that_lacks_any_one_line_is_still_read_to_its_end() {
    for (rule, block) in blocks() {
        let (plan, _) = block.plan();
        let lines: Vec<&str> = plan.lines().collect();
        for without in 0..lines.len() {
            let kept = lines.iter().enumerate().filter(|(at, _)| *at != without);
            let text: String = kept.flat_map(|(_, line)| [*line, "\n"]).collect();
            let (source, findings) = compile(&text);
            for finding in &findings {
                let others = finding.others.iter().map(|other| other.span);
                for span in others.chain([finding.span]) {
                    let inside = source.text().get(span.range()).is_some();
                    assert!(inside, "{}: {} {span:?}\n{text}", rule.code, finding.message);
                }
                assert_eq!(wording(&finding.message), None, "{}\n{text}", finding.message);
            }
        }
    }
}

#[test]
fn a_page_for_a_terminal_has_no_markdown_left() {
    for rule in all() {
        let page = pages::plain(rule);
        assert!(!page.contains("```") && !page.contains("**"), "{page}");
        assert!(page.contains("This passes:\n\n"), "{page}");
    }
}

/// Everything that is said by the failing plans of a rule.
fn gallery() -> Vec<(&'static Rule, Finding)> {
    let mut said = Vec::new();
    for (rule, block) in blocks().filter(|(_, block)| block.fails) {
        let (_, findings) = compile_block(rule, &block);
        said.extend(of_interest(rule, &findings).into_iter().map(|finding| (rule, finding)));
    }
    said
}

#[test]
fn what_is_said_keeps_to_the_conventions() {
    for (rule, finding) in gallery() {
        assert_eq!(wording(&finding.message), None, "{}: {}", rule.code, finding.message);
        for other in &finding.others {
            assert_eq!(wording(&other.text), None, "{}: {}", rule.code, other.text);
        }
        let help = finding.help.as_deref().unwrap_or("");
        assert_eq!(wording(help), None, "{}: help `{help}`", rule.code);
    }
}

#[test]
fn the_wording_is_as_it_was_read_and_agreed() {
    let mut text = String::new();
    for (rule, finding) in gallery() {
        let severity = finding.rule.severity.as_str();
        let _ = writeln!(text, "{severity}[{}]: {}", finding.rule.code, finding.message);
        if !finding.label.is_empty() {
            let _ = writeln!(text, "  here: {}", finding.label);
        }
        for other in &finding.others {
            let _ = writeln!(text, "  there: {}", other.text);
        }
        if let Some(help) = &finding.help {
            let _ = writeln!(text, "  help: {help}");
        }
        assert_eq!(rule.code, finding.rule.code, "a page shows its own rule only");
    }
    insta::assert_snapshot!(text);
}

#[test]
fn an_entry_that_could_not_be_read_is_not_called_missing() {
    let text = "plan a {\n  cell C {\n  }\n  backup b {\n    taken 2010-11-10T02:00:00Z\n    \
                confg \"/b.zip\"\n  }\n  restore all from b\n}\n";
    let (_, findings) = compile(text);
    assert!(codes(&findings).contains(&"SR111"), "{findings:?}");
    assert!(!codes(&findings).contains(&"SR302"), "{findings:?}");
}

#[test]
fn no_keyword_of_the_language_looks_like_a_secret() {
    use rules::secret_key::looks_secret;
    let forms = syntax::BODIES.iter().flat_map(|body| body.entries);
    for word in forms.map(|form| form.key).chain(["sever", "section", "parse", "paths", "servers"])
    {
        assert!(!looks_secret(word), "{word}");
    }
    for word in [
        "password",
        "Password",
        "pasword",
        "passwrd",
        "passwort",
        "pwd",
        "pass",
        "db-password",
        "secret",
        "secrt",
        "secret-key",
        "credentials",
        "credental",
        "token",
        "api-key",
    ] {
        assert!(looks_secret(word), "{word}");
    }
}

#[test]
fn values_with_a_password_are_told_from_talk_about_one() {
    use rules::secret_value::holds_secret;
    for text in [
        "{xor}Lz4sLChvLTs=",
        "{AES:default}abc",
        "jdbc:db2://h:50000/D:user=u;password=x;",
        "PWD = x",
        "https://user:pw@host/path",
    ] {
        assert!(holds_secret(text), "{text}");
    }
    for text in [
        "ask the DBA for the password",
        "password=",
        "https://host:8443/path",
        "mailto a@b",
        "the pwd of the shell",
    ] {
        assert!(!holds_secret(text), "{text}");
    }
}

#[test]
fn warnings_and_errors_are_both_in_the_list() {
    let count = |severity| all().filter(|rule| rule.severity == severity).count();
    assert!(count(Severity::Error) > 30 && count(Severity::Warning) > 10);
}

/// Compares a document with what the sources say now; `UPDATE_DOCS=1` writes it instead.
fn is_fresh(name: &str, text: &str) {
    let path = format!("{}/docs/{name}", env!("CARGO_MANIFEST_DIR"));
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::create_dir_all(concat!(env!("CARGO_MANIFEST_DIR"), "/docs")).expect("docs");
        #[expect(clippy::disallowed_methods, reason = "the one way to renew a document")]
        std::fs::write(&path, text).expect("the document is written");
    }
    let now = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(now == text, "docs/{name} is stale: run the tests once with UPDATE_DOCS=1");
}

#[test]
fn the_document_of_the_rules_is_fresh() {
    is_fresh("rules.md", &pages::rules_document());
}

/// What the kinds of step guard against.
fn gates() -> Vec<(&'static str, &'static [&'static str])> {
    KINDS.iter().map(|kind| (kind.name, kind.hazards)).collect()
}

#[test]
fn every_hazard_is_met_by_a_rule_or_a_script() {
    // H23 is that of links to other products, which the compiler does not read yet.
    let numbers = (1..=29).filter(|number| *number != 23);
    let ids: Vec<String> = numbers.map(|number| format!("H{number}")).collect();
    let listed: Vec<&str> = hazards::ALL.iter().map(|hazard| hazard.id).collect();
    assert_eq!(listed, ids);
    assert_eq!(hazards::unmet(&gates()), Vec::<&str>::new());
    for (kind, ids) in gates() {
        assert!(ids.iter().all(|id| hazards::find(id).is_some()), "{kind}: {ids:?}");
    }
}

#[test]
fn the_document_of_the_hazards_is_fresh() {
    is_fresh("hazards.md", &hazards::document(&gates()));
}
