//! Steps of the site's own: what `manual` and `run` hooks have in common.

use super::{Draft, Site, Subject};
use crate::model::Action;
use serde_json::{Value, json};

/// The hooks whose action passes the test. Their phase is the hook's, not the kind's.
pub(super) fn drafts(site: &Site, wanted: fn(&Action) -> bool) -> Vec<Draft> {
    let hooks = site.model.hooks.iter().enumerate().filter(|(_, hook)| wanted(&hook.action));
    hooks
        .map(|(at, hook)| {
            let (host, title) = match &hook.action {
                Action::Manual(text) => (site.admin().0.to_owned(), text.clone()),
                Action::Run { path, host } => (host.clone(), format!("Run {path}")),
            };
            let place = if hook.before { "before" } else { "after" };
            let slug = format!("{place}-{}", hook.side.phase.word());
            Draft { subject: Subject::Hook(at), host, title, slug, span: hook.span }
        })
        .collect()
}

/// What the templates of both kinds need.
pub(super) fn view(site: &Site, subject: &Subject) -> Value {
    let Subject::Hook(at) = subject else { return Value::Null };
    let hook = &site.model.hooks[*at];
    match &hook.action {
        Action::Manual(text) => json!({ "text": text, "role": site.model.roles.name(hook.role) }),
        Action::Run { path, .. } => json!({ "path": path }),
    }
}
