//! What the timeline is told.

/// What the reader did.
pub enum Msg {
    /// The element got this wide.
    Width(f64),
    /// The theme changed.
    Theme,
    /// The browser is about to show a frame.
    Frame,
    /// Closer (above 1) or farther, around the place at this `x`, or around the middle.
    Zoom(f64, Option<f64>),
    /// Later (above 0) or earlier by a share of what is seen.
    Move(f64),
    /// Everything.
    Fit,
    /// A button or a finger went down.
    Grab(Finger),
    /// The pointer or a finger is here.
    Point(Finger),
    /// It went up.
    Release(i32),
    /// The pointer left.
    Leave,
    /// The next span, or the previous.
    Step(bool),
    /// The table was opened or closed.
    Table(bool),
}

/// A finger on the canvas, or the mouse, in CSS pixels.
#[derive(Clone, Copy)]
pub struct Finger {
    /// The browser's number for it.
    pub id: i32,
    /// From the left.
    pub x: f64,
    /// From the top.
    pub y: f64,
}
