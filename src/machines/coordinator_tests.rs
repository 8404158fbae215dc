//! The coordinator against a queue that may do anything: deliver in any order, again, late, lose all it has.

use super::*;
use proptest::prelude::*;
use std::collections::BTreeMap;

fn teller(id: u64) -> Teller {
    Teller {
        id: Id(id),
        name: format!("machine-{id}"),
        clock: Some(Alignment {
            offset: 1_000_000 * id as i64,
            error: 50,
            round_trip: 100,
        }),
        run_began: 5_000,
    }
}

fn part(chunk: u32) -> Compressed {
    Compressed {
        value: u64::from(chunk) * 3 + 1,
        bytes: Vec::new(),
    }
}

fn computed(chunk: u32) -> Said {
    Said::Computed {
        chunk,
        part: part(chunk),
        begun: 0,
        ended: 0,
    }
}

fn lines(effects: &[Effect]) -> Vec<String> {
    let lines = effects.iter().filter_map(|effect| match effect {
        Effect::Say(line) => Some(line.write()),
        Effect::Publish(_) => None,
    });
    lines.collect()
}

#[test]
fn a_chunk_goes_there_and_back() {
    let mut coordinator = Coordinator::new(1, 1);
    let mut effects = Vec::new();
    let one = teller(1);
    coordinator.begin(Micros(0.0), &mut effects);
    coordinator.stored(0, Micros(1_000.0), &mut effects);
    // By its own clock, which is a second before ours.
    let taken = Said::Taken {
        chunk: 0,
        delivery: 1,
        at: 1_007_000,
    };
    coordinator.told(&one, taken, Micros(2_500.0), &mut effects);
    let computed = Said::Computed {
        chunk: 0,
        part: part(0),
        begun: 1_008_000,
        ended: 1_018_000,
    };
    coordinator.told(&one, computed, Micros(14_000.0), &mut effects);
    assert_eq!(effects[0], Effect::Publish(0));
    assert_eq!(
        lines(&effects),
        [
            "{\"at\":\"queued\",\"chunk\":0,\"ms\":1.0}",
            "{\"at\":\"taken\",\"chunk\":0,\"machine\":\"machine-1\",\"ms\":2.0,\"error_ms\":0.05,\"delivery\":1}",
            "{\"at\":\"begun\",\"chunk\":0,\"machine\":\"machine-1\",\"ms\":3.0,\"error_ms\":0.05}",
            "{\"at\":\"ended\",\"chunk\":0,\"machine\":\"machine-1\",\"ms\":13.0,\"error_ms\":0.05}",
            "{\"at\":\"result\",\"chunk\":0,\"machine\":\"machine-1\",\"ms\":14.0,\"value\":\"1\"}",
            "{\"at\":\"done\",\"ms\":14.0,\"chunks\":1,\"returned\":0,\"twice\":0,\"value\":\"1\"}",
        ]
    );
}

#[test]
fn what_a_dead_machine_had_goes_to_another() {
    let mut coordinator = Coordinator::new(1, 1);
    let mut effects = Vec::new();
    coordinator.begin(Micros(0.0), &mut effects);
    let taken = |delivery| Said::Taken {
        chunk: 0,
        delivery,
        at: 0,
    };
    coordinator.told(&teller(1), taken(1), Micros(1.0), &mut effects);
    coordinator.gone("machine-1".into(), Micros(2.0), &mut effects);
    coordinator.told(&teller(2), taken(2), Micros(3.0), &mut effects);
    coordinator.told(&teller(2), computed(0), Micros(4.0), &mut effects);
    let said = lines(&effects).join("\n");
    assert!(said.contains("\"at\":\"gone\",\"machine\":\"machine-1\""));
    assert!(said.contains("\"at\":\"returned\",\"chunk\":0,\"machine\":\"machine-1\""));
    assert!(said.contains("\"at\":\"result\",\"chunk\":0,\"machine\":\"machine-2\""));
    assert!(said.ends_with("\"returned\":1,\"twice\":0,\"value\":\"1\"}"));
}

#[test]
fn what_can_t_be_right_is_refused_by_name() {
    let mut coordinator = Coordinator::new(2, 2);
    let mut effects = Vec::new();
    coordinator.begin(Micros(0.0), &mut effects);
    coordinator.told(&teller(7), computed(2), Micros(1.0), &mut effects);
    let long = Said::Computed {
        chunk: 0,
        part: Compressed {
            value: 1,
            bytes: vec![0; MOST_RESULT_BYTES + 1],
        },
        begun: 0,
        ended: 0,
    };
    coordinator.told(&teller(8), long, Micros(1.0), &mut effects);
    let said = lines(&effects).join("\n");
    assert!(said.contains("\"machine\":\"machine-7\",\"ms\":0.001,\"why\":\"it speaks of chunk 2"));
    assert!(
        said.contains("\"machine\":\"machine-8\",\"ms\":0.001,\"why\":\"chunk 0 came back with")
    );
    // It is given out again, and the answer is right.
    assert_eq!(effects.last(), Some(&Effect::Publish(0)));
    for chunk in [0, 1] {
        coordinator.told(&teller(1), computed(chunk), Micros(2.0), &mut effects);
    }
    assert!(coordinator.is_over());
    assert!(lines(&effects).last().unwrap().contains("\"value\":\"5\""));
}

