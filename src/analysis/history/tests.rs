//! Keeping, pinning and loading, as the page sees them.

use super::*;
use crate::analysis::load_said::tests::{Bytes, result_text};
use crate::analysis::numbers::Numbers;
use crate::analysis::session::tests::{ended, finish, request};
use crate::comparison::{Disturbance, Phase};
use crate::key::Key;
use crate::protocol::analysis::{EndedRun, Export, Findings, HistoryEntry};
use crate::protocol::engine::PackedRun;
use crate::protocol::timeline::FoundTracks;
use crate::reader::load;
use crate::trace::{Span, SpanKind, Track};
use crate::units::Micros;
use crate::view::words::Words;
use std::path::Path;

pub(super) fn analyst() -> Analyst {
    let mut analyst = Analyst::default();
    analyst.words = Words::english();
    analyst
}

/// The same with a span in it, which makes it something to draw.
pub(super) fn with_spans(mut ended: EndedRun, count: usize) -> EndedRun {
    let mut run = ended.run.unwrap().unpack().unwrap();
    let span = Span {
        track: Track::Caller,
        kind: SpanKind::Work,
        start: Micros(0.0),
        end: run.trace.wall,
        chunk: None,
    };
    run.trace.spans = vec![span; count];
    ended.run = Ok(PackedRun::pack(&run));
    ended
}

/// Both strategies measured twice: blocking about `blocking_ms`, async about 50 ms.
fn compare(analyst: &mut Analyst, blocking_ms: f64) -> Vec<Effect> {
    analyst.hear(ToAnalysis::Begin(request()));
    for round in 0..2 {
        for (id, wall_ms) in [(0, blocking_ms), (1, 50.0)] {
            let run = ended(id, Phase::Measure(round), wall_ms + f64::from(round));
            analyst.hear(ToAnalysis::Ended(with_spans(run, 1)));
        }
    }
    analyst.hear(ToAnalysis::Finish(finish(false)))
}

fn order(effects: &[Effect]) -> Option<DbRequest> {
    effects.iter().find_map(|effect| match effect {
        Effect::Db(order) => Some(order.clone()),
        Effect::Tell(..) => None,
    })
}

fn found(effects: &[Effect]) -> Findings {
    let found = effects.iter().find_map(|effect| match effect {
        Effect::Tell(FromAnalysis::Found(found), _) => Some((**found).clone()),
        _ => None,
    });
    found.expect("something is found")
}

fn problem(effects: &[Effect]) -> String {
    let problem = effects.iter().find_map(|effect| match effect {
        Effect::Tell(FromAnalysis::Problem(sentence), _) => Some(sentence.clone()),
        _ => None,
    });
    problem.expect("a problem")
}

/// A file, as the reader read it.
fn load_message(name: &str, bytes: &[u8]) -> ToAnalysis {
    let (name, file) = (name.to_owned(), Packed::pack(&load(&Bytes(bytes))));
    ToAnalysis::Load { name, file }
}

/// What the timeline is to show.
fn drawn(found: &Findings) -> Vec<FoundTracks> {
    found.run_tracks.unpack().expect("they are packed")
}

fn pins(found: &Findings) -> Vec<(Key, bool)> {
    let run_tracks = drawn(found).into_iter();
    run_tracks
        .map(|tracks| (tracks.trace.program.key, tracks.is_pinned))
        .collect()
}

#[test]
fn what_was_measured_is_kept_with_a_title() {
    let mut analyst = analyst();
    let Some(DbRequest::Keep {
        ended_at,
        title,
        bytes,
    }) = order(&compare(&mut analyst, 40.0))
    else {
        panic!("nothing is kept");
    };
    assert_eq!(ended_at, 1_000.0);
    let wanted = "blocking 40.5\u{a0}ms, async 50.5\u{a0}ms; Size";
    assert!(
        title.contains(wanted) && title.ends_with("Repeats: 2"),
        "{title}"
    );
    let (session, opened) = SavedRun::unpack(&bytes).unwrap().open();
    let (latest, numbers) = analyst.latest.as_ref().unwrap();
    assert_eq!(&session, latest);
    assert_eq!(opened.reports, numbers.reports);
    // The page does not show what is kept: no need to list it.
    assert_eq!(analyst.answered(DbResponse::Kept(Ok(()))), []);
    assert_eq!(
        order(&analyst.hear(ToAnalysis::ListHistory)),
        Some(DbRequest::List)
    );
    assert_eq!(
        order(&analyst.answered(DbResponse::Kept(Ok(())))),
        Some(DbRequest::List)
    );
}

