//! One row of the timeline: what it holds and where it is.

use super::layer::{Layer, Look};

/// What a row holds. In the order of the rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum RowKind {
    /// What the caller did.
    Caller,
    /// Parts of the program of one name, none of which overlap: the name's place, and which of its rows.
    Named(u16, u16),
    /// What a thread of the pool did, counted from 0.
    Worker(u16),
    /// Chunks with a machine, none of which overlap: the place of its name, and which of its rows.
    Machine(u16, MachineRow),
    /// Waits, none of which overlap. Counted from 0.
    Waits(u16),
    /// Waits without a connection, any number over each other.
    Queue,
    /// What the server did, none overlapping. Counted from 0.
    Server(u16),
}

/// What a row of a machine holds. Counted from 0, each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum MachineRow {
    /// Chunks that it computed, or had until it was lost: as many at once as it has threads.
    Computing(u16),
    /// Chunks on their way there or back: any number at once.
    Travelling(u16),
}

/// One row of the timeline.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// What it holds.
    pub kind: RowKind,
    /// Its top, in CSS pixels.
    pub y: f64,
    /// Its height, in CSS pixels.
    pub height: f64,
    /// Its spans by how they are drawn, in the order in which they are drawn.
    pub layers: Vec<Layer>,
}

impl Row {
    /// Its spans that are drawn like this.
    pub fn layer(&self, look: Look) -> Option<&Layer> {
        self.layers.iter().find(|layer| layer.look == look)
    }

    /// Takes the span at that place in; the layer is to sort it in.
    pub fn push(&mut self, place: u32, look: Look) {
        let index = self.layers.partition_point(|layer| layer.look < look);
        if self
            .layers
            .get(index)
            .is_none_or(|layer| layer.look != look)
        {
            self.layers.insert(index, Layer::new(look));
        }
        self.layers[index].spans.push(place);
    }
}
