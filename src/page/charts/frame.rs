//! What the charts share: their props, the time axis from zero, the names of the rows.

use super::scale::{Axis, fixed};
use crate::page::timeline::strategy_key;
use crate::page::words::Words;
use crate::report::StrategyReport;
use crate::strategy::Strategy;
use crate::units::Millis;
use std::rc::Rc;
use yew::prelude::*;

/// Room for the axis below the rows, in CSS pixels.
const AXIS_HEIGHT: f64 = 24.0;
/// Right of the plot, for the label of the longest bar.
const RIGHT: f64 = 72.0;
/// Below this width names stand above their rows instead of left of them.
const NARROW: f64 = 480.0;

/// What a chart is a view of.
#[derive(Properties, Clone)]
pub struct ReportProps {
    /// The strategies' numbers, in listing order.
    pub reports: Rc<Vec<StrategyReport>>,
    /// The texts.
    pub words: Rc<Words>,
}

/// Reports and words are replaced, never changed in place.
impl PartialEq for ReportProps {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.reports, &other.reports) && Rc::ptr_eq(&self.words, &other.words)
    }
}

/// Where a chart's rows and axis are, in CSS pixels.
pub struct Frame {
    /// Width of it all.
    pub width: f64,
    /// Height of it all.
    pub height: f64,
    left: f64,
    longest: Millis,
    row_height: f64,
    rows: usize,
}

impl Frame {
    /// A frame of that width for that many rows, its axis from zero to `longest`.
    pub fn new(width: f64, rows: usize, longest: Millis) -> Self {
        let is_narrow = width < NARROW;
        let row_height = if is_narrow { 58.0 } else { 40.0 };
        Self {
            width,
            height: rows as f64 * row_height + AXIS_HEIGHT,
            left: if is_narrow { 4.0 } else { 150.0 },
            longest: if longest.0 > 0.0 {
                longest
            } else {
                Millis(1.0)
            },
            row_height,
            rows,
        }
    }

    /// Where a time is.
    pub fn x(&self, time: Millis) -> f64 {
        self.left + time.0 / self.longest.0 * (self.width - RIGHT - self.left).max(1.0)
    }

    /// The middle of a row's marks.
    pub fn y(&self, row: usize) -> f64 {
        let bottom = (row + 1) as f64 * self.row_height;
        bottom - 20.0
    }

    /// Grid, axis and the names of the rows.
    pub fn draw(&self, strategies: impl Iterator<Item = Strategy>, words: &Words) -> Html {
        let most = ((self.x(self.longest) - self.left) / 72.0).max(2.0) as u32;
        let axis = Axis::new(Millis(0.0), self.longest, most);
        let bottom = self.rows as f64 * self.row_height;
        let marks = axis.marks.iter().map(|&mark| {
            let x = fixed(self.x(mark).round(), 1);
            html! { <>
                <line class="grid" x1={x.clone()} x2={x.clone()} y1="0" y2={fixed(bottom + 4.0, 0)} />
                <text class="muted" {x} y={fixed(bottom + 18.0, 0)} text-anchor="middle">
                    { axis.label(mark) }
                </text>
            </> }
        });
        let is_narrow = self.width < NARROW;
        let names = strategies.enumerate().map(|(row, strategy)| {
            let y = self.y(row) - if is_narrow { 24.0 } else { 0.0 };
            html! { <>
                <rect class={strategy_class(strategy)} x="0" y={fixed(y - 5.0, 1)} width="10" height="10" />
                <text class="name" x="16" y={fixed(y + 4.0, 1)}>{ words.get(strategy_key(strategy)) }</text>
            </> }
        });
        html! { <>{ for marks }{ for names }</> }
    }
}

/// The class that gives a mark its strategy's colour, as fill (`s-async`) by `www/views.css`.
pub fn strategy_class(strategy: Strategy) -> String {
    let mut class = "s-".to_owned();
    class.push_str(strategy.id());
    class
}
