//! Facts in words: faults, tiers, what was measured, what to be careful about.

use super::names::program_name;
use super::numbers::{percent, times, whole};
use super::scale::{Unit, about_text, length_text};
use super::words::Words;
use crate::comparison::script_error::ScriptError;
use crate::comparison::{Disturbance, Fault, NoEngine};
use crate::contract::params::Param;
use crate::contract::{Chapter, Lesson};
use crate::program::Program;
use crate::protocol::analysis::Line;
use crate::protocol::engine::Ready;
use crate::report::CaseReport;
use crate::report::statistics::MIN_SAMPLES_FOR_INTERVAL;
use crate::report::verdict::{Basis, Fact, Overlapping};
use crate::report::warnings::Warning;
use crate::tier::{Tier, TierReason};
use crate::units::{Micros, Millis};

/// A run should be at least so many times as long as the clock's step.
const STEPS_PER_RUN: f64 = 100.0;

/// A program's name.
pub fn name(words: &Words, program: Program) -> String {
    program_name(program, &|key, parts| words.with(key, parts))
}

/// A text of the open lesson, or any lesson's title: its `title`, `story`, `size`, `size-unit` or `unscored`.
pub fn of_lesson(words: &Words, lesson: &Lesson, what: &str) -> String {
    let slug = lesson.slug;
    if lesson.chapter == Chapter::Unlisted {
        return words.with(&format!("unlisted.{what}"), &[("slug", slug)]);
    }
    if what == "title" {
        return words.get(&["title.", slug].concat()).to_owned();
    }
    // Nothing until the lesson's texts are there.
    words.get_or_nothing(&["lesson.", what].concat()).to_owned()
}

/// The name of a value of a parameter that is one of several.
pub fn chosen(words: &Words, param: Param, value: u32) -> String {
    let (name, chosen) = (param.key, param.text(value));
    let key = format!("parameter.{}.{chosen}", name.as_str());
    words.get(&key).to_owned()
}

/// An option of the open lesson's question.
pub fn option(words: &Words, option: usize) -> String {
    let key = ["lesson.option.", &option.to_string()].concat();
    words.get_or_nothing(&key).to_owned()
}

/// A chapter's heading.
pub fn chapter(words: &Words, chapter: Chapter) -> &str {
    words.get(match chapter {
        Chapter::Choosing => "chapter.choosing",
        Chapter::Waiting => "chapter.waiting",
        Chapter::Working => "chapter.working",
        Chapter::Own => "chapter.own",
        Chapter::Unlisted => "chapter.unlisted",
    })
}

/// Why a strategy has no result, or only a part of it.
pub fn fault(words: &Words, fault: &Fault) -> String {
    let number = |n: u32| whole(n.into());
    match fault {
        Fault::Stopped => words.get("fault.stopped").to_owned(),
        Fault::Unavailable(Tier::Single) => words.get("fault.single").to_owned(),
        Fault::Unavailable(Tier::Workers) => words.get("fault.workers").to_owned(),
        Fault::Unavailable(Tier::Threads) => words.get("fault.threads").to_owned(),
        Fault::RequestTimedOut { chunk, limit_ms } => {
            let limit = length_text(Millis((*limit_ms).into()));
            words.with(
                "fault.timed-out",
                &[("chunk", &number(*chunk)), ("limit", &limit)],
            )
        }
        Fault::RequestFailed { chunk, message } => words.with(
            "fault.request",
            &[("chunk", &number(*chunk)), ("words", message)],
        ),
        Fault::RequestRefused { chunk, status } => words.with(
            "fault.refused",
            &[("chunk", &number(*chunk)), ("status", &status.to_string())],
        ),
        Fault::BadInput { chunk } => words.with("fault.bad-input", &[("chunk", &number(*chunk))]),
        Fault::ChunkBroke {
            chunk: Some(chunk),
            message,
        } => words.with(
            "fault.broke",
            &[("chunk", &number(*chunk)), ("words", message)],
        ),
        Fault::ChunkBroke {
            chunk: None,
            message,
        } => words.with("fault.broke-somewhere", &[("words", message)]),
        Fault::PoolFailed(message) => words.with("fault.pool", &[("words", message)]),
        Fault::NoEngine(why) => no_engine(words, why),
        Fault::Script(error) => script_error(words, error),
        Fault::Storage(message) => words.with("fault.storage", &[("words", message)]),
        Fault::NotOffered => words.get("fault.not-offered").to_owned(),
        Fault::NoMachines(message) => words.with("fault.no-machines", &[("words", message)]),
        Fault::Machines(message) => words.with("fault.machines", &[("words", message)]),
        Fault::NoData(message) => words.with("fault.no-data", &[("words", message)]),
    }
}