#[test]
fn nothing_measured_is_not_kept() {
    let mut analyst = analyst();
    analyst.hear(ToAnalysis::Begin(request()));
    analyst.hear(ToAnalysis::Ended(ended(0, Phase::Watch, 40.0)));
    let effects = analyst.hear(ToAnalysis::Finish(finish(true)));
    assert_eq!(order(&effects), None);
}

/// If this fails, what browsers keep already means something else now, or nothing: raise `VERSION` in
/// `kept.rs`, delete the file, and run this test twice.
#[test]
fn what_browsers_keep_already_can_be_read() {
    let place = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/kept_v4.bin");
    let bytes = std::fs::read(&place).unwrap_or_else(|_| {
        let mut session = super::super::session::tests::measured_to_the_end();
        let mut disturbed = ended(1, Phase::Measure(2), 900.0);
        disturbed.disturbance = Some(Disturbance::TabHidden);
        session.file(with_spans(disturbed, 1));
        let numbers = Numbers::of(&session);
        let bytes = SavedRun::of(&session, &numbers, &Words::english()).pack();
        std::fs::write(&place, bytes).unwrap();
        Vec::new()
    });
    let kept = SavedRun::unpack(&bytes).expect("it is of this version");
    assert_eq!(kept.pack(), bytes);
    let (_, numbers) = kept.open();
    let median = |place: usize| numbers.reports[place].median.unwrap().0;
    assert_eq!((median(0), median(1)), (40.5, 50.5));
}

#[test]
fn bytes_of_another_version_are_told() {
    let mut analyst = analyst();
    let Some(DbRequest::Keep { mut bytes, .. }) = order(&compare(&mut analyst, 40.0)) else {
        panic!("nothing is kept");
    };
    bytes[0] += 1;
    analyst.hear(ToAnalysis::Pin(Some(3)));
    let effects = analyst.answered(DbResponse::Fetched(3, Ok(Some(bytes))));
    assert!(problem(&effects).contains("another version"));
    analyst.hear(ToAnalysis::Pin(Some(3)));
    assert!(problem(&analyst.answered(DbResponse::Fetched(3, Ok(None)))).contains("not kept"));
    assert!(analyst.pinned.is_none());
    assert!(SavedRun::unpack(&[]).is_none());
}

#[test]
fn a_pinned_run_stays_beside_the_next_and_is_compared() {
    let mut analyst = analyst();
    let Some(DbRequest::Keep { bytes, title, .. }) = order(&compare(&mut analyst, 40.0)) else {
        panic!("nothing is kept");
    };
    let fetch = order(&analyst.hear(ToAnalysis::Pin(Some(7))));
    assert_eq!(fetch, Some(DbRequest::Fetch(7)));
    let effects = analyst.answered(DbResponse::Fetched(7, Ok(Some(bytes))));
    assert_eq!(found(&effects).pinned.as_deref(), Some(title.as_str()));
    let found = found(&compare(&mut analyst, 90.0));
    let wanted = [
        ("blocking", false),
        ("blocking", true),
        ("async", false),
        ("async", true),
    ];
    let wanted = wanted.map(|(name, is_pinned)| (Key::new(name), is_pinned));
    assert_eq!(pins(&found), wanted);
    let wanted = [
        "blocking: 90.5\u{a0}ms, pinned 40.5\u{a0}ms: too few rounds",
        "async: 50.5\u{a0}ms, pinned 50.5\u{a0}ms: too few rounds",
    ];
    let differences = found.differences.iter().zip(wanted);
    assert!(
        differences
            .clone()
            .all(|(said, wanted)| said.starts_with(wanted))
    );
    assert_eq!(differences.count(), 2);
    let alone = super::tests::found(&analyst.hear(ToAnalysis::Pin(None)));
    assert_eq!((&alone.pinned, alone.differences.len()), (&None, 0));
    assert_eq!(drawn(&alone).len(), 2);
}

#[test]
fn a_late_answer_pins_nothing() {
    let mut analyst = analyst();
    let Some(DbRequest::Keep { bytes, .. }) = order(&compare(&mut analyst, 40.0)) else {
        panic!("nothing is kept");
    };
    analyst.hear(ToAnalysis::Pin(Some(7)));
    analyst.hear(ToAnalysis::Pin(None));
    assert_eq!(
        analyst.answered(DbResponse::Fetched(7, Ok(Some(bytes)))),
        []
    );
}

