//! How a comparison was measured, in pairs of a name and what is to be said: warm-up, drift, the cold
//! first run, what the pool took.

use super::session::Session;
use crate::comparison::record::CaseRecord;
use crate::program::Program;
use crate::report::statistics::drift;
use crate::units::Micros;
use crate::view::numbers::percent;
use crate::view::scale::length_text;
use crate::view::sentences::name;
use crate::view::words::Words;

/// The pairs; nothing of what was not measured.
pub fn trust(session: &Session, words: &Words) -> Vec<(String, String)> {
    let mut pairs = Vec::new();
    let mut add = |key: &str, parts: Vec<String>| {
        if !parts.is_empty() {
            pairs.push((words.get(key).to_owned(), parts.join("; ")));
        }
    };
    let each = |say: &dyn Fn(&CaseRecord) -> Option<String>| {
        let records = session.record.cases.iter();
        let said = records.filter_map(|own| Some((own.program(), say(own)?)));
        said.map(|(program, text)| of_one(words, program, &text))
            .collect::<Vec<_>>()
    };
    let text = |time: Micros| length_text(time.to_millis());
    add(
        "trust.warm-up",
        each(&|own| {
            let (first, last) = (own.warm_ups.first()?, own.warm_ups.last()?);
            let count = own.warm_ups.len().to_string();
            let parts = [
                ("n", &*count),
                ("first", &*text(*first)),
                ("last", &*text(*last)),
            ];
            Some(words.with("trust.warm-ups", &parts))
        }),
    );
    add("trust.first-run", each(&|own| own.first_run().map(text)));
    add(
        "trust.drift",
        each(&|own| {
            let samples: Vec<f64> = own
                .counted()
                .map(|run| run.trace.per_iteration().0)
                .collect();
            let change = drift(&samples)?;
            let sign = match change {
                _ if change.abs() < 0.005 => "",
                _ if change < 0.0 => "−",
                _ => "+",
            };
            Some(sign.to_owned() + &percent(change.abs()))
        }),
    );
    add(
        "trust.batches",
        each(&|own| {
            let iterations = own.repeats.first()?.trace.iterations;
            (iterations > 1).then(|| words.with("trust.batch", &[("n", &iterations.to_string())]))
        }),
    );
    let beats = session.record.cases.iter();
    let beat = beats.filter_map(CaseRecord::typical_trace).next();
    if let Some(trace) = beat.filter(|trace| trace.beat_every > Micros::ZERO) {
        let every = text(trace.beat_every);
        let said = words.with("trust.every", &[("time", &every)]);
        add("trust.heartbeat", vec![said]);
    }
    if let Some(runtime) = session.finish.as_ref().and_then(|finish| finish.runtime) {
        add("trust.pool-start", vec![length_text(runtime.pool_start)]);
        let memory = runtime.memory_a_thread.map(|bytes| {
            let kilobytes = crate::view::numbers::whole(bytes / 1_000);
            words.with("trust.kilobytes", &[("n", &kilobytes)])
        });
        add("trust.memory", memory.into_iter().collect());
    }
    pairs
}

fn of_one(words: &Words, program: Program, text: &str) -> String {
    [&*name(words, program), " ", text].concat()
}
