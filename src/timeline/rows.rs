//! Where spans go, top to bottom: each strategy a heading, the caller, the workers, the waits.
//!
//! ```text
//! ■ async                      0.41 s   heading
//! you       ▪ ▪  ▪▪                     caller
//! parsing   └──┘   └────┘               what a reader's program named, by its names
//! thread 1  ███████                     one row a worker
//! lamp         ███████                  what a machine computed, under its name, a row a thread
//!           └──┘     └──┘               and what was on its way there and back, packed
//! waits     ┌────────┐┌─────────┐       waits, packed into as few rows as hold them
//!           └────────┘└─────────┘
//! server      ▬▬▬▬▬    ▬▬▬▬▬            what the server did for them, packed too
//! ```

use super::RunTracks;
use super::by_chunk::ByChunk;
use super::layer::Look;
use super::row::{MachineRow, Row, RowKind};
use super::row_packing::PackedRows;
use crate::trace::{SpanKind, Track};
use crate::units::Micros;
use std::collections::BTreeMap;

/// Room for the axis, in CSS pixels.
pub const AXIS_HEIGHT: f64 = 24.0;
/// Room for a strategy's heading.
pub const HEADING_HEIGHT: f64 = 22.0;
/// Room between strategies.
const RUN_GAP: f64 = 12.0;
/// The caller's row, and what follows it.
const CALLER_HEIGHT: f64 = 16.0;
const ROW_GAP: f64 = 3.0;
/// A row of what the program named.
const NAMED_HEIGHT: f64 = 11.0;
/// What travels to a machine and back shares about this height, each row between these bounds.
const WAYS_HEIGHT: f64 = 24.0;
const WAY_PITCH_LEAST: f64 = 3.0;
const WAY_PITCH_MOST: f64 = 6.0;
/// Names that have rows of their own; what has another is with the last.
pub const MOST_NAMES: u16 = 12;

/// New spans by the place of a name.
type ByName = BTreeMap<u16, Vec<u32>>;
/// Their rows, by the same.
type RowsByName = BTreeMap<u16, PackedRows>;
/// A worker's row where there are few of them, and where there are many.
const WORKER_HEIGHT: f64 = 12.0;
const THIN_WORKER_HEIGHT: f64 = 6.0;
const FEW_WORKERS: usize = 4;
/// The waits of a strategy share about this height, each row between these bounds.
const WAITS_HEIGHT: f64 = 72.0;
const WAIT_PITCH_LEAST: f64 = 3.0;
const WAIT_PITCH_MOST: f64 = 8.0;
/// The same for the server, which is beside the point.
const SERVERS_HEIGHT: f64 = 20.0;
const SERVER_PITCH_LEAST: f64 = 2.0;
const SERVER_PITCH_MOST: f64 = 5.0;
const SERVER_GAP: f64 = 5.0;
/// Beyond this many rows, waits that have no connection yet are put together in one.
const MOST_WAIT_ROWS: usize = 40;
/// Each run's share of the minimap: how many threads work, a line below for waits and blocks, and a gap.
pub const MAP_WORK: f64 = 5.0;
/// The line's height, in CSS pixels.
pub const MAP_LINE: f64 = 1.0;
/// From one run's share to the next.
pub const MAP_PITCH: f64 = MAP_WORK + MAP_LINE + 1.0;
/// Room for the frame of what is seen on it.
pub const MAP_EDGE: f64 = 2.0;

/// One run's rows.
#[derive(Debug, Clone, PartialEq)]
pub struct RunLayout {
    /// What they show.
    pub tracks: RunTracks,
    /// The top of its heading, in CSS pixels.
    pub top: f64,
    /// Its rows, top to bottom.
    pub rows: Vec<Row>,
    /// Until when there is something to draw.
    pub end: Micros,
    /// Where the waits of a chunk are.
    pub flights: ByChunk,
    /// Where a chunk was computed.
    pub works: ByChunk,
    waits: PackedRows,
    servers: PackedRows,
    /// By the names' places, of parts of the program and of machines.
    named: RowsByName,
    machines: RowsByName,
    /// What is on its way to machines and back.
    ways: RowsByName,
    /// Whether waits without a connection have a row of their own, all in one.
    has_queue: bool,
}

/// Where everything is, top to bottom.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Layout {
    /// Run after run.
    pub runs: Vec<RunLayout>,
    /// The top of the minimap.
    pub map_top: f64,
    /// Height of it all, the minimap included, in CSS pixels.
    pub height: f64,
}

/// Room of the minimap, in CSS pixels. It is kept free before it is shown, so that nothing moves.
pub fn map_height(run_tracks: usize) -> f64 {
    run_tracks as f64 * MAP_PITCH + 2.0 * MAP_EDGE
}

/// Deals the runs' spans to rows.
pub fn layout(run_tracks: &[RunTracks]) -> Layout {
    let mut layout = Layout::default();
    layout.update(run_tracks);
    layout
}

