//! The pages of the product's messages: complete, sorted, and there for every id that a template names.

use crate::{files, read, run};
use sibrestore::messages::{self, Kind, Page};
use std::collections::BTreeSet;

const FAMILIES: [&str; 6] = ["admu", "cwsid", "cwsip", "cwsis", "other", "wasx"];

/// Ids in templates that have no page, and why.
const EXEMPT: &[(&str, &str)] = &[];

fn texts() -> Vec<(&'static str, String)> {
    FAMILIES.map(|name| (name, read(&format!("src/messages/{name}.txt")))).to_vec()
}

#[test]
fn every_page_is_complete() {
    assert!(messages::all().len() > 90, "{}", messages::all().len());
    for Page { id, means, why, decide, next, source, .. } in messages::all() {
        for (field, text) in
            [("means", means), ("why", why), ("do", decide), ("next", next), ("source", source)]
        {
            assert!(!text.is_empty(), "{id} has no {field}");
            assert!(text.is_ascii() && !text.contains("  "), "{id}: {text}");
        }
        assert!([means, why, decide].iter().all(|text| text.ends_with(['.', '?'])), "{id}");
        assert!(!source.ends_with('.'), "{id}");
        assert_eq!(messages::bare(id).as_deref(), Some(*id));
    }
}

#[test]
fn every_page_says_where_it_is_known_from_in_the_same_words() {
    let words =
        ["documented by the vendor", "seen in ", "general knowledge", "concluded", "is told in "];
    for page in messages::all() {
        assert!(words.iter().any(|word| page.source.starts_with(word)), "{}", page.id);
    }
}

#[test]
fn the_pages_of_each_family_are_sorted_and_none_is_there_twice() {
    for (name, text) in texts() {
        let ids: Vec<&str> =
            text.lines().filter(|line| line.starts_with(char::is_uppercase)).collect();
        assert!(ids.is_sorted(), "{name}");
        let once: BTreeSet<&&str> = ids.iter().collect();
        assert_eq!(once.len(), ids.len(), "{name}");
    }
}

#[test]
fn every_line_of_the_pages_is_one_that_is_read() {
    let fields = ["kind", "seen", "missing", "means", "why", "do", "next", "source"];
    let kinds = ["progress", "flush", "note", "alarm", "failure"];
    for (name, text) in texts() {
        for line in text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
            assert!(line.len() <= 120 && line.trim_end() == line, "{name}: {line}");
            let Some(rest) = line.strip_prefix("  ") else {
                assert!(messages::bare(line).as_deref() == Some(line), "{name}: {line}");
                continue;
            };
            let (field, said) = rest.split_at(8.min(rest.len()));
            let field = field.trim();
            assert!(field.is_empty() || fields.contains(&field), "{name}: {line}");
            assert!(field != "kind" || kinds.contains(&said), "{name}: {line}");
        }
    }
}

/// The ids that a text names; with alternatives in brackets or parentheses, as patterns have them, each.
fn ids(text: &str) -> BTreeSet<String> {
    let mut ids = BTreeSet::new();
    for family in ["CWSI", "WASX", "ADMU"] {
        for (at, _) in text.match_indices(family) {
            let rest = &text[at..];
            let letters = rest.find(|c: char| !c.is_ascii_uppercase()).unwrap_or(rest.len());
            ids.extend(written_out(&rest[..letters], &rest[letters..]));
        }
    }
    ids
}

fn written_out(family: &str, rest: &str) -> Vec<String> {
    let digits = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
    if digits >= 4 {
        return vec![format!("{family}{}", &rest[..4])];
    }
    let (head, tail) = rest.split_at(digits);
    if let Some(inner) = tail.strip_prefix('(').and_then(|tail| tail.split_once(')')) {
        return inner.0.split('|').map(|one| format!("{family}{head}{one}")).collect();
    }
    if let Some(inner) = tail.strip_prefix('[').and_then(|tail| tail.split_once(']')) {
        return inner.0.chars().map(|one| format!("{family}{head}{one}")).collect();
    }
    Vec::new()
}

