//! The bars beside a lesson's lines, which stand on the page: solid where a line computes, hollow where its answer
//! is on its way, hatched where everything stands still; and how long each program took.

use super::shown::Shown;
use super::{RunTracks, Say};
use crate::key::Key;
use crate::trace::{Span, SpanKind};
use crate::units::Micros;
use crate::view::markup::Markup;
use crate::view::names::program_name;
use crate::view::numbers::fixed;
use crate::view::scale::length_text;

/// What stands in one place of the page.
#[derive(Debug, Clone, PartialEq)]
pub struct Cell {
    /// The place: an element's `id`.
    pub id: String,
    /// What stands there: HTML, or nothing.
    pub html: String,
}

/// All that stands beside the lines of the programs on the page, on the axis that all share.
pub fn lines(shown: &Shown) -> Vec<Cell> {
    let say = |key: &str, parts: &[(&str, &str)]| shown.words.with(key, parts);
    let own = |key: Key| {
        let mut all = shown.run_tracks.iter();
        all.find(|tracks| tracks.program.key == key && !tracks.is_pinned)
    };
    let lengths = shown.programs.iter().filter_map(|key| own(*key));
    let longest = lengths.map(|tracks| tracks.length().0).fold(1.0, f64::max);
    let mut cells = Vec::new();
    for key in &shown.programs {
        let tracks = own(*key);
        let took = tracks.map(|tracks| length_text(tracks.length()));
        cells.push(Cell {
            id: ["took-", key.as_str()].concat(),
            html: took.unwrap_or_default(),
        });
        for number in 1..=shown.lines {
            let bar = tracks.map(|tracks| bar((tracks, number), longest, &say));
            cells.push(Cell {
                id: ["line-", key.as_str(), "-", &number.to_string()].concat(),
                html: bar.unwrap_or_default(),
            });
        }
    }
    cells
}

/// One line's bar; nothing before it begins.
fn bar((tracks, number): (&RunTracks, u32), longest: f64, say: &Say) -> String {
    let all = tracks.spans.iter_from(0).chain(tracks.open.iter());
    let spans: Vec<&Span> = all.filter(|span| is_of_line(span, number)).collect();
    let Some(from) = spans.iter().map(|span| span.start.0).reduce(f64::min) else {
        return String::new();
    };
    let to = spans.iter().map(|span| span.end.0).fold(from, f64::max);
    let time = |micros: f64| length_text(Micros(micros).to_millis());
    let parts = [
        ("n", &*number.to_string()),
        ("program", &*program_name(tracks.program, say)),
        ("from", &*time(from)),
        ("to", &*time(to)),
    ];
    let mut html = Markup::default();
    html.raw("<svg width=\"100%\" height=\"16\" role=\"img\" aria-label=\"");
    html.text(&say("lines.bar", &parts));
    html.raw("\">");
    for span in spans {
        let percent = |time: Micros| fixed((time.to_millis().0 / longest * 100.0).min(100.0), 2);
        let class = match span.kind {
            SpanKind::Work => "work",
            SpanKind::Blocked => "blocked",
            _ => "flight",
        };
        let (x, width) = (percent(span.start), percent(span.length()));
        let parts = [
            "<rect class=\"",
            class,
            "\" x=\"",
            &x,
            "%\" width=\"",
            &width,
            "%\" y=\"2\" height=\"12\"></rect>",
        ];
        html.raw(&parts.concat());
    }
    html.raw("</svg>");
    html.finish()
}

/// Work of a line, or its waiting. Turns of its task lie around both, and are none.
fn is_of_line(span: &Span, number: u32) -> bool {
    let is_shown = matches!(
        span.kind,
        SpanKind::Work | SpanKind::Blocked | SpanKind::InFlight
    );
    is_shown && span.chunk == number.checked_sub(1)
}

#[cfg(test)]
mod tests {
    use super::super::scene::tests::{chunk, tracks};
    use super::*;
    use crate::trace::Track;
    use crate::view::words::Words;

    #[test]
    fn each_line_has_its_bar_and_each_program_its_length() {
        let spans = vec![
            chunk(0, Track::Caller, SpanKind::Work, 0.0, 25.0),
            chunk(0, Track::Caller, SpanKind::Poll, 0.0, 99.0),
            chunk(1, Track::Wait(1), SpanKind::InFlight, 25.0, 75.0),
        ];
        let mut shown = Shown::default();
        shown.run_tracks = vec![tracks(spans, 0)];
        let programs = ["async", "blocking"].map(Key::new);
        (shown.lines, shown.programs) = (3, programs.to_vec());
        shown.words = Words::english();
        let cells = lines(&shown);
        let ids: Vec<&str> = cells.iter().map(|cell| &*cell.id).collect();
        let of_async = ["took-async", "line-async-1", "line-async-2", "line-async-3"];
        assert_eq!((&ids[..4], ids.len()), (&of_async[..], 8));
        assert_eq!(cells[0].html, "100\u{a0}ms");
        let rect = r#"<rect class="work" x="0.00%" width="25.00%" y="2" height="12"></rect>"#;
        assert!(cells[1].html.contains(rect), "{}", cells[1].html);
        assert_eq!(cells[1].html.matches("<rect").count(), 1);
        let rect = r#"<rect class="flight" x="25.00%" width="50.00%""#;
        assert!(cells[2].html.contains(rect), "{}", cells[2].html);
        // A line that has not begun, and a program that did not run.
        assert!(cells[3..].iter().all(|cell| cell.html.is_empty()));
        // What is pinned stands in the timeline, not here.
        shown.run_tracks[0].is_pinned = true;
        assert!(lines(&shown).iter().all(|cell| cell.html.is_empty()));
    }
}
