//! All rules, one file each; the list is in order of code.
//!
//! `syntax` and `model` may *name* a rule that they raise while reading; they never run one.
//! Adding a rule costs one file and, here, its `mod` and its line in [`ALL`].

use crate::diagnostic::{Finding, Rule};
use crate::inventory::{self, Inventory};
use crate::model::{Backup, Engine, Model};
use crate::source::Span;

/// Declares a rule: its doc comment is at once rustdoc, `explain`, and `docs/rules.md`.
macro_rules! rule {
    (
        $(#[doc = $doc:expr])*
        $name:ident, $code:literal, $severity:ident, since $since:literal,
        hazards [$($hazard:literal),*],
        $summary:literal
    ) => {
        $(#[doc = $doc])*
        pub static RULE: crate::diagnostic::Rule = crate::diagnostic::Rule {
            code: $code,
            name: stringify!($name),
            summary: $summary,
            severity: crate::diagnostic::Severity::$severity,
            since: $since,
            hazards: &[$($hazard),*],
            page: concat!($($doc, "\n"),*),
        };
    };
}

// <mods>
pub mod another_cell;
pub mod archive_form;
pub mod backups_apart;
pub mod bad_duration;
pub mod bad_escape;
pub mod bad_time;
pub mod bad_value;
pub mod bus_unlike_cell;
pub mod cell_differs;
pub mod cell_known_in_part;
pub mod checksum_missing;
pub mod clause_without_effect;
pub mod cluster_unlike_cell;
pub mod config_backups_differ;
pub mod config_without_backup;
pub mod database_unlike_cell;
pub mod dollar_within;
pub mod duplicate_name;
pub mod embedded_elsewhere;
pub mod engine_left_out;
pub mod engine_not_in_cell;
pub mod files_elsewhere;
pub mod forbidden_character;
pub mod forbidden_name;
pub mod hook_without_step;
pub mod host_alike;
pub mod idle_accept;
pub mod image_differs;
pub mod incomplete_entry;
pub mod keep_of_unrestored;
pub mod keep_unsupported;
pub mod kind_entry;
pub mod manager_missing;
pub mod manager_unlike_cell;
pub mod member_of_a_cluster;
pub mod member_unlike_cell;
pub mod missing_entry;
pub mod name_of_another_bus;
pub mod name_of_another_member;
pub mod names_that_meet;
pub mod no_literal_form;
pub mod no_plan;
pub mod node_left_out;
pub mod not_as_assumed;
pub mod not_in_cell;
pub mod not_utf8;
pub mod older_configuration;
pub mod online_without_logs;
pub mod order_contradicts;
pub mod order_cycle;
pub mod pause_too_long;
pub mod place_of_its_own;
pub mod place_unlike_cell;
pub mod places_alike;
pub mod plan_too_large;
pub mod recovery_without_engine;
pub mod relative_path;
pub mod release_differs;
pub mod release_unlike_cell;
pub mod repeated_entry;
pub mod restored_twice;
pub mod restores_apart;
pub mod rolled_back_too;
pub mod running_over_restore;
pub mod runs_on_missing;
pub mod runs_on_not_a_member;
pub mod schema_unlike_cell;
pub mod secret_key;
pub mod secret_value;
pub mod several_plans;
pub mod shared_log;
pub mod shared_port;
pub mod shared_profile;
pub mod shared_store;
pub mod shared_uuid;
pub mod soap_missing;
pub mod spread_over_members;
pub mod start_limit_short;
pub mod starter_value;
pub mod state_unlike_cell;
pub mod store_unlike_cell;
pub mod store_without_backup;
pub mod store_without_engine;
pub mod timestamp_apart;
pub mod timestamp_missing;
pub mod too_deep;
pub mod two_clusters;
pub mod two_waves;
pub mod unclosed_block;
pub mod unclosed_string;
pub mod unknown_entry;
pub mod unknown_name;
pub mod unopened_block;
pub mod unset_value;
pub mod untold_path;
pub mod unused_thing;
pub mod uuid_not_pinned;
pub mod uuid_unlike_cell;
pub mod waivers_mixed;
pub mod wave_misses;
pub mod wave_of_unrestored;
pub mod windows_path;
// </mods>

/// Looks at a whole plan and adds what it finds.
pub type Look = fn(&Model, &mut Vec<Finding>);

/// Compares a plan with what is known of the real cell and adds what it finds.
pub type Compare = fn(&Model, &Inventory, &mut Vec<Finding>);

/// Where a rule's findings come from.
#[derive(Clone, Copy, Debug)]
pub enum Check {
    /// Raised while the text is read or its names are resolved.
    Reading,
    /// Looks at what the plan says.
    Model(Look),
    /// Looks at what the plan does *not* say, so it can only be believed when nothing of the plan
    /// was left out while reading.
    Whole(Look),
    /// Compares the plan with what is known of the real cell.
    Cell(Compare),
    /// Raised while the steps are put in order.
    Plan,
    /// Raised while the scripts are written.
    Render,
}

/// A rule in the list.
#[derive(Debug)]
pub struct Entry {
    /// The rule.
    pub rule: &'static Rule,
    /// Where its findings come from.
    pub check: Check,
}

/// Every rule, in order of code. Codes that once were published are never used again.
pub static ALL: &[Entry] = &[
    Entry { rule: &plan_too_large::RULE, check: Check::Reading },
    Entry { rule: &not_utf8::RULE, check: Check::Reading },
    Entry { rule: &forbidden_character::RULE, check: Check::Reading },
    Entry { rule: &unclosed_string::RULE, check: Check::Reading },
    Entry { rule: &bad_escape::RULE, check: Check::Reading },
    Entry { rule: &unclosed_block::RULE, check: Check::Reading },
    Entry { rule: &unopened_block::RULE, check: Check::Reading },
    Entry { rule: &too_deep::RULE, check: Check::Reading },
    Entry { rule: &no_plan::RULE, check: Check::Reading },
    Entry { rule: &several_plans::RULE, check: Check::Reading },
    Entry { rule: &unknown_entry::RULE, check: Check::Reading },
    Entry { rule: &incomplete_entry::RULE, check: Check::Reading },
    Entry { rule: &missing_entry::RULE, check: Check::Reading },
    Entry { rule: &repeated_entry::RULE, check: Check::Reading },
    Entry { rule: &bad_value::RULE, check: Check::Reading },
    Entry { rule: &bad_time::RULE, check: Check::Reading },
    Entry { rule: &bad_duration::RULE, check: Check::Reading },
    Entry { rule: &unset_value::RULE, check: Check::Reading },
    Entry { rule: &dollar_within::RULE, check: Check::Reading },
    Entry { rule: &duplicate_name::RULE, check: Check::Reading },
    Entry { rule: &unknown_name::RULE, check: Check::Reading },
    Entry { rule: &forbidden_name::RULE, check: Check::Reading },
    Entry { rule: &relative_path::RULE, check: Check::Reading },
    Entry { rule: &unused_thing::RULE, check: Check::Whole(unused_thing::check) },
    Entry { rule: &idle_accept::RULE, check: Check::Model(idle_accept::check) },
    Entry { rule: &shared_uuid::RULE, check: Check::Model(shared_uuid::check) },
    Entry { rule: &name_of_another_bus::RULE, check: Check::Model(name_of_another_bus::check) },
    Entry { rule: &starter_value::RULE, check: Check::Reading },
    Entry { rule: &names_that_meet::RULE, check: Check::Model(names_that_meet::check) },
    Entry { rule: &host_alike::RULE, check: Check::Model(host_alike::check) },
    Entry {
        rule: &name_of_another_member::RULE,
        check: Check::Model(name_of_another_member::check),
    },
    Entry { rule: &store_without_backup::RULE, check: Check::Whole(store_without_backup::check) },
    Entry { rule: &config_without_backup::RULE, check: Check::Whole(config_without_backup::check) },
    Entry { rule: &backups_apart::RULE, check: Check::Model(backups_apart::check) },
    Entry { rule: &release_differs::RULE, check: Check::Model(release_differs::check) },
    Entry { rule: &cell_differs::RULE, check: Check::Model(cell_differs::check) },
    Entry { rule: &image_differs::RULE, check: Check::Model(image_differs::check) },
    Entry { rule: &checksum_missing::RULE, check: Check::Whole(checksum_missing::check) },
    Entry { rule: &timestamp_missing::RULE, check: Check::Whole(timestamp_missing::check) },
    Entry { rule: &online_without_logs::RULE, check: Check::Whole(online_without_logs::check) },
    Entry { rule: &clause_without_effect::RULE, check: Check::Model(clause_without_effect::check) },
    Entry { rule: &waivers_mixed::RULE, check: Check::Model(waivers_mixed::check) },
    Entry { rule: &config_backups_differ::RULE, check: Check::Model(config_backups_differ::check) },
    Entry { rule: &archive_form::RULE, check: Check::Model(archive_form::check) },
    Entry { rule: &restores_apart::RULE, check: Check::Model(restores_apart::check) },
    Entry { rule: &timestamp_apart::RULE, check: Check::Model(timestamp_apart::check) },
    Entry { rule: &untold_path::RULE, check: Check::Model(untold_path::check) },
    Entry { rule: &older_configuration::RULE, check: Check::Whole(older_configuration::check) },
    Entry { rule: &order_contradicts::RULE, check: Check::Plan },
    Entry { rule: &order_cycle::RULE, check: Check::Plan },
    Entry { rule: &hook_without_step::RULE, check: Check::Plan },
    Entry { rule: &two_waves::RULE, check: Check::Model(two_waves::check) },
    Entry { rule: &wave_misses::RULE, check: Check::Whole(wave_misses::check) },
    Entry { rule: &restored_twice::RULE, check: Check::Model(restored_twice::check) },
    Entry { rule: &store_without_engine::RULE, check: Check::Whole(store_without_engine::check) },
    Entry { rule: &wave_of_unrestored::RULE, check: Check::Model(wave_of_unrestored::check) },
    Entry { rule: &runs_on_missing::RULE, check: Check::Reading },
    Entry { rule: &runs_on_not_a_member::RULE, check: Check::Reading },
    Entry { rule: &manager_missing::RULE, check: Check::Whole(manager_missing::check) },
    Entry { rule: &soap_missing::RULE, check: Check::Whole(soap_missing::check) },
    Entry {
        rule: &recovery_without_engine::RULE,
        check: Check::Whole(recovery_without_engine::check),
    },
    Entry { rule: &two_clusters::RULE, check: Check::Model(two_clusters::check) },
    Entry { rule: &spread_over_members::RULE, check: Check::Model(spread_over_members::check) },
    Entry { rule: &member_of_a_cluster::RULE, check: Check::Model(member_of_a_cluster::check) },
    Entry { rule: &shared_profile::RULE, check: Check::Model(shared_profile::check) },
    Entry { rule: &shared_port::RULE, check: Check::Model(shared_port::check) },
    Entry { rule: &shared_log::RULE, check: Check::Model(shared_log::check) },
    Entry { rule: &kind_entry::RULE, check: Check::Reading },
    Entry { rule: &shared_store::RULE, check: Check::Model(shared_store::check) },
    Entry { rule: &rolled_back_too::RULE, check: Check::Whole(rolled_back_too::check) },
    Entry { rule: &keep_unsupported::RULE, check: Check::Model(keep_unsupported::check) },
    Entry { rule: &uuid_not_pinned::RULE, check: Check::Whole(uuid_not_pinned::check) },
    Entry { rule: &keep_of_unrestored::RULE, check: Check::Model(keep_of_unrestored::check) },
    Entry { rule: &running_over_restore::RULE, check: Check::Whole(running_over_restore::check) },
    Entry { rule: &place_of_its_own::RULE, check: Check::Model(place_of_its_own::check) },
    Entry { rule: &embedded_elsewhere::RULE, check: Check::Model(embedded_elsewhere::check) },
    Entry { rule: &files_elsewhere::RULE, check: Check::Model(files_elsewhere::check) },
    Entry { rule: &places_alike::RULE, check: Check::Model(places_alike::check) },
    Entry { rule: &secret_key::RULE, check: Check::Reading },
    Entry { rule: &secret_value::RULE, check: Check::Reading },
    Entry { rule: &start_limit_short::RULE, check: Check::Model(start_limit_short::check) },
    Entry { rule: &windows_path::RULE, check: Check::Reading },
    Entry { rule: &pause_too_long::RULE, check: Check::Model(pause_too_long::check) },
    Entry { rule: &another_cell::RULE, check: Check::Cell(another_cell::check) },
    Entry { rule: &not_in_cell::RULE, check: Check::Cell(not_in_cell::check) },
    Entry { rule: &engine_not_in_cell::RULE, check: Check::Cell(engine_not_in_cell::check) },
    Entry { rule: &uuid_unlike_cell::RULE, check: Check::Cell(uuid_unlike_cell::check) },
    Entry { rule: &bus_unlike_cell::RULE, check: Check::Cell(bus_unlike_cell::check) },
    Entry { rule: &member_unlike_cell::RULE, check: Check::Cell(member_unlike_cell::check) },
    Entry { rule: &cluster_unlike_cell::RULE, check: Check::Cell(cluster_unlike_cell::check) },
    Entry { rule: &store_unlike_cell::RULE, check: Check::Cell(store_unlike_cell::check) },
    Entry { rule: &database_unlike_cell::RULE, check: Check::Cell(database_unlike_cell::check) },
    Entry { rule: &schema_unlike_cell::RULE, check: Check::Cell(schema_unlike_cell::check) },
    Entry { rule: &place_unlike_cell::RULE, check: Check::Cell(place_unlike_cell::check) },
    Entry { rule: &release_unlike_cell::RULE, check: Check::Cell(release_unlike_cell::check) },
    Entry { rule: &manager_unlike_cell::RULE, check: Check::Cell(manager_unlike_cell::check) },
    Entry { rule: &state_unlike_cell::RULE, check: Check::Cell(state_unlike_cell::check) },
    Entry { rule: &node_left_out::RULE, check: Check::Cell(node_left_out::check) },
    Entry { rule: &engine_left_out::RULE, check: Check::Cell(engine_left_out::check) },
    Entry { rule: &cell_known_in_part::RULE, check: Check::Cell(cell_known_in_part::check) },
    Entry { rule: &not_as_assumed::RULE, check: Check::Plan },
    Entry { rule: &no_literal_form::RULE, check: Check::Render },
];

/// Everything that is wrong with a model that was read without findings.
pub fn check(model: &Model) -> Vec<Finding> {
    check_after(model, &[])
}

/// Everything that is wrong with a model, given what was found while it was read. Rules that miss
/// something stay silent when lines were left out of the model: the line may have said it.
pub fn check_after(model: &Model, reading: &[Finding]) -> Vec<Finding> {
    let whole = !reading.iter().any(left_out);
    let mut findings = Vec::new();
    for entry in ALL {
        match entry.check {
            Check::Model(look) => look(model, &mut findings),
            Check::Whole(look) if whole => look(model, &mut findings),
            _ => {}
        }
    }
    // What else is wrong with an entry that has an open value in a value comes of that.
    let open: Vec<Span> = reading
        .iter()
        .filter(|f| f.rule.code == dollar_within::RULE.code)
        .map(|f| f.span)
        .collect();
    let comes_of_it = |found: &Finding| {
        let entry = found.span;
        open.iter().any(|value| entry.start <= value.start && value.end <= entry.end)
    };
    findings.retain(|found| found.rule.code != untold_path::RULE.code || !comes_of_it(found));
    findings
}

/// Everything in which a plan differs from what is known of the real cell. What either side does not
/// say is not compared.
pub fn compare(model: &Model, cell: &Inventory) -> Vec<Finding> {
    let mut findings = Vec::new();
    if !another_cell::is_same(model, cell) {
        another_cell::check(model, cell, &mut findings);
        return findings;
    }
    for entry in ALL {
        if let Check::Cell(compare) = entry.check {
            compare(model, cell, &mut findings);
        }
    }
    findings
}

/// Whether a finding means that the model lacks something that the plan says or means to say.
fn left_out(finding: &Finding) -> bool {
    let code = finding.rule.code;
    code <= bad_value::RULE.code
        || code == unset_value::RULE.code
        || code == duplicate_name::RULE.code
        || code == unknown_name::RULE.code
}

/// The rule of that code or name, in any case: `SR203`, `sr203`, `forbidden_name`, `forbidden-name`.
pub fn find(code_or_name: &str) -> Option<&'static Rule> {
    let name = code_or_name.trim().to_ascii_lowercase().replace('-', "_");
    let is_it = |rule: &&Rule| rule.name == name || rule.code.eq_ignore_ascii_case(&name);
    ALL.iter().map(|entry| entry.rule).find(is_it)
}

/// Two backups are of the same time when they are at most so many seconds apart.
const SAME_TIME: u64 = 300;

/// A time between two things, for people.
fn apart(seconds: u64) -> String {
    let (number, unit) = match seconds {
        0..120 => (seconds, "second"),
        120..7_200 => (seconds / 60, "minute"),
        7_200..172_800 => (seconds / 3_600, "hour"),
        _ => (seconds / 86_400, "day"),
    };
    format!("{number} {unit}{}", if number == 1 { "" } else { "s" })
}

/// A few names in backquotes, and how many more there are.
fn some_of(names: &[&str]) -> String {
    let shown: Vec<String> = names.iter().take(3).map(|name| format!("`{name}`")).collect();
    match (shown.as_slice(), names.len()) {
        ([one, two], 2) => format!("{one} and {two}"),
        (_, more) if more > shown.len() => {
            format!("{} and {} more", shown.join(", "), more - shown.len())
        }
        _ => shown.join(", "),
    }
}

/// The backups that something is restored from, each once, in the order of the plan.
fn used_backups(model: &Model) -> impl Iterator<Item = &Backup> {
    let mut used = vec![false; model.backups.len()];
    for at in model.restores.iter().filter_map(|restore| restore.backup) {
        used[at] = true;
    }
    model.backups.iter().zip(used).filter(|(_, used)| *used).map(|(backup, _)| backup)
}

/// Each engine of the plan that the cell has too, with what the cell says of it.
fn both<'a>(
    model: &'a Model,
    cell: &'a Inventory,
) -> impl Iterator<Item = (&'a Engine, &'a inventory::Engine)> {
    model.engines.iter().filter_map(|engine| Some((engine, cell.engine(&engine.name)?)))
}

/// What a plan is compared with, for people.
fn origin(cell: &Inventory) -> &str {
    if cell.origin.is_empty() { "the cell" } else { &cell.origin }
}

/// A text of the cell in a message: on one line, without backquotes and what does not show.
fn one_line(text: &str) -> String {
    let plain = |c: char| match c {
        '`' => '\'',
        c if c.is_control() => ' ',
        c => c,
    };
    text.chars().take(200).map(plain).collect()
}

/// Says which name was meant.
fn nearest(finding: Finding, near: Option<&str>) -> Finding {
    match near {
        Some(near) => finding.help(format!("did you mean `{}`?", one_line(near))),
        None => finding.help("write the name as the admin console shows it"),
    }
}
