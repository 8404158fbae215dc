//! The machines that said who they are, and what is known of each. Pure: what they say goes in with the time it was heard.

use super::clock::{Alignment, Exchange, Exchanges, OwnMicros};
use super::names::{self, Id};
use super::wire::Hello;
use std::collections::BTreeMap;

/// A machine that said nothing for so long is gone; they say something every second.
const SILENCE: OwnMicros = 3_500_000;
/// The most machines that are known at once.
const MOST: usize = 256;
/// The longest that anything of a message is kept, in characters.
const LONGEST: usize = 64;

/// What is known of a machine.
#[derive(Debug, Clone)]
pub struct Machine {
    /// What tells it from others.
    pub id: Id,
    /// Its name; of several that have the same, the later ones have something behind it.
    pub name: String,
    /// Its threads,
    pub threads: u32,
    /// and how many of them have nothing to do.
    pub free: u32,
    /// What it computes from.
    pub build: String,
    /// Whether we started it.
    pub is_own: bool,
    said: String,
    seat: Option<Id>,
    seen: OwnMicros,
    exchanges: Exchanges,
}

impl Machine {
    /// Its clock, as far as it is known.
    pub fn clock(&self) -> Option<Alignment> {
        self.exchanges.best()
    }

    /// How often its clock was asked of late.
    pub fn times_asked(&self) -> usize {
        self.exchanges.count()
    }

    /// Whether it computes from the same sources.
    pub fn is_of(&self, build: &str) -> bool {
        self.build == build
    }
}

/// All machines.
#[derive(Debug)]
pub struct Register {
    owner: Id,
    machines: BTreeMap<Id, Machine>,
}

impl Register {
    /// Nobody yet. Those that name this owner are ours.
    pub const fn new(owner: Id) -> Self {
        Self {
            owner,
            machines: BTreeMap::new(),
        }
    }

    /// Forgets those whose place that machine has: it was started since they ended. They may have been silent for too short a
    /// time to be missed.
    pub fn relieved(&mut self, hello: &Hello) -> Vec<Machine> {
        let (id, seat) = (Id::parse(&hello.id), seat_of(hello));
        let has_its_seat = |other: &Machine| seat.is_some() && other.seat == seat;
        self.forget(|other| has_its_seat(other) && Some(other.id) != id)
    }

    /// A machine says who it is. Its id, if it was not known.
    pub fn hello(&mut self, hello: &Hello, now: OwnMicros) -> Option<Id> {
        let id = Id::parse(&hello.id)?;
        if let Some(known) = self.machines.get_mut(&id) {
            known.seen = now;
            known.free = hello.free.min(known.threads);
            return None;
        }
        if self.machines.len() >= MOST {
            return None;
        }
        let said = names::shown(&hello.name);
        let is_taken = self.machines.values().any(|other| other.name == said);
        let name = if is_taken {
            format!("{said}-{}", &id.to_string()[..4])
        } else {
            said.clone()
        };
        let owner = hello.owner.as_deref().and_then(Id::parse);
        let machine = Machine {
            id,
            name,
            threads: hello.threads,
            free: hello.free.min(hello.threads),
            build: hello.build.chars().take(LONGEST).collect(),
            is_own: owner == Some(self.owner),
            said,
            seat: seat_of(hello),
            seen: now,
            exchanges: Exchanges::default(),
        };
        self.machines.insert(id, machine);
        Some(id)
    }

    /// A question about its clock was answered.
    pub fn exchange(&mut self, id: Id, exchange: Exchange) {
        if let Some(machine) = self.machines.get_mut(&id) {
            machine.exchanges.add(exchange);
        }
    }

    /// It leaves, if it was known.
    pub fn bye(&mut self, id: Id) -> Option<Machine> {
        self.machines.remove(&id)
    }

    /// A process of ours ended. Those that it was.
    pub fn ended(&mut self, said: &str) -> Vec<Machine> {
        self.forget(|machine| machine.is_own && machine.said == said)
    }

    /// Forgets those that said nothing for long.
    pub fn sweep(&mut self, now: OwnMicros) -> Vec<Machine> {
        self.forget(|machine| now.saturating_sub(machine.seen) > SILENCE)
    }

