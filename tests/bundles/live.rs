//! A world whose cell lives: what wsadmin changes stays changed, each change is noted, and a run can
//! be made to die at chosen points of a step.

use crate::bundle::repository;
use crate::jython;
use crate::world::World;
use std::fmt::Write as _;
use std::fs;
use std::process::Command;

impl World {
    /// The world of an example, with a cell that lives. At a kill point every step dies once, or the
    /// one that is named after it.
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
            if !kill_points.is_empty() {
                world.tool(&path.join("rm"));
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

    /// The cell as it is now: processes that are up, and the states of engines.
    pub fn cell(&self) -> String {
        let mut up: Vec<String> = fs::read_dir(self.root.join("stand"))
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .filter(|name| name.starts_with("up."))
            .collect();
        up.sort();
        let output = Command::new("python3")
            .arg(self.root.join("stand/live.py"))
            .arg(self.root.join("stand"))
            .args(["nowhere", "none", "show"])
            .env("STAND_CELL", repository("tests/support/jython"))
            .env("PYTHONDONTWRITEBYTECODE", "1")
            .output()
            .unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        up.join("\n") + "\n" + &String::from_utf8(output.stdout).unwrap()
    }
}