#[test]
fn a_chunk_that_breaks_every_machine_ends_the_job_and_is_named() {
    let mut coordinator = Coordinator::new(9, 9);
    let mut effects = Vec::new();
    coordinator.begin(Micros(0.0), &mut effects);
    coordinator.exhausted(4, Micros(1.0), &mut effects);
    let said = lines(&effects);
    assert!(said[0].contains("Chunk 4 breaks every machine"), "{said:?}");
    // Nothing is said after the last line.
    coordinator.told(&teller(1), computed(1), Micros(2.0), &mut effects);
    coordinator.fail("again".into(), Micros(2.0), &mut effects);
    assert_eq!(lines(&effects).len(), 1);
}

#[test]
fn a_machine_that_never_stops_talking_ends_the_job() {
    let mut coordinator = Coordinator::new(3, 3);
    let mut effects = Vec::new();
    coordinator.begin(Micros(0.0), &mut effects);
    coordinator.told(&teller(1), computed(0), Micros(1.0), &mut effects);
    for _ in 0..100_000 {
        coordinator.told(&teller(1), computed(0), Micros(1.0), &mut effects);
    }
    let said = lines(&effects);
    assert!(said.len() < 20_000);
    assert!(said.last().unwrap().contains("the last was machine-1"));
}

/// What may happen next.
#[derive(Debug, Clone)]
enum Deed {
    /// The queue gives the message at that place to that machine.
    Deliver(usize, u64),
    /// The machine sends what it computed of something it has, and may forget to acknowledge.
    Finish(usize, bool),
    /// A result that was sent arrives.
    Arrive(usize),
    /// The machine dies with what it has.
    Die(u64),
    /// The machine gives back what it has.
    GiveBack(u64),
    /// The queue forgets everything.
    Forget,
    /// It is looked what the queue has.
    Look,
    /// Somebody says what nobody could.
    Nonsense(u32),
}

fn any_deed() -> impl Strategy<Value = Deed> {
    prop_oneof![
        6 => (any::<usize>(), 0..3_u64).prop_map(|(place, id)| Deed::Deliver(place, id)),
        4 => (any::<usize>(), any::<bool>()).prop_map(|(place, acks)| Deed::Finish(place, acks)),
        4 => any::<usize>().prop_map(Deed::Arrive),
        1 => (0..3_u64).prop_map(Deed::Die),
        1 => (0..3_u64).prop_map(Deed::GiveBack),
        1 => Just(Deed::Forget),
        1 => Just(Deed::Look),
        1 => any::<u32>().prop_map(Deed::Nonsense),
    ]
}

/// A queue and its machines.
struct World {
    coordinator: Coordinator,
    effects: Vec<Effect>,
    seen: usize,
    now: f64,
    /// Chunks in the queue, and how often each was delivered.
    queue: Vec<(u32, u32)>,
    /// Who has what; the queue has it, too, until it is acknowledged.
    held: Vec<(u64, u32)>,
    /// Results on their way.
    sent: Vec<(u64, u32)>,
    in_flight: usize,
}

impl World {
    fn new(chunks: u32, in_flight: u32) -> Self {
        let mut world = Self {
            coordinator: Coordinator::new(chunks, in_flight),
            effects: Vec::new(),
            seen: 0,
            now: 0.0,
            queue: Vec::new(),
            held: Vec::new(),
            sent: Vec::new(),
            in_flight: in_flight as usize,
        };
        world.coordinator.begin(Micros(0.0), &mut world.effects);
        world.publish();
        world
    }

    fn publish(&mut self) {
        for effect in &self.effects[self.seen..] {
            if let Effect::Publish(chunk) = effect {
                self.queue.push((*chunk, 0));
            }
        }
        self.seen = self.effects.len();
        assert!(self.coordinator.flying <= self.in_flight);
    }

    fn tell(&mut self, id: u64, said: Said) {
        let now = Micros(self.now);
        self.coordinator
            .told(&teller(id), said, now, &mut self.effects);
    }

    fn look(&mut self) {
        let present = self.queue.iter().map(|(chunk, _)| *chunk).collect();
        let now = Micros(self.now);
        self.coordinator
            .found(&present, now, now, &mut self.effects);
    }

