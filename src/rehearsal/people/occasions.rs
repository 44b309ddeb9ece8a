//! What is about a whole night: everybody goes back, or the same bundle is run once more.

use super::stops::receipt;
use super::{Mood, People, Run, ToType};
use crate::rehearsal::judge;
use crate::rehearsal::series::BACKOUT;
use crate::rehearsal::stage::{bundle_of, copy_all, hosts};
use crate::rehearsal::world::{World, clock, host_dir, set_clock};
use std::fs;
use std::io;

/// Seconds from one night to the next.
const A_DAY: i64 = 86_400;

impl People<'_> {
    /// Goes on until the step after which everybody is to go back; whether they go forward again
    /// afterwards. Nothing where there is no such step, or it is never reached.
    pub(super) fn turns_back(&mut self, faults: &[(String, String)]) -> io::Result<Option<bool>> {
        let Some((_, place)) = faults.iter().find(|(id, _)| id == BACKOUT) else {
            return Ok(None);
        };
        let (step, way) = place.split_once(':').unwrap_or((place, ""));
        while self.one_move()? {
            let told_to_end = self.runs.last().is_some_and(|run| run.code == 143);
            if told_to_end && self.runs.last().is_some_and(|run| run.begins(step)) {
                return Ok(Some(way == "forward"));
            }
        }
        Ok(None)
    }

    /// Everybody goes back as far as it goes; the answer is where nothing leads on.
    pub(super) fn way_back(&mut self) -> io::Result<Vec<String>> {
        self.begin_again("backout");
        self.go_on()?;
        let no_way_on = if self.is_done() { Vec::new() } else { self.no_way_on() };
        let names = hosts(self.site);
        let mut end = 0;
        for host in &names {
            end = end.max(clock(self.dir, host)?);
        }
        set_clock(self.dir, &names[0], end)?;
        let mut world = World::open(self.dir, &names[0])?;
        judge::after_the_way_back(&mut world.cell, self.is_done());
        world.save()?;
        Ok(no_way_on)
    }

    /// And then forward again, from where the journals stand.
    pub(super) fn forward_again(&mut self) {
        self.begin_again("run");
    }

    fn begin_again(&mut self, command: &'static str) {
        self.command = command;
        self.turn = 0;
        self.moods.values_mut().for_each(|mood| *mood = Mood::Ready);
        self.queue.clear();
        self.told.clear();
        self.passed_on.clear();
        self.screens.clear();
        self.earlier.clear();
        self.typed.clear();
        self.stops.clear();
        self.asked.clear();
        self.given_up = false;
    }

    /// After a good end the same bundle is run once more, from a folder without a journal, with the
    /// receipts of before at hand. False where no fault says so.
    pub(super) fn second_occasion(&mut self, faults: &[(String, String)]) -> io::Result<bool> {
        let old = self.receipts.clone();
        let mut anew: Vec<String> = Vec::new();
        for (id, place) in faults {
            match id.as_str() {
                "second-night" => anew.extend(hosts(self.site)),
                "lost-folder" | "second-copy" => anew.push(place.clone()),
                _ => continue,
            }
            if id == "second-copy" {
                let copy = host_dir(self.dir, place).join("bundle-2");
                copy_all(self.bundle, &copy)?;
                self.copies.insert(place.clone(), copy);
            }
        }
        if anew.is_empty() {
            return Ok(false);
        }
        self.begin_again("run");
        self.moods.values_mut().for_each(|mood| *mood = Mood::Done);
        for host in anew {
            let folder = bundle_of(self.dir, &host);
            if !self.copies.contains_key(&host) {
                fs::remove_dir_all(&folder)?;
                copy_all(self.bundle, &folder)?;
            }
            let now = clock(self.dir, &host)?;
            set_clock(self.dir, &host, now + A_DAY)?;
            self.moods.insert(host, Mood::Ready);
        }
        self.old = old;
        Ok(true)
    }

    /// A host that waits is given a receipt of the night before, where there is one.
    pub(super) fn types_an_old_one(&mut self, host: &str) -> io::Result<()> {
        let Some(code) = self.old.get_mut(host).filter(|codes| !codes.is_empty()) else {
            return Ok(());
        };
        let line = receipt(host, self.command, code.remove(0));
        let at = clock(self.dir, host)?;
        self.queue.push_back(ToType { line, at });
        Ok(())
    }

    /// Where the hosts stand that are not done, when nothing that is printed leads on.
    pub(super) fn no_way_on(&self) -> Vec<String> {
        if self.given_up {
            return Vec::new();
        }
        let open = self.open_screens();
        let mut places: Vec<String> = Vec::new();
        for run in open.iter().filter(|run| run.code != 14) {
            let step = if run.step.is_empty() { "run.sh" } else { &run.step };
            places.push(format!("{} stops at {step} with {}", run.host, run.code));
        }
        if places.is_empty() {
            let waits = |host: &str, others: Vec<String>| {
                format!("{host} waits for {}", others.join(" and "))
            };
            let line = |run: &Run| waits(&run.host, self.reader(&run.host).awaited(&run.text));
            places = open
                .iter()
                .filter(|run| !self.goes_no_further(run, open.len()))
                .map(line)
                .collect();
        }
        places
    }

    /// Whether a host waits on the way back for others that say that theirs has ended at a point of no
    /// return, or that wait for such ones: then there is no way back for it either. `depth` is how many
    /// hosts may wait one for the other.
    fn goes_no_further(&self, run: &Run, depth: usize) -> bool {
        let ended = |host: &String| {
            self.screens.get(host).is_some_and(|last| match self.moods.get(host) {
                Some(Mood::Done) => last.text.contains("no return"),
                _ => last.code == 14 && depth > 0 && self.goes_no_further(last, depth - 1),
            })
        };
        let others = self.reader(&run.host).awaited(&run.text);
        self.command == "backout" && !others.is_empty() && others.iter().all(ended)
    }
}
