//! Packs what may overlap (waits, the server's share of them, parts of one name, chunks with one machine) into as few rows
//! as hold it.

use super::RunTracks;
use crate::trace::Track;
use std::cmp::Ordering;

/// Spans of one wait that are no further apart than this, in microseconds, stay in one row.
const SAME_WAIT: f64 = 1.0;

/// Chunks with a machine follow each other in a row though they seem to overlap by so much, in microseconds: clocks of two
/// computers agree only so far.
const CLOCKS_APART: f64 = 500.0;

/// The rows that are taken, and until when.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct PackedRows {
    /// The end of the last wait in each row, in microseconds.
    ends: Vec<f64>,
    /// Waits that are still open, by number: their rows are taken until they end, so that nothing jumps.
    held: Vec<Held>,
}

#[derive(Debug, Clone, PartialEq)]
struct Held {
    number: u32,
    row: usize,
    end: f64,
    is_open: bool,
}

/// One wait: spans of one number, the next where the last one ended.
struct Chain {
    number: u32,
    start: f64,
    end: f64,
    is_open: bool,
    /// From where to where in the list of places.
    from: usize,
    to: usize,
}

impl PackedRows {
    /// Gives each of the new spans its row. Each wait, in order of its start, goes to the first row
    /// that is free by then: the fewest rows that hold them (greedy colouring of an interval graph).
    pub fn seats(&mut self, tracks: &RunTracks, mut places: Vec<u32>) -> Vec<(u32, u16)> {
        let is_machine = |place: &u32| matches!(tracks.span(*place).track, Track::Machine(_));
        let slack = match places.first() {
            Some(place) if is_machine(place) => CLOCKS_APART,
            _ => 0.0,
        };
        let chains = chains(tracks, &mut places);
        let mut seats = Vec::with_capacity(places.len());
        let mut sit = |chain: &Chain, row: usize| {
            let row = u16::try_from(row).unwrap_or(u16::MAX);
            seats.extend(
                places[chain.from..chain.to]
                    .iter()
                    .map(|&place| (place, row)),
            );
        };
        for held in &mut self.held {
            held.is_open = false;
        }
        let mut others = Vec::new();
        for chain in chains {
            match self.held_at(chain.number) {
                Ok(at) => {
                    let held = &mut self.held[at];
                    (held.end, held.is_open) = (chain.end, chain.is_open);
                    sit(&chain, held.row);
                }
                Err(_) => others.push(chain),
            }
        }
        let ends = &mut self.ends;
        self.held.retain(|held| {
            if !held.is_open {
                ends[held.row] = held.end;
            }
            held.is_open
        });
        for chain in others {
            let free = self.ends.iter().position(|&end| end <= chain.start + slack);
            let row = free.unwrap_or(self.ends.len());
            if free.is_none() {
                self.ends.push(0.0);
            }
            self.ends[row] = self.ends[row].max(chain.end);
            if chain.is_open {
                self.ends[row] = f64::INFINITY;
                let held = Held {
                    number: chain.number,
                    row,
                    end: chain.start,
                    is_open: true,
                };
                let (Ok(at) | Err(at)) = self.held_at(chain.number);
                self.held.insert(at, held);
            }
            sit(&chain, row);
        }
        seats
    }

    fn held_at(&self, number: u32) -> Result<usize, usize> {
        self.held.binary_search_by_key(&number, |held| held.number)
    }

    /// How many rows there are.
    pub const fn rows(&self) -> usize {
        self.ends.len()
    }
}

/// The waits in order of their start, of two at once that of the lower number first.
fn chains(tracks: &RunTracks, places: &mut [u32]) -> Vec<Chain> {
    let number = |place: u32| match tracks.span(place).track {
        Track::Wait(number) | Track::Server(number) => number,
        // What happens to a chunk with a machine stays in one row.
        Track::Machine(_) => tracks.span(place).chunk.unwrap_or(0),
        Track::Caller | Track::Worker(_) | Track::Named(_) => 0,
    };
    let start = |place: u32| tracks.span(place).start.0;
    sort(places, &|a, b| {
        number(a)
            .cmp(&number(b))
            .then(start(a).total_cmp(&start(b)))
    });
    let known = tracks.spans.len();
    let mut chains: Vec<Chain> = Vec::new();
    for (at, &place) in places.iter().enumerate() {
        let span = tracks.span(place);
        let is_open = place as usize >= known;
        match chains.last_mut() {
            Some(last)
                if last.number == number(place) && (span.start.0 - last.end).abs() <= SAME_WAIT =>
            {
                last.end = span.end.0;
                last.to = at + 1;
                last.is_open = is_open;
            }
            _ => chains.push(Chain {
                number: number(place),
                start: span.start.0,
                end: span.end.0,
                is_open,
                from: at,
                to: at + 1,
            }),
        }
    }
    let mut order: Vec<u32> = (0..chains.len() as u32).collect();
    sort(&mut order, &|a, b| {
        let start = |chain: u32| chains[chain as usize].start;
        start(a).total_cmp(&start(b)).then(a.cmp(&b))
    });
    let mut chains: Vec<Option<Chain>> = chains.into_iter().map(Some).collect();
    order
        .into_iter()
        .filter_map(|chain| chains[chain as usize].take())
        .collect()
}

/// In order of start, the outer before the inner.
pub fn sort_by_start(places: &mut [u32], tracks: &RunTracks) {
    sort(places, &|a, b| {
        let (a, b) = (tracks.span(a), tracks.span(b));
        let by_start = a.start.0.total_cmp(&b.start.0);
        by_start.then(b.end.0.total_cmp(&a.end.0))
    });
}

/// Each call of the standard library's sort with an order of its own would add three kilobytes to
/// the page's module; so there is one, and the orders are passed to it.
fn sort(places: &mut [u32], order: &dyn Fn(u32, u32) -> Ordering) {
    places.sort_unstable_by(|&a, &b| order(a, b));
}
