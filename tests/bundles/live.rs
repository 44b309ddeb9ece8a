//! A world whose cell lives: what wsadmin changes stays changed, each change is noted, and a run can
//! be made to die at chosen points of a step.

use crate::bundle::repository;
use crate::jython;
use crate::world::{World, put};
use std::fmt::Write as _;
use std::fs;

impl World {
    /// The world of an example, with a cell that lives, and points at which every step dies once.
    pub fn live(example: &str, kill_points: &[&str]) -> Self {
        let world = Self::new(example, true);
        fs::copy(repository("tests/support/bundles/live.py"), world.root.join("stand/live.py"))
            .unwrap();
        let mut cell = String::new();
        jython::cell(&world.bundle, &mut cell);
        if let Some(host) = world.bundle.plan["cell"]["deployment_manager"].as_str() {
            writeln!(cell, "MANAGER|{host}").unwrap();
        }
        world.put("stand/cell.txt", &cell);
        world.put("stand/effects", "");
        world.put("stand/kill-points", &(kill_points.join("\n") + "\n"));
        for host in world.bundle.hosts() {
            let path = world.root.join("hosts").join(&host).join("path");
            for name in ["rm", "cp", "mv"] {
                world.tool(&path.join(name));
            }
        }
        world
    }

    /// What has changed the world so far: host, step and what was changed, a line each.
    pub fn effects(&self) -> Vec<String> {
        let text = fs::read_to_string(self.root.join("stand/effects")).unwrap();
        let root = self.root.display().to_string();
        text.lines().map(|line| line.replace(&root, "")).collect()
    }

    /// Whether a step has died at a point.
    pub fn has_died(&self, host: &str, step: &str, point: &str) -> bool {
        self.root.join(format!("stand/killed.{host}.{step}.{point}")).exists()
    }

    /// From now on nothing dies any more.
    pub fn let_live(&self) {
        put(&self.root.join("stand/kill-points"), "");
    }
}
