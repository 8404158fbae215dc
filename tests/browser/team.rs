//! The lesson `the-team`: tasks that need each other wait for each other with any number of helpers, however they are dealt.

use crate::page::Page;
use crate::result::{entry, least, number};
use crate::{Case, Outcome, case, ensure};
use serde_json::json;

/// The cases.
pub fn cases() -> Vec<Case> {
    vec![
        case!(more_helpers_are_no_faster_than_the_longest_chain, BothTiers),
        case!(however_tasks_are_dealt_none_comes_too_early, BothTiers),
        case!(the_team_sits_at_its_desks, ChromiumFirst),
    ]
}

/// What each task needs, all from 0.
const NEEDS: [&[u64]; 8] = [&[], &[0], &[], &[1], &[], &[2], &[3, 4, 5], &[5]];

/// How far clocks of different threads may be apart where a browser makes them coarse, in microseconds.
const APART: f64 = 2_000.0;

/// When a task began and ended, and on which track.
type Task = (f64, f64, u64);

/// The tasks of each program's run, by the trace.
async fn tasks(page: &Page) -> Outcome<Vec<Vec<Task>>> {
    let events = page
        .script(
            "const { traceEvents } = window.meanwhile.trace();
             const tasks = traceEvents.filter(({ name, tid, args }) => name === 'work' && tid > 1 && args);
             // Of a job that was carried out several times on end, the first time.
             const isFirst = (task, place, all) => place === all.findIndex(({ args }) => args.chunk === task.args.chunk);
             return [...new Set(tasks.map(({ pid }) => pid))].sort().map((pid) => tasks.filter((task) => task.pid === pid)
               .sort((a, b) => a.args.chunk - b.args.chunk || a.ts - b.ts).filter(isFirst)
               .map(({ args, ts, dur, tid }) => [args.chunk, ts, ts + dur, tid]));",
        )
        .await?;
    let runs = events.as_array().map_or(&[][..], Vec::as_slice);
    let mut all = Vec::new();
    for run in runs {
        let tasks: Vec<Task> = (0..)
            .map_while(|task| {
                let own = run.get(task)?;
                let is_next = own[0] == task;
                is_next.then_some((own[1].as_f64()?, own[2].as_f64()?, own[3].as_u64()?))
            })
            .collect();
        ensure!(
            tasks.len() == NEEDS.len() && run[NEEDS.len()].is_null(),
            "each task once: {run:#}"
        );
        for (task, (begun, ..)) in tasks.iter().enumerate() {
            for &needed in NEEDS[task] {
                ensure!(
                    tasks[needed as usize].1 <= begun + APART,
                    "task {task} began before {needed} was done: {run:#}"
                );
            }
        }
        all.push(tasks);
    }
    Ok(all)
}

/// The ratios leave room for whatever else the machine does.
async fn more_helpers_are_no_faster_than_the_longest_chain(page: &Page) -> Outcome {
    page.open("?example=the-team").await?;
    let result = page
        .run(json!({"example": "the-team", "size": 80, "repeats": 8}))
        .await?;
    let [alone, by_hand, two, more] =
        ["alone", "by-hand", "two", "more"].map(|program| least(&result, program));
    let (alone, by_hand, two, more) = (alone?, by_hand?, two?, more?);
    println!(
        "    least ms: alone {alone:.1}, by hand {by_hand:.1}, two {two:.1}, more {more:.1}: \
         by hand {:.2} times as fast, two {:.2}, more {:.2}",
        alone / by_hand,
        alone / two,
        alone / more
    );
    for program in ["alone", "by-hand", "two", "more"] {
        let own = entry(&result, program)?;
        ensure!(
            own["answer"] == "4669382",
            "primes below 80 million: {own:#}"
        );
    }
    ensure!(
        (0.5..1.35).contains(&(two / more)),
        "twice the helpers were to bring nothing: {result:#}"
    );
    // The longest chain is 14 of 26.
    ensure!(
        alone / more < 26.0 / 14.0 * 1.15,
        "nobody is faster than the longest chain: {result:#}"
    );
    // Where something else has one of the cores, nobody gains by two helpers.
    ensure!(
        alone < 1.5 * two || by_hand > 1.1 * two,
        "tasks dealt in turns were to be slower than the scheduler: {result:#}"
    );
    let helpers = number(&entry(&result, "more")?["values"], "threads")?;
    ensure!(helpers == 4.0, "four helpers unless asked: {result:#}");
    let runs = tasks(page).await?;
    ensure!(runs.len() == 4, "four programs with tasks");
    Ok(())
}

async fn however_tasks_are_dealt_none_comes_too_early(page: &Page) -> Outcome {
    page.open("?example=the-team").await?;
    // In turns the other way round; all with one; a helper who always waits for the other; and the worst order.
    for (deal, helpers) in [
        ("21212121", 1),
        ("22222222", 8),
        ("11111121", 3),
        ("12121122", 2),
    ] {
        let wanted = json!({"example": "the-team", "size": 4, "repeats": 1, "deal": deal, "helpers": helpers});
        let result = page.run(wanted).await?;
        for program in ["alone", "by-hand", "two", "more"] {
            let own = entry(&result, program)?;
            ensure!(own["answer"] == "283146", "primes below 4 million: {own:#}");
        }
        let runs = tasks(page).await?;
        ensure!(runs.len() == 4, "four programs with tasks");
        // The caller is thread 1, the helpers follow.
        let dealt = runs[1].iter().map(|(.., track)| track - 1);
        let dealt: String = dealt.map(|helper| helper.to_string()).collect();
        ensure!(dealt == deal, "dealt {deal}, and done by {dealt}");
        let busy: std::collections::BTreeSet<u64> =
            runs[3].iter().map(|(.., track)| *track).collect();
        ensure!(
            busy.len() <= helpers,
            "{helpers} helpers, and tracks {busy:?}"
        );
    }
    let refusal = page
        .refusal(json!({"example": "the-team", "helpers": 9}))
        .await?;
    ensure!(
        refusal.contains("helpers") && refusal.contains('8'),
        "more helpers than tasks are refused: {refusal}"
    );
    Ok(())
}

async fn the_team_sits_at_its_desks(page: &Page) -> Outcome {
    page.open("?example=the-team").await?;
    page.run(json!({"example": "the-team", "size": 20, "repeats": 6, "deal": "22222222"}))
        .await?;
    let seen = page
        .script(
            "const drawn = () => document.querySelector('section[aria-labelledby=chart-desks] svg');
             if (!await until(drawn, 5000)) throw new Error('no desks');
             const says = (selector) => [...drawn().querySelectorAll(selector)].map((each) => each.dataset.say);
             return { helpers: says('g[aria-label]'), tasks: says('g g[data-say]'), marked: drawn().querySelectorAll('rect.law').length,
               said: document.body.innerText };",
        )
        .await?;
    let of = |what: &str| seen[what].as_array().cloned().unwrap_or_default();
    let said = seen["said"].as_str().unwrap_or_default();
    ensure!(
        of("helpers").len() == 1 + 2 + 2 + 4 && of("tasks").len() == 4 * 8,
        "a row a helper and a mark a task: {seen:#}"
    );
    let marked = of("tasks")
        .iter()
        .filter(|task| {
            task.as_str()
                .is_some_and(|task| task.ends_with("on the critical path"))
        })
        .count();
    ensure!(
        marked >= 4 && seen["marked"] == marked + 1,
        "the longest chain is marked, and the legend says how: {seen:#}"
    );
    ensure!(
        said.contains("one helper had all tasks"),
        "what the deal came to is said: {said}"
    );
    Ok(())
}
