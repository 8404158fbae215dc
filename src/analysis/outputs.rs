//! What the readers' own programs printed and gave, and what was wrong with them.

use super::session::Session;
use crate::comparison::Fault;
use crate::comparison::record::CaseRecord;
use crate::comparison::script::Checked;
use crate::contract::Lesson;
use crate::key::Key;
use crate::lesson;
use crate::protocol::result::CheckV1;
use crate::tier::Tier;
use crate::trace::export::json::to_json;
use crate::view::charts::frame::colour_class;
use crate::view::markup::Markup;
use crate::view::sentences::{fault, name};
use crate::view::words::Words;
use serde::Serialize;

/// What the first of them printed; nothing where none ran.
pub fn printed(session: &Session) -> Option<String> {
    if !is_scripted(session) {
        return None;
    }
    session
        .record
        .cases
        .first()
        .map(|own| said(own).0.to_owned())
}

fn is_scripted(session: &Session) -> bool {
    lesson::find(&session.request.example).is_some_and(Lesson::is_scripted)
}

/// What a program printed, and what it gave: of its latest run that is over.
fn said(own: &CaseRecord) -> (&str, &str) {
    if let Some(Fault::Script(error)) = &own.fault {
        return (&error.printed, "");
    }
    let run = own.repeats.last().or(own.watch.as_ref());
    run.map_or(("", ""), |run| (&run.output, &run.answer))
}

/// A bar beside a line, as the editor wants it.
#[derive(Serialize)]
struct Bar {
    line: u32,
    from: f64,
    to: f64,
    kind: &'static str,
}

/// When the lines of each program were being run, in the watched run: JSON.
pub fn lines(session: &Session) -> Vec<(Key, String)> {
    let watched = |own: &CaseRecord| {
        let bars = own.watch.as_ref()?.lines.iter();
        let bars: Vec<Bar> = bars
            .map(|bar| Bar {
                line: bar.line,
                from: bar.from,
                to: bar.to,
                kind: if bar.waits { "wait" } else { "work" },
            })
            .collect();
        let text = to_json(&bars).ok().filter(|_| !bars.is_empty())?;
        Some((own.program().key, text))
    };
    session.record.cases.iter().filter_map(watched).collect()
}

/// A part a program that ran: HTML.
pub fn outputs(session: &Session, words: &Words) -> String {
    let mut html = Markup::default();
    if !is_scripted(session) {
        return html.finish();
    }
    let tier = session.finish.as_ref().map(|end| &end.environment.tier);
    if tier.is_some_and(|tier| tier.as_deref() == Some(Tier::Single.id())) {
        html.raw("<p class=\"hint\">");
        html.text(words.get("output.one-thread"));
        html.raw("</p>");
    }
    for own in &session.record.cases {
        let (printed, gave) = said(own);
        let has_run = own.watch.is_some() || !own.repeats.is_empty() || own.fault.is_some();
        if !has_run {
            continue;
        }
        html.raw("<div class=\"output\"><p><span class=\"swatch ");
        html.raw(&colour_class(own.program().colour));
        html.raw("\"></span><b>");
        html.text(&name(words, own.program()));
        html.raw("</b></p>");
        if !printed.is_empty() {
            html.raw("<pre tabindex=\"0\">");
            html.text(printed);
            html.raw("</pre>");
        }
        let said = match &own.fault {
            Some(wrong) => [("problem", fault(words, wrong))],
            None if gave.is_empty() => [("hint", words.get("output.nothing").to_owned())],
            None => [("", words.with("output.gave", &[("value", gave)]))],
        };
        for (class, text) in said {
            html.raw("<p class=\"");
            html.raw(class);
            html.raw("\">");
            html.text(&text);
            html.raw("</p>");
        }
        checks(&mut html, own, words);
        html.raw("</div>");
    }
    html.finish()
}