/// What is wrong with a reader's own program, and where.
pub fn script_error(words: &Words, error: &ScriptError) -> String {
    let number = |n: u32| whole(n.into());
    let message = ("words", &*error.message);
    let (line, column) = match error.place {
        Some(place) => (number(place.line), number(place.column)),
        None => return words.with("fault.script", &[message]),
    };
    let (line, column) = (("line", &*line), ("column", &*column));
    match error.chunk {
        Some(chunk) => {
            let chunk = number(chunk + 1);
            words.with(
                "fault.script-chunk",
                &[("chunk", &chunk), line, column, message],
            )
        }
        None => words.with("fault.script-at", &[line, column, message]),
    }
}

/// Why nothing can run.
pub fn no_engine(words: &Words, why: &NoEngine) -> String {
    match why {
        NoEngine::WorkerRefused(message) => words.with("no-engine.refused", &[("words", message)]),
        NoEngine::NotLoaded(message) => words.with("no-engine.not-loaded", &[("words", message)]),
        NoEngine::TooSlow => words.get("no-engine.too-slow").to_owned(),
    }
}

/// What the page may use.
pub fn tier(words: &Words, tier: Tier) -> &str {
    words.get(match tier {
        Tier::Threads => "tier.threads",
        Tier::Workers => "tier.workers",
        Tier::Single => "tier.single",
    })
}

/// Why it may use that and no more.
pub fn tier_reason(words: &Words, ready: &Ready) -> String {
    match &ready.reason {
        TierReason::SharedMemoryWorks => words.get("tier-reason.works").to_owned(),
        TierReason::Hindered(sentence) => sentence.clone(),
    }
}

/// That there are too few rounds to tell who is faster, where that is so.
pub fn too_few_rounds(words: &Words, facts: &[Fact]) -> Option<String> {
    let is_told = |fact: &Fact| matches!(fact, Fact::TooFewRounds { .. });
    let want = count(MIN_SAMPLES_FOR_INTERVAL);
    let sentence = || words.with("verdict.few", &[("want", &want)]);
    facts.iter().any(is_told).then(sentence)
}

/// What the numbers say: where they come from, then a line a strategy, fastest first, then those
/// without numbers.
/// `cores` are those that the browser reports, where that is known.
pub fn verdict(
    words: &Words,
    reports: &[CaseReport],
    facts: &[Fact],
    cores: Option<u32>,
) -> Vec<Line> {
    let longest = reports.iter().filter_map(time_ms).fold(0.0, f64::max);
    let unit = Unit::for_longest(Millis(longest));
    let program = |case| program_of(reports, case);
    let facts = facts
        .iter()
        .filter_map(|fact| said(words, *fact, (unit, cores), &program));
    let faults = reports
        .iter()
        .filter_map(|report| Some((Some(report.case), fault(words, report.fault.as_ref()?))));
    let mut lines: Vec<Line> = Vec::new();
    for (case, sentence) in facts.chain(faults) {
        if let Some(line) = lines.iter_mut().find(|line| line.case == case) {
            line.sentences.push(sentence);
            continue;
        }
        let program = case.and_then(program);
        lines.push(Line {
            case,
            colour: program.map(|program| program.colour),
            name: program.map_or_else(String::new, |program| line_name(words, program)),
            sentences: vec![sentence],
        });
    }
    lines
}

/// How a case carries the job out.
fn program_of(reports: &[CaseReport], case: u16) -> Option<Program> {
    let own = reports.iter().find(|report| report.case == case)?;
    Some(own.program)
}