    /// Counts all as just heard, as when nobody could be for a while.
    pub fn forgive(&mut self, now: OwnMicros) {
        for machine in self.machines.values_mut() {
            machine.seen = now;
        }
    }

    fn forget(&mut self, is_gone: impl Fn(&Machine) -> bool) -> Vec<Machine> {
        let gone = self.machines.extract_if(.., |_, machine| is_gone(machine));
        gone.map(|(_, machine)| machine).collect()
    }

    /// The machine of that id.
    pub fn get(&self, id: Id) -> Option<&Machine> {
        self.machines.get(&id)
    }

    /// All of them: ours first, then by name.
    pub fn all(&self) -> Vec<&Machine> {
        let mut all: Vec<&Machine> = self.machines.values().collect();
        all.sort_by(|a, b| (!a.is_own, &a.name).cmp(&(!b.is_own, &b.name)));
        all
    }

    /// Those that compute from these sources.
    pub fn of(&self, build: &str) -> Vec<&Machine> {
        let mut all = self.all();
        all.retain(|machine| machine.is_of(build));
        all
    }
}

fn seat_of(hello: &Hello) -> Option<Id> {
    hello.seat.as_deref().and_then(Id::parse)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hello(id: u64, name: &str, owner: Option<u64>) -> Hello {
        Hello {
            id: Id(id).to_string(),
            name: name.into(),
            threads: 2,
            free: 9,
            build: "b".into(),
            owner: owner.map(|owner| Id(owner).to_string()),
            seat: None,
        }
    }

    fn names(machines: Vec<Machine>) -> Vec<String> {
        machines.into_iter().map(|one| one.name).collect()
    }

    #[test]
    fn whoever_follows_another_has_its_name() {
        let mut register = Register::new(Id(7));
        let seated = |id, seat: u64| Hello {
            seat: Some(Id(seat).to_string()),
            ..hello(id, "a", None)
        };
        let mut comes = |hello: &Hello, now| {
            let relieved = names(register.relieved(hello));
            register.hello(hello, now);
            let id = Id::parse(&hello.id).unwrap();
            (relieved, register.get(id).unwrap().name.clone())
        };
        assert_eq!(comes(&seated(1, 70), 0), (vec![], "a".into()));
        assert_eq!(comes(&seated(1, 70), 1), (vec![], "a".into()));
        // Somebody else, elsewhere, and somebody in nobody's place.
        assert_eq!(comes(&seated(2, 71), 2), (vec![], "a-0000".into()));
        assert_eq!(comes(&hello(3, "b", None), 2), (vec![], "b".into()));
        assert_eq!(comes(&hello(4, "c", None), 2), (vec![], "c".into()));
        // The first has not been silent for long.
        assert_eq!(comes(&seated(5, 70), 3), (vec!["a".into()], "a".into()));
    }

    #[test]
    fn machines_come_and_go() {
        let mut register = Register::new(Id(7));
        assert_eq!(register.hello(&hello(1, "b\n", None), 0), Some(Id(1)));
        assert_eq!(register.hello(&hello(2, "a", Some(7)), 0), Some(Id(2)));
        assert_eq!(register.hello(&hello(3, "b ", Some(8)), 0), Some(Id(3)));
        assert_eq!(register.hello(&hello(3, "b ", Some(8)), 0), None);
        let all = register.all().into_iter().cloned().collect();
        assert_eq!(names(all), ["a", "b-", "b--0000"]);
        assert_eq!(register.get(Id(1)).unwrap().free, 2);
        assert_eq!(names(register.ended("a")), ["a"]);
        assert!(register.ended("b-").is_empty());
        register.hello(&hello(1, "b", None), SILENCE);
        assert_eq!(names(register.sweep(SILENCE + 1)), ["b--0000"]);
        assert_eq!(register.bye(Id(1)).unwrap().name, "b-");
        assert!(register.bye(Id(1)).is_none());
    }

    #[test]
    fn nobody_fills_the_memory_with_machines() {
        let mut register = Register::new(Id(7));
        for id in 0..10_000 {
            register.hello(&hello(id, &"x".repeat(1_000), None), 0);
        }
        assert_eq!(register.all().len(), MOST);
        let mut wrong = hello(1, "a", None);
        wrong.id = "../..".into();
        assert_eq!(register.hello(&wrong, 0), None);
    }
}
