//! SR608: something needed is in a folder that the restore replaces.

use crate::diagnostic::Finding;
use crate::model::{Action, Model, StoreId, StoreKind};
use crate::source::Span;
use std::collections::{BTreeMap, BTreeSet};

rule! {
    /// Something that the restore needs, or keeps, is in a folder that the restore itself moves away
    /// or replaces: the `config` folder of the profile whose configuration is restored, or the files
    /// of a file store or a Derby database.
    ///
    /// **Why:** restoreConfig renames the `config` folder before it unpacks the archive (documented
    /// by the vendor), and a live store is moved away or deleted before its backup is copied in. An
    /// archive, a backup, a kept copy or a script in there would go with it, and a backup that *is*
    /// the live place would be restored onto itself and called a success. Hazard H5.
    ///
    /// **Instead:** name a place outside of these folders.
    ///
    /// ```restore fails
    ///   backup nightly {
    ///     taken  2010-11-10T02:00:00-06:00
    ///     config "/opt/IBM/WebSphere/AppServer/profiles/Dmgr01/config/Dmgr01.zip"
    /// #   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SR608
    ///     store  orders-store "/backup/20101110" timestamp 20101110020030
    ///   }
    /// ```
    ///
    /// ```restore fails
    ///   store orders-store {
    ///     derby on "was01.example.com" { database "/var/derby/Orders" schema IBMWSSIB }
    ///   }
    ///   backup nightly {
    ///     taken  2010-11-10T02:00:00-06:00
    ///     config "/backup/20101110/Dmgr01.zip"
    ///     store  orders-store "/var/derby/Orders"
    /// #   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SR608
    ///   }
    /// ```
    ///
    /// ```restore passes
    ///   store orders-store {
    ///     derby on "was01.example.com" { database "/var/derby/Orders" schema IBMWSSIB }
    ///   }
    ///   backup nightly {
    ///     taken  2010-11-10T02:00:00-06:00
    ///     config "/backup/20101110/Dmgr01.zip"
    ///     store  orders-store "/backup/20101110/Orders"
    ///   }
    /// ```
    place_of_its_own, "SR608", Error, since "0.1.0", hazards ["H5"],
    "something needed is in a folder that the restore replaces"
}

/// A folder on a host that the restore moves away or replaces.
struct Replaced<'a> {
    host: &'a str,
    folder: String,
    /// What is said of something in it.
    title: String,
    span: Span,
    store: Option<StoreId>,
}

impl Replaced<'_> {
    fn label(&self) -> &'static str {
        match self.store {
            Some(_) => "the live place is described here",
            None => "the configuration of this profile is restored",
        }
    }
}

/// Something in a folder of a host that the plan needs during the restore.
struct Needed<'a> {
    host: &'a str,
    path: &'a str,
    span: Span,
    /// The store whose backup or kept copy it is.
    store: Option<StoreId>,
}

/// Every such folder by host and path.
type Folders<'a, 'b> = BTreeMap<(&'b str, &'b str), &'b Replaced<'a>>;

pub(super) fn check(model: &Model, findings: &mut Vec<Finding>) {
    let replaced = all_replaced(model);
    let folders: Folders =
        replaced.iter().map(|one| ((one.host, one.folder.as_str()), one)).collect();
    let mut own_places: BTreeMap<StoreId, Vec<&Replaced>> = BTreeMap::new();
    for (id, one) in replaced.iter().filter_map(|one| Some((one.store?, one))) {
        own_places.entry(id).or_default().push(one);
    }
    for needed in all_needed(model) {
        let inside =
            around(needed.path).find_map(|folder| folders.get(&(needed.host, folder)).copied());
        // A store's own backup must not lie around the store either.
        let own = needed.store.and_then(|id| own_places.get(&id));
        let holds = |one: &&&Replaced| around(&one.folder).any(|folder| folder == needed.path);
        let Some(one) = inside.or_else(|| own?.iter().find(holds).copied()) else { continue };
        findings.push(
            RULE.at(needed.span, format!("`{}` {}", needed.path, one.title))
                .other(one.span, one.label())
                .help("name a place outside of it"),
        );
    }
    live_in_profile(model, &replaced, &folders, findings);
}