#[test]
fn the_latest_can_be_pinned_where_nothing_can_be_kept() {
    let mut analyst = analyst();
    assert!(!problem(&analyst.hear(ToAnalysis::PinLatest)).is_empty());
    compare(&mut analyst, 40.0);
    let effects = analyst.answered(DbResponse::Kept(Err(
        "The operation is insecure.".to_owned()
    )));
    let Effect::Tell(FromAnalysis::History(history), None) = &effects[0] else {
        panic!("{effects:?}");
    };
    assert!(history.problem.as_ref().unwrap().contains("insecure"));
    let found = found(&analyst.hear(ToAnalysis::PinLatest));
    assert!(found.pinned.is_some());
    // Nothing stands beside itself.
    assert_eq!((drawn(&found).len(), found.differences.len()), (2, 0));
    let found = super::tests::found(&compare(&mut analyst, 41.0));
    assert_eq!((drawn(&found).len(), found.differences.len()), (4, 2));
}

#[test]
fn what_is_forgotten_is_listed_anew() {
    let mut analyst = analyst();
    analyst.hear(ToAnalysis::ListHistory);
    let forget = order(&analyst.hear(ToAnalysis::Forget(None)));
    assert_eq!(forget, Some(DbRequest::Forget(None)));
    assert_eq!(
        order(&analyst.answered(DbResponse::Forgotten(Ok(())))),
        Some(DbRequest::List)
    );
    let entries = vec![HistoryEntry {
        id: 1,
        ended_at: 2.0,
        title: "x".to_owned(),
    }];
    let effects = analyst.answered(DbResponse::Listed(Ok(entries.clone())));
    let history = History {
        entries,
        problem: None,
    };
    assert_eq!(effects, [tell(FromAnalysis::History(history))]);
}

/// A full store refuses a run: what it holds is still shown, and why the latest is not among it.
#[test]
fn what_is_kept_stays_shown_when_nothing_more_fits() {
    let mut analyst = analyst();
    let shown = |effects: Vec<Effect>| match effects.into_iter().next() {
        Some(Effect::Tell(FromAnalysis::History(history), None)) => history,
        other => panic!("{other:?}"),
    };
    let entries = vec![HistoryEntry {
        id: 1,
        ended_at: 2.0,
        title: "x".to_owned(),
    }];
    analyst.hear(ToAnalysis::ListHistory);
    analyst.answered(DbResponse::Listed(Ok(entries.clone())));
    for (refused, word) in [
        (
            DbResponse::Kept(Err("quota".to_owned())),
            "could not be kept",
        ),
        (
            DbResponse::Forgotten(Err("quota".to_owned())),
            "could not be deleted",
        ),
        (DbResponse::Listed(Err("quota".to_owned())), "keeps no runs"),
    ] {
        let history = shown(analyst.answered(refused));
        assert_eq!(history.entries, entries);
        let problem = history.problem.expect("a sentence");
        assert!(
            problem.contains(word) && problem.contains("quota"),
            "{problem}"
        );
    }
    // Looking again changes nothing of it; the next that is kept does.
    let listed = DbResponse::Listed(Ok(entries.clone()));
    assert!(shown(analyst.answered(listed.clone())).problem.is_some());
    assert_eq!(
        order(&analyst.answered(DbResponse::Kept(Ok(())))),
        Some(DbRequest::List)
    );
    assert_eq!(shown(analyst.answered(listed)).problem, None);
}

#[test]
fn a_file_is_shown_until_the_next_run_and_a_bad_one_changes_nothing() {
    let mut analyst = analyst();
    compare(&mut analyst, 70.0);
    let load =
        |analyst: &mut Analyst, text: &str| analyst.hear(load_message("r.json", text.as_bytes()));
    let shown = found(&load(&mut analyst, &result_text()));
    assert!(shown.loaded.is_some() && drawn(&shown).is_empty());
    assert!(shown.table.contains("40.5"), "{}", shown.table);
    let text = result_text();
    let effects = load(&mut analyst, &text[..text.len() / 2]);
    assert!(problem(&effects).contains("ends in the middle"));
    assert!(analyst.loaded.is_some());
    let effects = analyst.hear(ToAnalysis::Export(Export::TraceJson));
    assert!(!problem(&effects).is_empty());
    analyst.hear(ToAnalysis::PinLatest);
    let shown = found(&compare(&mut analyst, 70.0));
    assert_eq!((&shown.loaded, drawn(&shown).len()), (&None, 2));
    assert!(
        shown.differences[0].starts_with("blocking: 70.5\u{a0}ms, pinned 40.5\u{a0}ms: "),
        "{:?}",
        shown.differences
    );
}

