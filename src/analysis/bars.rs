//! What stands on the axis of bets once something ran: how long each program took, as a bar and in words, beside where
//! the reader had said that it ends; and where that was most off.

use super::numbers::Numbers;
use super::session::Session;
use crate::comparison::Fault;
use crate::contract::Lesson;
use crate::contract::question::Terms;
use crate::protocol::analysis::Bars;
use crate::report::CaseReport;
use crate::units::Millis;
use crate::view::bars::{bet_text, ghost, marks, rect, round_end, row};
use crate::view::facts::time_unit;
use crate::view::numbers::times;
use crate::view::scale::{Unit, about_text};
use crate::view::sentences::name;
use crate::view::words::Words;

/// What all fits into less than such a part of the axis has one of its own, once it is over.
const LEAST_USED: f64 = 0.2;

/// Bets are good that are off by no more than so many times.
const WITHIN: f64 = 1.5;

/// A row a case, in the order asked for.
pub fn bars(words: &Words, lesson: &Lesson, session: &Session, numbers: &Numbers) -> Bars {
    // Stopped before anything was known: there is nothing to see, and bets may be made again.
    if session.is_stopped() && numbers.reports.iter().all(|report| took(report).is_none()) {
        return Bars::default();
    }
    let end = axis_end(lesson, session, numbers);
    let unit = match numbers.is_measured() {
        true => time_unit(&numbers.reports),
        false => Unit::for_longest(end),
    };
    let both = numbers.reports.iter();
    let both: Vec<(&CaseReport, Option<Millis>)> = both
        .map(|report| (report, session.bet(report.program.key)))
        .collect();
    let row = |&(report, bet): &(&CaseReport, Option<Millis>)| {
        let drawn = [
            drawn(report, end),
            bet.map_or_else(String::new, |bet| ghost(bet, end)),
        ];
        let bet = bet.map(|bet| bet_text(words, &unit.text(bet)));
        let said: Vec<String> = time_text(words, report, unit)
            .into_iter()
            .chain(bet)
            .collect();
        row(words, report.program, &drawn.concat(), &said.join(" · "))
    };
    let said = match session.finish {
        None => words.get("bars.running").to_owned(),
        Some(_) => {
            let is_cut = |(report, _): &(&CaseReport, _)| {
                took(report).is_some_and(|(_, [_, high])| high > end)
            };
            let lines = words.get(match both.iter().any(is_cut) {
                true => "bars.lines-cut",
                false => "bars.lines",
            });
            let lines = lines.to_owned();
            let off = most_off(words, &both, unit);
            off.map_or(lines.clone(), |off| [&*off, " ", &lines].concat())
        }
    };
    Bars {
        rows: both.iter().map(row).collect(),
        marks: marks(end),
        said,
    }
}

/// As long as the lesson says of its slowest program, unless something is longer; one slow run of many is not. Where all
/// is known, and far shorter than was thought, it has an axis of its own, lest there is nothing to see.
fn axis_end(lesson: &Lesson, session: &Session, numbers: &Numbers) -> Millis {
    let request = &session.request;
    let terms = Terms::of(&request.parameters, request.reported_cores);
    let span = round_end((lesson.span)(&terms));
    let bets = session.bets.iter().map(|(_, bet)| *bet);
    let times = numbers
        .reports
        .iter()
        .filter_map(|report| Some(took(report)?.0));
    let longest = bets
        .chain(times)
        .fold(0.0, |longest: f64, time| longest.max(time.0));
    let is_over = session.finish.is_some() && longest > 0.0;
    match longest > span.0 || is_over && longest < LEAST_USED * span.0 {
        true => round_end(Millis(longest)),
        false => span,
    }
}

/// How long a program took, and from where to where its runs went: what was measured, or else the watched run alone. A
/// watched run of what then broke says nothing.
fn took(report: &CaseReport) -> Option<(Millis, [Millis; 2])> {
    if let Some(median) = report.median {
        let range = report
            .range
            .map_or([median; 2], |range| [Millis(range.low), Millis(range.high)]);
        return Some((median, range));
    }
    let is_whole = matches!(report.fault, None | Some(Fault::Stopped));
    let watched = report.watched.filter(|_| is_whole)?;
    Some((watched, [watched; 2]))
}

fn drawn(report: &CaseReport, end: Millis) -> String {
    let Some((took, [low, high])) = took(report) else {
        return String::new();
    };
    let class = match report.median {
        Some(_) => "bar",
        None => "bar one",
    };
    let bar = rect(class, (Millis(0.0), took), end);
    match low < high {
        true => bar + &rect("spread", (low, high), end),
        false => bar,
    }
}

