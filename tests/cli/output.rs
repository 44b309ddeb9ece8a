//! Exit codes, formats, and what goes to which stream.

use crate::{command, example, examples, folder, root, run, run_with, said, text};
use serde_json::Value;
use std::process::{Command, Stdio};

const BROKEN: &str = "examples/broken/broken.restore";
const COMMANDS: [&str; 11] = [
    "compile",
    "check",
    "explain",
    "rules",
    "show",
    "fmt",
    "init",
    "import",
    "schema",
    "completions",
    "man",
];

#[test]
fn every_command_has_help() {
    let (exit, out, _) = run(&["--help"]);
    assert_eq!(exit, 0);
    assert!(out.contains("Exit codes: 0 done, 1 "), "{out}");
    for command in COMMANDS {
        assert!(out.contains(&format!("\n  {command} ")), "{command} is not in\n{out}");
        let (exit, out, error) = run(&[command, "--help"]);
        assert_eq!((exit, error.as_str()), (0, ""), "{command}");
        assert!(out.contains("Usage: sibrestore "), "{out}");
    }
}

#[test]
fn exit_codes_tell_findings_from_wrong_usage() {
    let plan = example("nd-db2");
    let cases: &[(i32, &[&str])] = &[
        (0, &["--version"]),
        (2, &[]),
        (2, &["no-such-command"]),
        (0, &["check", &plan]),
        (1, &["check", BROKEN]),
        (2, &["check"]),
        (2, &["check", &plan, "--format", "nonsense"]),
        (2, &["compile", &plan]),
        (2, &["compile", &plan, "-o", "a", "--tar", "b"]),
        (0, &["explain", "SR401"]),
        (0, &["explain", "order_contradicts"]),
        (2, &["explain", "SR999"]),
        (0, &["rules"]),
        (0, &["show", &plan, "--stage", "ast"]),
        (0, &["show", &plan, "--stage", "model"]),
        (0, &["show", &plan, "--stage", "plan"]),
        (0, &["show", &plan, "--stage", "view"]),
        (1, &["show", BROKEN, "--stage", "plan"]),
        (2, &["show", &plan, "--stage", "nonsense"]),
        (2, &["show", "no/such.restore", "--stage", "ast"]),
        (0, &["fmt", "--check", &plan]),
        (2, &["fmt"]),
        (2, &["fmt", "--check", "no/such.restore"]),
        (0, &["init"]),
        (2, &["init", "--topology", "nonsense"]),
        (0, &["schema", "plan"]),
        (2, &["schema", "nonsense"]),
        (0, &["completions", "bash"]),
        (2, &["completions", "nonsense"]),
        (0, &["man"]),
    ];
    for (expected, arguments) in cases {
        let (exit, out, error) = run(arguments);
        assert_eq!(exit, *expected, "{arguments:?}\n{out}{error}");
        assert!(exit == 0 || !error.is_empty(), "{arguments:?} fails without a word");
    }
}

#[test]
fn fmt_names_and_mends_what_is_laid_out_otherwise() {
    let folder = folder();
    let plan = folder.path().join("plan.restore");
    let original = std::fs::read_to_string(root().join(example("nd-db2"))).unwrap();
    std::fs::write(&plan, original.replace("  ", " ")).unwrap();
    let (exit, out, _) = run(&["fmt", "--check", &text(&plan)]);
    assert_eq!((exit, out), (1, format!("{}\n", text(&plan))));
    assert_eq!(run(&["fmt", &text(&plan)]).0, 0);
    assert_eq!(std::fs::read_to_string(&plan).unwrap(), original);
    let (exit, out, _) = run_with(&["fmt", "-"], original.replace("  ", " ").as_bytes());
    assert_eq!((exit, out), (0, original));
}

#[test]
fn nothing_is_coloured_that_is_no_terminal() {
    for set in [None, Some("1")] {
        let mut check = command();
        check.args(["check", BROKEN]).env("CLICOLOR_FORCE", "0");
        if let Some(value) = set {
            check.env("NO_COLOR", value);
        }
        let (exit, out, error) = said(&check.output().unwrap());
        assert_eq!(exit, 1);
        assert!(!format!("{out}{error}").contains('\u{1b}'));
    }
}