    fn carry_out(&mut self, deed: Deed) {
        self.now += 1.0;
        match deed {
            Deed::Deliver(place, id) if !self.queue.is_empty() => {
                let place = place % self.queue.len();
                let (chunk, delivered) = &mut self.queue[place];
                *delivered += 1;
                let (chunk, delivery, at) = (*chunk, *delivered, 0);
                self.held.push((id, chunk));
                self.tell(
                    id,
                    Said::Taken {
                        chunk,
                        delivery,
                        at,
                    },
                );
                self.tell(id, Said::Begun { chunk, at });
            }
            Deed::Finish(place, acks) if !self.held.is_empty() => {
                let (id, chunk) = self.held.swap_remove(place % self.held.len());
                self.sent.push((id, chunk));
                if acks && let Some(own) = self.queue.iter().position(|(own, _)| *own == chunk) {
                    self.queue.swap_remove(own);
                }
            }
            Deed::Arrive(place) if !self.sent.is_empty() => {
                let (id, chunk) = self.sent.swap_remove(place % self.sent.len());
                self.tell(id, computed(chunk));
            }
            Deed::Die(id) => self.held.retain(|(holder, _)| *holder != id),
            Deed::GiveBack(id) => {
                let (given, kept) = self.held.iter().partition(|(holder, _)| *holder == id);
                self.held = kept;
                let given: Vec<(u64, u32)> = given;
                for (_, chunk) in given {
                    self.tell(id, Said::GivenBack { chunk });
                }
            }
            Deed::Forget => self.queue.clear(),
            Deed::Look => self.look(),
            Deed::Nonsense(chunk) => {
                let known = self.coordinator.chunks.len() as u32;
                self.tell(9, computed(chunk.max(known)));
            }
            Deed::Deliver(..) | Deed::Finish(..) | Deed::Arrive(_) => {}
        }
        self.publish();
    }

    /// From now on nothing goes wrong any more.
    fn go_on(&mut self) {
        for _ in 0..100_000 {
            if self.coordinator.is_over() {
                return;
            }
            let before = (self.queue.len(), self.held.len(), self.sent.len());
            for deed in [Deed::Deliver(0, 1), Deed::Finish(0, true), Deed::Arrive(0)] {
                self.carry_out(deed);
            }
            if before == (0, 0, 0) {
                self.carry_out(Deed::Look);
            }
        }
    }
}

proptest! {
    #[test]
    fn each_chunk_counts_once_whatever_the_queue_does(
        chunks in 1..30_u32, in_flight in 1..40_u32, deeds in prop::collection::vec(any_deed(), 0..200)
    ) {
        let mut world = World::new(chunks, in_flight);
        for deed in deeds {
            world.carry_out(deed);
        }
        world.go_on();
        prop_assert!(world.coordinator.is_over());
        let mut counted: BTreeMap<u32, u32> = BTreeMap::new();
        let mut last = None;
        for effect in &world.effects {
            if let Effect::Say(line) = effect {
                if let Line::Result { chunk, value, .. } = line {
                    prop_assert_eq!(*value, part(*chunk).value);
                    *counted.entry(*chunk).or_default() += 1;
                }
                prop_assert!(last.as_ref().is_none_or(|line: &Line| !line.is_last()));
                last = Some(line.clone());
            }
        }
        prop_assert_eq!(counted.len(), chunks as usize);
        prop_assert!(counted.values().all(|&count| count == 1));
        let sum: u64 = (0..chunks).map(|chunk| part(chunk).value).sum();
        let is_right = matches!(last, Some(Line::Done { value, chunks: all, .. }) if value == sum && all == chunks);
        prop_assert!(is_right, "{:?}", last);
    }

    #[test]
    fn any_message_is_borne(
        chunks in 1..10_u32, chunk: u32, at: i64, delivery: u32, why: String, now in 0.0..1e9_f64, offset: i64, began: i64
    ) {
        let mut coordinator = Coordinator::new(chunks, chunks);
        let mut effects = Vec::new();
        coordinator.begin(Micros(0.0), &mut effects);
        let teller = Teller { clock: Some(Alignment { offset, error: 1, round_trip: 1 }), run_began: began, ..teller(1) };
        for said in [
            Said::Taken { chunk, delivery, at }, Said::Begun { chunk, at }, Said::GivenBack { chunk },
            Said::Computed { chunk, part: Compressed::default(), begun: at, ended: at }, Said::Broken { chunk, why },
        ] {
            coordinator.told(&teller, said, Micros(now), &mut effects);
        }
        for line in lines(&effects) {
            prop_assert_eq!(line.lines().count(), 1);
            let line = Line::read(&line).unwrap();
            if let Line::Taken { moment, .. } | Line::Begun { moment, .. } = line {
                prop_assert!(moment.at.0 >= 0.0 && moment.at.0 <= now + 1.0);
            }
        }
    }
}
