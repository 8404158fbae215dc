//! What is said beside the canvas: what went on at the cursor, strategy by strategy, and the chosen
//! span. Kept as text, so that a frame that changes no word changes nothing but the canvas.

use super::moment::{moment_text, span_text};
use super::sight::Sight;
use crate::view::markup::Markup;
use crate::view::scale::length_text;
use crate::view::words::Words;

/// The words of one moment.
#[derive(Debug, PartialEq, Default)]
pub struct Said {
    /// The moment and what went on in each strategy: HTML; nothing where no moment is in sight.
    pub moment: String,
    /// The chosen span.
    pub span: String,
}

impl Said {
    /// What is to be said of the moment and the span in sight.
    pub fn of(sight: &Sight, words: &Words) -> Self {
        let say = |key: &str, parts: &[(&str, &str)]| words.with(key, parts);
        let chosen = sight.chosen.and_then(|place| place.number(&sight.layout));
        let span = chosen.map(|(run, span)| span_text(&run.tracks, span, &say));
        let mut html = Markup::default();
        match sight.time {
            None => {}
            Some(time) => {
                let at = length_text(time.to_millis());
                line(&mut html, "", &say("timeline.at", &[("time", &at)]));
                for run in &sight.layout.runs {
                    let name = run.tracks.name(&say);
                    line(&mut html, &name, &moment_text(run, time, &say));
                }
            }
        }
        Self {
            moment: html.finish(),
            span: span.unwrap_or_default(),
        }
    }
}

fn line(html: &mut Markup, name: &str, said: &str) {
    html.raw("<span class=\"timeline-line\"><b>");
    html.text(name);
    html.raw("</b> ");
    html.text(said);
    html.raw("</span>");
}

#[cfg(test)]
mod tests {
    use super::super::scene::tests::{others, span, tracks};
    use super::super::sight::Msg;
    use super::*;
    use crate::trace::{SpanKind, Track};

    #[test]
    fn it_says_what_went_on_at_the_cursor() {
        let words = Words::english();
        let mut sight = Sight::default();
        sight.show(&[tracks(
            vec![span(Track::Caller, SpanKind::Work, 10.0, 20.0)],
            0,
        )]);
        let said = Said::of(&sight, &words);
        assert_eq!(said, Said::default());
        sight.hear(Msg::Step(true));
        let said = Said::of(&sight, &words);
        assert!(said.moment.contains("<b>async</b>"), "{}", said.moment);
        assert!(said.span.contains("10"), "{}", said.span);
    }

    #[test]
    fn another_programs_names_are_no_markup() {
        let mut run = others();
        let mut names = (**run.names.as_ref().unwrap()).clone();
        names.run = "<script>".to_owned();
        run.names = Some(names.into());
        let mut sight = Sight::default();
        sight.show(&[run]);
        sight.hear(Msg::Step(true));
        let said = Said::of(&sight, &Words::english());
        assert!(
            said.moment.contains("<b>&lt;script&gt;</b>"),
            "{}",
            said.moment
        );
    }
}