/// What `check` says when it believes that a terminal is there, which `script` sees to.
fn on_a_terminal(environment: &[(&str, &str)]) -> String {
    let line = format!("{} check {BROKEN}", env!("CARGO_BIN_EXE_sibrestore"));
    let output = Command::new("script")
        .args(["-qec", &line, "/dev/null"])
        .env_remove("NO_COLOR")
        .env("TERM", "xterm")
        .envs(environment.iter().copied())
        .current_dir(root())
        .stdin(Stdio::null())
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(1));
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn a_terminal_gets_colours_unless_it_says_no() {
    assert!(on_a_terminal(&[]).contains("\u{1b}["));
    for no in [[("NO_COLOR", "1")], [("TERM", "dumb")]] {
        let said = on_a_terminal(&no);
        assert!(said.contains("error[SR204]") && !said.contains('\u{1b}'), "{no:?} {said}");
    }
}

#[test]
fn findings_for_machines_go_to_standard_output() {
    let (exit, out, error) = run(&["check", BROKEN, "--format", "json"]);
    assert_eq!((exit, error.as_str()), (1, ""));
    let text: Value = serde_json::from_str(&out).unwrap();
    assert!(text.to_string().contains("SR204"));
    let (exit, out, _) = run(&["check", BROKEN, "--format", "sarif"]);
    assert_eq!(exit, 1);
    let sarif: Value = serde_json::from_str(&out).unwrap();
    assert_eq!(sarif["version"], "2.1.0");
    let (exit, out, _) = run(&["check", BROKEN, "--format", "line"]);
    assert_eq!(exit, 1);
    for line in out.lines() {
        let place = line.strip_prefix(&format!("{BROKEN}:")).unwrap();
        let mut numbers = place.split(':');
        assert!(numbers.next().unwrap().parse::<usize>().unwrap() > 0, "{line}");
        assert!(numbers.next().unwrap().parse::<usize>().unwrap() > 0, "{line}");
    }
    assert!(out.lines().count() > 8, "{out}");
    let (exit, out, error) = run(&["check", BROKEN]);
    assert_eq!((exit, out.as_str()), (1, ""));
    assert!(error.contains("did you mean `summary`?"), "{error}");
}

#[test]
fn a_reader_that_goes_away_is_no_failure() {
    for arguments in
        [vec!["rules"], vec!["man"], vec!["schema", "plan"], vec!["completions", "zsh"]]
    {
        let mut child = command()
            .args(&arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        drop(child.stdout.take());
        let (exit, _, error) = said(&child.wait_with_output().unwrap());
        assert_eq!((exit, error.as_str()), (0, ""), "{arguments:?}");
    }
}

#[test]
fn completions_and_the_manual_page_name_every_command() {
    for shell in ["bash", "zsh", "fish"] {
        let (_, script, _) = run(&["completions", shell]);
        assert!(COMMANDS.iter().all(|command| script.contains(command)), "{shell}");
    }
    let (_, page, _) = run(&["man"]);
    assert!(page.starts_with(".ie") || page.starts_with(".TH"), "{page}");
    assert!(COMMANDS.iter().all(|command| page.contains(command)), "{page}");
}

#[test]
fn every_rule_of_the_list_can_be_explained() {
    let (_, list, _) = run(&["rules"]);
    assert!(list.lines().count() > 40, "{list}");
    for line in list.lines() {
        let code = line.split_whitespace().next().unwrap();
        let (exit, page, _) = run(&["explain", code]);
        assert_eq!(exit, 0, "{line}");
        assert!(page.starts_with(code) && page.contains("\nWhy: "), "{page}");
    }
}

#[test]
fn every_example_has_a_plan_json_that_its_schema_accepts() {
    let (_, schema, _) = run(&["schema", "plan"]);
    let schema = jsonschema::validator_for(&serde_json::from_str(&schema).unwrap()).unwrap();
    let folder = folder();
    for (at, plan) in examples().iter().enumerate() {
        let out = folder.path().join(format!("b{at}"));
        let (exit, _, error) = run(&["compile", &text(plan), "-o", &text(&out)]);
        assert_eq!(exit, 0, "{error}");
        let document = std::fs::read_to_string(out.join("plan.json")).unwrap();
        let document: Value = serde_json::from_str(&document).unwrap();
        let wrong: Vec<String> =
            schema.iter_errors(&document).map(|error| error.to_string()).collect();
        assert!(wrong.is_empty(), "{}: {wrong:?}", plan.display());
        // A schema that accepts anything would accept this too.
        assert!(!schema.is_valid(&serde_json::json!({ "version": "one" })));
    }
}