#[test]
fn whatever_is_refused_leaves_what_is_shown() {
    let mut analyst = analyst();
    let load = |analyst: &mut Analyst, bytes: &[u8]| analyst.hear(load_message("r.json", bytes));
    let good = r#"[{"name": "f", "ph": "X", "ts": 5, "dur": 1, "tid": 1}"#;
    let bad: [&[u8]; 6] = [
        b"",
        b"{",
        b"[1]",
        b"\x1F\x8B\x08",
        b"\xFF\xFE[\0]\0",
        br#"[{"ph": "X", "ts": -1, "dur": -1}]"#,
    ];
    let refuse = |analyst: &mut Analyst| {
        let before = analyst.tell_found();
        for bytes in bad {
            let effects = load(analyst, bytes);
            assert!(problem(&effects).starts_with("r.json"), "{effects:?}");
            assert_eq!(effects.len(), 1);
            assert_eq!(analyst.tell_found(), before);
        }
    };
    refuse(&mut analyst);
    let compared = found(&compare(&mut analyst, 70.0));
    refuse(&mut analyst);
    let shown = found(&load(&mut analyst, good.as_bytes()));
    assert!(drawn(&shown).len() == 1 && shown.verdict.is_empty() && shown.charts.is_empty());
    refuse(&mut analyst);
    // Nothing of ours can be made of another program's trace.
    for message in [
        ToAnalysis::Export(Export::TraceJson),
        ToAnalysis::Export(Export::ResultJson),
        ToAnalysis::Export(Export::SamplesCsv),
        ToAnalysis::PinLatest,
    ] {
        assert!(!problem(&analyst.hear(message)).is_empty());
    }
    let again = found(&analyst.hear(ToAnalysis::Pin(None)));
    assert_eq!(again.table, compared.table);
}

#[test]
fn no_file_is_shown_during_a_run() {
    let mut analyst = analyst();
    analyst.hear(ToAnalysis::Begin(request()));
    let text = result_text();
    let message = load_message("r", text.as_bytes());
    // Neither is it read, nor is it shown if it was read before the run began.
    let (is_read, said) = analyst.before_reading(&message, 1_000);
    assert!(!is_read && problem(&[said.unwrap()]).contains("going on"));
    let effects = analyst.hear(message);
    assert!(problem(&effects).contains("going on"));
}

#[test]
fn files_are_named_after_the_example_and_the_run() {
    let mut analyst = analyst();
    compare(&mut analyst, 40.0);
    for (export, wanted) in [
        (Export::ResultJson, "meanwhile-many-cores-1.result.json"),
        (Export::TraceJson, "meanwhile-many-cores-1.trace.json"),
        (Export::SamplesCsv, "meanwhile-many-cores-1.samples.csv"),
    ] {
        let effects = analyst.hear(ToAnalysis::Export(export));
        let Effect::Tell(FromAnalysis::Exported { name, .. }, Some(text)) = &effects[0] else {
            panic!("{effects:?}");
        };
        assert_eq!((name.as_str(), text.is_empty()), (wanted, false));
    }
}

#[test]
fn a_long_file_is_announced() {
    let analyst = analyst();
    let message = load_message("r.json", b"");
    let said = |size| analyst.before_reading(&message, size);
    let (is_read, announced) = said(81_000_000);
    assert!(is_read && problem(&[announced.unwrap()]).contains("r.json (81 MB)"));
    assert_eq!(
        [said(1_000), said(MOST_BYTES + 1)],
        [(true, None), (true, None)]
    );
}

#[test]
fn without_a_reader_the_file_gets_a_sentence() {
    let mut analyst = analyst();
    let (name, file) = ("r.json".to_owned(), Packed::default());
    let effects = analyst.hear(ToAnalysis::Load { name, file });
    assert!(problem(&effects).starts_with("r.json can’t be read"));
}

#[test]
fn what_a_link_brings_is_theirs_and_stays_beside_the_next_run() {
    let mut analyst = analyst();
    let effects = analyst.hear(load_message(LINKED, b"{"));
    assert!(problem(&effects).starts_with("The result in this link ends in the middle"));
    let shown = found(&analyst.hear(load_message(LINKED, result_text().as_bytes())));
    assert!(shown.loaded.unwrap().starts_with("From the link: "));
    assert!(shown.pinned.unwrap().starts_with("their machine ("));
    let next = found(&compare(&mut analyst, 100.0));
    assert_eq!(next.loaded, None);
    assert!(next.pinned.unwrap().starts_with("their machine ("));
}