impl Layout {
    /// Follows the runs: what is unchanged stays, a run that goes on costs its new spans only.
    pub fn update(&mut self, run_tracks: &[RunTracks]) {
        self.runs.truncate(run_tracks.len());
        for (index, tracks) in run_tracks.iter().enumerate() {
            match self.runs.get_mut(index) {
                Some(run) => run.update(tracks),
                None => self.runs.push(RunLayout::new(tracks, false)),
            }
        }
        let mut y = AXIS_HEIGHT;
        for run in &mut self.runs {
            run.place_at(&mut y);
            y += RUN_GAP;
        }
        self.map_top = y;
        self.height = y + map_height(self.runs.len());
    }

    /// Until when there is something to draw.
    pub fn end(&self) -> Micros {
        let ends = self.runs.iter().map(|run| run.end);
        ends.fold(Micros::ZERO, Micros::max)
    }
}

impl RunLayout {
    fn new(tracks: &RunTracks, has_queue: bool) -> Self {
        let mut run = Self {
            tracks: tracks.clone(),
            top: 0.0,
            rows: Vec::new(),
            end: Micros::ZERO,
            flights: ByChunk::default(),
            works: ByChunk::default(),
            waits: PackedRows::default(),
            servers: PackedRows::default(),
            named: BTreeMap::new(),
            machines: BTreeMap::new(),
            ways: BTreeMap::new(),
            has_queue,
        };
        // Another program's rows are those of its threads.
        if tracks.names.is_none() {
            run.row(RowKind::Caller);
        }
        run.deal(0);
        if run.is_crowded() {
            return Self::new(tracks, true);
        }
        run
    }

    fn update(&mut self, tracks: &RunTracks) {
        if self.shows(tracks) {
            self.tracks = tracks.clone();
            return;
        }
        if !self.goes_on_in(tracks) {
            *self = Self::new(tracks, false);
            return;
        }
        let known = self.tracks.spans.len() as u32;
        for layer in self.rows.iter_mut().flat_map(|row| &mut row.layers) {
            layer.shed(known);
        }
        self.tracks = tracks.clone();
        self.deal(known);
        if self.is_crowded() {
            *self = Self::new(tracks, true);
        }
    }

    /// Whether there is nothing new in it. A run that is over may come again in a list of its own.
    fn shows(&self, tracks: &RunTracks) -> bool {
        let old = &self.tracks;
        let is_same_run = old.is_of_same(tracks)
            && old.wall.is_some()
            && (old.wall, old.threads, old.iterations)
                == (tracks.wall, tracks.threads, tracks.iterations)
            && old.spans.len() == tracks.spans.len()
            && old.spans.last() == tracks.spans.last();
        is_same_run || old == tracks
    }

    /// Whether it is the same run, later.
    fn goes_on_in(&self, tracks: &RunTracks) -> bool {
        let old = &self.tracks;
        let last = old.spans.len().checked_sub(1);
        let same_last = last.is_none_or(|last| old.spans.get(last) == tracks.spans.get(last));
        old.is_of_same(tracks)
            && old.wall.or(tracks.wall).is_none()
            && old.threads == tracks.threads
            && old.now <= tracks.now
            && same_last
    }

    /// Gives the spans from that place on their rows, the open ones among them.
    fn deal(&mut self, from: u32) {
        let tracks = self.tracks.clone();
        self.end = self.end.max(tracks.wall.unwrap_or(tracks.now));
        let (mut waits, mut servers) = (Vec::new(), Vec::new());
        let (mut named, mut machines, mut ways) = (ByName::new(), ByName::new(), ByName::new());
        for place in from..(tracks.spans.len() + tracks.open.len()) as u32 {
            let span = tracks.span(place);
            self.end = self.end.max(span.end);
            match span.track {
                Track::Caller => self.put(RowKind::Caller, place),
                Track::Worker(worker) => {
                    self.open_workers(tracks.threads);
                    self.put(RowKind::Worker(worker), place);
                }
                Track::Wait(_) if self.has_queue && span.kind == SpanKind::Queued => {
                    self.put(RowKind::Queue, place);
                }
                Track::Wait(_) => waits.push(place),
                Track::Server(_) => servers.push(place),
                Track::Named(name) => named.entry(name.min(MOST_NAMES)).or_default().push(place),
                Track::Machine(name) => {
                    let name = name.min(MOST_NAMES);
                    // Its name stands there, whatever it has.
                    let own = machines.entry(name).or_default();
                    if span.kind == SpanKind::InFlight {
                        ways.entry(name).or_default().push(place);
                    } else {
                        own.push(place);
                    }
                }
            }
        }
        for (place, row) in self.waits.seats(&tracks, waits) {
            self.put(RowKind::Waits(row), place);
        }
        for (place, row) in self.servers.seats(&tracks, servers) {
            self.put(RowKind::Server(row), place);
        }
        self.deal_by_name(named, |run| &mut run.named, RowKind::Named);
        self.deal_by_name(
            machines,
            |run| &mut run.machines,
            |name, row| RowKind::Machine(name, MachineRow::Computing(row)),
        );
        self.deal_by_name(
            ways,
            |run| &mut run.ways,
            |name, row| RowKind::Machine(name, MachineRow::Travelling(row)),
        );
        for layer in self.rows.iter_mut().flat_map(|row| &mut row.layers) {
            layer.sort_new_spans(&tracks);
        }
    }