/// As `match($0, /CWSI[DPS][0-9]…/)`, which stands for any id.
fn is_id(id: &str) -> bool {
    messages::bare(id).as_deref() == Some(id)
}

#[test]
fn every_id_that_a_template_names_has_a_page() {
    let mut named = BTreeSet::new();
    for path in files("templates", "j2") {
        named.extend(ids(&read(&path)).into_iter().filter(|id| is_id(id)));
    }
    for known in ["CWSIP0056", "CWSIP0067", "CWSIS1535", "ADMU0508", "WASX7357"] {
        assert!(named.contains(known), "{known}: {named:?}");
    }
    for id in &named {
        let exempt = EXEMPT.iter().any(|(known, _)| known == id);
        assert!(messages::find(id).is_some() != exempt, "{id}");
    }
    assert!(EXEMPT.iter().all(|(id, _)| named.contains(*id)));
}

#[test]
fn the_bundle_has_advice_on_each_message_that_its_success_rule_looks_at_and_on_no_other() {
    let template = read("templates/lib/flushed.sh.j2");
    let rule = template.split("advice_for").next().unwrap();
    let looked: BTreeSet<String> = ids(rule).into_iter().filter(|id| is_id(id)).collect();
    let with = |text: fn(&Page) -> &str| -> BTreeSet<String> {
        let pages = messages::all().iter().filter(|page| !text(page).is_empty());
        pages.map(|page| page.id.to_owned()).collect()
    };
    let (seen, missing) = (with(|page| &page.seen), with(|page| &page.missing));
    assert_eq!(missing, BTreeSet::from(["CWSIP0780".to_owned(), "CWSIP0783".to_owned()]));
    assert_eq!(seen.union(&missing).cloned().collect::<BTreeSet<_>>(), looked);
    let page = |id: &str| messages::find(id).unwrap();
    for id in ["CWSIP0782", "CWSIP0051", "CWSIP0056", "CWSIS0002", "CWSIS1519", "CWSIS1535"] {
        assert_eq!(page(id).kind, Kind::Failure, "{id}");
    }
}

#[test]
fn an_id_is_found_in_any_case_and_with_any_letter_after_it() {
    let page = messages::find("CWSIS1535");
    assert_eq!(page.unwrap().id, "CWSIS1535");
    for same in ["cwsis1535", "CWSIS1535E", "cwsis1535i", " CWSIS1535E: "] {
        assert_eq!(messages::find(same), page, "{same}");
    }
    for other in ["CWSIS153", "CWSIS15355", "CWSIS1535EE", "SR203", "", "1535", "CWSIS\u{661}535"] {
        assert_eq!(messages::find(other), None, "{other}");
    }
}

#[test]
fn explain_prints_the_page_of_a_message_and_knows_what_was_meant() {
    let (code, out, _) = run(&["explain", "cwsip0783e"]);
    assert_eq!(code, 0);
    assert!(
        out.starts_with("CWSIP0783 (flush): The flush of all streams is completed.\n"),
        "{out}"
    );
    for part in ["\nWhy:\n  ", "\nDo:\n  ", "\nNext:\n  ./run.sh", "\nKnown: documented"] {
        assert!(out.contains(part), "{out}");
    }
    for (wrong, said) in [
        ("CWSIP0788E", "there is no page of the message `CWSIP0788`; did you mean `CWSIP0780`?"),
        ("ZZZZ0000", "there is no page of the message `ZZZZ0000`: nothing is known of it here"),
        ("forbidden-nam", "there is no rule `forbidden-nam`; did you mean `forbidden_name`?"),
        ("SR999", "there is no rule `SR999`; `sibrestore rules` lists them"),
    ] {
        let (code, out, err) = run(&["explain", wrong]);
        assert_eq!((code, out.as_str(), err.trim_end()), (2, "", &*format!("sibrestore: {said}")));
    }
}