/// How long it took, as the table says it, or why that is not known; nothing of what did not run yet.
fn time_text(words: &Words, report: &CaseReport, unit: Unit) -> Option<String> {
    if let Some(median) = report.median {
        return Some(unit.text(median));
    }
    if let Some((watched, _)) = took(report) {
        return Some(words.with("bars.about", &[("time", &about_text(watched))]));
    }
    let key = match report.fault.as_ref()? {
        fault if fault.is_unavailable() => "bars.unavailable",
        Fault::Stopped => "bars.stopped",
        _ => "bars.failed",
    };
    Some(words.get(key).to_owned())
}

/// Where the reader was most off, or that it was nowhere by much; nothing where nothing was bet and measured.
fn most_off(words: &Words, both: &[(&CaseReport, Option<Millis>)], unit: Unit) -> Option<String> {
    let mut most: Option<(f64, &CaseReport, Millis, Millis)> = None;
    for (report, bet) in both {
        if let (Some(median), Some(bet)) = (report.median, *bet)
            && let Some(ratio) = off(bet, report)
            && most.is_none_or(|(known, ..)| ratio > known)
        {
            most = Some((ratio, report, median, bet));
        }
    }
    let (ratio, report, took, bet) = most?;
    if ratio <= WITHIN {
        return Some(words.with("bars.within", &[("times", &times(WITHIN))]));
    }
    let program = name(words, report.program);
    let (bet, time) = (unit.text(bet), unit.text(took));
    let parts = [("program", &*program), ("bet", &bet), ("time", &time)];
    Some(words.with("bars.most-off", &parts))
}