    fn deal_by_name(
        &mut self,
        new: ByName,
        rows: fn(&mut Self) -> &mut RowsByName,
        kind: fn(u16, u16) -> RowKind,
    ) {
        let tracks = self.tracks.clone();
        for (name, places) in new {
            self.row(kind(name, 0));
            let rows = rows(self).entry(name).or_default();
            for (place, row) in rows.seats(&tracks, places) {
                self.put(kind(name, row), place);
            }
        }
    }

    /// Once one worker does something all that were asked for have their rows, so that idle ones are seen; in a job
    /// that leaves them all alone they would only take room.
    fn open_workers(&mut self, threads: u16) {
        let mut rows = self.rows.iter();
        if !rows.any(|row| matches!(row.kind, RowKind::Worker(_))) {
            for worker in 0..threads {
                self.row(RowKind::Worker(worker));
            }
        }
    }

    fn put(&mut self, kind: RowKind, place: u32) {
        let span = *self.tracks.span(place);
        let look = Look::of(&span);
        self.row(kind).push(place, look);
        // Arrows lead between spans that ended, so open ones are not noted.
        if let Some(chunk) = span.chunk
            && !matches!(kind, RowKind::Machine(..))
            && (place as usize) < self.tracks.spans.len()
        {
            match look {
                Look::InFlight => self.flights.note(chunk, place, kind),
                Look::Work => self.works.note(chunk, place, kind),
                _ => {}
            }
        }
    }

    /// The row of that kind; a new one where there was none.
    fn row(&mut self, kind: RowKind) -> &mut Row {
        let index = self.rows.partition_point(|row| row.kind < kind);
        if self.rows.get(index).is_none_or(|row| row.kind != kind) {
            let row = Row {
                kind,
                y: 0.0,
                height: 0.0,
                layers: Vec::new(),
            };
            self.rows.insert(index, row);
        }
        &mut self.rows[index]
    }

    /// Whether putting those without a connection into one row would make it less high.
    fn is_crowded(&self) -> bool {
        let queues = |row: &Row| row.layer(Look::Queued).is_some();
        !self.has_queue && self.waits.rows() > MOST_WAIT_ROWS && self.rows.iter().any(queues)
    }

    /// Puts its rows below each other, from `y` on.
    fn place_at(&mut self, y: &mut f64) {
        self.top = *y;
        *y += HEADING_HEIGHT;
        let workers = self
            .rows
            .iter()
            .filter(|row| matches!(row.kind, RowKind::Worker(_)));
        // Rows that stand under a name of their own need the room to be read.
        let is_thin = self.tracks.names.is_none() && workers.count() > FEW_WORKERS;
        let (worker, worker_gap) = if is_thin {
            (THIN_WORKER_HEIGHT, 1.0)
        } else {
            (WORKER_HEIGHT, ROW_GAP)
        };
        let pitch = |height: f64, rows: usize, least: f64, most: f64| {
            (height / rows as f64).floor().clamp(least, most)
        };
        let wait = pitch(
            WAITS_HEIGHT,
            self.waits.rows(),
            WAIT_PITCH_LEAST,
            WAIT_PITCH_MOST,
        );
        let server = pitch(
            SERVERS_HEIGHT,
            self.servers.rows(),
            SERVER_PITCH_LEAST,
            SERVER_PITCH_MOST,
        );
        let way = |name| {
            let rows = self.ways.get(&name);
            let rows = rows.map_or(1, PackedRows::rows);
            pitch(WAYS_HEIGHT, rows, WAY_PITCH_LEAST, WAY_PITCH_MOST)
        };
        let mut below_waits = SERVER_GAP;
        for row in &mut self.rows {
            let (before, height, gap) = match row.kind {
                RowKind::Caller => (0.0, CALLER_HEIGHT, ROW_GAP),
                RowKind::Named(..) => (0.0, NAMED_HEIGHT, ROW_GAP),
                RowKind::Worker(_) => (0.0, worker, worker_gap),
                RowKind::Machine(_, MachineRow::Computing(_)) => (ROW_GAP, WORKER_HEIGHT, 1.0),
                RowKind::Machine(name, MachineRow::Travelling(_)) => (0.0, way(name), 0.0),
                RowKind::Waits(0) if !self.machines.is_empty() => (ROW_GAP, wait, 0.0),
                RowKind::Waits(_) => (0.0, wait, 0.0),
                RowKind::Queue => (ROW_GAP, WAIT_PITCH_MOST, 0.0),
                RowKind::Server(_) => (std::mem::take(&mut below_waits), server, 0.0),
            };
            row.y = *y + before;
            row.height = height;
            *y = row.y + height + gap;
        }
    }
}

#[cfg(test)]
#[path = "rows_tests.rs"]
mod tests;