/// What an exercise asks, and which of it is done.
fn checks(html: &mut Markup, own: &CaseRecord, words: &Words) {
    let all = of_watched(own);
    if all.is_empty() {
        return;
    }
    html.raw("<ul class=\"checks\">");
    for Checked { says, held } in all {
        let (class, key) = match held {
            Ok(true) => ("done", "output.done"),
            Ok(false) => ("open", "output.open"),
            Err(_) => ("problem", "output.broken"),
        };
        html.raw("<li class=\"");
        html.raw(class);
        html.raw("\"><b>");
        html.text(words.get(key));
        html.raw("</b> ");
        html.text(says);
        if let Err(why) = held {
            html.text(" ");
            html.text(why);
        }
        html.raw("</li>");
    }
    html.raw("</ul>");
    let is_solved = all.iter().all(|check| check.held == Ok(true));
    let key = if is_solved {
        "output.solved"
    } else {
        "output.not-solved"
    };
    html.raw("<p><b>");
    html.text(words.get(key));
    html.raw("</b></p>");
}

/// The checks of its watched run.
fn of_watched(own: &CaseRecord) -> &[Checked] {
    own.watch.as_ref().map_or(&[], |run| &run.checks)
}

/// Whether what an exercise asks was done; nothing where there was none, or its program did not come to its end.
pub fn exercise(session: &Session) -> Option<Vec<CheckV1>> {
    let all = of_watched(session.record.cases.first()?);
    let told = |Checked { says, held }: &Checked| CheckV1 {
        says: says.clone(),
        holds: held.as_ref().ok().copied(),
    };
    (!all.is_empty()).then(|| all.iter().map(told).collect())
}

#[cfg(test)]
mod tests {
    use super::super::session::tests::{ended, finish, request};
    use super::*;
    use crate::comparison::Phase;
    use crate::comparison::script_error::ScriptError;

    #[test]
    fn a_program_s_words_are_told_and_escaped() {
        let words = Words::default();
        let mut session = Session::new(request());
        assert_eq!(
            (outputs(&session, &words), printed(&session)),
            (String::new(), None)
        );
        "your-own".clone_into(&mut session.request.example);
        let own = &mut session.record.cases[0];
        own.fault = Some(Fault::Script(ScriptError {
            printed: "<b> & so on\n".to_owned(),
            ..ScriptError::new("no")
        }));
        let html = outputs(&session, &words);
        assert!(
            html.contains("<pre tabindex=\"0\">&lt;b&gt; &amp; so on\n</pre>"),
            "{html}"
        );
        assert!(html.contains("class=\"problem\""), "{html}");
        assert_eq!(printed(&session).as_deref(), Some("<b> & so on\n"));
    }

    #[test]
    fn an_exercise_is_done_when_all_of_it_holds() {
        let words = Words::english();
        let mut session = Session::new(request());
        session.file(ended(0, Phase::Watch, 9.0));
        "your-own".clone_into(&mut session.request.example);
        assert_eq!(exercise(&session), None);
        let mut told = |held: &[Result<bool, String>]| {
            let all = held.iter().map(|held| Checked {
                says: "They <overlap>.".to_owned(),
                held: held.clone(),
            });
            session.record.cases[0].watch.as_mut().unwrap().checks = all.collect();
            let holds = exercise(&session).map(|all| all.iter().map(|one| one.holds).collect());
            (outputs(&session, &words), holds)
        };
        let (html, holds) = told(&[Ok(true), Ok(true)]);
        assert!(
            html.contains("They &lt;overlap&gt;.") && html.contains("Solved"),
            "{html}"
        );
        assert_eq!(holds, Some(vec![Some(true), Some(true)]));
        let (html, holds) = told(&[Ok(true), Ok(false), Err("It can’t.".to_owned())]);
        assert!(
            html.contains("Not yet") && html.contains("It can’t."),
            "{html}"
        );
        assert!(!html.contains("Solved"), "{html}");
        assert_eq!(holds, Some(vec![Some(true), Some(false), None]));
    }

    #[test]
    fn one_thread_is_said() {
        let words = Words::english();
        let mut session = Session::new(request());
        "your-own".clone_into(&mut session.request.example);
        for (tier, is_said) in [
            (Tier::Threads, false),
            (Tier::Workers, false),
            (Tier::Single, true),
        ] {
            let mut end = finish(false);
            end.environment.tier = Some(tier.id().to_owned());
            session.finish = Some(end);
            assert_eq!(
                outputs(&session, &words).contains("one thread"),
                is_said,
                "{tier:?}"
            );
        }
    }
}
