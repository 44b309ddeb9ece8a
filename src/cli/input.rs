//! The plan that a command works on, and the values given for it.

use super::{cell, output};
use anyhow::{Result, anyhow, bail};
use sibrestore::compile::Checked;
use sibrestore::diagnostic::{Finding, sort};
use sibrestore::plan::Plan;
use sibrestore::probe::{Snapshot, answers};
use sibrestore::syntax::is_forbidden;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::OnceLock;

/// A plan, and what it leaves open.
#[derive(Debug, clap::Args)]
pub(crate) struct Input {
    /// The plan; `-` reads standard input
    plan: PathBuf,
    /// Give a value for what the plan leaves open as `$NAME`; may be given several times
    #[arg(long = "set", value_name = "NAME=VALUE")]
    settings: Vec<String>,
    /// Compare the plan with the configuration in this archive of backupConfig, or this folder
    #[arg(long, value_name = "BACKUP")]
    backup: Option<PathBuf>,
    /// Compare the plan with this snapshot of the live cell, taken with the script of `sibrestore probe`;
    /// the runbook says what it shows of the points to check first
    #[arg(long, value_name = "SNAPSHOT")]
    cell: Option<PathBuf>,
    #[arg(skip)]
    snapshot: OnceLock<Snapshot>,
}

impl Input {
    /// The folder, where a bundle was named and not a plan. A bundle is what it was compiled to be.
    #[cfg(feature = "rehearsal")]
    pub(crate) fn bundle(&self) -> Result<Option<PathBuf>> {
        if !self.plan.is_dir() {
            return Ok(None);
        }
        if !self.settings.is_empty() || self.backup.is_some() || self.cell.is_some() {
            bail!(
                "--set, --backup and --cell are for a plan, and {} is a bundle",
                self.plan.display()
            );
        }
        Ok(Some(self.plan.clone()))
    }

    /// Reads and checks the plan.
    pub(crate) fn checked(&self) -> Result<Checked> {
        let (name, bytes) = output::read(&self.plan)?;
        let mut cells = Vec::new();
        if let Some(backup) = &self.backup {
            cells.push(super::import::inventory(backup)?);
        }
        if let (Some(path), Some(snapshot)) = (&self.cell, self.snapshot()?) {
            cells.push(cell::inventory(path, snapshot)?);
        }
        let checked = Checked::beside(&name, bytes, self.settings()?, &cells);
        for given in checked.source.setting_names() {
            if !checked.source.text().contains(&format!("${given}")) {
                bail!("--set {given}: the plan has no `${given}`");
            }
        }
        Ok(checked)
    }

    /// Puts the steps in order, and looks at what the snapshot shows of the cell.
    pub(crate) fn planned<'c>(
        &self,
        checked: &'c Checked,
    ) -> Result<(Option<Plan<'c>>, Vec<Finding>)> {
        let snapshot = self.snapshot()?;
        let (mut plan, mut findings) = checked.plan().map_err(|broken| anyhow!(broken))?;
        if let (Some(plan), Some(snapshot)) = (&mut plan, snapshot) {
            let seen = answers(snapshot, &plan.site);
            findings.extend(plan.look(seen));
            sort(&mut findings);
        }
        Ok((plan, findings))
    }

    /// The snapshot that was named, read once.
    fn snapshot(&self) -> Result<Option<&Snapshot>> {
        let Some(path) = &self.cell else { return Ok(None) };
        if self.snapshot.get().is_none() {
            let _ = self.snapshot.set(cell::read(path)?);
        }
        Ok(self.snapshot.get())
    }

    fn settings(&self) -> Result<BTreeMap<String, String>> {
        let mut settings = BTreeMap::new();
        for setting in &self.settings {
            let Some((name, value)) = setting.split_once('=') else {
                bail!("--set {setting}: write NAME=VALUE");
            };
            if value.chars().any(is_forbidden) {
                bail!("--set {name}: the value holds a character that cannot stand in a plan");
            }
            if settings.insert(name.to_owned(), value.to_owned()).is_some() {
                bail!("--set {name}: given twice");
            }
        }
        Ok(settings)
    }
}