/// Live stores that lie in a profile's `config` folder, or around a whole profile.
fn live_in_profile(
    model: &Model,
    replaced: &[Replaced],
    folders: &Folders,
    findings: &mut Vec<Finding>,
) {
    let manager = model.cell.manager.iter().map(|manager| (&manager.host, &manager.profile));
    let nodes = model.cell.nodes.iter().map(|node| (&node.host, &node.profile));
    let profiles: Vec<(&String, &String)> = manager.chain(nodes).collect();
    let configs: BTreeSet<(&str, String)> = profiles
        .iter()
        .map(|(host, profile)| (host.as_str(), format!("{profile}/config")))
        .collect();
    let around_profile = profiles.iter().filter_map(|(host, profile)| {
        around(profile).find_map(|folder| folders.get(&(host.as_str(), folder)).copied())
    });
    let in_config = replaced.iter().filter(|one| {
        around(&one.folder).any(|folder| configs.contains(&(one.host, folder.to_owned())))
    });
    let mut told = BTreeSet::new();
    for one in around_profile.chain(in_config).filter(|one| one.store.is_some()) {
        if told.insert(one.store) {
            let message = format!("a profile {}", one.title);
            findings.push(RULE.at(one.span, message).help("name the folder of the store alone"));
        }
    }
}

fn all_replaced(model: &Model) -> Vec<Replaced<'_>> {
    let mut all = Vec::new();
    if let (Some(_), Some((host, profile, span))) = (model.config_backup(), admin(model))
        && !profile.is_empty()
    {
        let folder = format!("{profile}/config");
        let title = "is in the folder that restoreConfig renames".to_owned();
        all.push(Replaced { host, folder, title, span, store: None });
    }
    for id in model.restored_stores() {
        let store = model.store(id);
        all.extend(store.live_places().into_iter().map(|folder| Replaced {
            host: &store.host,
            folder: folder.to_owned(),
            title: format!("and the live `{folder}` of store `{}` overlap", store.name),
            span: store.kind_span,
            store: Some(id),
        }));
    }
    all
}

/// Host, profile and place of the entry whose configuration is restored.
fn admin(model: &Model) -> Option<(&str, &str, Span)> {
    let manager = model.cell.manager.as_ref();
    let manager = manager.map(|m| (m.host.as_str(), m.profile.as_str(), m.span));
    let node = || model.cell.nodes.first();
    manager.or_else(|| node().map(|n| (n.host.as_str(), n.profile.as_str(), n.span)))
}

fn all_needed(model: &Model) -> Vec<Needed<'_>> {
    let mut all = Vec::new();
    if let Some((host, ..)) = admin(model) {
        let archive = model.config_backup().map(|(_, config)| (&config.path, config.span));
        let kept = model.keep_config.as_ref().map(|kept| (&kept.value, kept.span));
        let paths = archive.into_iter().chain(kept);
        all.extend(paths.map(|(path, span)| Needed { host, path, span, store: None }));
    }
    for id in model.restored_stores() {
        let store = model.store(id);
        let host = store.host.as_str();
        if let Some((_, held)) = model.backup_of(id) {
            let span = held.span;
            all.push(Needed { host, path: &held.path, span, store: Some(id) });
            all.push(Needed { host, path: &held.logs, span, store: None });
        }
        if let Some(StoreKind::Command { restore, verify, keep }) = &store.kind {
            let span = store.kind_span;
            let scripts = [restore, verify, keep];
            all.extend(scripts.map(|path| Needed { host, path, span, store: None }));
        }
    }
    all.extend(model.keep_stores.iter().map(|(id, kept)| Needed {
        host: &model.store(*id).host,
        path: &kept.value,
        span: kept.span,
        store: Some(*id),
    }));
    for hook in &model.hooks {
        if let Action::Run { path, host } = &hook.action {
            all.push(Needed { host, path, span: hook.span, store: None });
        }
    }
    all
}

/// A path and every folder that it lies in.
pub(super) fn around(path: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(path).filter(|path| path.starts_with('/')), |path| parent(path))
}

fn parent(path: &str) -> Option<&str> {
    match path.rfind('/')? {
        0 if path.len() > 1 => Some("/"),
        0 => None,
        at => path.get(..at),
    }
}