fn time_ms(report: &CaseReport) -> Option<f64> {
    report.median.or(report.watched).map(|time| time.0)
}

/// A fact in words, and whose it is; times in one unit, so that they compare at sight. Warnings have
/// a place of their own.
fn said(
    words: &Words,
    fact: Fact,
    (unit, cores): (Unit, Option<u32>),
    program: &dyn Fn(u16) -> Option<Program>,
) -> Option<(Option<u16>, String)> {
    let of_one = |case, key, parts: &[(&str, &str)]| Some((Some(case), words.with(key, parts)));
    match fact {
        Fact::Basis(Basis::Watched) => Some((None, words.get("verdict.watched").to_owned())),
        Fact::Basis(Basis::Measured { repeats }) => {
            let sentence = words.with("verdict.measured", &[("n", &count(repeats))]);
            Some((None, sentence))
        }
        Fact::About { case, time } => of_one(case, "verdict.about", &[("time", &about_text(time))]),
        Fact::Overlap { case, what, most } => {
            // No more are computed at once than there are cores.
            let shared = cores.filter(|&cores| most > cores as usize);
            let key = match (what, most) {
                (Overlapping::Chunks, _) if shared.is_some() => "verdict.chunks-shared",
                (Overlapping::Requests, 1) => "verdict.one-request",
                (Overlapping::Requests, _) => "verdict.requests",
                (Overlapping::Chunks, 1) => "verdict.one-chunk",
                (Overlapping::Chunks, _) => "verdict.chunks",
            };
            let cores = shared.map_or_else(String::new, |cores| whole(cores.into()));
            of_one(case, key, &[("n", &count(most)), ("cores", &cores)])
        }
        Fact::Fastest { case, time } | Fact::TooFewRounds { case, time } => {
            of_one(case, "verdict.fastest", &[("time", &unit.text(time))])
        }
        Fact::Longer {
            case,
            time,
            times: ratio,
            than,
        } => {
            let than = than.and_then(program).map(|than| name(words, than));
            // "1.0 times as long" would say nothing.
            let key = match (ratio < 1.05, &than) {
                (true, None) => "verdict.hardly-longer",
                (true, Some(_)) => "verdict.hardly-longer-than",
                (false, None) => "verdict.longer",
                (false, Some(_)) => "verdict.longer-than",
            };
            let (time, than) = (unit.text(time), than.unwrap_or_default());
            let parts = [
                ("time", &*time),
                ("times", &*times(ratio)),
                ("than", &*than),
            ];
            of_one(case, key, &parts)
        }
        Fact::NoClearDifference {
            case,
            time,
            fastest,
        } => {
            let parts = [
                ("time", &*unit.text(time)),
                ("fastest", &name(words, program(fastest)?)),
            ];
            of_one(case, "verdict.same", &parts)
        }
        Fact::Rounds {
            case,
            requests,
            at_once,
            rounds,
        } => {
            let (requests, rounds) = (count(requests), count(rounds));
            let connections = count(at_once);
            let parts = [
                ("requests", &*requests),
                ("connections", &*connections),
                ("rounds", &*rounds),
            ];
            let key = match rounds.as_str() {
                "1" => "verdict.one-round",
                _ => "verdict.rounds",
            };
            of_one(case, key, &parts)
        }
        Fact::ThreadsHoldRequests { case, threads, .. } => {
            of_one(case, "verdict.held", &[("threads", &count(threads))])
        }
        Fact::CallerFree {
            case,
            share,
            letters_a_second,
        } => {
            let key = match letters_a_second {
                Some(_) => "verdict.free-sorted",
                None => "verdict.free",
            };
            let letters = whole(one_digit(letters_a_second.unwrap_or_default()));
            of_one(
                case,
                key,
                &[("percent", &percent(share)), ("letters", &letters)],
            )
        }
        Fact::Unanswered { case, longest } => {
            // Whatever is shorter than that nobody could tell from nothing.
            let time = length_text(Millis(longest.0.max(1.0)));
            of_one(case, "verdict.unanswered", &[("time", &time)])
        }
        Fact::Warning(_) => None,
    }
}