/// How many times too long or too short a bet was; one where it lies among what was measured.
fn off(bet: Millis, report: &CaseReport) -> Option<f64> {
    let (took, [low, high]) = took(report)?;
    if (low.0..=high.0).contains(&bet.0) {
        return Some(1.0);
    }
    let ratio = (bet.0 / took.0).max(took.0 / bet.0);
    ratio.is_finite().then_some(ratio)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::session::tests::{ended, finish, request};
    use crate::comparison::Phase;
    use crate::key::Key;
    use crate::lesson;
    use crate::tier::Tier;
    use crate::view::facts::table;

    /// Both programs bet on, each run so often and so long.
    fn session(bets: [f64; 2], times: [&[f64]; 2]) -> Session {
        let mut session = Session::new(request());
        let keys = ["blocking", "async"].map(Key::new);
        let bets = keys.into_iter().zip(bets).filter(|(_, bet)| *bet > 0.0);
        session.bets = bets.map(|(key, bet)| (key, Millis(bet))).collect();
        for (case, times) in (0..).zip(times) {
            for (round, time) in (0..).zip(times) {
                session.file(ended(case, Phase::Measure(round), *time));
            }
        }
        session
    }

    fn over(bets: [f64; 2], times: [&[f64]; 2]) -> Session {
        let mut session = session(bets, times);
        session.finish(finish(false));
        session
    }

    fn of(session: &Session) -> Bars {
        let lesson = lesson::find(&session.request.example).unwrap();
        let mut bars = bars(&Words::english(), lesson, session, &Numbers::of(session));
        bars.said = bars.said.replace('\u{a0}', " ");
        bars
    }

    /// What stands behind the drawing of each row.
    fn texts(bars: &Bars) -> Vec<String> {
        let text = |row: &String| {
            let row = row.replace('\u{a0}', " ");
            let (_, behind) = row.split_once("</svg><span>").unwrap();
            behind.trim_end_matches("</span>").to_owned()
        };
        bars.rows.iter().map(text).collect()
    }

    #[test]
    fn what_was_measured_stands_beside_what_was_said() {
        let bars = of(&over([300.0, 0.0], [&[552.0], &[110.0, 114.0]]));
        assert_eq!(texts(&bars), ["552 ms · you said 300 ms", "112 ms"]);
        // All fits on 600 ms.
        let drawn = |row: usize, part: &str| assert!(bars.rows[row].contains(part), "{bars:?}");
        drawn(
            0,
            "<rect class=\"bar\" x=0.00% width=92.00% /><rect class=\"ghost\" x=0.00% width=50.00% />",
        );
        drawn(
            1,
            "<rect class=\"bar\" x=0.00% width=18.67% /><rect class=\"spread\" x=18.33% width=0.67% />",
        );
        assert!(bars.marks.contains("600\u{a0}ms"), "{bars:?}");
        assert_eq!(
            bars.said,
            "Most off: you said blocking takes 300 ms; it took 552 ms. Thin lines: from the shortest run to the longest."
        );
    }

    #[test]
    fn a_run_that_is_longer_than_the_axis_is_told() {
        let bars = of(&over([0.0, 0.0], [&[100.0, 110.0, 900.0], &[400.0]]));
        assert!(bars.said.ends_with("goes on beyond it."), "{bars:?}");
    }

    /// However many there are: from ten rounds on the median has an interval, which is another thing.
    #[test]
    fn the_thin_line_goes_from_the_shortest_run_to_the_longest() {
        let times = [
            100.0, 101.0, 102.0, 103.0, 104.0, 105.0, 106.0, 107.0, 108.0, 200.0,
        ];
        let bars = of(&over([0.0, 0.0], [&times, &[400.0]]));
        let line = "<rect class=\"spread\" x=25.00% width=25.00% />";
        assert!(bars.rows[0].contains(line), "{bars:?}");
    }

    #[test]
    fn times_are_those_of_the_table() {
        let words = Words::english();
        for times in [
            [552.0, 112.0],
            [1_552.0, 9.4],
            [0.4, 0.05],
            [12.34, 11_000.0],
        ] {
            let session = over([0.0, 0.0], [&[times[0]], &[times[1]]]);
            let table = table(&Numbers::of(&session).reports, None, &words).replace('\u{a0}', " ");
            for text in texts(&of(&session)) {
                assert!(
                    table.contains(&["<td>", &text, "<small>"].concat()),
                    "{text}: {table}"
                );
            }
        }
    }

    #[test]
    fn most_off_is_by_ratio_and_small_errors_are_none() {
        // 100 ms too long of 50 is worse than 200 too short of 600.
        let bars = of(&over([400.0, 150.0], [&[600.0], &[50.0]]));
        assert_eq!(
            bars.said,
            "Most off: you said async takes 150 ms; it took 50.0 ms. Thin lines: from the shortest run to the longest."
        );
        let bars = of(&over([300.0, 200.0], [&[330.0], &[180.0]]));
        assert_eq!(
            bars.said,
            "Each bet lies among the times measured, or is off by no more than 1.5 times. Thin lines: from the shortest run to the longest."
        );
        // Among what was measured nothing is off.
        let bars = of(&over([0.0, 30.0], [&[330.0], &[20.0, 60.0, 61.0]]));
        assert_eq!(
            bars.said,
            "Each bet lies among the times measured, or is off by no more than 1.5 times. Thin lines: from the shortest run to the longest."
        );
        let bars = of(&over([0.0, 0.0], [&[330.0], &[180.0]]));
        assert!(bars.said.starts_with("Thin lines"), "{bars:?}");
    }

    #[test]
    fn while_it_runs_a_bar_is_one_run_and_nothing_is_concluded() {
        let mut session = session([300.0, 10.0], [&[], &[]]);
        session.file(ended(0, Phase::Watch, 120.0));
        let bars = of(&session);
        assert_eq!(
            texts(&bars),
            ["about 0.1 s · you said 300 ms", "you said 10.0 ms"]
        );
        assert!(
            bars.rows[0].contains("class=\"bar one\"") && !bars.rows[1].contains("bar one"),
            "{bars:?}"
        );
        assert!(bars.said.starts_with("Each bar is one run"), "{bars:?}");
        // It is stopped: what there is stays, and is no measurement.
        session.finish(finish(true));
        let bars = of(&session);
        assert_eq!(
            texts(&bars),
            [
                "about 0.1 s · you said 300 ms",
                "stopped · you said 10.0 ms"
            ]
        );
        assert!(
            !bars.said.contains("bet") && !bars.said.contains("you said"),
            "{bars:?}"
        );
    }

    #[test]
    fn what_was_stopped_before_it_began_can_be_bet_on_again() {
        let mut session = session([300.0, 10.0], [&[], &[]]);
        session.finish(finish(true));
        assert_eq!(of(&session), Bars::default());
    }

    #[test]
    fn what_has_no_time_says_why_in_a_word() {
        let mut session = session([0.0, 0.0], [&[], &[]]);
        session.file(ended(1, Phase::Watch, 80.0));
        let faults = [
            Fault::Unavailable(Tier::Workers),
            Fault::PoolFailed("It is gone.".to_owned()),
        ];
        for (case, fault) in (0..).zip(faults) {
            let mut run = ended(case, Phase::Measure(0), 0.0);
            run.run = Err(fault);
            session.file(run);
        }
        let bars = of(&session);
        assert_eq!(texts(&bars), ["unavailable", "failed"]);
        assert!(!bars.rows.concat().contains("rect"), "{bars:?}");
    }

    #[test]
    fn the_axis_grows_at_once_and_shrinks_when_all_is_known() {
        let end = |session: &Session| {
            let lesson = lesson::find("many-cores").unwrap();
            axis_end(lesson, session, &Numbers::of(session)).0
        };
        assert_eq!(end(&session([0.0, 0.0], [&[20.0], &[10.0]])), 400.0);
        assert_eq!(end(&over([0.0, 0.0], [&[20.0], &[10.0]])), 20.0);
        assert_eq!(end(&over([300.0, 0.0], [&[20.0], &[10.0]])), 400.0);
        assert_eq!(end(&session([0.0, 0.0], [&[700.0], &[10.0]])), 800.0);
    }
}
