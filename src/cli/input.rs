//! The plan that a command works on, and the values given for it.

use super::output;
use anyhow::{Result, bail};
use sibrestore::compile::Checked;
use sibrestore::syntax::is_forbidden;
use std::collections::BTreeMap;
use std::path::PathBuf;

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
}

impl Input {
    /// The file, as the user named it.
    #[cfg(feature = "rehearsal")]
    pub(crate) fn path(&self) -> &std::path::Path {
        &self.plan
    }

    /// Reads and checks the plan.
    pub(crate) fn checked(&self) -> Result<Checked> {
        let (name, bytes) = output::read(&self.plan)?;
        let cell = self.backup.as_deref().map(super::import::inventory).transpose()?;
        let checked = Checked::beside(&name, bytes, self.settings()?, cell.as_ref());
        for given in checked.source.setting_names() {
            if !checked.source.text().contains(&format!("${given}")) {
                bail!("--set {given}: the plan has no `${given}`");
            }
        }
        Ok(checked)
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