/// A number of which more digits would mean nothing: it is of one run.
fn one_digit(number: f64) -> u64 {
    let mut step = 1.0;
    while number / step >= 10.0 {
        step *= 10.0;
    }
    ((number / step).round() * step) as u64
}

fn count(number: usize) -> String {
    whole(number as u64)
}

/// What the reader of the numbers should know: what the numbers themselves say, a clock too coarse for
/// them, and more threads that compute than the browser reports cores (`computing_threads`: both numbers).
pub fn warnings(
    words: &Words,
    facts: &[Fact],
    reports: &[CaseReport],
    clock_step: Option<Micros>,
    computing_threads: Option<(u32, u32)>,
) -> Vec<String> {
    let told = facts.iter().filter_map(|fact| match fact {
        Fact::Warning(warning) => Some(warning_text(words, *warning, reports)),
        _ => None,
    });
    let mut warnings: Vec<String> = told.collect();
    let shortest = reports.iter().filter_map(|report| report.shortest_run);
    let shortest = shortest.map(|run| run.0).min_by(f64::total_cmp);
    if let Some((shortest, step)) = shortest.zip(clock_step.map(Micros::to_millis))
        && shortest < STEPS_PER_RUN * step.0
    {
        let (step, time) = (length_text(step), length_text(Millis(shortest)));
        warnings.push(words.with("warning.coarse", &[("step", &step), ("time", &time)]));
    }
    if let Some((threads, cores)) = computing_threads
        && threads > cores
    {
        let (threads, cores) = (threads.to_string(), cores.to_string());
        let parts = [("threads", &*threads), ("cores", &*cores)];
        warnings.push(words.with("warning.few-cores", &parts));
    }
    warnings
}

fn warning_text(words: &Words, warning: Warning, reports: &[CaseReport]) -> String {
    let name_of = |case| {
        let program = program_of(reports, case);
        program.map_or_else(String::new, |program| name(words, program))
    };
    let capital_of = |case| capital(&name_of(case));
    match warning {
        Warning::Noisy { case, spread } => words.with(
            "warning.noisy",
            &[
                ("strategy", &capital_of(case)),
                ("percent", &percent(spread)),
            ],
        ),
        Warning::Drifting { case, change } => {
            let key = if change > 0.0 {
                "warning.slower"
            } else {
                "warning.faster"
            };
            words.with(
                key,
                &[
                    ("strategy", &capital_of(case)),
                    ("percent", &percent(change.abs())),
                ],
            )
        }
        Warning::Disturbed {
            case,
            repeats,
            by,
            left_out,
        } => {
            let cause = match by {
                Disturbance::ClockWentBack => "disturbance.clock",
                Disturbance::TabHidden => "disturbance.hidden",
                Disturbance::Slept => "disturbance.slept",
            };
            let key = match left_out {
                true => "warning.disturbed",
                false => "warning.all-disturbed",
            };
            let (name, n) = (capital_of(case), count(repeats));
            let parts = [("strategy", &*name), ("n", &n), ("cause", words.get(cause))];
            words.with(key, &parts)
        }
        Warning::Outliers { case, samples } => {
            let parts = [("strategy", &*capital_of(case)), ("n", &count(samples))];
            words.with("warning.outliers", &parts)
        }
        Warning::Thinned { case, spans } => {
            let parts = [("strategy", &*capital_of(case)), ("n", &whole(spans))];
            words.with("warning.thinned", &parts)
        }
        Warning::AnswersDiffer { case, other } => words.with(
            "warning.answers",
            &[("strategy", &capital_of(case)), ("other", &name_of(other))],
        ),
    }
}

/// What stands before the sentences on a strategy.
pub fn line_name(words: &Words, program: Program) -> String {
    capital(&name(words, program)) + ":"
}

/// A name at the beginning of a sentence.
pub fn capital(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(letters).collect()
    })
}

#[cfg(test)]
#[path = "sentences_tests.rs"]
mod tests;
