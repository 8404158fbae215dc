//! The timeline's facts as a table, to hear and to copy: HTML as text, which is quicker to make than
//! thousands of elements one by one.

use super::row_packing::sort_by_start;
use super::{RunTracks, Say};
use crate::view::markup::{Markup, escape};
use crate::view::numbers::decimal;

/// More rows than that would make the page slow; a sentence says how many are left out.
const MOST_ROWS: usize = 500;

/// The first spans of the strategies, each strategy in order of time.
pub fn facts(run_tracks: &[RunTracks], say: &Say) -> String {
    let mut html = Markup::default();
    let note = |html: &mut Markup, text: &str| {
        html.raw("<p>");
        html.text(text);
        html.raw("</p>");
    };
    let is_live = |tracks: &RunTracks| tracks.wall.is_none() && tracks.now.0 > 0.0;
    if run_tracks.iter().any(is_live) {
        note(&mut html, &say("timeline.table-later", &[]));
        return html.finish();
    }
    let is_ours = run_tracks.iter().all(|tracks| tracks.names.is_none());
    let heads = [
        if is_ours { "strategy" } else { "process" },
        "track",
        "what",
        "chunk",
        "start",
        "end",
        "length",
    ];
    let heads = heads.map(|column| say(&["timeline.column.", column].concat(), &[]));
    let mut room = MOST_ROWS;
    html.scroll_table("facts spans", &say("timeline.table", &[]), &heads, |html| {
        for tracks in run_tracks {
            rows(html, tracks, room, say);
            room = room.saturating_sub(tracks.spans.len());
        }
    });
    for tracks in run_tracks.iter().filter(|tracks| tracks.thinned > 0) {
        let (name, n) = (tracks.name(say), tracks.thinned.to_string());
        let parts = [("strategy", &*name), ("n", &n)];
        note(&mut html, &say("timeline.thinned", &parts));
    }
    let total: usize = run_tracks.iter().map(|tracks| tracks.spans.len()).sum();
    let more = total.saturating_sub(MOST_ROWS);
    if more > 0 {
        note(
            &mut html,
            &say("timeline.more", &[("n", &more.to_string())]),
        );
    }
    html.finish()
}

fn rows(html: &mut Markup, tracks: &RunTracks, most: usize, say: &Say) {
    let mut places: Vec<u32> = (0..tracks.spans.len() as u32).collect();
    sort_by_start(&mut places, tracks);
    let name = tracks.name(say);
    for place in places.into_iter().take(most) {
        let span = &tracks.spans[place as usize];
        let chunk = span.chunk.map(|chunk| (u64::from(chunk) + 1).to_string());
        let times = [span.start, span.end, span.length()];
        let [start, end, length] = times.map(|time| decimal(time.to_millis().0, 3));
        let cells = [
            tracks.track_name(span.track, say),
            tracks.span_name(place, say),
            chunk.unwrap_or_default(),
            start,
            end,
            length,
        ];
        html.raw("<tr><th scope=\"row\">");
        html.text(&name);
        html.raw("</th>");
        for cell in &cells {
            html.cell(&escape(cell));
        }
        html.raw("</tr>");
    }
}

#[cfg(test)]
mod tests {
    use super::super::scene::tests::{others, say, span, tracks};
    use super::*;
    use crate::trace::{SpanKind, Track};

    #[test]
    fn a_row_a_span_in_order_of_time_and_a_note_on_what_is_left_out() {
        let mut own = tracks(
            vec![
                span(Track::Worker(0), SpanKind::Work, 20.0, 30.0),
                span(Track::Caller, SpanKind::Poll, 0.0, 5.0),
            ],
            1,
        );
        own.wall = Some(crate::units::Micros(30_000.0));
        own.thinned = 4;
        let html = facts(&[own.clone()], &say);
        assert_eq!(html.matches("<tr>").count(), 3, "{html}");
        let turn = html.find("span.turn").unwrap();
        assert!(turn < html.find("span.work").unwrap(), "{html}");
        assert!(
            html.contains("<td>20.000</td><td>30.000</td><td>10.000</td>"),
            "{html}"
        );
        assert!(html.contains("timeline.thinned"), "{html}");
        let many = vec![span(Track::Caller, SpanKind::Poll, 0.0, 5.0); MOST_ROWS + 7];
        let html = facts(&[tracks(many, 0)], &say);
        assert_eq!(html.matches("<tr>").count(), 1 + MOST_ROWS);
        assert!(html.contains("timeline.more 7"), "{html}");
    }

    #[test]
    fn another_program_stands_there_by_its_own_names() {
        let html = facts(&[others()], &say);
        for name in [
            "t.json: app",
            "main",
            "io",
            "track.async",
            "layout",
            "style",
        ] {
            assert!(html.contains(&[">", name, "<"].concat()), "{name}: {html}");
        }
        assert!(html.contains("timeline.column.process"), "{html}");
        for ours in ["span.", "track.worker", "track.caller", "strategy"] {
            assert!(!html.contains(ours), "{ours}: {html}");
        }
    }

    #[test]
    fn a_run_that_goes_on_has_no_table_yet() {
        let mut live = tracks(Vec::new(), 0);
        (live.wall, live.now) = (None, crate::units::Micros(5.0));
        assert_eq!(facts(&[live], &say), "<p>timeline.table-later</p>");
    }
}
