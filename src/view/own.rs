//! What a lesson adds to what is found of any comparison: charts of its own, and sentences. It works on the
//! numbers of the cases, as every chart does.

use super::names::Say;
use super::words::Words;
use crate::key::Key;
use crate::report::CaseReport;

/// A lesson's own findings.
pub struct OwnFindings {
    /// Its charts, before all others on the page. Their words are `chart.KEY.title` and `chart.KEY.hint` in the
    /// lesson's texts.
    pub charts: &'static [OwnChart],
    /// What it says of the numbers; nothing where they say nothing.
    pub said: fn(&[CaseReport], &Words) -> Vec<String>,
}

/// A chart of a lesson.
pub struct OwnChart {
    /// Its name.
    pub key: Key,
    /// Whether it has something to show.
    pub has: fn(&[CaseReport]) -> bool,
    /// Draws it as wide as that, in CSS pixels: HTML with an SVG in it.
    pub draw: fn(&[CaseReport], f64, &Say) -> String,
}

/// Of a lesson that adds nothing.
pub const NOTHING: OwnFindings = OwnFindings {
    charts: &[],
    said: |_, _| Vec::new(),
};
