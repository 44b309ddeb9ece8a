//! The site's own scripts: of a store of kind `command`, or of a hook.

use super::{Call, databases, say, sql};
use crate::model::StoreKind;
use crate::rehearsal::world::World;
use std::io;

/// Runs one of them.
pub(super) fn run(call: &Call, world: &mut World) -> io::Result<u8> {
    let file = world.plan_path(&call.file);
    let role = world.cell.stores.values().find_map(|store| match &store.place {
        Some(StoreKind::Command { restore, verify, keep }) => {
            let role = [("restore", restore), ("verify", verify), ("keep", keep)]
                .into_iter()
                .find(|(_, path)| **path == file);
            role.map(|(role, _)| (role, store.restored_with.clone(), store.name.clone()))
        }
        _ => None,
    });
    match role {
        Some(("restore", group, _)) => {
            if databases::is_kept(world, &group, &world.plan_path(call.argument(0))) {
                world.act(|cell| cell.put_kept_back(&group))?;
                return Ok(0);
            }
            Ok(sql::restore(world, &group, true)?.status(1))
        }
        Some(("verify", _, name)) => {
            let data = &world.cell.stores[&name].data;
            say(&format!("owner {}", data.owner));
            // It proves that the store was restored, as the plan's language asks of it.
            let whole = data.from_backup && data.tables.len() >= data.listing.len() + 6;
            Ok(u8::from(data.is_empty() || !whole))
        }
        Some((_, group, _)) => Ok(u8::from(!sql::keep(world, &group)?)),
        None => {
            world.act(|cell| cell.effect(format!("the site's script {file}")))?;
            world.pass(30)?;
            Ok(0)
        }
    }
}
